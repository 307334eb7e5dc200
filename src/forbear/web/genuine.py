"""Is this genuine? A page and an endpoint for anybody, answered from the register of public marks alone.

Every answer has the same shape and the same length of work; a caller that asks without end is asked to wait.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.concurrency import run_in_threadpool

from forbear.gate.genuine import KINDS, Mark, plain_mark
from forbear.store.register import look_up, signed_register
from forbear.terms import InputError
from forbear.web.bodies import read_object
from forbear.web.site import FORM_BYTES, Site, language_of, page, read_body
from forbear.web.words import LANGUAGES, say, word

ASKS_A_MINUTE: Final = 30
_MOST_CALLERS: Final = 10_000


class Patience:
    """How often one caller may ask: a bucket each that fills again over a minute. It forgets old callers."""

    def __init__(self, asks: int = ASKS_A_MINUTE, clock: Callable[[], float] = time.monotonic) -> None:
        self.asks, self.clock = asks, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, caller: str) -> bool:
        """Whether this caller may ask now.

        >>> patience = Patience(asks=2, clock=lambda: 0.0)
        >>> [patience.allows("a") for _ in range(3)], patience.allows("b")
        ([True, True, False], True)
        """
        now = self.clock()
        left, since = self._left.pop(caller, (float(self.asks), now))
        left = min(float(self.asks), left + (now - since) * self.asks / 60)
        self._left[caller] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > _MOST_CALLERS:
            self._left.popitem(last=False)
        return left >= 1


def genuine(site: Site) -> APIRouter:
    """The page and the endpoints of a site. They ask for no credentials and know of no borrower."""
    router, patience = APIRouter(), Patience()

    @router.get("/genuine", include_in_schema=False)
    def ask(request: Request) -> HTMLResponse:
        return _page(request, None, {})

    @router.post("/genuine", include_in_schema=False)
    async def answer(request: Request) -> Response:
        fields = parse_qs((await read_body(request, FORM_BYTES)).decode("utf-8", "replace"))
        given = {name: values[0] for name, values in fields.items()}
        if not patience.allows(_caller(request)):
            return _page(request, None, given, wait=True)
        return await run_in_threadpool(_answer_page, site, request, given)

    @router.post("/v1/genuine", summary="Is it genuine? A code, number, mailbox, name, id or account.")
    async def tell(request: Request) -> JSONResponse:
        given = read_object(await read_body(request, FORM_BYTES))
        if set(given) != {"kind", "value"}:
            raise InputError("", 'write {"kind": "…", "value": "…"} and nothing else')
        if not patience.allows(_caller(request)):
            error = {"at": "", "why": f"too many asks; {ASKS_A_MINUTE} a minute are answered"}
            return JSONResponse({"error": error}, 429, {"retry-after": "60"})
        plain_mark(given["kind"], given["value"])
        return JSONResponse(await run_in_threadpool(_told, site, given))

    if site.log_key is not None:
        key = site.log_key

        @router.get("/v1/register", summary="The register of public marks, signed by the log's key.")
        def register() -> PlainTextResponse:
            with site.database.borrow() as connection:
                return PlainTextResponse(signed_register(connection, key, site.clock().date()))

    return router


def _caller(request: Request) -> str:
    return request.client.host if request.client else ""


def _find(site: Site, given: Mapping[str, str]) -> Mark | None:
    with site.database.borrow() as connection:
        return look_up(connection, given["kind"], given["value"], site.clock().date())


def _told(site: Site, given: Mapping[str, str]) -> dict[str, Any]:
    """The answer: the same fields whatever was found."""
    mark = _find(site, given)
    words = {language: _words(mark, language) for language in LANGUAGES}
    firm, lender = (mark.firm, mark.acts_for) if mark else (None, None)
    return {
        "genuine": mark is not None,
        "kind": given["kind"],
        "firm": firm,
        "acts_for": lender,
        "words": words,
    }


def _words(mark: Mark | None, language: str) -> str:
    if mark is None:
        return say(language, "genuine.unknown")
    if mark.acts_for:
        return say(language, "genuine.of_agency", firm=mark.firm, lender=mark.acts_for)
    return say(language, "genuine.of_lender", firm=mark.firm)


def _answer_page(site: Site, request: Request, given: Mapping[str, str]) -> HTMLResponse:
    try:
        plain_mark(given.get("kind", ""), given.get("value", ""))
    except InputError:
        return _page(request, None, given, mistaken=True)
    mark = _find(site, given)
    told = {"genuine": mark is not None, "words": _words(mark, language_of(request))}
    return _page(request, told, given)


def _page(
    request: Request,
    answer: Mapping[str, Any] | None,
    given: Mapping[str, str],
    *,
    wait: bool = False,
    mistaken: bool = False,
) -> HTMLResponse:
    language, kind = language_of(request), given.get("kind")
    kinds = [(name, word(language, "mark", name), name == kind) for name in KINDS]
    status = 429 if wait else 422 if mistaken else 200
    return page(request, "genuine.html", status=status, here="genuine", someone=None, answer=answer,
                kinds=kinds, wait=wait, mistaken=mistaken)  # fmt: skip
