"""What a case may expect, and what is said where it comes out otherwise."""

import pytest
from house_book import HOUSE

from forbear.law.judge.cases import run_case
from forbear.law.rulebook import Law, read_rulebook

DUTY = """
```toml rule
id   = "house.demo.record"
kind = "duty"
on   = { channel = "call" }
en   = "Record the call."
zh   = "通话须录音。"
```
"""


def faults(changed):
    """What is wrong with the book's case (nine in the morning but for a minute) once something is added to it."""
    text = HOUSE.replace('expect = "forbid"\n', 'expect = "forbid"\n' + changed + "\n", 1) + DUTY
    book = read_rulebook(text, "demo.md")
    case = next(c for c in book.cases if c.table["expect"] == "forbid")
    return run_case(book, case, Law([book]), None)[1]


@pytest.mark.parametrize(
    ("expects", "found"),
    [
        ('effect = "forbid"', []),
        ('effect = "advise"', ["effect forbid, not advise"]),
        ('duties = ["house.demo.record"]', []),
        ('not_duties = ["house.demo.record"]', ["has duty house.demo.record"]),
        ('not_rules = ["house.demo.mornings"]', ["has house.demo.mornings"]),
    ],
)
def test_what_comes_out_otherwise_is_named(expects, found):
    assert faults(expects) == found
