"""Why: the reasons of each contact that a sweep does not allow, written by `judge` from the same tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import groupby
from typing import TYPE_CHECKING, Any

from forbear.law.clock.zones import date_of
from forbear.law.judge import Verdict
from forbear.law.sweep.inputs import INPUTS
from forbear.terms import WEEKDAYS, Collector, Contact, Debt, Person, Request, Statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Judge = Callable[[Request], Verdict]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_CIRCLES = 2_000
"""Circles whose rows are held at once."""


def find_reasons(connection: DuckDBPyConnection, judge_one: Judge) -> Iterator[tuple[int, str, Verdict]]:
    """Each judged contact of the tables that is not allowed: its `n`, what the sweep says, what `judge` says."""
    run = connection.execute
    run("CREATE OR REPLACE TEMP TABLE refused AS SELECT v.n, v.verdict, c.circle FROM sweep_verdicts v"
        " JOIN in_contacts c ON c.n = v.n WHERE v.verdict <> 'allow'")  # fmt: skip
    circles = [k for (k,) in run("SELECT DISTINCT circle FROM refused ORDER BY circle").fetchall()]
    makers = {c.id: c for c in (Collector(id=i, kind=k, acts_for=a) for i, k, a in run(
        "SELECT id, kind, acts_for FROM in_collectors").fetchall())}  # fmt: skip
    for at in range(0, len(circles), _MOST_CIRCLES):
        span = circles[at], circles[min(at + _MOST_CIRCLES, len(circles)) - 1]
        yield from _of_circles(connection, judge_one, makers, span)


def _of_circles(
    connection: DuckDBPyConnection, judge_one: Judge, makers: Mapping[str, Collector], span: tuple[int, int]
) -> Iterator[tuple[int, str, Verdict]]:
    refused = dict(
        connection.execute("SELECT n, verdict FROM refused WHERE circle BETWEEN ? AND ?", span).fetchall()
    )
    people = _grouped(connection, "in_people", span, _person)
    debts = _grouped(connection, "in_debts", span, _debt)
    said = _grouped(connection, "in_statements", span, _statement)
    lists = ", ".join(name for name, _ in INPUTS["in_contacts"])
    rows = connection.execute(
        f"SELECT {lists}, language FROM in_contacts LEFT JOIN spoken USING (n) WHERE circle BETWEEN ? AND ?"
        " AND circle IN (SELECT circle FROM refused) ORDER BY circle, at_us, n",
        span,
    )
    names = [column[0] for column in rows.description or ()]
    told = (dict(zip(names, row, strict=True)) for row in rows.fetchall())
    for circle, group in groupby(told, key=lambda row: row["circle"]):
        before: list[Contact] = []
        for row in group:
            contact = _contact(row)
            if row["n"] in refused:
                request = Request(
                    id=row["id"], contact=contact, people=tuple(people.get(circle, ())),
                    debts=_debts_of(row, debts.get(circle, ())), statements=tuple(said.get(circle, ())),
                    history=tuple(c for c in before if c.stamp < contact.stamp),
                    collectors=_makers(makers, contact, before),
                )  # fmt: skip
                yield row["n"], refused[row["n"]], judge_one(request)
            before.append(contact)


def _makers(
    makers: Mapping[str, Collector], contact: Contact, before: Sequence[Contact]
) -> tuple[Collector, ...]:
    """Everybody who made a contact, and for whom."""
    ids = dict.fromkeys(c.collector for c in (contact, *before) if c.collector)
    found = {name: makers[name] for name in ids if name in makers}
    lenders = {c.acts_for: makers[c.acts_for] for c in found.values() if c.acts_for and c.acts_for in makers}
    return tuple((found | lenders).values())


def _debts_of(row: Mapping[str, Any], debts: Sequence[Debt]) -> tuple[Debt, ...]:
    """The debts of a circle as a row tells of them: its days past due are of its own debts."""
    days, own = row["days_past_due"], row["debts"]
    if days is None:
        return tuple(debts)
    return tuple(replace(d, days_past_due=days) if not own or d.id in own else d for d in debts)


def _grouped(
    connection: DuckDBPyConnection, table: str, span: tuple[int, int], make: Any
) -> dict[int, list[Any]]:
    rows = connection.execute(
        f"SELECT * FROM {table} WHERE circle BETWEEN ? AND ? AND circle IN (SELECT circle FROM refused)", span
    )
    names = [column[0] for column in rows.description or ()]
    made: dict[int, list[Any]] = {}
    for values in rows.fetchall():
        row = dict(zip(names, values, strict=True))
        made.setdefault(row["circle"], []).append(make(row))
    return made


def _contact(row: Mapping[str, Any]) -> Contact:
    same = {n: row[n] for n, _ in INPUTS["in_contacts"] if n in Contact.__dataclass_fields__}
    return Contact(
        **same | {
            "at": _instant(row["at_us"], row["offset_s"]), "debts": tuple(row["debts"]),
            "talked_of": None if row["talked_of"] is None else tuple(row["talked_of"]), "language": row["language"],
        }
    )  # fmt: skip


def _person(row: Mapping[str, Any]) -> Person:
    return Person(
        **{k: v for k, v in row.items() if k not in {"circle", "zones"}}, zones=tuple(row["zones"]) or None
    )


def _debt(row: Mapping[str, Any]) -> Debt:
    dates = ("limitation_ends", "validation_sent", "assigned", "assignment_notified")
    return Debt(
        id=row["id"], product=row["product"], status=row["status"], days_past_due=row["days_past_due"],
        group=row["grouping"], **{name: _day(row[f"{name}_day"]) for name in dates},
    )  # fmt: skip


def _statement(row: Mapping[str, Any]) -> Statement:
    same = "id person kind medium place consent_to given_to channel address written".split()
    return Statement(
        **{name: row[name] for name in same}, at=_instant(row["at_us"], row["offset_s"]),
        until=None if row["until_us"] is None else _instant(row["until_us"], 0),
        debts=tuple(row["debts"]) or None,
        days=None if row["weekdays"] is None else tuple(WEEKDAYS[d] for d in row["weekdays"]),
        dates=None if row["dates"] is None else tuple(date_of(d) for d in row["dates"]),
        from_time=_clock(row["from_s"]), to_time=_clock(row["to_s"]), from_date=_day(row["from_day"]),
        to_date=_day(row["to_day"]), of=row["lifts"], by=row["by_whom"],
    )  # fmt: skip


def _instant(micros: int, offset: int) -> datetime:
    return (_EPOCH + timedelta(microseconds=micros)).astimezone(timezone(timedelta(seconds=offset)))


def _day(number: int | None) -> date | None:
    return None if number is None else date_of(number)


def _clock(second: int | None) -> time | None:
    return None if second is None else time(second // 3600, second // 60 % 60, second % 60)


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
