"""A Python program under another clock: `at_another_time.py FILE PROGRAM WORD…`.

FILE says by how many seconds the clock is off. It is read again and again, so that a test can step the clock of what
runs. Only the time of day is another, as where somebody sets the clock: what waits goes on waiting as before.
"""

from __future__ import annotations

import runpy
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

READ_EVERY_SECONDS = 0.1


def off_by(path: Path) -> timedelta:
    """By how much the clock is off."""
    return timedelta(seconds=float(path.read_text()))


def follow(path: Path, clock: time_machine.Traveller, off: timedelta) -> None:
    """Step the clock whenever the file says another time."""
    wait = threading.Event()
    while not wait.wait(READ_EVERY_SECONDS):
        if (now_off := off_by(path)) != off:
            clock.shift(now_off - off)
            off = now_off


def main(file: str, program: str, *words: str) -> None:
    """Run the program until it ends."""
    path = Path(file)
    off = off_by(path)
    clock = time_machine.travel(datetime.now(UTC) + off, tick=True).start()
    threading.Thread(target=follow, args=(path, clock, off), daemon=True).start()
    sys.argv = [program, *words]
    runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    main(*sys.argv[1:])
