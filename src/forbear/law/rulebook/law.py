"""All rulebooks together: which of them hold for a contact, on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from forbear.law.rulebook.deadlines import Deadline
from forbear.law.rulebook.read import Entry, Rulebook, read_rulebook_file
from forbear.law.rulebook.values import UNITS, Known, Value, value_on
from forbear.law.rules.context import Looked
from forbear.law.rules.rule import Rule
from forbear.terms import InputError, RulebookError

PACKAGED = Path(__file__).parents[2] / "rulebooks"
"""Where the rulebooks of this package lie."""


class Law:
    """The rulebooks in use. Adding one can only tighten: a rule forbids or carries a duty, it never opens."""

    def __init__(self, books: Iterable[Rulebook]) -> None:
        self.books: dict[str, Rulebook] = {}
        self.values: dict[str, tuple[Value, ...]] = {}
        self.deadlines: tuple[Deadline, ...] = ()
        seen: dict[str, Entry] = {}
        for book in books:
            if book.id in self.books:
                raise RulebookError(
                    book.file,
                    1,
                    "front matter",
                    f"there are two rulebooks {book.id!r}; rename this one, or that in {self.books[book.id].file}",
                )
            self.books[book.id] = book
            entries: tuple[Entry, ...] = (*book.rules, *book.values, *book.deadlines)
            for entry in entries:
                other = seen.setdefault(entry.id, entry)
                if other.file != entry.file:
                    raise RulebookError(entry.file, entry.line, entry.article, (
                        f"{entry.id} stands in {other.file} already; a house rule gets an id of its own"
                    ))  # fmt: skip
            for value in book.values:
                self.values[value.id] = (*self.values.get(value.id, ()), value)
            self.deadlines += book.deadlines
        self._check_bases()
        self._in_force: dict[tuple[tuple[str, ...], date, int], tuple[Rule, ...]] = {}
        self._candidates: dict[Any, Looked] = {}
        self._versions: dict[tuple[str, ...], Mapping[str, str]] = {}
        self._named: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._covering: dict[tuple[str, date], tuple[tuple[str, ...], bool]] = {}

    def _check_bases(self) -> None:
        """Refuse a value that derives from none, or in a circle."""
        for versions in self.values.values():
            for value in versions:
                base, seen = value, {value.id}
                while base.of is not None:
                    if base.of not in self.values or base.of in seen:
                        why = f"{value.id}: of = {base.of!r} " + (
                            "comes back to itself" if base.of in seen else "is no value; write the id of one"
                        )
                        raise RulebookError(value.file, value.line, value.article, why)
                    seen.add(base.of)
                    base = self.values[base.of][0]
                if value.of is not None and base.unit in UNITS and UNITS[base.unit].kind is tuple:
                    why = f"{value.id}: of = {value.of!r} is no number; name a value that is"
                    raise RulebookError(value.file, value.line, value.article, why)

    def value(self, name: str, on: date) -> Known:
        """What a value of the law is on a day (a rate, a cap, a span): its id, and the date it is read for.

        NotFound where there is none of that id; FactMissing where it did not hold, or is not known, on that day.
        """
        return value_on(self.values, name, on)

    def named(self, wanted: tuple[str, ...]) -> tuple[str, ...]:
        """The books that ids or id prefixes name; InputError where one names none."""
        found = self._named.get(wanted)
        if found is None:
            if not wanted:
                raise InputError("/books", "no rulebook named; name one, or leave the field out")
            ids: list[str] = []
            for i, name in enumerate(wanted):
                matching = [b for b in self.books if b == name or b.startswith(name + ".")]
                if not matching:
                    close = get_close_matches(name.lower(), self.books, 1, cutoff=0.8)
                    hint = f"did you mean {close[0]}? " if close else ""
                    known = ", ".join(sorted(self.books))
                    raise InputError(f"/books/{i}", f"no rulebook {name!r}; {hint}there are {known}")
                ids += matching
            self._named[wanted] = found = tuple(dict.fromkeys(ids))
        return found

    def versions(self, books: tuple[str, ...]) -> Mapping[str, str]:
        """The version of each of some books."""
        found = self._versions.get(books)
        if found is None:
            self._versions[books] = found = {b: self.books[b].version for b in books}
        return found

    def covering(self, region: str, day: date) -> tuple[tuple[str, ...], bool]:
        """The books in force at a place on a day, and whether they are all that binds there as far as known.

        A house rule or a contract says nothing of what the law there is. A country alone (`US`) is not covered
        where some of its parts have rules of their own: which part, has to be told.
        """
        key = (region, day)
        known = self._covering.get(key)
        if known is None:
            if len(self._covering) > 20_000:
                self._covering.clear()
            self._covering[key] = known = self._cover(region, day)
        return known

    def _cover(self, region: str, day: date) -> tuple[tuple[str, ...], bool]:
        found = [
            b
            for b in self.books.values()
            if _within(region, b.regions)
            and b.rules
            and b.in_force <= day
            and (b.until is None or day <= b.until)
        ]
        legal = [b for b in found if b.covers and b.force not in {"contract", "house"}]
        if any(_within(region, b.outside) for b in found):
            return (), False
        whole = bool(legal) and not any(_within(region, b.uncovered) for b in legal)
        if whole and "-" not in region:
            parts = (p for b in self.books.values() for p in (*b.regions, *b.uncovered))
            whole = not any(p.startswith(region + "-") for p in parts)
        return tuple(b.id for b in found), whole

    def reaches(self, book: str, region: str) -> bool:
        """Whether a book is law at a place.

        >>> load_law().reaches("us.regf", "US-MA"), load_law().reaches("us.ma", "US")
        (True, False)
        """
        found = self.books[book]
        return _within(region, found.regions) and not _within(region, found.outside)

    def in_force(self, books: tuple[str, ...], day: date, reach_days: int = 0) -> tuple[Rule, ...]:
        """The rules of some books that are law on a day, or on any of the days up to `reach_days` later."""
        key = (books, day, reach_days)
        rules = self._in_force.get(key)
        if rules is None:
            if len(self._in_force) > 5000:
                self._in_force.clear()
                self._candidates.clear()
            last = day + timedelta(days=reach_days)
            rules = tuple(r for b in books for r in self.books[b].rules if r.in_force_within(day, last))
            rules = next((r for r in self._in_force.values() if r == rules), rules)  # one tuple a rule set
            self._in_force[key] = rules
        return rules

    def candidates(self, rules: tuple[Rule, ...], view: Any) -> Looked:
        """The rules that look at a contact; remembered by its key columns."""
        key = (id(rules), view.ctx.key())
        found = self._candidates.get(key)
        if found is None:
            if len(self._candidates) > 20_000:
                self._candidates.clear()
            pairs = [(r, s) for r in rules if (s := r.in_scope(view)) is not False]
            words = tuple(p for p in pairs if p[0].only_said or p[0].only_text)
            always = tuple(p for p in pairs if not (p[0].only_said or p[0].only_text))
            self._candidates[key] = found = Looked(always, words)
        return found


def _within(region: str, places: tuple[str, ...]) -> bool:
    return any(region == p or region.startswith(p + "-") for p in places)


@lru_cache(maxsize=1)
def _packaged() -> tuple[Rulebook, ...]:
    return tuple(read_rulebook_file(p) for p in sorted(PACKAGED.rglob("*.md")))


def load_law(extra: tuple[Path, ...] = ()) -> Law:
    """The packaged rulebooks, and further ones (a lender's house rules, a contract).

    >>> "cn.gbt45251" in load_law().books
    True
    """
    return Law((*_packaged(), *(read_rulebook_file(p) for p in extra)))


def replace_books(law: Law, files: Iterable[Path]) -> Law:
    """The law with drafts in it: each in place of the rulebook of its id, or as a further one.

    >>> replace_books(load_law(), [PACKAGED / "cn" / "card.md"]).books.keys() == load_law().books.keys()
    True
    """
    drafts = {book.id: book for book in map(read_rulebook_file, files)}
    return Law((*(b for b in law.books.values() if b.id not in drafts), *drafts.values()))
