"""A centre that takes messages and does not answer is left alone after some, not after all."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta

import psycopg

from forbear.gate.channels.smpp import SmsCentre
from forbear.gate.door import Door
from forbear.gate.provider import FAILURES_TO_OPEN, SHORTEST_PAUSE_SECONDS
from forbear.gate.reservation import reserve
from forbear.gate.sending import send_due
from forbear.store.gate import ContactRecord
from message_centre import Centre, centre
from office import Office, ask, on_the_day

__all__ = ["centre"]
NOON = on_the_day("12:00")
WINDOW = 3


def test_a_centre_that_falls_silent_gets_no_more_than_was_under_way_and_is_left_alone_for_the_shortest_pause(
    office: Office, door: Door, centre: Centre, database_url: str
) -> None:
    for number in range(25):
        office.add_borrower(f"p{number}", mobile=f"+8613900000{number:03d}")
        asked = ask(f"p{number}", channel="sms", template="sms_soft_reminder")
        assert reserve(door, office.record(), asked, on_the_day("09:30")).entry.state == "reserved"
    centre.behave(**{"as": "silent"})
    post = SmsCentre(centre.settings(window=WINDOW, timeout_seconds=0.4), print)
    with ExitStack() as kept:
        kept.callback(post.close)
        others = [
            ContactRecord(kept.enter_context(psycopg.connect(database_url, autocommit=True)))
            for _ in range(WINDOW - 1)
        ]
        tally = send_due(door, office.record(), post, lambda: NOON, others=others)
        assert tally.error is not None
        handed_over = tally.in_doubt
        assert FAILURES_TO_OPEN <= handed_over < FAILURES_TO_OPEN + WINDOW
        assert send_due(door, office.record(), post, lambda: NOON).wait_seconds == SHORTEST_PAUSE_SECONDS
    provider = office.record().provider("sms", held=False)
    assert provider.shut_until == NOON + timedelta(seconds=SHORTEST_PAUSE_SECONDS)
    assert office.states() == {"in_doubt": handed_over, "reserved": 25 - handed_over}
