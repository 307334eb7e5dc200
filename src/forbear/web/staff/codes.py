"""The second factor: codes by the clock (TOTP, RFC 6238), each good once, and recovery codes for a lost phone."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from datetime import datetime
from io import BytesIO
from typing import Final

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken

from forbear.terms import ForbearError

STEP_SECONDS: Final = 30
RECOVERY_CODES: Final = 10
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


def new_secret() -> str:
    """A secret for an authenticator app: 160 random bits in base 32."""
    return pyotp.random_base32()


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step of the clock whose code this is, the one before and after included; None where it is none of them.

    >>> from datetime import UTC
    >>> at = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
    >>> code = pyotp.TOTP("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").at(at)
    >>> step_of("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", f" {code[:3]} {code[3:]}", at) == int(at.timestamp()) // 30
    True
    """
    given, current = re.sub(r"\s", "", code), int(now.timestamp()) // STEP_SECONDS
    codes = pyotp.TOTP(secret)
    found = [s for s in (current - 1, current, current + 1)
             if hmac.compare_digest(codes.generate_otp(s).encode(), given.encode())]  # fmt: skip
    return found[-1] if found else None


def draw_enrolment(secret: str, staff: str) -> str:
    """The secret as a QR code for an authenticator app, as SVG."""
    address = pyotp.TOTP(secret).provisioning_uri(name=staff, issuer_name="forbear")
    drawn = BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=5, xmldecl=False, svgns=False, omitsize=True,
                                        light="#fff", dark="#000", nl=False)  # fmt: skip
    return drawn.getvalue().decode()


def new_recovery_codes() -> list[str]:
    """Codes to keep on paper, each good once: 59 random bits.

    >>> len(new_recovery_codes()), len(new_recovery_codes()[0])
    (10, 14)
    """
    texts = ("".join(secrets.choice(_LETTERS) for _ in range(12)) for _ in range(RECOVERY_CODES))
    return [f"{text[:4]}-{text[4:8]}-{text[8:]}" for text in texts]


def hash_recovery(code: str) -> bytes:
    """The hash of a recovery code, however it was written down.

    >>> hash_recovery("ABCD-efgh-2345") == hash_recovery("abcd efgh 2345")
    True
    """
    return hashlib.sha256(re.sub(r"[\s-]", "", code).casefold().encode()).digest()


def seal_secret(key: str, secret: str) -> str:
    """A secret as the database keeps it: under a key that is not there."""
    return _fernet(key).encrypt(secret.encode()).decode()


def open_secret(key: str, sealed: str) -> str:
    """A sealed secret. ForbearError where it was sealed under another key.

    >>> open_secret("k", seal_secret("k", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"))
    'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
    """
    try:
        return _fernet(key).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise ForbearError(
            "a second factor was sealed under another key; put the old key file back, or set the account up anew"
            " with forbear staff reset"
        ) from None


def _fernet(key: str) -> Fernet:
    return Fernet(
        base64.urlsafe_b64encode(hmac.digest(key.encode(), b"forbear second factor", hashlib.sha256))
    )
