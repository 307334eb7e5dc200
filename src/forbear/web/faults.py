"""What is wrong with a request, told without what stood in it: that may be somebody's number or name."""

from __future__ import annotations

import re
from typing import Final

from forbear.gate.mask import hide_addresses
from forbear.terms import InputError

_QUOTED: Final = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_PLAIN: Final = re.compile(r"[a-z0-9_.{}: …,]{0,40}")
_STEP: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}|\d{1,6}")


def tell_fault(error: InputError) -> dict[str, str]:
    """Where and why, as the interface tells it. A word of our own kind is repeated, another text is not.

    >>> tell_fault(InputError("/contact/channel", "unknown word 'phone'; did you mean 'call'?"))["why"]
    "unknown word 'phone'; did you mean 'call'?"
    >>> tell_fault(InputError("/contact/+86 13800138000", "unknown word '张三'; write one of call, email"))
    {'at': '/contact/…', 'why': "unknown word '…'; write one of call, email"}
    """
    steps = (step if not step or _STEP.fullmatch(step) else "…" for step in error.at.split("/"))
    return {"at": "/".join(steps), "why": tell_why(error.why)}


def tell_why(why: str) -> str:
    """A reason without the texts that it quotes, or an address in it.

    >>> tell_why("there are two different ones with the id '13800138000'; ids are unique")
    "there are two different ones with the id '…'; ids are unique"
    """

    def hide(found: re.Match[str]) -> str:
        text = found[1] if found[1] is not None else found[2]
        is_plain = _PLAIN.fullmatch(text) and hide_addresses(text) == text
        return found[0] if is_plain else f"{found[0][0]}…{found[0][0]}"

    return hide_addresses(_QUOTED.sub(hide, why))
