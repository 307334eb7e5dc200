"""Which rulebooks hold for a contact: those that are named, or those of the place and the day."""

from datetime import date, timedelta

import pytest
from house_book import HOUSE, spoil

from forbear.law.judge import judge, read_request
from forbear.law.rulebook import Law, load_law, read_rulebook
from forbear.law.rulebook.law import PACKAGED
from forbear.terms import InputError, RulebookError

LAW = load_law()
JUDGING = {
    f"cn.{name}"
    for name in (
        "app card card2022 cba2026 cfc2024 civil compl2020 cpm2022 credit crim gbt45251 inet2020 limit"
        " micro2024 nifa2018 pipl psl"
    ).split()
}
CN = JUDGING | {
    f"cn.{name}"
    for name in (
        "card2016 class consume2025 disclose2026 lpr microcost2025 netdata order pboc5 penalty rate zhudai2025"
    ).split()
}


def ask(region, at="2026-05-12T10:00:00+08:00", zone="Asia/Shanghai", **contact):
    person = {"id": "p", "role": "borrower", "zones": [zone], **({"region": region} if region else {})}
    return read_request(
        {
            "collectors": [{"id": "a", "kind": "agency", "acts_for": "b"}, {"id": "b", "kind": "bank"}],
            "debts": [{"id": "d", "product": "credit_card", "days_past_due": 40}],
            "people": [person],
            "contact": {
                "at": at,
                "channel": "call",
                "person": "p",
                "debts": ["d"],
                "collector": "a",
                **contact,
            },
        }
    )


def test_every_packaged_file_is_a_book_and_its_id_is_its_path():
    found = {".".join(p.relative_to(PACKAGED).with_suffix("").parts) for p in PACKAGED.rglob("*.md")}
    assert set(LAW.books) == found
    for book in LAW.books.values():
        entries = (*book.rules, *book.values, *book.deadlines)
        assert entries
        assert all(e.id.startswith(f"{book.id}.") and e.book == book.id for e in entries)
        assert book.title["zh"] and book.title["en"]


def test_loading_twice_gives_the_same_books():
    assert {b.id: b.version for b in load_law().books.values()} == {
        b.id: b.version for b in LAW.books.values()
    }


def test_a_prefix_names_all_books_below_it():
    assert set(LAW.named(("cn",))) == CN
    assert LAW.named(("us.regf", "us"))[0] == "us.regf"
    assert set(LAW.named(("us",))) == {b for b in LAW.books if b.startswith("us.")}
    assert set(LAW.named(("cn", "ph.sec"))) == {*CN, "ph.sec"}


@pytest.mark.parametrize("name", ["c", "cn.", "cn.gbt", "cn.gbt45251.hours", "CN", "", "us.xyz"])
def test_a_name_that_is_no_book_is_refused_with_those_there_are(name):
    with pytest.raises(InputError) as told:
        LAW.named(("ph", name))
    assert told.value.at == "/books/1"
    assert f"no rulebook {name!r}" in told.value.why
    assert "cn.gbt45251" in told.value.why


def test_no_book_at_all_is_not_the_same_as_books_left_out():
    with pytest.raises(InputError, match=r"/books: no rulebook named; name one, or leave the field out"):
        LAW.named(())


@pytest.mark.parametrize("region", ["CN", "CN-SH", "CN-31-0115"])
def test_the_place_chooses_the_books(region):
    answer = judge(LAW, ask(region))
    assert set(answer.books) == JUDGING
    assert answer.verdict == "allow"


def test_the_day_chooses_the_books():
    books, whole = LAW.covering("CN-SH", date(2020, 7, 11))
    before = {"cn.card", "cn.compl2020", "cn.credit", "cn.nifa2018"}
    assert (set(books), whole) == (before, True)
    assert set(LAW.covering("CN-SH", date(2020, 7, 12))[0]) == {*before, "cn.inet2020"}
    assert LAW.covering("CN-SH", date(2011, 1, 12)) == ((), False)


@pytest.mark.parametrize("region", ["DE-BE", "CNX", "C", "cn", "US_NY", "UK"])
def test_a_place_that_no_book_covers_is_not_known(region):
    answer = judge(LAW, ask(region))
    assert answer.verdict == "unknown"
    assert answer.missing[0].rule == "rulebook"
    assert region in answer.missing[0].fact
    assert answer.next_lawful is None


def test_a_place_that_is_not_told_is_the_missing_fact():
    answer = judge(LAW, ask(None))
    assert answer.verdict == "unknown"
    assert [m.fact for m in answer.missing] == ["people/p/region"]


REGF = (PACKAGED / "us/regf.md").read_text(encoding="utf-8")
PARTLY = Law(
    [
        read_rulebook(
            REGF.replace('regions = ["US"]', 'regions = ["US"]\nuncovered = ["US-TX", "US-IL-CHI"]'),
            "regf.md",
        )
    ]
)
"""A law in which Texas and Chicago have law of their own that nobody wrote down."""


@pytest.mark.parametrize("region", ["US-TX", "US-TX-AUS", "US-IL-CHI", "US"])
def test_a_place_whose_own_law_is_not_written_yet_is_not_known(region):
    day = {"at": "2026-05-12T10:00:00-04:00", "zone": "America/New_York"}
    answer = judge(PARTLY, ask(region, **day))
    assert answer.verdict == "unknown"
    assert any(m.rule == "rulebook" and region in m.fact for m in answer.missing)


