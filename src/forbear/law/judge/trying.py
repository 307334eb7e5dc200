"""What the cases of a book try: each as it comes out, and what no case tries at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Literal

from forbear.law.judge.cases import case_request, run_case
from forbear.law.judge.verdict import Verdict
from forbear.law.rulebook import Law, Rulebook
from forbear.law.rulebook.entries import Entry
from forbear.law.rulebook.markdown import Fence, line_of, read_pages
from forbear.law.rules.conditions import WORDS
from forbear.law.rules.context import Context, View
from forbear.law.rules.history import History, Reader
from forbear.law.rules.rule import Rule
from forbear.terms import InputError, Request, RulebookError

Lack = Literal["forbids", "passes", "owes", "cases", "names"]
"""What is lacking: a case that a rule forbids, one that it looks at and lets pass, one in which a duty is owed; any
case of an article; a name that the words hold and the rule never tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a case came out, what differs from what its author expects, and which rules looked at it."""

    case: Fence
    verdict: Verdict
    faults: tuple[str, ...]
    looked: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What is lacking at a line of the book; `about` is the rule, the article or the name."""

    lack: Lack
    line: int
    article: str
    about: str


def try_cases(
    book: Rulebook, law: Law, read: Reader | None, told: Callable[[RulebookError], None]
) -> Iterator[Outcome]:
    """Every case of a book as it comes out; what cannot be read as a request is told, with its line."""
    seen: set[str] = set()
    for case in book.cases:
        try:
            request = case_request(book, case)
            verdict, faults = run_case(book, case, law, read)
        except InputError as e:
            fault = _not_a_request(book, case, e)
            if str(fault) not in seen:  # what the cases have in common is wrong once
                seen.add(str(fault))
                told(fault)
            continue
        looked = _looked_at(book, request, read)
        yield Outcome(case=case, verdict=verdict, faults=tuple(faults), looked=looked)


def _not_a_request(book: Rulebook, case: Fence, e: InputError) -> RulebookError:
    """The fault of a case that is no request, in its own fence or in what the front matter gives to all cases."""
    why = f"{e.at.strip('/').replace('/', '.')}: {e.why}" if e.at else e.why
    path = e.at.strip("/").split("/")
    own = case.table.get(path[0], {})
    common = path[0] not in case.table or (path[0] == "contact" and len(path) > 1 and path[1] not in own)
    if common and path[0] in book.case_defaults:
        front = read_pages(book.text, book.file, lambda fault: None)[0]
        return RulebookError(book.file, line_of(front, why), front.article, why)
    return RulebookError(book.file, line_of(case, why), case.article, why)


def _looked_at(book: Rulebook, request: Request, read: Reader | None) -> frozenset[str]:
    """The rules whose scope takes a contact in, so that their silence means something."""
    history = History(request, read)
    debts = {d.id: d for d in request.debts}
    views = [
        View(c, None, c.t) for c in (Context(history, debts[i]) for i in request.contact.debts if i in debts)
    ]
    return frozenset(r.id for r in book.rules if any(r.in_scope(v) is not False for v in views))


def find_gaps(book: Rulebook, outcomes: Sequence[Outcome]) -> list[Gap]:
    """What no case tries, by line."""
    forbidden: set[str] = set()
    passed: set[str] = set()
    owed: set[str] = set()
    for outcome in outcomes:
        broken = {b.rule for b in outcome.verdict.breaches}
        forbidden |= broken
        owed |= {d.rule for d in outcome.verdict.duties}
        passed |= outcome.looked - broken - {m.rule for m in outcome.verdict.missing}
        if (
            outcome.verdict.verdict == "allow"
        ):  # a bar closes all that it looks at; an allowed one of its article
            bars = (r for r in book.rules if r.kind_name == "bar")
            passed |= {r.id for r in bars if r.article == outcome.case.article}
    gaps = [gap for rule in _once(book.rules) for gap in _gaps_of(rule, forbidden, passed, owed)]
    told = {case.article for case in book.cases}
    entries: tuple[Entry, ...] = (*book.rules, *book.deadlines)
    for entry in entries:
        if entry.article not in told:
            told.add(entry.article)
            gaps.append(Gap(lack="cases", line=entry.line, article=entry.article, about=entry.article))
    return sorted((*gaps, *_unfilled(book, outcomes)), key=lambda gap: gap.line)


def _once(rules: Sequence[Rule]) -> list[Rule]:
    """Of the versions of a rule the first."""
    return list({rule.id: rule for rule in reversed(rules)}.values())[::-1]


def _gaps_of(rule: Rule, forbidden: set[str], passed: set[str], owed: set[str]) -> Iterator[Gap]:
    lacks: list[Lack] = []
    if rule.kind_name == "duty":
        lacks += ["owes"] if rule.id not in owed else []
    else:
        lacks += ["forbids"] if rule.id not in forbidden else []
        lacks += ["passes"] if rule.id not in passed else []
    for lack in lacks:
        yield Gap(lack=lack, line=rule.line, article=rule.article, about=rule.id)


def _unfilled(book: Rulebook, outcomes: Sequence[Outcome]) -> Iterator[Gap]:
    """The names in a rule's words that were not filled when it forbade."""
    told: set[tuple[str, str]] = set()
    rules = {rule.id: rule for rule in book.rules}
    for outcome in outcomes:
        for breach in outcome.verdict.breaches:
            rule = rules[breach.rule]
            names = {n for text in rule.words.values() for _, n, _, _ in Formatter().parse(text) if n}
            for name in sorted(names - breach.facts.keys() - WORDS.keys()):
                if (rule.id, name) not in told:
                    told.add((rule.id, name))
                    yield Gap(
                        lack="names", line=rule.line, article=rule.article, about=f"{rule.id}: {{{name}}}"
                    )
