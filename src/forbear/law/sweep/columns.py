"""Facts that the contact, its file and the clock tell by themselves: plain expressions over a view."""

from __future__ import annotations

from forbear.law.clock.calendars import is_holiday, within_business_days
from forbear.law.rules.doors import TELLING, Acts, Reply
from forbear.law.rules.facts import Holiday, Instant, LocalDay, LocalSecond, Weekday
from forbear.law.rules.known import Mobile, TimeBarred
from forbear.law.rules.place import Reaches
from forbear.law.rules.thread import Continues
from forbear.law.sweep.dialect import quote
from forbear.law.sweep.inputs import mask_of
from forbear.law.sweep.plan import Plan
from forbear.law.sweep.printing import every, surely


def clock_sql(plan: Plan, number: int, fact: LocalSecond | LocalDay | Weekday | Instant) -> str:
    """The local second, local day, weekday or instant."""
    match fact:
        case LocalSecond():
            return "v.second"
        case LocalDay():
            return "v.day"
        case Weekday():
            return "((v.day + 3) % 7)"
        case Instant():
            return "v.t"


def holiday_sql(plan: Plan, number: int, fact: Holiday) -> str:
    """Whether the local day is a holiday; not known past the years that the calendar knows."""
    column = f"holiday{number}"
    plan.days[column] = lambda day: is_holiday(fact.calendar, day)
    return f"d.{column}"


def mobile_sql(plan: Plan, number: int, fact: Mobile) -> str:
    """Whether the contact goes to a mobile."""
    return "(CASE WHEN v.address_kind <> 'unknown' THEN v.address_kind = 'mobile' END)"


def time_barred_sql(plan: Plan, number: int, fact: TimeBarred) -> str:
    """Whether the time to sue is known to have run out."""
    return "(CASE WHEN v.limitation_ends_day IS NULL THEN FALSE ELSE v.limitation_ends_day < v.day END)"


def reaches_sql(plan: Plan, number: int, fact: Reaches) -> str:
    """Whether the contact reaches the person at a place."""
    return reaches_place(quote(fact.place))


def reaches_place(place: str) -> str:
    """Whether a view reaches the person at a place, given as an expression."""
    return (
        f"(CASE WHEN v.known_at IS NOT NULL THEN v.known_at = {place}"
        " WHEN v.channel IN ('letter', 'postcard', 'visit', 'fax', 'call', 'ringless_voicemail') THEN"
        f" CASE WHEN v.address_kind IN ('home', 'work') THEN v.address_kind = {place}"
        " WHEN v.address_kind IN ('unknown', 'landline') THEN NULL ELSE FALSE END"
        " ELSE FALSE END)"
    )


def acts_sql(plan: Plan, number: int, fact: Acts) -> str:
    """Whether the text does any of some acts; what the contact is known to tell counts as found."""
    tells, claims = "COALESCE(v.conveys_debt, FALSE)", "COALESCE(v.limited_content, FALSE)"
    plan.needs.add("readings")
    found = [f"COALESCE(v.acts & {mask_of(fact.acts)}, 0) <> 0"]
    if "tells_debt" in fact.acts:
        found.append(tells)
    if "limited_content" in fact.acts:
        told = f"({tells} OR COALESCE(v.acts & {mask_of(['tells_debt'])}, 0) <> 0)"
        found.append(every(claims, f"NOT {told}") if fact.opens else claims)
    untold = not fact.opens and not fact.acts.isdisjoint(TELLING)
    silent = "(CASE WHEN v.conveys_debt IS NULL THEN NULL ELSE FALSE END)" if untold else "FALSE"
    doubt = "v.acts IS NULL" if fact.opens else "v.acts IS NULL OR v.unsure"
    return (
        f"(CASE WHEN NOT v.has_text AND NOT {tells} AND NOT {claims} THEN {silent}"
        f" WHEN {' OR '.join(found)} THEN TRUE WHEN {doubt} THEN NULL ELSE FALSE END)"
    )


def reply_sql(plan: Plan, number: int, fact: Reply) -> str:
    """Whether the contact is the one answer to a message of the person's own."""
    plan.needs.add("asked")
    terms = ["v.purpose IN ('reply', 'locate')", "q.answers", "q.by_us"]
    if fact.seconds is not None:
        terms.append(f"v.t - q.t <= {fact.seconds}")
    if fact.after_opt_out:
        plan.needs.add("opted_out")
        terms.append("(h.opt_out_us IS NULL OR h.opt_out_us < q.at_us)")
    return surely(every(*terms))


def continues_sql(plan: Plan, number: int, fact: Continues) -> str:
    """Whether the contact is the first answer, soon enough, to a message of the person's own."""
    plan.needs.add("asked")
    column = thread_column(plan, fact)
    return (
        f"(CASE WHEN {surely(every('v.direction = ' + quote('outbound'), 'q.answers'))}"
        f" THEN v.day <= q.{column} ELSE FALSE END)"
    )


def thread_column(plan: Plan, fact: Continues) -> str:
    """The column of the calendar that tells the last day of a thread."""
    column = f"ends{plan.number_of(fact, plan.threads)}"
    plan.days[column] = lambda day: within_business_days(fact.calendar, day, fact.business_days)
    return column
