"""Which rules differ between two laws, place by place, and what has to be so for the difference to tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from forbear.law.clock import IntervalSet
from forbear.law.clock.zones import DAY
from forbear.law.judge import read_request
from forbear.law.rulebook import Rulebook
from forbear.law.rules.history import Reader
from forbear.law.rules.rule import Rule
from forbear.law.study.cells import Place, cell_request, find_place
from forbear.law.study.circumstances import Circumstance, circumstances_of
from forbear.law.study.clauses import Side
from forbear.law.study.columns import ORDINARY, Sort, classes_of, sorts_of
from forbear.law.study.shutting import NEVER_SHUT, Outlook
from forbear.law.study.situations import add_circumstances

WEEK = 7
"""How many days are looked at, where nothing that a rule counts lasts longer."""
LONGEST = 100
"""How many days are looked at, at the most."""
So = tuple[Circumstance, ...]
"""What is so, besides an ordinary contact."""


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that differs: as it was, and as it is; None where it is not law on that side."""

    id: str
    old: Rule | None
    new: Rule | None

    @property
    def versions(self) -> tuple[Rule, ...]:
        """The one or two that there are."""
        return tuple(r for r in (self.old, self.new) if r is not None)

    @property
    def days(self) -> int:
        """How many days from a contact on the change can show itself."""
        spans = [getattr(r.kind, "span", None) for r in self.versions]
        lengths = [
            (s.days or 0) + 31 * (s.months or 0) + (s.seconds or 0) // DAY for s in spans if s is not None
        ]
        return min(LONGEST, max([WEEK, *(n + 2 for n in lengths)]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A place where two laws differ: the books there, the rules that are the same, all that differ, and `own`.

    `own` are those that a book of this very place changes; the others (of a wider place) have a field of their own.
    """

    place: Place
    books: tuple[str, ...]
    common: tuple[Rule, ...]
    changes: tuple[RuleChange, ...]
    own: tuple[RuleChange, ...]
    texts: Mapping[str, tuple[str, ...]]

    def request(self, sort: Sort, so: So) -> dict[str, Any]:
        """A contact of a sort at this place, with all of this so."""
        return add_circumstances(cell_request(sort.cell(), self.place, name="found"), so)


def find_fields(before: Side, after: Side) -> Iterator[Field]:
    """The places where rules differ that may forbid. A book of several places is tried at the first of them."""
    ours = _rules(before, before.books), _rules(after, after.books)
    touched = {c.versions[0].book for c in _changes(*ours)[1]}
    books = {b: _book(before, after, b) for b in sorted(touched)}
    for region in sorted({b.regions[0] for b in books.values()}):
        there = [_there(side, region) for side in (before, after)]
        common, changes = _changes(_rules(before, there[0]), _rules(after, there[1]))
        named = tuple(dict.fromkeys((*there[0], *there[1])))
        own = tuple(c for c in changes if _book(before, after, c.versions[0].book).regions[0] == region)
        side = after if there[1] else before
        place = find_place(side.law, region, side.day)
        yield Field(
            place=Place(region=region, day=after.day, books=named, zone=place.zone), books=named, common=common,
            changes=changes, own=own, texts=_texts([_book(before, after, b) for b in named]),
        )  # fmt: skip


def _book(before: Side, after: Side, name: str) -> Rulebook:
    return after.law.books[name] if name in after.books else before.law.books[name]


def _there(side: Side, region: str) -> tuple[str, ...]:
    return tuple(b for b in side.books if side.law.reaches(b, region))


def _rules(side: Side, books: tuple[str, ...]) -> dict[str, Rule]:
    return {r.id: r for r in side.law.in_force(books, side.day) if r.kind_name != "duty"}


def _changes(
    old: Mapping[str, Rule], new: Mapping[str, Rule]
) -> tuple[tuple[Rule, ...], tuple[RuleChange, ...]]:
    """The rules that are the same on both sides, and those that are not."""
    common, changes = [], []
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name), new.get(name)
        if was is not None and now is not None and _asked(was) == _asked(now):
            common.append(now)
        else:
            changes.append(RuleChange(name, was, now))
    return tuple(common), tuple(changes)


def _asked(rule: Rule) -> tuple[Any, ...]:
    return rule.scope, rule.when, rule.kind, rule.unless, rule.clock


def _texts(books: list[Rulebook]) -> dict[str, tuple[str, ...]]:
    """For each rule the texts of the books' own cases that it forbids."""
    found: dict[str, tuple[str, ...]] = {}
    for book in books:
        for case in book.cases:
            text = case.table.get("contact", {}).get("text")
            named = case.table.get("rules", ()) if text else ()
            for rule in {r.id for r in book.rules for n in named if r.id == n or r.id.startswith(n + ".")}:
                found[rule] = tuple(dict.fromkeys((*found.get(rule, ()), text)))
    return found


Mark = Mapping[Sort, tuple[IntervalSet, IntervalSet]]
"""What a change alone shuts and opens, by sort of contact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What has to be so for a change to tell; and what, put in its place, tells the same."""

    change: RuleChange
    so: So
    likewise: tuple[So, ...]


def find_telling(field: Field, change: RuleChange, read: Reader | None) -> Iterator[Telling]:
    """The least that has to be so: nothing, one circumstance, two, or (where those tell nothing) three.

    Each only where it shows something new.
    """
    asked = (c for r in change.versions for c in circumstances_of(r, field.texts.get(r.id, ())))
    ways = tuple(dict.fromkeys(asked))
    few, more = (list(sorts_of(classes_of(change.versions, apart))) for apart in ({}, ORDINARY))
    kept: list[tuple[So, Mark]] = []
    alike: dict[So, list[So]] = {}
    for so in (way for size in range(4) for way in combinations(ways, size)):
        if len(so) > 2 and kept:
            break
        mark = _mark(field, change, more if len(so) < 2 else few, so, read)
        same = next((k for k, m in kept if len(k) == len(so) and m == mark), None)
        if same is not None:
            alike[same].append(so)
        elif _shows_more(mark, [m for k, m in kept if set(k) < set(so)]):
            kept.append((so, mark))
            alike[so] = []
    for so, _ in kept:
        yield Telling(change=change, so=so, likewise=tuple(alike[so]))


def _mark(field: Field, change: RuleChange, sorts: list[Sort], so: So, read: Reader | None) -> Mark:
    made = {}
    for sort in sorts:
        outlook = Outlook(read_request(field.request(sort, so)), change.days * DAY, read)
        was, now = shut_before_and_after(change, outlook)
        if was != now:
            made[sort] = now - was, was - now
    return made


def shut_before_and_after(change: RuleChange, outlook: Outlook) -> tuple[IntervalSet, IntervalSet]:
    """When the rule shuts a contact out, as it was and as it is."""
    return (
        outlook.shut(change.old) if change.old else NEVER_SHUT,
        outlook.shut(change.new) if change.new else NEVER_SHUT,
    )


def _shows_more(mark: Mark, less: list[Mark]) -> bool:
    """Whether it shows, of some sort, what none shows in which less is so."""
    for sort, (shuts, opens) in mark.items():
        for known in less:
            shut, opened = known.get(sort, (NEVER_SHUT, NEVER_SHUT))
            shuts, opens = shuts - shut, opens - opened
        if shuts or opens:
            return True
    return False
