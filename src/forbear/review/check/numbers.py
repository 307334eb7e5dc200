"""Numbers and addresses: told apart, and masked where others could look over a shoulder."""

from __future__ import annotations

import re
from typing import Final

_TAIL: Final = 9
"""By so many last digits two ways of writing one number are the same, with a country's code or without."""
_LONGEST: Final = 13
_SENDER: Final = "106"
"""Numbers of Chinese mass messages begin so; they have a length of their own."""
_NUMBER: Final = re.compile(r"^[+(0-9][0-9 ()./-]{2,24}$")


def key_of(party: str) -> str:
    """What two ways to write the same number, address or name have in common.

    >>> key_of("+86 138-0000-0001") == key_of("13800000001"), key_of("95588"), key_of(" Example Bank ")
    (True, '95588', 'example bank')
    """
    plain = party.strip()
    if not _NUMBER.match(plain):
        return " ".join(plain.casefold().split())
    digits = re.sub(r"\D", "", plain)
    long = _TAIL < len(digits) <= _LONGEST and not digits.startswith(_SENDER)
    return digits[-_TAIL:] if long else digits


def mask(party: str) -> str:
    """A number, address or name as it may be shown on a screen.

    >>> mask("13800000001"), mask("someone@example.com"), mask("王小明")
    ('138******01', 's***@example.com', '王**')
    """
    plain = party.strip()
    if "@" in plain:
        name, _, host = plain.partition("@")
        return f"{name[:1]}***@{host}"
    if _NUMBER.match(plain):
        digits = re.sub(r"\D", "", plain)
        if len(digits) <= 6:
            return digits  # a service number is nobody's own
        return f"{digits[:3]}{'*' * (len(digits) - 5)}{digits[-2:]}"
    return plain[:1] + "*" * min(len(plain) - 1, 6) if plain else ""
