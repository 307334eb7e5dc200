"""What a log can't show is settled before it is swept: a rule about postcards asks nothing of a log that has none."""

from __future__ import annotations

from collections.abc import Sequence

from forbear.law.rules.doors import TELLING, Acts, Addressed, Consent, Reply
from forbear.law.rules.expr import (
    FALSE,
    TRUE,
    And,
    Col,
    Expr,
    Fact,
    In,
    Lit,
    Not,
    Or,
    conjoin,
    disjoin,
    negate,
)
from forbear.law.rules.registry import FACTS
from forbear.law.rules.rule import Rule
from forbear.law.rules.saying import OptedOut, Said
from forbear.law.rules.stated import Agreed, Inconvenient
from forbear.law.rules.thread import Continues
from forbear.law.sweep.dialect import Dialect, quote
from forbear.law.sweep.plan import Survey

KNOWN_BY = {Consent: "consent", OptedOut: "opt_out", Agreed: "agreed_hours", Inconvenient: "inconvenient"}
"""Facts that are false until somebody says a certain thing."""


def settle(tree: Expr, survey: Survey) -> Expr:
    """The tree with what the log can't change in place of what it asks.

    >>> from forbear.law.sweep.plan import Survey
    >>> log = Survey(first=0, last=9, since=0, zones=(), regions=(), most_debts=1, most_zones=1,
    ...              words={"channel": frozenset({"call", "sms"})})
    >>> asks = In(Col("channel"), frozenset({"postcard", "call"}))
    >>> settle(And((asks, Not(In(Col("channel"), frozenset({"visit"}))))), log)
    In(item=Col(name='channel'), values=frozenset({'call'}))
    """
    match tree:
        case In(Col(name), values) if name in survey.words:
            return _among(tree, values, survey.words[name])
        case Col(name) if len(survey.words.get(name, ())) == 1:
            return Lit(*survey.words[name])
        case Fact(number) if never(FACTS[number], survey):
            return FALSE
        case Not(item):
            settled = settle(item, survey)
            return settled if settled == Lit(None) else negate(settled)
        case And(items):
            return conjoin(*(settle(i, survey) for i in items))
        case Or(items):
            return disjoin(*(settle(i, survey) for i in items))
        case _:
            return tree


def _among(tree: In, values: frozenset[object], found: frozenset[object]) -> Expr:
    known = found - {None}
    hit = known & values
    if None in found:
        return tree if known else Lit(None)
    return FALSE if not hit else TRUE if hit == known else In(tree.item, hit)


def settled(rule: Rule, survey: Survey) -> Expr:
    """The whole condition of a rule as far as it turns on the log."""
    if rule.only_text and not survey.may("has_text", True) and not survey.may("conveys_debt", True):
        return FALSE
    return settle(conjoin(rule.scope, rule.condition()), survey)


def never(fact: object, survey: Survey) -> bool:
    """Whether a fact is false for every contact of the log."""
    match fact:
        case Reply() | Continues():
            return not survey.may("replies", True)
        case Acts(acts=acts):
            tells = not acts.isdisjoint({"tells_debt"}) and survey.may("conveys_debt", True)
            claims = survey.may("limited_content", True)
            untold = not acts.isdisjoint(TELLING) and survey.may("conveys_debt", None)
            return not (survey.may("has_text", True) or tells or claims or untold)
        case Said(kind=kind) | Addressed(kind=kind):
            return not survey.may("said", kind)
        case Consent() | OptedOut() | Agreed() | Inconvenient():
            return not survey.may("said", KNOWN_BY[type(fact)])
        case _:
            return False


def constants(survey: Survey, dialect: Dialect, fixed: Sequence[str]) -> dict[str, str]:
    """The columns of a view that are the same for every contact of the log, as literals; `fixed`: the law's zones."""
    same = {name: quote(*found) for name, found in survey.words.items() if len(found) == 1}
    if not survey.may("has_text", True):
        same |= {"acts": "0", "unsure": "FALSE"}
    if survey.one_debt:
        same["names"] = f"CAST(NULL AS {dialect.types['texts']})"
    if survey.one_clock(fixed):
        same |= {"own": "TRUE", "leads": "TRUE"}
    return same
