"""Showing an address without giving it away."""

from __future__ import annotations


def mask_address(kind: str, value: str) -> str:
    """An address as a screen or a log may show it: enough to recognise one's own, too little to use.

    >>> mask_address("mobile", "+8613800138000")
    '+86•••••••••00'
    >>> mask_address("email", "li.lei@example.com")
    'l•••@e•••.com'
    >>> mask_address("post", "88 Nanjing Road, Shanghai")
    '•••'
    """
    if kind == "email":
        name, _, host = value.partition("@")
        first, _, top = host.rpartition(".")
        return f"{name[:1]}•••@{first[:1]}•••.{top}"
    if kind in ("mobile", "landline"):
        shown = 3 if value.startswith("+") else 2
        return value[:shown] + "•" * max(len(value) - shown - 2, 3) + value[-2:]
    return "•••"


def mask_name(name: str) -> str:
    """The initial of a name: the first character of a Chinese name, the first letter of any other.

    >>> mask_name("李雷"), mask_name("Anna Brown")
    ('李•', 'A•')
    """
    return f"{name.strip()[:1]}•"
