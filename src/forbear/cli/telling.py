"""How the command line speaks: errors as what, where and what to do; progress; the person's language."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import typer
from typer.core import TyperGroup

from forbear.terms import ForbearError


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What the global options say: which database, and the language of what is shown."""

    database_url: str | None
    language: str


def default_language(environment: Mapping[str, str]) -> str:
    """`zh` where the locale is Chinese, otherwise `en`.

    >>> default_language({"LC_ALL": "", "LANG": "zh_CN.UTF-8"})
    'zh'
    >>> default_language({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"})
    'en'
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "zh" if environment[name].lower().startswith("zh") else "en"
    return "en"


def parse_day(text: str) -> date:
    """A day as the command line takes it, YYYY-MM-DD.

    >>> parse_day("2026-05-12").isoformat()
    '2026-05-12'
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day; write it as 2026-05-12") from None


def today() -> date:
    """Today by the clock of this machine."""
    return datetime.now().astimezone().date()


class Telling(TyperGroup):
    """The group of all commands: an error of ours is told in one line, with status 2 and no traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command and tell what it refuses."""
        try:
            return super().invoke(ctx)
        except ForbearError as error:
            tell(str(error))
            ctx.exit(2)
        except KeyboardInterrupt:
            tell("stopped")
            ctx.exit(130)
        except BrokenPipeError:  # whoever read us has had enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except OSError as error:
            if error.filename is None:
                raise
            tell(f"{error.filename}: {(error.strerror or 'cannot be used').lower()}; name another")
            ctx.exit(2)
        except Exception as error:
            if not type(error).__module__.startswith("psycopg"):
                raise
            tell(
                f"the database broke off ({type(error).__name__}); nothing half-done is kept:"
                " see that it runs, and run the same command again"
            )
            ctx.exit(2)


def tell(message: str) -> None:
    """One line to the person on standard error."""
    sys.stderr.write(f"forbear: {message}\n")


Step = Callable[[int, int], None]
"""Called with how many are done and how many there are."""


@contextmanager
def progress(what: str, unit: str) -> Iterator[Step]:
    """A bar with rate and estimate, on standard error where that is a terminal; elsewhere nothing."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed or 0:,.0f} {unit}/s", style="dim")

    counts = TextColumn("{task.completed:,.0f}/{task.total:,.0f}")
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        counts,
        Rate(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=1)
        yield lambda done, total: bar.update(task, completed=done, total=max(total, 1))
