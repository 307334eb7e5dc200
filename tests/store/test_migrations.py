"""A new program comes in beside the old one: what a `pre` migration may do, and that the program before the newest
one still asks, permits and settles on today's tables."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from forbear.store.migration import MIGRATIONS, phase_of

ROOT = Path(__file__).resolve().parents[2]
FIRST_THAT_HAS_TO = 20
"""Migrations with a smaller number were made before the first release, when nobody's database had to go on."""
STRING_OR_REMARK = re.compile(r"\$(\w*)\$.*?\$\1\$|'(?:[^']|'')*'|--[^\n]*", re.DOTALL)
BREAKING = (
    (r"\bdrop (table|column|view|function|type|sequence)\b", "an old program may still use it"),
    (r"\brename\b", "an old program knows it by its old name"),
    (r"\balter (column )?\w+ (set data )?type\b", "it rewrites the table, and an old program writes the old type"),
    (r"\bset not null\b", "an old program may write none"),
    (r"\badd (column )?(?!constraint\b)\w+ (?:(?!\bdefault\b|,|;).)*\bnot null\b(?:(?!\bdefault\b|,|;).)*(?=,|;|$)",
     "an old program writes none"),
    (r"\bdefault \w*(clock_timestamp|gen_random|random|nextval)\w*\s*\(", "it rewrites the table: no constant"),
    (r"\badd constraint\b(?!.*\bnot valid\b)", "it reads the table under a lock; say `not valid`"),
    (r"^\s*(update|delete from) ", "it holds every row that it changes; fill in small steps, by the program"),
    (r"^\s*lock table\b", "everybody waits"),
    (r"^\s*truncate\b", "what an old program wrote is gone"),
)  # fmt: skip


def faults(text: str) -> list[str]:
    """What in a migration would break a program that runs beside it, or make it wait."""
    bare = STRING_OR_REMARK.sub(lambda found: " " if found[0].startswith("--") else "''", text).lower()
    made = set(re.findall(r"\bcreate table (?:if not exists )?(\w+)", bare))
    found = []
    for statement in (" ".join(part.split()) for part in bare.split(";")):
        if statement.startswith("create table"):
            continue
        on = re.search(r"(?:alter table|index .*? on|trigger .*? on) (?:only )?(\w+)", statement)
        if on and on[1] in made:
            continue  # nobody uses it yet
        if re.match(r"create (unique )?index (?!concurrently)", statement):
            found.append(
                f"{statement}: writers wait while it is built; say `concurrently`, in a file of its own"
            )
        found += [f"{statement}: {why}" for pattern, why in BREAKING if re.search(pattern, statement + ";")]
    return found


@pytest.mark.parametrize(
    "text",
    [
        "drop table promises",
        "alter table people drop column zone",
        "alter table people rename column zone to zones",
        "alter table people alter column zone type int",
        "alter table people alter zone set data type int",
        "alter table people alter column zone set not null",
        "alter table people add column more text not null",
        "alter table people add more text not null, add other text",
        "alter table people add column at timestamptz not null default clock_timestamp()",
        "alter table people add constraint old check (birth_year > 1900)",
        "create index people_by_zone on people (zone)",
        "update people set zone = 'Asia/Shanghai'",
        "delete from people",
        "lock table people",
        "truncate people",
    ],
)
def test_what_breaks_an_old_program_or_stops_everybody_is_found(text: str) -> None:
    assert faults(f"-- depends: 0001\n{text};")


@pytest.mark.parametrize(
    "text",
    [
        "create table fresh (a text not null, b int); create index fresh_by_b on fresh (b)",
        "create table fresh (a text); alter table fresh add constraint x check (a <> '')",
        "alter table people add column more text",
        "alter table people add column more text not null default ''",
        "alter table people add constraint old check (birth_year > 1900) not valid",
        "alter table people validate constraint old",
        "alter table people alter column name drop not null",
        "create index concurrently people_by_zone on people (zone)",
        "create function f() returns void language plpgsql as $$ begin drop table people; end $$",
        "-- drop table people\nselect 1",
    ],
)
def test_what_both_can_live_with_is_let_through(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize("path", sorted(MIGRATIONS.glob("*.sql")), ids=lambda path: path.stem)
def test_a_pre_migration_leaves_the_old_program_able_to_run(path: Path) -> None:
    assert re.fullmatch(r"\d{4}_(pre|post)_[a-z_]+", path.stem)
    if phase_of(path.stem) == "pre" and int(path.stem[:4]) >= FIRST_THAT_HAS_TO:
        assert faults(path.read_text("utf-8")) == []


OLD = """
import sys
import psycopg
from forbear.gate.door import open_door
from forbear.gate.reservation import permit, reserve
from forbear.law.rulebook import load_law
from office import STOP, Office, ask, ask_mail, on_the_day

now = on_the_day("09:30")
with psycopg.connect(sys.argv[1], autocommit=True) as connection:
    office = Office(connection)
    office.add_borrower("li")
    door = open_door(load_law(), STOP)
    answer = reserve(door, office.record(), ask("li"), now)
    assert answer.entry.state == "reserved", answer.entry.why
    assert permit(door, office.record(), answer.entry.contact, now).contact == answer.entry.contact
    refused = reserve(door, office.record(), ask("li", key="late", at=on_the_day("23:00")), now)
    assert refused.entry.state == "refused"
    print(sorted(office.states().items()))
"""


def git(*words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, check=True).stdout


def the_program_before(folder: Path) -> Path | None:
    """The program as it was before the newest `pre` migration came in; None where there is no history to ask."""
    try:
        newest = max(MIGRATIONS.glob("*_pre_*.sql"), key=lambda path: added(path)[0])
        commit = added(newest)[1]
        with tarfile.open(
            fileobj=io.BytesIO(git("archive", f"{commit}^", "src", "tests/office.py"))
        ) as archive:
            archive.extractall(folder, filter="data")
    except (subprocess.CalledProcessError, FileNotFoundError, IndexError, ValueError):
        return None
    return folder


def added(path: Path) -> tuple[int, str]:
    """When a file came in, and with which commit."""
    told = (
        git("log", "--diff-filter=A", "--format=%ct %H", "--", str(path.relative_to(ROOT))).decode().split()
    )
    return int(told[0]), told[1]


def test_the_program_before_the_newest_migration_works_on_todays_tables(
    database_url: str, tmp_path: Path
) -> None:
    old = the_program_before(tmp_path / "old")
    if old is None:
        pytest.skip("there is no history of this repository here")
    assert len(list((old / "src/forbear/store/migrations").glob("*.sql"))) < len(
        list(MIGRATIONS.glob("*.sql"))
    )

    own = os.environ | {"PYTHONPATH": f"{old / 'src'}:{old / 'tests'}"}
    ran = subprocess.run(
        [sys.executable, "-c", OLD, database_url], env=own, capture_output=True, text=True, cwd=tmp_path
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == "[('refused', 1), ('reserved', 1)]\n"
