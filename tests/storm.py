"""A storm: faults of every kind, one after the other, at random moments of a site under load."""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

import httpx

from aftermath import check
from clock import clock_at_ten
from forbear.gate.door import Door
from office import Office
from running_site import TOKEN, RunningSite, running_site
from storm_load import Load, add_people
from wire import Wire

STEPS_HOURS = (-5, -2, 3, 6, 9)
"""How far the clock is off from the morning after a step: into the night, and back."""
HEAD_EVERY = 10


@dataclass
class Storm:
    """What happened so far: how often each fault, and after how many seconds the site answered again, at worst."""

    site: RunningSite
    load: Load
    random: Random
    counts: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    off_hours: int = 0
    heads: list[Path] = field(default_factory=list)

    def faults(self) -> dict[str, tuple[int, Callable[[], None]]]:
        """Every fault by its name: how often of a hundred, and what it does. One that is over leaves all whole."""
        site = self.site
        known: dict[str, tuple[int, Callable[[], None]]] = {
            "kill -9 of a gate": (15, lambda: self.random.choice(site.gates).kill()),
            "kill -9 of the worker": (15, site.worker.kill),
            "kill -9 of PostgreSQL, whole": (6, lambda: self._kill_postgres(whole=True)),
            "kill -9 of PostgreSQL's postmaster": (5, lambda: self._kill_postgres(whole=False)),
            "kill -9 of one backend of PostgreSQL": (12, lambda: site.postgres.kill_backend(self.random.random())),
            "network to the database": (13, lambda: self._disturb(site.database)),
            "network to the SMS centre": (10, lambda: self._disturb(site.sms)),
            "network to the dialler": (5, lambda: self._disturb(site.calls)),
            "the clock steps by hours": (6, self._step),
            "the SMS centre is slow": (4, lambda: self._behave({"as": "ok", "wait": 2_600})),
            "the SMS centre takes and does not answer": (3, lambda: self._behave({"as": "drop"}, {"as": "silent"})),
            "the SMS centre answers twice, or says busy": (
                2, lambda: self._behave({"as": "twice"}, {"as": "status", "status": 0x58}),
            ),
        }  # fmt: skip
        if site.postgres.disk is not None:
            known["the evidence's disk is full"] = (4, self._fill)
        return known

    def blow(self, count: int) -> None:
        """So many faults: each kind once, then by chance; after each the site has to answer again."""
        faults = self.faults()
        first = list(faults)
        self.random.shuffle(first)
        shares = [share for share, _ in faults.values()]
        for number in range(count):
            name = first[number] if number < len(first) else self.random.choices(tuple(faults), shares)[0]
            time.sleep(self.random.uniform(0.1, 1.2))
            faults[name][1]()
            self.slowest[name] = max(self.slowest[name], self.load.wait_for_an_answer())
            self.counts[name] += 1
            if number % HEAD_EVERY == 1:
                self._keep_head()

    def _keep_head(self) -> None:
        """The log's signed head as it is now, kept elsewhere."""
        url = f"http://127.0.0.1:{self.site.port}/v1/record/checkpoint"
        with suppress(httpx.HTTPError):
            got = httpx.get(url, headers={"authorization": f"Bearer {TOKEN}"}, timeout=10)
            if got.status_code == 200:
                self.heads.append(self.site.folder / f"head{len(self.heads)}")
                self.heads[-1].write_text(got.text)

    def _kill_postgres(self, *, whole: bool) -> None:
        self.site.postgres.stop(signal.SIGKILL, whole=whole)
        time.sleep(self.random.uniform(0.0, 0.5))
        self.site.postgres.start()

    def _disturb(self, wire: Wire) -> None:
        wire.set(self.random.choice(("cut", "silent", "deaf")))
        time.sleep(self.random.uniform(0.3, 2.5))
        if wire.mode != "cut" and self.random.random() < 0.7:
            wire.drop()  # what was under way never arrives; else it arrives late
        wire.set("open")

    def _fill(self) -> None:
        self.site.postgres.resize("full")
        time.sleep(self.random.uniform(0.5, 2.0))
        self.site.postgres.resize("2g")

    def _step(self) -> None:
        target = self.random.choice([hours for hours in STEPS_HOURS if hours != self.off_hours])
        self.set_clock(target)
        time.sleep(self.random.uniform(0.5, 2.0))
        if self.random.random() < 0.7:
            self.set_clock(0)

    def set_clock(self, hours: int) -> None:
        """So many hours from the morning of the storm."""
        self.site.clock.step(timedelta(hours=hours - self.off_hours))
        self.off_hours = hours

    def _behave(self, *how: dict[str, object]) -> None:
        self.site.centre.behave(**self.random.choice(how))
        time.sleep(self.random.uniform(0.5, 2.5))
        self.site.centre.behave(**{"as": "ok", "wait": self.random.choice((0, 0, 300))})


