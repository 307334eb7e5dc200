"""How the channels are, and what was given up on them."""

from __future__ import annotations

from datetime import datetime

import typer

from forbear.cli.night import now
from forbear.cli.opening import mail_settings, open_gate, open_store
from forbear.cli.posts import read_channels
from forbear.cli.telling import Session
from forbear.gate.asks import Entry
from forbear.gate.provider import Provider
from forbear.gate.reservation import note_result, void
from forbear.gate.settling import drop, retry
from forbear.law.clock.instants import format_instant
from forbear.store.gate import ContactRecord
from forbear.store.providers import read_providers
from forbear.terms import Conflict

_MOST = 1_000
_COUNTS = """
select channel, count(*) filter (where state = 'reserved'), count(*) filter (where state = 'in_doubt'),
       count(*) filter (where state = 'undelivered')
  from contacts where state in ('reserved', 'in_doubt', 'undelivered') group by channel"""


def show_channels(session: Session) -> None:
    """Show each channel that has settings, was ever used, or has something waiting."""
    on = set(read_channels().names)
    with open_store(session.database_url).connect() as connection:
        counts = {row[0]: row[1:] for row in connection.execute(_COUNTS)}
        known = {provider.channel: provider for provider in read_providers(connection)}
    for channel in sorted(on | set(counts) | set(known)):
        waiting, doubtful, given_up = counts.get(channel, (0, 0, 0))
        told = tell_provider(known.get(channel) or Provider(channel=channel), now())
        typer.echo(
            f"{channel}: {'on' if channel in on else 'no settings'}; {told}; waiting {waiting:,},"
            f" in doubt {doubtful:,}, given up {given_up:,}"
        )
    if not on | set(counts) | set(known):
        typer.echo("No channel has settings, and nothing waits.")


def tell_provider(provider: Provider, at: datetime) -> str:
    """A provider's state in words.

    >>> tell_provider(Provider(channel="sms", failures=2, why="no answer"), datetime.now().astimezone())
    'failed 2 times in a row (no answer)'
    """
    why = f" ({provider.why})" if provider.why else ""
    state = provider.state(at)
    if state == "shut" and provider.shut_until is not None:
        return f"left alone until {provider.shut_until:%H:%M:%S} UTC{why}"
    if state == "half_open":
        return f"the next message is a probe{why}"
    return f"failed {provider.failures} times in a row{why}" if provider.failures else "no trouble"


def show_undelivered(session: Session) -> None:
    """List what was given up."""
    for entry, address in _listed(session, "undelivered"):
        tried = f"tried {entry.attempts}×"
        typer.echo(f"{entry.contact}  {entry.case}  {entry.channel}  {address}  {tried}  {entry.why or ''}")


def show_doubts(session: Session) -> None:
    """List what is in doubt."""
    for entry, address in _listed(session, "in_doubt"):
        moment = format_instant(entry.at)
        told = f"{entry.message_id or 'no id'}  {entry.why or ''}"
        typer.echo(f"{entry.contact}  {entry.case}  {entry.channel}  {moment}  {address}  {told}")


def _listed(session: Session, state: str) -> list[tuple[Entry, str]]:
    """The contacts in a state, each with its address masked; says so where there are none."""
    with open_store(session.database_url).connect(autocommit=True) as connection:
        record = ContactRecord(connection)
        entries = record.in_state(state, _MOST)
        cards = record.cards(entries)
    if not entries:
        typer.echo("There are none.")
    return [(entry, card.address if (card := cards.get(entry.contact)) else "") for entry in entries]


def settle_doubt(session: Session, contact: str, result: str) -> None:
    """Note what a person found out about one that is in doubt."""
    with open_store(session.database_url).connect(autocommit=True) as connection:
        record = ContactRecord(connection)
        known = record.entry(contact)
        if known is not None and known.state != "in_doubt":
            raise Conflict(f"the contact is {known.state}, not in doubt; name one of `forbear doubts list`")
        if result == "void":
            void(record, contact, "not_sent")
        else:
            note_result(record, contact, result, now())
    typer.echo("It is settled.")


def retry_one(session: Session, contact: str) -> None:
    """Reserve one again for now, and say whether it may go."""
    with open_store(session.database_url).connect(autocommit=True) as connection:
        entry = retry(open_gate(mail_settings()), ContactRecord(connection), contact, now())
    if entry.state == "reserved":
        typer.echo("It is reserved again, for now.")
    else:
        typer.echo(f"It is not lawful any more: {', '.join(entry.rules) or entry.why}.")


def drop_one(session: Session, contact: str) -> None:
    """Leave it at that."""
    with open_store(session.database_url).connect(autocommit=True) as connection:
        drop(ContactRecord(connection), contact)
    typer.echo("It is dropped.")
