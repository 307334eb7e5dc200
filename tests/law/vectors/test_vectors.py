"""Requests with the verdict that the law gives them: regulators' examples, rule texts and their edges."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from forbear.law.judge import judge, read_request, verdict_json
from forbear.law.rulebook import load_law
from forbear.review.contacts import read_contact

LAW = load_law()
VECTORS = [
    json.loads(line)
    for path in sorted(Path(__file__).parent.glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]


def hit(wanted, named):
    return any(n == wanted or n.startswith(wanted + ".") for n in named)


@pytest.mark.parametrize("vector", [pytest.param(v, id=v["id"]) for v in VECTORS])
def test_the_verdict_is_the_one_expected(vector):
    expected = vector["expect"]
    answer = verdict_json(judge(LAW, read_request(vector["request"]), read_contact))
    named = [b["rule"] for b in answer["breaches"]]
    lacking = [m["rule"] for m in answer["missing"]] if expected["verdict"] == "unknown" else []
    assert answer["verdict"] == expected["verdict"], vector.get("note")
    for rule in expected.get("rules", []):
        assert hit(rule, named + lacking), rule
    for rule in expected.get("not_rules", []):
        assert not hit(rule, named), rule
    for rule in expected.get("duties", []):
        assert hit(rule, [d["rule"] for d in answer["duties"]]), rule
    if expected.get("next_lawful_from"):
        start = datetime.fromisoformat(answer["next_lawful"]["from"])
        assert abs((start - datetime.fromisoformat(expected["next_lawful_from"])).total_seconds()) <= 1


def test_there_are_vectors_for_each_of_the_first_books():
    books = {b for v in VECTORS for b in v["request"].get("books", ())}
    assert {"cn.gbt45251", "cn.cba2026", "cn.card", "us.regf", "ph.sec"} <= books
    assert len(VECTORS) > 300
