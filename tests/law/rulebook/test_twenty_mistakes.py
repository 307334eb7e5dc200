"""The twenty commonest mistakes of people who write rules, and what `forbear law check` says to each."""

from pathlib import Path

import pytest
from house_book import HOUSE

from forbear.cli.law_check import check_files

MISTAKES = [
    # what was meant | what was written | where it is said | what is said
    ('kind   = "hours"',
     'kind   = "hour"',
     "demo.md:26, Policy 7.1", "kind: unknown kind 'hour'; did you mean 'hours'?"),
    ("allow  = {",
     "alow   = {",
     "demo.md:28, Policy 7.1", "unknown key 'alow'; did you mean 'allow'?"),
    ('{ from = "09:00", before',
     '{ from = "9:00", before',
     "demo.md:28, Policy 7.1", "house.demo.mornings: allow: not a time of day; write it as 21:30"),
    ('before = "21:00" }',
     'until = "21:00" }',
     "demo.md:28, Policy 7.1", "house.demo.mornings: allow: write one of from/after and one of before/to, as"
     ' { from = "08:00", before = "22:00" }'),
    ('on     = { channel = "call" }',
     'on     = { channel = "calls" }',
     "demo.md:27, Policy 7.1", "house.demo.mornings: on.channel: unknown word 'calls'; did you mean 'call'?"),
    ('on     = { channel = "call" }',
     'on     = { consent = "calls" }',
     "demo.md:27, Policy 7.1", "house.demo.mornings: on: 'consent' stands under when or unless;"
     " write when = { consent = … }"),
    ("unless = { reply = true }",
     'unless = { said = "ceased" }',
     "demo.md:29, Policy 7.1", "house.demo.mornings: unless.said: unknown statement 'ceased'; did you mean 'cease'?"),
    ('within = "1 day"',
     'within = "one day"',
     "demo.md:48, Policy 7.2", 'house.demo.twice: within: write "7 days" (local days, today included), "1 month",'
     ' "24 hours" (rolling) or "ever"'),
    ('per    = ["lender", "person"]',
     'per    = "person"',
     "demo.md:50, Policy 7.2", "house.demo.twice: per: write a list of collector, lender, person, debt, address"),
    ("max    = 2",
     'max    = "2"',
     "demo.md:47, Policy 7.2", "house.demo.twice: max: write a whole number of at least 1"),
    ('id     = "house.demo.twice"',
     'id     = "twice"',
     "demo.md:45, Policy 7.2", "the id 'twice' does not begin with 'house.demo' and a dot; write 'house.demo.twice'"),
    ('zh     = "今日已拨打{count}次;最多{max}次。"\n',
     "",
     "demo.md:45, Policy 7.2", 'zh: lacks its words; write zh = "…"'),
    ("there it is {local}.",
     "there it is {loca}.",
     "demo.md:30, Policy 7.1", "house.demo.mornings: en: unknown name 'loca'; did you mean 'local'?"),
    ("in_force = 2026-01-01",
     'in_force = "2026-01-01"',
     "demo.md:8, front matter", "in_force is not a date; write in_force = 2026-01-30 without quotes"),
    ('force = "house"',
     "force = house",
     "demo.md:7, front matter", 'not TOML: Invalid value; a word goes in quotes, force = "house"'),
    ("at     = 2026-03-03T08:59:00+08:00",
     "at     = 2026-03-03T08:59:00",
     "demo.md:36, Policy 7.1", "at: write an instant with its offset, at = 2026-03-03T08:00:00+08:00"),
    ('rules  = ["house.demo.mornings"]',
     'rules  = ["house.demo.morning"]',
     "demo.md:38, Policy 7.1", "rules: there is no rule 'house.demo.morning' in this book; did you mean"
     " 'house.demo.mornings'?"),
    ('contact = { channel = "call", person',
     'contact = { channel = "call", persons',
     "demo.md:15, front matter", "contact.persons: unknown field; did you mean 'person'?"),
    ("```toml case",
     "```toml cases",
     "demo.md:34, Policy 7.1", "a fence '```toml cases'; write '```toml rule' or '```toml case' at the beginning of"
     " the line"),
    ("at     = 2026-03-03T08:59:00+08:00",
     "at     = 2026-03-03T09:00:00+08:00",
     "demo.md:35, Policy 7.1", "case “a minute to nine”: allow, not forbid (breaches: none); lacks"
     " house.demo.mornings"),
]  # fmt: skip


@pytest.mark.parametrize(("meant", "written", "where", "said"), MISTAKES, ids=lambda text: text[:40])
def test_the_mistake_is_said_in_one_line_with_what_to_write(
    meant, written, where, said, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    Path("demo.md").write_text(HOUSE.replace(meant, written, 1), encoding="utf-8")
    assert check_files([Path("demo.md")], changes=False, language="en") == 1
    lines = [line for line in capsys.readouterr().out.splitlines() if " note: " not in line]
    assert lines[0] == f"{where}: {said}"
    assert len(lines) == 2  # the mistake, and the sum; nothing that only follows from it


def test_they_are_twenty():
    assert len({written for _, written, _, _ in MISTAKES}) == 20
