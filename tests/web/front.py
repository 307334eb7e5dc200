"""The gate as its callers see it, over real HTTP, with a clock that the test sets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
import psycopg
from serving import TOKEN, serving

from forbear.evidence import Signer
from forbear.gate.calling import Dialler
from forbear.gate.door import Door
from forbear.store import Database
from forbear.web.site import Site
from office import Office, on_the_day

TEN = on_the_day("10:00")
LOG = Signer.new("lender.example/log")


@dataclass
class Gate:
    """The gate as its callers see it, and the clock on its wall."""

    office: Office
    url: str = ""
    now: datetime = TEN
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=30))

    def post(self, path: str, body: Any = None, token: str = TOKEN) -> httpx.Response:
        return self.client.post(self.url + path, json=body, headers={"authorization": f"Bearer {token}"})

    def get(self, path: str, token: str = TOKEN) -> httpx.Response:
        return self.client.get(self.url + path, headers={"authorization": f"Bearer {token}"})

    def page(self, path: str) -> httpx.Response:
        """A page, as whoever sits at this machine sees it."""
        return self.client.get(self.url + path)

    def ask(self, **fields: Any) -> httpx.Response:
        given = {"key": "k1", "case": "case-p1", "person": "p1", "channel": "call", "purpose": "collect",
                 "template": "call_task", "params": {}, "at": None}  # fmt: skip
        return self.post("/v1/contacts", given | fields)

    def mail(self, **fields: Any) -> httpx.Response:
        return self.ask(**{"channel": "email", "template": "soft_reminder", **fields})

    def say(self, kind: str, **fields: Any) -> httpx.Response:
        given = {"id": f"s-{kind}", "at": self.now.isoformat(), "person": "p1", "kind": kind}
        return self.post("/v1/statements", given | fields)


@contextmanager
def open_gate(
    url: str, door: Door, *people: str, dialler: Dialler | None = None, secret: str | None = None
) -> Iterator[Gate]:
    """A gate on a database, with an office and some borrowers in it, and the telephone system that it tells.

    `secret` signs what that reports.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        gate = Gate(Office(connection))
        for person in people:
            gate.office.add_borrower(person)
        site = Site(database=Database(url), door=door, token=TOKEN, clock=lambda: gate.now, log_key=LOG,
                    dialler=dialler, dialler_secret=secret, practice=True)  # fmt: skip
        with serving(site) as served:
            gate.url = served.url
            yield gate
