"""A draft strategy tried on a month ago: what it would have intended, and what the gate would have said, beside the
one that is live. Nothing is recorded and nobody is contacted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import psycopg

from forbear.desk.dossier import Dossier
from forbear.desk.night import decide
from forbear.desk.strategy import Strategy
from forbear.gate.door import Door, consider
from forbear.store.dossiers import read_dossiers
from forbear.store.night.run import ask_of, check_templates
from forbear.terms import InputError, NotFound

Connection = psycopg.Connection[Any]
SAMPLE: Final = 300
"""So many borrowers are looked at: the same ones for every draft."""
MONTH: Final = timedelta(days=28)
_NIGHT: Final = """
select coalesce(max(on_day) filter (where on_day <= %s), max(on_day)) from nights where finished_at is not null"""
_DEBTORS: Final = """
select debtor from (select distinct c.debtor from ageings a join cases c using (case_id)
                     where a.on_day = %s and a.days_past_due > 0) overdue
 order by md5(debtor) limit %s"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A strategy on one night: how many cases, and how many contacts it intended and the gate allowed, by channel."""

    strategy: str
    cases: int
    outcomes: Mapping[str, int]
    intended: Mapping[str, int]
    allowed: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The draft and the live strategy on the borrowers of one night."""

    on: date
    borrowers: int
    draft: Tried
    live: Tried


def try_strategy(connection: Connection, door: Door, draft: Strategy, live: Strategy, today: date) -> Trial:
    """Try a draft on the portfolio of a month ago, or of the latest night where there is none so old.

    InputError where it names a message that is not approved; NotFound where no night was run yet.
    """
    check_templates(draft, door.templates)
    row = connection.execute(_NIGHT, [today - MONTH]).fetchone()
    if row is None or row[0] is None:
        raise NotFound("no night was run yet; run one, and try the strategy on it")
    on: date = row[0]
    debtors = [debtor for (debtor,) in connection.execute(_DEBTORS, [on, SAMPLE])]
    dossiers = [_as_of(one, on) for one in read_dossiers(connection, debtors, on).values()]
    return Trial(on=on, borrowers=len(dossiers), draft=_try(door, draft, dossiers, on),
                 live=_try(door, live, dossiers, on))  # fmt: skip


def _as_of(dossier: Dossier, on: date) -> Dossier:
    """The dossier without what came after the night's day."""
    end = datetime.combine(on + timedelta(days=1), time(0), UTC)
    history = tuple(contact for contact in dossier.history if contact.at < end)
    kept = {contact.id for contact in history}
    return replace(
        dossier, history=history, pending=frozenset(one for one in dossier.pending if one in kept),
        statements=tuple(one for one in dossier.statements if one.at < end),
    )  # fmt: skip


def _try(door: Door, strategy: Strategy, dossiers: Sequence[Dossier], on: date) -> Tried:
    outcomes: Counter[str] = Counter()
    intended: Counter[str] = Counter()
    allowed: Counter[str] = Counter()
    for dossier in dossiers:
        for decision in decide(dossier, strategy, on):
            outcome, wanted = decision.outcome, decision.intention
            if wanted is not None:
                intended[wanted.channel] += 1
                try:
                    is_allowed = consider(door, dossier, ask_of(wanted, on)).is_allowed
                except InputError:
                    is_allowed = False
                allowed[wanted.channel] += is_allowed
                outcome = "planned" if is_allowed else "refused"
            outcomes[outcome] += 1
    return Tried(
        strategy=strategy.name, cases=outcomes.total(), outcomes=outcomes, intended=intended, allowed=allowed
    )
