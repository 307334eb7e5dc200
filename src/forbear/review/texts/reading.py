"""Read one text: find its phrases, drop those in harmless surroundings, judge it as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from forbear.review.texts import learned, phrases, spelling, tongue, wholes
from forbear.terms import Findings

PIECE: Final = 2000
"""Longer texts are read piece by piece, so that a phrase is tried only near its key words."""
OVERLAP: Final = 240
REACH: Final = 200
"""How far around a phrase its sentence, and what an entry wants `also`, is looked for."""
SPANS_AT_MOST: Final = 50
"""Of one act; once so many are found, a longer text is searched for the other acts only."""
EXCUSED_AT_MOST: Final = 100
"""Of one act: a text that needs more excuses than that needs a person."""
NEAR: Final = 120
"""How far before its key word a denial or a reporter can stand."""

_STOP = re.compile(r"[。!?;\n]|\.(?=\s|$)")
_TELLING: Final = frozenset({"tells_debt", "tells_details"})
_HARMLESS: Final = frozenset({"names_sender", "offers_opt_out", "confirms_opt_out"})
_PLACED: Final = frozenset({"relays_only", "gives_payment_data"})

_Span = tuple[str, int, int]


def read_text(
    text: str,
    *,
    language: str | None = None,
    channel: str | None = None,
    to_third_person: bool = False,
    by_agency: bool = False,
) -> Findings:
    """What a message or a call transcript does, in Chinese, English and Spanish: the acts of `forbear.terms.ACTS`.

    `to_third_person`: the reader is not the borrower nor liable for the debt; far fewer words then reveal
    the debt, and what is not recognised as a neutral relay, or as payment data alone, is `unsure`.
    `by_agency`: the sender is an agency, so that claiming to be the lender is a pose. `channel` is that of
    the contact: what tells of a debt in a `social_post` publishes it. `language` (BCP 47) is believed
    where it is none of these: such a text is `unsure`, and so is one that looks so, and one
    with a subject or tone that lawful messages rarely have (the borrower's children, "you'll see").

    >>> sorted(read_text("再不还钱就把你的照片发到群里").acts)
    ['asks_payment', 'tells_debt', 'threatens_exposure']
    >>> read_text("您好，麻烦您转告何先生，请他方便时回电，谢谢。", to_third_person=True).acts
    frozenset({'relays_only'})
    >>> read_text("We never tell your employer or your family.").acts
    frozenset()
    """
    plain = spelling.plain(text)
    spans = sorted(set(_spans(plain, to_third_person, by_agency)), key=lambda span: (span[1], span[0]))
    if channel == "social_post":
        spans += [("publishes", start, end) for act, start, end in spans if act == "tells_debt"]
    acts = {act for act, _, _ in spans}
    doubtful = phrases.UNSURE in acts or not tongue.readable(text, language)
    acts.discard(phrases.UNSURE)
    whole = None if doubtful else wholes.recognise(text, plain, acts, to_third_person)
    if whole == "gives_payment_data":
        acts -= _TELLING | {"asks_payment", "asks_other_to_pay"}
    if whole:
        acts.add(whole)
    else:
        told_by_whom = to_third_person or by_agency or channel == "social_post" or "poses_as_lender" in acts
        doubtful |= _weighed(plain, acts, spans, alone=not told_by_whom)
    unplaced = to_third_person and whole not in _PLACED and acts <= _HARMLESS
    return Findings(
        acts=frozenset(acts),
        unsure=unplaced or doubtful,
        spans=_in_original(text, [span for span in spans if span[0] in acts], whole),
    )


def _weighed(plain: str, acts: set[str], spans: list[_Span], *, alone: bool) -> bool:
    """Add what the learned reading names, or take back what it clears; whether a person must read the text."""
    view = learned.opinion(plain, named=bool(acts & learned.ACTS), alone=alone)
    if view is None:
        return False
    acts |= view.acts
    spans += [(act, view.start, view.end) for act in sorted(view.acts)]
    if view.harmless:
        acts -= learned.ACTS
    return view.doubtful or view.harmless


def _in_original(text: str, spans: list[_Span], whole: str | None) -> tuple[_Span, ...]:
    """The spans in the characters of the text as it came."""
    found = [(whole, 0, len(text))] if whole and text else []
    if spans:
        places = spelling.trace(text)
        found += [(act, places[start], places[end - 1] + 1) for act, start, end in spans]
    return tuple(found)


def _spans(plain: str, to_third_person: bool, by_agency: bool) -> Iterator[_Span]:
    """Every phrase that is found in harmful surroundings, piece by piece."""
    left_out = {"borrower" if to_third_person else "third", None if by_agency else "agency"} - {None}
    found: dict[str, int] = {}
    excused: dict[str, int] = {}
    for start in range(0, len(plain), PIECE):
        stop = start + PIECE + OVERLAP
        for number in phrases.TABLE.to_try(plain[start:stop]):
            phrase = phrases.TABLE.phrases[number]
            act = phrase.act
            if phrase.only in left_out or found.get(act, 0) >= SPANS_AT_MOST:
                continue
            for match in phrase.pattern.finditer(plain, start, stop):
                if excused.get(act, 0) >= EXCUSED_AT_MOST or found.get(act, 0) >= SPANS_AT_MOST:
                    break
                if not _is_harmless(phrase, match, plain):
                    found[act] = found.get(act, 0) + 1
                    yield act, match.start(), match.end()
                    continue
                excused[act] = excused.get(act, 0) + 1
                if excused[act] == EXCUSED_AT_MOST:
                    yield phrases.UNSURE, match.start(), match.end()


def _is_harmless(phrase: phrases.Phrase, match: re.Match[str], plain: str) -> bool:
    start, end = match.span()
    if phrase.also and not phrase.also.search(plain, max(0, start - REACH), end + REACH):
        return True
    if not phrase.guards:
        return False
    key, after = match.span("key")
    first, last = _sentence(plain, start, end)
    return any(
        (guard.before and guard.before.search(plain, max(first, key - NEAR), key))
        or (guard.inside and guard.inside.search(plain, after, end))
        or (guard.sentence and guard.sentence.search(plain, first, last))
        for guard in phrase.guards
    )


def _sentence(plain: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence around a phrase begins and ends, no farther than `REACH` away."""
    first = max(0, start - REACH)
    for stop in _STOP.finditer(plain, first, start):
        first = stop.end()
    after = _STOP.search(plain, max(start, end - 1), end + REACH)
    return first, after.start() if after else min(len(plain), end + REACH)
