"""Every clause of the sources is a rule, a duty, a value, or a row that says why it is none of them."""

from collections import Counter

from forbear.law.rulebook import load_law
from forbear.law.study.coverage import account, read_ids, read_rows

LAW = load_law()
IDS, ROWS = read_ids(), read_rows()


def test_no_clause_is_nowhere():
    assert [c.id for c in account(LAW, IDS, ROWS) if c.kind == "unaccounted"] == []


def test_the_list_is_whole_and_names_each_clause_once():
    assert len(IDS) == len(set(IDS)) == 334


def test_a_row_stands_only_for_a_clause_of_the_list_that_no_rulebook_has():
    kinds = {c.id: c.kind for c in account(LAW, IDS, ROWS)}
    assert {name for name in ROWS if kinds.get(name) != "out_of_scope"} == set()


def test_a_clause_left_out_of_every_book_is_noticed():
    fewer = dict(ROWS)
    name = fewer.popitem()[0]
    assert Counter(c.kind for c in account(LAW, [name], fewer)) == {"unaccounted": 1}


def test_a_clause_that_is_a_rule_and_a_value_counts_as_the_rule():
    (one,) = account(LAW, ["cn.gbt45251.hours"], {"cn.gbt45251.hours": ("said twice", "nowhere")})
    assert one.kind == "rule"
