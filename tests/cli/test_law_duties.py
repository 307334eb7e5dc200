"""`forbear law duties`: what runs, by when, for requests in a file and for a case of the database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta

import psycopg
import pytest

from office import Office, on_the_day

ASKED = {
    "id": "q1",
    "people": [{"id": "p", "role": "borrower", "zones": ["Asia/Shanghai"], "region": "CN-31"}],
    "collectors": [{"id": "k", "kind": "bank"}],
    "debts": [{"id": "d", "product": "credit_card"}],
    "statements": [{"id": "s", "at": "2026-05-01T10:00:00+08:00", "person": "p", "kind": "complaint"}],
    "at": "2026-05-17T10:00:00+08:00",
}


@pytest.fixture
def run(tmp_path, database_url):
    def call(*words, given=""):
        environment = {**os.environ, "FORBEAR_DATABASE_URL": database_url, "COLUMNS": "100"}
        start = [sys.executable, "-c", "import forbear.cli as m; m.main()", "law", "duties"]
        done = subprocess.run([*start, *words], input=given, cwd=tmp_path, env=environment, capture_output=True,
                              text=True)  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    return call


def test_a_complaint_is_late_the_day_after_its_fifteenth(run):
    status, told, _ = run("-", "--json", given=json.dumps(ASKED))
    by_rule = {line["rule"]: line for line in map(json.loads, told.splitlines())}
    simple = by_rule["cn.compl2020.deadline.simple"]
    assert (status, simple["due"], simple["state"], simple["by"]) == (0, "2026-05-16", "late", "s")
    assert "2026-05-16" in simple["do"]["zh"]
    on_the_last = {**ASKED, "at": "2026-05-16T23:00:00+08:00"}
    _, told, _ = run("-", "--json", given=json.dumps(on_the_last))
    assert {json.loads(line)["state"] for line in told.splitlines()} == {"runs"}


def test_a_line_that_cannot_be_read_is_named_and_the_others_are_told(run):
    status, told, errors = run("-", given="{\n" + json.dumps(ASKED))
    assert status == 1 and "line 1" in errors and "2026-05-16" in told


def test_a_case_of_the_database_is_told_with_what_its_borrower_said(run, database_url):
    with psycopg.connect(database_url, autocommit=True) as connection:
        office = Office(connection)
        office.add_borrower("p1")
        office.say("p1", "complaint", on_the_day("10:00"))
    on = (on_the_day("10:00") + timedelta(days=16)).date().isoformat()
    status, told, _ = run("--case", "case-p1", "--on", on, "--json")
    found = [json.loads(line) for line in told.splitlines()]
    assert status == 0
    assert ("cn.compl2020.deadline.simple", "2026-05-28", "late") in [
        (f["rule"], f["due"], f["state"]) for f in found
    ]
    assert run("--case", "nothing")[0] == 2
    assert run()[0] == 2


def test_where_no_law_can_be_chosen_that_is_said_and_not_that_nothing_runs(run):
    person = {key: value for key, value in ASKED["people"][0].items() if key != "region"}
    for people, why in (
        ([person], "no person's region"),
        ([{**person, "region": "JP"}], "no rulebook holds in JP"),
    ):
        status, told, errors = run("-", given=json.dumps({**ASKED, "people": people}))
        assert (status, told) == (1, "")
        assert why in errors
