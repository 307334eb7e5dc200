"""kill -9 around a call: what the dialler has is settled by it, what it never got is given back; none rings twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from crash import started

from forbear.gate.asks import Permit
from forbear.gate.call_events import read_event, take_event
from forbear.gate.calling import ASK_AFTER, inquire_calls
from forbear.gate.door import Door
from forbear.gate.reservation import permit, reserve
from forbear.store.calls import CallRecord
from forbear.terms import Conflict
from office import Office, ask, on_the_day
from telephone import SECRET, telephone

TEN = on_the_day("10:00")


@pytest.mark.parametrize(("when", "rings"), [("before", 0), ("after", 1)])
def test_a_gate_killed_around_the_order_never_rings_twice(
    office: Office, door: Door, database_url: str, when: str, rings: int
) -> None:
    office.add_borrower("li")
    record, book = office.record(), CallRecord(office.connection)
    contact = reserve(door, record, ask("li"), TEN).entry.contact
    given = permit(door, record, contact, TEN)
    assert isinstance(given, Permit)
    with telephone() as phones:
        arguments = (database_url, phones.url, SECRET, given.token, TEN.isoformat(), when)
        with started("make_a_call.py", *arguments) as process:
            assert process.stdout is not None and process.stdout.read() == ""
        assert office.contact(contact)["state"] == "sending"
        with started("make_a_call.py", *arguments[:-1], "never") as process:
            process.wait(timeout=60)
            assert process.returncode == 1  # the permit was used: Conflict
        with pytest.raises(Conflict):
            permit(door, record, contact, TEN)
        later = given.expires + ASK_AFTER + timedelta(seconds=1)
        inquire_calls(record, book, phones.dialler, lambda: later)
        assert len(phones.rung) == rings and len(phones.orders) == rings
        state = office.contact(contact)["state"]
        if when == "before":
            assert state == "void"
            return
        assert state == "sending"
        told = {"type": "call.ended", "timestamp": later.isoformat(),
                "data": {"contact": contact, "result": "unanswered"}}  # fmt: skip
        for _ in range(2):
            take_event(record, book, read_event("m1", told), later)
    row = office.contact(contact)
    assert (row["state"], row["result"]) == ("done", "unanswered")
