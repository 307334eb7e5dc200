"""Every id of the law that forbear was built from is a rule, a duty, a value, a deadline, or a row that says why."""

import re
from pathlib import Path

import pytest

from forbear.law.rulebook import load_law

HERE = Path(__file__).parent
ROWS = re.findall(
    r"^\| ((?:cn|us)\.[a-z0-9_.]+) \| (.+) \| (.+) \|$",
    (HERE.parents[2] / "docs/law/out-of-scope.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
BOOKS = load_law().books.values()
STATED = {e.id for b in BOOKS for e in (*b.rules, *b.values, *b.deadlines)}
IDS = (HERE / "ids_cn_us.txt").read_text(encoding="utf-8").split()


def stands_in_a_rulebook(name):
    return any(r == name or r.startswith(name + ".") for r in STATED)


@pytest.mark.parametrize("name", IDS)
def test_the_id_stands_in_a_rulebook_or_in_a_row(name):
    assert stands_in_a_rulebook(name) or name in {row[0] for row in ROWS}


def test_a_row_names_an_id_of_the_law_that_no_rulebook_has():
    names = [row[0] for row in ROWS]
    assert len(names) == len(set(names))
    assert set(names) <= set(IDS)
    assert not [name for name in names if stands_in_a_rulebook(name)]


def test_the_list_is_the_whole_of_both_sections():
    assert len(IDS) == len(set(IDS)) == 257