class Receipts:
    """Tells of the messages that the SMS centre took, while the storm goes on: early, late, twice, in any order."""

    def __init__(self, site: RunningSite, seed: int) -> None:
        self.site, self.random, self.told = site, Random(seed), 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def _work(self) -> None:
        done = 0
        while not self._stopped.wait(0.1):
            taken = [told for told in self.site.centre.seen("submit") if told["id"] is not None]
            fresh, done = taken[done:], len(taken)
            self.random.shuffle(fresh)
            for told in fresh:
                for _ in range(self.random.choice((0, 1, 1, 2))):
                    state = self.random.choice(("DELIVRD", "DELIVRD", "UNDELIV"))
                    self.site.centre.tell(do="receipt", id=told["id"], to=told["to"], state=state,
                                          reference=told["reference"])  # fmt: skip
                    self.told += 1

    def join(self) -> None:
        """Tell no more."""
        self._stopped.set()
        self._thread.join()


def weather(
    folder: Path, door: Door, *, gates: int, people: int, clients: int, faults: int, seed: int
) -> str:
    """A whole storm and its aftermath: the summary as a table. AssertionError where anything does not hold."""
    with running_site(folder, clock_at_ten(folder), gates) as site:
        load = _prepare(site, people)
        storm, receipts = Storm(site, load, Random(seed)), Receipts(site, seed)
        threads = load.run(clients, seed)
        begun = time.monotonic()
        try:
            load.wait_for_an_answer()
            storm.blow(faults)
            seconds = time.monotonic() - begun
        finally:
            load.stopped.set()
            for thread in (*threads, receipts):
                thread.join()
        storm.set_clock(0)
        with site.postgres.connect() as connection:
            checks = check(site, load, Office(connection), door, storm.heads)
    return summary(storm, checks, seed, seconds, has_disk=site.postgres.disk is not None)


def _prepare(site: RunningSite, people: int) -> Load:
    with site.postgres.connect() as connection, connection.transaction():
        known = add_people(Office(connection), people)
    told = {"report": [{"type": "call.ended", "result": "unanswered"}],
            "events": f"http://127.0.0.1:{site.port}/v1/dialler/events"}  # fmt: skip
    httpx.post(f"http://127.0.0.1:{site.dialler_port}/control", json=told, timeout=10).raise_for_status()
    return Load(site.port, site.clock, known)


def summary(storm: Storm, checks: dict[str, str], seed: int, seconds: float, *, has_disk: bool) -> str:
    """What happened and what was checked, as two tables of Markdown."""
    told = [f"{storm.counts.total()} faults in {seconds:.0f} s, seed {seed}", "",
            "| fault | times | answered again, at worst after |", "| --- | --- | --- |"]  # fmt: skip
    told += [
        f"| {name} | {storm.counts[name]} | {storm.slowest[name]:.1f} s |" for name in sorted(storm.counts)
    ]
    if not has_disk:
        told.append("| the evidence's disk is full | 0 | not tried: nothing may be mounted here |")
    told += ["", "| checked afterwards | |", "| --- | --- |"]
    return "\n".join([*told, *(f"| {what} | {found} |" for what, found in checks.items())])