def test_a_place_whose_own_law_is_not_written_yet_is_forbidden_where_what_is_written_forbids():
    answer = judge(PARTLY, ask("US-TX", "2026-05-12T23:00:00-04:00", "America/New_York"))
    assert answer.verdict == "forbid"
    assert "us.regf.hours" in {b.rule for b in answer.breaches}


def test_a_country_whose_states_have_law_of_their_own_is_not_known_by_its_name_alone():
    day = {"at": "2026-05-12T10:00:00-04:00", "zone": "America/New_York"}
    assert judge(LAW, ask("US", **day)).verdict == "unknown"
    assert judge(LAW, ask("US-MA", **day)).verdict == "allow"


@pytest.mark.parametrize(
    ("region", "own"),
    [
        ("US-MA", {"us.ma"}),
        ("US-DC", {"us.dc"}),
        ("US-NY-NYC", {"us.nyc"}),
        ("US-NY", set()),
        ("US-OH", set()),
    ],
)
def test_a_state_or_city_adds_its_own_book_to_those_of_the_country(region, own):
    assert set(LAW.covering(region, date(2026, 9, 1))[0]) == {"us.regf", "us.tcpa", *own}


def test_the_city_book_begins_on_its_day():
    assert "us.nyc" not in LAW.covering("US-NY-NYC", date(2026, 8, 31))[0]


@pytest.mark.parametrize("region", ["US-OH", "US-NY-ALB"])
def test_a_place_beside_it_is_covered(region):
    answer = judge(LAW, ask(region, "2026-05-12T10:00:00-04:00", "America/New_York"))
    assert answer.verdict == "allow"


@pytest.mark.parametrize("region", ["US"])
def test_a_place_told_too_coarsely_to_exclude_one_that_is_not_covered_is_not_known(region):
    answer = judge(LAW, ask(region, "2026-05-12T10:00:00-04:00", "America/New_York"))
    assert answer.verdict == "unknown"


def test_a_place_that_is_covered_but_where_no_rule_binds_this_lender_is_allowed():
    asked = ask("US-OH", "2026-05-12T23:00:00-04:00", "America/New_York", collector="b")
    assert judge(LAW, asked).verdict == "allow"  # Regulation F does not bind a bank in its own name


def test_a_book_that_comes_later_is_not_yet_chosen():
    book = read_rulebook(HOUSE, "demo.md")
    law = Law([*LAW.books.values(), book])
    early = "2025-12-31T08:30:00+08:00"
    assert "house.demo" not in judge(law, ask("CN-SH", early)).books
    assert "house.demo" in judge(law, ask("CN-SH")).books


def test_a_house_rule_tightens():
    law = Law([*LAW.books.values(), read_rulebook(HOUSE, "demo.md")])
    asked = ask("CN-SH", "2026-05-12T08:30:00+08:00")
    assert judge(LAW, asked).verdict == "allow"
    answer = judge(law, asked)
    assert answer.verdict == "forbid"
    assert [(b.rule, b.force) for b in answer.breaches] == [("house.demo.mornings", "house")]
    assert answer.next_lawful.start.isoformat() == "2026-05-12T09:00:00+08:00"


@pytest.mark.parametrize("force", ["house", "contract"])
def test_a_house_rule_or_a_contract_does_not_stand_in_for_the_law_of_a_place(force):
    text = spoil('regions = ["CN"]', 'regions = ["DE"]').replace('force = "house"', f'force = "{force}"')
    law = Law([*LAW.books.values(), read_rulebook(text, "demo.md")])
    asked = ask("DE-BE", "2026-05-12T10:00:00+02:00", "Europe/Berlin")
    assert judge(LAW, asked).verdict == "unknown"
    assert judge(law, asked).verdict == "unknown"  # adding a rule never opens what was shut
    assert judge(law, ask("DE-BE", "2026-05-12T08:00:00+02:00", "Europe/Berlin")).verdict == "forbid"


def test_two_books_with_one_id_are_refused_with_both_files():
    first, second = read_rulebook(HOUSE, "one.md"), read_rulebook(HOUSE, "two.md")
    with pytest.raises(RulebookError, match=r"two\.md:1.*two rulebooks 'house\.demo'.*one\.md"):
        Law([first, second])


def test_a_house_book_cannot_redefine_a_rule_of_another_book():
    text = HOUSE.replace("house.demo", "cn").replace("cn.mornings", "cn.gbt45251.hours")
    with pytest.raises(RulebookError) as told:
        Law([*LAW.books.values(), read_rulebook(text, "house/demo.md")])
    error = told.value
    assert (error.file, error.article) == ("house/demo.md", "Policy 7.1")
    assert "cn.gbt45251.hours stands in" in error.why
    assert "gbt45251.md" in error.why
    assert "an id of its own" in error.why


def test_what_is_in_force_over_a_span_of_days_is_what_is_law_on_any_of_them():
    day = date(2026, 1, 1)
    for days in (0, 1, 28, 29, 92):
        over = {r.id for r in LAW.in_force(("cn.cba2026",), day, days)}
        each = [LAW.in_force(("cn.cba2026",), day + timedelta(days=n)) for n in range(days + 1)]
        assert over == {r.id for rules in each for r in rules}
        assert bool(over) == (days >= 29)  # the guidelines begin on the 30th
