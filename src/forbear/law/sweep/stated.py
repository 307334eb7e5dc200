"""Facts from statements: what the person, or another, told us and what still stands of it.

Each is an aggregate over the pairs of a view and a statement that binds at its instant (`h`). A fact of three truth
values is kept as two marks: whether it holds for any statement, and whether it is not known for any.
"""

from __future__ import annotations

from forbear.law.clock.calendars import add_business_days
from forbear.law.clock.zones import date_of, day_of
from forbear.law.rules.doors import Addressed, Consent
from forbear.law.rules.saying import OptedOut, Said
from forbear.law.rules.stated import Agreed, Inconvenient
from forbear.law.sweep.counted import validation_day
from forbear.law.sweep.dialect import quote
from forbear.law.sweep.plan import Plan
from forbear.law.sweep.printing import among, every, marked, surely

DAY = 86400
LIVE = "(h.until_us IS NULL OR h.t * 1000000 < h.until_us)"
"""That a statement has not run out at the view's instant."""


def any_of(plan: Plan, number: int, condition: str) -> str:
    """The fact that a condition of three truth values holds for any statement that binds."""
    plan.stated[f"s{number}"] = marked(condition)
    plan.stated[f"u{number}"] = marked(f"({condition}) IS NULL")
    return f"(CASE WHEN h.s{number} = 1 THEN TRUE WHEN h.u{number} = 1 THEN NULL ELSE FALSE END)"


def said_sql(plan: Plan, number: int, fact: Said) -> str:
    """Whether a statement of a kind stands."""
    terms = [f"h.kind = {quote(fact.kind)}", "NOT h.ended", LIVE]
    if fact.by == "person":
        terms.append("h.own")
    elif fact.by == "consumer":
        terms.append("(h.own OR h.speaker IS NULL OR h.consumer)")
    if fact.per_debt:
        terms.append("h.about")
    if fact.media is not None:
        terms.append(f"(h.medium IS NULL OR h.medium {among(fact.media)})")
    if fact.written:
        terms.append("NOT COALESCE(h.written = FALSE, FALSE)")
    if fact.in_validation:
        plan.needs.add(validation_day(plan))
        plan.days["valid_until"] = _valid_until
        terms.append("(h.valid_until IS NULL OR h.day_there <= h.valid_until)")
    if fact.oral_days is not None:
        terms.append(_not_lapsed(plan, fact.oral_days))
    if fact.days is not None:
        terms.append(f"h.t < h.lapse{_lapse(plan, fact.days)}")
    if fact.after_days is not None:
        terms.append(f"h.t >= h.lapse{_lapse(plan, fact.after_days)}")
    plan.stated[f"s{number}"] = marked(every(*terms))
    return f"(COALESCE(h.s{number}, 0) = 1)"


def _valid_until(day: int) -> int | None:
    """The last day of the validation period of a notice given on a day (12 CFR 1006.34(b)(5))."""
    received = add_business_days("us.legal", date_of(day), 5)
    return None if received is None else day_of(received) + 30


def _lapse(plan: Plan, days: int) -> int:
    plan.lapses.add(days)
    return days


def _not_lapsed(plan: Plan, days: int) -> str:
    return f"(h.medium IS NULL OR h.medium <> 'oral' OR h.t < h.lapse{_lapse(plan, days)})"


def opted_out_sql(plan: Plan, number: int, fact: OptedOut) -> str:
    """Whether a request not to use this medium, this address, or this at that covers the contact."""
    known = "(h.address IS NULL OR h.v_address IS NOT NULL)"
    standing = every("h.covers", LIVE)
    return any_of(plan, number, f"CASE WHEN {standing} THEN (CASE WHEN {known} THEN TRUE END) ELSE FALSE END")


def opt_out_column(plan: Plan) -> None:
    """The column of the latest request to stop that covers the contact."""
    plan.stated["opt_out_us"] = "MAX(CASE WHEN h.covers THEN h.at_us END)"


def consent_sql(plan: Plan, number: int, fact: Consent) -> str:
    """Whether a consent covers the contact at its instant."""
    return any_of(plan, number, consent_covers(fact, "h.t", "h.day"))


