"""The commands `forbear staff …`: the accounts of people."""

from __future__ import annotations

from typing import Annotated

import typer

from forbear.cli.telling import Telling

staff = typer.Typer(cls=Telling, help="Accounts of people and their roles.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="NAME", help="The sign-in name.")]
Roles = Annotated[
    list[str],
    typer.Option(
        "--role", metavar="ROLE", help="collector, supervisor, compliance, agency, auditor or admin."
    ),
]
For = Annotated[
    str | None,
    typer.Option(
        "--for", metavar="ID", help="The lender or agency for which this one works; left out: the house."
    ),
]


@staff.command("add")
def add_command(
    ctx: typer.Context,
    name: Name,
    role: Roles,
    full_name: Annotated[
        str | None, typer.Option("--name", metavar="TEXT", help="The person's name.")
    ] = None,
    collector: For = None,
) -> None:
    """Make an account and show its start password, once.

    It is good for three days, and changed at the first sign-in; then an authenticator app is set up.
    """
    from forbear.cli.staff import make_account

    make_account(ctx.obj, name, full_name or name, role, collector)


@staff.command("list")
def list_command(ctx: typer.Context) -> None:
    """Show every account with its roles, and whether its second step is set up."""
    from forbear.cli.staff import show_accounts

    show_accounts(ctx.obj)


@staff.command("role")
def role_command(ctx: typer.Context, name: Name, role: Roles, collector: For = None) -> None:
    """Give a person these roles and no others, and say for whom they work."""
    from forbear.cli.staff import change_roles

    change_roles(ctx.obj, name, role, collector)


@staff.command("disable")
def disable_command(ctx: typer.Context, name: Name) -> None:
    """End a person's sessions; nobody signs in to the account any more. `reset` opens it again."""
    from forbear.cli.staff import end_account

    end_account(ctx.obj, name)


@staff.command("reset")
def reset_command(ctx: typer.Context, name: Name) -> None:
    """Give a fresh start password; the second step is set up anew.

    For a lost phone or a forgotten password. Be sure who asks.
    """
    from forbear.cli.staff import reset_account

    reset_account(ctx.obj, name)
