"""The page of messages: how each channel's provider is, what is in doubt and what was given up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from psycopg import Connection

from forbear.gate.provider import Provider
from forbear.law.clock.instants import format_instant
from forbear.store.providers import read_providers
from forbear.web.site import Site, language_of, page
from forbear.web.words import say, word

SHOWN = 100
_COUNTS = """
select channel, count(*) filter (where state = 'reserved'), count(*) filter (where state = 'in_doubt'),
       count(*) filter (where state = 'undelivered')
  from contacts where state in ('reserved', 'in_doubt', 'undelivered') group by channel"""
_LISTED = """
select k.contact, k.case_id, k.channel, k.at, coalesce(a.masked, ''), k.attempts, k.message_id, k.why
  from contacts k left join addresses a on a.address = k.address and a.person = k.person
 where k.state = %s order by k.changed_at desc, k.contact limit %s"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A contact as the page shows it: the address masked, and why in the provider's terms."""

    contact: str
    case: str
    channel: str
    moment: str
    address: str
    attempts: int
    message_id: str
    why: str


class Reading(Protocol):
    """Opens a connection that sees the rows of the asker's lender or agency."""

    def __call__(self, site: Site, request: Request) -> AbstractContextManager[Connection[Any]]:
        """A connection for a page."""


def add_messages(router: APIRouter, site: Site, reading: Reading) -> None:
    """Add the page."""

    @router.get("/messages")
    def messages(request: Request) -> HTMLResponse:
        language = language_of(request)
        with reading(site, request) as connection:
            channels = list(_channels(connection, language, site.clock()))
            doubts, given_up = (_listed(connection, language, state) for state in ("in_doubt", "undelivered"))
        head = [
            say(language, "messages.channel"),
            say(language, "messages.waiting"),
            say(language, "messages.doubts"),
            say(language, "messages.given_up"),
            say(language, "messages.state"),
        ]
        return page(request, "messages.html", here="messages", head=head, channels=channels, doubts=doubts,
                    given_up=given_up)  # fmt: skip


def _channels(connection: Connection[Any], language: str, now: datetime) -> Iterator[tuple[str, ...]]:
    counts = {row[0]: row[1:] for row in connection.execute(_COUNTS)}
    known = {provider.channel: provider for provider in read_providers(connection)}
    for channel in sorted(set(counts) | set(known)):
        provider = known.get(channel) or Provider(channel=channel)
        numbers = [f"{count:,}" for count in counts.get(channel, (0, 0, 0))]
        state = say(language, "messages.up")
        if provider.state(now) == "shut":
            state = say(language, "messages.shut")
        elif provider.failures:
            state = say(language, "messages.failed")
        yield word(language, "channel", channel), *numbers, state


def _listed(connection: Connection[Any], language: str, state: str) -> list[Listed]:
    return [
        Listed(
            contact=contact,
            case=case,
            channel=word(language, "channel", channel),
            moment=format_instant(at),
            address=address,
            attempts=attempts,
            message_id=message_id or "–",
            why=why or "–",
        )
        for contact, case, channel, at, address, attempts, message_id, why in connection.execute(
            _LISTED, [state, SHOWN]
        )
    ]
