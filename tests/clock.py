"""A clock of a test's own, for the processes that it starts and for itself: any hour of the day at any hour."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from office import SHANGHAI

PROGRAM = Path(__file__).parent / "programs" / "at_another_time.py"


@dataclass
class Clock:
    """A clock that is `off`; `file` tells it to the processes that run by it."""

    file: Path
    off: timedelta = timedelta()

    def now(self) -> datetime:
        """What this clock says."""
        return datetime.now(UTC) + self.off

    def step(self, by: timedelta) -> None:
        """Set the clock forth or back; what runs by it notices within a fifth of a second."""
        self.off += by
        fresh = self.file.with_suffix(".new")
        fresh.write_text(str(self.off.total_seconds()))
        fresh.replace(self.file)

    def command(self, program: Path, *words: str) -> list[str]:
        """The command by which a Python program runs by this clock."""
        return [sys.executable, str(PROGRAM), str(self.file), str(program), *words]


def clock_at_ten(folder: Path) -> Clock:
    """A clock by which it is ten in the morning in Shanghai."""
    clock = Clock(folder / "clock")
    there = datetime.now(SHANGHAI)
    clock.step(there.replace(hour=10, minute=0, second=0) - there)
    return clock
