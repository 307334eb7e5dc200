"""Texts as SMPP carries them: GSM 7-bit (3GPP TS 23.038) where that is enough, UCS-2 otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

GSM, UCS2 = 0, 8
_BASIC: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPE: Final = 0x1B
_FURTHER: Final = {0x0A: "\f", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|",
                   0x65: "€"}  # fmt: skip
_ENCODED: Final = {sign: bytes([code]) for code, sign in enumerate(_BASIC) if code != _ESCAPE} | {
    sign: bytes([_ESCAPE, code]) for code, sign in _FURTHER.items()
}
_ONE_GSM, _ONE_UCS2 = 160, 140
_HEADER_FOLLOWS: Final = 0x40


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """A text in octets, with its data coding; `long` where it needs more than one short message on the air."""

    coding: int
    octets: bytes
    long: bool


def encode_text(text: str) -> Encoded:
    """A text as it travels.

    >>> encode_text("Pay 5 € [later]").octets
    b'Pay 5 \\x1be \\x1b<later\\x1b>'
    >>> encode_text("您好").coding, encode_text("您" * 71).long
    (8, True)
    """
    try:
        octets = b"".join(_ENCODED[sign] for sign in text)
    except KeyError:
        octets = text.encode("utf-16-be")
        return Encoded(coding=UCS2, octets=octets, long=len(octets) > _ONE_UCS2)
    return Encoded(coding=GSM, octets=octets, long=len(octets) > _ONE_GSM)


def decode_text(coding: int, octets: bytes, esm_class: int = 0) -> str:
    """A text as it came; what can't be read is replaced, never lost whole.

    >>> decode_text(8, "退订".encode("utf-16-be")), decode_text(0, b"\\x1be T")
    ('退订', '€ T')
    """
    if esm_class & _HEADER_FOLLOWS and octets:  # a part of a longer message: its header is no text
        octets = octets[octets[0] + 1 :]
    if coding == UCS2:
        return octets.decode("utf-16-be", errors="replace")
    if coding != GSM:
        return octets.decode("latin-1")
    signs, escaped = [], False
    for code in octets:
        if code == _ESCAPE and not escaped:
            escaped = True
            continue
        signs.append(_FURTHER.get(code, "�") if escaped else _BASIC[code] if code < 128 else chr(code))
        escaped = False
    return "".join(signs)
