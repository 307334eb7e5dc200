"""Rulebooks as they are read: every rule, value, duty and case stands under its article."""

from __future__ import annotations

import pytest

from forbear.law.rulebook import Rulebook, load_law, read_rulebook
from forbear.law.rulebook.articles import read_articles

BOOKS = list(load_law().books.values())
BOOK = """+++
id = "zz.act"
title = { en = "Act", zh = "法" }
source = "none"
regions = ["ZZ"]
force = "law"
in_force = 2024-01-01
read_on = 2026-02-01
binds = { lender = ["bank"] }
+++

# Act

What it is.

## s 1: *Hours* of `calls`

No calls at night
or at noon, says [the Act](https://act.example).

- First item,
  which goes on.
- Second.

```toml rule
id = "zz.act.bar"
kind = "bar"
en = "No."
zh = "不。"
```

After the rule.

```text
## not a heading
```

## s 2
"""


@pytest.mark.parametrize("book", BOOKS, ids=[book.id for book in BOOKS])
def test_nothing_of_a_packaged_book_is_left_out(book: Rulebook) -> None:
    reading = read_articles(book)
    entries = [clause.entry for article in reading.articles for clause in article.clauses]
    assert sorted(e.line for e in entries) == sorted(
        e.line for kind in (book.rules, book.values, book.deadlines) for e in kind
    )
    assert [case for article in reading.articles for case in article.cases] == list(book.cases)
    assert all(c.table["id"] == c.entry.id for a in reading.articles for c in a.clauses)
    assert all(
        clause.entry.article == article.cite for article in reading.articles for clause in article.clauses
    )


def test_prose_is_read_as_paragraphs_and_items_without_marks() -> None:
    reading = read_articles(read_rulebook(BOOK, "act.md"))
    assert reading.prose == ("What it is.",)
    first, second = reading.articles
    assert first.prose == (
        "No calls at night or at noon, says the Act.",
        "- First item, which goes on.",
        "- Second.",
        "After the rule.",
    )
    assert (second.cite, second.title, second.prose, second.clauses) == ("s 2", "", (), ())


def test_the_front_matter_says_who_is_bound_and_when_it_was_compared() -> None:
    reading = read_articles(read_rulebook(BOOK, "act.md"))
    assert reading.binds == {"lender": ["bank"]}
    assert (reading.read_on.isoformat(), reading.draft) == ("2026-02-01", False)
