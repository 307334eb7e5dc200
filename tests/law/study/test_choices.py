"""Whether any choice of facts keeps some conditions: compared with trying every choice, one after the other."""

from __future__ import annotations

import random
from itertools import product

import pytest

from forbear.law.rules.expr import TRUE, And, Col, Expr, Fact, In, Le, Lit, Not, Or, negate
from forbear.law.rules.registry import intern
from forbear.law.rules.saying import Said
from forbear.law.study import choices
from forbear.law.study.choices import Choices, Undecided
from forbear.law.study.lemmas import implies
from forbear.law.study.polarity import friendly
from forbear.law.study.trees import settle

FACTS = [intern(Said(kind)) for kind in ("cease", "dispute", "hardship", "complaint")]
WORDS = ("call", "sms", "letter")
NUMBERS = (0, 1, 2, 3)
SEED = 20261124


def some_tree(chance: random.Random, depth: int) -> Expr:
    if depth == 0 or chance.random() < 0.3:
        words = frozenset(chance.sample(WORDS, 2))
        return chance.choice(
            [*FACTS, In(Col("channel"), words), Le(Lit(chance.choice((1, 2, 3))), Col("staff"))]
        )
    made = [some_tree(chance, depth - 1) for _ in range(chance.randint(2, 3))]
    return chance.choice([And(tuple(made)), Or(tuple(made)), Not(made[0])])


def every_choice() -> list[dict[Col | Fact, object]]:
    facts = product((False, True), repeat=len(FACTS))
    return [
        {Col("channel"): word, Col("staff"): number, **dict(zip(FACTS, values, strict=True))}
        for values, word, number in product(facts, WORDS, NUMBERS)
    ]


def trees_at_random(count: int) -> list[list[Expr]]:
    chance = random.Random(SEED)
    return [[some_tree(chance, 3) for _ in range(chance.randint(1, 4))] for _ in range(count)]


def test_a_choice_is_found_where_and_only_where_there_is_one() -> None:
    all_choices, none = every_choice(), 0
    for trees in trees_at_random(150):
        found = Choices().find(trees)
        there_is = any(all(settle(t, known) == TRUE for t in trees) for known in all_choices)
        assert (found is not None) == there_is, trees
        none += not there_is
    assert 10 < none < 140


def test_the_choice_that_is_found_keeps_them_all() -> None:
    for trees in trees_at_random(100):
        found = Choices().find(trees)
        if found is not None:
            assert {settle(t, found) for t in trees} == {TRUE}


def test_what_is_chosen_for_the_contact_beforehand_changes_no_answer() -> None:
    all_choices = every_choice()
    for trees in trees_at_random(150):
        before = dict(friendly(trees))
        spared = any(all(settle(t, known) != TRUE for t in trees) for known in all_choices)
        after = any(all(settle(t, {**known, **before}) != TRUE for t in trees) for known in all_choices)
        assert spared == after, trees


def test_a_request_to_stop_in_writing_is_one_to_stop() -> None:
    written, any_way = intern(Said("cease", written=True)), intern(Said("cease"))
    assert implies(written, any_way) and not implies(any_way, written)
    assert Choices().find([written, negate(any_way)]) is None
    assert Choices().find([any_way, negate(written)]) is not None


def test_a_fact_stays_open_while_one_that_is_needed_implies_it() -> None:
    written, any_way = intern(Said("cease", written=True)), intern(Said("cease"))
    assert friendly([any_way, Not(written), written]) == {}
    assert friendly([any_way, written]) == {any_way: False, written: False}


def test_a_search_that_takes_too_long_gives_up_and_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choices, "MOST_STEPS", 1)
    with pytest.raises(Undecided):
        Choices().find([Or((FACTS[0], FACTS[1])), Or((FACTS[2], FACTS[3]))])
