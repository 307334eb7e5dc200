"""A rulebook in the words of a reader, as it is law on a day: for its page and for the terminal alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from forbear.law.rulebook import Rulebook
from forbear.law.rulebook.articles import Article, Clause, Reading, read_articles
from forbear.law.rulebook.markdown import Fence
from forbear.web.law.examples import Example, case_day, tell_cases
from forbear.web.law.parameters import Pair, tell_binds, tell_parameters
from forbear.web.law.requirement import ask
from forbear.web.report import write_day
from forbear.web.words import LANGUAGES, TAGS, say, word


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One text in the reader's language, and in the other one with its tag."""

    first: str
    other: str
    other_tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleText:
    """One rule: what it asks, its parameters, its dates and force. `anchor` is where links lead."""

    id: str
    anchor: str
    kind: str
    words: Told
    cite: str
    force: str
    effect: str | None
    draft: bool
    confidence: str
    dates: str
    binds: str
    parameters: tuple[Pair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleText:
    """One article: its number, title and prose (both in English), its rules and its cases."""

    cite: str
    title: str
    prose: tuple[str, ...]
    rules: tuple[RuleText, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookText:
    """One source: its title in both languages, what it is, and its articles."""

    id: str
    title: Told
    source: str
    force: str
    dates: str
    read_on: str
    draft: bool
    regions: str
    binds: str
    prose: tuple[str, ...]
    articles: tuple[ArticleText, ...]


def tell_book(
    book: Rulebook, language: str, on: date | None, *, article: str = "", rule: str = ""
) -> BookText:
    """A rulebook in `zh` or `en`, as it is law on a day, or in all its versions (None).

    `article` narrows it to articles whose number or title holds that text, `rule` to rules of that id or prefix.

    >>> from forbear.law.rulebook import load_law
    >>> told = tell_book(load_law().books["cn.gbt45251"], "en", date(2026, 3, 1), rule="cn.gbt45251.hours")
    >>> told.articles[0].rules[0].words.first
    'No collection work between 22:00 and 08:00 unless other hours were agreed.'
    """
    reading = read_articles(book)
    wanted = article.casefold()
    found = (
        _tell_article(reading, a, language, on, rule)
        for a in reading.articles
        if wanted in f"{a.cite}: {a.title}".casefold()
    )
    return BookText(
        id=book.id, title=_both(language, dict(book.title)), source=book.source,
        force=word(language, "force", book.force), dates=write_dates(language, book.in_force, book.until),
        read_on=write_day(reading.read_on, language), draft=reading.draft, regions=", ".join(book.regions),
        binds=tell_binds(language, reading.binds), prose=reading.prose,
        articles=tuple(a for a in found if a is not None),
    )  # fmt: skip


def write_dates(language: str, first: date, last: date | None) -> str:
    """From when, and until when, something is law.

    >>> write_dates("zh", date(2025, 2, 28), None), write_dates("en", date(2025, 2, 28), date(2026, 12, 31))
    ('自 2025年2月28日 起', '28 February 2025 to 31 December 2026')
    """
    if last is None:
        return say(language, "law.from", first=write_day(first, language))
    return say(language, "law.from_to", first=write_day(first, language), last=write_day(last, language))


def is_law(clause: Clause, on: date | None) -> bool:
    """Whether a rule is law on a day; any is, where no day is asked for."""
    return on is None or clause.rule.in_force_within(on, on)


def _tell_article(
    reading: Reading, article: Article, language: str, on: date | None, rule: str
) -> ArticleText | None:
    """An article with what of it is law; None where nothing is."""
    clauses = [c for c in article.clauses if is_law(c, on) and _is_named(c, rule)]
    if not clauses:
        return None
    anchors: set[str] = set()
    rules = tuple(_tell_rule(reading, clause, language, anchors) for clause in clauses)
    cases = tuple(_fitting(article, clauses, on, rule))
    return ArticleText(
        cite=article.cite, title=article.title, prose=article.prose, rules=rules,
        examples=tell_cases(language, reading.book, cases),
    )  # fmt: skip


def _is_named(clause: Clause, wanted: str) -> bool:
    return not wanted or clause.rule.id == wanted or clause.rule.id.startswith(wanted + ".")


def _fitting(article: Article, clauses: Iterable[Clause], on: date | None, rule: str) -> Iterable[Fence]:
    """The cases that were told of a version shown; with `rule`, those that name it or expect nothing of others."""
    shown = list(clauses)
    for case in article.cases:
        day = case_day(case)
        if on is not None and not any(c.rule.in_force_within(day, day) for c in shown):
            continue
        named = [*case.table.get("rules", ()), *case.table.get("duties", ())]
        if not rule or not named or any(c.rule.id.startswith(name) for c in shown for name in named):
            yield case


def _tell_rule(reading: Reading, clause: Clause, language: str, anchors: set[str]) -> RuleText:
    rule = clause.rule
    anchor = rule.id if rule.id not in anchors else f"{rule.id}@{rule.in_force}"
    anchors.add(anchor)
    words = {tongue: ask(tongue, text, rule.values) for tongue, text in rule.words.items()}
    confidence = "law.confidence_draft" if rule.draft else "law.confidence_read"
    return RuleText(
        id=rule.id, anchor=anchor, kind=word(language, "kind", rule.kind_name), words=_both(language, words),
        cite=rule.cite, force=word(language, "force", rule.force),
        effect=word(language, "effect", rule.effect) if rule.effect != "forbid" else None,
        draft=rule.draft, confidence=say(language, confidence),
        dates=write_dates(language, rule.in_force, rule.until),
        binds=tell_binds(language, clause.table.get("binds", reading.binds)),
        parameters=tell_parameters(language, rule, clause.table),
    )  # fmt: skip


def _both(language: str, texts: dict[str, str]) -> Told:
    other = next(tongue for tongue in LANGUAGES if tongue != language)
    return Told(first=texts[language], other=texts[other], other_tag=TAGS[other])
