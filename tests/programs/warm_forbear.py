"""A process that has the libraries of `forbear`, and forks a run of the script for each that asks (tests/warm.py)."""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import sys

LIBRARIES = (
    "typer", "rich.console", "rich.table", "rich.progress", "rich.text", "psycopg", "psycopg.types.json", "yoyo",
    "forbear.review.texts", "forbear.store", "forbear.store.night", "forbear.store.portfolio", "forbear.money.ledger",
)  # fmt: skip


def main() -> None:
    """Load, then serve for ever; a run comes out of the loop as a process that is the script."""
    for name in LIBRARIES:
        importlib.import_module(name)
    from forbear.law.rulebook import load_law

    load_law()
    gc.freeze()
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(sys.argv[1])
    listening.listen(16)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    parent = os.getppid()
    listening.settimeout(5)
    while True:
        try:
            asking, _ = listening.accept()
        except TimeoutError:
            if os.getppid() != parent:  # the tests are gone
                return
            continue
        if os.fork() == 0:
            listening.close()
            _watch(asking)
            break
        asking.close()
    from forbear.cli import main as forbear

    forbear()


def _watch(asking: socket.socket) -> None:
    """In the fork: fork again, and tell whoever asks how that ended. Only the run itself comes back."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    asking.settimeout(None)
    head, files, _, _ = socket.recv_fds(asking, 4, 3)
    body = b""
    while len(body) < int.from_bytes(head, "big"):
        body += asking.recv(1 << 16)
    asked = json.loads(body)
    run = os.fork()
    if run:
        for file in files:
            os.close(file)
        status = os.waitstatus_to_exitcode(os.waitpid(run, 0)[1])
        with contextlib.suppress(OSError):
            asking.sendall(status.to_bytes(4, "big", signed=True))
        os._exit(0)
    asking.close()
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(asked["env"])
    os.chdir(asked["folder"])
    sys.argv = ["forbear", *asked["words"]]
    sys.stdin = open(0, encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115


if __name__ == "__main__":
    main()
