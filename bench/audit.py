"""An audit of an invented log: rows a second and peak memory, for two lengths and their ratio, in one run.

    python bench/audit.py [--rows 1000000] [--format csv] [--killed]

The log is written first (`bench/audit_log.py`; about one row in a hundred is broken), then `forbear audit` runs as a
process over a tenth of it and over all of it. Every row must come out as a verdict or among the rejects. Memory is the
largest resident set of the process. With `--killed` the whole log is audited once more, killed (-9) when a third of the
parts are judged, and started again with the same words: the verdicts must be the same to the byte. The claims: time
grows no faster than 1.1 times the rows, and memory no faster than the ids.
"""

from __future__ import annotations

import argparse
import filecmp
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.audit_log import write_log

from forbear.review.audit.circles import CHUNK
from forbear.review.audit.running import WORK


def words(log: Path, form: str, out: Path) -> list[str]:
    """The command of one audit."""
    said = log.with_suffix(".jsonl")
    told = ["audit", log, "--books", "cn", "--statements", said, "--format", form, "-o", out]
    return [sys.executable, "-m", "forbear.cli", *map(str, told)]


def audit(log: Path, form: str, out: Path) -> tuple[float, float, float]:
    """Seconds on the clock and of the processors, and megabytes, that an audit takes."""
    started = time.perf_counter()
    process = subprocess.Popen(words(log, form, out), stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 1, "a log with broken rows ends with 1"
    return time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def count_lines(path: Path) -> int:
    """How many lines a file has."""
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def kill_and_go_on(log: Path, form: str, out: Path, parts: int) -> float:
    """Kill an audit when so many parts are done, and finish it: the seconds that the second run took."""
    process = subprocess.Popen(words(log, form, out), stdout=subprocess.DEVNULL)
    while len(list(out.glob(f"{WORK}/verdicts-*.parquet"))) < parts:
        assert process.poll() is None, "the audit ended before it could be killed"
        time.sleep(0.5)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return audit(log, form, out)[0]


def main() -> None:
    """Measure, and print a table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--format", choices=("jsonl", "csv"), default="jsonl")
    asked.add_argument("--killed", action="store_true")
    given = asked.parse_args()
    found = {}
    print(f"{'rows':>12} {'seconds':>9} {'CPU s':>9} {'rows/s':>9} {'peak MB':>9} {'rejected':>9}")
    with tempfile.TemporaryDirectory() as made:
        for rows in (given.rows // 10, given.rows):
            log, out = Path(made) / f"{rows}.csv", Path(made) / f"out-{rows}"
            write_log(log, rows, statements=log.with_suffix(".jsonl"))
            seconds, used, peak = audit(log, given.format, out)
            found[rows] = used
            verdicts = count_lines(out / f"verdicts.{given.format}") - (given.format == "csv")
            rejected = count_lines(out / "rejects.csv") - 1
            assert verdicts + rejected == rows, f"{rows - verdicts - rejected} rows are nowhere"
            print(
                f"{rows:>12,} {seconds:>9.1f} {used:>9.1f} {rows / seconds:>9,.0f} {peak:>9,.0f} {rejected:>9,}"
            )
        small, large = found
        print(
            f"processor time grew {found[large] / found[small] / (large / small):.2f} times as fast as the rows"
        )
        if given.killed:
            again = Path(made) / "again"
            seconds = kill_and_go_on(log, given.format, again, max(1, rows // CHUNK // 3))
            for name in (f"verdicts.{given.format}", "rejects.csv", "signs.csv"):
                assert filecmp.cmp(out / name, again / name, shallow=False), f"{name} differs after the kill"
            print(
                f"killed and started again: the same verdicts, rejects and signs, {seconds:.1f} s for the rest"
            )


if __name__ == "__main__":
    main()
