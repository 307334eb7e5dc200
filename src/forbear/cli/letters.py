"""Letters from the command line."""

from __future__ import annotations

import os

import typer

from forbear.cli.night import now
from forbear.cli.opening import mail_settings, open_gate, open_store
from forbear.cli.telling import Session
from forbear.gate.channels.outbox import VARIABLE, Outbox
from forbear.gate.posting import post_letters, write_letters
from forbear.store.gate import ContactRecord
from forbear.store.letters import LetterRecord
from forbear.store.walls import GATE
from forbear.terms import InputError, NotFound

_MOST = 60


def need_outbox() -> Outbox:
    """The outbox that the environment names; InputError where it names none."""
    outbox = Outbox.from_environment(os.environ)
    if outbox is None:
        raise InputError(VARIABLE, "no folder for letters is named; set it, and run this again")
    return outbox


def write_due(session: Session) -> None:
    """Write what is due, and say how many."""
    outbox, door = need_outbox(), open_gate(mail_settings())
    with open_store(session.database_url).acting_as(GATE).connect(autocommit=True) as connection:
        made = write_letters(door, ContactRecord(connection), LetterRecord(connection), outbox, now)
    told = f"{made.written:,} written"
    if made.void:
        told += f"; {made.void:,} withdrawn, not lawful any more"
    typer.echo(f"Letters: {told}. They lie in {outbox.folder}.")


def list_batches(session: Session) -> None:
    """Show the batches, and the duties of what lies there."""
    with open_store(session.database_url).acting_as(GATE).connect(autocommit=True) as connection:
        book = LetterRecord(connection)
        batches, duties = book.batches(_MOST), book.duties(session.language)
    for batch in batches:
        typer.echo(
            f"{batch.batch}: to post {batch.lying:,}, posted {batch.posted:,}, taken out {batch.withdrawn:,}"
        )
    if not batches:
        typer.echo("No letter was written.")
    for rule, words in duties:
        typer.echo(f"  {rule}: {words}")


def post_batch(session: Session, batch: str) -> None:
    """Post a batch; say which letters have to be taken out of the pile."""
    outbox, door = need_outbox(), open_gate(mail_settings())
    with open_store(session.database_url).acting_as(GATE).connect(autocommit=True) as connection:
        book = LetterRecord(connection)
        if not book.of_batch(batch):
            raise NotFound(f"there is no batch {batch}; forbear letters list shows them")
        made = post_letters(door, ContactRecord(connection), book, outbox, batch, now)
    typer.echo(f"Posted: {made.posted:,}.")
    for contact in made.withdrawn:
        typer.echo(f"Take {contact}.pdf out of the pile: it is not lawful any more.")
    for contact in made.changed:
        typer.echo(f"Take {contact}.pdf out of the pile: the file is not the one that was written.")
    if made.withdrawn or made.changed:
        raise typer.Exit(1)
