"""The night's report in the words of a person, for the page and for the terminal alike.

`tell_night` turns what the store counted into rows of text in one language. It is given no name, number or
address, and so can show none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from forbear.money import smallest_unit
from forbear.store.night.summary import Look, NightSummary, Outcome, Refusal
from forbear.web.words import one_of, say, word, write_day

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalRow:
    """One rule that refused contacts, with its clause, its reason and how often."""

    rule: str
    cite: str
    force: str
    draft: bool
    why: str
    count: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookRow:
    """One case that a person should look at, and why."""

    case: str
    days: str
    bucket: str
    amount: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NightReport:
    """A night in one language: every number written out, every row in its order.

    `rolls` is empty for a first night. `moved` says in a line how cases rolled.
    """

    on: date
    title: str
    lead: str
    unfinished: str | None
    strategy: str
    finished: str | None
    numbers: tuple[tuple[str, str], ...]
    buckets: tuple[Row, ...]
    moved: str
    roll_head: Row
    rolls: tuple[Row, ...]
    hour_head: Row
    hours: tuple[Row, ...]
    refusals: tuple[RefusalRow, ...]
    silences: tuple[Row, ...]
    promises: str
    looks: tuple[LookRow, ...]
    books: tuple[Row, ...]


def write_instant(at: datetime) -> str:
    """An instant as a page shows it, by the clock of this machine, with its offset."""
    return at.astimezone().isoformat(" ", "minutes")


def write_amount(currency: str, amount: Decimal | None) -> str:
    """An amount with its currency, to the currency's smallest unit.

    >>> write_amount("CNY", Decimal("12345.6000")), write_amount("CNY", None)
    ('CNY 12,345.60', '–')
    """
    return "–" if amount is None else f"{currency} {amount.quantize(smallest_unit(currency)):,}"


def lowest_day(bucket: str) -> int:
    """The first day of a bucket, by which buckets are put in order.

    >>> sorted(["181+", "0", "31-60", "1-30"], key=lowest_day)
    ['0', '1-30', '31-60', '181+']
    """
    found = re.match(r"\d+", bucket)
    return int(found[0]) if found else -1


def tell_night(night: NightSummary, language: str) -> NightReport:
    """The report of a night in `zh` or `en`."""
    finished, moves = night.finished_at, count_moves(night)
    hours = {(entry.channel, entry.hour): entry.contacts for entry in night.hours}
    channels = tuple(sorted({channel for channel, _ in hours}))
    order = bucket_order(night)
    figures = count_figures(night)
    return NightReport(
        on=night.on,
        title=say(language, "report.title", day=write_day(night.on, language)),
        lead=say(language, "report.lead", **{name: f"{count:,}" for name, count in figures.items()}),
        unfinished=None
        if finished
        else say(language, "report.unfinished", cases=f"{night.cases_total:,}", done=f"{night.cases_done:,}",
                 on=night.on),
        strategy=night.strategy,
        finished=write_instant(finished) if finished else None,
        numbers=tuple((say(language, f"report.{name}"), f"{count:,}") for name, count in figures.items()),
        buckets=_tell_buckets(night, language),
        moved=say(language, "report.rolls_sum", **{name: f"{moves[name]:,}" for name in MOVES}),
        roll_head=(say(language, "column.before"), *order),
        rolls=_tell_rolls(night, language, order),
        hour_head=(say(language, "column.hour"), *(word(language, "channel", name) for name in channels)),
        hours=tuple(
            (f"{hour:02}:00", *(f"{hours.get((channel, hour), 0):,}" for channel in channels))
            for hour in sorted({hour for _, hour in hours})
        ),
        refusals=tuple(_tell_refusal(refusal, language) for refusal in night.refusals),
        silences=_tell_reasons((entry for entry in night.outcomes if entry.outcome == "silent"), language),
        promises=say(language, "report.promises", kept=f"{night.promises_kept:,}",
                     broken=f"{night.promises_broken:,}"),
        looks=tuple(_tell_look(look, language) for look in night.look),
        books=tuple(sorted((book, str(version)) for book, version in night.rulebooks.items())),
    )  # fmt: skip


MOVES = ("better", "same", "worse", "new")


def bucket_order(night: NightSummary) -> Row:
    """Every bucket that a night's cases are in or came from, from the youngest on."""
    before = {roll.previous for roll in night.rolls if roll.previous}
    return tuple(sorted(before | {entry.bucket for entry in night.buckets}, key=lowest_day))


def count_figures(night: NightSummary) -> Mapping[str, int]:
    """The headline numbers: all cases, those overdue, and what was decided on them."""
    overdue = sum(entry.cases for entry in night.buckets if entry.bucket != "0")
    decided = {name: night.count(name) for name in ("planned", "refused", "silent", "attention", "none")}
    return {"cases": night.cases_total, "overdue": overdue, **decided}


def count_moves(night: NightSummary) -> Mapping[str, int]:
    """How many cases are in a younger bucket than before, the same, an older one, or new."""
    moves: Counter[str] = Counter()
    for roll in night.rolls:
        if roll.previous is None:
            moves["new"] += roll.cases
        else:
            before, now = lowest_day(roll.previous), lowest_day(roll.bucket)
            moves["better" if now < before else "worse" if now > before else "same"] += roll.cases
    return moves


def bucket_cases(night: NightSummary) -> Mapping[str, int]:
    """Cases by bucket, over all currencies, from the youngest bucket on."""
    cases: Counter[str] = Counter()
    for entry in sorted(night.buckets, key=lambda entry: lowest_day(entry.bucket)):
        cases[entry.bucket] += entry.cases
    return cases


def _tell_buckets(night: NightSummary, language: str) -> tuple[Row, ...]:
    cases = bucket_cases(night)
    total = sum(cases.values()) or 1
    rows = []
    for bucket, count in cases.items():
        here = [entry for entry in night.buckets if entry.bucket == bucket and entry.overdue]
        owed = [write_amount(entry.currency, entry.overdue) for entry in here]
        share = f"{100 * count / total:.1f}%"
        rows.append((word(language, "bucket", bucket), f"{count:,}", share, " · ".join(owed) or "–"))
    return tuple(rows)


def _tell_rolls(night: NightSummary, language: str, order: Row) -> tuple[Row, ...]:
    rolls = {(roll.previous, roll.bucket): roll.cases for roll in night.rolls}
    if not any(previous for previous, _ in rolls):
        return ()
    return tuple(
        (word(language, "bucket", before), *(f"{rolls.get((before, now), 0):,}" for now in order))
        for before in order
    )


def _tell_refusal(refusal: Refusal, language: str) -> RefusalRow:
    return RefusalRow(
        rule=refusal.rule,
        cite=refusal.cite or "",
        force=word(language, "force", refusal.force or "missing"),
        draft=refusal.draft,
        why=one_of(language, refusal.why),
        count=f"{refusal.contacts:,}",
    )


def _tell_reasons(entries: Iterable[Outcome], language: str) -> tuple[Row, ...]:
    return tuple((word(language, "reason", entry.why), f"{entry.cases:,}") for entry in entries)


def _tell_look(look: Look, language: str) -> LookRow:
    why = word(language, "reason", look.why)
    for more in (", ".join(look.rules), look.detail):
        if more:
            why += f"（{more}）" if language == "zh" else f" ({more})"
    return LookRow(
        case=look.case,
        days="–" if look.days_past_due is None else f"{look.days_past_due:,}",
        bucket=word(language, "bucket", look.bucket),
        amount=write_amount(look.currency, look.overdue),
        why=why,
    )
