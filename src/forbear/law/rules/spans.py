"""The second reading of a condition: the set of instants at which it holds, the history being fixed."""

from __future__ import annotations

from forbear.law.clock import IntervalSet
from forbear.law.rules.context import View
from forbear.law.rules.expr import And, Expr, Fact, Not, Or, print_python
from forbear.law.rules.registry import FACTS


def holds(tree: Expr, view: View, start: int, end: int, *, unknown: bool) -> IntervalSet:
    """When a condition holds within `[start, end)`; where it is not known it counts as `unknown`."""
    whole = IntervalSet([(start, end)])
    match tree:
        case And(items):
            out = whole
            for item in items:
                out = out & holds(item, view, start, end, unknown=unknown)
            return out
        case Or(items):
            out = IntervalSet()
            for item in items:
                out = out | holds(item, view, start, end, unknown=unknown)
            return out
        case Not(item):
            return whole - holds(item, view, start, end, unknown=not unknown)
        case Fact(number):
            fact = FACTS[number]
            found: IntervalSet
            if fact.at(view) is None:
                found = fact.doubtful(view, start, end) if unknown else IntervalSet()
            else:
                found = fact.times(view, start, end)
            return found
        case _:
            value = print_python(tree)(view)
            return whole if value is True or (value is None and unknown) else IntervalSet()
