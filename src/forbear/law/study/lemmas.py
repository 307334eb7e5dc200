"""What one fact says of another: the few implications between facts by which rules are compared."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from forbear.law.rules.counting import Count, LastDay, LastInstant, Scope
from forbear.law.rules.doors import Acts
from forbear.law.rules.expr import Expr, Fact, Le, Lit, Lt, Sub
from forbear.law.rules.registry import FACTS, Filter
from forbear.law.rules.saying import Said
from forbear.law.rules.stated import Agreed

_WIDER = {
    "person": ("person", "consumer", "anyone"),
    "consumer": ("consumer", "anyone"),
    "anyone": ("anyone",),
}


@lru_cache(maxsize=100_000)
def implies(a: Expr, b: Expr) -> bool:
    """Whether one fact, or comparison, holding means that the other holds too, whatever the history.

    >>> from forbear.law.rules.registry import intern
    >>> insults, both = intern(Acts(frozenset({"insults"}))), intern(Acts(frozenset({"insults", "publishes"})))
    >>> implies(insults, both), implies(both, insults)
    (True, False)
    """
    match a, b:
        case Fact(one), Fact(other) if one >= 0 and other >= 0:
            return _fact_implies(FACTS[one], FACTS[other])
        case Le(Lit(most), Fact(one)), Le(Lit(other_most), Fact(other)):
            return _less(other_most, most) and _counts_at_least(FACTS[other], FACTS[one])
        case Lt(Sub(_, Fact(one)), Lit(span)), Lt(Sub(_, Fact(other)), Lit(other_span)):
            return _less(span, other_span) and _is_later(FACTS[other], FACTS[one])
        case Lt(Fact(), Fact(one)), Lt(Fact(), Fact(other)):
            return _is_later(FACTS[other], FACTS[one])
        case _:
            return False


def _less(a: Any, b: Any) -> bool:
    return isinstance(a, int) and isinstance(b, int) and a <= b


def _fact_implies(a: Any, b: Any) -> bool:
    match a, b:
        case Acts(), Acts():
            return a.acts <= b.acts
        case Agreed(), Agreed():
            return a.inside or not b.inside
        case Said(), Said():
            return _said_implies(a, b)
        case _:
            return False


def _said_implies(a: Said, b: Said) -> bool:
    same = a.kind == b.kind and b.by in _WIDER[a.by] and (a.after_days, a.days) == (b.after_days, b.days)
    media = b.media is None or (a.media is not None and a.media <= b.media)
    oral = b.oral_days is None or (a.oral_days is not None and a.oral_days <= b.oral_days)
    narrow = all(a_flag or not b_flag for a_flag, b_flag in (
        (a.per_debt, b.per_debt), (a.written, b.written), (a.in_validation, b.in_validation),
    ))  # fmt: skip
    return same and media and oral and narrow


def _counts_at_least(wide: Any, narrow: Any) -> bool:
    """Whether one count is never below another."""
    if (
        not isinstance(wide, Count)
        or not isinstance(narrow, Count)
        or not scope_within(narrow.scope, wide.scope)
    ):
        return False
    spans = [
        (narrow.span_days, wide.span_days), (narrow.span_seconds, wide.span_seconds),
        (narrow.span_months, wide.span_months),
    ]  # fmt: skip
    ever = all(w is None for _, w in spans)
    return ever or any(n is not None and w is not None and n <= w for n, w in spans)


def _is_later(late: Any, early: Any) -> bool:
    """Whether the last contact of one sort is never before that of another."""
    if type(late) is not type(early) or not isinstance(late, LastDay | LastInstant):
        return False
    months = getattr(early, "months_later", 0) <= getattr(late, "months_later", 0)
    return months and scope_within(early.scope, late.scope)


def scope_within(narrow: Scope, wide: Scope) -> bool:
    """Whether all the contacts that one scope counts, the other counts too.

    >>> call = Filter((("channel", frozenset({"call"}), False),))
    >>> scope_within(Scope(call, ("person", "debt")), Scope(Filter(()), ("person",)))
    True
    """
    pooled = set(wide.per) <= set(narrow.per) and ("address" in wide.per) == ("address" in narrow.per)
    lenders = "lender" not in wide.per or "lender" in narrow.per
    kept = wide.uncounted in (None, narrow.uncounted) and wide.thread in (None, narrow.thread)
    skipped = narrow.skip_wrong_numbers or not wide.skip_wrong_numbers
    return (
        pooled
        and lenders
        and kept
        and skipped
        and narrow.talked == wide.talked
        and _filter_within(narrow.what, wide.what)
    )


def _filter_within(narrow: Filter, wide: Filter) -> bool:
    """Every term of the wider filter is met by what the narrower one lets through."""
    return all(any(_term_within(n, w) for n in narrow.terms) for w in wide.terms)


def _term_within(narrow: tuple[str, frozenset[Any], bool], wide: tuple[str, frozenset[Any], bool]) -> bool:
    (name, words, negated), (other, other_words, other_negated) = narrow, wide
    if name != other:
        return False
    if negated == other_negated:
        return words >= other_words if negated else words <= other_words
    return not negated and words.isdisjoint(other_words)
