"""The parts of `forbear up` as commands of their own."""

from __future__ import annotations

from typing import Annotated

import typer

from forbear.cli.telling import Telling

serve = typer.Typer(
    cls=Telling,
    help="Start one part of `up` as a process of its own: the pages, the gate, or the worker.",
    no_args_is_help=True,
)
Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[
    int,
    typer.Option(min=0, max=65_535, help="The port; processes of one part may share it. 0 takes a free one."),
]


@serve.command("web")
def web_command(ctx: typer.Context, host: Host = "127.0.0.1", port: Port = 8_000) -> None:
    """Serve the pages.

    For people: the report, the task list, the law. It gives no permit and sends nothing.
    """
    from forbear.cli.serve import serve_part

    serve_part(ctx.obj, "web", host, port)


@serve.command("gate")
def gate_command(ctx: typer.Context, host: Host = "127.0.0.1", port: Port = 8_100) -> None:
    """Serve the gate.

    The endpoints under /v1, for diallers and other programs.
    """
    from forbear.cli.serve import serve_part

    serve_part(ctx.obj, "gate", host, port)


@serve.command("worker")
def worker_command(ctx: typer.Context) -> None:
    """Send what is due, and keep the record.

    On every channel that has settings; it also lets lapse what is too late and gives the evidence its places.
    """
    from forbear.cli.serve import work

    work(ctx.obj)
