"""What was learned from examples: how likely a passage harms, and which act it is most like.

The phrases name what they know; a threat in fresh words is beyond them. Two linear models over the marks of a
passage (`marks.py`) see what such a threat is made of. `tools/learn_texts.py` learns them from the texts under
`tests/review/texts` and writes `learned.json`, thresholds included: above `named` the act is named, above
`unsure` a person must read the text.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import accumulate, pairwise
from math import exp
from typing import Any, Final

from forbear.review.texts.marks import Seen, of_concepts, seen, sentences

CLEARED: Final = 0.1
"""Below this chance a harm that the phrases name is read by a person instead."""

_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """Of the worst passage: its place, the act it is like, and whether to name it.

    `cleared`: what the phrases found there looks harmless. Whatever is not named needs a person.
    """

    start: int
    end: int
    act: str
    named: bool
    cleared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each word and each mark of concepts adds to the odds of harm, and to each act; limits by script."""

    words: dict[str, float]
    concepts: dict[str, float]
    bias: float
    names: tuple[str, ...]
    acts: dict[str, tuple[tuple[int, float], ...]]
    limits: dict[str, tuple[float, float]]


def read_weights(data: dict[str, Any]) -> Weights:
    """The weights as `tools/learn_texts.py` writes them: one row a mark, its harm and `[act, weight]` pairs."""
    harm = {mark: row[0] for mark, row in data["marks"].items() if row[0]}
    return Weights(
        words={mark[1:]: add for mark, add in harm.items() if mark[0] == "="},
        concepts={mark: add for mark, add in harm.items() if mark[0] != "="},
        bias=data["bias"],
        names=tuple(data["acts"]),
        acts={
            mark: tuple((int(at), add) for at, add in row[1]) for mark, row in data["marks"].items() if row[1]
        },
        limits={script: (named, unsure) for script, (named, unsure) in data["limits"].items()},
    )


WEIGHTS: Final = read_weights(
    json.loads(resources.files(__package__).joinpath("learned.json").read_text(encoding="utf-8"))
)
ACTS: Final = frozenset(WEIGHTS.names)


def script(plain: str) -> str:
    """Which limits a text is held to: `han` where it has a Chinese character, else `latin`."""
    return "han" if _HAN.search(plain) else "latin"


_KNOWN: Final = frozenset(WEIGHTS.words)
_NOTHING: Final = Seen(frozenset(), frozenset())


@lru_cache(maxsize=10_000)
def _concept_odds(concepts: frozenset[str]) -> float:
    return sum([WEIGHTS.concepts.get(mark, 0.0) for mark in of_concepts(concepts)])


def odds(passage: Seen) -> float:
    """The logarithm of the odds that a passage with these marks harms."""
    words = WEIGHTS.words
    return (
        WEIGHTS.bias + sum([words[word] for word in passage.words & _KNOWN]) + _concept_odds(passage.concepts)
    )


def likest(passage: Seen) -> str:
    """The act that these marks are most like."""
    scores = [0.0] * len(WEIGHTS.names)
    rows = WEIGHTS.acts
    for mark in (*map("=".__add__, passage.words), *of_concepts(passage.concepts)):
        if mark in rows:
            for at, add in rows[mark]:
                scores[at] += add
    return WEIGHTS.names[scores.index(max(scores))]


def opinion(plain: str, *, named: bool = False, alone: bool = True) -> Opinion | None:
    """The opinion on the worst passage of a plainly spelt text; None where it adds nothing.

    A passage is two sentences that follow one another. `named`: the phrases have named a harm, so that only a
    clear contradiction adds anything, and that only where the text is judged `alone` and not by who sends or
    receives it.

    >>> opinion("your balance is 40 dollars. thank you.") is None
    True
    >>> opinion("i will smash your windows and your knees tonight").act
    'threatens_violence'
    """
    if named and not alone:
        return None
    above, unsure = WEIGHTS.limits[script(plain)]
    parts = sentences(plain)
    each = [seen(part) for part in parts]
    views = [one | other for one, other in pairwise(each)] or each or [_NOTHING]
    all_odds = [odds(view) for view in views]
    worst = max(all_odds)
    likely = 1.0 / (1.0 + exp(-max(-30.0, min(30.0, worst))))
    if likely > CLEARED if named else likely < unsure:
        return None
    at = all_odds.index(worst)
    start = [0, *accumulate(map(len, parts))][at]
    passage = "".join(parts[at : at + 2])
    return Opinion(
        start=start + len(passage) - len(passage.lstrip()),
        end=start + len(passage.rstrip()),
        act=likest(views[at]),
        named=not named and likely >= above,
        cleared=named,
    )
