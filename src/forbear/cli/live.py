"""What was approved and is live, put in place of what is packaged: the messages and the rulebooks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import psycopg

from forbear.gate.door import Door
from forbear.gate.templates import read_template
from forbear.law.rulebook import Law, read_rulebook
from forbear.store import Database
from forbear.store.staff.approved import live_versions

Connection = psycopg.Connection[Any]


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
