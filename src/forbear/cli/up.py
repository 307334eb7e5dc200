"""`forbear up`: the database, the pages and the sender in one process, until it is stopped."""

from __future__ import annotations

import gc
import ipaddress
import os
import secrets
import signal
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final, NoReturn

import typer

from forbear.cli.evidence import log_key, permit_key, site_secret
from forbear.cli.live import live_door
from forbear.cli.night import finish_night, note_in_use
from forbear.cli.opening import dialler_partner, open_gate, open_store
from forbear.cli.portfolio import import_folder, say_import
from forbear.cli.posts import Channels, read_channels
from forbear.cli.sender import Sender
from forbear.cli.telling import Session, today
from forbear.cli.watching import watched
from forbear.gate.calling import Dialler
from forbear.gate.channels.dialler import HttpDialler, PracticeDialler
from forbear.gate.channels.webhooks import Line, Partner
from forbear.gate.door import Door
from forbear.store import Database
from forbear.store.night import night_summary, nights
from forbear.store.walls import GATE, WORKER
from forbear.terms import Conflict, ForbearError, InputError
from forbear.watch.logs import open_logs

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from forbear.web.site import Site

TOKEN_VARIABLE: Final = "FORBEAR_DIALLER_TOKEN"
SHORTEST_TOKEN: Final = 16
DEMO: Final = Path("var/demo")
DEMO_CASES: Final = 2_000
DEMO_SEED: Final = 1
BASELINE_DAYS: Final = 30

_ANY_CASE: Final = "select from cases limit 1"
_NOT_THE_DEMO: Final = "select from collectors where registered_name not like '示例%' limit 1"


class PortTaken(ForbearError):
    """The port cannot be listened on."""


def run_site(session: Session, *, demo: bool, host: str, port: int) -> None:
    """Start everything, say where the report is, and serve until stopped."""
    signal.signal(signal.SIGTERM, leave)
    open_logs()
    with listen_on(host, port) as listening, ExitStack() as kept:
        channels, (token, is_new) = read_channels(), dialler_token()
        partner = dialler_partner()
        database, create = open_together(session.database_url)
        key = log_key()
        packaged = replace(open_gate(channels.mail), permit_key=permit_key(key))
        door = live_door(database, packaged, datetime.now(UTC))
        note_in_use(database, door)
        if demo:
            prepare_demo(database, door, session.language)
        database = database.acting_as(GATE)  # pages take a role of their own
        from forbear.web.site import LOCAL_NAMES, Site
        from forbear.web.staff.provider import Provider

        private = is_private(host)
        dialler = connect_dialler(partner, kept, demo=demo)
        site = Site(database=database, door=door, token=token, practice=demo, closed=not private,
                    dialler=dialler, dialler_secret=partner.secret if partner else None,
                    sends=True, hosts=LOCAL_NAMES if private else (), log_key=key,
                    secret=site_secret(key), provider=Provider.from_environment(os.environ))  # fmt: skip
        app = create(site)
        with suppress(KeyboardInterrupt):  # the server may also return of itself when it is told to stop
            _greet(site, listening, channels, is_new)
            with watched("up", database, sends=True), Sender(database, door, channels, dialler):
                serve(app, listening)
        typer.echo("Stopping.")


def connect_dialler(partner: Partner | None, kept: ExitStack, *, demo: bool = False) -> Dialler | None:
    """The dialler; on a practice site one that rings nowhere, for invented numbers may be somebody's."""
    if demo:
        return PracticeDialler()
    return kept.enter_context(closing(HttpDialler(Line(partner)))) if partner else None


def open_together(url: str | None) -> tuple[Database, Callable[[Site], ASGIApp]]:
    """The database, and meanwhile what makes the pages: either takes a second, and they don't wait for each
    other."""
    with ThreadPoolExecutor(max_workers=1) as other:
        opening = other.submit(open_store, url)
        from forbear.web.application import create_application

        return opening.result(), create_application


def leave(number: int, frame: FrameType | None) -> NoReturn:
    """End like a person's Ctrl-C, so that the embedded database is stopped too."""
    raise KeyboardInterrupt


