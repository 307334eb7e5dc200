"""Which rulebooks, strategy and messages are in use, and since when: every change of them is in the evidence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import psycopg

from forbear.desk.strategy import Strategy
from forbear.gate.door import Door

_ALONE: Final = "select pg_advisory_xact_lock(hashtextextended('forbear rules', 0))"
_HELD: Final = "select kind, id, version from rules_held where until is null"
_GONE: Final = "update rules_held set until = clock_timestamp() where kind = %s and id = %s and until is null"
_NEW: Final = "insert into rules_held (kind, id, version) values (%s, %s, %s)"

Rule = tuple[str, str, str]
"""Its kind (`rulebook`, `strategy`, `template`), its id, and its version with the hash of its text."""


def note_rules(connection: psycopg.Connection[Any], door: Door, strategy: Strategy) -> list[Rule]:
    """Write down what is in use from now on, where it is not what was; what is new comes back.

    The database seals each row that comes and each that ends.
    """
    wanted = set(_in_use(door, strategy))
    with connection.transaction():
        connection.execute(_ALONE)
        held = set(connection.execute(_HELD).fetchall())
        for kind, name, _ in sorted(held - wanted):
            connection.execute(_GONE, [kind, name])
        new = sorted(wanted - held)
        for rule in new:
            connection.execute(_NEW, list(rule))
    return new


def _in_use(door: Door, strategy: Strategy) -> Iterator[Rule]:
    for book in door.law.books.values():
        yield "rulebook", book.id, book.version
    yield "strategy", strategy.id, f"{strategy.version}:{strategy.sha256}"
    for template in door.templates.values():
        yield "template", f"{template.name}.{template.language}", f"{template.version}:{template.sha256}"
