"""The commands `forbear keys …` for diallers, lenders' systems and AI agents, and `forbear mcp`, which serves these."""

from __future__ import annotations

from typing import Annotated

import typer

from forbear.cli.telling import Telling

keys = typer.Typer(cls=Telling, help="Keys for diallers and agents.", no_args_is_help=True)


@keys.command("add")
def add_command(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the key is for.")],
    collector: Annotated[
        str,
        typer.Option(
            metavar="ID", help="The lender or agency for which it acts; it sees that one's cases only."
        ),
    ],
    scope: Annotated[
        list[str], typer.Option("--scope", metavar="SCOPE", help="What it may do; may be repeated.")
    ],
    agent: Annotated[bool, typer.Option("--agent", help="For an AI agent.")] = False,
    days: Annotated[int, typer.Option(help="How long it is good, 1 to 400 days.")] = 90,
) -> None:
    """Make a key and show it, once.

    Scopes: contacts:ask, contacts:result, statements:write, people:read, judge, proposals:write, operate:read.
    """
    from forbear.cli.keys import make_key

    make_key(ctx.obj, name, collector, scope, days, agent=agent)


@keys.command("list")
def list_command(ctx: typer.Context) -> None:
    """Show every key: for whom, what it may do, until when, when it was last used. Never the key itself."""
    from forbear.cli.keys import show_keys

    show_keys(ctx.obj)


@keys.command("revoke")
def revoke_command(
    ctx: typer.Context, key: Annotated[str, typer.Argument(metavar="KEY", help="The id that `list` shows.")]
) -> None:
    """Revoke a key, for good and at once."""
    from forbear.cli.keys import end_key

    end_key(ctx.obj, key)


def mcp_command() -> None:
    """Serve an AI agent by the Model Context Protocol, over standard input and output.

    FORBEAR_URL names the gate, FORBEAR_AGENT_KEY a key made by `forbear keys add --agent`. The agent gets five tools;
    none takes a number, a recipient of its own or more than one person, and the gate judges whatever it asks.
    """
    from forbear.cli.agent import agent_server, gate_from_environment

    agent_server(gate_from_environment()).run("stdio")
