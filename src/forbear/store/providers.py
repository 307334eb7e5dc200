"""What is known of each provider, shared by every process that sends."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import psycopg

from forbear.gate.provider import Provider

_SELECT = "select channel, failures, shut_until, why, tokens, filled_at from providers"
_KEEP = """
update providers set failures = %(failures)s, shut_until = %(shut_until)s, why = %(why)s, tokens = %(tokens)s,
       filled_at = %(filled_at)s where channel = %(channel)s"""


def read_provider(connection: psycopg.Connection[Any], channel: str, *, held: bool = False) -> Provider:
    """The provider of a channel; `held`, its row is made where it lacks and locked until the transaction ends."""
    if held:
        made = "insert into providers (channel) values (%s) on conflict do nothing"
        connection.execute(made, [channel])
    query = f"{_SELECT} where channel = %s" + (" for update" if held else "")
    row = connection.execute(query.encode(), [channel]).fetchone()
    return _provider(row) if row else Provider(channel=channel)


def read_providers(connection: psycopg.Connection[Any]) -> list[Provider]:
    """Every provider that was ever asked, by channel."""
    return [_provider(row) for row in connection.execute(f"{_SELECT} order by channel".encode())]


def keep_provider(connection: psycopg.Connection[Any], provider: Provider) -> None:
    """Write back what is known of a provider that was held."""
    connection.execute(_KEEP.encode(), asdict(provider))


def _provider(row: tuple[Any, ...]) -> Provider:
    channel, failures, shut_until, why, tokens, filled_at = row
    return Provider(
        channel=channel, failures=failures, shut_until=shut_until, why=why, tokens=tokens, filled_at=filled_at
    )
