"""The commands of the log as an officer runs them, and the bundle as an outsider checks it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys

import psycopg
import pytest

from office import Office, on_the_day


@pytest.fixture
def run(database_url, tmp_path):
    with psycopg.connect(database_url, autocommit=True) as connection:
        office = Office(connection)
        office.add_borrower("p1")
        office.add_call("c1", "p1", "case-p1", on_the_day("10:00"), "conversation")
    environment = {**os.environ, "FORBEAR_DATABASE_URL": database_url, "COLUMNS": "100"}

    def call(*words, program="forbear.cli"):
        start = [sys.executable, "-c", f"import {program} as m; m.main()"]
        done = subprocess.run([*start, *words], cwd=tmp_path, env=environment, capture_output=True, text=True)
        return done.returncode, done.stdout, done.stderr

    return call


def test_a_bundle_is_written_and_an_outsider_checks_it_with_the_published_key_and_head(run, tmp_path):
    key = run("evidence", "key")[1].strip()
    assert stat.S_IMODE((tmp_path / "var/evidence.key").stat().st_mode) == 0o600
    assert run("evidence", "checkpoint", "-o", "head.txt")[0] == 0
    assert run("evidence", "bundle", "c1", "-o", "c1.json", "--from", "1")[0] == 0
    status, told, _ = run(
        "c1.json", "--key", key, "--checkpoint", "head.txt", program="forbear.evidence.verifying"
    )
    assert status == 0 and "ok  entry 0 (contact" in told and "the same head" in told
    assert run("evidence", "bundle", "c2")[0] == 2


def test_fsck_says_that_all_holds_and_names_what_does_not(run, tmp_path, database_url):
    assert run("evidence", "fsck")[1] == "1 entries: all hold\n"
    with psycopg.connect(database_url, autocommit=True) as connection, connection.transaction():
        connection.execute("set local session_replication_role = replica")
        connection.execute(
            "update evidence_contents set content = replace(content, 'conversation', 'unanswered')"
        )
    status, told, errors = run("evidence", "fsck")
    assert (status, told) == (1, "1 entries: 1 faults\n")
    assert "entry 0 has another content than was committed to" in errors


def test_an_erased_person_leaves_a_log_that_holds(run):
    assert run("evidence", "erase", "p1")[1] == "1 entries erased\n"
    assert run("evidence", "fsck")[1] == "2 entries: all hold\n"
    assert run("evidence", "bundle", "c1")[0] == 2
