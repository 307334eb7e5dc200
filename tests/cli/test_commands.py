"""The commands as a person meets them: what they print, and what they say when something is wrong."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from unicodedata import east_asian_width

import psycopg
import pytest

from forbear.cli.telling import default_language
from forbear.gate.door import open_door
from forbear.gate.reservation import reserve
from forbear.law.rulebook import load_law
from office import Office, Postbox, ask_mail, mail_server

Run = Callable[..., subprocess.CompletedProcess[str]]
DOWN = "postgresql://clerk:secret@127.0.0.1:1/none"
HEAVY = {
    "fastapi",
    "uvicorn",
    "psycopg",
    "jinja2",
    "vl_convert",
    "rich.table",
    "forbear.law",
    "forbear.store",
}


def width(line: str) -> int:
    """How many columns of a terminal a line takes."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in line.rstrip())


def people(portfolio: Path) -> list[str]:
    """Every name, number and mailbox in a portfolio."""
    with (
        (portfolio / "people.csv").open(encoding="utf-8") as names,
        (portfolio / "addresses.csv").open(encoding="utf-8") as addresses,
    ):
        found = [row["name"] for row in csv.DictReader(names)]
        found += [row["value"] for row in csv.DictReader(addresses)]
    return [one for one in found if len(one) > 1]


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom forbear.cli import app\n"
        "try: app(['--help'])\nexcept SystemExit: pass\n"
        "print('LOADED', *sys.modules, file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "forbear.terms" in ran.stderr
    assert HEAVY & set(ran.stderr.split()) == set()
    assert "judge" in ran.stdout and "demo-portfolio" in ran.stdout


@pytest.mark.parametrize("lacking", ["typer", "rich"])
def test_without_its_libraries_the_script_says_what_to_install(lacking: str) -> None:
    code = f"import sys; sys.modules['{lacking}'] = None; from forbear.cli import main; main()"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.returncode == 2
    assert "pip install 'forbear[server]'" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_version_is_that_of_the_package(run: Run) -> None:
    assert re.fullmatch(r"forbear \d+\.\d+\.\d+\n", run("--version").stdout)


