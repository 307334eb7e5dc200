"""How long `forbear study` takes over all shipped rulebooks, and over its parts.

    python bench/study.py

The command runs as a process of its own, from start to end, on today and every later day on which the law changes.
The claim: within 60 s on two cores (it uses one). Beside it, in process, what each part takes for the law of today,
so that the part which grows shows.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from forbear.law.rulebook import load_law
from forbear.law.study.cells import Place, find_places, split
from forbear.law.study.choices import Choices
from forbear.law.study.contradictions import find_clashes
from forbear.law.study.demands import find_impossible
from forbear.law.study.expected import load_expected
from forbear.law.study.gaps import find_gaps
from forbear.law.study.loosening import find_loosenings
from forbear.law.study.shadows import find_shadows

SCRIPT = Path(sys.executable).with_name("forbear")


def timed(work: Callable[[Place], Iterable[Any]], places: Iterable[Place]) -> tuple[float, int]:
    """Seconds, and how many were found."""
    start = time.perf_counter()
    found = sum(1 for place in places for _ in work(place))
    return time.perf_counter() - start, found


def main() -> None:
    """Measure and print a table."""
    start = time.perf_counter()
    ran = subprocess.run([SCRIPT, "study", "--json"], capture_output=True, text=True)
    total = time.perf_counter() - start
    findings = len(ran.stdout.splitlines())
    print(f"forbear study, all books: {total:.1f} s, {findings} findings, exit {ran.returncode}")
    law, expected, today = load_law(), load_expected(), datetime.now().astimezone().date()
    different: dict[tuple[int, ...], Place] = {}
    for place in find_places(law, today):
        different.setdefault(tuple(map(id, law.in_force(place.books, today))), place)
    places = list(different.values())
    parts: dict[str, Callable[[Place], Iterable[Any]]] = {
        "classes of cells": lambda p: split([r.scope for r in law.in_force(p.books, p.day)]),
        "gaps": lambda p: find_gaps(law, p, expected),
        "contradictions": lambda p: find_clashes(law, p, Choices()),
        "notices nobody can give": lambda p: find_impossible(law, p, Choices()),
        "house rules": lambda p: find_loosenings(law, p),
        "rules within others": lambda p: find_shadows(law, p, Choices()),
    }
    rules = len({id(r) for p in places for r in law.in_force(p.books, today)})
    print(f"in process, {rules} rules in {len(places)} places, the law of {today.isoformat()}:")
    for name, work in parts.items():
        seconds, found = timed(work, places)
        print(f"  {name:<24} {seconds:6.2f} s  {found:>6}")


if __name__ == "__main__":
    main()
