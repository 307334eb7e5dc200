"""The night over 30,000 real card accounts, and over the same ten times: time, their ratio, and memory.

    python bench/night.py [UCI_CSV] [--small]

Each is imported into an embedded PostgreSQL of its own; then `forbear night` runs as a process and is timed.
Memory is the proportional set size (PSS) of that process and the whole database server together, sampled twice a
second: what a machine must have. The claims: 30,000 within 180 s, 300,000 within 11 times that, under 1 GB.
`--small` takes 3,000 and 30,000 instead, to see that the script works.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
ON = "2026-11-23"


def pss_mb(pid: int) -> float:
    """The PSS of a process and all below it, in MB."""
    total, stack = 0, [pid]
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            children.setdefault(parent, []).append(int(entry.name))
    while stack:
        each = stack.pop()
        stack += children.get(each, [])
        try:
            for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        except OSError:
            continue
    return total / 1024


def server_pid(folder: Path) -> int | None:
    """The database server's process."""
    try:
        return int((folder / "var/pg/postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def measure(data: Path, repeat: int, limit: int | None) -> tuple[int, float, float]:
    """Cases, seconds and peak megabytes of one night."""
    folder = Path(tempfile.mkdtemp(prefix="forbear-bench-", dir=os.environ.get("TMPDIR", "/tmp")))
    try:
        source = data
        if limit is not None:
            source = folder / "some.csv"
            with data.open(encoding="utf-8") as rows, source.open("w", encoding="utf-8") as some:
                some.writelines(line for line, _ in zip(rows, range(limit + 1), strict=False))
        run = [sys.executable, "-m"]
        make = ["examples.uci", str(source), str(folder / "files"), "--on", ON, "--repeat", str(repeat)]
        subprocess.run([*run, *make], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        command = [*run, "forbear.cli", "--lang", "en"]
        subprocess.run([*command, "import", "files"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        start, peak = time.perf_counter(), 0.0
        night = subprocess.Popen(
            [*command, "night", "--on", ON], cwd=folder, stdout=subprocess.PIPE, text=True
        )
        while night.poll() is None:
            server = server_pid(folder)
            peak = max(peak, pss_mb(night.pid) + (pss_mb(server) if server else 0))
            time.sleep(0.5)
        took = time.perf_counter() - start
        assert night.returncode == 0 and night.stdout is not None
        said = night.stdout.read()
        cases = int(said.split("Of ")[1].split(" cases")[0].replace(",", ""))
        return cases, took, peak
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Print the table."""
    words = [w for w in sys.argv[1:] if not w.startswith("--")]
    data = Path(words[0]) if words else ROOT.parent / "shared/data/uci_credit_card.csv"
    limit = 3_000 if "--small" in sys.argv else None
    print("| cases | night | cases/s | peak memory, database included |\n| --- | --- | --- | --- |")
    took = []
    for repeat in (1, 10):
        cases, seconds, peak = measure(data, repeat, limit)
        took.append(seconds)
        print(f"| {cases:,} | {seconds:.1f} s | {cases / seconds:,.0f} | {peak:,.0f} MB |", flush=True)
    print(f"\nTen times the cases took {took[1] / took[0]:.1f} times as long.")


if __name__ == "__main__":
    main()
