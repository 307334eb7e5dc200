"""Two versions of one rule at once, in two files."""

from __future__ import annotations

from datetime import date

import pytest
from small import book, judged, rule

from forbear.law.rulebook import Law
from forbear.law.study.versions import find_doubles
from forbear.terms import RulebookError

OLD = 'kind = "bar"\non = { channel = "postcard" }\n'


def test_the_same_id_in_a_further_file_is_an_error_from_the_first_common_day() -> None:
    first = book("zz.a", rule("zz.a.cards", OLD), file="a.md")
    second = book("zz.a", rule("zz.a.cards", OLD + "in_force = 2025-03-01"), file="b.md")
    kept, (found,) = find_doubles([first], [second])
    assert kept == []
    assert (found.kind, found.severity, found.day) == ("versions", "error", date(2025, 3, 1))
    assert found.rules == ("zz.a.cards",)
    assert "a.md" in found.words["en"] and "b.md" in found.words["en"] and "2025-03-01" in found.words["en"]


def test_judge_refuses_the_two_together() -> None:
    first = book("zz.a", rule("zz.a.cards", OLD), file="a.md")
    second = book("zz.a", rule("zz.a.cards", OLD), file="b.md")
    _, (found,) = find_doubles([first], [second])
    assert judged(found, second).verdict == "allow"
    with pytest.raises(RulebookError):
        judged(found, first, second)


def test_a_rule_of_another_book_under_a_taken_id() -> None:
    first = book("zz.a", rule("zz.a.b.cards", OLD), file="a.md")
    second = book("zz.a.b", rule("zz.a.b.cards", OLD), file="b.md")
    _, (found,) = find_doubles([first], [second])
    assert found.rules == ("zz.a.b.cards",)


def test_two_further_files_are_compared_with_each_other_too() -> None:
    pair = [book("zz.a", rule("zz.a.cards", OLD), file=name) for name in ("a.md", "b.md")]
    kept, found = find_doubles([], pair)
    assert [b.file for b in kept] == ["a.md"]
    assert len(found) == 1


def test_versions_that_follow_each_other_in_two_files_belong_in_one() -> None:
    first = book("zz.a", rule("zz.a.cards", OLD + "until = 2025-02-28"), file="a.md")
    second = book("zz.a", rule("zz.a.cards", OLD + "in_force = 2025-03-01"), file="b.md")
    _, (found,) = find_doubles([first], [second])
    assert "never law at once" in found.words["en"]


def test_books_with_ids_of_their_own_are_kept() -> None:
    first, second = book("zz.a", rule("zz.a.cards", OLD)), book("zz.h", rule("zz.h.cards", OLD))
    kept, found = find_doubles([first], [second])
    assert (kept, found) == ([second], [])
    assert set(Law([first, *kept]).books) == {"zz.a", "zz.h"}
