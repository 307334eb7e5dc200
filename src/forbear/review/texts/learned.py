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
from importlib import resources
from math import exp
from typing import Any, Final

from forbear.review.texts.marks import marks, passages

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
    """`harm`: what each mark adds to the odds of harm. `acts`: what it adds to each act. `limits`: by script."""

    harm: dict[str, float]
    harm_bias: float
    names: tuple[str, ...]
    acts: dict[str, tuple[tuple[int, float], ...]]
    limits: dict[str, tuple[float, float]]


def read_weights(data: dict[str, Any]) -> Weights:
    """The weights as `tools/learn_texts.py` writes them: one row a mark, its harm and `[act, weight]` pairs."""
    return Weights(
        harm={mark: row[0] for mark, row in data["marks"].items()},
        harm_bias=data["bias"],
        names=tuple(data["acts"]),
        acts={mark: tuple((int(at), add) for at, add in row[1]) for mark, row in data["marks"].items()},
        limits={script: (named, unsure) for script, (named, unsure) in data["limits"].items()},
    )


WEIGHTS: Final = read_weights(
    json.loads(resources.files(__package__).joinpath("learned.json").read_text(encoding="utf-8"))
)
ACTS: Final = frozenset(WEIGHTS.names)


def script(plain: str) -> str:
    """Which limits a text is held to: `han` where it has a Chinese character, else `latin`."""
    return "han" if _HAN.search(plain) else "latin"


def chance(seen: set[str], weights: Weights = WEIGHTS) -> float:
    """How likely a passage with these marks harms, from 0 to 1."""
    odds = weights.harm_bias + sum([weights.harm.get(mark, 0.0) for mark in seen])
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, odds))))


def likest(seen: set[str], weights: Weights = WEIGHTS) -> str:
    """The act that these marks are most like."""
    scores = [0.0] * len(weights.names)
    for mark in seen:
        for at, add in weights.acts.get(mark, ()):
            scores[at] += add
    return weights.names[scores.index(max(scores))]


def opinion(plain: str, *, named: bool = False, alone: bool = True) -> Opinion | None:
    """The opinion on the worst passage of a plainly spelt text; None where it adds nothing.

    `named`: the phrases have named a harm, so that only a clear contradiction adds anything, and that only
    where the text is judged `alone` and not by who sends or receives it.

    >>> opinion("your balance is 40 dollars. thank you.") is None
    True
    >>> opinion("i will smash your windows and your knees tonight").act
    'threatens_violence'
    """
    if named and not alone:
        return None
    above, unsure = WEIGHTS.limits[script(plain)]
    worst, at, passage = 0.0, 0, ""
    for start, words in passages(plain):
        likely = chance(marks(words))
        if likely > worst:
            worst, at, passage = likely, start, words
    if worst > CLEARED if named else worst < unsure:
        return None
    return Opinion(
        start=at + len(passage) - len(passage.lstrip()),
        end=at + len(passage.rstrip()),
        act=likest(marks(passage)),
        named=not named and worst >= above,
        cleared=named,
    )
