"""What stands before every page: headers, tokens, and an error that tells nobody anything about anyone.

`Guard` is the outermost layer. It adds the headers that keep other sites, scripts and frames out, and turns
an unforeseen error into a plain answer; what it logs is the kind and place of the error and never its
message, since a database's message may quote a row.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from typing import Final
from urllib.parse import urlsplit

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forbear.watch.logs import logger, place_of
from forbear.watch.metrics import ERRORS

log: Final = logger("forbear.web")
COOKIE: Final = "forbear_form"
HEAD_BYTES: Final = 64 * 1024
HEADERS: Final = (
    (b"content-security-policy", b"default-src 'self'; img-src 'self' data:; object-src 'none'; "
     b"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)  # fmt: skip


class Guard:
    """The outermost layer of the application: headers on every answer, no detail of an error to anyone.

    It answers only under the names in `hosts` (any, where there are none), so that no other site's name can
    be pointed at this machine to read its pages. Who may read which of them is asked behind it (`staff`).
    """

    def __init__(self, app: ASGIApp, *, hosts: tuple[str, ...] = ()) -> None:
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        begun = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                given = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(h for h in HEADERS if h[0] not in given)]
                if b"cache-control" not in given:
                    message["headers"].append((b"cache-control", b"no-store"))
            await send(message)

        if self.hosts and host_of(request) not in self.hosts:
            await _answer(scope, with_headers, 421, "this site does not answer under that name")
            return
        if sum(len(name) + len(value) for name, value in scope["headers"]) > HEAD_BYTES:
            await _answer(scope, with_headers, 431, "the headers of this request are too long")
            return
        try:
            await self.app(scope, receive, with_headers)
        except ClientDisconnect:  # whoever asked has gone; nobody waits for an answer
            return
        except Exception as error:
            mark = structlog.contextvars.get_contextvars().get("request") or secrets.token_hex(8)
            kind = type(error).__name__
            log.error("a request failed", request=mark, error=kind, place=place_of(error))
            ERRORS.labels(kind).inc()
            if not begun:
                why = f"something went wrong and nothing was sent; the log has this mark: {mark}"
                await _answer(scope, with_headers, 500, why)


async def _answer(scope: Scope, send: Send, status: int, why: str) -> None:
    machine = scope["path"].startswith("/v1/")
    kind = b"application/json" if machine else b"text/plain; charset=utf-8"
    body = json.dumps({"error": {"at": "", "why": why}}) if machine else why
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", kind)]})
    await send({"type": "http.response.body", "body": body.encode()})


def host_of(request: Request) -> str:
    """The name under which a request asks for us, without the port."""
    host = request.headers.get("host", "")
    return host if host.endswith("]") else host.rsplit(":", 1)[0]


def form_token(secret: str, cookie: str) -> str:
    """The token that a form must carry beside the cookie: only a page of ours can know it.

    >>> form_token("s", "a") == form_token("s", "a"), form_token("s", "a") == form_token("s", "b")
    (True, False)
    """
    return hmac.new(secret.encode(), cookie.encode(), hashlib.sha256).hexdigest()


def is_from_here(request: Request) -> bool:
    """Whether a browser says that a request came from a page of this very site, or no browser sends it."""
    origin = request.headers.get("origin")
    try:
        if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
            return False
    except ValueError:  # it is no address at all
        return False
    return request.headers.get("sec-fetch-site", "same-origin") == "same-origin"


def is_ours(request: Request, secret: str, token: str | None) -> bool:
    """Whether a posted form came from one of our own pages: its origin, its cookie and its token agree."""
    cookie = request.cookies.get(COOKIE)
    if not cookie or not token:
        return False
    return is_from_here(request) and hmac.compare_digest(form_token(secret, cookie), token)
