"""`forbear law show`: the law to read in a terminal of 80 columns."""

from __future__ import annotations

import unicodedata

import pytest

from conftest import Run


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_book_can_be_read_at_eighty_columns(run: Run, language: str) -> None:
    shown = run("--lang", language, "law", "show", "cn.gbt45251", "--on", "2026-03-01")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert max(columns(line) for line in shown.stdout.splitlines()) <= 80
    sentence = {
        "en": "No collection work between 22:00 and 08:00 unless other hours were agreed.",
        "zh": "未与债务人约定时间的，每日22:00至次日8:00不应开展催收作业。",
    }[language]
    assert sentence in shown.stdout
    assert ("✗ forbidden" in shown.stdout) == (language == "en")
    assert "08:00:00–21:59:59" in shown.stdout


def test_a_prefix_shows_every_book_of_a_country_in_force_that_day(run: Run) -> None:
    shown = run("law", "show", "us", "--on", "2026-03-01", "--rule", "us.regf.hours").stdout
    assert "us.regf.hours" in shown and "us.ma" not in shown


def test_before_a_book_is_law_nothing_is_shown_and_all_shows_it(run: Run) -> None:
    early = run("law", "show", "cn.gbt45251", "--on", "2020-01-01")
    assert (early.returncode, early.stdout) == (2, "")
    assert "--all" in early.stderr
    assert "cn.gbt45251.hours" in run("law", "show", "cn.gbt45251", "--all").stdout


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("zz",), "no rulebook 'zz'; there are"),
        (("cn.gbt4525",), "no rulebook 'cn.gbt4525'; did you mean cn.gbt45251?"),
        (("cn.gbt45251", "--on", "1 March"), "is not a day"),
        (("cn.gbt45251", "--all", "--on", "2026-03-01"), "not both"),
        (("cn.gbt45251", "--article", "no such"), "no article or rule is called that"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_said(run: Run, words: tuple[str, ...], why: str) -> None:
    refused = run("law", "show", *words)
    assert refused.returncode == 2
    assert why in " ".join(refused.stderr.replace("│", " ").split())


def test_the_rule_that_a_verdict_names_is_shown_in_its_article(run: Run) -> None:
    shown = run("law", "show", "cn.gbt45251.hours", "--on", "2026-03-01")
    assert shown.returncode == 0
    assert "cn.gbt45251.hours" in shown.stdout and "cn.gbt45251.freq" not in shown.stdout
