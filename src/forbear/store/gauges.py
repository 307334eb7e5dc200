"""What the database says of the whole at this moment, as numbers: queues, doubts, evidence, the night."""

from __future__ import annotations

from typing import Any, Final

import psycopg

from forbear.watch.metrics import Gauge

_QUEUES: Final = """
select channel, count(*) filter (where state = 'reserved'),
       count(*) filter (where state = 'reserved' and at <= now()),
       coalesce(extract(epoch from now() - min(at) filter (where state = 'reserved' and at <= now())), 0),
       count(*) filter (where state = 'in_doubt'), count(*) filter (where state = 'sending'),
       count(*) filter (where state = 'undelivered')
  from contacts where state in ('reserved', 'sending', 'in_doubt', 'undelivered') group by channel order by channel"""
_UNPLACED: Final = """
select count(*), coalesce(extract(epoch from clock_timestamp() - min((leaf::jsonb ->> 'at')::timestamptz)), 0)
  from (select leaf from evidence_entries where position is null order by entry limit 100000) waiting"""
_SIGNED: Final = "select extract(epoch from now() - max(at)) from evidence_checkpoints"
_NIGHT: Final = """
select cases_total, cases_done, extract(epoch from finished_at), extract(epoch from now() - started_at)
  from nights order by on_day desc limit 1"""
_BEATS: Final = "select kind, extract(epoch from now() - max(at)) from heartbeats group by kind order by kind"
_BREAKERS: Final = """
select channel, (shut_until is not null and shut_until > now())::int, failures from providers order by channel"""
_QUEUED: Final = (
    ("forbear_reserved", "Contacts reserved"),
    ("forbear_due", "Contacts whose moment has come and that wait to be made"),
    ("forbear_due_oldest_seconds", "How long the oldest of these waits"),
    ("forbear_in_doubt", "Contacts of which nobody knows whether they were made: a person decides"),
    ("forbear_sending", "Contacts being made"),
    ("forbear_undelivered", "Messages given up: somebody retries or drops them"),
)


def read_gauges(connection: psycopg.Connection[Any]) -> tuple[Gauge, ...]:
    """The numbers of this moment, over an autocommit connection."""
    found = []
    for channel, *numbers in connection.execute(_QUEUES):
        for (name, means), number in zip(_QUEUED, numbers, strict=True):
            found.append(Gauge(name=name, means=means, value=float(number), labels={"channel": channel}))
    waiting, lag = _row(connection, _UNPLACED)
    found.append(
        Gauge(name="forbear_evidence_waiting", means="Sealed entries without a place", value=waiting)
    )
    found.append(Gauge(name="forbear_evidence_lag_seconds", means="Age of the oldest of these", value=lag))
    (signed,) = _row(connection, _SIGNED)
    if signed is not None:
        found.append(
            Gauge(name="forbear_checkpoint_age_seconds", means="Since a head was signed", value=signed)
        )
    return (*found, *_breakers(connection), *_night(connection), *_beats(connection))


def _breakers(connection: psycopg.Connection[Any]) -> list[Gauge]:
    shut, failures = "1: the provider is left alone for a while", "Its failures in a row"
    return [
        gauge
        for channel, is_shut, failed in connection.execute(_BREAKERS)
        for gauge in (
            Gauge(name="forbear_breaker_open", means=shut, value=float(is_shut), labels={"channel": channel}),
            Gauge(name="forbear_failures", means=failures, value=float(failed), labels={"channel": channel}),
        )
    ]


def _night(connection: psycopg.Connection[Any]) -> list[Gauge]:
    row = connection.execute(_NIGHT).fetchone()
    if row is None:
        return []
    total, done, finished, since = row
    means = "Cases of the latest night"
    return [
        Gauge(name="forbear_night_cases", means=means, value=float(total), labels={"state": "total"}),
        Gauge(name="forbear_night_cases", means=means, value=float(done), labels={"state": "done"}),
        Gauge(name="forbear_night_started_seconds", means="Since it began", value=float(since)),
        Gauge(
            name="forbear_night_finished",
            means="1: the latest night is done",
            value=float(finished is not None),
        ),
    ]


def _beats(connection: psycopg.Connection[Any]) -> list[Gauge]:
    means = "Since a process of this kind last said that it works"
    return [
        Gauge(name="forbear_heartbeat_age_seconds", means=means, value=float(age), labels={"process": kind})
        for kind, age in connection.execute(_BEATS)
    ]


def _row(connection: psycopg.Connection[Any], query: str) -> tuple[Any, ...]:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return tuple(None if value is None else float(value) for value in row)
