"""What a change of law changes: which ordinary contacts are judged otherwise, and when.

For each rule that differs, the sorts of contact that it looks at are weighed under both laws as sets of instants
over some days: what the change shuts, and what it opens, is the difference of the two sets, exact for the sort and
for what has happened. What has happened (past contacts, statements, texts) is sampled: from what the rule itself
asks, one circumstance or two at a time. Every finding is judged once more, under both laws.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from forbear.law.clock import IntervalSet, find_zone
from forbear.law.clock.zones import DAY
from forbear.law.judge import Verdict, judge, read_request
from forbear.law.rules.context import Context, View
from forbear.law.rules.history import Reader
from forbear.law.study.cells import ADDRESS_KINDS, WHO
from forbear.law.study.changes import (
    Field,
    RuleChange,
    So,
    Telling,
    find_fields,
    find_telling,
    shut_before_and_after,
)
from forbear.law.study.circumstances import circumstances_of
from forbear.law.study.clauses import Side
from forbear.law.study.columns import PRODUCTS, Classes, Sort, classes_of, sorts_of
from forbear.law.study.covers import cover
from forbear.law.study.shutting import Outlook

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Contacts that the change judges otherwise, with one that shows it.

    `rules` are those that make the difference, `so` what is so besides the ordinary, `likewise` what may stand in
    its place. `sorts` are products of words, by column: every combination is meant. `times` are the spans, in
    seconds since 1970, within `looked` (from, to); `request` is one of the contacts (formats.md 2), `before` and
    `after` its verdicts.
    """

    rules: tuple[str, ...]
    region: str
    zone: str
    so: So
    likewise: tuple[So, ...]
    sorts: tuple[Mapping[str, tuple[str, ...]], ...]
    times: Spans
    looked: tuple[int, int]
    request: Mapping[str, Any]
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """A rule that differs, of which no ordinary contact was found that is judged otherwise.

    `tried`: it shuts or opens something, but the rest of the law gives the same verdict there. Not tried: nothing
    was found for it to shut or open.
    """

    rule: str
    region: str
    tried: bool


_MASKED = 24
"""At how many sorts of contact it is tried what would let a rule be seen behind the others."""
Step = Callable[[int, int], None]
"""Called with how much is done, and how much there is."""


def find_differences(
    before: Side, after: Side, read: Reader | None = None, step: Step | None = None
) -> Iterator[Finding | Unseen]:
    """Every group of ordinary contacts that two laws judge otherwise, each told once; then the rules without one.

    `read` reads texts; without it no text is tried. `step` hears how far the search is.

    >>> from datetime import date
    >>> from forbear.law.rulebook import load_law
    >>> law = load_law()
    >>> days = date(2026, 8, 1), date(2026, 10, 1)
    >>> old, new = (Side(name="", law=law, books=("us.nyc",), day=d) for d in days)
    >>> found = next(f for f in find_differences(old, new) if "us.nyc.contact_frequency" in getattr(f, "rules", ()))
    >>> found.so[0].detail[0], found.before.verdict, found.after.verdict
    (3, 'allow', 'forbid')
    """
    fields = list(find_fields(before, after))
    seen: set[str] = set()
    unseen: list[Unseen] = []
    for n, field in enumerate(fields):
        search = _Search(field, before, after, read)
        for finding in search.findings(_share(step, n, len(fields))):
            seen |= set(finding.rules)
            yield finding
        place = field.place.region
        unseen += [Unseen(rule=c.id, region=place, tried=c.id in search.tried) for c in field.own]
    yield from (u for u in unseen if u.rule not in seen)


def _share(step: Step | None, done: int, of: int) -> Callable[[float], None]:
    """What hears the part of one search that is done, and tells it as a part of them all."""

    def hear(part: float) -> None:
        if step is not None:
            step(int(100 * (done + part)), 100 * of)

    return hear


