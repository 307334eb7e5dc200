"""How soon a hostile rulebook is refused.

    python bench/hostile.py

The files of `tests/law/rulebook/hostile_books.py`, each written to disk and read as `forbear law check` reads it: how
long until the error, the best of three; below the line the largest files that are accepted. The claim is a second each.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from forbear.law.rulebook import read_rulebook_file
from forbear.terms import RulebookError

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "law" / "rulebook"))

from hostile_books import GIANT, HOSTILE, LARGE


def measure(file: Path) -> tuple[float, str]:
    """Seconds until a file is read or refused, and which."""
    best, said = 9e9, "read"
    for _ in range(3):
        start = time.perf_counter()
        try:
            read_rulebook_file(file)
        except RulebookError as refused:
            said = refused.why[:60]
        best = min(best, time.perf_counter() - start)
    return best, said


def main() -> None:
    """Print a line for each file."""
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "demo.md"
        for group in (GIANT, HOSTILE, LARGE):
            if group is LARGE:
                print(f"slowest refusal: {slowest:.3f} s; as large as may be, and read:")
            for name, make in group.items():
                file.write_text(make(), encoding="utf-8")
                seconds, said = measure(file)
                slowest = max(slowest, seconds)
                print(f"{seconds:7.3f} s  {file.stat().st_size / 1e6:7.2f} MB  {name}: {said}")


if __name__ == "__main__":
    main()
