"""How sure a share is: Wilson's interval of one share, Newcombe's of the difference of two (his method 10).

Sources: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209; R. G. Newcombe, Stat. Med. 17 (1998) 873.
"""

from __future__ import annotations

from math import sqrt
from typing import Final

Z95: Final = 1.959963984540054
"""The two-sided 95 % point of the normal distribution."""


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share of `hits` in `of`; the whole range where nothing was counted.

    >>> [round(end, 4) for end in wilson(81, 263)]
    [0.2553, 0.3662]
    >>> wilson(0, 0)
    (0.0, 1.0)
    """
    if of == 0:
        return 0.0, 1.0
    share, square = hits / of, Z95 * Z95
    middle = share + square / (2 * of)
    spread = Z95 * sqrt(share * (1 - share) / of + square / (4 * of * of))
    whole = 1 + square / of
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def newcombe(hits: int, of: int, other_hits: int, other_of: int) -> tuple[float, float]:
    """The 95 % interval of the difference of two shares, the first less the other.

    >>> [round(end, 4) for end in newcombe(56, 70, 48, 80)]
    [0.0524, 0.3339]
    """
    share, other = (hits / of if of else 0.0), (other_hits / other_of if other_of else 0.0)
    low, high = wilson(hits, of)
    other_low, other_high = wilson(other_hits, other_of)
    apart = share - other
    return (
        max(-1.0, apart - sqrt((share - low) ** 2 + (other_high - other) ** 2)),
        min(1.0, apart + sqrt((high - share) ** 2 + (other - other_low) ** 2)),
    )
