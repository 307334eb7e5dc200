"""Three hundred faults at random moments under load. FORBEAR_FAULTS and FORBEAR_SEED try other storms."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from forbear.gate.door import open_door
from forbear.law.rulebook import load_law
from office import STOP
from storm import weather

pytestmark = pytest.mark.prove


def test_after_three_hundred_faults_nothing_is_lost_sent_twice_or_unlawful(tmp_path: Path) -> None:
    faults, seed = int(os.environ.get("FORBEAR_FAULTS", "300")), int(os.environ.get("FORBEAR_SEED", "1"))
    door = open_door(load_law(), STOP)
    print("\n" + weather(tmp_path, door, gates=2, people=8 * faults, clients=8, faults=faults, seed=seed))
