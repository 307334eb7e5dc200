"""Cases 12 to 15: the hour at the second, what was planned before a hold, and calls that come by other ways."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from front import TEN, Gate, open_gate

from forbear.gate.door import Door
from office import on_the_day, plain_addresses
from telephone import SECRET, Telephone, report, telephone


@pytest.mark.parametrize(
    ("clock", "verdict"),
    [("21:59:59", "allow"), ("22:00:00", "forbid"), ("07:59:59", "forbid"), ("08:00:00", "allow")],
)
def test_case_12_the_second_before_ten_is_lawful_and_ten_is_not(gate: Gate, clock: str, verdict: str) -> None:
    """GB/T 45251-2025 5.2: no collection from 22:00 to 8:00 where the borrower lives."""
    gate.now = on_the_day("06:00")
    hour, minute, second = (int(part) for part in clock.split(":"))
    at = TEN.replace(hour=hour, minute=minute, second=second)
    assert gate.ask(at=at.isoformat()).json()["verdict"] == verdict


@pytest.mark.parametrize(
    ("at", "verdict"),
    [
        ("2026-03-07T12:30:00Z", "forbid"),  # 07:30 in winter time
        ("2026-03-07T13:30:00Z", "allow"),  # 08:30
        ("2026-03-08T11:59:00Z", "forbid"),  # 07:59, the clocks were put forward that night
        ("2026-03-08T12:30:00Z", "allow"),  # 08:30 in summer time, 07:30 by yesterday's clock
    ],
)
def test_case_12_on_the_day_the_clocks_change_the_wall_clock_counts(
    gate: Gate, at: str, verdict: str
) -> None:
    """940 CMR 7.04(1): a creditor does not call before eight in the morning where the debtor is."""
    gate.office.add_borrower("us1", language="en", zone="America/New_York", region="US-MA")
    gate.now = datetime(2026, 3, 7, 6, tzinfo=UTC)
    told = gate.ask(case="case-us1", person="us1", at=at).json()
    assert told["verdict"] == verdict, told
    if verdict == "forbid":
        assert [b["rule"] for b in told["breaches"]] == ["us.ma.hours"]


@pytest.fixture(scope="module")
def phones() -> Iterator[Telephone]:
    with telephone(timeout_seconds=3) as running:
        yield running


@pytest.fixture
def ringing(database_url: str, door: Door, phones: Telephone) -> Iterator[Gate]:
    """A gate with a real dialler, in a process of its own."""
    with open_gate(database_url, door, "p1", "p2", dialler=phones.dialler, secret=SECRET) as gate:
        phones.control(behave="take", report=[], events=f"{gate.url}/v1/dialler/events")
        yield gate


def test_case_13_a_call_back_planned_before_the_hold_dies_with_it(ringing: Gate, phones: Telephone) -> None:
    gate, rung = ringing, phones.rung
    planned = gate.ask(at=(TEN + timedelta(hours=3)).isoformat()).json()
    gate.now = TEN + timedelta(hours=1)
    assert gate.say("dispute", debts=["case-p1"]).json()["withdrawn"] == [planned["contact"]]
    gate.now = TEN + timedelta(hours=3)
    call = gate.post(f"/v1/contacts/{planned['contact']}/call", {"permit": planned["permit"]})
    assert call.status_code == 409
    assert (gate.office.states(), phones.rung) == ({"void": 1}, rung)


def test_case_13_a_hold_that_came_in_by_another_way_stops_it_at_its_moment(
    ringing: Gate, phones: Telephone
) -> None:
    """Taken in with a file: nothing was withdrawn then, and still the call is judged when it is due."""
    gate, rung = ringing, phones.rung
    planned = gate.ask(at=(TEN + timedelta(hours=3)).isoformat()).json()
    gate.office.say("p1", "dispute", TEN + timedelta(hours=1), debts=["case-p1"])
    gate.now = TEN + timedelta(hours=3)
    call = gate.post(f"/v1/contacts/{planned['contact']}/call", {"permit": planned["permit"]})
    assert call.status_code == 409
    row = gate.office.contact(planned["contact"])
    assert (row["state"], row["why"], row["permit_used_at"]) == ("void", "dispute", None)
    assert phones.rung == rung


def add_inbound(gate: Gate, contact: str, at: datetime, person: str = "p1") -> None:
    gate.office.run(
        """insert into contacts (contact, case_id, person, collector, channel, direction, purpose, at, state, result)
           values (%s, %s, %s, 'cf1', 'call', 'inbound', 'service', %s, 'done', 'conversation')""",
        contact,
        f"case-{person}",
        person,
        at,
    )


def test_case_14_an_inbound_call_bridged_on_is_an_outbound_leg_that_is_asked_for(gate: Gate) -> None:
    """She said stop, then calls us herself and wants to be put through: that leg answers her, and no other does."""
    gate.say("cease", at=(TEN - timedelta(hours=1)).isoformat())
    add_inbound(gate, "in1", TEN - timedelta(minutes=1))
    assert gate.ask(purpose="collect").json()["verdict"] == "forbid"
    assert gate.ask(key="k2", purpose="reply").json()["verdict"] == "forbid"
    leg = gate.ask(key="k3", purpose="reply", reply_to="in1")
    assert (leg.status_code, leg.json()["verdict"]) == (201, "allow")
    assert gate.office.contact(leg.json()["contact"])["body"]["reply_to"] == "in1"


def test_case_14_the_dialler_joins_a_call_that_came_in_to_a_leg_that_has_its_permit(
    ringing: Gate, phones: Telephone
) -> None:
    """She calls from her own number after a stop; whoever took the call is joined to her by permit alone."""
    gate, number = ringing, plain_addresses(ringing.office.connection)["p1-phone"]
    gate.say("cease", at=(TEN - timedelta(hours=1)).isoformat())
    arrived = report(gate.url, "call.arrived", message="b1", leg="in-7", number=number)
    assert arrived.json()["known"] and number not in arrived.text
    [came_in] = gate.office.run("select contact from contacts where direction = 'inbound'").fetchone() or [
        None
    ]
    gate.now += timedelta(minutes=1)
    before = len(phones.orders)
    assert gate.ask(key="b2", purpose="collect").json()["verdict"] == "forbid"
    leg = gate.ask(key="b3", purpose="reply", reply_to=came_in).json()
    path = f"/v1/contacts/{leg['contact']}/call"
    assert gate.post(path, {"permit": "made up", "leg": "in-7"}).status_code == 404
    assert gate.post(path, {"permit": leg["permit"], "leg": "in-8"}).status_code == 422
    assert len(phones.orders) == before
    joined = gate.post(path, {"permit": leg["permit"], "leg": "in-7"})
    assert (joined.status_code, joined.json()["state"], number in joined.text) == (200, "sending", False)
    assert gate.post(path, {"permit": leg["permit"], "leg": "in-7"}).status_code == 409
    [order] = phones.orders[before:]
    assert (order["contact"], order["leg"], order["number"]) == (leg["contact"], "in-7", number)


@pytest.mark.parametrize("what", ["another's call", "our own call", "nothing"])
def test_case_14_a_bridge_stands_on_an_inbound_call_of_that_very_person(gate: Gate, what: str) -> None:
    add_inbound(gate, "in2", TEN - timedelta(minutes=1), "p2")
    gate.office.add_call("out1", "p1", "case-p1", TEN - timedelta(minutes=2), "conversation")
    named = {"another's call": "in2", "our own call": "out1", "nothing": "in9"}[what]
    answer = gate.ask(purpose="reply", reply_to=named)
    assert (answer.status_code, answer.json()["error"]["at"]) == (422, "/reply_to")


def test_case_14_a_stop_after_the_inbound_call_shuts_the_bridge(gate: Gate) -> None:
    add_inbound(gate, "in1", TEN - timedelta(minutes=10))
    planned = gate.ask(purpose="reply", reply_to="in1", at=(TEN + timedelta(hours=1)).isoformat()).json()
    gate.now = TEN + timedelta(minutes=5)
    assert gate.say("cease").json()["withdrawn"] == [planned["contact"]]


def test_case_15_a_phone_in_the_browser_is_rung_by_the_dialler_and_never_told_the_number(
    ringing: Gate, phones: Telephone
) -> None:
    """The number goes to the dialler alone; no page and no answer holds a digit that could be dialled."""
    made = ringing.ask(key="browser").json()
    number = plain_addresses(ringing.office.connection)["p1-phone"]
    seen = [ringing.page("/tasks"), ringing.get("/v1/tasks"), ringing.get("/v1/people/p1/contacts")]
    path = f"/v1/contacts/{made['contact']}"
    assert ringing.post(f"{path}/call", {"permit": made["permit"], "leg": "browser-1"}).status_code == 422
    seen.append(report(ringing.url, "leg.opened", message="c1", leg="browser-1"))
    used = ringing.post(f"{path}/call", {"permit": made["permit"], "leg": "browser-1"})
    assert ringing.post(f"{path}/call", {"permit": made["permit"], "leg": "browser-1"}).status_code == 409
    assert (phones.orders[-1]["number"], phones.orders[-1]["leg"]) == (number, "browser-1")
    assert phones.rung[made["contact"]]["number"] == number
    seen += [used, ringing.post(f"{path}/result", {"result": "unanswered"})]
    seen += [ringing.page("/tasks"), ringing.get("/v1/people/p1/contacts")]
    for answer in seen:
        assert answer.status_code == 200, answer.text
        assert number not in answer.text and number[3:] not in answer.text
