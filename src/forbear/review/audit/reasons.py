"""Why: the reasons of each contact that a sweep does not allow, written by `judge` from the same tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from forbear.law.judge import Verdict
from forbear.review.audit.requests import read_circles
from forbear.terms import Contact, Request

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Judge = Callable[[Request], Verdict]


def find_reasons(connection: DuckDBPyConnection, judge_one: Judge) -> Iterator[tuple[int, str, Verdict]]:
    """Each judged contact of the tables that is not allowed: its `n`, what the sweep says, what `judge` says."""
    run = connection.execute
    refused = dict(run("SELECT n, verdict FROM sweep_verdicts WHERE verdict <> 'allow'").fetchall())
    run("CREATE OR REPLACE TEMP TABLE wanted_circles AS SELECT DISTINCT c.circle FROM sweep_verdicts v"
        " JOIN in_contacts c ON c.n = v.n WHERE v.verdict <> 'allow'")  # fmt: skip
    for circle in read_circles(connection):
        before: list[Contact] = []
        for row, contact in circle.rows:
            if row["n"] in refused:
                yield row["n"], refused[row["n"]], judge_one(circle.request(row, contact, before))
            before.append(contact)


def verdict_line(name: str, swept: str, verdict: Verdict) -> str:
    """A contact that is not allowed as a line of `verdicts.jsonl`, with every breach whole."""
    return json.dumps(
        {
            "id": name, "verdict": swept, "rules": sorted({b.rule for b in verdict.breaches}),
            "breaches": [
                {
                    "rule": b.rule, "cite": b.cite, "force": b.force, "effect": b.effect, "why": dict(b.why),
                    "facts": dict(b.facts), **({"draft": True} if b.draft else {}),
                }
                for b in verdict.breaches
            ],
            "missing": [{"rule": m.rule, "fact": m.fact} for m in verdict.missing],
            "read_at": verdict.read_at.isoformat(),
        },
        ensure_ascii=False, default=str,
    )  # fmt: skip
