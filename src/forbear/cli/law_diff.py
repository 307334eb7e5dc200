"""`forbear law diff A B`: what a change of law changes, by clause and by behaviour."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from forbear.cli.telling import progress, tell, today
from forbear.law.clock import find_zone
from forbear.law.judge import Verdict
from forbear.law.rulebook import Law, load_law, read_rulebook_file, replace_books
from forbear.law.study.clauses import ClauseChange, Side, compare_clauses
from forbear.law.study.difference import Finding, Unseen, find_differences
from forbear.review.contacts import read_contact
from forbear.terms import InputError

LIVE = "live"
_FORM = "write a rulebook's id and a day (cn@2026-03-01), a file, or, beside a file, live"


def read_sides(one: str, other: str) -> tuple[Side, Side]:
    """The two laws that the command line names. InputError where one names nothing.

    >>> [(s.books, str(s.day)) for s in read_sides("us.nyc@2026-08-01", "us.nyc@2026-10-01")]
    [(('us.nyc',), '2026-08-01'), (('us.nyc',), '2026-10-01')]
    """
    law = load_law()
    names = [text.partition("@")[0] for text in (one, other)]
    files = [name for name in names if _is_file(name)]
    if names.count(LIVE) > 1 or (LIVE in names and not files):
        raise InputError(LIVE, f"is the law beside a draft; {_FORM}")
    draft = read_rulebook_file(Path(files[0])).id if LIVE in names else None
    before, after = (_read_side(law, text, draft) for text in (one, other))
    if not files and not {*before.books} & {*after.books}:
        raise InputError(f"{one} {other}", f"they have no rulebook in common; {_FORM}")
    return before, after


def _is_file(name: str) -> bool:
    return name.endswith(".md") or "/" in name


def _read_side(law: Law, text: str, draft: str | None) -> Side:
    name, _, day = text.partition("@")
    on = _day(day, text) if day else today()
    if _is_file(name):
        book = read_rulebook_file(Path(name))
        return Side(name=text, law=replace_books(law, [Path(name)]), books=(book.id,), day=on)
    if name == LIVE and draft is not None:
        if draft not in law.books:
            raise InputError(text, f"there is no live rulebook {draft!r}; compare the file with another file")
        name = draft
    try:
        return Side(name=text, law=law, books=law.named((name,)), day=on)
    except InputError as error:
        raise InputError(text, f"{error.why}; or {_FORM}") from None


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(where, f"{text!r} is not a day; write it as cn@2026-03-01") from None


def show_differences(one: str, other: str, *, as_json: bool, language: str) -> int:
    """Show them; the exit status is 0, whether or not there are any."""
    from forbear.cli.law_diff_words import Teller

    before, after = read_sides(one, other)
    clauses = compare_clauses(before, after)
    for side in (before, after):
        if _is_file(side.name.partition("@")[0]) and not side.law.in_force(side.books, side.day):
            tell(f"nothing of {side.name} judges contacts on {side.day}; name a day, as draft.md@2027-01-01")
    found: list[Finding | Unseen] = []
    with progress("comparing" if language == "en" else "比较", "%") as step:
        found += find_differences(before, after, read_contact, step)
    if not as_json:
        Teller(before, after, language).tell(clauses, found)
        return 0
    for change in clauses:
        sys.stdout.write(_line(clause_json(change)))
    for number, item in enumerate(found, 1):
        made = finding_json(item, f"diff-{number}") if isinstance(item, Finding) else unseen_json(item)
        sys.stdout.write(_line(made))
    return 0


def _line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, default=str) + "\n"


def clause_json(change: ClauseChange) -> dict[str, Any]:
    """A clause that was added, ended or changed."""
    entry = change.clause.entry
    return {
        "sort": "clause", "how": change.how, "id": entry.id, "cite": entry.cite, "force": entry.force,
        "in_force": entry.in_force.isoformat(), "until": entry.until and entry.until.isoformat(),
        "words": dict(entry.words), "parameters": [
            {"key": key, "before": was, "after": now} for key, was, now in change.parameters
        ],
    }  # fmt: skip


def finding_json(found: Finding, name: str) -> dict[str, Any]:
    """Contacts that are judged otherwise: which, when, and one of them, as `forbear judge` takes it."""
    zone = find_zone(found.zone)
    whole = found.times == (found.looked,)
    return {
        "sort": "finding", "rules": list(found.rules), "region": found.region,
        "so": [_circumstance(c) for c in found.so],
        "likewise": [[_circumstance(c) for c in so] for so in found.likewise],
        "contacts": [{column: list(words) for column, words in sort.items()} for sort in found.sorts],
        "times": None if whole else [
            {"from": zone.at(a).isoformat(), "before": zone.at(b).isoformat()} for a, b in found.times
        ],
        "looked": [zone.at(t).isoformat() for t in found.looked],
        "request": {**found.request, "id": name},
        "before": _verdict(found.before), "after": _verdict(found.after),
    }  # fmt: skip


def _circumstance(c: Any) -> dict[str, Any]:
    return {"sort": c.sort, "detail": json.loads(json.dumps(c.detail, default=_words))}


def _words(value: Any) -> Any:
    return sorted(map(str, value)) if isinstance(value, frozenset) else str(value)


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "verdict": verdict.verdict, "rules": [b.rule for b in verdict.breaches],
        "missing": [m.fact for m in verdict.missing], "read_at": verdict.read_at.isoformat(),
        "books": dict(verdict.books),
    }  # fmt: skip


def unseen_json(unseen: Unseen) -> dict[str, Any]:
    """A rule that differs, of which no ordinary contact shows it."""
    return {"sort": "unseen", "rule": unseen.rule, "region": unseen.region, "tried": unseen.tried}
