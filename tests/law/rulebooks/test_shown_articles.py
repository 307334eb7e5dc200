"""Each article that can forbid shows a contact that it forbids and one that it allows."""

import pytest

from forbear.law.rulebook import load_law

BOOKS = load_law().books.values()


@pytest.mark.parametrize("book", BOOKS, ids=lambda b: b.id)
def test_an_article_that_forbids_has_a_case_that_it_forbids_and_one_that_it_allows(book):
    shown = {(c.article, c.table["expect"]) for c in book.cases}
    forbidding = {r.article for r in book.rules if r.kind_name != "duty"}
    assert {a for a in forbidding if (a, "forbid") not in shown} == set(), "no case is forbidden"
    assert {a for a in forbidding if (a, "allow") not in shown} == set(), "no case is allowed"
