"""The embedded server after a kill, for two users of one machine, and in a locale that the machine lacks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
from forbear.store import open_database
database = open_database(None, Path(sys.argv[1]))
print(database.connect().execute("select 1").fetchone()[0], flush=True)
"""


def run(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {k: v for k, v in os.environ.items() if k not in {"XDG_RUNTIME_DIR", "LANG", "LC_ALL"}}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder / "pg")],
        env=known | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_it_starts_in_a_locale_that_the_machine_lacks_and_locks_nobody_out(tmp_path: Path) -> None:
    done = run(tmp_path, LANG="xx_YY.UTF-8", LC_ALL="xx_YY.UTF-8", TMPDIR=str(tmp_path))
    assert done.stdout.strip() == "1", done.stderr
    assert not (tmp_path / ".lockfile").exists()
    own = tmp_path / f"forbear-run-{os.getuid()}"
    assert own.stat().st_mode & 0o777 == 0o700


def test_a_process_that_was_killed_does_not_keep_it_running_for_good(tmp_path: Path) -> None:
    assert run(tmp_path, TMPDIR=str(tmp_path)).stdout.strip() == "1"
    handles = tmp_path / "pg" / ".handle_pids.json"
    handles.write_text(json.dumps([2**22 - 1]))  # no such process: the largest number a pid can have
    assert run(tmp_path, TMPDIR=str(tmp_path)).stdout.strip() == "1"
    assert json.loads(handles.read_text()) == []
    assert not (tmp_path / "pg" / "postmaster.pid").exists(), "the server stopped with its last user"
