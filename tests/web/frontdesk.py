"""A served site for the portal's tests: one office with p1 and p2 in it, and a clock on its wall."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import psycopg
from serving import TOKEN, Served, serving

from forbear.evidence import Signer
from forbear.gate.door import Door
from forbear.store import Database
from forbear.web.site import Site
from office import Office, on_the_day

LOG = Signer.new("lender.example/log")


@dataclass
class Desk:
    """A served site with p1 and p2 in it, and the clock on its wall."""

    office: Office
    now: datetime = field(default_factory=lambda: on_the_day("10:00"))
    site: Served = field(init=False)


@contextmanager
def open_desk(url: str, door: Door, *, practice: bool = False) -> Iterator[Desk]:
    """A desk on a database."""
    with psycopg.connect(url, autocommit=True) as connection:
        desk = Desk(Office(connection))
        for person in ("p1", "p2"):
            desk.office.add_borrower(person)
        site = Site(database=Database(url), door=door, token=TOKEN, clock=lambda: desk.now, log_key=LOG,
                    practice=practice)  # fmt: skip
        with serving(site) as desk.site:
            yield desk
