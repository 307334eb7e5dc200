"""Reserve, permit, redeem, result, void: every step on a real database under the real law."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import psycopg
import pytest

from forbear.gate.asks import Answer, Entry, Permit
from forbear.gate.calling import Call, place_call
from forbear.gate.channels.call_tasks import call_tasks
from forbear.gate.door import Door
from forbear.gate.reservation import lapse, note_result, permit, redeem, reserve, void, withdraw
from forbear.store.gate import ContactRecord
from forbear.terms import Conflict, ForbearError, InputError, NotFound
from office import Exchange, Office, ask, ask_mail, on_the_day

NOW = on_the_day("09:30")
TEN = on_the_day("10:00")


def at_ten() -> datetime:
    return TEN


def reserve_and_permit(office: Office, door: Door, person: str) -> Permit:
    answer = reserve(door, office.record(), ask(person), NOW)
    given = permit(door, office.record(), answer.entry.contact, NOW)
    assert isinstance(given, Permit), (given.why, given.verdict.get("missing"))
    return given


def test_a_lawful_call_is_reserved_and_shows_no_whole_number(office: Office, door: Door) -> None:
    office.add_borrower("li", mobile="+8613812345678")
    answer = reserve(door, office.record(), ask("li"), NOW)
    assert (answer.entry.state, answer.entry.verdict["verdict"]) == ("reserved", "allow")
    assert answer.address is not None and "12345" not in answer.address
    assert office.contact(answer.entry.contact)["at"] == TEN


def test_a_call_at_night_is_refused_and_recorded_with_rules_and_verdict(office: Office, door: Door) -> None:
    office.add_borrower("li")
    answer = reserve(door, office.record(), ask("li", at=on_the_day("23:00")), NOW)
    row = office.contact(answer.entry.contact)
    assert row["state"] == "refused"
    assert "cn.gbt45251.hours" in row["rules"]
    assert row["verdict"]["next_lawful"]["from"].startswith("2026-05-14T08:00:00")
    assert answer.address is None


def test_where_the_gate_may_move_it_a_contact_lands_on_the_next_lawful_moment(
    office: Office, door: Door
) -> None:
    office.add_borrower("li")
    wanted = ask("li", at=on_the_day("23:00"), latest=on_the_day("23:59", 15))
    answer = reserve(door, office.record(), wanted, NOW)
    assert (answer.entry.state, answer.entry.at) == ("reserved", on_the_day("08:00", 14))


def test_a_contact_is_not_moved_beyond_the_latest_moment_asked_for(office: Office, door: Door) -> None:
    office.add_borrower("li")
    wanted = ask("li", at=on_the_day("23:00"), latest=on_the_day("07:59", 14))
    assert reserve(door, office.record(), wanted, NOW).entry.state == "refused"


@pytest.mark.parametrize("gap", [{"region": None}, {"zone": None}, {"region": "AQ"}])
def test_what_the_law_does_not_know_is_refused(office: Office, door: Door, gap: dict[str, Any]) -> None:
    office.add_borrower("li", **gap)
    answer = reserve(door, office.record(), ask("li"), NOW)
    assert (answer.entry.state, answer.entry.why) == ("refused", "unknown")
    assert answer.entry.verdict["missing"]


def test_a_person_who_is_no_party_cannot_be_asked_for(office: Office, door: Door) -> None:
    office.add_borrower("li")
    office.add_borrower("wang")
    for person, case in (("wang", "case-li"), ("li", "case-none"), ("nobody", "case-li")):
        with pytest.raises(NotFound):
            reserve(door, office.record(), ask(person, case), NOW)
    assert office.states() == {}


def test_an_address_that_is_not_verified_as_ones_own_does_not_resolve(office: Office, door: Door) -> None:
    office.add_borrower("li", mobile=None)
    office.add_address("a9", "li", "mobile", "+8613900000000", verified_on=None)
    answer = reserve(door, office.record(), ask("li"), NOW)
    assert (answer.entry.state, answer.entry.rules) == ("refused", ("gate.address",))


def test_a_lender_that_names_no_public_number_reaches_nobody(office: Office, door: Door) -> None:
    office.add_borrower("li")
    office.run("update collectors set public_number = null where collector = 'cf1'")
    assert reserve(door, office.record(), ask("li"), NOW).entry.rules == ("gate.public_number",)


def test_the_same_key_gives_the_same_answer_and_one_contact(office: Office, door: Door) -> None:
    office.add_borrower("li")
    first, second = (reserve(door, office.record(), ask("li"), NOW) for _ in range(2))
    assert first == second
    assert office.states() == {"reserved": 1}


def test_a_key_used_for_another_contact_is_a_conflict(office: Office, door: Door) -> None:
    office.add_borrower("li")
    reserve(door, office.record(), ask("li"), NOW)
    with pytest.raises(Conflict, match="another contact"):
        reserve(door, office.record(), ask_mail("li"), NOW)


def test_a_reservation_counts_at_once(office: Office, door: Door) -> None:
    """Three effective calls a day (GB/T 45251-2025 5.3): two made and one reserved leave none."""
    office.add_borrower("li")
    for number in (1, 2):
        office.add_call(f"past{number}", "li", "case-li", on_the_day(f"08:{number}0"), "conversation")
    assert reserve(door, office.record(), ask("li", key="third"), NOW).entry.state == "reserved"
    fourth = reserve(door, office.record(), ask("li", key="fourth"), NOW)
    assert (fourth.entry.state, fourth.entry.rules) == ("refused", ("cn.gbt45251.freq.interactive_voice",))


def test_a_reservation_counts_across_the_cases_of_one_borrower(office: Office, door: Door) -> None:
    office.add_borrower("li")
    office.add_borrower("li", "other-case")
    for number in (1, 2):
        office.add_call(f"past{number}", "li", "case-li", on_the_day(f"08:{number}0"), "conversation")
    assert reserve(door, office.record(), ask("li", "other-case", key="third"), NOW).entry.state == "reserved"
    assert reserve(door, office.record(), ask("li", key="fourth"), NOW).entry.state == "refused"


def test_a_reservation_given_back_no_longer_counts(office: Office, door: Door) -> None:
    office.add_borrower("li")
    for number in (1, 2):
        office.add_call(f"past{number}", "li", "case-li", on_the_day(f"08:{number}0"), "conversation")
    third = reserve(door, office.record(), ask("li", key="third"), NOW)
    void(office.record(), third.entry.contact, "not_needed")
    assert reserve(door, office.record(), ask("li", key="fourth"), NOW).entry.state == "reserved"


def at_once(url: str, count: int, act: Callable[[ContactRecord, int], Answer]) -> list[Answer]:
    """The same act on `count` connections at the same moment."""
    start = Barrier(count)

    def run(number: int) -> Answer:
        with psycopg.connect(url, autocommit=True) as connection:
            start.wait()
            return act(ContactRecord(connection), number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.parametrize("attempt", range(5))
def test_of_two_who_ask_at_once_for_the_last_lawful_call_one_gets_it(
    office: Office, door: Door, database_url: str, attempt: int
) -> None:
    office.add_borrower("li")
    for number in (1, 2):
        office.add_call(f"past{number}", "li", "case-li", on_the_day(f"08:{number}0"), "conversation")
    answers = at_once(
        database_url, 4, lambda record, n: reserve(door, record, ask("li", key=f"dialler-{n}"), NOW)
    )
    assert sorted(answer.entry.state for answer in answers) == ["refused"] * 3 + ["reserved"]


def test_one_key_asked_at_once_from_many_sides_is_one_contact(
    office: Office, door: Door, database_url: str
) -> None:
    office.add_borrower("li")
    answers = at_once(database_url, 6, lambda record, n: reserve(door, record, ask("li"), NOW))
    assert len({answer.entry.contact for answer in answers}) == 1
    assert office.states() == {"reserved": 1}


def test_a_permit_gives_the_number_to_the_dialler_once(office: Office, door: Door) -> None:
    office.add_borrower("li", mobile="+8613812345678")
    given = reserve_and_permit(office, door, "li")
    exchange = Exchange()
    made = place_call(door, office.record(), exchange, given.token, at_ten)
    assert isinstance(made, Call)
    assert [order.number for order in exchange.orders] == ["+8613812345678"]
    assert "13812345678" not in repr((made, exchange.orders))
    assert "示例消费金融有限公司" in made.script and "400-000-0000" in made.script
    with pytest.raises(Conflict, match="used"):
        place_call(door, office.record(), exchange, given.token, at_ten)


def test_of_twenty_who_use_one_permit_at_once_one_makes_the_call(
    office: Office, door: Door, database_url: str
) -> None:
    office.add_borrower("li")
    given = reserve_and_permit(office, door, "li")
    start, exchange = Barrier(20), Exchange()

    def use(_: int) -> str:
        with psycopg.connect(database_url, autocommit=True) as connection:
            start.wait()
            try:
                return type(
                    place_call(door, ContactRecord(connection), exchange, given.token, at_ten)
                ).__name__
            except Conflict:
                return "Conflict"

    with ThreadPoolExecutor(20) as pool:
        assert sorted(pool.map(use, range(20))) == ["Call"] + ["Conflict"] * 19
    assert len(exchange.orders) == 1


def test_a_permit_runs_out(office: Office, door: Door) -> None:
    office.add_borrower("li")
    given = reserve_and_permit(office, door, "li")
    with pytest.raises(Conflict, match="run out"):
        redeem(door, office.record(), given.token, given.expires + timedelta(seconds=1))


def test_the_record_keeps_no_token_and_a_wrong_one_opens_nothing(office: Office, door: Door) -> None:
    office.add_borrower("li")
    given = reserve_and_permit(office, door, "li")
    assert given.token not in str(office.contact(given.contact))
    with pytest.raises(NotFound):
        redeem(door, office.record(), given.token + "x", TEN)


def test_while_a_permit_is_good_it_is_the_same_and_afterwards_a_new_one_takes_its_place(
    office: Office, door: Door
) -> None:
    office.add_borrower("li")
    old = reserve_and_permit(office, door, "li")
    assert permit(door, office.record(), old.contact, on_the_day("09:40")) == old
    late = old.expires + timedelta(minutes=1)
    new = permit(door, office.record(), old.contact, late)
    assert isinstance(new, Permit)
    with pytest.raises(NotFound):
        redeem(door, office.record(), old.token, late)
    assert redeem(door, office.record(), new.token, late).state == "sending"


def test_no_permit_is_given_inside_a_transaction_that_may_still_fail(office: Office, door: Door) -> None:
    office.add_borrower("li")
    answer = reserve(door, office.record(), ask("li"), NOW)
    with office.connection.transaction(), pytest.raises(ForbearError, match="on disk"):
        permit(door, office.record(), answer.entry.contact, NOW)


def test_a_stop_between_permit_and_call_withholds_the_number(office: Office, door: Door) -> None:
    office.add_borrower("li")
    given = reserve_and_permit(office, door, "li")
    office.say("li", "opt_out", on_the_day("09:45"), channel="call")
    exchange = Exchange()
    entry = place_call(door, office.record(), exchange, given.token, at_ten)
    assert exchange.orders == []
    assert isinstance(entry, Entry)
    assert (entry.state, entry.why) == ("void", "forbid")
    assert office.contact(given.contact)["rules"]


def test_a_statement_withdraws_what_it_forbids_before_it_is_answered(office: Office, door: Door) -> None:
    office.add_borrower("li")
    kept = reserve(door, office.record(), ask_mail("li", key="mail"), NOW)
    gone = reserve(door, office.record(), ask("li", key="call"), NOW)
    office.say("li", "opt_out", on_the_day("09:40"), channel="call")
    withdrawn = withdraw(door, office.record(), "li", on_the_day("09:40"))
    assert [entry.contact for entry in withdrawn] == [gone.entry.contact]
    assert office.contact(kept.entry.contact)["state"] == "reserved"


def test_a_permit_used_before_its_lawful_moment_waits(office: Office, door: Door) -> None:
    office.add_borrower("li")
    given = reserve_and_permit(office, door, "li")
    with pytest.raises(Conflict, match="not lawful before"):
        redeem(door, office.record(), given.token, on_the_day("07:30"))
    assert redeem(door, office.record(), given.token, TEN).state == "sending"


def test_a_result_makes_a_contact_of_a_reservation(office: Office, door: Door) -> None:
    office.add_borrower("li")
    given = reserve_and_permit(office, door, "li")
    redeem(door, office.record(), given.token, TEN)
    for _ in range(2):
        note_result(office.record(), given.contact, "unanswered", on_the_day("10:02"))
    assert (office.contact(given.contact)["state"], office.contact(given.contact)["result"]) == (
        "done",
        "unanswered",
    )
    with pytest.raises(Conflict):
        note_result(office.record(), given.contact, "conversation", on_the_day("10:03"))
    with pytest.raises(Conflict):
        void(office.record(), given.contact, "changed_my_mind")


def test_a_result_needs_a_contact_that_was_made_and_a_word_of_its_channel(office: Office, door: Door) -> None:
    office.add_borrower("li")
    given = reserve_and_permit(office, door, "li")
    with pytest.raises(Conflict, match="by permit"):
        note_result(office.record(), given.contact, "unanswered", TEN)
    redeem(door, office.record(), given.token, TEN)
    with pytest.raises(InputError, match="conversation"):
        note_result(office.record(), given.contact, "bounced", TEN)
    with pytest.raises(NotFound):
        note_result(office.record(), "k404", "unanswered", TEN)


def test_a_wrong_number_is_never_rung_again(office: Office, door: Door) -> None:
    office.add_borrower("li")
    given = reserve_and_permit(office, door, "li")
    redeem(door, office.record(), given.token, TEN)
    note_result(office.record(), given.contact, "wrong_number", on_the_day("10:02"))
    again = reserve(
        door, office.record(), ask("li", key="again", at=on_the_day("15:00", 14)), on_the_day("15:00", 14)
    )
    assert (again.entry.state, again.entry.rules) == ("refused", ("gate.address",))


def test_a_reservation_not_used_lapses_and_a_call_without_a_result_is_in_doubt(
    office: Office, door: Door
) -> None:
    office.add_borrower("li")
    office.add_borrower("wang")
    unused = reserve(door, office.record(), ask("wang"), NOW)
    given = reserve_and_permit(office, door, "li")
    redeem(door, office.record(), given.token, TEN)
    assert lapse(office.record(), on_the_day("11:00")) == 0
    assert lapse(office.record(), on_the_day("23:00")) == 2
    assert office.contact(unused.entry.contact)["state"] == "lapsed"
    assert office.contact(given.contact)["state"] == "in_doubt"


def test_the_task_list_shows_an_initial_and_a_masked_number_and_what_is_due(
    office: Office, door: Door
) -> None:
    office.add_borrower("li", mobile="+8613812345678")
    office.add_borrower("wang")
    due = reserve(door, office.record(), ask("li"), NOW)
    reserve(door, office.record(), ask("wang", at=on_the_day("16:00")), NOW)
    [task] = call_tasks(office.record(), on_the_day("10:05"))
    assert (task.contact, task.name) == (due.entry.contact, "张•")
    assert "1381234" not in task.number and task.number.endswith("78")


def test_an_agency_speaks_only_for_the_lender_that_commissioned_it(office: Office, door: Door) -> None:
    office.run(
        """insert into collectors (collector, kind, acts_for, registered_name, public_number)
           values ('cf2', 'consumer_finance', null, '另一家', '400-1'),
                  ('ag2', 'agency', 'cf2', '别家', '400-2')"""
    )
    office.add_borrower("li")
    assert reserve(door, office.record(), ask("li", key="a", collector="ag1"), NOW).entry.collector == "ag1"
    with pytest.raises(InputError, match="does not act for"):
        reserve(door, office.record(), ask("li", key="b", collector="ag2"), NOW)


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"channel": "carrier_pigeon"}, "/channel"),
        ({"template": "my own words"}, "/template"),
        ({"template": "soft_reminder"}, "/template"),
        ({"params": {"threat": "pay or else"}}, "/params/threat"),
        ({"purpose": "threaten"}, "/purpose"),
        ({"key": ""}, "/key"),
    ],
)
def test_an_ask_that_cannot_be_read_says_where_and_records_nothing(
    office: Office, door: Door, wrong: dict[str, str], pointer: str
) -> None:
    office.add_borrower("li")
    with pytest.raises(InputError) as error:
        reserve(door, office.record(), ask("li", **wrong), NOW)
    assert error.value.at == pointer
    assert office.states() == {}


def test_asking_us_to_stop_is_heeded_whatever_the_law_says_until_it_is_taken_back(
    office: Office, door: Door
) -> None:
    office.add_borrower("li")
    office.say("li", "opt_out", on_the_day("08:00"), channel="call")
    refused = reserve(door, office.record(), ask("li", key="a"), NOW)
    assert (refused.entry.state, refused.entry.rules) == ("refused", ("gate.stop",))
    assert reserve(door, office.record(), ask_mail("li", key="b"), NOW).entry.state == "reserved"
    office.say("li", "opt_in", on_the_day("09:00"), channel="call")
    assert reserve(door, office.record(), ask("li", key="c"), NOW).entry.state == "reserved"


def test_a_case_about_which_a_row_could_not_be_read_reaches_nobody(office: Office, door: Door) -> None:
    """The row might have said "stop"."""
    office.add_borrower("li")
    answer = reserve(door, office.record(), ask("li", key="before"), NOW)
    office.run("insert into unread_rows values ('case-li', 'statements.csv', 7, 'at: has no offset')")
    assert reserve(door, office.record(), ask("li", key="after"), NOW).entry.rules == ("gate.unread",)
    withheld = permit(door, office.record(), answer.entry.contact, NOW)
    assert isinstance(withheld, Entry) and (withheld.state, withheld.why) == ("void", "unread")


def test_a_reservation_for_the_evening_counts_for_the_morning_of_the_same_day(
    office: Office, door: Door
) -> None:
    """Otherwise the order of asking would decide whether three calls become four."""
    office.add_borrower("li")
    for number in (1, 2):
        office.add_call(f"past{number}", "li", "case-li", on_the_day(f"08:{number}0"), "conversation")
    evening = reserve(door, office.record(), ask("li", key="evening", at=on_the_day("18:00")), NOW)
    assert evening.entry.state == "reserved"
    assert reserve(door, office.record(), ask("li", key="morning"), NOW).entry.state == "refused"
    next_day = ask("li", key="next day", at=on_the_day("10:00", 14))
    assert reserve(door, office.record(), next_day, NOW).entry.state == "reserved"


def test_where_the_record_cannot_be_written_nothing_is_given(office: Office, door: Door) -> None:
    office.add_borrower("li")
    office.add_borrower("wang")
    kept = reserve(door, office.record(), ask("li"), NOW)
    office.run("set default_transaction_read_only = on")
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        reserve(door, office.record(), ask("wang"), NOW)
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        permit(door, office.record(), kept.entry.contact, NOW)
    office.run("set default_transaction_read_only = off")
    assert office.states() == {"reserved": 1}
    assert office.contact(kept.entry.contact)["permit_sha256"] is None


def test_a_contact_is_not_reserved_for_a_day_too_far_off(office: Office, door: Door) -> None:
    office.add_borrower("li")
    with pytest.raises(InputError, match="/at"):
        reserve(door, office.record(), ask("li", at=NOW + timedelta(days=31)), NOW)
