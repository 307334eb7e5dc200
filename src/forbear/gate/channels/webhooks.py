"""Signed messages between the gate and a dialler or printer: Standard Webhooks (standardwebhooks.com), both ways."""

from __future__ import annotations

import base64
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from standardwebhooks import Webhook

from forbear.gate.channels.smtp import is_this_machine
from forbear.gate.post import Delivery
from forbear.terms import ForbearError, InputError

SHORTEST_SECRET: Final = 24
_ANSWER_BYTES: Final = 64 * 1024
_NOT_TAKEN: Final = {429: "busy", 503: "down"}
_TAKEN_BEFORE: Final = 409
_NOTHING_LEFT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
)


class Forged(ForbearError):
    """A signed message whose signature or time is not right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A system outside that is called by signed HTTP: its URL, the shared secret, how long it may take to answer."""

    url: str
    secret: str = field(repr=False)
    timeout_seconds: float = 10.0

    @classmethod
    def from_environment(cls, variables: Mapping[str, str], name: str) -> Partner | None:
        """The partner in FORBEAR_<name>_URL, _SECRET and _TIMEOUT; None where no URL is named.

        InputError names the variable that is wrong: http is for this machine only, and a secret is at least 24
        bytes, written as `whsec_` and base64.

        >>> Partner.from_environment({}, "DIALLER") is None
        True
        >>> Partner.from_environment({"FORBEAR_DIALLER_URL": "http://dialler.example"}, "DIALLER")
        Traceback (most recent call last):
            ...
        forbear.terms.InputError: FORBEAR_DIALLER_URL: is not encrypted; write https:// (http:// is for this host only)
        """
        url = variables.get(f"FORBEAR_{name}_URL", "").rstrip("/")
        if not url:
            return None
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(f"FORBEAR_{name}_URL", "is no URL; write https://dialler.example/forbear")
        if parts.scheme == "http" and not is_this_machine(parts.hostname):
            raise InputError(
                f"FORBEAR_{name}_URL", "is not encrypted; write https:// (http:// is for this host only)"
            )
        secret = variables.get(f"FORBEAR_{name}_SECRET", "")
        check_secret(secret, f"FORBEAR_{name}_SECRET")
        try:
            timeout = float(variables.get(f"FORBEAR_{name}_TIMEOUT") or 10.0)
        except ValueError:
            timeout = 0.0
        if not 0 < timeout <= 60:
            raise InputError(f"FORBEAR_{name}_TIMEOUT", "write seconds, at most 60, such as 10")
        return cls(url=url, secret=secret, timeout_seconds=timeout)


def check_secret(secret: str, name: str) -> None:
    """InputError, naming the variable, where a secret is not `whsec_` and 24 bytes or more in base64.

    >>> check_secret("whsec_" + "c2VjcmV0" * 4, "SECRET")
    >>> check_secret("secret", "SECRET")
    Traceback (most recent call last):
        ...
    forbear.terms.InputError: SECRET: is no secret; write whsec_ and at least 24 random bytes in base64
    """
    try:
        raw = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except ValueError:
        raw = b""
    if not secret.startswith("whsec_") or len(raw) < SHORTEST_SECRET:
        raise InputError(name, "is no secret; write whsec_ and at least 24 random bytes in base64")


def sign(secret: str, message: str, body: str, at: datetime) -> dict[str, str]:
    """The headers of a signed message with that id, sent at that instant.

    >>> headers = sign("whsec_" + "c2VjcmV0" * 4, "k1", "{}", datetime(2026, 5, 1, tzinfo=UTC))
    >>> headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"][:3]
    ('k1', '1777593600', 'v1,')
    """
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message, at, body),
    }


def open_signed(secret: str, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """The object in a signed message. Forged where its signature is wrong or its time more than five minutes off.

    >>> now = datetime.now(UTC)
    >>> secret = "whsec_" + "c2VjcmV0" * 4
    >>> open_signed(secret, sign(secret, "m1", '{"type": "x"}', now), b'{"type": "x"}')
    {'type': 'x'}
    >>> open_signed(secret, sign(secret, "m1", '{"type": "x"}', now), b'{"type": "y"}')
    Traceback (most recent call last):
        ...
    forbear.gate.channels.webhooks.Forged: the signature or the time of the message is not right
    """
    try:
        Webhook(secret).verify(body, dict(headers), json_parse=False)
    except Exception:  # whatever is wrong with headers that anyone can write
        raise Forged("the signature or the time of the message is not right") from None
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise InputError("", "the body is no JSON object; write {…}")
    return told


class Line:
    """Signed calls to a partner, each over a connection of its own. Use it in a `with`, or close it."""

    def __init__(self, partner: Partner) -> None:
        self.partner = partner
        self._client = httpx.Client(
            verify=ssl.create_default_context(),
            timeout=partner.timeout_seconds,
            trust_env=False,
            limits=httpx.Limits(
                max_keepalive_connections=0
            ),  # one that was closed meanwhile would look like doubt
        )

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def post(self, path: str, message: str, body: Mapping[str, Any]) -> Delivery:
        """Hand over one message under an id, by which the partner knows a second one.

        `sent`: it has it. `refused`: it refuses it for good. `down`, `busy`: it took nothing. `doubt`: it may have
        it, and did not say.
        """
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        headers = sign(self.partner.secret, message, text, datetime.now(UTC))
        headers["content-type"] = "application/json"
        try:
            with self._client.stream("POST", self.partner.url + path, content=text, headers=headers) as got:
                return _delivery(got.status_code)
        except _NOTHING_LEFT as error:
            return Delivery(outcome="down", why=f"it cannot be reached ({type(error).__name__})")
        except httpx.HTTPError as error:
            return Delivery(
                outcome="doubt", why=f"it took the message and did not answer ({type(error).__name__})"
            )

    def ask(self, method: str, path: str, message: str) -> tuple[int, dict[str, Any]] | None:
        """Ask the partner, without a body: status and object; None where it does not answer with an object."""
        headers = sign(self.partner.secret, message, "", datetime.now(UTC))
        body = b""
        try:
            with self._client.stream(method, self.partner.url + path, headers=headers) as got:
                for part in got.iter_bytes():
                    body += part
                    if len(body) > _ANSWER_BYTES:
                        return None
                status = got.status_code
            told = json.loads(body) if body else {}
        except (httpx.HTTPError, ValueError, RecursionError):
            return None
        return (status, told) if isinstance(told, dict) else None


def _delivery(status: int) -> Delivery:
    if status < 300 or status == _TAKEN_BEFORE:
        return Delivery(outcome="sent")
    if status in _NOT_TAKEN:
        return Delivery(outcome=_NOT_TAKEN[status], why=f"it takes nothing now ({status})")
    if 400 <= status < 500 and status != 408:
        return Delivery(outcome="refused", why=f"it refuses the message ({status})")
    return Delivery(outcome="doubt", why=f"it answered with an error ({status})")
