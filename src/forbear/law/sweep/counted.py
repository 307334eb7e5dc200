"""Facts from past contacts: how many within a span, when the last one was, which notice was given.

Each is an aggregate over the pairs of a view and a past contact that came strictly before it in its circle. A pair
(`p`) tells of the past contact its marks, local day, second and address, and in what it is like the view.
"""

from __future__ import annotations

from typing import Any

from forbear.law.clock import NEVER
from forbear.law.clock.calendars import add_months, months_before
from forbear.law.rules.counting import Count, LastDay, LastInstant, Scope
from forbear.law.rules.doors import Used
from forbear.law.rules.notices import Forewarned, Told
from forbear.law.sweep.columns import thread_column
from forbear.law.sweep.dialect import quote
from forbear.law.sweep.plan import Plan
from forbear.law.sweep.printing import among, every, surely
from forbear.law.sweep.settling import never

_ALIKE = {"person": "p.same_person", "collector": "p.same_collector", "lender": "p.same_lender"}


def scope_sql(plan: Plan, scope: Scope) -> str:
    """The test that a past contact is counted together with this one."""
    terms = [plan.mark_filter(scope.what)]
    terms += [_ALIKE[key] for key in scope.per if key in _ALIKE]
    if "debt" in scope.per:
        terms.append("p.touches_talked" if scope.talked else "p.touches")
    if scope.skip_wrong_numbers:
        terms.append("p.right_number")
    if scope.uncounted is not None and not never(scope.uncounted, plan.survey):
        terms.append(f"NOT p.under{plan.number_of(scope.uncounted, plan.consents)}")
    if scope.thread is not None and not never(scope.thread, plan.survey):
        thread_column(plan, scope.thread)
        terms.append(f"NOT p.went{plan.number_of(scope.thread, plan.threads)}")
    return every(*terms)


def count_sql(plan: Plan, number: int, fact: Count) -> str:
    """How many contacts count at the view's instant."""
    terms = [scope_sql(plan, fact.scope)]
    if fact.span_days is not None:
        terms.append(f"p.day > p.v_day - {fact.span_days}")
    elif fact.span_months is not None:
        terms.append(f"p.day > p.before{fact.span_months}")
        plan.days[f"before{fact.span_months}"] = _before(fact.span_months)
    elif fact.span_seconds is not None:
        terms.append(f"p.t > p.v_t - {fact.span_seconds}")
    name, counts = f"k{number}", every(*terms)
    shown = f"COALESCE(c.{name}, 0)"
    if "address" in fact.scope.per:
        plan.by_address[name] = f"COUNT(CASE WHEN {counts} THEN 1 END)"
        counts = every(counts, "(p.address IS NULL OR p.address = p.v_address)")
        shown = f"CASE WHEN v.address IS NULL THEN COALESCE(a.{name}, 0) ELSE {shown} END"
    plan.counted[name] = f"COUNT(CASE WHEN {counts} THEN 1 END)"
    by_days = fact.span_days is not None or fact.span_months is not None
    return f"(CASE WHEN v.day IS NOT NULL THEN {shown} END)" if by_days else f"({shown})"


def _before(months: int) -> Any:
    return lambda day: months_before(day, months)


def last_day_sql(plan: Plan, number: int, fact: LastDay) -> str:
    """The local day of the last one, or of so many months after it."""
    name = f"k{number}"
    plan.counted[name] = f"MAX(CASE WHEN {scope_sql(plan, fact.scope)} THEN p.day END)"
    last = f"c.{name}"
    if fact.months_later:
        column = f"later{fact.months_later}"
        plan.days[column] = lambda day: add_months(day, fact.months_later)
        plan.later[name] = last
        last = f"d_{name}.{column}"
    return f"(CASE WHEN v.day IS NOT NULL THEN COALESCE({last}, {NEVER}) END)"


def last_instant_sql(plan: Plan, number: int, fact: LastInstant) -> str:
    """The second of the last one."""
    name = f"k{number}"
    plan.counted[name] = f"MAX(CASE WHEN {scope_sql(plan, fact.scope)} THEN p.t END)"
    return f"COALESCE(c.{name}, {NEVER})"


def told_sql(plan: Plan, number: int, fact: Told) -> str:
    """Whether a notice was given, by the file or by a contact that went out."""
    name = f"k{number}"
    plan.counted[name] = f"COUNT(CASE WHEN {_given(plan, fact)} THEN 1 END)"
    return f"({_noted(fact)} OR COALESCE(c.{name}, 0) > 0)"


def forewarned_sql(plan: Plan, number: int, fact: Forewarned) -> str:
    """Whether it was given so many local days before."""
    name = f"k{number}"
    given = _given(plan, fact.told, fact.by)
    plan.counted[name] = f"MIN(CASE WHEN {given} THEN p.day_there END)"
    noted = f"v.{fact.told.noted}_day" if fact.told.noted else "NULL"
    earliest = (
        f"(CASE WHEN {_noted(fact.told)} AND ({noted} < c.{name} OR c.{name} IS NULL)"
        f" THEN {noted} ELSE c.{name} END)"
    )
    if fact.days_before == 0:
        return f"({earliest} IS NOT NULL)"
    return f"(CASE WHEN {earliest} IS NULL THEN FALSE ELSE {earliest} + {fact.days_before} <= v.day END)"


def _noted(fact: Told) -> str:
    return surely(f"v.{fact.noted}_day <= v.day_there") if fact.noted else "FALSE"


def _given(plan: Plan, fact: Told, by: frozenset[str] | None = None) -> str:
    named = surely(f"e.notice = {quote(fact.notice)}")
    if fact.cited is not None:
        cites = surely(f"POSITION({quote(fact.cited)} IN e.text) > 0")
        named = f"(CASE WHEN e.notice IS NULL THEN {cites} ELSE {named} END)"
    terms = [
        "e.purpose = 'notice'",
        surely("e.result IN ('sent', 'delivered', 'conversation')"),
        *(["e.channel = 'letter'"] if fact.mailed else []),
        *([f"e.channel {among(by)}"] if by is not None else []),
        named,
    ]
    return every(plan.mark(every(*terms)), "p.about")


def used_sql(plan: Plan, number: int, fact: Used) -> str:
    """Whether the person wrote from this very address, and did not opt out since."""
    name = f"k{number}"
    wrote = every(
        plan.mark("e.direction = 'inbound'"), "p.same_person", "p.address = p.v_address", "p.asked_of"
    )
    plan.counted[name] = f"MAX(CASE WHEN {wrote} THEN p.at_us END)"
    plan.needs.add("opted_out")
    return surely(f"(c.{name} IS NOT NULL AND (h.opt_out_us IS NULL OR h.opt_out_us < c.{name}))")


def validation_day(plan: Plan) -> str:
    """The column of the local day on which the last validation notice was given, as far as contacts show."""
    notice = "(e.purpose = 'notice' AND e.notice = 'us.regf.validation_notice')"
    given = every(plan.mark(every(surely(notice), "NOT COALESCE(e.result = 'bounced', FALSE)")), "p.about")
    plan.counted["validation_told"] = f"MAX(CASE WHEN {given} THEN p.day_there END)"
    return "validation_told"
