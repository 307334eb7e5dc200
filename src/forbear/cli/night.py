"""The commands around a night: run it, show it, send what is due, write its report."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from forbear.cli.live import live_door
from forbear.cli.opening import mail_settings, open_gate, open_store
from forbear.cli.posts import Ear, need_channels, open_posts, records_for
from forbear.cli.telling import Session, progress
from forbear.gate.channels.mail_back import Mailbag
from forbear.gate.door import Door
from forbear.gate.post import Post
from forbear.gate.sending import Tally, send_due
from forbear.store import Database
from forbear.store.night import night_summary, nights, run_night
from forbear.store.rules_held import note_rules
from forbear.store.staff.approved import live_strategy
from forbear.store.walls import GATE, WORKER
from forbear.terms import ForbearError, InputError, NotFound

LONGEST_WAIT_SECONDS: Final = 10.0
"""A run of `send` waits for a provider's pace, not for one that is left alone."""


def run_and_show(session: Session, on: date) -> None:
    """Run the night of a day, or go on with it, and show what it did."""
    from forbear.cli.summary import show_night

    database = open_store(session.database_url)
    finish_night(database, live_door(database, open_gate(mail_settings()), now()), on)
    with database.connect() as connection:
        show_night(night_summary(connection, on), session.language)


def note_in_use(database: Database, door: Door) -> None:
    """Write into the evidence which rulebooks, strategy and messages are in use, where that has changed."""
    with database.connect(autocommit=True) as connection:
        note_rules(connection, door, live_strategy(connection, now()))


def finish_night(database: Database, door: Door, on: date) -> None:
    """Run a night to its end; one that is done stays as it is."""
    worker = database.acting_as(WORKER)
    with worker.connect(autocommit=True) as connection, progress(f"Night of {on}", "cases") as step:
        run_night(connection, door, live_strategy(connection, now()), on, progress=step)


def send_now(session: Session) -> None:
    """Send what is due on every channel and say what came of it. InputError where no channel is on."""
    import typer

    channels = need_channels()
    database = open_store(session.database_url).acting_as(GATE)
    door = live_door(database, open_gate(mail_settings()), now())
    take = Ear(database, door)
    errors = []
    for post in open_posts(channels, take):
        tally = send_all(database, door, post)
        typer.echo(f"{post.channel}: {tell_tally(tally)}")
        if tally.error:
            errors.append(tally.error)
        post.close()
    if channels.mail_back is not None:
        read = Mailbag(channels.mail_back, take).read(now())
        typer.echo(f"mail that came back: {read:,}")
    take.close()
    if errors:
        raise ForbearError("; ".join(errors))


def send_all(database: Database, door: Door, post: Post) -> Tally:
    """Send what is due on one channel, as fast as its provider allows."""
    with records_for(database, post) as (record, *others), progress("Sending", "messages") as step:
        waiting, total = len(record.due(post.channel, now(), 1_000_000)), Tally()

        def tell(done: int) -> None:
            step(total.done + done, waiting)

        while True:
            tally = send_due(door, record, post, now, progress=tell, others=others)
            total = total.plus(tally)
            if tally.error or not tally.wait_seconds:
                return total
            if tally.wait_seconds > LONGEST_WAIT_SECONDS:
                why = record.provider(post.channel, held=False).why or "it failed several times"
                return replace(
                    total, error=f"{post.channel}: left alone for a while ({why}); run this again later"
                )
            time.sleep(tally.wait_seconds)


def now() -> datetime:
    """This instant."""
    return datetime.now(UTC)


def tell_tally(tally: Tally) -> str:
    """What a run of sending did, in a line."""
    counts = (
        ("sent", tally.sent),
        ("no such address", tally.bounced),
        ("given up", tally.undelivered),
        ("withdrawn, not lawful any more", tally.void),
        ("to be tried again", tally.waiting),
        ("in doubt", tally.in_doubt),
        ("too late", tally.lapsed),
    )
    told = "; ".join(f"{what}: {count:,}" for what, count in counts if count)
    return told or "there is nothing to send"


def write_report(session: Session, on: date | None, output: Path) -> None:
    """Write the report of a night, the latest where none is named, as one HTML file."""
    from forbear.web.standalone import render_report

    database = open_store(session.database_url)
    with database.connect() as connection:
        latest = on or next(iter(nights(connection)), None)
        if latest is None:
            raise NotFound("there is no night yet; run forbear night first")
        night = night_summary(connection, latest)
    try:
        output.write_text(render_report(night, session.language), encoding="utf-8")
    except OSError as error:
        raise InputError(str(output), f"cannot be written ({error.strerror}); name another file") from None