def consent_covers(fact: Consent, t: str, day: str) -> str:
    """Whether a consent (`h`) covers a contact made at a second, on a local day."""
    terms = [
        "h.kind = 'consent'",
        f"h.consent_to = {quote(fact.to)}",
        "h.fits",
        "NOT h.revoked",
        *(["NOT h.ceased"] if fact.to == "automated" else []),
        f"{t} * 1000000 >= h.at_us",
        f"(h.until_us IS NULL OR {t} * 1000000 < h.until_us)",
    ]
    if fact.by == "person":
        terms.append("h.own")
    elif fact.by == "consumer":
        terms.append("h.consumer")
    if fact.until_talk:
        terms.append(f"(h.talk_us IS NULL OR h.talk_us >= {t} * 1000000)")
    last = "h.to_day"
    if fact.days is not None:
        ends = f"h.said_day + {fact.days - 1}"
        last = (
            f"(CASE WHEN h.said_day IS NULL THEN COALESCE(h.to_day, 0) WHEN h.to_day < {ends} THEN h.to_day"
            f" ELSE {ends} END)"
        )
    within = (
        f"CASE WHEN h.from_day IS NULL AND {last} IS NULL THEN TRUE WHEN {day} IS NULL THEN NULL"
        f" ELSE (h.from_day IS NULL OR h.from_day <= {day}) AND ({last} IS NULL OR {day} <= {last}) END"
    )
    return f"(CASE WHEN {surely(every(*terms))} THEN ({within}) ELSE FALSE END)"


def agreed_sql(plan: Plan, number: int, fact: Agreed) -> str:
    """Whether hours are agreed, or the instant lies within them."""
    standing = surely(every("h.kind = 'agreed_hours'", "h.own", LIVE))
    if not fact.inside:
        return any_of(plan, number, standing)
    within = f"CASE WHEN h.day IS NULL THEN NULL ELSE {falls_within(plan)} END"
    return any_of(plan, number, f"CASE WHEN {standing} THEN ({within}) ELSE FALSE END")


def inconvenient_sql(plan: Plan, number: int, fact: Inconvenient) -> str:
    """Whether the instant falls in a time, or the contact reaches a place, that does not suit."""
    terms = ["h.kind = 'inconvenient'", "h.own", LIVE]
    terms.append("h.place IS NOT NULL" if fact.place else "h.place IS NULL")
    if fact.only is not None:
        terms.append(f"h.place = {quote(fact.only)}")
    if fact.oral_days is not None:
        terms.append(_not_lapsed(plan, fact.oral_days))
    met = falls_within(plan)
    if fact.place:
        met = f"({met} AND h.reaches)"
    return any_of(plan, number, f"CASE WHEN {surely(every(*terms))} THEN {met} ELSE FALSE END")


def falls_within(plan: Plan) -> str:
    """Whether the view's instant falls in the times that a statement names; not known without a zone."""
    opens = "COALESCE(h.from_s, 0)"
    closes = f"(COALESCE(h.to_s, {DAY}) + CASE WHEN COALESCE(h.to_s, {DAY}) <= {opens} THEN {DAY} ELSE 0 END)"

    def names(day: str) -> str:
        weekday = plan.dialect.holds.format("h.weekdays", f"CAST(({day} + 3) % 7 AS BIGINT)")
        date = plan.dialect.holds.format("h.dates", day)
        return f"(h.weekdays IS NULL OR {weekday}) AND (h.dates IS NULL OR {date})"

    return (
        "(CASE WHEN h.weekdays IS NULL AND h.from_s IS NULL AND h.to_s IS NULL AND h.dates IS NULL THEN TRUE"
        " WHEN h.day IS NULL THEN NULL"
        f" ELSE ({opens} <= h.second AND h.second < {closes} AND {names('h.day')})"
        f" OR (h.second + {DAY} < {closes} AND {names('(h.day - 1)')}) END)"
    )


def addressed_sql(plan: Plan, number: int, fact: Addressed) -> str:
    """Whether a statement of a kind names the very address of the contact."""
    met = "CASE WHEN h.v_address IS NULL THEN NULL ELSE COALESCE(h.address = h.v_address, FALSE) END"
    return any_of(plan, number, f"CASE WHEN h.kind = {quote(fact.kind)} THEN ({met}) ELSE FALSE END")
