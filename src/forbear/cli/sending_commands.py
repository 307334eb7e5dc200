"""The commands around sending: send what is due, see how the channels are, deal with what was given up."""

from __future__ import annotations

from typing import Annotated

import typer

from forbear.cli.telling import Telling

undelivered = typer.Typer(
    cls=Telling, help="Show, retry or drop messages that were given up.", no_args_is_help=True
)
doubts = typer.Typer(
    cls=Telling,
    help="Show and settle contacts of which nobody knows whether they were made.",
    no_args_is_help=True,
)
Contact = Annotated[str, typer.Argument(metavar="CONTACT", help="The id of a contact.")]


def send_command(ctx: typer.Context) -> None:
    """Send the messages that are due.

    On every channel that has settings; each message is judged once more. Calls are made from the task list, not here.
    """
    from forbear.cli.night import send_now

    send_now(ctx.obj)


def channels_command(ctx: typer.Context) -> None:
    """Show how the channels are.

    Of each: whether it has settings, whether its provider answers, and how many messages wait, are in doubt or were
    given up.
    """
    from forbear.cli.channels import show_channels

    show_channels(ctx.obj)


@undelivered.command("list")
def list_command(ctx: typer.Context) -> None:
    """List the messages that were given up, the latest first.

    With contact, case, channel, the address masked, how often it was tried, and why.
    """
    from forbear.cli.channels import show_undelivered

    show_undelivered(ctx.obj)


@undelivered.command("retry")
def retry_command(ctx: typer.Context, contact: Contact) -> None:
    """Reserve one again, for now.

    It is judged anew; where it is not lawful any more, nothing is reserved and the rules are named.
    """
    from forbear.cli.channels import retry_one

    retry_one(ctx.obj, contact)


@undelivered.command("drop")
def drop_command(ctx: typer.Context, contact: Contact) -> None:
    """Leave it at that.

    The contact stays in the record, as one that was not made.
    """
    from forbear.cli.channels import drop_one

    drop_one(ctx.obj, contact)


@doubts.command("list")
def doubts_command(ctx: typer.Context) -> None:
    """List the contacts in doubt, the latest first.

    With contact, case, channel, moment, address masked, the id by which the provider's log tells of it, and why.
    """
    from forbear.cli.channels import show_doubts

    show_doubts(ctx.obj)


@doubts.command("settle")
def settle_command(
    ctx: typer.Context,
    contact: Contact,
    result: Annotated[
        str,
        typer.Argument(
            metavar="RESULT", help="What the provider's log tells: sent, delivered, bounced; or void."
        ),
    ],
) -> None:
    """Say what became of one.

    `void`: it was not made, and no longer counts. Nothing is sent again by itself.
    """
    from forbear.cli.channels import settle_doubt

    settle_doubt(ctx.obj, contact, result)
