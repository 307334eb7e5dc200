"""After a storm: what was promised is there, what left has its permit and its record once, no limit is broken."""

from __future__ import annotations

import json
import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

from fire import audit
from forbear.gate.door import Door
from forbear.gate.heard import reference_of
from office import Office
from running_site import SCRIPT, RunningSite
from storm_load import Load, Promise, number_of

_CONTACTS = """
select contact, key, channel, state, result, why, permit_used_at is not null, verdict ->> 'verdict', person
  from contacts where state <> 'refused' or key is not null"""
_SEALED = """
select contact, count(*) filter (where content::json ->> 'state' = 'sending')
  from evidence_contents where contact is not null group by contact"""
RECEIPT_TRIES = 6
_WAITING = """
select count(*) from contacts
 where channel = 'sms' and (state = 'sending' or (state = 'reserved' and at <= %s
                                                  and (retry_at is null or retry_at <= %s)))"""


class Aftermath:
    """The record as it is at the end, beside what clients and providers saw."""

    def __init__(self, office: Office) -> None:
        names = ("contact", "key", "channel", "state", "result", "why", "used", "verdict", "person")
        rows = [dict(zip(names, row, strict=True)) for row in office.run(_CONTACTS).fetchall()]
        self.office = office
        self.contacts: dict[str, dict[str, Any]] = {row["contact"]: row for row in rows}
        self.sent_times = dict(office.run(_SEALED).fetchall())
        self.statements = {row[0] for row in office.run("select statement from statements")}

    def lost(self, promises: list[Promise]) -> list[Promise]:
        """The promises that the record does not keep."""
        return [promise for promise in promises if not self._keeps(promise)]

    def _keeps(self, promise: Promise) -> bool:
        if promise.kind == "statement":
            return promise.name in self.statements
        row = self.contacts.get(promise.told if promise.kind in ("asked", "refused") else promise.name)
        if row is None:
            return False
        match promise.kind:
            case "asked" | "refused":
                return bool(row["key"] == promise.name)
            case "result":
                return (row["state"], row["result"]) == ("done", promise.told)
            case "called":
                return bool(row["used"]) or row["why"] is not None
        return bool(row["state"] == "void")

    def unlawful(self, left: list[str]) -> list[str]:
        """Of the contacts that left the house: those without a permit that was used, an `allow` and a sealed record."""
        return [
            name
            for name in left
            if name not in self.contacts
            or not self.contacts[name]["used"]
            or self.contacts[name]["verdict"] != "allow"
            or not self.sent_times.get(name)
        ]

    def messages(self, submitted: list[dict[str, Any]]) -> list[str]:
        """The contact of each message that the SMS centre took; the message itself where there is none for it."""
        numbers = {number_of(row["person"]).lstrip("+"): row["person"] for row in self.contacts.values()}
        known = {
            (row["person"], reference_of(name)): name
            for name, row in self.contacts.items()
            if row["channel"] == "sms" and row["used"]
        }
        return [
            known.get((numbers.get(told["to"], ""), told["reference"]), f"nobody's: {told['id']}")
            for told in submitted
            if told["id"] is not None
        ]


def history_of(office: Office, contact: str) -> list[str]:
    """What was sealed of a contact's person, for whoever has to find out why something does not hold."""
    query = """select entry, leaf::json ->> 'at', leaf::json ->> 'kind', content from evidence_contents
                 join evidence_entries using (entry)
                where person = (select person from contacts where contact = %s) order by entry"""
    shown = ("contact", "at", "state", "result", "channel", "why", "kind", "purpose", "key")
    told = [(entry, at, kind, json.loads(content)) for entry, at, kind, content in office.run(query, contact)]
    rows = [f"{entry} {at} {kind} { {n: said[n] for n in shown if n in said} }" for entry, at, kind, said in told
            if said.get("state") != "refused"]  # fmt: skip
    return [f"of {contact}:", *rows]


