"""Running a night: batches of debtors, each in one transaction, so that it can be killed and go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import psycopg
from psycopg.types.json import Jsonb

from forbear.desk.dossier import Dossier
from forbear.desk.night import Decision, Intention, decide
from forbear.desk.strategy import Strategy
from forbear.gate.asks import Ask, Entry
from forbear.gate.door import Door, consider
from forbear.gate.templates import Templates
from forbear.store.ageing import lay_out_terms
from forbear.store.dossiers import read_dossiers
from forbear.store.gate import ContactRecord
from forbear.store.night.ageing import age_cases
from forbear.store.plans import settle_plans
from forbear.store.rules_held import note_rules
from forbear.terms import Conflict, InputError
from forbear.watch.metrics import count_ask

BATCH: Final = 300
Progress = Callable[[int, int], None]

_HOLD = "select pg_try_advisory_lock(hashtextextended('forbear night', 0))"
_LET = "select pg_advisory_unlock(hashtextextended('forbear night', 0))"
_BEGIN = """
insert into nights (on_day, strategy, strategy_sha256, rulebooks, cases_total)
values (%s, %s, %s, %s, (select count(*) from cases)) on conflict do nothing"""
_NIGHT = """
select strategy, strategy_sha256, finished_at is not null, cursor, cases_total, cases_done
  from nights where on_day = %s"""
_DEBTORS = """
select debtor, array_agg(case_id order by case_id) from cases
 where debtor > %s group by debtor order by debtor limit %s"""
_STEP = "update nights set cursor = %s, cases_done = cases_done + %s where on_day = %s"
_FINISH = "update nights set finished_at = now(), cases_total = cases_done where on_day = %s"
_COPY = """
copy decisions (on_day, case_id, stage, treatment, outcome, why, detail, contact, rules) from stdin"""
_ANALYZE = (
    "analyze cases, parties, people, addresses, terms, ledger_events, statements, promises, contacts,"
    " ageing_contracts, ageing_instalments"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NightRun:
    """What a call of `run_night` did.

    `was_finished`: the night had been done before and nothing changed. `continued`: it took up one that was
    broken off.
    """

    on: date
    cases_done: int
    was_finished: bool
    continued: bool


def run_night(
    connection: psycopg.Connection[Any],
    door: Door,
    strategy: Strategy,
    on: date,
    *,
    progress: Progress | None = None,
    batch: int = BATCH,
) -> NightRun:
    """Age every case as of the end of `on`, decide, and ask the gate for the contacts of the day after.

    Needs an autocommit connection. `progress` is called with (cases done, cases in all). Killed at any point
    and called again, it goes on after the last batch that was committed; a finished night is left as it is.
    Conflict where another night runs, or where this one was begun with another strategy. InputError where the
    strategy names a template that is not approved.
    """
    check_templates(strategy, door.templates)
    record = ContactRecord(connection)
    note_rules(connection, door, strategy)
    with _alone(connection):
        books = {book.id: book.version for book in door.law.books.values()}
        fresh = connection.execute(_BEGIN, [on, strategy.name, strategy.sha256, Jsonb(books)]).rowcount == 1
        row = connection.execute(_NIGHT, [on]).fetchone()
        assert row is not None
        name, sha256, finished, cursor, total, done = row
        if finished:
            return NightRun(on=on, cases_done=done, was_finished=True, continued=False)
        if sha256 != strategy.sha256:
            raise Conflict(f"the night of {on} was begun with the strategy {name}; finish it with that one")
        if fresh:
            lay_out_terms(connection)
            connection.execute(_ANALYZE)
        cursor = cursor or ""
        while debtors := connection.execute(_DEBTORS, [cursor, batch]).fetchall():
            cursor, count = debtors[-1][0], sum(len(cases) for _, cases in debtors)
            with record.work(alone=True):
                _run_batch(record, door, strategy, on, dict(debtors))
                connection.execute(_STEP, [cursor, count, on])
            done += count
            if progress is not None:
                progress(done, max(total, done))
        connection.execute(_FINISH, [on])
    return NightRun(on=on, cases_done=done, was_finished=False, continued=not fresh)


@contextmanager
def _alone(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """One night at a time; the lock goes with the connection."""
    row = connection.execute(_HOLD).fetchone()
    if not (row and row[0]):
        raise Conflict("another night is running on this database; wait until it is done")
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute(_LET)


def _run_batch(
    record: ContactRecord, door: Door, strategy: Strategy, on: date, debtors: Mapping[str, list[str]]
) -> None:
    # The tables that this night fills were empty when they were last analysed: left to itself, the planner
    # would read them whole for every batch, and a night ten times as large would take a hundred times as long.
    record.connection.execute("set local enable_seqscan = off")
    record.lock(debtors)
    batch = [case for cases in debtors.values() for case in cases]
    aged = age_cases(record.connection, batch, on)
    settle_plans(record.connection, batch, on)
    entries: list[Entry] = []
    rows: list[tuple[Any, ...]] = []
    for dossier in read_dossiers(record.connection, debtors, on).values():
        if aged.unreadable:
            dossier = _without_ages(dossier, aged.unreadable)
        for decision in decide(dossier, strategy, on):
            entry, detail = None, aged.unreadable.get(decision.case)
            if decision.why == "unreadable_rows" and (file := dossier.case(decision.case)):
                detail = file.unread
            if decision.intention is not None:
                try:
                    entry = consider(door, dossier, ask_of(decision.intention, on))
                except InputError as error:  # this case can't be asked for; the night goes on
                    decision = replace(decision, outcome="attention", why="not_askable")
                    detail = str(error)
                else:
                    entries.append(entry)
            rows.append(_row(on, decision, entry, detail))
    record.write(entries)
    for entry in entries:
        count_ask(entry.channel, entry.verdict)
    with record.connection.cursor().copy(_COPY) as copy:
        for row in rows:
            copy.write_row(row)


def _without_ages(dossier: Dossier, unreadable: Mapping[str, str]) -> Dossier:
    """An old ageing says nothing about a case that can't be aged tonight."""
    files = tuple(replace(file, ageing=None) if file.id in unreadable else file for file in dossier.cases)
    return replace(dossier, cases=files)


def ask_of(intention: Intention, on: date) -> Ask:
    """What a night asks the gate for, of an intention."""
    return Ask(
        key=f"night:{on.isoformat()}:{intention.case}",
        case=intention.case,
        person=intention.person,
        channel=intention.channel,
        purpose=intention.purpose,
        template=intention.template,
        at=intention.at,
        latest=intention.latest,
        night=on,
    )


def _row(on: date, decision: Decision, entry: Entry | None, detail: str | None) -> tuple[Any, ...]:
    outcome, why = decision.outcome, decision.why
    if entry is not None and not entry.is_allowed:
        outcome, why = "refused", entry.why
    return (
        on, decision.case, decision.stage, decision.treatment, outcome, why, detail,
        entry.contact if entry else None, list(entry.rules) if entry else [],
    )  # fmt: skip


def check_templates(strategy: Strategy, templates: Templates) -> None:
    """Raise InputError where a stage names a template that isn't approved for its channel."""
    for stage in strategy.stages:
        for channel, name in stage.templates.items():
            fit: Sequence[str] = sorted({t.name for t in templates.values() if t.channel == channel})
            if name not in fit:
                at = f"{strategy.id}: stage[{stage.name}].templates.{channel}"
                raise InputError(
                    at, f"{name!r} is no approved template for it; write one of {', '.join(fit)}"
                )
