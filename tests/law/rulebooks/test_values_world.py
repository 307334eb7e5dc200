"""Numbers of America, the world and the app stores, as the law file has them, on their days."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from forbear.law.rulebook import load_law
from forbear.terms import FactMissing

LAW = load_law()
STATED = {
    # the federal regulation, with its comments
    "us.regf.email_procedures.optout_period": (35, "days", "at_least"),
    "us.regf.sms_procedures.fresh": (60, "days", "at_most"),
    "us.regf.postdated.more_than": (5, "days", "is"),
    "us.regf.postdated.told_from": (10, "business_days", "at_most"),
    "us.regf.postdated.told_until": (3, "business_days", "at_least"),
    "us.regf.credit_reporting.wait": (14, "days", "at_least"),
    "us.regf.validation_period.length": (30, "days", "is"),
    "us.regf.validation_period.assumed_receipt": (5, "business_days", "at_least"),
    "us.tcpa.revocation.honour": (10, "business_days", "at_most"),
    # states and cities
    "us.ma.workplace.spoken": (10, "days", "is"),
    "us.ma.workplace.confirmed": (7, "days", "at_most"),
    "us.dc.documents.answer": (15, "days", "at_most"),
    "us.dc.limitation.years": (3, "years", "at_most"),
    "us.dc.limitation.attorney_fees": (Decimal("0.15"), "share", "at_most"),
    "us.dc.remedy.least": (Decimal(500), "USD", "at_least"),
    "us.dc.remedy.most": (Decimal(4000), "USD", "at_most"),
    # the world
    "ph.sec.penalty.first.lending": (Decimal(25_000), "PHP", "is"),
    "ph.sec.penalty.first.financing": (Decimal(50_000), "PHP", "is"),
    "ph.sec.penalty.third.least": (Decimal(50_000), "PHP", "at_least"),
    "ph.sec.penalty.third.most": (Decimal(1_000_000), "PHP", "at_most"),
    "in.rbi.dld_repayment.cooling_off": (1, "days", "at_least"),
    "in.rbi.penal_charges.interest": (Decimal(0), "per_year", "at_most"),
    "ke.dcp.in_duplum.interest": (Decimal(1), "share", "at_most"),
    "ke.dcp.in_duplum.listing": (Decimal(1000), "KES", "at_least"),
    "ng.fccpc.deon.register": (90, "days", "at_most"),
    "ng.fccpc.deon.fine": (Decimal(100_000_000), "NGN", "at_most"),
    "ng.fccpc.deon.turnover": (Decimal("0.01"), "share", "at_most"),
    "ng.fccpc.deon.barred": (5, "years", "at_most"),
    "au.rg96.arrangement_in_place.review": (3, "months", "at_least"),
    "au.rg96.statute_barred.years": (6, "years", "is"),
    "au.rg96.statute_barred.northern_territory": (3, "years", "is"),
    # the app stores
    "store.google.personal_loan_terms.term": (61, "days", "at_least"),
    "store.google.personal_loan_terms.us_rate": (Decimal("0.36"), "per_year", "is"),
    "store.apple.loans.rate": (Decimal("0.36"), "per_year", "at_most"),
    "store.apple.loans.term": (61, "days", "at_least"),
}
FROM_2027 = {
    "in.rbi.agency_notice_2027.website": 7,
    "in.rbi.device_lock_2027.gradual_from": 30,
    "in.rbi.device_lock_2027.full_from": 60,
    "in.rbi.device_lock_2027.undone_hours": 1,
    "in.rbi.device_lock_2027.wrongful_per_hour": Decimal(250),
}


@pytest.mark.parametrize("name", STATED)
def test_the_number_is_that_of_the_source(name):
    known = LAW.value(name, date(2026, 5, 20))
    assert (known.amount, known.value.unit, known.value.sense) == STATED[name]


@pytest.mark.parametrize("name", FROM_2027)
def test_the_indian_amendment_holds_from_the_first_of_january_2027(name):
    assert LAW.value(name, date(2027, 1, 1)).amount == FROM_2027[name]
    with pytest.raises(FactMissing):
        LAW.value(name, date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "named"),
    [("2021-03-31", "overdue"), ("2021-04-29", "overdue"), ("2021-04-30", "SMA-1"), ("2021-05-30", "SMA-2"),
     ("2021-06-28", "SMA-2"), ("2021-06-29", "NPA")],
)  # fmt: skip
def test_the_reserve_banks_example_of_a_loan_due_on_31_march_2021(day, named):
    rows = LAW.value("in.rbi.dpd_day_end", date(2021, 11, 12)).amount
    past_due = (date.fromisoformat(day) - date(2021, 3, 31)) / timedelta(days=1)
    assert [words for first, words in rows if first <= past_due][-1] == (named,)


def test_the_shop_asks_for_less_of_a_telephone_from_the_last_of_april_2025():
    name = "store.google.personal_loan_permissions"
    before, since = (set(LAW.value(name, date(2025, 4, day)).amount) for day in (29, 30))
    assert since - before == {"WRITE_EXTERNAL_STORAGE", "QUERY_ALL_PACKAGES"}
    assert before - since == set()


def test_no_place_chooses_a_shops_terms():
    for region in ("US-OH", "CN-11", "IN-MH", "DE-BE"):
        books, _ = LAW.covering(region, date(2026, 5, 20))
        assert not [book for book in books if book.startswith("store.")]
