"""How long it takes to reckon one account whole, from its terms and events.

    python bench/ledger.py

A loan of 12 instalments with late charges and 8 payments, two fees, a waiver, a reversal and a pause: its age
on a day (what the night asks), and the whole answer of `forbear ledger` with its true rate. The same without
any event is the plan alone. Beside them a loan of 120 instalments, ten times as long.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from forbear.money import age, read_events, read_terms, schedule
from forbear.money.ledger import ledger, ledger_json, read_ledger
from forbear.money.rate import annual_rates

TERMS: dict[str, Any] = {
    "currency": "CNY", "principal": "12000.00", "disbursed": "2026-01-15", "first_due": "2026-02-15",
    "instalments": 12, "every": {"months": 1}, "method": "equal_instalment", "annual_rate": "0.18",
    "late": {"kind": "daily_rate", "rate": "0.0005", "grace_days": 3},
}  # fmt: skip
EVENTS: list[dict[str, Any]] = [
    *({"on": f"2026-{month:02}-15", "kind": "payment", "amount": "1100.16"} for month in (2, 3, 4, 5)),
    {"on": "2026-06-29", "kind": "payment", "amount": "400.00"},
    {"on": "2026-06-30", "kind": "fee", "amount": "20.00"},
    {"on": "2026-07-05", "kind": "pause"},
    {"on": "2026-07-12", "kind": "resume"},
    {"on": "2026-07-20", "kind": "payment", "amount": "1500.00", "id": "p6"},
    {"on": "2026-07-24", "kind": "reversal", "of": "p6"},
    {"on": "2026-08-01", "kind": "payment", "amount": "1500.00"},
    {"on": "2026-08-03", "kind": "fee", "amount": "5.00", "part": "penalty"},
    {"on": "2026-08-03", "kind": "waiver", "part": "penalty"},
    {"on": "2026-09-10", "kind": "payment", "amount": "900.00"},
]
ON = date(2026, 11, 20)


def median_us(work: Callable[[], object], runs: int = 3000) -> tuple[float, float]:
    """The median and the best of many runs, in microseconds."""
    for _ in range(100):
        work()
    took = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return statistics.median(took) * 1e6, min(took) * 1e6


def main() -> None:
    terms = read_terms(TERMS)
    events = read_events(EVENTS, terms)
    long = read_terms(TERMS | {"instalments": 120, "disbursed": "2017-01-15", "first_due": "2017-02-15"})
    request = {"id": "b", "terms": TERMS, "events": EVENTS, "as_of": [ON.isoformat()]}
    rows: list[tuple[str, Callable[[], object]]] = [
        ("plan of 12 instalments", lambda: schedule(terms)),
        ("age on a day: 12 instalments, no event", lambda: age(terms, (), ON)),
        (f"age on a day: 12 instalments, {len(events)} events", lambda: age(terms, events, ON)),
        (f"age on a day: 120 instalments, {len(events)} events", lambda: age(long, events, ON)),
        ("terms and events read", lambda: read_events(EVENTS, read_terms(TERMS))),
        ("true rate alone", lambda: annual_rates(terms)),
        ("whole answer, request to JSON value", lambda: ledger_json(ledger(read_ledger(request)))),
    ]
    print(f"{'':52}{'median µs':>12}{'best µs':>12}")
    for name, work in rows:
        median, best = median_us(work)
        print(f"{name:52}{median:12.0f}{best:12.0f}")


if __name__ == "__main__":
    main()
