"""Every id of the world's section of the law file stands in a rulebook, or in a row that says why in none."""

import re
from pathlib import Path

import pytest

from forbear.law.rulebook import load_law

HERE = Path(__file__).parent
IDS = (HERE / "ids_world.txt").read_text(encoding="utf-8").split()
PAGE = HERE.parents[2] / "docs" / "law" / "out-of-scope-world.md"
ROWS = dict(
    re.findall(
        r"^\| ([a-z0-9_]+\.[a-z0-9_.]+) \| (\S.*\S) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
)
LAW = load_law()
STATED = {r.id for b in LAW.books.values() for r in b.rules} | {d.id for d in LAW.deadlines} | set(LAW.values)


def encoded(name):
    return any(one == name or one.startswith(name + ".") for one in STATED)


@pytest.mark.parametrize("name", IDS)
def test_the_id_stands_in_a_rulebook_or_in_a_row(name):
    assert encoded(name) != (name in ROWS), "in neither, or in both"


def test_a_row_names_an_id_of_the_law_file_and_says_why_and_where():
    assert ROWS.keys() <= set(IDS)
    for name, told in ROWS.items():
        why, _, where = told.partition(" | ")
        assert len(why) > 10, name
        assert len(where) > 3, name


def test_the_list_holds_each_id_once():
    assert len(IDS) == len(set(IDS)) == 77
