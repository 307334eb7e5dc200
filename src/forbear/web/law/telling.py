"""A rulebook in the words of a reader, as it is law on a day: for its page and for the terminal alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from forbear.law.rulebook import Law
from forbear.law.rulebook.articles import Article, Clause, read_articles
from forbear.law.rulebook.markdown import Fence
from forbear.web.law.entries import EntryText, Told, both, tell_entry, write_dates
from forbear.web.law.examples import Example, case_day, tell_cases
from forbear.web.law.parameters import tell_binds
from forbear.web.words import say, word, write_day


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleText:
    """One article: its number, title and prose (both in English), what it states, and its cases."""

    cite: str
    title: str
    prose: tuple[str, ...]
    entries: tuple[EntryText, ...]
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
    law: Law, name: str, language: str, on: date | None, *, article: str = "", entry: str = ""
) -> BookText:
    """The rulebook of that id in `zh` or `en`, as it is law on a day, or in all its versions (None).

    `article` narrows it to articles whose number or title holds that text; `entry` to rules, values and duties of
    that id or prefix. KeyError where there is no such book.

    >>> from forbear.law.rulebook import load_law
    >>> told = tell_book(load_law(), "cn.gbt45251", "en", date(2026, 3, 1), entry="cn.gbt45251.hours")
    >>> [a.cite for a in told.articles], told.articles[0].entries[0].id
    (['GB/T 45251-2025 §5.3'], 'cn.gbt45251.hours')
    """
    book = law.books[name]
    reading = read_articles(book)
    articles, anchors, wanted = [], set[str](), article.casefold()
    for one in reading.articles:
        clauses = [c for c in one.clauses if is_law(c, on) and _is_named(c, entry)]
        if not clauses or wanted not in f"{one.cite}: {one.title}".casefold():
            continue
        entries = tuple(
            _anchored(tell_entry(law, c, language, on, reading.binds), c, anchors) for c in clauses
        )
        examples = tell_cases(language, book, _fitting(one, clauses, on, entry))
        articles.append(
            ArticleText(cite=one.cite, title=one.title, prose=one.prose, entries=entries, examples=examples)
        )
    regions = say(language, "law.comma").join(word(language, "place", place) for place in book.regions)
    return BookText(
        id=book.id, title=both(language, book.title), source=book.source,
        force=word(language, "force", book.force), dates=write_dates(language, book.in_force, book.until),
        read_on=write_day(reading.read_on, language), draft=reading.draft, regions=regions,
        binds=tell_binds(language, reading.binds), prose=reading.prose, articles=tuple(articles),
    )  # fmt: skip


def is_law(clause: Clause, on: date | None) -> bool:
    """Whether a rule, value or duty is law on a day; any is, where no day is asked for."""
    entry = clause.entry
    return on is None or (entry.in_force <= on and (entry.until is None or on <= entry.until))


def _is_named(clause: Clause, wanted: str) -> bool:
    return not wanted or clause.entry.id == wanted or clause.entry.id.startswith(wanted + ".")


def _anchored(told: EntryText, clause: Clause, anchors: set[str]) -> EntryText:
    """With an anchor of its own: a second version on a page is told from the first by its date."""
    if told.id in anchors:
        return replace(told, anchor=f"{told.id}@{clause.entry.in_force}")
    anchors.add(told.id)
    return told


def _fitting(article: Article, clauses: list[Clause], on: date | None, wanted: str) -> Iterable[Fence]:
    """The cases told of a version that is shown; of some entries only, those that name one or name none at all."""
    for case in article.cases:
        if on is not None and not any(is_law(c, case_day(case)) for c in clauses):
            continue
        named = [
            name for key in ("rules", "duties", "late", "done", "due") for name in case.table.get(key, ())
        ]
        if not wanted or not named or any(c.entry.id.startswith(name) for c in clauses for name in named):
            yield case
