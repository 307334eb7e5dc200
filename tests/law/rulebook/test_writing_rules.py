"""The page that teaches how to write rules is a rulebook itself: it loads, and every case comes out."""

import re
from pathlib import Path

import pytest

from forbear.cli.law_check import check_files
from forbear.law.judge.cases import run_case
from forbear.law.rulebook import load_law, read_rulebook
from forbear.law.rulebook.deadlines import DEADLINE_KEYS
from forbear.law.rulebook.read import CASE_KEYS, ENTRY_KEYS, FRONT_KEYS, RULE_KEYS
from forbear.law.rulebook.values import SENSES, UNITS, VALUE_KEYS
from forbear.law.rules import conditions
from forbear.law.rules.context import KEY_COLUMNS
from forbear.law.rules.counting import PER
from forbear.law.rules.registry import FILTER_COLUMNS
from forbear.law.rules.rule import KINDS
from forbear.review.contacts import read_contact
from forbear.terms import EFFECTS, FORCES

PAGE = (Path(__file__).parents[3] / "docs" / "writing-rules.md").read_text(encoding="utf-8")
TEXT = "\n".join(re.findall(r"^````markdown\n(.*?)^````$", PAGE, re.MULTILINE | re.DOTALL))
BOOK = read_rulebook(TEXT, "zz_act.md")


@pytest.fixture(scope="module")
def law(tmp_path_factory):
    path = tmp_path_factory.mktemp("house") / "zz_act.md"
    path.write_text(TEXT, encoding="utf-8")
    return load_law((path,))


@pytest.mark.parametrize("case", BOOK.cases, ids=lambda c: c.table["name"])
def test_the_example_comes_out_as_the_page_says(case, law):
    _, faults = run_case(law.books["zz.act"], case, law, read_contact)
    assert not faults


def test_every_rule_of_the_page_forbids_in_one_case_and_every_duty_is_owed_in_one(law):
    named = set()
    for case in BOOK.cases:
        verdict, _ = run_case(law.books["zz.act"], case, law, read_contact)
        named |= {b.rule for b in verdict.breaches} | {d.rule for d in verdict.duties}
        for breach in verdict.breaches:
            assert all("{" not in text for text in breach.why.values())
    assert named == {r.id for r in BOOK.rules}


def test_the_page_has_an_example_of_every_kind():
    assert {r.kind_name for r in BOOK.rules} == set(KINDS)


@pytest.mark.parametrize("n", range(3))
def test_the_command_of_the_page_prints_what_the_page_shows(n, tmp_path, monkeypatch, capsys):
    first = "\n".join(re.findall(r"^````markdown\n(.*?)^````$", PAGE, re.MULTILINE | re.DOTALL)[:2])
    if n == 1:
        first = first.replace('before = "20:00", days', 'to = "20:00", days')
    monkeypatch.chdir(tmp_path)
    Path("zz_act.md").write_text(first, encoding="utf-8")
    shown = re.findall(
        r"^```console\n\$ forbear law check (.*?)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL
    )[n]
    check_files([Path("zz_act.md")], changes="--changes" in shown[0], language="en")
    assert capsys.readouterr().out == shown[1]


def test_the_message_that_the_page_shows_is_the_one_that_is_given(tmp_path):
    from forbear.terms import RulebookError

    with pytest.raises(RulebookError) as told:
        read_rulebook(TEXT.replace("allow  = { from", "alow   = { from", 1), "zz_act.md")
    assert f"`{told.value}`" in PAGE


WORDS = {
    "a kind": KINDS,
    "a key of a kind": [k for kind in KINDS.values() for k in kind.keys],
    "a key of the front matter": FRONT_KEYS,
    "a key of a rule": (*ENTRY_KEYS, *RULE_KEYS),
    "a key of a value": VALUE_KEYS,
    "a unit": UNITS,
    "a sense": SENSES,
    "a key of a deadline": DEADLINE_KEYS,
    "a key of a case": CASE_KEYS,
    "a column": [c for c in conditions.WORDS if c != "result"],
    "a number": ["staff", "days_past_due", *conditions.NUMBERS],
    "a fact": conditions._FACTS,
    "a column of a scope": KEY_COLUMNS,
    "a column of a count": FILTER_COLUMNS,
    "what a count is kept by": PER,
    "a force": FORCES,
    "an effect": EFFECTS,
    "a date that notes a notice": conditions.NOTED,
    "whose statement": conditions.BY,
}


@pytest.mark.parametrize("what", WORDS)
def test_the_page_leaves_no_word_out(what):
    prose = re.sub(r"^(`{3,}).*?^\1$", "", PAGE, flags=re.MULTILINE | re.DOTALL)
    known = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", prose))))
    assert set(WORDS[what]) <= known
