"""The commands around a night: run it, show it, send what is due, write its report."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from forbear.cli.opening import mail_settings, open_gate, open_store
from forbear.cli.telling import Session, progress
from forbear.desk.strategy_file import load_strategy
from forbear.gate.channels.smtp import Mailer
from forbear.gate.door import Door
from forbear.gate.sending import Tally, send_due
from forbear.store import Database
from forbear.store.gate import ContactRecord
from forbear.store.night import night_summary, nights, run_night
from forbear.terms import ForbearError, InputError, NotFound

STRATEGY = "standard"


def run_and_show(session: Session, on: date) -> None:
    """Run the night of a day, or go on with it, and show what it did."""
    from forbear.cli.summary import show_night

    database = open_store(session.database_url)
    finish_night(database, open_gate(mail_settings()), on)
    with database.connect() as connection:
        show_night(night_summary(connection, on), session.language)


def finish_night(database: Database, door: Door, on: date) -> None:
    """Run a night to its end; one that is done stays as it is."""
    with database.connect(autocommit=True) as connection, progress(f"Night of {on}", "cases") as step:
        run_night(connection, door, load_strategy(STRATEGY), on, progress=step)


def send_now(session: Session) -> None:
    """Send what is due and say what came of it. Raises InputError where no mail server is named."""
    settings = mail_settings()
    if settings is None:
        raise InputError(
            "FORBEAR_SMTP_HOST",
            "no mail server is named, so nothing is sent; set it, and FORBEAR_SMTP_FROM, and run this again",
        )
    database = open_store(session.database_url)
    with (
        database.connect(autocommit=True) as connection,
        Mailer(settings) as mailer,
        progress("Sending", "messages") as step,
    ):
        record = ContactRecord(connection)
        waiting = len(record.due("email", now(), 1_000_000))
        tally = send_due(open_gate(settings), record, mailer, now, progress=lambda done: step(done, waiting))
    say_tally(tally)
    if tally.error:
        raise ForbearError(tally.error)


def now() -> datetime:
    """This instant."""
    return datetime.now(UTC)


def say_tally(tally: Tally) -> None:
    """Say in a line what a run of sending did."""
    import typer

    counts = (
        ("sent", tally.sent),
        ("refused by the mail server", tally.bounced),
        ("withdrawn, not lawful any more", tally.void),
        ("to be tried again", tally.waiting),
        ("in doubt", tally.in_doubt),
        ("too late, given up", tally.lapsed),
    )
    told = "; ".join(f"{what}: {count:,}" for what, count in counts if count)
    typer.echo(told or "There is nothing to send.")


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
