"""The commands around letters: write what is due, see the batches, say that one was posted."""

from __future__ import annotations

from typing import Annotated

import typer

from forbear.cli.telling import Telling

letters = typer.Typer(cls=Telling, help="Letters on paper: write, list, post.", no_args_is_help=True)


@letters.command("write")
def write_command(ctx: typer.Context) -> None:
    """Write the letters that are due.

    Each is judged once more and becomes a PDF in the batch of the day, in the folder that FORBEAR_LETTERS names. Its
    name is the contact's id; SHA256SUMS beside it names them all.
    """
    from forbear.cli.letters import write_due

    write_due(ctx.obj)


@letters.command("list")
def list_command(ctx: typer.Context) -> None:
    """List the batches, the latest first.

    With how many letters lie there, were posted, and were taken out again; and what the law asks of those that lie
    there.
    """
    from forbear.cli.letters import list_batches

    list_batches(ctx.obj)


@letters.command("post")
def post_command(
    ctx: typer.Context,
    batch: Annotated[str, typer.Argument(metavar="BATCH", help="A batch, as 2026-05-12.")],
) -> None:
    """Say that a batch goes to the post.

    Each letter is judged a last time; those that are not lawful any more are withdrawn and named, to be taken out
    of the pile. Exit status 1 where there are any.
    """
    from forbear.cli.letters import post_batch

    post_batch(ctx.obj, batch)
