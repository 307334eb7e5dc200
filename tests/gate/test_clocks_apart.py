"""Where one gate's clock is fast, or was set back, what is on record has happened all the same."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forbear.gate.asks import Permit
from forbear.gate.door import Door
from forbear.gate.reservation import permit, redeem, reserve
from forbear.gate.telling import take_statement
from office import Office, ask, ask_mail, on_the_day

TEN = on_the_day("10:00")
FAST = on_the_day("15:00")


def test_calls_that_were_made_by_a_fast_clock_count_for_one_that_is_right(office: Office, door: Door) -> None:
    office.add_borrower("li")
    lawful = 0
    for number in range(20):
        at = FAST + timedelta(minutes=number)
        if reserve(door, office.record(), ask("li", key=f"fast{number}", at=at), at).entry.is_allowed:
            lawful += 1
            office.run(
                "update contacts set state = 'done', result = 'conversation' where key = %s", f"fast{number}"
            )
    assert 0 < lawful < 20
    assert not reserve(door, office.record(), ask("li", key="slow", at=TEN), TEN).entry.is_allowed


@pytest.mark.parametrize("kind", ["cease", "opt_out", "dispute"])
def test_what_was_said_by_a_fast_clock_is_heeded_by_one_that_is_right(
    office: Office, door: Door, kind: str
) -> None:
    office.add_borrower("li")
    said = {"id": "s1", "at": FAST.isoformat(), "person": "li", "kind": kind}
    take_statement(door, office.record(), said, FAST)
    entry = reserve(door, office.record(), ask_mail("li", at=TEN), TEN).entry
    assert (entry.state, entry.why) in [("refused", "forbid"), ("refused", kind)]


def test_a_permit_that_was_withdrawn_by_a_fast_clock_opens_nothing(office: Office, door: Door) -> None:
    office.add_borrower("li")
    given = permit(door, office.record(), reserve(door, office.record(), ask("li"), TEN).entry.contact, TEN)
    assert isinstance(given, Permit)
    office.say("li", "cease", FAST)
    assert redeem(door, office.record(), given.token, TEN).state == "void"


def test_of_two_words_said_by_a_fast_clock_the_later_one_stands(office: Office, door: Door) -> None:
    office.add_borrower("li")
    for minute, kind in enumerate(("opt_out", "opt_in")):
        said = {"id": kind, "at": (FAST + timedelta(minutes=minute)).isoformat(), "person": "li", "kind": kind,
                "channel": "email"}  # fmt: skip
        take_statement(door, office.record(), said, FAST + timedelta(hours=1))
    assert reserve(door, office.record(), ask_mail("li", at=TEN), TEN).entry.state == "reserved"
