"""An audit of an invented log: rows a second and peak memory, for two lengths and their ratio, in one run.

    python bench/audit.py [--rows 1000000] [--format csv]

The log is written first (`bench/audit_log.py`), then `forbear audit` runs as a process over a tenth of it and over all
of it. Memory is the largest resident set of the process. The claims: time grows no faster than 1.1 times the rows, and
memory no faster than the ids.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.audit_log import write_log


def audit(folder: Path, rows: int, form: str) -> tuple[float, float]:
    """Seconds and megabytes that an audit of so many rows takes."""
    log, said = folder / f"{rows}.csv", folder / f"{rows}.jsonl"
    write_log(log, rows, statements=said)
    words = ["audit", log, "--books", "cn", "--statements", said, "--format", form, "-o", folder / "out"]
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "forbear.cli", *map(str, words)], stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 1, "a log with broken rows ends with 1"
    return time.perf_counter() - started, used.ru_maxrss / 1024


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--format", choices=("jsonl", "csv", "parquet"), default="jsonl")
    given = asked.parse_args()
    seconds = {}
    print(f"{'rows':>12} {'seconds':>9} {'rows/s':>9} {'peak MB':>9}")
    with tempfile.TemporaryDirectory() as made:
        for rows in (given.rows // 10, given.rows):
            seconds[rows], peak = audit(Path(made), rows, given.format)
            print(f"{rows:>12,} {seconds[rows]:>9.1f} {rows / seconds[rows]:>9,.0f} {peak:>9,.0f}")
    small, large = seconds
    print(f"time grew {seconds[large] / seconds[small] / (large / small):.2f} times as fast as the rows")
