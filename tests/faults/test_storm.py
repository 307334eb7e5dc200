"""Some faults of every kind under load: nothing is lost, sent twice or unlawful. Three hundred: tests/prove."""

from __future__ import annotations

from pathlib import Path

from forbear.gate.door import Door
from storm import weather


def test_after_faults_of_every_kind_nothing_is_lost_sent_twice_or_unlawful(
    tmp_path: Path, door: Door
) -> None:
    print(weather(tmp_path, door, gates=1, people=40, clients=4, faults=7, seed=7))
