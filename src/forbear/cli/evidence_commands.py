"""The commands `forbear evidence …`: the log of what was done, for officers and outsiders."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from forbear.cli.telling import Telling

evidence = typer.Typer(cls=Telling, help="Show, sign and check what was done.", no_args_is_help=True)
Out = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write it; left out: shown.")
]


@evidence.command("key")
def key_command() -> None:
    """Show the log's public key: give it to whoever is to check.

    The private half is made on first use, in var/evidence.key, or where FORBEAR_EVIDENCE_KEY_FILE says.
    """
    from forbear.cli.evidence import log_key

    typer.echo(log_key().verifier.text())


@evidence.command("checkpoint")
def checkpoint_command(ctx: typer.Context, output: Out = None) -> None:
    """Sign the head of the log as it is now.

    Publish it where others keep it: a file, a git repository, a witness. It tells nothing about anybody.
    """
    from forbear.cli.evidence import sign_head

    sign_head(ctx.obj, output)


@evidence.command("bundle")
def bundle_command(
    ctx: typer.Context,
    contact: Annotated[str, typer.Argument(metavar="CONTACT", help="The id of a contact.")],
    output: Out = None,
    earlier: Annotated[
        list[int] | None,
        typer.Option("--from", metavar="SIZE", help="Prove growth from a head of that many entries."),
    ] = None,
) -> None:
    """Write the evidence of one contact, for forbear-verify.

    What was asked, decided, permitted and done, each with its proof. It holds the contact's own data: hand it to those
    who may see them.
    """
    from forbear.cli.evidence import write_contact

    write_contact(ctx.obj, contact, earlier or [], output)


@evidence.command("fsck")
def fsck_command(
    ctx: typer.Context,
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option("--checkpoint", metavar="FILE", help="A head published elsewhere; may be repeated."),
    ] = None,
) -> None:
    """Check the whole log against itself and every head that was signed. Exit 1 where anything does not hold."""
    from forbear.cli.evidence import check_whole

    raise typer.Exit(check_whole(ctx.obj, checkpoint or []))


@evidence.command("erase")
def erase_command(
    ctx: typer.Context, person: Annotated[str, typer.Argument(metavar="PERSON", help="The id of a person.")]
) -> None:
    """Destroy what the log says of a person. The log itself still verifies; this cannot be undone."""
    from forbear.cli.evidence import erase

    erase(ctx.obj, person)
