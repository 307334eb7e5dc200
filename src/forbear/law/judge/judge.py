"""May this contact be made? Every rule in force is evaluated, and every reason given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from forbear.law.clock import Zone, find_zone
from forbear.law.judge.verdict import Reasons, Verdict
from forbear.law.judge.window import find_window
from forbear.law.judge.words import in_chinese, in_english
from forbear.law.rulebook.law import Law
from forbear.law.rules.context import Context, Sight, View
from forbear.law.rules.history import History, Reader
from forbear.law.rules.rule import Rule
from forbear.terms import BINDING_FORCES, Breach, Debt, Missing, Request, Window

Weighed = list[tuple[Rule, bool | None, View]]


def judge(law: Law, request: Request, read: Reader | None = None) -> Verdict:
    """Judge one contact by the rulebooks it names, or by those that its place, lender, product and date choose.

    `read` tells what the contact's text does; without it a text is a missing fact. InputError where `books`
    names no rulebook.

    >>> from datetime import datetime, UTC
    >>> from forbear.law.rulebook import load_law
    >>> from forbear.terms import Contact, Person, Debt, Collector
    >>> asked = Request(
    ...     books=("cn.gbt45251",),
    ...     collectors=(Collector(id="k", kind="consumer_finance"),),
    ...     debts=(Debt(id="d", product="online_consumer_loan"),),
    ...     people=(Person(id="p", role="borrower", zones=("Asia/Shanghai",)),),
    ...     contact=Contact(at=datetime(2026, 3, 2, 15, tzinfo=UTC), channel="call", person="p", debts=("d",),
    ...                     collector="k"),
    ... )
    >>> verdict = judge(load_law(), asked)
    >>> verdict.verdict, verdict.breaches[0].rule, verdict.next_lawful.start.isoformat()
    ('forbid', 'cn.gbt45251.hours', '2026-03-03T08:00:00+08:00')
    """
    debts = _debts(request)
    sights = [Sight(Context(history, debt)) for history in _readers(request, read) for debt in debts]
    day = request.read_at or _local_date(sights[0].ctx)
    books, lacking = _choose(law, request, sights[0].ctx, day)
    rules = law.in_force(books, day)
    weighed = _weigh(law, rules, sights)
    return _answer(law, request, weighed, sights, books, day, lacking)


def _readers(request: Request, read: Reader | None) -> list[History]:
    """The history as this contact sees it; and as seen for whoever else is known to answer at that address."""
    first, contact = History(request, read), request.contact
    if contact.direction == "inbound":
        return [first]
    others = {contact.address_person} - {None, contact.person}
    if contact.address in first.wrong_numbers:
        others.add(f"whoever has {contact.address}")  # nobody of whom anything is known
    asked = [replace(request, contact=replace(contact, person=o)) for o in others if o is not None]
    return [first, *(History(other, read) for other in asked)]


def _debts(request: Request) -> list[Debt]:
    known = {d.id: d for d in request.debts}
    wanted = request.contact.debts
    if not wanted:
        return list(request.debts) or [Debt(id="")]
    return [known.get(i) or Debt(id=i) for i in wanted]


def _local_date(ctx: Context) -> date:
    at: datetime = ctx.contact.at
    return find_zone(ctx.zones[0]).at(ctx.t).date() if ctx.zones else at.date()


def _choose(law: Law, request: Request, ctx: Context, day: date) -> tuple[tuple[str, ...], list[Missing]]:
    if request.books is not None:
        return law.named(request.books), []
    region = ctx.person.region
    if region is None and request.contact.direction == "outbound":
        return (), [Missing(rule="rulebook", fact=f"people/{ctx.person.id}/region")]
    books, whole = law.covering(region, day) if region is not None else ((), True)
    if request.contact.direction == "inbound":
        return books, []  # whoever calls us is heard
    return books, [] if whole else [Missing(rule="rulebook", fact=f"a rulebook for {region} on {day}")]


def _weigh(law: Law, rules: tuple[Rule, ...], sights: list[Sight]) -> Weighed:
    """The rules that forbid (true) or may (None: not known), and where that was seen."""
    weighed: Weighed = []
    for sight in sights:
        ctx = sight.ctx
        clock: tuple[str, ...] | None = None
        for rule, scope in sight.rules(law.candidates(rules, sight.view(None))):
            if rule.clock != clock:  # the rules of a book go by one clock
                clock = rule.clock
                zones = ctx.clocks(clock)
                first = sight.view(zones[0])
            if len(zones) == 1 or not rule.timed:
                value, view = rule.forbids(first), first
            else:
                value, view = _evaluate(rule, sight, zones)
            if value is not False:
                weighed.append((rule, None if scope is None else value, view))
    return weighed if len(sights) == 1 else _once_each(weighed)


def _once_each(weighed: Weighed) -> Weighed:
    """Of a contact about several debts: each rule once, forbidding before not known."""
    best: dict[str, tuple[Rule, bool | None, View]] = {}
    for rule, value, view in weighed:
        if rule.id not in best or (value is True and best[rule.id][1] is None):
            best[rule.id] = rule, value, view
    return list(best.values())


def _evaluate(rule: Rule, sight: Sight, zones: tuple[Zone | None, ...]) -> tuple[bool | None, View]:
    """A rule over every clock it goes by: it forbids where any of them forbids."""
    seen: list[tuple[bool | None, View]] = []
    for zone in zones:
        view = sight.view(zone)
        value = rule.forbids(view)
        if value is True:
            return value, view
        seen.append((value, view))
    return next((v for v in seen if v[0] is None), seen[0])


def _answer(
    law: Law, request: Request, weighed: Weighed, sights: list[Sight], books: tuple[str, ...], day: date,
    lacking: list[Missing],
) -> Verdict:  # fmt: skip
    binding = request.posture == "binding"
    counts = [
        (rule.id, value) for rule, value, _ in weighed
        if rule.kind_name != "duty" and not (binding and rule.force not in BINDING_FORCES)
    ]  # fmt: skip
    broken = frozenset([name for name, _ in counts])

    def window() -> Window | None:
        return find_window(law, request, sights, books, day, broken) if books and not lacking else None

    return Verdict(
        id=request.id,
        verdict="forbid" if True in [v for _, v in counts] else "unknown" if counts or lacking else "allow",
        read_at=day,
        books=law.versions(books),
        rules=tuple([rule.id for rule, value, _ in weighed if value is True and rule.kind_name != "duty"]),
        find_reasons=lambda: _reasons(weighed, lacking),
        find_window=window,
    )


def _reasons(weighed: Weighed, lacking: list[Missing]) -> Reasons:
    """Every breach, duty and missing fact, spelled out."""
    breaches, duties, missing = [], [], list(lacking)
    for rule, value, view in weighed:
        if rule.kind_name == "duty":
            duties.append(rule.owed)
        elif value is True:
            breaches.append(_breach(rule, view))
        else:
            missing += [Missing(rule=rule.id, fact=_name_fact(f, view)) for f in rule.lacking(view)]
    return tuple(breaches), tuple(duties), tuple(missing)


def _breach(rule: Rule, view: View) -> Breach:
    facts = rule.tell(view)
    return Breach(
        rule=rule.id, cite=rule.cite, force=rule.force, effect=rule.effect,
        why=_explain(rule, facts, view.ctx) if rule.has_names else rule.words,
        facts=facts, draft=rule.draft,
    )  # fmt: skip


class _Names(dict[str, Any]):
    """What a rule's words may name: its values and facts, and the columns of the contact."""

    __slots__ = ("ctx", "tell")
    ctx: Context
    tell: Callable[[str, Any], Any]

    def __missing__(self, name: str) -> Any:
        return self.tell(name, getattr(self.ctx, name, None))