def listen_on(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """A socket that listens on `host` and `port`, `shared` with other processes that ask for it so.

    PortTaken, which says what to do, where it can't be had.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT if shared else socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise PortTaken(f"{host}, port {port}: {why}; name another by --port or --host") from None
    return listening


def is_private(host: str) -> bool:
    """Whether only this machine can reach an address.

    >>> is_private("127.0.0.1"), is_private("localhost"), is_private("0.0.0.0")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def dialler_token() -> tuple[str, bool]:
    """The dialler's token from the environment, or a new one (True); InputError where it is too short."""
    given = os.environ.get(TOKEN_VARIABLE)
    if not given:
        return secrets.token_urlsafe(24), True
    if len(given) < SHORTEST_TOKEN:
        raise InputError(TOKEN_VARIABLE, f"is too short; write {SHORTEST_TOKEN} characters or more")
    return given, False


def prepare_demo(database: Database, door: Door, language: str) -> None:
    """On the first start: an invented portfolio, its ages a month ago, and last night. Afterwards nothing."""
    from forbear.cli.portfolio import write_demo

    on = today() - timedelta(days=1)
    with database.connect() as connection:
        if connection.execute(_NOT_THE_DEMO).fetchone() is not None:
            raise Conflict(
                "this database holds a portfolio of its own; start without --demo, or name another"
            )
        known, empty = nights(connection), connection.execute(_ANY_CASE).fetchone() is None
    if empty:
        folder = DEMO / "portfolio"
        if not folder.exists():
            write_demo(folder, DEMO_CASES, DEMO_SEED, on)
        say_import(import_folder(database, folder, DEMO / "rejects.csv"))
        age_baseline(database, on - timedelta(days=BASELINE_DAYS))
    if on in known:
        return
    finish_night(database, door, on)
    from forbear.cli.summary import show_night

    with database.connect() as connection:
        show_night(night_summary(connection, on), language)


def age_baseline(database: Database, on: date) -> None:
    """Age every case as of an earlier day, so that the first night can say how they rolled."""
    from forbear.store.night.ageing import age_cases

    with database.acting_as(WORKER).connect() as connection:
        rows = connection.execute("select case_id from cases where opened <= %s order by case_id", [on])
        age_cases(connection, [case for (case,) in rows.fetchall()], on)


def _greet(site: Site, listening: socket.socket, channels: Channels, is_new: bool) -> None:
    host, port = listening.getsockname()[:2]
    typer.echo()
    if channels.names:
        typer.echo(f"Channels that send: {', '.join(channels.names)}.")
    if channels.mail is None:
        typer.echo("No e-mail is sent: no mail server is named (FORBEAR_SMTP_HOST, FORBEAR_SMTP_FROM).")
    if channels.sms is None:
        typer.echo("No SMS is sent: no SMS centre is named (FORBEAR_SMPP_HOST, FORBEAR_SMPP_FROM).")
    if site.dialler is None:
        typer.echo("No call is made: no dialler is named (FORBEAR_DIALLER_URL, FORBEAR_DIALLER_SECRET).")
    if is_new:
        typer.echo(f"The dialler's token, for this run ({TOKEN_VARIABLE} sets another): {site.token}")
    if site.closed:
        typer.echo("Others can reach this address: people sign in, by the accounts of forbear staff.")
    shown = f"[{host}]" if ":" in host else host
    typer.echo(f"The night's report: http://{shown}:{port}/  (Ctrl-C stops)")


def serve(app: ASGIApp, listening: socket.socket) -> None:
    """Serve the pages on a socket until stopped. Requests are not logged; errors are, without their words."""
    import uvicorn

    from forbear.web.heads import BoundedProtocol

    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=5,
        http=BoundedProtocol,
        ws="none",
    )
    gc.collect()
    gc.freeze()  # the law and the program stay: to look through them for garbage would hold up all asks for 50 ms
    uvicorn.Server(config).run(sockets=[listening])
