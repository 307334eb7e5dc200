"""A case that is told for several words is a case for each of them."""

import pytest

from forbear.law.rulebook.read import read_rulebook
from forbear.terms import RulebookError

BOOK = """+++
id = "zz.each"
title = { en = "Each", zh = "每一个" }
source = "the test"
regions = ["ZZ"]
force = "law"
in_force = 2024-01-01
read_on = 2026-01-01

[case]
collectors = [{ id = "k", kind = "bank" }]
debts = [{ id = "d", product = "mortgage" }]
people = [{ id = "p", role = "borrower" }, { id = "q", role = "friend" }]
contact = { channel = "call", person = "p", debts = ["d"], collector = "k" }
+++

## Art 1: One

```toml case
name   = "n"
at     = 2026-01-05T10:00:00Z
expect = "allow"
CHANGED
```
"""


def cases(line):
    return [c.table for c in read_rulebook(BOOK.replace("CHANGED", line), "zz.md").cases]


def test_without_it_a_case_is_one_case():
    assert [c["name"] for c in cases("")] == ["n"]


def test_a_role_is_that_of_the_person_to_be_reached():
    first, second = cases('each = { role = ["family", "court"] }\ncontact = { person = "q" }')
    assert [c["name"] for c in (first, second)] == ["n: family", "n: court"]
    assert [p["role"] for p in second["people"]] == ["borrower", "court"]
    assert "each" not in first


@pytest.mark.parametrize(
    ("key", "word", "table", "found"),
    [
        ("collector", "agency", "collectors", [{"id": "k", "kind": "agency"}]),
        ("product", "lease", "debts", [{"id": "d", "product": "lease"}]),
        ("status", "plan", "debts", [{"id": "d", "product": "mortgage", "status": "plan"}]),
        ("medium", "letter", "statements", [{"id": "s", "kind": "cease", "medium": "letter"}]),
        ("said", "dispute", "statements", [{"id": "s", "kind": "dispute"}]),
        ("past", "sms", "history", [{"id": "h", "channel": "sms"}]),
        ("result", "sent", "history", [{"id": "h", "channel": "call", "result": "sent"}]),
    ],
)
def test_what_stands_elsewhere_is_put_there(key, word, table, found):
    told = 'statements = [{ id = "s", kind = "cease" }]\nhistory = [{ id = "h", channel = "call" }]\n'
    (case,) = cases(told + f'each = {{ {key} = ["{word}"] }}')
    assert case[table] == found


def test_the_lender_is_the_one_for_whom_the_collector_acts():
    kinds = '[{ id = "k", kind = "agency", acts_for = "b" }, { id = "b", kind = "bank" }]'
    (case,) = cases(f'collectors = {kinds}\neach = {{ lender = ["microloan"] }}')
    assert [c["kind"] for c in case["collectors"]] == ["agency", "microloan"]


@pytest.mark.parametrize("key", ["channel", "purpose", "address_kind", "style", "text"])
def test_what_the_contact_says_is_put_into_the_contact(key):
    (case,) = cases(f'each = {{ {key} = ["x"] }}')
    assert case["contact"] == {"channel": "call", "person": "p", "debts": ["d"], "collector": "k", key: "x"}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('each = { rol = ["friend"] }', "each: unknown key 'rol'; did you mean 'role'?"),
        ("each = { role = [] }", "each: write one list"),
        ('each = { role = "friend" }', "each: write one list"),
        ('each = { role = ["a"], channel = ["b"] }', "each: write one list"),
        ("each = 1", "each: write "),
        ('each = { role = ["a"] }\npeople = 1', "write lists of tables"),
        ('each = { role = ["a"] }\npeople = [1]', "write lists of tables"),
        ('each = { role = ["a"] }\ncontact = "p"', "contact: write a table"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(line, why):
    with pytest.raises(RulebookError) as told:
        cases(line)
    assert why in str(told.value)
    assert "Art 1" in str(told.value)
