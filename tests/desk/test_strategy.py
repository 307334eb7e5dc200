"""Strategy files: stages, and errors that name file, key, what is wrong and what to write."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from forbear.desk.dossier import CaseFile, Firm
from forbear.desk.strategy_file import load_strategy, read_strategy
from forbear.terms import InputError

GOOD = """
id = "t"
version = "1"
hours = { from = 09:00:00, to = 18:00:00 }
[[stage]]
name = "cards"
from_days = 1
to_days = 30
products = ["credit_card"]
treatment = "call_task"
channels = ["call"]
templates = { call = "call_task" }
[[stage]]
name = "others"
from_days = 1
to_days = 30
treatment = "soft_reminder"
channels = ["email", "call"]
templates = { email = "soft_reminder", call = "call_task" }
[[stage]]
name = "rest"
from_days = 31
treatment = "silence"
why = "for_a_person"
"""


def case(product: str = "credit_card", lender: str = "b1", currency: str = "CNY") -> CaseFile:
    return CaseFile(id="c1", lender=lender, debtor="p1", product=product, currency=currency)


def test_the_first_stage_that_fits_age_and_segment_holds() -> None:
    strategy = read_strategy(GOOD.encode(), "t.toml")
    told = [
        strategy.stage(days, case(product), None)
        for days, product in [
            (0, "credit_card"),
            (1, "credit_card"),
            (30, "personal_loan"),
            (31, "personal_loan"),
        ]
    ]
    assert [stage and stage.name for stage in told] == [None, "cards", "others", "rest"]


@pytest.mark.parametrize(
    ("narrow", "fits"),
    [
        ('lenders = ["b1"]', (True, False)),
        ('lender_kinds = ["bank"]', (True, False)),
        ('currencies = ["CNY"]', (True, False)),
        ('products = ["credit_card"]', (True, False)),
    ],
)
def test_a_stage_may_be_narrowed_to_a_segment(narrow: str, fits: tuple[bool, bool]) -> None:
    text = GOOD.replace('products = ["credit_card"]', narrow)
    stage = read_strategy(text.encode(), "t.toml").stages[0]
    bank = Firm(id="b1", kind="bank", registered_name="B")
    shop = Firm(id="m1", kind="instalment_merchant", registered_name="M")
    other = case("personal_loan", "m1", "TWD")
    assert (stage.fits(5, case(), bank), stage.fits(5, other, shop)) == fits


def test_a_strategy_is_known_by_name_version_and_hash() -> None:
    strategy = read_strategy(GOOD.encode(), "t.toml")
    assert strategy.name == "t@1"
    assert strategy.sha256 == hashlib.sha256(GOOD.encode()).hexdigest()


def test_the_packaged_strategy_leaves_no_overdue_day_unanswered() -> None:
    strategy = load_strategy("standard")
    for days in range(-3, 500):
        assert strategy.stage(days, case(), None) is not None, days


def test_the_packaged_strategy_offers_help_before_it_rings_or_writes_a_notice() -> None:
    strategy = load_strategy("standard")
    first = {}
    for days in range(-3, 400):
        stage = strategy.stage(days, case(), None)
        assert stage is not None
        first.setdefault(stage.treatment, days)
    assert first["pre_due_reminder"] < first["soft_reminder"] < first["hardship_offer"]
    assert first["hardship_offer"] < first["call_task"] < first["letter"] < first["pre_legal_notice"]
    assert all(stage.min_gap_days >= 7 for stage in strategy.stages)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id = "t"', "", 'id: is missing; write a text such as "standard"'),
        ('id = "t"', 'id = "t"\nsilent = true', "silent: is not a key here; write one of"),
        ("from = 09:00:00", 'from = "9 am"', "hours.from: cannot be '9 am'; write a time"),
        ("to = 18:00:00", "to = 08:00:00", "hours.to: is not later than from"),
        (
            '"call_task"\nchannels',
            '"knock"\nchannels',
            "stage[cards].treatment: cannot be 'knock'",
        ),
        (
            '["call"]',
            '["visit"]',
            "stage[cards].channels: 'visit' is not known; write some of call, email, letter",
        ),
        (
            '{ call = "call_task" }\n[',
            '{ email = "letter" }\n[',
            "stage[cards].templates.email: is not a key",
        ),
        (
            "from_days = 1\n",
            "from_days = true\n",
            "stage[cards].from_days: cannot be True",
        ),
        ("to_days = 30\nproducts", "to_days = 0\nproducts", "stage[cards].to_days: is before from_days"),
        ('"others"', '"cards"', "stage[cards].name: stands twice"),
        (
            "from_days = 31",
            "from_days = 1\nto_days = 9",
            "stage[rest].from_days: is never reached",
        ),
        ('why = "for_a_person"', "", "stage[rest].why: is missing"),
        (
            'why = "for_a_person"',
            'why = "x"\nchannels = ["call"]',
            "stage[rest].channels: says how",
        ),
        ('["credit_card"]', '["card"]', "stage[cards].products: 'card' is not known; write some of"),
        ("[[stage]]", "[stage]", "is not TOML"),
    ],
)
def test_a_strategy_that_cannot_be_read_says_where_and_what_to_write(old: str, new: str, told: str) -> None:
    assert old in GOOD
    with pytest.raises(InputError) as error:
        read_strategy(GOOD.replace(old, new, 1).encode(), "t.toml")
    assert error.value.at == "t.toml"
    assert told in error.value.why


@pytest.mark.parametrize("name", ["nowhere", "nowhere.toml"])
def test_a_strategy_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(InputError, match=name):
        load_strategy(name)


def test_a_strategy_may_lie_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert load_strategy(str(path)).id == "t"
