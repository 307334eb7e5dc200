"""Small books of an invented country, and their study."""

from __future__ import annotations

from datetime import date

from forbear.law.judge import judge, read_request
from forbear.law.judge.verdict import Verdict
from forbear.law.rulebook import Law, Rulebook, read_rulebook
from forbear.law.study.expected import Expected, read_expected
from forbear.law.study.finding import Finding
from forbear.law.study.study import study_law
from forbear.review.contacts import read_contact

DAY = date(2026, 5, 12)
FRONT = """+++
id = "{id}"
title = {{ en = "T", zh = "题" }}
source = "invented"
regions = ["ZZ"]
force = "{force}"
in_force = 2024-01-01
read_on = 2026-01-01
{further}
[case]
people = [{{ id = "b", role = "borrower", zones = ["Asia/Tokyo"], region = "ZZ" }}]
+++
# T
"""
NOTHING = read_expected('[[expected]]\nplace = "ZZ"\ntopics = []', "x.toml")
"""A country that is expected to have no rules."""


def rule(name: str, body: str) -> str:
    """An article with one rule."""
    return f'\n## {name}: T\n\n```toml rule\nid = "{name}"\n{body}\nen = "w"\nzh = "字"\n```\n'


def book(name: str, *rules: str, force: str = "law", further: str = "", file: str = "") -> Rulebook:
    """A book of the country, in force everywhere in it."""
    text = FRONT.format(id=name, force=force, further=further) + "".join(rules)
    return read_rulebook(text, file or f"{name}.md")


def studied(*books: Rulebook, expected: Expected = NOTHING, on: date = DAY) -> tuple[Finding, ...]:
    """What the study of some books finds."""
    return study_law(Law(books), [on], expected, read_contact).findings


def judged(finding: Finding, *books: Rulebook) -> Verdict:
    """What judge says of the request that a finding carries."""
    return judge(Law(books), read_request(dict(finding.request)), read_contact)


def broken(verdict: Verdict) -> set[str]:
    """The rules that forbid it."""
    return {b.rule for b in verdict.breaches}