def drain(site: RunningSite, office: Office, seconds: float = 180.0) -> None:
    """Wait until the worker has sent what is due and has taken up what dead senders left behind."""
    end = time.monotonic() + seconds
    while True:
        now = site.clock.now()
        (waiting,) = office.run(_WAITING, now, now).fetchone() or (0,)
        if not waiting:
            return
        if time.monotonic() > end:
            known = office.run("select * from providers").fetchall()
            raise AssertionError(f"{waiting} messages still wait; {known}; the worker: {site.worker.where()}")
        time.sleep(0.2)


def give_every_receipt(site: RunningSite) -> int:
    """A receipt for every message that the SMS centre took, the last one first; each is acknowledged, if need be when
    it is sent again, as a centre does."""
    taken = [told for told in site.centre.submitted if told["id"] is not None]
    for told in reversed(taken):
        for _ in range(RECEIPT_TRIES):
            status = site.centre.receipt(told["id"], "DELIVRD", to=told["to"], reference=told["reference"])
            if status == 0:
                break
            time.sleep(0.5)
        assert status == 0, status
    return len(taken)


def orders_of(site: RunningSite) -> list[str]:
    """The contact of each order that the dialler got."""
    seen = httpx.post(f"http://127.0.0.1:{site.dialler_port}/control", json={}, timeout=10).json()
    return [order["contact"] for order in seen["orders"]]


def fsck(site: RunningSite, heads: list[Path]) -> str:
    """`forbear evidence fsck` against heads that were published during the storm; what it says."""
    words = [
        str(SCRIPT),
        "evidence",
        "fsck",
        *(word for head in heads for word in ("--checkpoint", str(head))),
    ]
    told = site.environment | {"FORBEAR_DATABASE_URL": site.postgres.url}
    done = subprocess.run(words, cwd=site.folder, env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def check(site: RunningSite, load: Load, office: Office, door: Door, heads: list[Path]) -> dict[str, str]:
    """Every check, each as what was looked at; AssertionError where one fails."""
    drain(site, office)
    receipts = give_every_receipt(site)
    after, statuses = Aftermath(office), dict(sorted(load.statuses.items()))
    sms, calls = after.messages(site.centre.submitted), orders_of(site)
    assert 500 not in statuses, statuses
    for left, what in ((sms, "SMS"), (calls, "calls")):
        wrong = after.unlawful(left)
        assert wrong == [], [(what, name, after.contacts.get(name)) for name in wrong[:5]]
        assert [name for name, times in Counter(left).items() if times > 1] == [], what
    unsettled = [after.contacts[name] for name in sms if after.contacts[name]["state"] != "done"]
    assert unsettled == [], unsettled[:5]
    doubts = [
        n for n, row in after.contacts.items() if row["channel"] == "sms" and row["state"] == "in_doubt"
    ]
    assert not set(doubts) & set(sms)
    lost = after.lost(load.promises)
    assert lost == [], [(p, after.contacts.get(p.name)) for p in lost[:5]]
    count, breaches = audit(office, door, frozenset({"sms"}))
    assert breaches == [], [(rules, history_of(office, name)) for name, rules in breaches[:3]]
    kinds = Counter(promise.kind for promise in load.promises)
    return {
        "answers to the clients, by status (0: none came)": str(statuses),
        "messages that the SMS centre took: each has its permit and record, once": f"{len(sms)}",
        "messages in doubt that it did not take, and that nobody repeated": f"{len(doubts)}",
        "receipts at the end, the last first": f"{receipts}",
        "orders that the dialler got: each has its permit and record, once": f"{len(calls)}",
        "answers kept (2xx): nothing accepted is lost": f"{kinds.total()} ({dict(sorted(kinds.items()))})",
        "contacts audited by judge, without a breach": f"{count}",
        "evidence fsck, against heads from during the storm": f"{fsck(site, heads)} ({len(heads)} heads)",
    }
