"""Of 300 random single changes to the rules of the packaged books, their cases notice nine in ten.

A change is drawn from all single changes of all rules (`single_changes`) under which the book can still be read and
says another thing; each is as likely as another. It is noticed if any case of that book comes out otherwise.
`forbear law check --changes FILE` names those of one book that are not.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest

from forbear.law.judge.changes import changed_rules, unnoticed
from forbear.law.rulebook import load_law
from forbear.review.contacts import read_contact

pytestmark = pytest.mark.prove
BOOKS = load_law().books


@pytest.fixture(scope="module")
def changes():
    return [change for book in BOOKS.values() for change in changed_rules(book)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_cases_notice_nine_changes_in_ten(changes, seed):
    drawn = random.Random(seed).sample(changes, 300)
    missed = [
        c
        for book in BOOKS.values()
        for c in unnoticed(book, [c for c in drawn if c.old.book == book.id], read_contact)
    ]
    report = Counter(c.old.book for c in drawn)
    for book, number in sorted(report.items()):
        print(f"{book}: {sum(c.old.book == book for c in missed)} of {number} not noticed")
    print(f"seed {seed}: {300 - len(missed)} of 300 noticed")
    assert len(missed) <= 30, [f"{c.old.file}:{c.old.line} {c.old.id}: {c.what}" for c in missed]


def test_every_book_notices_nine_changes_in_ten_of_its_own(changes):
    """No book is carried by another; those of a rule or two may miss a change more."""
    missed = {
        book.id: (len(unnoticed(book, own, read_contact)), len(own))
        for book in BOOKS.values()
        if (own := [c for c in changes if c.old.book == book.id])
    }
    assert {name: of for name, of in missed.items() if of[0] > max(1, of[1] // 10)} == {}
    total = sum(number for number, _ in missed.values())
    print(f"all changes: {len(changes) - total} of {len(changes)} noticed")
