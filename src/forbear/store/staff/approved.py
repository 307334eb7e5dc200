"""What approved proposals bring about: a version that is live, an override to ask by."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import psycopg

from forbear.desk.strategy import Strategy
from forbear.desk.strategy_file import load_strategy, read_strategy
from forbear.gate.overriding import Override

Connection = psycopg.Connection[Any]
STRATEGY: Final = "standard"
_LIVE: Final = """
insert into live_versions (kind, name, text, sha256, proposal, live_from) values (%s, %s, %s, %s, %s, %s)"""
_NOW: Final = """
select distinct on (name) name, text, sha256, live_from from live_versions
 where kind = %s and live_from <= %s order by name, live_from desc, version desc"""
_OVERRIDE: Final = """
select proposal, payload, (
       select key from contacts where body -> 'override' ->> 'id' = proposal
          and state not in ('refused', 'void', 'lapsed') order by changed_at limit 1)
  from proposals where proposal = %s and kind = 'override' and state = 'approved'"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveVersion:
    """An approved text that is live: a strategy, a message or a rulebook."""

    name: str
    text: str
    sha256: str
    live_from: datetime


def add_live(
    connection: Connection, kind: str, name: str, text: str, proposal: str, live_from: datetime
) -> None:
    """Keep an approved text, which is live from an instant on."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    connection.execute(_LIVE, [kind, name, text, sha256, proposal, live_from])


def live_versions(connection: Connection, kind: str, now: datetime) -> list[LiveVersion]:
    """The texts of a kind (`strategy`, `template`, `rulebook`) that are live, the latest of each name."""
    rows = connection.execute(_NOW, [kind, now])
    return [LiveVersion(name=name, text=text, sha256=sha256, live_from=at) for name, text, sha256, at in rows]


def live_strategy(connection: Connection, now: datetime) -> Strategy:
    """The strategy that was approved last and is live; the packaged one where none was."""
    live = live_versions(connection, "strategy", now)
    if not live:
        return load_strategy(STRATEGY)
    latest = max(live, key=lambda version: version.live_from)
    return read_strategy(latest.text.encode(), f"{latest.name}.toml")


def read_override(connection: Connection, proposal: str) -> Override | None:
    """An approved override, and the key of the contact that used it; None where there is none."""
    row = connection.execute(_OVERRIDE, [proposal]).fetchone()
    if row is None:
        return None
    name, payload, used = row
    until = payload.get("until")
    return Override(
        id=name, rule=payload["rule"], case=payload["case"], person=payload["person"],
        until=datetime.fromisoformat(until) if until else None, used_by=used,
    )  # fmt: skip
