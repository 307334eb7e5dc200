"""Is this genuine? What anybody may ask about a message, a number, a name or an account, and what is told.

The answer is about the lender's and its agencies' public marks alone. It has the same shape whatever is asked, and
tells nothing about any borrower: not even whether somebody is one.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from forbear.terms import InputError

KINDS: Final = ("code", "number", "staff", "agency", "account", "mailbox")
"""The code of a message, a telephone number, a collector's public id, a firm's name or id, a payment account, a
mailbox."""
MARKS: Final = ("number", "staff", "account", "mailbox")
"""Kinds that a lender may add to its register (`forbear register`)."""
LONGEST: Final = 200
_CODE_LENGTH: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A public mark of a firm, as the register has it; `collector` is whose, `acts_for` for which lender."""

    kind: str
    value: str
    firm: str
    acts_for: str | None = None


def new_code() -> str:
    """The code of a message: it is drawn, never derived, so that it tells nothing and can't be guessed.

    >>> len(new_code()), new_code() == new_code()
    (12, False)
    """
    return str(secrets.randbelow(10**_CODE_LENGTH)).zfill(_CODE_LENGTH)


def plain_mark(kind: str, value: str) -> str:
    """A mark as it is compared: without the spaces and signs that people write into it.

    >>> plain_mark("number", "+86 400-000-0000"), plain_mark("code", " 4829 1573-0264 ")
    ('864000000000', '482915730264')
    """
    if kind not in KINDS:
        raise InputError("/kind", f"is not known; write one of {', '.join(KINDS)}")
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST:
        raise InputError("/value", f"write 1 to {LONGEST} characters")
    if kind in ("number", "account"):
        return "".join(c for c in value if c.isalnum()).casefold()
    if kind == "code":
        return "".join(c for c in value if c.isalnum()).upper()
    return " ".join(value.split()).casefold()
