"""What may be so about a contact besides its cell: past contacts, statements, texts. Found from what a rule asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from forbear.law.rules.conditions import WORDS
from forbear.law.rules.counting import Count, LastDay, LastInstant
from forbear.law.rules.doors import TELLING, Acts, Addressed, Consent, Reply, Used
from forbear.law.rules.expr import And, Col, Expr, Fact, In, Le, Lit, Lt, Not, Or, Sub
from forbear.law.rules.known import TimeBarred
from forbear.law.rules.lost import LostContact
from forbear.law.rules.notices import Forewarned, Told
from forbear.law.rules.place import Reaches
from forbear.law.rules.registry import FACTS
from forbear.law.rules.rule import Rule
from forbear.law.rules.saying import OptedOut, Said
from forbear.law.rules.stated import Agreed, Inconvenient

OUTSIDE_CELLS = (
    "style", "address_kind", "status", "known_at", "notice", "conveys_debt", "limited_content", "minor", "has_address",
    "borrower_reachable", "borrower_deceased", "borrower_incapacitated",
)  # fmt: skip
"""The columns that are no part of a cell: ordinary unless a rule asks."""

_LONG_AGO = 50
"""Days before the contact that lie within the validation period: its notice was sent sixty days before."""


@dataclass(frozen=True, slots=True)
class Circumstance:
    """One thing that is so: its sort, and what tells it from others of the sort.

    `said` (kind, medium, days before) · `opted_out` · `consent` (to) · `inconvenient` (place) · `agreed` · `reply` ·
    `used` · `addressed` (kind) · `text` (the words) · `contacts` (number, filter) · `lost` (dials) ·
    `told` (notice) · `untold` (the date that notes it) · `barred` · `column` (name, value).
    """

    sort: str
    detail: tuple[Any, ...] = ()


def circumstances_of(rule: Rule, texts: Iterable[str]) -> tuple[Circumstance, ...]:
    """All that a rule asks about beyond the cell and the clock, each as a circumstance; `texts` show its acts.

    >>> from forbear.law.rulebook import load_law
    >>> rules = {r.id: r for r in load_law().books["us.nyc"].rules}
    >>> [(c.sort, c.detail[0]) for c in circumstances_of(rules["us.nyc.contact_frequency"], ())]
    [('contacts', 3)]
    """
    found = [*_in_tree(rule.scope), *_in_tree(rule.condition())]
    if any(isinstance(f, Acts) for f in map(_fact, rule.leaves)):
        found += [Circumstance("text", (t,)) for t in texts]
    return tuple(dict.fromkeys(found))


def _fact(leaf: Any) -> Any:
    return FACTS[leaf.number] if isinstance(leaf, Fact) else None


def _in_tree(tree: Expr) -> Iterator[Circumstance]:
    match tree:
        case And(items) | Or(items):
            for item in items:
                yield from _in_tree(item)
        case Not(item):
            yield from _in_tree(item)
        case In(Col(name), values) if name in OUTSIDE_CELLS:
            yield from _words(name, values)
        case Le(Lit(int(n)), Fact(number)) | Lt(Fact(number), Lit(int(n))) if isinstance(
            FACTS[number], Count
        ):
            yield _contacts(FACTS[number], n)
        case Le(left, right) | Lt(left, right):
            yield from _compared(left, right)
        case Fact(number):
            yield from _stated(FACTS[number])
        case _:
            return


def _words(name: str, values: frozenset[Any]) -> Iterator[Circumstance]:
    """Each word that is asked for; where all others are meant, one of those too."""
    known = WORDS[name]
    yield from (Circumstance("column", (name, v)) for v in sorted(values, key=str))
    others = sorted((known or frozenset()) - values, key=str)
    yield from (Circumstance("column", (name, v)) for v in others[:1])


def _compared(left: Expr, right: Expr) -> Iterator[Circumstance]:
    """A number on each side of the edge; or the last contact before a cooldown."""
    for one, other in ((left, right), (right, left)):
        match one, other:
            case Col(name), Lit(int(n)):
                yield from (Circumstance("column", (name, m)) for m in (n - 1, n, n + 1) if m >= 0)
            case ((Fact(number) | Sub(_, Fact(number))), _) if isinstance(
                FACTS[number], LastDay | LastInstant
            ):
                yield _contacts(FACTS[number], 1)
            case _:
                pass


def _contacts(fact: Any, number: int) -> Circumstance:
    return Circumstance("contacts", (number, fact.scope.what.terms))


def _stated(fact: Any) -> Iterator[Circumstance]:
    match fact:
        case Said(kind=kind, media=media):
            medium = min(media) if media and "letter" not in media else "letter"
            days = _LONG_AGO if fact.in_validation else (fact.after_days or 0) + 5
            yield Circumstance("said", (kind, medium, days))
            if fact.oral_days is not None:
                yield Circumstance("said", (kind, "oral", days))
        case OptedOut():
            yield Circumstance("opted_out")
        case Consent(to=to):
            yield Circumstance("consent", (to,))
        case Inconvenient(place=place, only=only):
            yield from (Circumstance("inconvenient", (p,)) for p in _places(place, only))
        case Agreed():
            yield Circumstance("agreed")
        case Reply(seconds=int()):
            yield Circumstance("reply")
        case Used():
            yield Circumstance("used")
        case Reaches(place=place):
            yield Circumstance("column", ("address_kind", place))
        case Addressed(kind=kind):
            yield Circumstance("addressed", (kind,))
        case _:
            yield from _known(fact)


def _known(fact: Any) -> Iterator[Circumstance]:
    """What past contacts and the file show."""
    match fact:
        case LostContact(failed_dials=dials):
            yield Circumstance("lost", (dials,))
        case Told() | Forewarned(told=Told()):
            told = fact if isinstance(fact, Told) else fact.told
            if told.noted:
                yield Circumstance("untold", (told.noted,))
            by = min(fact.by) if isinstance(fact, Forewarned) and fact.by else "letter"
            yield Circumstance("told", (told.notice, told.cited, by, getattr(fact, "days_before", 0)))
        case Acts(acts=acts):
            if not acts.isdisjoint(TELLING):
                yield Circumstance("column", ("conveys_debt", True))
            if "limited_content" in acts:
                yield Circumstance("column", ("limited_content", True))
        case TimeBarred():
            yield Circumstance("barred")
        case Count():
            yield _contacts(fact, 1)
        case _:
            return


def _places(place: bool, only: str | None) -> tuple[str | None, ...]:
    if not place:
        return (None,)
    return (only,) if only else ("home", "work")