@pytest.mark.parametrize(
    ("words", "variables", "says"),
    [
        (["import", "/nowhere"], {}, ["/nowhere", "name the folder"]),
        (["night", "--on", "yesterday"], {}, ["'yesterday' is not a day", "2026-05-12"]),
        (["--lang", "fr", "night"], {}, ["write zh or en"]),
        (["night"], {"FORBEAR_DATABASE_URL": DOWN}, ["127.0.0.1:1", "start the server", "--database-url"]),
        (["--database-url", "nonsense", "night"], {}, ["postgresql://USER:PASSWORD@HOST"]),
        (["send"], {}, ["FORBEAR_SMTP_HOST", "no mail server"]),
        (["send"], {"FORBEAR_SMTP_HOST": "mx.example", "FORBEAR_SMTP_FROM": "x"}, ["FORBEAR_SMTP_FROM"]),
        (["report", "-o", "night.html"], {}, ["no night yet", "forbear night"]),
        (["report", "-o", "night.html", "--on", "2026-05-12"], {}, ["2026-05-12"]),
        (["up"], {"FORBEAR_DIALLER_TOKEN": "short"}, ["FORBEAR_DIALLER_TOKEN", "16 characters"]),
        (["up", "--host", "192.0.2.1"], {}, ["192.0.2.1", "--host"]),
        (["demo-portfolio", "/proc/portfolio"], {}, ["/proc/portfolio"]),
        (["judge", "/nowhere.jsonl"], {}, ["/nowhere.jsonl"]),
        (["frobnicate"], {}, ["frobnicate"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_is_told_with_what_and_where_and_what_to_do(
    run: Run, words: list[str], variables: dict[str, str], says: list[str]
) -> None:
    ran = run(*words, **variables)
    assert ran.returncode == 2
    assert [word for word in says if word not in ran.stderr] == []
    assert "Traceback" not in ran.stderr and "secret" not in ran.stderr


def test_a_portfolio_goes_in_and_its_night_is_shown_in_both_languages(run: Run, portfolio: Path) -> None:
    taken = run("import", str(portfolio))
    assert taken.returncode == 0
    assert re.search(r"cases\.csv +151 rows: 150 new, 0 changed", taken.stdout)
    assert "rejects.csv" in taken.stdout
    again = run("import", str(portfolio))
    assert re.search(r"cases\.csv +151 rows: 0 new, 0 changed", again.stdout)
    english = run("night", "--on", "2026-05-12")
    chinese = run("--lang", "zh", "night", "--on", "2026-05-12")
    assert "The night of 12 May 2026" in english.stdout
    assert "夜间处理报告 · 2026年5月12日" in chinese.stdout
    for told in (english.stdout, chinese.stdout):
        assert told.count("150") >= 1
        assert max(map(width, told.splitlines())) <= 80
        assert [one for one in people(portfolio) if one in told] == []
    assert re.findall(r"c\d{7}", english.stdout) == re.findall(r"c\d{7}", chinese.stdout) != []


def test_the_report_is_one_file_that_needs_no_other(run: Run, portfolio: Path, tmp_path: Path) -> None:
    run("import", str(portfolio))
    run("night", "--on", "2026-05-12")
    assert run("--lang", "zh", "report", "-o", "night.html").returncode == 0
    page = (tmp_path / "night.html").read_text("utf-8")
    assert 'lang="zh-CN"' in page and page.count("<svg") >= 2 and "--paper" in page
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"|url\(|@import|<script', page) == []
    assert set(re.findall(r'https?://[^"\s]+', page)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert [one for one in people(portfolio) if one in page] == []


def test_what_is_due_is_sent_once(run: Run, database_url: str) -> None:
    now = datetime.now(UTC)
    door, postbox = open_door(load_law(), "stop@lender.example"), Postbox()
    with psycopg.connect(database_url, autocommit=True) as connection:
        office = Office(connection)
        for person in ("p1", "p2"):
            office.add_borrower(person, zone=wide_awake(now), region="PH")
            asked = ask_mail(person, purpose="service", at=now)
            assert reserve(door, office.record(), asked, now).entry.state == "reserved"
        with mail_server(postbox) as settings:
            server = {
                "FORBEAR_SMTP_HOST": settings.host,
                "FORBEAR_SMTP_PORT": str(settings.port),
                "FORBEAR_SMTP_FROM": settings.sender,
                "FORBEAR_SMTP_TLS": "none",
            }
            first, second = run("send", **server), run("send", **server)
        lost = run("send", **server)
    assert (first.returncode, first.stdout) == (0, "email: sent: 2\n")
    assert (second.returncode, second.stdout) == (0, "email: there is nothing to send\n")
    assert sorted(to for to, _ in postbox.got) == ["p1@mail.example", "p2@mail.example"]
    assert lost.stdout == "email: there is nothing to send\n"


def test_what_was_given_up_or_is_in_doubt_is_shown_masked_and_settled_by_a_person(
    run: Run, database_url: str
) -> None:
    now = datetime.now(UTC)
    door = open_door(load_law(), "stop@lender.example")
    contacts = {}
    with psycopg.connect(database_url, autocommit=True) as connection:
        office = Office(connection)
        for person, state in (("p1", "undelivered"), ("p2", "in_doubt")):
            office.add_borrower(person, zone=wide_awake(now), region="PH")
            contacts[person] = reserve(
                door, office.record(), ask_mail(person, purpose="service", at=now), now
            ).entry.contact
            office.run("update contacts set state = %s, why = 'x' where person = %s", state, person)
        listed, doubts = run("undelivered", "list").stdout, run("doubts", "list").stdout
        assert contacts["p1"] in listed and contacts["p2"] in doubts
        assert "p•••@m•••.example" in listed and "p1@mail.example" not in listed
        assert run("channels").stdout.startswith(
            "email: no settings; no trouble; waiting 0, in doubt 1, given up 1"
        )
        assert run("undelivered", "retry", contacts["p1"]).stdout == "It is reserved again, for now.\n"
        assert run("undelivered", "drop", contacts["p1"]).returncode == 2
        assert run("doubts", "settle", contacts["p2"], "delivered").stdout == "It is settled.\n"
        states = office.run("select person, state, result from contacts order by 1").fetchall()
    assert states == [("p1", "reserved", None), ("p2", "done", "delivered")]


def wide_awake(now: datetime) -> str:
    """A zone where it is between nine and ten in the morning; for a place whose law goes by no other clock."""
    hours = (9 - now.hour + 12) % 24 - 12
    return f"Etc/GMT{-hours:+d}"


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_is_that_of_the_locale(locale: dict[str, str], language: str) -> None:
    assert default_language(locale) == language
