"""How long one judgement takes, in process and streamed.

    python bench/judge.py

In process: one contact with 40 past events, the whole `us` and the whole `cn` book; the median of many runs.
Streamed: `forbear judge` as a process of its own on one core, fed with the requests of the vectors (what others
send) and with 40-event requests, and timed from its first answer to its last (start-up shown apart).
The floor beside them is what reading and writing the same JSON alone costs, so that a slow machine shows.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from forbear.law.judge import judge, read_request
from forbear.law.rulebook import load_law

ROOT = Path(__file__).parents[1]
RESULTS = ("unanswered", "conversation", "delivered", "delivered")
CHANNELS = ("call", "call", "sms", "email")


def busy_request(books: list[str], zone: str, kind: str, product: str, events: int = 40) -> dict:
    """A contact with a long history: calls, talks, messages over three weeks."""
    base = datetime(2026, 5, 12, 15, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    history = [
        {
            "id": f"h{i}", "at": (base - timedelta(hours=13 * i + 1)).isoformat(), "channel": CHANNELS[i % 4],
            "person": "p1", "debts": ["d1"], "collector": "k1", "address": "a1", "address_kind": "mobile",
            "result": RESULTS[i % 4],
        }
        for i in range(events)
    ]  # fmt: skip
    return {
        "books": books,
        "collectors": [{"id": "k1", "kind": kind}],
        "debts": [{"id": "d1", "product": product, "days_past_due": 40}],
        "people": [{"id": "p1", "role": "borrower", "zones": [zone]}],
        "history": history,
        "contact": {"at": base.isoformat(), "channel": "call", "person": "p1", "debts": ["d1"],
                    "collector": "k1", "address": "a1", "address_kind": "mobile"},
    }  # fmt: skip


BUSY = {
    "us.regf": busy_request(["us.regf"], "America/New_York", "agency", "credit_card"),
    "us": busy_request(["us"], "America/New_York", "agency", "credit_card"),
    "cn": busy_request(["cn"], "Asia/Shanghai", "bank", "online_consumer_loan"),
}


def in_process(name: str, *, spelled: bool, runs: int = 4000) -> tuple[str, float, float]:
    """Median and best of one judgement, in microseconds; `spelled`: with every reason and duty spelled out."""
    law, request = load_law(), read_request(BUSY[name])
    for _ in range(300):
        judge(law, request)
    took = []
    for _ in range(runs):
        start = time.perf_counter()
        verdict = judge(law, request)
        if spelled:
            len(verdict.breaches)  # asking for them spells them out
        took.append(time.perf_counter() - start)
    return (
        f"judge, 40 past events, book {name}{', reasons spelled out' if spelled else ''}",
        statistics.median(took) * 1e6,
        min(took) * 1e6,
    )


def run(text: bytes) -> tuple[float, float, int]:
    """Seconds on the clock and on the processor that `forbear judge` takes, and its answers."""
    command = [sys.executable, "-m", "forbear.cli", "judge", "-"]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        command, input=text, capture_output=True, cwd=ROOT, preexec_fn=one_core, check=False
    )
    took, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return took, busy, done.stdout.count(b"\n")


def streamed(name: str, lines: list[str], copies: int) -> None:
    """Requests a second through `forbear judge` on one core, start-up taken off, and the floor of JSON alone."""
    once = (lines[0] + "\n").encode()
    took_once, busy_once, _ = min(run(once) for _ in range(3))
    took, busy, answers = run(("\n".join(lines * copies) + "\n").encode())
    count = len(lines) * copies
    assert answers == count, "an answer for each question"
    floor = time.process_time()
    for line in lines * copies:
        json.dumps(json.loads(line))
    floor = time.process_time() - floor
    print(
        f"| streamed, {name} | {count / (took - took_once):,.0f} requests/s"
        f" | {count / (busy - busy_once):,.0f} a processor second"
        f" | start-up {took_once:.2f} s; {(busy - busy_once) / floor:.1f} times JSON alone |"
    )


def one_core() -> None:
    """Keep the process on one core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[-1]})


def main() -> None:
    """Print the table."""
    print("| what | median | best | |\n| --- | --- | --- | --- |")
    for name in BUSY:
        for spelled in (False, True):
            what, median, best = in_process(name, spelled=spelled)
            print(f"| {what} | {median:.0f} µs | {best:.0f} µs | |")
    vectors = [
        json.dumps(json.loads(line)["request"], ensure_ascii=False)
        for path in sorted((ROOT / "tests/law/vectors").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    streamed("the vectors", vectors, 150)
    streamed("40 past events each", [json.dumps(r) for r in BUSY.values()], 2000)


if __name__ == "__main__":
    main()
