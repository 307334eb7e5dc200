"""The dossier: everything it says, in words, for a page that only lays it out (`dossier.typ`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from forbear.review.check.answer import Answer
from forbear.review.check.contacts import Shown, span
from forbear.review.check.judging import MOST_BEFORE, Finding
from forbear.review.check.letters import cite, exhibits, money
from forbear.review.check.listing import how, sender, where, whom
from forbear.review.check.patterns import Pattern
from forbear.review.check.record import Source
from forbear.review.check.turn import find_channels, last_days
from forbear.review.check.words import reason, say, word

MOST_ROWS: Final = 400
"""Exhibits in the dossier; the others stand in contacts.csv."""
MOST_WORDS: Final = 240
"""Letters of a message that are quoted."""
MOST_STRANGERS: Final = 10
MOST_UNREAD: Final = 3
_HEADINGS: Final = (
    "short", "picture", "clauses", "others", "patterns", "open", "turn", "exhibits", "sources", "books", "isnot",
)  # fmt: skip


def describe(answer: Answer) -> dict[str, Any]:
    """The dossier's content by section: strings, and rows of strings."""
    language = answer.language
    name = answer.case.me.who or say(language, "title.nobody")
    return {
        "language": language,
        "title": say(language, "title.dossier"),
        "of": say(language, "title.of", name=name, day=answer.on),
        "heading": {key: say(language, f"title.{key}") for key in _HEADINGS},
        "debt": _debt(answer),
        "short": list(in_short(answer)),
        "says": say(language, "chart.says"),
        "clauses": [_clause(answer, finding) for finding in answer.findings],
        "settle": say(language, "confidence.settle"),
        "others": _others(answer),
        "patterns": list(patterns(answer)) or [say(language, "pattern.none")],
        "note": say(language, "pattern.note"),
        "open": list(open_points(answer)) or [say(language, "pattern.none")],
        "turn": turn(answer),
        "exhibits": _exhibits(answer),
        "sources": _sources(answer),
        "books": _books(answer),
        "isnot": [say(language, f"isnot.{key}") for key in ("one", "two", "three", "four")],
    }


def _debt(answer: Answer) -> str:
    case = answer.case
    parts = [case.lender.who, word(answer.language, "product", case.product) if case.product else ""]
    parts += [case.account or "", money(case.owed, case.currency) if case.owed is not None else ""]
    return " · ".join(part for part in parts if part)


def in_short(answer: Answer) -> Iterator[str]:
    """The answer in a few sentences."""
    language, when = answer.language, span(answer.placed)
    if when is None or not answer.judged:
        yield say(language, "short.none")
    else:
        yield say(
            language, "short.counts", made=len(answer.judged), first=when[0].date(), last=when[1].date(),
            **{name: answer.count(name) for name in ("forbid", "allow", "unknown")},
        )  # fmt: skip
        law = sum(f.force in ("law", "regulation") for f in answer.findings)
        yield say(language, "short.clauses", rules=len(answer.findings), law=law)
        people = len({s.contact.person for s in answer.others})
        key = "short.others" if people else "short.noothers"
        yield say(language, key, people=people, contacts=len(answer.others))
    if answer.placed.private:
        yield say(language, "short.private", count=answer.placed.private)
    if answer.is_cut:
        yield say(language, "short.cut", most=MOST_BEFORE)
    if answer.is_short:
        yield say(language, "short.most", most=len(answer.judged))


def _clause(answer: Answer, finding: Finding) -> dict[str, Any]:
    language = answer.language
    counts = [
        say(language, f"confidence.{key}", count=len(shown))
        for key, shown in (("clear", finding.clear), ("likely", finding.likely))
        if shown
    ]
    counts += [say(language, "confidence.first")] if len(finding.all) > 1 else []
    return {
        "cite": cite(answer, finding), "rule": finding.rule, "force": say(language, f"force.{finding.force}"),
        "why": reason(language, finding.breach), "exhibits": exhibits(finding, language),
        "confidence": ("；" if language == "zh" else "; ").join(counts),
        "points": [say(language, f"point.{point}") for point in finding.open_points],
    }  # fmt: skip


def _others(answer: Answer) -> dict[str, Any]:
    """Who else was reached: how often, how often they answered, how often the debt was told."""
    by_person: defaultdict[str, list[Shown]] = defaultdict(list)
    for shown in answer.others:
        by_person[whom(answer, shown)].append(shown)
    rows = [
        [
            name, str(len(found)),
            str(sum(s.contact.result in ("conversation", "delivered") for s in found)),
            str(sum(s.contact.conveys_debt is True for s in found)),
            ", ".join(str(s.number) for s in found[:12]) + ("…" if len(found) > 12 else ""),
        ]
        for name, found in by_person.items()
    ]  # fmt: skip
    head = [say(answer.language, f"table.{k}") for k in ("people", "contacts", "answered", "told", "number")]
    return {"head": head, "rows": rows, "none": say(answer.language, "short.noothers")}


