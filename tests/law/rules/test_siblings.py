"""Each case a sentence: what the law gives a request, worked out from its text and not from our answer."""

from datetime import datetime

import asked_america
import asked_china
import asked_manila
import asked_texts
import pytest

from forbear.law.judge import judge, read_request, verdict_json
from forbear.law.rulebook import load_law
from forbear.review.contacts import read_contact

LAW = load_law()
BOOKS = {"china": asked_china, "america": asked_america, "manila": asked_manila, "texts": asked_texts}
CASES = [pytest.param(case, id=f"{book}: {case.name}") for book, m in BOOKS.items() for case in m.CASES]


def hit(wanted, named):
    return any(n == wanted or n.startswith(wanted + ".") for n in named)


@pytest.mark.parametrize("case", CASES)
def test_the_law_gives_this_answer(case):
    answer = verdict_json(judge(LAW, read_request(case.request), read_contact))
    broken = [b["rule"] for b in answer["breaches"]]
    lacking = [m["rule"] for m in answer["missing"]] if case.verdict == "unknown" else []
    assert answer["verdict"] == case.verdict, (broken, answer["missing"])
    for rule in case.rules.split():
        assert hit(rule, broken + lacking), rule
    for rule in case.lacks.split():
        assert not hit(rule, broken), rule
    for rule in case.duties.split():
        assert hit(rule, [d["rule"] for d in answer["duties"]]), rule
    for fact in case.missing.split():
        assert fact in [m["fact"] for m in answer["missing"]]
    if case.next is None:
        assert answer["next_lawful"] is None
    elif case.next:
        start = datetime.fromisoformat(answer["next_lawful"]["from"])
        assert abs((start - datetime.fromisoformat(case.next)).total_seconds()) <= 1


def test_no_two_cases_of_a_book_are_one():
    for book in BOOKS.values():
        names = [case.name for case in book.CASES]
        assert len(set(names)) == len(names), [n for n in names if names.count(n) > 1]
