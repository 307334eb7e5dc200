"""A Python program under another clock: `at_another_time.py FILE PROGRAM WORD…`.

FILE says by how many seconds the clock is off. It is read again and again, so that a test can step the clock of what
runs. Only the time of day is another, as where somebody sets the clock: what waits goes on waiting as before. Upon
SIGUSR1 it says where each of its threads is.
"""

from __future__ import annotations

import faulthandler
import runpy
import signal
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

READ_EVERY_SECONDS = 0.1
A_LITTLE = timedelta(milliseconds=20)


def off_by(path: Path) -> timedelta:
    """By how much the clock is off."""
    return timedelta(seconds=float(path.read_text()))


def follow(path: Path, clock: time_machine.Traveller) -> None:
    """Set the clock right whenever it is not what the file says."""
    wait = threading.Event()
    while True:
        wrong = time_machine.escape_hatch.datetime.datetime.now(UTC) + off_by(path) - datetime.now(UTC)
        if abs(wrong) > A_LITTLE:
            clock.shift(wrong)
        if wait.wait(READ_EVERY_SECONDS):
            return


def main(file: str, program: str, *words: str) -> None:
    """Run the program until it ends."""
    faulthandler.register(signal.SIGUSR1)
    path = Path(file)
    clock = time_machine.travel(datetime.now(UTC) + off_by(path), tick=True).start()
    threading.Thread(target=follow, args=(path, clock), daemon=True).start()
    sys.argv = [program, *words]
    runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    main(*sys.argv[1:])
