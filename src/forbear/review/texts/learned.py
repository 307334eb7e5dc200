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
from math import exp, sqrt
from typing import Any, Final

from forbear.review.texts.marks import Seen, of_concepts, seen, sentences

HARMLESS: Final = 0.15
"""Below this chance a harm that the phrases name is read by a person instead."""
LIKELY: Final = 0.25
"""An act of this chance is named beside the likest one."""
SURE: Final = 0.6
"""An act of this chance is named though the phrases named another."""

_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """Of the worst passage: its place, the acts to name, whether it looks harmless, whether a person must read it."""

    start: int
    end: int
    acts: frozenset[str] = frozenset()
    harmless: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each word and each mark of concepts adds to the odds of harm, each mark to each act; limits by script."""

    words: dict[str, float]
    concepts: dict[str, float]
    bias: float
    names: tuple[str, ...]
    act_biases: tuple[float, ...]
    acts: dict[str, tuple[float, ...]]
    limits: dict[str, tuple[float, float]]


def _whole(pairs: list[list[float]], number: int) -> tuple[float, ...]:
    row = [0.0] * number
    for at, add in pairs:
        row[int(at)] = add
    return tuple(row)


def read_weights(data: dict[str, Any]) -> Weights:
    """The weights as `tools/learn_texts.py` writes them: one row a mark, its harm and `[act, weight]` pairs."""
    harm = {mark: row[0] for mark, row in data["marks"].items() if row[0]}
    return Weights(
        words={mark[1:]: add for mark, add in harm.items() if mark[0] == "="},
        concepts={mark: add for mark, add in harm.items() if mark[0] != "="},
        bias=data["bias"],
        names=tuple(data["acts"]),
        act_biases=tuple(data.get("act_biases", [0.0] * len(data["acts"]))),
        acts={mark: _whole(row[1], len(data["acts"])) for mark, row in data["marks"].items() if row[1]},
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
_WORD_ACTS: Final = {mark[1:]: row for mark, row in WEIGHTS.acts.items() if mark[0] == "="}
_CONCEPT_ACTS: Final = {mark: row for mark, row in WEIGHTS.acts.items() if mark[0] != "="}
_NOTHING: Final = Seen(frozenset(), frozenset())


@lru_cache(maxsize=10_000)
def _concept_odds(concepts: frozenset[str]) -> float:
    return sum([WEIGHTS.concepts.get(mark, 0.0) for mark in of_concepts(concepts)])


def share(number: int) -> float:
    """How much each of so many marks weighs: a long passage is no worse for its length.

    >>> share(0), share(99)
    (1.0, 0.1)
    """
    return 1.0 / sqrt(number + 1)


def odds(passage: Seen) -> float:
    """The logarithm of the odds that a passage with these marks harms."""
    words = WEIGHTS.words
    total = sum([words[word] for word in passage.words & _KNOWN]) + _concept_odds(passage.concepts)
    number = len(passage.words) + len(of_concepts(passage.concepts))
    return WEIGHTS.bias + total * share(number)


def likest(passage: Seen) -> list[tuple[float, str]]:
    """The acts that these marks are like, each with its chance, the likest first."""
    concepts = of_concepts(passage.concepts)
    rows = [_WORD_ACTS[word] for word in passage.words & _WORD_ACTS.keys()]
    rows += [_CONCEPT_ACTS[mark] for mark in concepts if mark in _CONCEPT_ACTS]
    scale = share(len(passage.words) + len(concepts))
    scores = map(sum, zip(*rows, strict=True)) if rows else [0.0] * len(WEIGHTS.names)
    weighed = [exp(score * scale + bias) for score, bias in zip(scores, WEIGHTS.act_biases, strict=True)]
    total = sum(weighed)
    return sorted(zip([one / total for one in weighed], WEIGHTS.names, strict=True), reverse=True)


def opinion(plain: str, *, named: bool = False, alone: bool = True) -> Opinion | None:
    """The opinion on the worst passage of a plainly spelt text; None where it adds nothing.

    A passage is two sentences that follow one another. `named`: the phrases have named a harm. Then only an act
    that is all but certain is added, and a clear contradiction is told where the text is judged `alone` and not
    by who sends or receives it.

    >>> opinion("your balance is 40 dollars. thank you.") is None
    True
    >>> opinion("i will smash your windows and your knees tonight").acts
    frozenset({'threatens_violence'})
    """
    above, unsure = WEIGHTS.limits[script(plain)]
    parts = sentences(plain)
    each = [seen(part) for part in parts]
    views = [one | other for one, other in pairwise(each)] or each or [_NOTHING]
    all_odds = [odds(view) for view in views]
    worst = max(all_odds)
    likely = 1.0 / (1.0 + exp(-max(-30.0, min(30.0, worst))))
    harmless = named and alone and likely <= HARMLESS
    if not harmless and likely < (above if named else unsure):
        return None
    at = all_odds.index(worst)
    start = [0, *accumulate(map(len, parts))][at]
    passage = "".join(parts[at : at + 2])
    acts = _to_name(views[at], SURE if named else LIKELY, not named) if likely >= above else frozenset()
    return Opinion(
        start=start + len(passage) - len(passage.lstrip()),
        end=start + len(passage.rstrip()),
        acts=acts,
        harmless=harmless,
        doubtful=not named and not acts,
    )


def _to_name(passage: Seen, least: float, likest_too: bool) -> frozenset[str]:
    """The acts of at least such a chance, and the likest in any case where that is asked."""
    ranked = likest(passage)
    return frozenset(
        act for at, (chance, act) in enumerate(ranked) if chance >= least or (likest_too and at == 0)
    )
