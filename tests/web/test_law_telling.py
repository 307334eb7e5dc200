"""The law in a reader's words: requirements without what was found, parameters, versions, cases."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from forbear.law.rulebook import Law, load_law, read_rulebook
from forbear.web.law.pages import list_books
from forbear.web.law.telling import BookText, tell_book
from forbear.web.words import LANGUAGES, catalogue

GUIDE = Path(__file__).parents[2] / "docs" / "writing-rules.md"
LAW = load_law()
DAY = date(2026, 5, 12)


@pytest.fixture(scope="module")
def zedland() -> Law:
    """The invented country of the guide to writing rules: every kind of rule, values and duties."""
    blocks = re.findall(r"^````markdown\n(.*?)^````", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return Law([read_rulebook("\n".join(blocks), "act.md")])


def entry(law: Law, book: str, name: str, language: str = "en", on: date | None = DAY):  # type: ignore[no-untyped-def]
    [found] = [
        e for a in tell_book(law, book, language, on, entry=name).articles for e in a.entries if e.id == name
    ]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LAW.books)
def test_every_packaged_book_can_be_read_in_all_its_versions(name: str, language: str) -> None:
    told = tell_book(LAW, name, language, None)
    texts = [t for a in told.articles for e in a.entries for t in (e.words.first, e.words.other)]
    assert texts and not [text for text in texts if "{" in text or not text.strip()]
    anchors = [e.anchor for a in told.articles for e in a.entries]
    assert len(anchors) == len(set(anchors))


def test_a_chinese_page_names_every_parameter_in_chinese() -> None:
    entries = [
        entry
        for name in LAW.books
        for article in tell_book(LAW, name, "zh", None).articles
        for entry in article.entries
    ]
    texts = {text for e in entries for pair in (*e.parameters, ("", e.binds)) for text in pair}
    ids = r"[a-z]+\.[a-z]|[A-Z][a-z]+/|\d\("  # rules and notices, zones, clauses
    assert {text for text in texts if re.search(r"[a-z]{4,}", text) and not re.search(ids, text)} == set()


def test_what_was_found_is_left_out_and_the_numbers_are_in_place() -> None:
    assert entry(LAW, "cn.gbt45251", "cn.gbt45251.freq.interactive_voice").words.first == (
        "At most 3 effective calls a day to one debtor, lender and agencies together."
    )
    assert entry(LAW, "us.wa", "us.wa.frequency.week", "zh").words.first.endswith("上限为3次。")


def test_the_edges_of_hours_are_told_to_the_second() -> None:
    hours = dict(entry(LAW, "us.regf", "us.regf.hours").parameters)
    assert hours["Open"] == "08:00:01–20:59:59"
    assert dict(entry(LAW, "au.rg96", "au.rg96.hours.telephone").parameters)["Open"] == (
        "Mon–Fri 07:30:00–20:59:59; Sat Sun 09:00:00–20:59:59"
    )


def test_only_the_version_in_force_is_shown_with_its_own_cases(zedland: Law) -> None:
    def letters(on: date | None) -> BookText:
        return tell_book(zedland, "zz.act", "en", on, entry="zz.act.letters")

    before, after, every = letters(DAY), letters(date(2027, 5, 12)), letters(None)
    [old], [new] = before.articles[0].entries, after.articles[0].entries
    assert dict(old.parameters)["Within"], dict(new.parameters)["Within"] == ("7 days", "28 days")
    assert [e.name for e in before.articles[0].examples] == ["ten days after, in 2026"]
    assert [e.name for e in after.articles[0].examples] == ["ten days after, in 2027"]
    assert [e.anchor for e in every.articles[0].entries] == ["zz.act.letters", "zz.act.letters@2027-01-01"]
    assert len(every.articles[0].examples) == 2


def test_a_value_is_told_with_its_history_and_so_is_one_derived_from_it(zedland: Law) -> None:
    base, cap = (entry(zedland, "zz.act", f"zz.act.{name}") for name in ("base_rate", "highest_rate"))
    assert base.words.first == "The base rate is 3.75 % a year."
    assert base.steps == (("1 July 2025", "3.75 % a year"), ("1 July 2024", "4 % a year"))
    assert cap.steps == (("1 July 2025", "7.5 % a year"), ("1 July 2024", "8 % a year"))
    assert dict(cap.parameters)["Derived from"] == "2 × zz.act.base_rate"


def test_a_value_past_the_last_day_for_which_it_is_known_is_not_shown_as_known(zedland: Law) -> None:
    late = date(2027, 5, 12)
    assert not tell_book(zedland, "zz.act", "en", late, entry="zz.act.base_rate").articles
    assert "[the number]" in entry(zedland, "zz.act", "zz.act.highest_rate", on=late).words.first


def test_a_duty_with_a_date_says_what_starts_and_ends_it(zedland: Law) -> None:
    answer = entry(zedland, "zz.act", "zz.act.complaint_answer")
    assert answer.words.first == "Answer the complaint by [15 days later]."
    assert answer.parameters[:3] == (
        ("Starts with", "told: complained"), ("Ends with", "told: the complaint was closed"), ("Due after", "15 days"),
    )  # fmt: skip


def test_a_case_told_for_several_words_is_one_row_that_names_them() -> None:
    told = tell_book(LAW, "vn.circ18", "en", DAY, entry="vn.circ18.audience")
    row = next(e for a in told.articles for e in a.examples if "the same for" in e.told)
    assert "co_borrower" not in row.told + row.name and "a co-borrower" in row.told


def test_an_article_is_found_by_its_number_or_its_title() -> None:
    for text in ("1006.14(b)", "seven CALLS"):
        told = tell_book(LAW, "us.regf", "en", DAY, article=text)
        assert "us.regf.call_frequency" in [e.id for a in told.articles for e in a.entries]
        assert len(told.articles) < 8


def test_every_country_of_the_list_and_every_place_of_a_book_has_a_name() -> None:
    countries, others = list_books(LAW, "zh", DAY)
    assert [name for name, _ in countries if name.isascii()] == []
    assert sum(len(rows) for _, rows in countries) + len(others) == len(LAW.books)
    regions = {region for book in LAW.books.values() for region in book.regions}
    assert sorted(region for region in regions if region not in catalogue()["place"]) == []
