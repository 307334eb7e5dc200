"""Passwords by NIST SP 800-63B: long rather than odd, none that everybody knows; Argon2 hashes them."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache
from importlib.resources import files
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST: Final = 12
MOST: Final = 128
_HASHER: Final = PasswordHasher()
_AT_ONCE: Final = BoundedSemaphore(4)
"""Each hashing takes 64 MiB: no more than four at once, however many want to sign in."""


def fault_of(password: str, staff: str) -> str | None:
    """What is wrong with a new password, as the key of a text; None where it is good.

    >>> fault_of("short", "zhao"), fault_of("aaaaaaaaaaaaaa", "zhao"), fault_of("password1234", "zhao")
    ('short', 'simple', 'known')
    >>> fault_of("zhao-zhao-zhao", "zhao"), fault_of("four quiet geese over water", "zhao")
    ('simple', None)
    """
    plain = unicodedata.normalize("NFKC", password)
    low = plain.casefold()
    if len(plain) < LEAST:
        return "short"
    if len(plain) > MOST:
        return "long"
    if low in _known():
        return "known"
    rest = low.replace(staff.casefold(), "").replace("forbear", "")
    return "simple" if len(set(rest)) < 5 else None


def hash_password(password: str) -> str:
    """The Argon2 hash of a password."""
    with _AT_ONCE:
        return _HASHER.hash(unicodedata.normalize("NFKC", password))


def is_password(hashed: str | None, password: str) -> bool:
    """Whether a password is the one of a hash. Where there is no hash it takes as long, and is not.

    >>> is_password(None, "anything at all")
    False
    """
    with _AT_ONCE:
        try:
            _HASHER.verify(hashed or _nobody(), unicodedata.normalize("NFKC", password[:MOST]))
        except (VerificationError, InvalidHashError):
            return False
    return hashed is not None


def is_outdated(hashed: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(hashed)


def new_start_password() -> str:
    """A password to begin with: 80 random bits, to be changed at once."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    text = "".join(secrets.choice(letters) for _ in range(16))
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


@cache
def _nobody() -> str:
    return _HASHER.hash(secrets.token_urlsafe(16))


@cache
def _known() -> frozenset[str]:
    text = (files("forbear.web.staff") / "known_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))
