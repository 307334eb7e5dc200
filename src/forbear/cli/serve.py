"""`forbear serve web|gate|worker`: the parts of `forbear up` as processes of their own, beside one PostgreSQL.

Several of each do no harm. Those of one part may share a port: the kernel deals out the connections.
"""

from __future__ import annotations

import os
import signal
import threading
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from forbear.cli.evidence import log_key, permit_key, site_secret
from forbear.cli.opening import dialler_partner, load_texts, open_gate, open_store
from forbear.cli.posts import read_channels
from forbear.cli.sender import Sender
from forbear.cli.telling import Session
from forbear.cli.up import TOKEN_VARIABLE, connect_dialler, dialler_token, is_private, leave, listen_on, serve
from forbear.cli.watching import watched
from forbear.evidence import Signer
from forbear.store.walls import GATE, PAGES
from forbear.terms import InputError
from forbear.watch.logs import open_logs

if TYPE_CHECKING:
    from forbear.web.application import Part
    from forbear.web.site import Site


def serve_part(session: Session, part: Part, host: str, port: int) -> None:
    """Serve the pages (`web`) or the endpoints for machines (`gate`) until stopped; what is begun is finished."""
    from forbear.web.application import create_application
    from forbear.web.site import LOCAL_NAMES, Site

    token = shared_token()
    signal.signal(signal.SIGTERM, leave)
    open_logs()
    private = is_private(host)
    with listen_on(host, port, shared=True) as listening, ExitStack() as kept:
        database = open_store(session.database_url).acting_as(GATE if part == "gate" else PAGES)
        kept.callback(database.close)
        door, key = open_gate(read_channels().mail), log_key()
        site = Site(
            database=database, door=door, token=token, closed=not private, hosts=LOCAL_NAMES if private else (),
            secret=site_secret(key), log_key=key,
        )  # fmt: skip
        if part == "gate":
            site = _with_keys(site, key, kept)
        with suppress(KeyboardInterrupt):
            app = create_application(site, part)
            typer.echo(f"forbear {part}: {host}, port {listening.getsockname()[1]}  (Ctrl-C stops)")
            with watched(part, database, sends=False):
                serve(app, listening)


def _with_keys(site: Site, key: Signer, kept: ExitStack) -> Site:
    """What the gate alone has: permits that are made from the log's key, and the dialler."""
    partner = dialler_partner()
    load_texts()
    return replace(
        site, door=replace(site.door, permit_key=permit_key(key)),
        dialler=connect_dialler(partner, kept), dialler_secret=partner.secret if partner else None,
    )  # fmt: skip


def work(session: Session) -> None:
    """Send what is due, let lapse what is too late, give the evidence its places, until stopped."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    open_logs()
    with ExitStack() as kept:
        database, channels = open_store(session.database_url).acting_as(GATE), read_channels()
        door, dialler = open_gate(channels.mail), connect_dialler(dialler_partner(), kept)
        with watched("worker", database, sends=True), Sender(database, door, channels, dialler):
            typer.echo(
                f"forbear worker: channels that are on: {', '.join(channels.names) or 'none'}  (Ctrl-C stops)"
            )
            stopped.wait()


def shared_token() -> str:
    """The token of the environment: processes beside each other have to have the same one."""
    if not os.environ.get(TOKEN_VARIABLE):
        raise InputError(TOKEN_VARIABLE, "is missing; write one token for all processes")
    return dialler_token()[0]
