"""What the night intends: whom, about what, when; and who is left in peace, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.desk.dossier import Address, Ageing, CaseFile, Dossier, Individual, Party, Promise
from forbear.desk.night import Decision, decide, preferred_moment
from forbear.desk.promise import Payment, settle_promise
from forbear.desk.strategy import Hours
from forbear.desk.strategy_file import load_strategy
from forbear.terms import Contact, Statement

ON = date(2026, 5, 12)
STANDARD = load_strategy("standard")
SHANGHAI = ZoneInfo("Asia/Shanghai")
BEFORE = datetime(2026, 5, 10, 12, tzinfo=SHANGHAI)


def aged(days: int, overdue: str = "880.00", next_due: date | None = None) -> Ageing:
    return Ageing(
        on=ON,
        days_past_due=days,
        bucket="?",
        overdue=Decimal(overdue),
        balance=Decimal(9000),
        next_due=next_due,
    )


def case(name: str = "c1", days: int = 5, **fields: Any) -> CaseFile:
    given_fields: dict[str, Any] = {"ageing": aged(days), **fields}
    return CaseFile(id=name, lender="b1", debtor="p1", product="credit_card", currency="CNY", **given_fields)


def dossier(*cases: CaseFile, **fields: Any) -> Dossier:
    given_fields: dict[str, Any] = {
        "cases": cases or (case(),),
        "parties": tuple(Party(case=file.id, person="p1", role="borrower") for file in cases or (case(),)),
        "people": {"p1": Individual(id="p1", zones=("Asia/Shanghai",), region="CN")},
        "addresses": (
            Address(id="a1", person="p1", kind="email", verified_on=date(2026, 1, 1)),
            Address(id="a2", person="p1", kind="mobile", verified_on=date(2026, 1, 1)),
        ),
        **fields,
    }
    return Dossier(debtor="p1", **given_fields)


def one(told: Dossier) -> Decision:
    [decision] = decide(told, STANDARD, ON)
    return decision


def said(kind: str, at: datetime = BEFORE, **fields: Any) -> Statement:
    return Statement(id=f"s-{kind}", at=at, person=fields.pop("person", "p1"), kind=kind, **fields)


def test_an_overdue_borrower_is_to_hear_the_day_after_within_the_preferred_hours_of_his_zone() -> None:
    intention = one(dossier()).intention
    assert intention is not None
    local = intention.at.astimezone(SHANGHAI)
    assert local.date() == date(2026, 5, 13)
    assert time(9, 30) <= local.time() < time(19)
    assert (intention.person, intention.channel, intention.template) == ("p1", "email", "soft_reminder")


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu"])
def test_the_hours_are_those_of_the_person_wherever_he_lives(zone: str) -> None:
    people = {"p1": Individual(id="p1", zones=(zone,), region="US")}
    intention = one(dossier(people=people)).intention
    assert intention is not None
    assert time(9, 30) <= intention.at.astimezone(ZoneInfo(zone)).time() < time(19)


@pytest.mark.parametrize(
    "word",
    ["hardship", "dispute", "complaint", "plan_signed", "bankrupt", "identity_theft", "cease", "represented"],
)
def test_a_borrower_who_has_said_so_is_left_in_peace_with_that_word_as_reason(word: str) -> None:
    decision = one(dossier(statements=(said(word),)))
    assert (decision.outcome, decision.why, decision.intention) == ("silent", word, None)


@pytest.mark.parametrize(
    ("word", "end"),
    [
        ("dispute", "dispute_answered"),
        ("complaint", "complaint_closed"),
        ("plan_signed", "plan_breached"),
        ("represented", "representation_ended"),
    ],
)
def test_peace_ends_with_the_answer_and_not_before(word: str, end: str) -> None:
    start, answer = said(word, debts=("c1",)), said(end, BEFORE + timedelta(hours=1), debts=("c1",))
    assert one(dossier(statements=(start, answer))).outcome == "planned"
    elsewhere = replace(answer, debts=("another",))
    assert one(dossier(statements=(start, elsewhere))).why == word
    too_early = replace(answer, at=BEFORE - timedelta(days=1))
    assert one(dossier(statements=(start, too_early))).why == word


def test_a_statement_that_is_lifted_or_has_run_out_no_longer_holds() -> None:
    start = said("hardship")
    assert one(dossier(statements=(start, said("lifted", of=start.id)))).outcome == "planned"
    assert one(dossier(statements=(replace(start, until=BEFORE + timedelta(days=1)),))).outcome == "planned"
    assert one(dossier(statements=(replace(start, until=BEFORE + timedelta(days=9)),))).why == "hardship"


def test_a_dispute_about_one_debt_leaves_the_other_open() -> None:
    told = dossier(case("c1"), case("c2"), statements=(said("dispute", debts=("c1",)),))
    assert [(d.case, d.outcome) for d in decide(told, STANDARD, ON)] == [("c1", "silent"), ("c2", "planned")]


def test_what_a_stranger_says_about_the_case_silences_nothing_but_a_party_is_heard() -> None:
    word = said("hardship", person="p9", debts=("c1",))
    assert one(dossier(statements=(word,))).outcome == "planned"
    party = (Party(case="c1", person="p9", role="guarantor"),)
    assert one(dossier(statements=(word,), parties=party)).why == "hardship"


@pytest.mark.parametrize("fact", ["deceased", "incapacitated"])
def test_the_dead_and_the_incapacitated_are_left_in_peace(fact: str) -> None:
    person = Individual(id="p1", zones=("Asia/Shanghai",), region="CN", **{fact: True})
    assert one(dossier(people={"p1": person})).why == fact


def test_an_open_promise_is_waited_for() -> None:
    promise = Promise(id="m", case="c1", person="p1", amount=Decimal(1), made_at=BEFORE, due=ON)
    assert one(dossier(case(promises=(promise,)))).why == "promise_open"
    assert one(dossier(case(promises=(replace(promise, status="broken"),)))).outcome == "planned"


def test_a_borrower_with_several_cases_hears_once_about_the_most_urgent() -> None:
    told = decide(dossier(case("c1", 5), case("c2", 40), case("c3", 12)), STANDARD, ON)
    assert [(d.case, d.outcome, d.why) for d in told] == [
        ("c1", "silent", "other_case"),
        ("c2", "planned", None),
        ("c3", "silent", "other_case"),
    ]


@given(st.lists(st.integers(-10, 500), min_size=1, max_size=6))
def test_whatever_the_cases_nobody_but_the_debtor_is_intended_and_he_at_most_once(days: list[int]) -> None:
    files = [
        case(f"c{n}", max(d, 0), ageing=aged(max(d, 0), "880" if d > 0 else "0", ON + timedelta(days=-d)))
        for n, d in enumerate(days)
    ]
    stranger = Address(id="a9", person="p9", kind="email", verified_on=date(2026, 1, 1))
    parties = tuple(Party(case=file.id, person="p9", role="named_contact") for file in files)
    base = dossier(*files)
    told = decide(
        replace(base, parties=(*base.parties, *parties), addresses=(*base.addresses, stranger)), STANDARD, ON
    )
    intentions = [d.intention for d in told if d.intention is not None]
    assert len(told) == len(files) and len(intentions) <= 1
    assert all(i.person == "p1" and i.at > datetime.combine(ON, time(23, 59), SHANGHAI) for i in intentions)


def test_nobody_hears_again_before_the_gap_is_over() -> None:
    def after(days: int, **fields: Any) -> str | None:
        past = Contact(
            id="k",
            at=datetime(2026, 5, 13, 9, tzinfo=SHANGHAI) - timedelta(days=days),
            person="p1",
            channel="call",
            **fields,
        )
        return one(dossier(history=(past,))).why

    assert (after(6), after(7)) == ("too_soon", None)
    assert after(1, direction="inbound") is None
    assert after(-1) == "too_soon"  # one that is reserved for later counts too


@pytest.mark.parametrize(
    ("file", "outcome", "why"),
    [
        (case(status="settled"), "none", "settled"),
        (case(ageing=None), "attention", "unreadable_terms"),
        (case(ageing=aged(0, "0", ON + timedelta(days=20))), "none", "not_due"),
        (case(ageing=aged(0, "0")), "none", "not_due"),
        (case(ageing=aged(1)), "silent", "grace"),
        (case(ageing=aged(5, "9.99")), "silent", "small_amount"),
        (case(status="plan"), "silent", "plan_signed"),
    ],
)
def test_a_case_that_needs_no_word_gets_none(file: CaseFile, outcome: str, why: str) -> None:
    decision = one(dossier(file))
    assert (decision.outcome, decision.why) == (outcome, why)


@pytest.mark.parametrize(("days", "treatment"), [(2, "pre_due_reminder"), (4, "pre_due_reminder")])
def test_a_reminder_comes_two_or_three_days_before_the_due_date(days: int, treatment: str) -> None:
    """Counted from the day of the contact, the day after the night."""
    file = case(ageing=aged(0, "0", ON + timedelta(days=days)))
    due_in = days - 1
    decision = one(dossier(file))
    assert (decision.treatment == treatment) == (2 <= due_in <= 3)


def test_who_has_no_zone_or_no_usable_address_is_for_a_person_to_look_at() -> None:
    nowhere = {"p1": Individual(id="p1", region="CN")}
    assert (one(dossier(people=nowhere)).outcome, one(dossier(people=nowhere)).why) == (
        "attention",
        "no_zone",
    )
    assert one(dossier(addresses=())).why == "no_address"
    rumour = Address(id="a1", person="p1", kind="email", verified_on=None)
    others = Address(id="a2", person="p9", kind="email", verified_on=date(2026, 1, 1))
    assert one(dossier(addresses=(rumour, others))).why == "no_address"


def test_a_dead_address_gives_way_to_the_next_channel() -> None:
    decision = one(dossier(statements=(said("address_invalid", address="a1"),)))
    assert decision.intention is not None and decision.intention.channel == "call"


@given(st.text(min_size=1, max_size=12), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_a_persons_moment_is_the_same_whenever_it_is_asked_for(person: str, day: date) -> None:
    hours = Hours(start=time(9), end=time(17))
    moment = preferred_moment(person, day, hours, "Europe/Berlin")
    assert moment == preferred_moment(person, day, hours, "Europe/Berlin")
    assert (moment.date(), time(9) <= moment.time() < time(17)) == (day, True)


def test_many_people_are_spread_over_the_preferred_hours() -> None:
    hours = Hours(start=time(9), end=time(17))
    counts = [0] * 8
    for number in range(4000):
        counts[preferred_moment(f"p{number}", ON, hours, "Asia/Shanghai").hour - 9] += 1
    assert min(counts) > 400 and max(counts) < 600


@given(
    st.lists(st.tuples(st.integers(-3, 12), st.decimals(1, 300, places=2)), max_size=6),
    st.integers(-2, 14),
)
def test_a_promise_is_kept_by_the_money_of_its_days_and_of_no_others(
    paid: list[tuple[int, Decimal]], on: int
) -> None:
    first = date(2026, 5, 1)
    promise = Promise(
        id="m",
        case="c",
        person="p",
        amount=Decimal(300),
        due=first + timedelta(days=9),
        made_at=datetime(2026, 5, 1, 8, tzinfo=UTC),
    )
    payments = [Payment(on=first + timedelta(days=day), amount=amount) for day, amount in paid]
    enough = sum(amount for day, amount in paid if 0 <= day <= min(9, on)) >= 300
    told = settle_promise(promise, first, payments, first + timedelta(days=on))
    assert told == ("kept" if enough else "broken" if on > 9 else "open")
