"""What somebody told us, taking effect: kept, heeded on every queue, and for everybody who shares a stopped number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from forbear.gate.asks import Entry
from forbear.gate.door import Door
from forbear.gate.ports import Record
from forbear.gate.reservation import withdraw
from forbear.law.clock import format_instant
from forbear.law.judge.wire import read_statement
from forbear.terms import InputError, Statement

_STOPS: Final = frozenset({"cease", "opt_out", "declines"})


def take_statement(
    door: Door, record: Record, body: Mapping[str, Any], now: datetime
) -> tuple[Statement, bool, list[Entry]]:
    """Keep a statement of formats.md 2: whether it is new, and what it withdrew. All of it or nothing.

    Somebody who shares a number or mailbox with a person that wants no more of it is not reached there either:
    nobody knows who would answer. InputError where it cannot be read or lies ahead; NotFound and Conflict as
    `Record.say` has them.
    """
    statement = read_statement(body)
    if statement.at > now:
        raise InputError("/at", "lies ahead; write when it was said")
    with record.work():
        shared = record.shared(statement.person) if statement.kind in _STOPS else []
        people = {statement.person, *(other for _, other, _ in shared)}
        record.lock(set().union(*(record.circle(person) for person in people)))
        is_new = record.say(statement, body)
        for own, other, address in shared:
            if statement.address in (None, own):
                told = _as_much(statement, other, address)
                record.say(read_statement(told), told)
        withdrawn = [entry for person in sorted(people) for entry in withdraw(door, record, person, now)]
    return statement, is_new, withdrawn


def _as_much(statement: Statement, other: str, address: str) -> dict[str, Any]:
    """The stop of a shared address for the other person who has it."""
    told = {"id": f"{statement.id}:shared:{address}", "at": format_instant(statement.at), "person": other,
            "kind": "opt_out", "address": address}  # fmt: skip
    return told | ({"channel": statement.channel} if statement.channel else {})
