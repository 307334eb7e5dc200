"""Gaps: cells for which a country is expected to have a rule on some matter, and no book in force there binds.

Whom a rule binds is read from its scope and from what its `when` says of columns; a fact is taken for what makes
the rule bind. So a gap that is found is one; a rule that binds only some of a cell's contacts counts as binding.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from forbear.law.rulebook import Law
from forbear.law.rules.expr import FALSE, TRUE, Expr, conjoin, disjoin
from forbear.law.study.boxes import Box, bindings, boxes, join, tell_box
from forbear.law.study.cells import Place, cell_request
from forbear.law.study.expected import Expected, Gap, Topic, within
from forbear.law.study.finding import Finding
from forbear.law.study.showing import OFTEN, after_contacts, after_saying, by_night, with_text


def find_gaps(law: Law, place: Place, expected: Expected) -> Iterator[Finding]:
    """The gaps of a place on its day: those that nobody declared are errors, the others tell their reason."""
    covered = [
        b for b in place.books if law.books[b].covers and law.books[b].force not in ("contract", "house")
    ]
    topics = expected.at(place.region)
    own = [r for b in covered for r in law.books[b].regions if within(place.region, r)]
    if place.region not in own:
        return  # its law is that of the place it lies in, and is looked at there
    if topics is None:
        yield _unsaid(place)
        return
    rules = [r for r in law.in_force(place.books, place.day) if r.force not in ("contract", "house")]
    for topic in topics:
        bound = [r for r in rules if topic.covers(r)]
        binding = disjoin(*(bindings(conjoin(r.scope, r.when)) for r in bound))
        gaps = [g for g in expected.gaps if g.holds(place.region, topic.name, place.day)]
        found: dict[int | None, list[Box]] = {}
        for box, (binds, *declared) in boxes([binding, *(bindings(g.on) for g in gaps)], topic.on):
            if binds == FALSE:
                found.setdefault(_first_true(declared), []).append(box)
        for number, empty in found.items():
            yield _gap(place, topic, join(empty), None if number is None else gaps[number])


def _first_true(declared: list[Expr]) -> int | None:
    return next((i for i, tree in enumerate(declared) if tree == TRUE), None)


def _gap(place: Place, topic: Topic, empty: list[Box], gap: Gap | None) -> Finding:
    told = [tell_box(box, topic.on) for box in empty]
    cells = sum(box.size() for box in empty)
    en = f"no rule on {topic.words['en']} for: {' | '.join(t['en'] for t in told)} ({cells} cells)"
    zh = f"未规定{topic.words['zh']}：{' | '.join(t['zh'] for t in told)}（共{cells}个单元）"
    if gap is not None:
        en, zh = f"{en}. {gap.reason['en']}", f"{zh}。{gap.reason['zh']}"
    return Finding(
        kind="gap" if gap is None else "declared", severity="error" if gap is None else "info",
        place=place.region, day=place.day, rules=(), words={"en": en, "zh": zh},
        shows={
            "en": f"no rule on {topic.words['en']} is among the breaches",
            "zh": f"违规项中没有关于{topic.words['zh']}的规则",
        },
        request=gap_request(topic, empty[0], place),
    )  # fmt: skip


def _unsaid(place: Place) -> Finding:
    return Finding(
        kind="gap", severity="warning", place=place.region, day=place.day, rules=(),
        words={"en": "nothing says what its rulebooks are expected to have; see expected.toml",
               "zh": "未说明该地规则手册应包含哪些事项；见 expected.toml"},
        shows={"en": "an ordinary call", "zh": "一次普通通话"},
        request=cell_request(_ORDINARY.cell(), place),
    )  # fmt: skip


_ORDINARY = Box(
    purpose=("collect",),
    role=("borrower",),
    channel=("call",),
    who=(("bank", "bank"),),
    product=("credit_card",),
)


def gap_request(topic: Topic, box: Box, place: Place) -> dict[str, Any]:
    """A contact that a rule on the matter would be expected to stop, were there one.

    At three in the morning; after forty calls that day; with a threat; after a request to stop; to someone else.
    """
    asked = cell_request(box.cell(), place, name=f"gap-{place.region}-{topic.name}")
    if "hours" in topic.kinds:
        asked = by_night(asked)
    if "limit" in topic.kinds:
        asked = after_contacts(asked, OFTEN)
    if "content" in topic.kinds:
        asked = with_text(asked)
    if topic.said:
        asked = after_saying(asked, sorted(topic.said))
    return asked
