"""Judging at the door: as the law judges, timed and shown in traces."""

from __future__ import annotations

from collections.abc import Callable

from forbear.law import judge as law_judge
from forbear.law.judge import Verdict
from forbear.law.rulebook import Law
from forbear.terms import Contact, Findings, Request
from forbear.watch.steps import step


def judge(law: Law, request: Request, *, read: Callable[[Contact, Request], Findings]) -> Verdict:
    """The verdict of the law on a request (`law.judge.judge`)."""
    with step("judge", channel=request.contact.channel) as judged:
        verdict = law_judge.judge(law, request, read=read)
        judged.tell(verdict=verdict.verdict)
    return verdict
