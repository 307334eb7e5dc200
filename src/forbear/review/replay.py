"""Past contacts judged once more by another law: which would have been judged otherwise, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from forbear.law.judge import Verdict, judge
from forbear.law.rulebook import Law
from forbear.review.contacts import read_contact
from forbear.terms import Request

DIRECTIONS: Mapping[str, str] = {
    "forbid": "newly_forbidden",
    "allow": "newly_allowed",
    "unknown": "newly_unknown",
}
"""What a changed verdict is called, by what it is now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """By which law contacts are judged: `books` by id or prefix (None: as the request says, or by its place),
    `read_at` the day on which the law is read (None: as the request says, or the day of the contact).
    """

    law: Law
    books: tuple[str, ...] | None = None
    read_at: date | None = None

    def judge(self, request: Request) -> Verdict:
        """The verdict on a request. InputError where it names a rulebook that this law has not."""
        asked = replace(
            request,
            books=request.books if self.books is None else self.books,
            read_at=request.read_at if self.read_at is None else self.read_at,
        )
        return judge(self.law, asked, read_contact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A past contact that would have been judged otherwise; `rules` are those that make the difference."""

    line: int
    id: str | None
    direction: str
    rules: tuple[str, ...]
    before: Verdict
    after: Verdict


@dataclass(slots=True)
class Tally:
    """What a replay has found so far: contacts by direction, and by rule and direction.

    `other_reasons` counts those whose verdict is the same and whose broken rules are not.
    """

    judged: int = 0
    other_reasons: int = 0
    directions: Counter[str] = field(default_factory=Counter)
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, line: int, name: str | None, before: Verdict, after: Verdict) -> Changed | None:
        """Count a contact; what changed, if its verdict did."""
        self.judged += 1
        if before.verdict == after.verdict:
            if before.verdict != "allow":
                self.other_reasons += _broken(before) != _broken(after)
            return None
        direction = DIRECTIONS[after.verdict]
        rules = _rules(before, after)
        self.directions[direction] += 1
        self.rules.update((rule, direction) for rule in rules)
        return Changed(line=line, id=name, direction=direction, rules=rules, before=before, after=after)


def _rules(before: Verdict, after: Verdict) -> tuple[str, ...]:
    """The rules that make the difference: those that stand against it now, or did before and do no more."""
    if after.verdict == "allow":
        return _broken(before) or _lacking(before)
    now, was = (
        (_broken(after), _broken(before))
        if after.verdict == "forbid"
        else (_lacking(after), _lacking(before))
    )
    return tuple(r for r in now if r not in was) or now


def _broken(verdict: Verdict) -> tuple[str, ...]:
    return tuple(dict.fromkeys(b.rule for b in verdict.breaches))


def _lacking(verdict: Verdict) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.rule for m in verdict.missing))


def changed_json(found: Changed) -> dict[str, Any]:
    """A changed contact with the reasons before and after, as one object of JSON Lines.

    >>> from datetime import UTC, datetime
    >>> from forbear.law.rulebook import load_law
    >>> from forbear.terms import Collector, Contact, Debt, Person
    >>> person = Person(id="p", role="borrower", zones=("Asia/Manila",), region="PH")
    >>> late = Contact(at=datetime(2026, 3, 2, 15, tzinfo=UTC), channel="call", person="p", collector="k",
    ...                conveys_debt=True)
    >>> asked = Request(id="c1", books=("us.nyc",), contact=late, people=(person,),
    ...                 debts=(Debt(id="d", product="microloan", days_past_due=3),),
    ...                 collectors=(Collector(id="k", kind="microloan"),))
    >>> law = load_law()
    >>> found = Tally().add(1, "c1", Ruling(law=law).judge(asked), Ruling(law=law, books=("ph.sec",)).judge(asked))
    >>> changed_json(found)["direction"], changed_json(found)["rules"][0][:7]
    ('newly_forbidden', 'ph.sec.')
    """
    return {
        "id": found.id, "line": found.line, "direction": found.direction, "rules": list(found.rules),
        "before": _reasons(found.before), "after": _reasons(found.after),
    }  # fmt: skip


def _reasons(verdict: Verdict) -> dict[str, Any]:
    return {
        "verdict": verdict.verdict, "read_at": verdict.read_at.isoformat(),
        "breaches": [
            {"rule": b.rule, "cite": b.cite, "why": dict(b.why), "facts": dict(b.facts)} for b in verdict.breaches
        ],
        "missing": [{"rule": m.rule, "fact": m.fact} for m in verdict.missing],
    }  # fmt: skip
