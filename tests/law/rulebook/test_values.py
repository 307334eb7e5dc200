"""Values of the law by date: what holds on a day, what derives from it, and no guess past the last known day."""

from datetime import date
from decimal import Decimal

import pytest

from forbear.law.rulebook import Law, read_rulebook
from forbear.law.rulebook.values import say
from forbear.terms import FactMissing, NotFound, RulebookError

FRONT = """\
+++
id = "zz.rates"
title = { en = "Rates", zh = "利率" }
source = "an invented gazette"
regions = ["ZZ"]
covers = false
force = "regulation"
in_force = 2020-01-01
read_on = 2026-01-01
+++

## Gazette 1: The base rate
"""
BASE = """
```toml value
id = "zz.rates.base"
unit = "per_year"
is = { 2020-01-01 = "0.0425", 2021-02-01 = "0.0385", 2024-02-20 = "0.03" }
until = 2026-09-20
en = "The base rate is {value}."
zh = "基准利率为{value}。"
```
"""
CAP = """
```toml value
id = "zz.rates.cap"
unit = "per_year"
of = "zz.rates.base"
times = "4"
sense = "at_most"
binds = { lender = ["private_lender"] }
en = "At most {value}."
zh = "不超过{value}。"
```
"""


def law_of(*fences):
    return Law([read_rulebook(FRONT + "".join(fences), "zz_rates.md")])


@pytest.mark.parametrize(
    ("day", "rate", "cap"),
    [
        ("2020-01-01", "0.0425", "0.17"),
        ("2021-01-31", "0.0425", "0.17"),
        ("2021-02-01", "0.0385", "0.154"),
        ("2024-02-19", "0.0385", "0.154"),
        ("2024-02-20", "0.03", "0.12"),
        ("2026-09-20", "0.03", "0.12"),
    ],
)
def test_each_amount_holds_from_its_day_until_the_next_and_four_times_it_follows(day, rate, cap):
    law = law_of(BASE, CAP)
    on = date.fromisoformat(day)
    assert law.value("zz.rates.base", on).amount == Decimal(rate)
    known = law.value("zz.rates.cap", on)
    assert known.amount == Decimal(cap)
    assert known.base is not None and known.base.amount == Decimal(rate)


def test_the_day_after_the_last_known_one_is_an_error_and_no_guess():
    law = law_of(BASE, CAP)
    for name in ("zz.rates.base", "zz.rates.cap"):
        with pytest.raises(
            FactMissing,
            match=r"zz\.rates\.base is not known after 2026-09-20; if it is still law, write what holds",
        ):
            law.value(name, date(2026, 9, 21))


def test_a_day_before_the_first_is_an_error():
    with pytest.raises(FactMissing, match="did not hold on 2019-12-31; it begins on 2020-01-01"):
        law_of(BASE).value("zz.rates.base", date(2019, 12, 31))


def test_an_id_that_is_none_names_what_is_near():
    with pytest.raises(NotFound, match=r"no value 'zz\.rates\.bass'; did you mean zz\.rates\.base"):
        law_of(BASE).value("zz.rates.bass", date(2026, 1, 1))


def test_a_version_ends_and_the_next_begins_the_day_after():
    def version(first, last, months):
        until = f"until = {last}\n" if last else ""
        return (
            f'\n```toml value\nid = "zz.rates.longest"\nunit = "months"\nis = {months}\nin_force = {first}\n'
            f'{until}en = "{{value}}"\nzh = "{{value}}"\n```\n'
        )

    law = law_of(version("2020-01-01", "2024-12-31", 60), version("2025-01-01", None, 84))
    assert [law.value("zz.rates.longest", d).amount for d in (date(2024, 12, 31), date(2025, 1, 1))] == [
        60,
        84,
    ]
    with pytest.raises(RulebookError, match="two versions overlap from 2024-06-01"):
        law_of(version("2020-01-01", "2024-12-31", 60), version("2024-06-01", None, 84))


def test_who_is_bound_is_asked_by_lender_and_product():
    cap = law_of(BASE, CAP).values["zz.rates.cap"][0]
    assert cap.binds_whom({"lender": "private_lender"})
    assert not cap.binds_whom({"lender": "bank"})
    assert cap.binds_whom({})  # not told: it may


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('unit = "per_year"', 'unit = "percent"', "unit: unknown unit 'percent'"),
        ('2020-01-01 = "0.0425"', "2020-01-01 = 0.0425", "is.2020-01-01: write a decimal number as a string"),
        ("2020-01-01 =", "January =", "is: 'January' is not a day"),
        ("2020-01-01 =", "2019-01-01 =", "is: has days outside of 2020-01-01"),
        ('"The base rate is {value}."', '"The base rate is {rate}."', "en: unknown name 'rate'"),
        ("until = 2026-09-20", 'times = "4"', "is: write what the value is"),
    ],
)
def test_a_mistake_says_what_to_write(old, new, why):
    assert old in BASE
    with pytest.raises(RulebookError) as told:
        law_of(BASE.replace(old, new, 1))
    assert told.value.why.startswith(f"zz.rates.base: {why}")
    assert (told.value.file, told.value.article) == ("zz_rates.md", "Gazette 1")


def test_a_value_that_derives_from_none_or_from_itself_is_refused():
    with pytest.raises(RulebookError, match=r"of = 'zz\.rates\.base' is no value"):
        law_of(CAP)
    with pytest.raises(RulebookError, match="comes back to itself"):
        law_of(CAP.replace('of = "zz.rates.base"', 'of = "zz.rates.cap"'))


def test_an_id_is_a_rule_or_a_value_never_both():
    deadline = (
        '\n```toml deadline\nid = "zz.rates.base"\nstarts = { said = "complaint" }\ndue = "3 days"\n'
        'en = "{due}"\nzh = "{due}"\n```\n'
    )
    with pytest.raises(RulebookError, match="is a rule's, a value's or a deadline's already"):
        law_of(BASE, deadline)


def test_a_book_of_values_alone_makes_no_place_covered():
    assert law_of(BASE).covering("ZZ", date(2026, 1, 1)) == ((), False)


def test_amounts_are_said_in_both_languages():
    bands = ((0, ("normal",)), (91, ("substandard",)))
    assert say(Decimal("0.0005"), "per_day", "en") == "0.05 % a day"
    assert say(Decimal("0.24"), "per_year", "zh") == "年化24%"
    assert say(1, "years", "en") == "1 year" and say(3, "years", "zh") == "3年"
    assert say(Decimal("200000"), "CNY", "zh") == "CNY 200,000"
    assert say(bands, "by_days_past_due", "en") == "from day 0: normal; from day 91: substandard"
    assert say(("READ_CONTACTS", "READ_SMS"), "words", "en") == "READ_CONTACTS, READ_SMS"
