"""The words of a rule: which names in braces they may hold."""

from __future__ import annotations

from string import Formatter

from forbear.law.rules.conditions import WORDS
from forbear.law.rules.values import name_unknown

TOLD = (
    "local", "zone", "allowed", "count", "max", "within", "last", "for", "statement", "acts", "staff", "days_past_due",
    *WORDS,
)  # fmt: skip
"""What a rule's words may name in braces: values and facts it is judged by, and columns of the contact."""


def check_names(text: str, where: str, known: tuple[str, ...] = TOLD) -> None:
    """Refuse words that name in braces what nothing can tell.

    >>> check_names("There it is {lokal}.", "en")
    Traceback (most recent call last):
        ...
    ValueError: en: unknown name 'lokal'; did you mean 'local'?
    """
    try:
        named = [p for p in Formatter().parse(text) if p[1] is not None]
    except ValueError:
        raise ValueError(f"{where}: a brace that stands alone; a name goes in two, as {{local}}") from None
    for _, name, form, conversion in named:
        if name not in known:
            raise ValueError(f"{where}: {name_unknown(name, known, 'name')}")
        if form or conversion:
            raise ValueError(f"{where}: a name stands alone in its braces; write {{{name}}}")
