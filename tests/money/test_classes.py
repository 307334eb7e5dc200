"""What the law adds to a ledger: the supervisors' classes by the law of the day, and the caps on the rate."""

from datetime import date

import pytest

from forbear.cli.ledger import ledger_answer
from forbear.law.rulebook import load_law
from forbear.money.classes import classes_in_force
from forbear.terms import InputError

LAW = load_law()
TERMS = {
    "currency": "CNY", "principal": "12000.00", "disbursed": "2026-01-15", "first_due": "2026-02-15",
    "instalments": 12, "every": {"months": 1}, "method": "equal_instalment", "annual_rate": "0.28",
}  # fmt: skip


def found(days, lender="bank", product="credit_card", on=date(2026, 5, 12), region="CN"):
    classes = classes_in_force(LAW, days, on=on, region=region, lender=lender, product=product)
    return [(one.rule, one.name) for one in classes]


@pytest.mark.parametrize(
    ("days", "card", "bank"),
    [
        (0, "normal", "normal"),
        (1, "special_mention", "special_mention"),
        (90, "special_mention", "special_mention"),
        (91, "substandard", "substandard"),
        (120, "substandard", "substandard"),
        (121, "doubtful", "substandard"),
        (180, "doubtful", "substandard"),
        (181, "loss", "substandard"),
        (270, "loss", "substandard"),
        (271, "loss", "doubtful"),
        (360, "loss", "doubtful"),
        (361, "loss", "loss"),
    ],
)
def test_a_card_has_both_classes_and_the_stricter_comes_first(days, card, bank):
    assert dict(found(days)) == {"cn.card.classify": card, "cn.class.bank": bank}
    assert found(days)[0][1] == card


def test_before_the_measures_of_2023_a_card_has_the_one_of_2011_alone():
    assert found(130, on=date(2023, 6, 30)) == [("cn.card.classify", "doubtful")]
    assert len(found(130, on=date(2023, 7, 1))) == 2


def test_a_loan_that_is_no_card_and_another_country_have_their_own():
    assert found(130, product="personal_loan") == [("cn.class.bank", "substandard")]
    assert [rule for rule, _ in found(95, product="personal_loan", region="IN-MH")] == ["in.rbi.dpd_day_end"]
    assert found(95, region="US-NY") == []


def test_a_ledger_that_says_where_and_by_whom_is_told_caps_and_classes():
    asked = {"terms": TERMS, "as_of": ["2026-05-20"], "region": "CN", "lender": "consumer_finance"}
    answer = ledger_answer(asked)
    (cap,) = [c for c in answer["caps"] if c["rule"] == "cn.rate.fin24"]
    assert cap["contract"]["above"] and cap["contract"]["money"] == "313.26"
    assert "classes" in answer["as_of"]["2026-05-20"]
    plain = ledger_answer({"terms": TERMS, "as_of": ["2026-05-20"]})
    assert "caps" not in plain and "classes" not in plain["as_of"]["2026-05-20"]
    low = ledger_answer({**asked, "terms": {**TERMS, "annual_rate": "0.18"}})
    assert not any(c["contract"]["above"] for c in low["caps"])


def test_a_cap_whose_number_is_not_known_on_the_day_is_named_and_not_guessed():
    later = {**TERMS, "disbursed": "2026-11-15", "first_due": "2026-12-15"}
    answer = ledger_answer({"terms": later, "region": "CN", "lender": "private_lender"})
    assert answer["caps_unknown"] and answer["caps_unknown"][0].startswith("cn.rate.private_4lpr")


@pytest.mark.parametrize(("field", "value"), [("lender", "agency"), ("product", "yacht"), ("region", "")])
def test_what_cannot_be_read_is_named(field, value):
    with pytest.raises(InputError) as told:
        ledger_answer({"terms": TERMS, "region": "CN", field: value})
    assert told.value.at == f"/{field}"
