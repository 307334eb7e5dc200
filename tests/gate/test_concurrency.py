"""Many clients at once, four gate processes: no limit is broken. The long run is in tests/prove."""

from __future__ import annotations

from pathlib import Path

from clock import clock_at_ten
from fire import add_people_with_one_call_left, audit, gates, last_permits, mixed_people, random_mix
from forbear.gate.door import Door
from office import Office

CLIENTS = 16


def test_the_last_call_of_the_day_is_given_once_and_a_random_mix_breaks_no_limit(
    office: Office, door: Door, database_url: str, tmp_path: Path
) -> None:
    clock, called = clock_at_ten(tmp_path), [f"called{i}" for i in range(6)]
    add_people_with_one_call_left(office, door, called, clock.now())
    people = mixed_people(office, 12)
    with gates(4, database_url, tmp_path, clock) as port:
        assert last_permits(port, called, CLIENTS) == [1] * len(called)
        answers = random_mix(port, office, clock, people, CLIENTS, 20)
    assert answers.total() == CLIENTS * 20 and {200, 201} <= set(answers) <= {200, 201, 409, 422}
    count, breaches = audit(office, door)
    assert count > 12 and breaches == []
