"""Before a message may be used: what whoever edits a template can't make it say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from forbear.gate.mask import hide_addresses
from forbear.gate.templates import PLACES, Template, fill_template, read_template
from forbear.review.contacts import read_words
from forbear.terms import ACTS, InputError

HARMS: Final = frozenset(
    {
        "threatens_violence",
        "threatens_arrest",
        "threatens_exposure",
        "threatens_action",
        "announces_suit",
        "poses_as_authority",
        "poses_as_lender",
        "invents_consequence",
        "false_promise",
        "overstates_debt",
        "adds_fees",
        "pushes_borrowing",
        "insults",
        "seizes_property",
        "publishes",
        "asks_other_to_pay",
        "denies_dispute",
    }
)
"""What no message of ours does, whoever reads it."""
_STAND_IN: Final = "…"
_SHORTEST_NAME: Final = 2


def approve_template(content: bytes, file: str, names: Iterable[str] = ()) -> Template:
    """A template that may be used: it can be read (`read_template`), does no harm, and names nobody.

    `names` are those of the people of the portfolio: a text meant for many tells of none of them. InputError
    says what it does instead.

    >>> approve_template(b'version = "1"', "hello.en.toml")
    Traceback (most recent call last):
        ...
    forbear.terms.InputError: hello.en.toml: channel: is missing; write one of call, email, letter, portal, sms
    """
    template = read_template(content, file)
    values = dict.fromkeys(PLACES | set(template.params), _STAND_IN)
    message = fill_template(template, values)
    text = f"{message.subject or ''}\n\n{message.text}"
    language = "zh-CN" if template.language == "zh" else "en"
    findings = read_words(text, language, template.channel, to_third_person=False, by_agency=True)
    if harms := sorted(findings.acts & HARMS):
        raise InputError(file, f"the text {ACTS[harms[0]]}; take that out")
    if findings.unsure:
        raise InputError(file, "what the text does is not clear; a person in compliance has to read it")
    if hide_addresses(text) != text:
        raise InputError(
            file, "the text holds a number or a mailbox; write {public_number} for the firm's own"
        )
    if any(len(name) >= _SHORTEST_NAME and name in text for name in names):
        raise InputError(
            file, "the text names a person of the portfolio; write {name} for the one who gets it"
        )
    return template