def _explain(rule: Rule, facts: dict[str, Any], ctx: Context) -> dict[str, str]:
    """The words of a rule in each language, with each {name} replaced."""
    why = {}
    for language, tell in (("en", in_english), ("zh", in_chinese)):
        names = _Names({name: tell(name, value) for name, value in facts.items()})
        names.ctx, names.tell = ctx, tell
        why[language] = rule.words[language].format_map(names)
    return why


def _name_fact(fact: str, view: View) -> str:
    ctx = view.ctx
    person, debt = ctx.person.id, ctx.debt.id
    if fact in {"zones", "role"}:
        return f"people/{person}/{fact}"
    if fact in {"product", "status", "days_past_due"}:
        return f"debts/{debt}/{fact}" if debt else "contact.debts"
    if fact in {"collector", "lender"}:
        return _name_collector(fact, view)
    if fact.startswith("borrower_"):
        return f"people/borrower/{fact.removeprefix('borrower_')}"
    return fact if "." in fact or fact == "statements" else f"contact.{fact}"


def _name_collector(fact: str, view: View) -> str:
    """Where the kind of the collector, or of the lender it acts for, is lacking."""
    who = view.ctx.contact.collector
    if who is None:
        return "contact.collector"
    known = view.ctx.history.collectors.get(who)
    if fact == "lender" and known is not None and known.kind == "agency":
        return f"collectors/{known.acts_for}/kind" if known.acts_for else f"collectors/{who}/acts_for"
    return f"collectors/{who}/kind"
