"""An event added to the ledger of a case, behind those that are there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import psycopg
from psycopg.types.json import Jsonb

_ADD: Final = """
insert into ledger_events (case_id, event, seq, on_day, body)
select %(case)s, %(event)s, coalesce(max(seq), 0) + 1, %(on)s, %(body)s from ledger_events where case_id = %(case)s"""


def add_event(
    connection: psycopg.Connection[Any], case: str, event: str, on: date, body: Mapping[str, Any]
) -> None:
    """Add an event to the ledger of a case, under an id of its own."""
    connection.execute(_ADD, {"case": case, "event": event, "on": on, "body": Jsonb(dict(body))})
