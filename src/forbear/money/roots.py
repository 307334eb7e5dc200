"""Where a sum of dated amounts is worth nothing: every discount factor, each proven to be the only one nearby.

The worth of flows at a discount factor x a day is p(x) = sum of amount x ** day, over x > 0. By Descartes a sum
with one change of sign has exactly one root. With more, x ** -t p(x), with t between two days where the sign
changes, has a derivative with one change less: its roots, found the same way, part the line into stretches on
which p(x) x ** -t only rises or only falls, and a change of sign across a stretch is one root and no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import Final

Flow = tuple[int, Decimal]
Bracket = tuple[Decimal, Decimal]

_DIGITS: Final = 50
_NOISE: Final = Decimal("1e-42")
_WIDTH: Final = Decimal("1e-30")
_ZERO, _ONE = Decimal(0), Decimal(1)
MOST_CHANGES: Final = 24
"""Changes of sign beyond which no answer is sought: the work grows with their square."""


class Undecided(Exception):
    """The worth touches nil without a clear crossing, or changes its sign too often to be followed."""


def sign_changes(flows: Sequence[Flow]) -> int:
    """How often the amounts change their sign, in the order of the days; amounts of nil are passed over.

    >>> sign_changes([(0, Decimal(-5)), (30, Decimal(3)), (60, Decimal(3)), (90, Decimal(-1))])
    2
    """
    signs = [amount > 0 for _, amount in flows if amount]
    return sum(a != b for a, b in pairwise(signs))


def daily_factors(flows: Sequence[Flow]) -> tuple[Decimal, ...]:
    """Every discount factor a day at which the flows are worth nothing, the smallest first, to 30 digits.

    `flows` are (day, amount), days rising and different. Raises `Undecided` where the number of roots can't be
    told for certain.

    >>> [round(x, 12) for x in daily_factors([(0, Decimal(-100)), (1, Decimal(110))])]
    [Decimal('0.909090909091')]
    """
    flows = [flow for flow in flows if flow[1]]
    if sign_changes(flows) > MOST_CHANGES:
        raise Undecided
    with localcontext() as context:
        context.prec = _DIGITS
        return tuple((low + high) / 2 for low, high in _brackets(flows))


def _brackets(flows: Sequence[Flow]) -> list[Bracket]:
    """A narrow bracket around each root; the sign of the worth is certain, and opposite, at its two ends."""
    change = next((i for i in range(1, len(flows)) if (flows[i][1] > 0) != (flows[i - 1][1] > 0)), None)
    if change is None:
        return []
    twice = flows[change - 1][0] + flows[change][0]  # 2t: whole numbers stay whole
    slope = [(day, amount * (twice - 2 * day)) for day, amount in flows]
    turns = _brackets(slope)
    edges = [(edge, edge) for edge in _outer(flows)]
    places = sorted([*edges, *(turn for turn in turns if _settled(flows, slope, turn))])
    found = []
    for (_, low), (high, _) in pairwise(places):
        if _sign(flows, low) != _sign(flows, high):
            found.append(_narrow(flows, low, high))
    return found


def _settled(flows: Sequence[Flow], slope: Sequence[Flow], turn: Bracket) -> bool:
    """That the worth keeps one sign within a turning point's bracket; `Undecided` where it may touch nil."""
    low, high = turn
    worth, size = _worth(flows, low)
    _, steepest = _worth(slope, high)
    if abs(worth) <= steepest * (high - low) / low + _NOISE * size:
        raise Undecided
    return True


def _outer(flows: Sequence[Flow]) -> Bracket:
    """Factors below and above which the first, or the last, amount outweighs all others: no root lies beyond."""
    (first, a), (last, z) = flows[0], flows[-1]
    low = high = Decimal("0.001")
    while abs(a) <= sum(abs(m) * (-low * (day - first)).exp() for day, m in flows[1:]):
        low *= 2
    while abs(z) <= sum(abs(m) * (-high * (last - day)).exp() for day, m in flows[:-1]):
        high *= 2
    return (-low).exp(), high.exp()


def _worth(flows: Sequence[Flow], x: Decimal) -> tuple[Decimal, Decimal]:
    """The worth at a factor, over x to the first day; and the sum of what it is made of, signs left out."""
    worth = size = _ZERO
    day = flows[-1][0]
    for here, amount in reversed(flows):
        power = x ** (day - here)
        worth, size, day = worth * power + amount, size * power + abs(amount), here
    return worth, size


def _sign(flows: Sequence[Flow], x: Decimal) -> int:
    worth, size = _worth(flows, x)
    if abs(worth) <= _NOISE * size:
        raise Undecided
    return 1 if worth > 0 else -1


def _narrow(flows: Sequence[Flow], low: Decimal, high: Decimal) -> Bracket:
    """The one root between two factors of opposite sign: Newton's steps, halved wherever they don't help."""
    rising, first, x = _sign(flows, high) > 0, flows[0][0], (low * high).sqrt()
    slope = [(day, amount * (day - first)) for day, amount in flows if day > first]
    for turn in range(1, 1000):
        worth, _ = _worth(flows, x)
        if (worth > 0) == rising:
            high = x
        else:
            low = x
        steepness = _worth(slope, x)[0] * x ** (slope[0][0] - first - 1)
        step = worth / steepness if steepness else high
        if abs(step) <= _WIDTH * x:
            around = x * (_ONE - 2 * _WIDTH), x * (_ONE + 2 * _WIDTH)
            if _sign(flows, around[0]) != _sign(flows, around[1]):
                return around
        x -= step
        if turn % 4 == 0 or not low < x < high:
            x = (low * high).sqrt()
    raise Undecided
