"""Clients that ask, call, report, give back and tell, whatever happens; each keeps what was promised to it."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from clock import Clock
from fire import RESULTS, SAID
from office import Office
from running_site import TOKEN

TRIES = 6
CHANNELS = {"call": "call_task", "sms": "sms_soft_reminder", "email": "soft_reminder"}


def number_of(person: str) -> str:
    """The mobile number of the n-th person, `pN`."""
    return f"+86139{int(person[1:]):08d}"


def add_people(office: Office, count: int) -> list[tuple[str, str]]:
    """So many borrowers with a case, some with two: each as person and case."""
    pairs = []
    for number in range(count):
        person = f"p{number}"
        pairs.append((person, office.add_borrower(person, mobile=number_of(person))))
        if number % 3 == 0:
            pairs.append((person, office.add_borrower(person, f"second-{person}", email=None, mobile=None)))
    return pairs


@dataclass(frozen=True, kw_only=True)
class Promise:
    """An answer that says that something was done: what, to which contact or statement, and as what."""

    kind: str
    name: str
    told: str = ""


@dataclass
class Load:
    """What all clients together were told. `answered` counts the answers of a site that works."""

    port: int
    clock: Clock
    people: list[tuple[str, str]]
    promises: list[Promise] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    answered: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)

    def run(self, clients: int, seed: int) -> list[threading.Thread]:
        """Let so many clients work until stopped."""
        threads = [
            threading.Thread(target=_Client(self, seed * 1_000 + number).work) for number in range(clients)
        ]
        for thread in threads:
            thread.start()
        return threads

    def note(self, status: int) -> None:
        """Count an answer; 0 is none."""
        self.statuses[status] += 1
        self.answered += 0 < status < 500

    def wait_for_an_answer(self, seconds: float = 120.0) -> float:
        """Wait until the site has answered something more; after how many seconds it did."""
        before, begun = self.answered, time.monotonic()
        while self.answered == before:
            assert time.monotonic() - begun < seconds, "the site does not answer any more"
            time.sleep(0.02)
        return time.monotonic() - begun


class _Client:
    def __init__(self, load: Load, seed: int) -> None:
        self.load, self.seed, self.random = load, seed, Random(seed)
        self.connection = http.client.HTTPConnection("127.0.0.1", load.port, timeout=8)
        self.reserved: list[dict[str, Any]] = []

    def work(self) -> None:
        turn = 0
        while not self.load.stopped.is_set():
            turn += 1
            self._act(turn)
            self.load.stopped.wait(self.random.uniform(0.0, 0.15))

    def _act(self, turn: int) -> None:
        kind = self.random.choices(("ask", "settle", "say"), (64, 33, 3))[0]
        if kind == "settle" and self.reserved:
            self._settle(self.reserved.pop(self.random.randrange(len(self.reserved))))
        elif kind == "say":
            self._say(turn)
        else:
            self._ask(turn)

    def _ask(self, turn: int) -> None:
        person, case = self.random.choice(self.load.people)
        channel = self.random.choices(tuple(CHANNELS), (4, 5, 2))[0]
        key = f"{self.seed}-{turn}"
        asked = {"key": key, "case": case, "person": person, "channel": channel,
                 "template": CHANNELS[channel]}  # fmt: skip
        status, told = self._send("/v1/contacts", asked)
        if status in (200, 201):
            self._promise(kind="asked" if status == 201 else "refused", name=key, told=told["contact"])
        if status == 201 and channel != "sms":  # those are the worker's
            self.reserved.append({**told, "channel": channel})

    def _settle(self, contact: dict[str, Any]) -> None:
        name, draw, now = contact["contact"], self.random.random(), self.load.clock.now()
        path = f"/v1/contacts/{name}"
        good = datetime.fromisoformat(contact["at"]) <= now <= datetime.fromisoformat(contact["expires"])
        if draw < 0.15 or not good:  # the clock was set: what is not permitted now is given back
            status, _ = self._send(f"{path}/void", {})
            if status == 200:
                self._promise(kind="void", name=name)
        elif draw < 0.6 and contact["channel"] == "call":
            status, _ = self._send(f"{path}/call", {"permit": contact["permit"]})
            if status in (200, 202):
                self._promise(kind="called", name=name)
        else:
            result = self.random.choice(RESULTS[contact["channel"]])
            status, _ = self._send(f"{path}/result", {"result": result, "at": now.isoformat()})
            if status == 200:
                self._promise(kind="result", name=name, told=result)

    def _say(self, turn: int) -> None:
        person, _ = self.random.choice(self.load.people)
        kind, at = self.random.choice(SAID), self.load.clock.now() - timedelta(seconds=1)
        name = f"s-{self.seed}-{turn}"
        said = {"id": name, "person": person, "kind": kind, "at": at.isoformat()}
        status, _ = self._send(
            "/v1/statements", said | ({"channel": "sms"} if kind.startswith("opt") else {})
        )
        if status in (200, 201):
            self._promise(kind="statement", name=name)

    def _promise(self, **fields: str) -> None:
        self.load.promises.append(Promise(**fields))

    def _send(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """The same until it is answered by more than "try again", as a good client does."""
        text = json.dumps(body)
        headers = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}
        for _ in range(TRIES):
            try:
                self.connection.request("POST", path, text, headers)
                answer = self.connection.getresponse()
                told = json.loads(answer.read())
            except (http.client.HTTPException, OSError):
                self.connection.close()
                self.load.note(0)
            else:
                self.load.note(answer.status)
                if answer.status < 500:
                    return answer.status, told
            if self.load.stopped.wait(0.4):
                break
        return 0, {}
