"""China's numbers on their days, each worked out from the source and not from what forbear answers."""

from datetime import date
from decimal import Decimal

import pytest

from forbear.law.rulebook import load_law
from forbear.terms import FactMissing

LAW = load_law()


def known(name, day):
    return LAW.value(name, date.fromisoformat(day)).amount


@pytest.mark.parametrize(
    ("day", "one_year", "five_years"),
    [
        ("2019-08-20", "0.0425", "0.0485"),
        ("2019-09-19", "0.0425", "0.0485"),
        ("2019-09-20", "0.0420", "0.0485"),
        ("2020-04-19", "0.0405", "0.0475"),
        ("2020-04-20", "0.0385", "0.0465"),
        ("2021-12-19", "0.0385", "0.0465"),
        ("2021-12-20", "0.0380", "0.0465"),
        ("2022-05-19", "0.0370", "0.0460"),
        ("2022-05-20", "0.0370", "0.0445"),
        ("2024-02-19", "0.0345", "0.0420"),
        ("2024-02-20", "0.0345", "0.0395"),
        ("2024-10-20", "0.0335", "0.0385"),
        ("2024-10-21", "0.0310", "0.0360"),
        ("2025-05-19", "0.0310", "0.0360"),
        ("2025-05-20", "0.0300", "0.0350"),
        ("2026-09-19", "0.0300", "0.0350"),
    ],
)
def test_the_loan_prime_rate_changes_on_the_day_of_its_publication(day, one_year, five_years):
    assert known("cn.lpr.value", day) == Decimal(one_year)
    assert known("cn.lpr.value.5y", day) == Decimal(five_years)


@pytest.mark.parametrize(
    ("made_on", "cap"),
    [("2020-08-20", "0.154"), ("2022-01-19", "0.152"), ("2022-01-20", "0.148"), ("2026-05-20", "0.12")],
)
def test_private_lending_is_capped_at_four_times_the_rate_of_the_contracts_day(made_on, cap):
    assert known("cn.rate.private_4lpr", made_on) == Decimal(cap)
    assert known("cn.rate.private_compound", made_on) == Decimal(cap)


@pytest.mark.parametrize("name", ["cn.lpr.value", "cn.lpr.value.5y", "cn.rate.private_4lpr"])
def test_on_the_day_of_a_publication_that_is_not_known_the_rate_is_an_error(name):
    with pytest.raises(FactMissing, match="not known after 2026-09-19"):
        known(name, "2026-09-20")


def test_there_is_no_loan_prime_rate_before_the_first_and_no_cap_by_it_before_the_provisions():
    for name, day in (("cn.lpr.value", "2019-08-19"), ("cn.rate.private_4lpr", "2020-08-19")):
        with pytest.raises(FactMissing):
            known(name, day)


def test_the_line_of_36_per_cent_ended_the_day_before_the_provisions_of_2020():
    assert known("cn.rate.36", "2020-08-19") == Decimal("0.36")
    with pytest.raises(FactMissing):
        known("cn.rate.36", "2020-08-20")


def test_the_target_of_four_times_the_rate_for_microloans_waits_for_its_day_and_for_its_rate():
    with pytest.raises(FactMissing, match="begins on 2027-12-31"):
        known("cn.microcost2025.4lpr", "2027-12-30")
    with pytest.raises(FactMissing, match="is not known after 2026-09-19"):
        known("cn.microcost2025.4lpr", "2027-12-31")


def test_the_cards_daily_rate_had_a_ceiling_and_a_floor_to_the_end_of_2020():
    assert known("cn.card2016.rate.most", "2020-12-31") == Decimal("0.0005")
    assert known("cn.card2016.rate.least", "2017-01-01") == Decimal("0.00035")
    for day in ("2016-12-31", "2021-01-01"):
        with pytest.raises(FactMissing):
            known("cn.card2016.rate.most", day)


def row(name, days_past_due):
    rows = known(name, "2026-05-20")
    return [what for first, what in rows if first <= days_past_due][-1]


def test_a_cards_payment_goes_to_principal_first_from_the_91st_day():
    assert row("cn.card.order", 90)[-1] == "principal"
    assert row("cn.card.order", 91)[0] == "principal"


@pytest.mark.parametrize(
    ("name", "day", "amount"),
    [
        ("cn.card.plan70.term", "2026-05-20", 60),
        ("cn.rate.fin24", "2026-05-20", Decimal("0.24")),
        ("cn.penalty.reduce", "2026-05-20", Decimal("0.30")),
        ("cn.limit.3y", "2017-10-01", 3),
        ("cn.limit.3y", "2026-05-20", 3),
        ("cn.cfc2024.record.period", "2026-05-20", 5),
        ("cn.inet2020.cap.amount", "2026-05-20", Decimal(200_000)),
        ("cn.consume2025.cap.internet", "2025-03-14", Decimal(300_000)),
        ("cn.psl.harass.fine", "2025-12-31", Decimal(500)),
        ("cn.psl.harass.fine", "2026-01-01", Decimal(1_000)),
    ],
)
def test_the_number_of_the_source_holds_on_the_day(name, day, amount):
    assert known(name, day) == amount


def test_what_was_not_read_at_first_hand_is_a_draft():
    drafts = {v.id for versions in LAW.values.values() for v in versions if v.draft}
    assert {"cn.cfc2024.cap", "cn.card.classify", "cn.compl2020.review.answer", "cn.rate.36"} <= drafts
    assert not drafts & {
        "cn.rate.private_4lpr",
        "cn.card.plan70.term",
        "cn.limit.3y",
        "cn.pboc5.retain.period",
    }


@pytest.mark.parametrize(
    ("name", "bound", "not_bound"),
    [
        ("cn.rate.private_4lpr", "private_lender", "bank"),
        ("cn.rate.fin24", "microloan", "private_lender"),
        ("cn.microcost2025.24", "microloan", "consumer_finance"),
        ("cn.class.bank", "bank", "microloan"),
    ],
)
def test_a_value_binds_the_lender_of_its_source(name, bound, not_bound):
    value = LAW.value(name, date(2026, 5, 20)).value
    assert value.binds_whom({"lender": bound})
    assert not value.binds_whom({"lender": not_bound})
