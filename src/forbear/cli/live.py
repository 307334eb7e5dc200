"""What was approved and is live, put in place of what is packaged: the strategy, the messages, the rulebooks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import psycopg

from forbear.desk.strategy import Strategy
from forbear.desk.strategy_file import load_strategy, read_strategy
from forbear.gate.door import Door
from forbear.gate.templates import read_template
from forbear.law.rulebook import Law, read_rulebook
from forbear.store import Database
from forbear.store.staff.approved import live_versions

Connection = psycopg.Connection[Any]
STRATEGY: Final = "standard"


def live_strategy(connection: Connection, now: datetime) -> Strategy:
    """The strategy that was approved last and is live; the packaged one where none was."""
    live = live_versions(connection, "strategy", now)
    if not live:
        return load_strategy(STRATEGY)
    latest = max(live, key=lambda version: version.live_from)
    return read_strategy(latest.text.encode(), f"{latest.name}.toml")


def live_door(database: Database, door: Door, now: datetime) -> Door:
    """The door with the messages and rulebooks that are live at an instant."""
    with database.connect() as connection:
        messages = live_versions(connection, "template", now)
        books = live_versions(connection, "rulebook", now)
    templates, law = dict(door.templates), door.law
    for message in messages:
        template = read_template(message.text.encode(), message.name)
        templates[template.name, template.language] = template
    if books:
        read = {book.name: read_rulebook(book.text, f"{book.name}.md") for book in books}
        law = Law((*(b for b in law.books.values() if b.id not in read), *read.values()))
    return replace(door, law=law, templates=templates) if messages or books else door
