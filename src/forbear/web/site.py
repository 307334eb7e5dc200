"""What the pages of one running site share: database, secrets, templates, the language of a request."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any, Final
from urllib.parse import parse_qs

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from forbear.evidence import Signer
from forbear.gate.calling import Dialler
from forbear.gate.door import Door
from forbear.store import Database
from forbear.terms import ForbearError
from forbear.web.guard import COOKIE, form_token, is_ours
from forbear.web.staff.places import menu_of
from forbear.web.staff.provider import Provider
from forbear.web.words import TAGS, choose_language, say

FORM_BYTES: Final = 4_096
JSON_BYTES: Final = 16 * 1024 * 1024
BACK: Final = {"/": "app.back", "/tasks": "tasks.back", "/law": "law.back", "/me": "me.back"}
LOCAL_NAMES: Final = ("127.0.0.1", "localhost", "[::1]")


class TooLarge(ForbearError):
    """A request's body is larger than it may be."""


class NotNow(ForbearError):
    """What it takes is out of order at this moment; nothing was done, and it can be tried again."""


class Stale(ForbearError):
    """A form did not come from a page of ours, or from one too old."""


def utc_now() -> datetime:
    """This instant."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One running site. `token` opens the dialler's endpoints; `secret` binds forms to our own pages.

    `hosts` are the names under which it answers, any where there are none. A `closed` site is one that others
    than the people of this machine can reach. A `practice` site has invented people, and buttons that take a call
    and note its result; where it is not closed whoever sits at the machine looks on as a supervisor, or as
    whichever role he picks. `provider` knows our people too, where there is one.

    `dialler` is the telephone system that is told what to ring; without one no call is made. Its reports are
    signed with `dialler_secret`. Where the process also `sends`, it is ready only while its sender works.
    """

    database: Database
    door: Door
    token: str
    hosts: tuple[str, ...] = LOCAL_NAMES
    closed: bool = False
    practice: bool = False
    sends: bool = False
    dialler: Dialler | None = None
    dialler_secret: str | None = field(default=None, repr=False)
    log_key: Signer | None = None
    provider: Provider | None = None
    clock: Callable[[], datetime] = utc_now
    secret: str = field(default_factory=partial(secrets.token_urlsafe, 32))


@cache
def templates() -> Environment:
    """The templates, with escaping on and a missing value an error."""
    return Environment(loader=PackageLoader("forbear.web"), autoescape=True, undefined=StrictUndefined,
                       trim_blocks=True, lstrip_blocks=True)  # fmt: skip


def render(name: str, language: str, **values: Any) -> str:
    """A template in a language. `style` is the style sheet of a page that stands alone; `menu`: the pages that
    only the lender's people see, with their names; `query`: what a link to the other language has to keep."""
    given = {"language": language, "tag": TAGS[language], "say": partial(say, language)}
    given |= {"here": None, "style": None, "menu": (), "query": ""}
    return templates().get_template(name).render(given | values)


def language_of(request: Request) -> str:
    """The language a request asks for."""
    return choose_language(request.query_params.get("lang"), request.headers.get("accept-language"))


def page(request: Request, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page in the language of the request."""
    language = language_of(request)
    headers = {"content-language": TAGS[language], "vary": "accept-language"}
    menu = menu_of(getattr(request.state, "principal", None))
    return HTMLResponse(render(name, language, **({"menu": menu} | values)), status, headers)


def message(request: Request, key: str, status: int, onward: str = "/", **values: Any) -> HTMLResponse:
    """A plain message (`error.<key>`) with a way on."""
    language = language_of(request)
    return page(
        request,
        "message.html",
        status=status,
        title=say(language, f"error.{key}_title"),
        text=say(language, f"error.{key}", **values),
        onward=onward,
        onward_text=say(language, BACK[onward]),
    )


async def read_body(request: Request, limit: int) -> bytes:
    """The body of a request, `limit` bytes at most; TooLarge beyond that, before the rest is read."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > limit:
            raise TooLarge(f"the body is larger than {limit:,} bytes; send it in parts")
    return bytes(body)


def form_page(site: Site, request: Request, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page with a form of ours: the form carries a token, and the browser the cookie that belongs to it."""
    cookie = request.cookies.get(COOKIE) or secrets.token_urlsafe(18)
    answer = page(request, name, status=status, token=form_token(site.secret, cookie), **values)
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, cookie, httponly=True, samesite="strict", secure=secure)
    return answer


async def read_form(site: Site, request: Request, most: int = FORM_BYTES) -> Mapping[str, str]:
    """The fields of a posted form of ours; Stale where it is somebody else's."""
    fields = parse_qs((await read_body(request, most)).decode("utf-8", "replace"))
    given = {name: values[0] for name, values in fields.items()}
    if not is_ours(request, site.secret, given.get("token")):
        raise Stale("the form did not come from a page of this site")
    return given