def patterns(answer: Answer) -> Iterator[str]:
    """The patterns in sentences."""

    def told(pattern: Pattern) -> str:
        numbers = [str(s.number) for s in pattern.shown]
        shown = ", ".join(numbers[:20]) + ("…" if len(numbers) > 20 else "")
        return say(answer.language, f"pattern.{pattern.kind}", count=pattern.count, exhibits=shown)

    yield from map(told, answer.patterns)


_FACTS: Final = (
    "text", "role", "zones", "region", "product", "days_past_due", "kind", "reachable", "conveys_debt", "rulebook",
)  # fmt: skip


def open_points(answer: Answer, hide: bool = False) -> Iterator[str]:
    """What cannot be judged and why; with `hide`, numbers are masked."""
    from forbear.review.check.numbers import mask

    language = answer.language
    for fact, count in answer.missing.items():
        last = "rulebook" if fact.startswith("a rulebook") else fact.rsplit("/", 1)[-1].rsplit(".", 1)[-1]
        last = "kind" if last == "acts_for" else last
        key = last if last in _FACTS else "other"
        yield say(language, "missing.times", why=say(language, f"missing.{key}", fact=fact), count=count)
    placed = answer.placed.unplaced
    for number, count in list(placed.items())[:MOST_STRANGERS]:
        yield say(language, "missing.stranger", number=mask(number) if hide else number, count=count)
    if len(placed) > MOST_STRANGERS:
        yield say(language, "missing.strangers", count=len(placed) - MOST_STRANGERS)


def turn(answer: Answer) -> list[str]:
    """Where to turn, and the last days that run if the borrower writes today."""
    language, case = answer.language, answer.case
    lines = [say(language, "turn.first", lender=case.lender.who or "—")]
    channels = find_channels(answer.law, case, language, answer.on)
    lines += [say(language, "turn.draft", channel=c.name) if c.draft else c.name for c in channels]
    lines += [] if channels else [say(language, "turn.none")]
    days = [
        day
        for kind in ("complaint", "dispute")
        for day in last_days(answer.law, case, language, answer.on, kind)
    ]
    if not days:
        return [*lines, say(language, "turn.nodeadlines")]
    told = [f"{d.words} ({d.cite})" if language == "en" else f"{d.words}（{d.cite}）" for d in days]
    told = [say(language, "turn.draft", channel=t) if d.draft else t for t, d in zip(told, days, strict=True)]
    return [*lines, say(language, "turn.deadlines"), *dict.fromkeys(told)]


def _exhibits(answer: Answer) -> dict[str, Any]:
    """The contacts that broke a clause, could not be judged, reached others or make a pattern, in order of time."""
    language = answer.language
    named = {s.number for s in answer.others} | {s.number for p in answer.patterns for s in p.shown}
    kept = [j for j in answer.judged if j.verdict != "allow" or j.shown.number in named]
    rows = [
        [
            str(j.shown.number), j.shown.contact.at.strftime("%Y-%m-%d %H:%M:%S"), whom(answer, j.shown),
            sender(answer, j.shown), how(answer, j.shown), _quote(j.shown),
            say(language, f"verdict.{j.verdict}"), where(answer, j.shown),
        ]
        for j in kept[:MOST_ROWS]
    ]  # fmt: skip
    names = ("number", "when", "whom", "from", "how", "what", "verdict", "where")
    more = say(language, "table.more", count=len(kept) - MOST_ROWS) if len(kept) > MOST_ROWS else ""
    return {"head": [say(language, f"table.{name}") for name in names], "rows": rows, "more": more}


def _quote(shown: Shown) -> str:
    text = " ".join((shown.contact.text or "").split())
    return text[:MOST_WORDS] + ("…" if len(text) > MOST_WORDS else "")


def _sources(answer: Answer) -> list[dict[str, Any]]:
    return [
        {
            "name": s.name, "kind": say(answer.language, f"kind.{s.kind}"), "sha256": s.sha256 or "—",
            "read": str(len(s.records)), "unread": list(_unread(s, answer.language)),
            "columns": name_columns(s, answer.language),
        }
        for s in answer.sources
    ]  # fmt: skip


def name_columns(source: Source, language: str) -> str:
    """What each column of a table was taken for."""
    return ", ".join(
        f"{heading} → {say(language, 'column.' + meaning)}" for heading, meaning in source.columns
    )


def _unread(source: Source, language: str) -> Iterator[str]:
    for item in source.unread[:MOST_UNREAD]:
        line = say(language, "table.unreadline", line=item.line, why=item.why) if item.line else item.why
        yield say(language, "table.unread", why=line)
    if len(source.unread) > MOST_UNREAD:
        yield say(language, "table.unreadmore", count=len(source.unread) - MOST_UNREAD)


def _books(answer: Answer) -> list[list[str]]:
    """The rulebooks whose clauses were broken, as they were read."""
    names = dict.fromkeys(
        book.id
        for book in answer.law.books.values()
        for f in answer.findings
        if f.rule.startswith(book.id + ".")
    )
    books = [answer.law.books[name] for name in names]
    return [[b.id, b.title[answer.language], b.version] for b in books]
