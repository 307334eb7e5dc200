"""What a change of law changes: which ordinary contacts are judged otherwise, and when.

For each rule that differs, the sorts of contact that it looks at are weighed under both laws as sets of instants
over some days: what the change shuts, and what it opens, is the difference of the two sets, exact for the sort and
for what has happened. What has happened (past contacts, statements, texts) is sampled: from what the rule itself
asks, one circumstance or two at a time. Every finding is judged once more, under both laws.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from forbear.law.clock import IntervalSet, find_zone
from forbear.law.clock.zones import DAY
from forbear.law.judge import Verdict, judge, read_request
from forbear.law.rules.context import Context, View
from forbear.law.rules.history import Reader
from forbear.law.study.cells import WHO
from forbear.law.study.changes import (
    Field,
    RuleChange,
    So,
    Telling,
    find_fields,
    find_telling,
    shut_before_and_after,
)
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


def find_differences(before: Side, after: Side, read: Reader | None = None) -> Iterator[Finding]:
    """Every group of ordinary contacts that two laws judge otherwise, each told once. `read` reads texts.

    >>> from datetime import date
    >>> from forbear.law.rulebook import load_law
    >>> law = load_law()
    >>> days = date(2026, 8, 1), date(2026, 10, 1)
    >>> old, new = (Side(name="", law=law, books=("us.nyc",), day=d) for d in days)
    >>> found = [f for f in find_differences(old, new) if f.rules == ("us.nyc.contact_frequency",)]
    >>> found[0].so[0].detail[0], found[0].before.verdict, found[0].after.verdict
    (3, 'allow', 'forbid')
    """
    for field in find_fields(before, after):
        yield from _Search(field, before, after, read).findings()


class _Search:
    """The search at one place."""

    def __init__(self, field: Field, before: Side, after: Side, read: Reader | None) -> None:
        self.field, self.before, self.after, self.read = field, before, after, read
        rules = (*field.common, *(r for c in field.changes for r in c.versions))
        self.classes = classes_of(rules)
        self.sorts = list(sorts_of(self.classes))
        self._ordinary: dict[Sort, tuple[bool, bool]] = {}

    def findings(self) -> Iterator[Finding]:
        by_so: dict[So, list[Telling]] = {}
        for change in self.field.own:
            for telling in find_telling(self.field, change, self.read):
                by_so.setdefault(telling.so, []).append(telling)
        for so, tellings in sorted(by_so.items(), key=lambda item: len(item[0])):
            yield from self._findings_of(so, tellings)

    def _findings_of(self, so: So, tellings: list[Telling]) -> Iterator[Finding]:
        days = max(t.change.days for t in tellings)
        found: dict[tuple[str, bool, Spans], list[Sort]] = {}
        for sort in self.sorts:
            for key in self._weigh(sort, so, [t.change for t in tellings], days):
                found.setdefault(key, []).append(sort)
        together: dict[tuple[bool, Spans, tuple[Sort, ...]], list[str]] = {}
        for (rule, opens, spans), sorts in found.items():
            together.setdefault((opens, spans, tuple(sorts)), []).append(rule)
        for (_, spans, alike), rules in together.items():
            likewise = [s for t in tellings if t.change.id in rules for s in t.likewise]
            yield from self._finding(tuple(rules), so, tuple(likewise), spans, alike, days)

    def _weigh(
        self, sort: Sort, so: So, changes: list[RuleChange], days: int
    ) -> list[tuple[str, bool, Spans]]:
        """What each change shuts (false) and opens (true) for a sort, and when."""
        looking = [c for c in changes if self._looks(c, sort, so)]
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
        common = outlook.shut_by_any(self.field.common)
        if common == whole:
            return common, common
        return (
            common | outlook.shut_by_any(c.old for c in self.field.changes if c.old),
            common | outlook.shut_by_any(c.new for c in self.field.changes if c.new),
        )

    def _looks(self, change: RuleChange, sort: Sort, so: So) -> bool:
        """Whether the rule, as it was or is, looks at such a contact, and it is open where the rule could shut it."""
        cell = sort.cell()
        own = {c.detail[0]: c.detail[1] for c in so if c.sort == "column"}
        cell = replace(cell, **{k: v for k, v in own.items() if k in cell.words()})
        seen = View(cast(Context, cell), None, 0)
        if not any(r.in_scope(seen) is not False for r in change.versions):
            return False
        if not so or (change.old and change.new):
            return True
        return self._open_ordinarily(sort)[1 if change.new else 0]

    def _open_ordinarily(self, sort: Sort) -> tuple[bool, bool]:
        """Whether an ordinary contact of the sort is ever open, before and after."""
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
