"""The command line, and the composition root: the only room that wires the others together.

`main` is the script `forbear`. The commands stand in `commands`, which loads when one is asked for.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from forbear.cli.commands import app as app


LACKING = (
    "forbear: the command line needs typer and rich, which are not installed; install them:"
    " pip install 'forbear[server]'\n"
)


def __getattr__(name: str) -> Any:
    if name == "app":
        from forbear.cli.commands import app

        return app
    raise AttributeError(name)


def main() -> None:
    """The script `forbear`."""
    try:
        import rich  # noqa: F401  # only asked whether it is there; commands import it when they show
        import typer  # noqa: F401  # likewise
    except ModuleNotFoundError:
        sys.stderr.write(LACKING)
        sys.exit(2)
    from forbear.cli.commands import app

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that lacks a letter shows a question mark
            stream.reconfigure(errors="replace")
    app(prog_name="forbear")
