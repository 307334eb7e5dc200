"""The cookie of a session: no script reads it, no other site sends it, and over TLS no other name can set it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fastapi import Request
from fastapi.responses import Response

from forbear.web.guard import COOKIE as FORM_COOKIE


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """A cookie by its name over a plain connection; over TLS it is bound to this very host."""

    name: str

    def token_of(self, request: Request) -> str | None:
        """The token that a browser sends, if it sends one."""
        return request.cookies.get(self._name(request))

    def remember(self, request: Request, answer: Response, token: str) -> None:
        """Give the browser a session's token. The token of forms changes with it."""
        answer.set_cookie(
            self._name(request), token, httponly=True, samesite="lax", secure=_is_secure(request), path="/"
        )
        answer.delete_cookie(FORM_COOKIE)

    def forget(self, request: Request, answer: Response) -> None:
        """Take the token back."""
        secure = _is_secure(request)
        answer.delete_cookie(self._name(request), path="/", secure=secure, httponly=True, samesite="lax")
        answer.delete_cookie(FORM_COOKIE)

    def _name(self, request: Request) -> str:
        return f"__Host-{self.name}" if _is_secure(request) else self.name


STAFF: Final = SessionCookie("forbear_session")
"""The session of the lender's people."""
ME: Final = SessionCookie("forbear_me")
"""The session of a borrower or another party, at the portal."""
ASKED: Final = SessionCookie("forbear_code")
"""What a browser holds that asked for a code to sign in to the portal by."""


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"
