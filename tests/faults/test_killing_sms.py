"""A sender of SMS killed at any moment: nobody gets a message twice, and the receipts settle what it left in doubt."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from random import Random

import psycopg
from crash import kill, started

from forbear.gate.channels.smpp import SmsCentre
from forbear.gate.door import Door
from forbear.gate.heard import Heard
from forbear.gate.hearing import hear
from forbear.gate.reservation import reserve
from forbear.store.gate import ContactRecord
from message_centre import Centre, centre
from office import Office, ask, on_the_day

__all__ = ["centre"]


def test_what_the_centre_saw_is_on_record_once_and_what_it_did_not_see_is_not_repeated(
    office: Office, door: Door, centre: Centre, database_url: str
) -> None:
    people = {f"86139000000{number:02d}": f"p{number:02d}" for number in range(45)}
    for number, person in people.items():
        office.add_borrower(person, mobile=f"+{number}")
        asked = ask(person, channel="sms", template="sms_soft_reminder")
        assert reserve(door, office.record(), asked, on_the_day("09:30")).entry.state == "reserved"
    kills = send_and_kill(office, database_url, centre, Random(3))
    seen = {told["to"]: told for told in centre.submitted}
    assert kills >= 4 and max(Counter(told["to"] for told in centre.submitted).values()) == 1
    assert set(office.states()) <= {"done", "in_doubt"}
    office.run("update contacts set at = now() - interval '1 minute' where state = 'in_doubt'")
    give_receipts(door, database_url, centre)
    for number, person in people.items():
        row = office.run("select state, result from contacts where person = %s", person).fetchone()
        assert row == (("done", "delivered") if number in seen else ("in_doubt", None)), person


def send_and_kill(office: Office, url: str, centre: Centre, random: Random) -> int:
    """Start senders until nothing is due, and kill some of them halfway; how many."""
    kills = 0
    while office.states().get("reserved") or office.states().get("sending"):
        words = (url, str(centre.port), on_the_day("12:00").isoformat())
        with started("send_the_sms.py", *words) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if line.strip().isdigit() and kills < 6 and random.random() < 0.3:
                    kill(process)
                    kills += 1
                    break
    return kills


def give_receipts(door: Door, url: str, centre: Centre) -> None:
    """A receipt for every message that the SMS centre saw, the last first."""

    def take(heard: Heard) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            hear(door, ContactRecord(connection), heard, datetime.now(UTC))

    post = SmsCentre(centre.settings(), take)
    post.attend()
    for told in reversed(centre.submitted):
        assert centre.receipt(told["id"], "DELIVRD", to=told["to"], reference=told["reference"]) == 0
    post.close()
