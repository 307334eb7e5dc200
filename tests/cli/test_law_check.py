"""`forbear law check`: for people who write rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Run

BOOKS = Path(__file__).parents[2] / "src" / "forbear" / "rulebooks"
HOUSE = """+++
id = "house.demo"
title = { en = "House rules", zh = "内部规定" }
source = "Collections policy 7"
regions = ["CN"]
force = "house"
in_force = 2026-01-01
read_on = 2026-02-01

[case]
collectors = [{ id = "k", kind = "bank" }]
people = [{ id = "p", role = "borrower", zones = ["Asia/Shanghai"] }]
contact = { channel = "call", person = "p", collector = "k" }
+++

## Policy 1: No calls at all

```toml rule
id   = "house.demo.calls"
kind = "bar"
on   = { channel = "call" }
en   = "No calls here; {count} were made."
zh   = "本机构不打电话;已打{count}次。"
```

```toml case
name   = "a call"
at     = 2026-03-03T10:00:00+08:00
expect = "allow"
```

## Policy 2: Say who you are

```toml rule
id   = "house.demo.name"
kind = "duty"
on   = { channel = "letter" }
en   = "Say who you are."
zh   = "表明身份。"
```
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    file = tmp_path / "demo.md"
    file.write_text(HOUSE, encoding="utf-8")
    return file


def test_a_case_that_comes_out_otherwise_is_told_with_the_reasons_and_what_no_case_tries(
    run: Run, house: Path
) -> None:
    said = run("--lang", "en", "law", "check", str(house))
    assert (said.returncode, said.stderr) == (1, "")
    assert said.stdout.replace(str(house), "demo.md").splitlines() == [
        "demo.md:27, Policy 1: case “a call”: forbid, not allow (breaches: house.demo.calls)",
        "    forbidden by house.demo.calls: No calls here; None were made.",
        "demo.md:19, Policy 1: note: no case that house.demo.calls looks at and lets pass;"
        " write one just outside its edge",
        "demo.md:19, Policy 1: note: house.demo.calls: {count} names nothing that this rule tells;"
        " take it out of the words",
        "demo.md:35, Policy 2: note: no case in which the duty house.demo.name is owed;"
        ' write one with duties = ["house.demo.name"]',
        "demo.md:35, Policy 2: note: no case under this article;"
        " write one that is forbidden and one that is allowed",
        "demo.md: rules 2, values 0, duties with a date 0, cases 1: faults 0, cases that come out otherwise 1; notes 4",
    ]  # fmt: skip


def test_it_speaks_chinese(run: Run, house: Path) -> None:
    said = run("--lang", "zh", "law", "check", str(house)).stdout
    assert "案例“a call”" in said
    assert "被house.demo.calls禁止：本机构不打电话" in said
    assert "规则2条" in said and "提示4条" in said
    assert "note" not in said


def test_the_packaged_books_are_as_expected(run: Run) -> None:
    files = [str(file) for file in sorted(BOOKS.rglob("*.md"))]
    said = run("law", "check", *files)
    assert (said.returncode, said.stderr) == (0, "")
    assert len(said.stdout.splitlines()) == len(files)  # a line each: no fault, no case, no note


def test_a_file_that_cannot_be_opened_is_2_and_the_others_are_checked(run: Run, house: Path) -> None:
    said = run("law", "check", str(house.with_name("nowhere.md")), str(house))
    assert said.returncode == 2
    assert "nowhere.md:1: cannot be opened: no such file or directory; name a file" in said.stdout
    assert "house.demo.calls" in said.stdout


def test_a_book_that_takes_the_name_of_a_packaged_one_is_told(run: Run, house: Path) -> None:
    house.write_text(HOUSE.replace("house.demo", "cn.gbt45251"), encoding="utf-8")
    said = run("law", "check", str(house))
    assert said.returncode == 1
    assert "there are two rulebooks 'cn.gbt45251'; rename this one" in said.stdout


def test_changes_are_only_told_when_asked_for(run: Run, house: Path) -> None:
    sound = HOUSE.replace('expect = "allow"', 'expect = "forbid"').replace("; {count} were made", "")
    house.write_text(sound.replace(";已打{count}次", ""), encoding="utf-8")
    assert "no case notices" not in run("law", "check", str(house)).stdout
    said = run("--lang", "en", "law", "check", "--changes", str(house))
    assert said.returncode == 0
    assert "no case notices this change to house.demo.calls: on dropped" in said.stdout
