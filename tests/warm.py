"""The script `forbear` many times over: each run is a process of its own, forked from one that has the libraries.

Starting Python and reading its modules is most of what a short command takes; here it is done once. What a run sees
is its own: words, environment, folder, input. Where Python itself would start otherwise (its variables, another
locale) the script is started from nothing, as it is in the tests of `up`, `serve` and the README.
"""

from __future__ import annotations

import atexit
import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

SCRIPT = Path(sys.executable).with_name("forbear")
SERVER = Path(__file__).parent / "programs" / "warm_forbear.py"
UTF8 = (".utf-8", ".utf8")


def run_forbear(
    words: Sequence[str],
    env: Mapping[str, str],
    folder: Path | None = None,
    given: bytes = b"",
    seconds: float = 120,
) -> subprocess.CompletedProcess[bytes]:
    """Run the script with words on standard input `given`: its status and what it wrote."""
    folder = folder or Path.cwd()
    locale = env.get("LC_ALL") or env.get("LC_CTYPE") or env.get("LANG") or ""
    if not locale.lower().endswith(UTF8) or any(name.startswith("PYTHONIO") for name in env):
        return subprocess.run(
            [SCRIPT, *words], env=env, cwd=folder, input=given, capture_output=True, timeout=seconds
        )
    with (
        tempfile.TemporaryFile() as into, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err,
        socket.socket(socket.AF_UNIX) as asking,
    ):  # fmt: skip
        into.write(given)
        into.seek(0)
        asking.settimeout(seconds)
        asking.connect(str(_socket()))
        body = json.dumps(
            {"words": [str(word) for word in words], "env": dict(env), "folder": str(folder)}
        ).encode()
        head = len(body).to_bytes(4, "big")
        socket.send_fds(asking, [head], [into.fileno(), out.fileno(), err.fileno()])
        asking.sendall(body)
        status = int.from_bytes(asking.recv(4), "big", signed=True)
        for file in (out, err):
            file.seek(0)
        return subprocess.CompletedProcess([*words], status, out.read(), err.read())


@cache
def _socket() -> Path:
    """Where the warm process of this test process listens."""
    folder = tempfile.TemporaryDirectory(prefix="forbear-warm-")
    path = Path(folder.name) / "socket"
    process = subprocess.Popen([sys.executable, SERVER, path], stdout=subprocess.PIPE, text=True)
    atexit.register(folder.cleanup)
    atexit.register(process.kill)
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    return path
