"""Every case that a rulebook brings along; and no rule without one that breaks it and one that passes it."""

import pytest

from forbear.law.judge.cases import case_request, run_case
from forbear.law.rulebook import load_law
from forbear.law.rules.context import Context, View
from forbear.law.rules.history import History
from forbear.law.rules.registry import FACTS
from forbear.review.contacts import read_contact
from forbear.terms import ACTS

LAW = load_law()
CASES = [(book, case) for book in LAW.books.values() for case in book.cases]


@pytest.mark.parametrize(("book", "case"), CASES, ids=lambda x: x.id if hasattr(x, "id") else x.table["name"])
def test_the_case_comes_out_as_its_author_says(book, case):
    _, faults = run_case(book, case, LAW, read_contact)
    assert not faults


def looked_at(rule, request):
    """Whether the rule's scope takes the contact in (so that its silence means something)."""
    history = History(request, read_contact)
    debts = {d.id: d for d in request.debts}
    contexts = [Context(history, debts[i]) for i in request.contact.debts]
    return any(rule.in_scope(View(c, None, c.t)) is not False for c in contexts)


@pytest.mark.parametrize("book", LAW.books.values(), ids=lambda b: b.id)
def test_every_rule_is_reached_by_a_case_that_breaks_it_and_one_that_passes_it(book):
    broken, passed, owed = set(), set(), set()
    for case in book.cases:
        request = case_request(book, case)
        verdict, _ = run_case(book, case, LAW, read_contact)
        hit = {b.rule for b in verdict.breaches}
        broken |= hit
        owed |= {d.rule for d in verdict.duties}
        open_to = {r.id for r in book.rules} - hit - {m.rule for m in verdict.missing}
        passed |= {r.id for r in book.rules if r.id in open_to and looked_at(r, request)}
        # a bar closes all that it looks at: the case that it lets pass is an allowed one of its own article
        if verdict.verdict == "allow":
            passed |= {r.id for r in book.rules if r.kind_name == "bar" and r.article == case.article}
    forbidding = {r.id for r in book.rules if r.kind_name != "duty"}
    assert forbidding - broken == set(), "no case breaks them"
    assert forbidding - passed == set(), "no case that they look at passes"
    assert {r.id for r in book.rules if r.kind_name == "duty"} - owed == set(), "no case owes them"


@pytest.mark.parametrize("book", LAW.books.values(), ids=lambda b: b.id)
def test_every_rule_speaks_zh_and_en_and_cites_its_clause(book):
    for rule in book.rules:
        assert any("\u4e00" <= c <= "\u9fff" for c in rule.words["zh"]), rule.id
        assert rule.words["en"].isascii() or "…" in rule.words["en"], rule.id
        assert rule.cite, rule.id
        for text in rule.words.values():
            assert text.count("{") == text.count("}"), rule.id


def test_a_breach_leaves_no_name_unfilled_in_its_words():
    for book, case in CASES:
        verdict, _ = run_case(book, case, LAW, read_contact)
        for breach in verdict.breaches:
            for text in breach.why.values():
                assert "{" not in text, (breach.rule, text)


def test_every_act_that_a_rule_names_is_one_that_can_be_read():
    named = {a for f in FACTS if hasattr(f, "acts") for a in f.acts}
    assert named <= set(ACTS)