class _Search:
    """The search at one place."""

    def __init__(self, field: Field, before: Side, after: Side, read: Reader | None) -> None:
        self.field, self.before, self.after, self.read = field, before, after, read
        self.rules = (*field.common, *(r for c in field.changes for r in c.versions))
        self.classes = classes_of(self.rules)
        self.sorts = list(sorts_of(self.classes))
        self.cells = {sort: sort.cell() for sort in self.sorts}
        self._common = sorted(
            field.common, key=lambda r: bool(r.moving)
        )  # what never opens soon shuts it all
        self.tried: set[str] = set()
        self._ordinary: dict[Sort, tuple[bool, bool]] = {}

    def findings(self, step: Callable[[float], None]) -> Iterator[Finding]:
        """What is judged otherwise at this place; `step` hears which part of the search is done."""
        tellings = [t for change in self.field.own for t in find_telling(self.field, change, self.read)]
        self.tried = {t.change.id for t in tellings}
        seen: set[str] = set()
        for finding in self._search(tellings, step):
            seen |= set(finding.rules)
            yield finding
        masked = [t for t in tellings if t.change.id not in seen]
        opened = [replace(t, so=so, likewise=()) for t in masked for so in self._unmask(t)]
        yield from self._search(opened, None, opened=True)

    def _search(
        self, tellings: list[Telling], step: Callable[[float], None] | None, *, opened: bool = False
    ) -> Iterator[Finding]:
        by_so: dict[So, list[Telling]] = {}
        for telling in tellings:
            by_so.setdefault(telling.so, []).append(telling)
        for n, (so, together) in enumerate(sorted(by_so.items(), key=lambda item: len(item[0]))):
            if step is not None:
                step(n / len(by_so))
            yield from self._findings_of(so, together, opened=opened)

    def _unmask(self, telling: Telling) -> Iterator[So]:
        """What, if it were so as well, would let the rule be seen behind the others; one thing at the most."""
        change, so = telling.change, telling.so
        sorts = [sort for sort in self.sorts if self._in_scope(change, sort, so)]
        for sort in sorts[:: max(1, len(sorts) // _MASKED)]:
            outlook = Outlook(read_request(self.field.request(sort, so)), change.days * DAY, self.read)
            masks = [r for r in self.rules if r not in change.versions and outlook.shut(r)]
            ways = dict.fromkeys(c for r in masks for c in circumstances_of(r, ()))
            for way in ways:
                if self._weigh(sort, (*so, way), [change], change.days, opened=True):
                    yield (*so, way)
                    return

    def _findings_of(self, so: So, tellings: list[Telling], *, opened: bool) -> Iterator[Finding]:
        days = max(t.change.days for t in tellings)
        found: dict[tuple[str, bool, Spans], list[Sort]] = {}
        for sort in self.sorts:
            for key in self._weigh(sort, so, [t.change for t in tellings], days, opened=opened):
                found.setdefault(key, []).append(sort)
        together: dict[tuple[bool, Spans, tuple[Sort, ...]], list[str]] = {}
        for (rule, opens, spans), sorts in found.items():
            together.setdefault((opens, spans, tuple(sorts)), []).append(rule)
        for (_, spans, alike), rules in together.items():
            likewise = [s for t in tellings if t.change.id in rules for s in t.likewise]
            yield from self._finding(tuple(rules), so, tuple(likewise), spans, alike, days)

    def _weigh(
        self, sort: Sort, so: So, changes: list[RuleChange], days: int, *, opened: bool
    ) -> list[tuple[str, bool, Spans]]:
        """What each change shuts (false) and opens (true) for a sort, and when."""
        looking = [c for c in changes if self._in_scope(c, sort, so) and (opened or self._open(c, sort, so))]
        if not looking:
            return []
        outlook = Outlook(read_request(self.field.request(sort, so)), days * DAY, self.read)
        own = [(c.id, *shut_before_and_after(c, outlook)) for c in looking]
        own = [(name, was, now) for name, was, now in own if was != now]
        if not own:
            return []
        old, new = self._shut(outlook)
        made = []
        for name, was, now in own:
            if shuts := now - old:
                made.append((name, False, shuts.spans))
            if opens := was - new:
                made.append((name, True, opens.spans))
        return made

    def _shut(self, outlook: Outlook) -> tuple[IntervalSet, IntervalSet]:
        """When the whole law shuts a contact out, before and after."""
        whole = IntervalSet([(outlook.start, outlook.end)])
        common = outlook.shut_by_any(self._common)
        if common == whole:
            return common, common
        return (
            common | outlook.shut_by_any(c.old for c in self.field.changes if c.old),
            common | outlook.shut_by_any(c.new for c in self.field.changes if c.new),
        )

    def _in_scope(self, change: RuleChange, sort: Sort, so: So) -> bool:
        """Whether the rule, as it was or is, looks at such a contact."""
        cell = self.cells[sort]
        own = {c.detail[0]: c.detail[1] for c in so if c.sort == "column"}
        if own:
            kinds = ADDRESS_KINDS.get(cell.channel, ("unknown",))
            if own.get("address_kind", kinds[0]) not in kinds:
                return False
            cell = replace(cell, **{k: v for k, v in own.items() if k in cell.words()})
        seen = View(cast(Context, cell), None, 0)
        return any(r.in_scope(seen) is not False for r in change.versions)

    def _open(self, change: RuleChange, sort: Sort, so: So) -> bool:
        """Whether such a contact is ever open, if ordinary, where the rule alone was added or ended.

        What is shut ordinarily needs no further reason.
        """
        if not so or (change.old and change.new):
            return True
        return self._open_ordinarily(sort)[1 if change.new else 0]

    def _open_ordinarily(self, sort: Sort) -> tuple[bool, bool]:
        found = self._ordinary.get(sort)
        if found is None:
            outlook = Outlook(read_request(self.field.request(sort, ())), 2 * DAY, self.read)
            whole = IntervalSet([(outlook.start, outlook.end)])
            old, new = self._shut(outlook)
            self._ordinary[sort] = found = old != whole, new != whole
        return found

    def _finding(
        self, rules: tuple[str, ...], so: So, likewise: tuple[So, ...], spans: Spans, sorts: tuple[Sort, ...], days: int
    ) -> Iterator[Finding]:  # fmt: skip
        request = self.field.request(sorts[0], so)
        start = int(datetime.fromisoformat(request["contact"]["at"]).timestamp())
        at = _moment(spans[0], start)
        request["contact"]["at"] = find_zone(self.field.place.zone).at(at).isoformat()
        verdicts = self._judged(request)
        if verdicts[0].verdict == verdicts[1].verdict:
            return
        also = []
        for other in likewise:
            asked = self.field.request(sorts[0], other)
            asked["contact"]["at"] = request["contact"]["at"]
            if [v.verdict for v in self._judged(asked)] == [v.verdict for v in verdicts]:
                also.append(other)
        yield Finding(
            rules=rules, region=self.field.place.region, zone=self.field.place.zone, so=so, likewise=tuple(also),
            sorts=tuple(_told(sorts, self.classes)), times=spans, looked=(start, start + days * DAY),
            request=request, before=verdicts[0], after=verdicts[1],
        )  # fmt: skip

    def _judged(self, request: dict[str, Any]) -> tuple[Verdict, Verdict]:
        """The verdicts before and after. The request is left as it is to be read after."""
        out = []
        for side in (self.before, self.after):
            books = [b for b in self.field.books if b in side.law.books]
            request |= {"books": books, "read_at": side.day.isoformat()}
            out.append(judge(side.law, read_request(request), self.read))
        return out[0], out[1]


def _moment(span: tuple[int, int], start: int) -> int:
    """A moment within a span: its beginning where that is now, else half an hour later, or its middle."""
    first, end = span
    return first if first == start else first + min(1800, (end - first) // 2)


def _told(sorts: tuple[Sort, ...], classes: Classes) -> Iterator[Mapping[str, tuple[str, ...]]]:
    """The sorts as products of words, each class spelled out, the most ordinary first."""
    for sets in cover(sorts):
        channels, roles, purposes, parties = (
            [words for standing, all_words in column.items() if standing in wanted for words in all_words]
            for column, wanted in zip(classes, sets, strict=True)
        )
        for senders, products in cover(((c, l), p) for c, l, p in parties):
            yield {
                "channel": tuple(w for (w,) in channels),
                "role": tuple(w for (w,) in roles),
                "purpose": tuple(w for (w,) in purposes),
                "sender": tuple(c if c == l else f"{c} for {l}" for c, l in WHO if (c, l) in senders),
                "product": tuple(p for p in PRODUCTS if p in products),
            }
