"""What machines ask of this process: is it up, can it work, and its running numbers; and the mark of each request.

`/health` and `/ready` are for everyone and tell one word; what a process lacks is in its log. `/metrics` is for a key
with the scope `operate:read`, or stands on a port of its own (`Monitor`).
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, perf_counter
from types import TracebackType
from typing import Any, ClassVar, Final

import structlog
from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forbear.store import Database
from forbear.store.gauges import read_gauges
from forbear.store.readiness import unready
from forbear.watch.logs import logger
from forbear.watch.metrics import HTTP, REQUESTS, TYPE, Gauge, expose
from forbear.watch.steps import step, trace_id

log: Final = logger("forbear.web")
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
KEPT_SECONDS: Final = 2.0
"""However often it is asked, readiness is found out no more often than this."""


@dataclass(slots=True)
class Readiness:
    """Whether this process can do its work; `sends`: a process that sends, and so must not be silent."""

    database: Database
    sends: bool = False
    _found: tuple[str, ...] | None = None
    _at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def is_ready(self) -> bool:
        """Whether nothing lacks; what does is logged once."""
        with self._lock:
            if self._found is None or monotonic() - self._at > KEPT_SECONDS:
                found = unready(self.database, worker=self.sends)
                for check in sorted(set(found) - set(self._found or ())):
                    log.warning("not ready", check=check)
                self._found, self._at = found, monotonic()
            return not self._found


def gauges_of(database: Database) -> tuple[Gauge, ...]:
    """The numbers of this moment, over a connection of their own."""
    with database.connect(autocommit=True) as connection:
        connection.execute("set statement_timeout = '10s'")
        return read_gauges(connection)


def watching(database: Database, *, sends: bool) -> APIRouter:
    """`/health`, `/ready` and `/metrics`."""
    router, readiness = APIRouter(include_in_schema=False), Readiness(database, sends)

    @router.get("/health")
    async def health() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    @router.get("/ready")
    def ready() -> JSONResponse:
        return JSONResponse(*_told(readiness))

    @router.get("/metrics")
    def metrics() -> Response:
        return Response(expose(partial(gauges_of, database)), media_type=TYPE)

    return router


def _told(readiness: Readiness) -> tuple[dict[str, str], int]:
    return ({"status": "ready"}, 200) if readiness.is_ready() else ({"status": "not ready"}, 503)


class Watched:
    """The layer around everything: a mark for each request, in its answer and in whatever it logs; its numbers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request. The mark is ours, never one that was sent: that could be anybody's number."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        mark, status, began = secrets.token_hex(8), 500, perf_counter()

        async def with_mark(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", mark.encode())]
            await send(message)

        method = scope["method"] if scope["method"] in METHODS else "other"
        with step("http", method=method) as request:
            trace = trace_id()
            named = {"trace": trace} if trace else {}
            with structlog.contextvars.bound_contextvars(request=mark, **named):
                await self.app(scope, receive, with_mark)
            route = route_of(scope)
            request.tell(route=route)
        REQUESTS.labels(route, method, str(status)).inc()
        HTTP.labels(route).observe(perf_counter() - began)


def route_of(scope: Scope) -> str:
    """The pattern by which a request was routed, `/v1/contacts/{contact}/result`; never its path, which has ids.

    >>> route_of({"path": "/people/13800138000"})
    'other'
    """
    path = getattr(scope.get("route"), "path", None)
    return path if isinstance(path, str) and path else "other"


class Monitor:
    """`/health`, `/ready` and `/metrics` on a port of their own, while a `with` block runs: for a process that has no
    pages, and for a network that only the monitoring can reach."""

    def __init__(self, database: Database, host: str, port: int, *, sends: bool) -> None:
        readiness = Readiness(database, sends)
        answers = {"readiness": readiness, "numbers": partial(expose, partial(gauges_of, database))}
        handler = type("_Handler", (_Answering,), answers)
        self.server = ThreadingHTTPServer((host, port), handler)
        self.server.daemon_threads = True
        self._thread = threading.Thread(target=self.server.serve_forever, name="monitor", daemon=True)

    @property
    def port(self) -> int:
        """The port it has."""
        return int(self.server.server_address[1])

    def __enter__(self) -> Monitor:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join(timeout=10)


class _Answering(BaseHTTPRequestHandler):
    readiness: ClassVar[Readiness]
    numbers: ClassVar[Callable[[], bytes]]
    timeout = 10
    server_version = sys_version = ""

    def do_GET(self) -> None:
        if self.path == "/metrics":
            self._say(200, TYPE, type(self).numbers())
        elif self.path in ("/health", "/ready"):
            told, status = ({"status": "ok"}, 200) if self.path == "/health" else _told(self.readiness)
            self._say(status, "application/json", f'{{"status":"{told["status"]}"}}'.encode())
        else:
            self._say(404, "text/plain", b"")

    def _say(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Requests are not logged."""
