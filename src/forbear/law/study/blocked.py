"""When rules forbid an ordinary contact of a cell, by their second reading: spans of instants over a fortnight."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from forbear.law.clock import IntervalSet
from forbear.law.clock.zones import DAY
from forbear.law.judge import read_request
from forbear.law.rules.context import Context, Sight
from forbear.law.rules.history import History
from forbear.law.rules.rule import Rule

FORTNIGHT = 14


def blocked_spans(
    asked: dict[str, Any], rules: Iterable[Rule], days: int = FORTNIGHT
) -> tuple[tuple[int, int], dict[str, IntervalSet]]:
    """The span of so many days from a request's contact on, and when each rule forbids within it, on any clock.

    >>> from datetime import date
    >>> from forbear.law.rulebook import load_law
    >>> from forbear.law.study.cells import Cell, cell_request, find_place
    >>> law = load_law()
    >>> place = find_place(law, "VN", date(2026, 11, 24))
    >>> rules = [r for r in law.in_force(place.books, place.day) if r.id == "vn.circ18.hours"]
    >>> cell = Cell(collector="consumer_finance", lender="consumer_finance")
    >>> span, found = blocked_spans(cell_request(cell, place), rules)
    >>> len(found["vn.circ18.hours"].spans)
    14
    """
    request = read_request(asked)
    sight = Sight(Context(History(request, None), request.debts[0]))
    start = sight.ctx.t
    end = start + days * DAY
    found: dict[str, IntervalSet] = {}
    for rule in rules:
        spans = IntervalSet()
        for zone in sight.ctx.clocks(rule.clock):
            spans = spans | rule.blocked(sight.view(zone), start, end)
        found[rule.id] = found.get(rule.id, IntervalSet()) | spans
    return (start, end), found


def covers(spans: Iterable[IntervalSet], start: int, end: int) -> bool:
    """Whether some sets of instants together leave nothing of a span.

    >>> covers([IntervalSet([(0, 5)]), IntervalSet([(4, 9)])], 0, 9)
    True
    """
    return IntervalSet(s for one in spans for s in one.spans).first_gap(start, end) is None
