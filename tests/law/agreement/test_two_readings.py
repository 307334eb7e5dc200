"""Each kind is written twice, as a condition and as blocked intervals; here the two are held against each other."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import contacts, requests

from forbear.law.judge import judge
from forbear.law.rulebook import load_law
from forbear.law.rules.context import Context, View
from forbear.law.rules.history import History
from forbear.law.rules.rule import KINDS
from forbear.terms import BINDING_FORCES

LAW = load_law((Path(__file__).parent / "odd.md",))
EXAMPLES = int(os.environ.get("FORBEAR_EXAMPLES", "60"))  # `make prove` asks for more
SLOW = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
RULES = [r for b in LAW.books.values() for r in b.rules]


def known_before(request):
    """The request with nothing in it that was not known when the contact was proposed."""
    at = request.contact.at
    return replace(
        request,
        history=tuple(e for e in request.history if e.at < at),
        statements=tuple(s for s in request.statements if s.at <= at),
    )


def views(request, rule):
    history = History(request, None)
    debts = {d.id: d for d in request.debts}
    for debt in request.contact.debts:
        ctx = Context(history, debts[debt])
        for zone in ctx.clocks(rule.clock):
            yield View(ctx, zone, ctx.t)


@SLOW
@given(requests(), st.lists(st.integers(0, 10 * 86400), min_size=1, max_size=6))
def test_condition_and_intervals_agree_at_every_instant(request, offsets):
    request = known_before(request)
    books = set(LAW.named(request.books))
    for rule in RULES:
        if rule.book not in books or rule.kind_name == "duty":
            continue
        for view in views(request, rule):
            start, end = view.t, view.t + 10 * 86400 + 1
            blocked = rule.blocked(view, start, end)
            edges = [t for span in blocked.spans for t in (span[0], span[1] - 1, span[1], span[0] - 1)]
            for t in {view.t, *(view.t + o for o in offsets), *edges}:
                if start <= t < end:
                    forbids = rule.forbids(view.after(t))
                    assert (t in blocked) == (forbids is not False), (
                        rule.id,
                        t - view.t,
                        forbids,
                        view.zone,
                        request.statements,
                    )


@SLOW
@given(requests())
def test_every_instant_of_a_returned_window_is_allowed_and_the_second_before_it_is_not(request):
    request = known_before(request)
    verdict = judge(LAW, request)
    window = verdict.next_lawful
    now = request.contact.at.timestamp()
    assert (verdict.verdict == "allow") == (window is not None and window.start.timestamp() == now)
    if window is None:
        return
    middle = window.start + (window.end - window.start) / 2
    for t in (window.start, middle.replace(microsecond=0), window.end):
        assert judge(LAW, at(request, t)).verdict == "allow", t
    if window.start.timestamp() > now:
        assert judge(LAW, at(request, window.start - timedelta(seconds=1))).verdict != "allow"
    after = window.end + timedelta(seconds=1)
    if after.timestamp() < now + 90 * 86400:
        assert judge(LAW, at(request, after)).verdict != "allow"


def at(request, moment):
    return replace(request, contact=replace(request.contact, at=moment))


@SLOW
@given(requests(), st.randoms(use_true_random=False))
def test_order_and_duplicates_do_not_matter(request, random):
    def told(r):
        v = judge(LAW, r)
        return (
            v.verdict,
            {b.rule for b in v.breaches},
            {d.rule for d in v.duties},
            {m.rule for m in v.missing},
        )

    def mixed(items):
        shuffled = list(items)
        random.shuffle(shuffled)
        return tuple(shuffled)

    again = replace(
        request,
        history=mixed((*request.history, *request.history[:3])),
        statements=mixed(request.statements),
        people=mixed(request.people),
        collectors=mixed(request.collectors),
        debts=mixed(request.debts),
    )
    assert told(again) == told(request)


@SLOW
@given(requests(books=("us.regf",)))
def test_a_further_book_never_opens_what_was_forbidden(request):
    alone = judge(LAW, request)
    more = judge(LAW, replace(request, books=("us.regf", "cn", "ph", "odd")))
    assert {b.rule for b in alone.breaches} <= {b.rule for b in more.breaches}
    if alone.verdict == "forbid":
        assert more.verdict == "forbid"
    if more.verdict == "allow":
        assert alone.verdict == "allow"


EARLIER = {"odd.time_barred", "us.or.work.home_first"}
"""Rules that ask for an earlier contact."""
OPENING = {"reply", "consent", "wrong_number"}


@SLOW
@given(requests(), st.data())
def test_a_further_past_contact_never_opens_what_was_forbidden(request, data):
    """Save what a clause itself opens: lost contact, a notice given, a message of the person's own to be
    answered, a number that proves to be somebody else's, a communication that is no longer the first."""
    extra = data.draw(contacts(request.contact.at, past=True))
    if extra.direction == "inbound" or extra.result == "wrong_number" or extra.purpose == "notice":
        return
    before = judge(LAW, request)
    after = judge(LAW, replace(request, history=(*request.history, extra)))
    opened = {b.rule for b in before.breaches} - {b.rule for b in after.breaches}
    lost = {"cn.cba2026.third.trigger"}
    assert opened <= lost | {"us.regf.disclosure_debt_collector.lacking", *EARLIER}, opened
    if before.verdict == "forbid" and not opened:
        assert after.verdict == "forbid"


@SLOW
@given(requests())
def test_the_reasons_are_exactly_the_rules_that_block(request):
    verdict = judge(LAW, request)
    counting = [b for b in verdict.breaches if request.posture == "strict" or b.force in BINDING_FORCES]
    assert (verdict.verdict == "forbid") == bool(counting)
    if verdict.verdict == "unknown":
        assert verdict.missing
    for breach in verdict.breaches:
        rule = next(r for r in RULES if r.id == breach.rule)
        assert any(rule.in_scope(v) is not False and rule.forbids(v) is True for v in views(request, rule))


def test_every_kind_is_among_the_rules_tested():
    assert {r.kind_name for r in RULES} == set(KINDS)
