"""Each sort of fact and how it is printed; a sort that stands here not is refused by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from forbear.law.rules.counting import Count, LastDay, LastInstant
from forbear.law.rules.doors import Acts, Addressed, Consent, Reply, Used
from forbear.law.rules.expr import Expr, Fact, leaves
from forbear.law.rules.facts import Holiday, Instant, LocalDay, LocalSecond, Weekday
from forbear.law.rules.known import Mobile, TimeBarred
from forbear.law.rules.lost import LostContact
from forbear.law.rules.notices import Forewarned, Told
from forbear.law.rules.place import Reaches
from forbear.law.rules.registry import FACTS
from forbear.law.rules.rule import Rule
from forbear.law.rules.saying import OptedOut, Said
from forbear.law.rules.stated import Agreed, Inconvenient
from forbear.law.rules.thread import Continues
from forbear.law.sweep.columns import (
    acts_sql,
    clock_sql,
    continues_sql,
    holiday_sql,
    mobile_sql,
    reaches_sql,
    reply_sql,
    time_barred_sql,
)
from forbear.law.sweep.counted import (
    count_sql,
    forewarned_sql,
    last_day_sql,
    last_instant_sql,
    told_sql,
    used_sql,
)
from forbear.law.sweep.lost import lost_sql
from forbear.law.sweep.plan import Plan
from forbear.law.sweep.printing import print_sql
from forbear.law.sweep.stated import (
    addressed_sql,
    agreed_sql,
    consent_sql,
    inconvenient_sql,
    opted_out_sql,
    said_sql,
)
from forbear.terms import ForbearError

PRINTERS: Mapping[type, Callable[[Plan, int, Any], str]] = {
    LocalSecond: clock_sql,
    LocalDay: clock_sql,
    Weekday: clock_sql,
    Instant: clock_sql,
    Holiday: holiday_sql,
    Mobile: mobile_sql,
    TimeBarred: time_barred_sql,
    Reaches: reaches_sql,
    Acts: acts_sql,
    Reply: reply_sql,
    Continues: continues_sql,
    Count: count_sql,
    LastDay: last_day_sql,
    LastInstant: last_instant_sql,
    Told: told_sql,
    Forewarned: forewarned_sql,
    Used: used_sql,
    Said: said_sql,
    OptedOut: opted_out_sql,
    Consent: consent_sql,
    Agreed: agreed_sql,
    Inconvenient: inconvenient_sql,
    Addressed: addressed_sql,
    LostContact: lost_sql,
}
"""How each sort of fact is printed."""


class Unprintable(ForbearError):
    """Some rules turn on facts that no SQL is known for; the message names both. Nothing was judged."""


def print_facts(plan: Plan, rules: Sequence[tuple[Rule, Expr]]) -> dict[int, str]:
    """The expression of each fact that the conditions of the rules turn on, by its number; Unprintable names those
    without one."""
    asked: dict[int, str] = {}
    for rule, condition in rules:
        for leaf in leaves(condition):
            if isinstance(leaf, Fact):
                asked.setdefault(leaf.number, rule.id)
    strange = [
        f"{type(FACTS[n]).__name__} ({rule})" for n, rule in asked.items() if type(FACTS[n]) not in PRINTERS
    ]
    if strange:
        raise Unprintable(
            f"a sweep cannot compute: {', '.join(strange)}; leave these rulebooks out, or use judge"
        )
    printed = {n: PRINTERS[type(FACTS[n])](plan, n, FACTS[n]) for n in sorted(asked)}
    for rule, condition in rules:
        if any(isinstance(leaf, Fact) and leaf.number in plan.lost for leaf in leaves(condition)):
            plan.lost_for.append(print_sql(rule.scope, lambda name: f"v.{name}", str))
    return printed
