"""The values and deadlines of all books: known on their first day, told in both languages, shown at their edges."""

from datetime import timedelta

import pytest

from forbear.law.judge.cases import case_request
from forbear.law.judge.deadlines import list_deadlines
from forbear.law.rulebook import load_law
from forbear.terms import FactMissing

LAW = load_law()
BOOKS = LAW.books.values()
VALUES = [v for versions in LAW.values.values() for v in versions]


@pytest.mark.parametrize("value", [v for v in VALUES if v.of is None], ids=lambda v: f"{v.id}@{v.in_force}")
def test_a_value_is_known_on_its_first_and_last_day_and_on_none_before(value):
    first, last = value.steps[0][0], value.until or value.steps[-1][0]
    assert LAW.value(value.id, first).amount == value.steps[0][1]
    assert LAW.value(value.id, last).amount == value.steps[-1][1]
    if not any(v.until == first - timedelta(days=1) for v in LAW.values[value.id]):
        with pytest.raises(FactMissing):
            LAW.value(value.id, first - timedelta(days=1))


@pytest.mark.parametrize("entry", [*VALUES, *LAW.deadlines], ids=lambda e: f"{e.id}@{e.in_force}")
def test_what_is_stated_speaks_zh_and_en_and_cites_its_clause(entry):
    assert any("\u4e00" <= c <= "\u9fff" for c in entry.words["zh"])
    assert entry.words["en"].isascii()
    assert entry.cite


@pytest.mark.parametrize("book", [b for b in BOOKS if b.deadlines], ids=lambda b: b.id)
def test_a_deadline_is_shown_on_its_last_day_and_on_the_day_after(book):
    shown = {d.id: set() for d in book.deadlines}
    for case in book.cases:
        named = {*case.table.get("due", ()), *case.table.get("late", ())}
        for running in list_deadlines(LAW, case_request(book, case)) if named else ():
            if running.deadline.id in named and running.done is None and running.due is not None:
                shown[running.deadline.id].add((running.today - running.due).days)
    assert {d.id for d in book.deadlines if not d.kept and not {0, 1} <= shown[d.id]} == set()
    assert {d.id for d in book.deadlines if d.kept and not shown[d.id]} == set(), "no case says how long"
