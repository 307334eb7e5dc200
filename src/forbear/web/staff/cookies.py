"""The cookie of a session: no script reads it, no other site sends it, and over TLS no other name can set it."""

from __future__ import annotations

from typing import Final

from fastapi import Request
from fastapi.responses import Response

from forbear.web.guard import COOKIE as FORM_COOKIE

PLAIN: Final = "forbear_session"
SECURE: Final = f"__Host-{PLAIN}"


def token_of(request: Request) -> str | None:
    """The token that a browser sends, if it sends one."""
    return request.cookies.get(_name(request))


def remember(request: Request, answer: Response, token: str) -> None:
    """Give the browser a session's token. The token of forms changes with it."""
    answer.set_cookie(
        _name(request), token, httponly=True, samesite="lax", secure=_is_secure(request), path="/"
    )
    answer.delete_cookie(FORM_COOKIE)


def forget(request: Request, answer: Response) -> None:
    """Take the token back."""
    answer.delete_cookie(_name(request), path="/", secure=_is_secure(request), httponly=True, samesite="lax")
    answer.delete_cookie(FORM_COOKIE)


def _name(request: Request) -> str:
    return SECURE if _is_secure(request) else PLAIN


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"
