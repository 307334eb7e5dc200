"""The gate under fire: several gate processes on one port, and many clients who ask at once over HTTP."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from clock import Clock
from forbear.gate.door import Door
from forbear.gate.request import build_request
from forbear.gate.reservation import lapse, reserve
from forbear.law.judge import judge
from forbear.store.dossiers import read_dossiers
from office import SHANGHAI, Office, ask, free_port

TOKEN = "0123456789abcdef"
SCRIPT = Path(sys.executable).with_name("forbear")
RESULTS = {
    "call": ("conversation", "unanswered", "voicemail", "not_connected"),
    "email": ("sent", "delivered"),
}
_BEGUN = "select contact, min(entry) from evidence_contents where contact is not null group by contact"
_SENT = """
select contact, content::json ->> 'channel', max(entry) from evidence_contents
 where contact is not null and content::json ->> 'state' = 'sending' group by 1, 2"""
_SAID = """
select content::json ->> 'statement', entry from evidence_contents join evidence_entries using (entry)
 where leaf like '%%"kind":"statement"%%'"""
SAID = ("opt_out", "dispute", "cease", "hardship", "opt_in")


@contextmanager
def gates(count: int, database_url: str, folder: Path, clock: Clock) -> Iterator[int]:
    """So many gate processes on one port, which is yielded."""
    port = free_port()
    own = os.environ | {"FORBEAR_DATABASE_URL": database_url, "FORBEAR_DIALLER_TOKEN": TOKEN}
    words = clock.command(SCRIPT, "serve", "gate", "--port", str(port))
    running = [
        subprocess.Popen(words, env=own, cwd=folder, stdout=subprocess.PIPE, text=True) for _ in range(count)
    ]
    try:
        for process in running:
            assert process.stdout is not None and process.stdout.readline().startswith("forbear gate")
        client = Client(port)
        for _ in range(200):
            try:
                client.get("/health")
                break
            except ConnectionError:
                time.sleep(0.05)
        yield port
    finally:
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            process.wait(timeout=30)


class Client:
    """One client with a connection of its own, made anew where a gate closed it."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str) -> int:
        """The status of a page."""
        return self._send("GET", path, None)[0]

    def post(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """The status and the answer."""
        return self._send("POST", path, json.dumps(body))

    def _send(self, method: str, path: str, body: str | None) -> tuple[int, dict[str, Any]]:
        headers = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        except (
            http.client.HTTPException,
            ConnectionError,
        ):  # it stood idle and was closed: the same, once more
            self.connection.close()
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        return answer.status, json.loads(answer.read())


def fire(port: int, clients: int, work: Callable[[Client, int], None]) -> None:
    """Let so many clients work at the same time, each with its number; what goes wrong first is raised."""
    with ThreadPoolExecutor(clients) as pool:
        for done in as_completed([pool.submit(work, Client(port), number) for number in range(clients)]):
            done.result()


def last_permits(port: int, people: list[str], clients: int) -> list[int]:
    """For each person in turn, all clients ask for a call at once: how many were reserved."""
    together = threading.Barrier(clients)
    reserved = [0] * len(people)
    lock = threading.Lock()

    def ask(client: Client, number: int) -> None:
        for at, person in enumerate(people):
            asked = {"key": f"{person}-{number}", "case": f"case-{person}", "person": person, "channel": "call",
                     "template": "call_task"}  # fmt: skip
            together.wait(timeout=120)
            status, told = client.post("/v1/contacts", asked)
            assert status in (200, 201), told
            if status == 201:
                with lock:
                    reserved[at] += 1

    fire(port, clients, ask)
    return reserved


def random_mix(
    port: int, office: Office, clock: Clock, people: list[tuple[str, str]], clients: int, turns: int
) -> Counter[int]:
    """All clients do so many random things each, while reservations lapse now and then: how often which status."""
    mixes = [Mix(people, clock, seed) for seed in range(clients)]

    def act(client: Client, number: int) -> None:
        for turn in range(turns):
            mixes[number].act(client, turn)
            if number == 0 and turn % 10 == 9:
                lapse(office.record(), clock.now())

    fire(port, clients, act)
    return Counter(status for mix in mixes for status in mix.answers.elements())


class Mix:
    """A client that asks, reports, gives back and tells at random; deals with people of its own choice."""

    def __init__(self, people: list[tuple[str, str]], clock: Clock, seed: int) -> None:
        self.people, self.clock, self.random = people, clock, Random(seed)
        self.reserved: list[dict[str, Any]] = []
        self.answers: Counter[int] = Counter()
        self.asked: list[dict[str, Any]] = []
        self.seed = seed

    def act(self, client: Client, turn: int) -> None:
        """One request."""
        kind = self.random.choices(("ask", "again", "result", "void", "say"), (60, 6, 24, 6, 4))[0]
        if kind in ("result", "void") and self.reserved:
            contact = self.reserved.pop(self.random.randrange(len(self.reserved)))
            path = f"/v1/contacts/{contact['contact']}/{kind}"
            told = {"result": self.random.choice(RESULTS[contact["channel"]]), "at": contact["at"]}
            status, _ = client.post(path, told if kind == "result" else {})
        elif kind == "say":
            status, _ = client.post("/v1/statements", self._statement(turn))
        elif kind == "again" and self.asked:
            status, _ = client.post("/v1/contacts", self.random.choice(self.asked))
        else:
            status = self._ask(client, turn)
        self.answers[status] += 1

    def _ask(self, client: Client, turn: int) -> int:
        person, case = self.random.choice(self.people)
        channel = self.random.choice(("call", "email"))
        asked = {"key": f"{self.seed}-{turn}", "case": case, "person": person, "channel": channel,
                 "template": "call_task" if channel == "call" else "soft_reminder"}  # fmt: skip
        if self.random.random() < 0.3:
            asked["collector"] = "ag1"
        self.asked = [*self.asked[-20:], asked]
        status, told = client.post("/v1/contacts", asked)
        if status == 201:
            self.reserved.append({**told, "channel": channel})
        return status

    def _statement(self, turn: int) -> dict[str, Any]:
        person, _ = self.random.choice(self.people)
        kind = self.random.choice(SAID)
        said = {"id": f"s-{self.seed}-{turn}", "person": person, "kind": kind,
                "at": (self.clock.now() - timedelta(milliseconds=50)).isoformat()}  # fmt: skip
        return said | ({"channel": "email"} if kind in ("opt_out", "opt_in") else {})


def audit(
    office: Office, door: Door, sent: frozenset[str] = frozenset()
) -> tuple[int, list[tuple[str, tuple[str, ...]]]]:
    """Judge every contact that was made or is reserved, with those before it: how many, and those that break a rule.

    What came before is told by the order in which it was sealed, for clocks may be set back: of two that were decided
    the later one knows the earlier. A statement counts for a contact that was made if it was sealed before the contact
    was, or, on the channels that are `sent`, before it was sent; for a reserved one every statement counts.
    """
    begun = dict(office.run(_BEGUN))
    known_until = begun | {c: at for c, channel, at in office.run(_SENT) if channel in sent}
    said = dict(office.run(_SAID))
    debtors = [row[0] for row in office.run("select distinct debtor from cases")]
    count, breaches = 0, []
    for dossier in read_dossiers(office.connection, debtors).values():
        for contact in dossier.history:
            statements = [
                replace(s, at=min(s.at, contact.at))
                for s in dossier.statements
                if contact.id in dossier.pending or said[s.id] < known_until[contact.id]
            ]
            before = contact.at - timedelta(seconds=1)
            history = [
                replace(c, at=before) if c.at >= contact.at else c
                for c in dossier.history
                if begun[c.id] < begun[contact.id]
            ]
            seen = replace(dossier, statements=tuple(statements), history=tuple(history), pending=frozenset())
            verdict = judge(door.law, build_request(seen, replace(contact, result=None)))
            count += 1
            if verdict.breaches:
                breaches.append((contact.id or "", tuple(b.rule for b in verdict.breaches)))
    return count, breaches


def calls_a_day(office: Office, door: Door, now: datetime) -> int:
    """How many calls to one person the gate allows on this day."""
    office.add_borrower("measure")
    asks = [ask("measure", key=f"m{i}", at=now) for i in range(20)]
    return sum(reserve(door, office.record(), each, now).entry.is_allowed for each in asks)


def add_people_with_one_call_left(office: Office, door: Door, people: list[str], now: datetime) -> None:
    """Borrowers who were called as often as a day allows, less once, early this morning."""
    most = calls_a_day(office, door, now)
    assert 0 < most < 20
    early = now.astimezone(SHANGHAI).replace(hour=8, minute=0)
    for person in people:
        office.add_borrower(person)
        for number in range(most - 1):
            office.add_call(
                f"{person}-{number}", person, f"case-{person}", early.replace(minute=number), "conversation"
            )


def mixed_people(office: Office, count: int) -> list[tuple[str, str]]:
    """Borrowers with one case or two, some with a guarantor: each as person and case."""
    pairs = []
    for number in range(count):
        person = f"p{number}"
        pairs.append((person, office.add_borrower(person)))
        if number % 3 == 0:
            pairs.append((person, office.add_borrower(person, f"second-{person}", email=None, mobile=None)))
        if number % 4 == 0:
            guarantor = f"g{number}"
            person_row = (
                "insert into people (person, name, zone, region) values (%s, '李四', 'Asia/Shanghai', 'CN')"
            )
            office.run(person_row, guarantor)
            office.run(
                "insert into parties values (%s, %s, 'guarantor', 'contract')", f"case-{person}", guarantor
            )
            office.add_address(f"{guarantor}-phone", guarantor, "mobile", f"+8613900{number:06d}")
            pairs.append((guarantor, f"case-{person}"))
    return pairs
