"""The last permit a thousand times; fifty thousand requests of all sorts, audited. Minutes on two quiet cores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from clock import clock_at_ten
from fire import add_people_with_one_call_left, audit, gates, last_permits, mixed_people, random_mix
from forbear.gate.door import Door, open_door
from forbear.law.rulebook import load_law
from office import STOP, Office

pytestmark = pytest.mark.prove
CLIENTS = 64
ROUNDS = 1_000
REQUESTS = 50_000


@pytest.fixture(scope="module")
def door() -> Door:
    return open_door(load_law(), STOP)


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield Office(connection)


def test_of_64_clients_exactly_one_gets_the_last_permit_a_thousand_times(
    office: Office, door: Door, database_url: str, tmp_path: Path
) -> None:
    people = [f"p{i}" for i in range(ROUNDS)]
    clock = clock_at_ten(tmp_path)
    add_people_with_one_call_left(office, door, people, clock.now())
    with gates(4, database_url, tmp_path, clock) as port:
        assert last_permits(port, people, CLIENTS) == [1] * ROUNDS


def test_fifty_thousand_random_requests_leave_a_history_without_a_breach(
    office: Office, door: Door, database_url: str, tmp_path: Path
) -> None:
    clock, people = clock_at_ten(tmp_path), mixed_people(office, 2_000)
    with gates(4, database_url, tmp_path, clock) as port:
        answers = random_mix(port, office, clock, people, CLIENTS, REQUESTS // CLIENTS + 1)
    assert {200, 201} <= set(answers) <= {200, 201, 409, 422}
    count, breaches = audit(office, door)
    print(
        f"{answers.total():,} requests {dict(answers)}; {count:,} contacts audited, {len(breaches)} breaches"
    )
    assert count > 2_000 and breaches == []
