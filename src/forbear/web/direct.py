"""The endpoint that is asked hundreds of times a second, reached past the framework's search for it.

The framework takes half of what an ask costs over HTTP: it tries every route in turn and works out anew what each
depends on. Here one method and path go straight to their endpoint, by the same admission and with the same errors.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, FastAPI, Request
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send


def route_to(router: APIRouter, path: str) -> APIRoute:
    """The route of a router with that path."""
    return next(r for r in router.routes if isinstance(r, APIRoute) and r.path == path)


class Direct:
    """`app`, of which one route without parameters is answered here; `admit` is what stands before each of them."""

    def __init__(self, app: FastAPI, route: APIRoute, admit: Callable[[Request], Awaitable[None]]) -> None:
        self.app: ASGIApp = app
        self.route, self.admit = route, admit
        self.answers = app.exception_handlers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        is_here = scope["type"] == "http" and scope["path"] == self.route.path
        if not is_here or scope["method"] not in (self.route.methods or ()):
            await self.app(scope, receive, send)
            return
        scope["route"] = self.route
        request = Request(scope, receive, send)
        try:
            await self.admit(request)
            response = await self.route.endpoint(request)
        except Exception as error:
            kinds = (kind for kind in type(error).__mro__ if kind in self.answers)
            known = next(kinds, None)
            if known is None:
                raise
            response = self.answers[known](request, error)
        await response(scope, receive, send)
