"""A rulebook as it is read: article by article, its words in the author's prose, its rules as written, its cases."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from forbear.law.rulebook.markdown import Fence, read_markdown
from forbear.law.rulebook.read import Entry, Rulebook

_FENCE = re.compile(r"\s*(`{3,}|~{3,})(.*)").fullmatch
_MARKS = (
    (re.compile(r"\[([^\]]*)\]\([^)\s]*\)"), r"\1"),  # a link: its words
    (re.compile(r"(\*\*|\*|`)(\S(?:.*?\S)?)\1"), r"\2"),  # emphasis and code: what they hold
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A rule, a value or a duty with a date, beside the table that its author wrote: its keys are the parameters."""

    entry: Entry
    table: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article: its number as it is cited, its title, the author's prose, and what stands under it."""

    cite: str
    title: str
    prose: tuple[str, ...]
    clauses: tuple[Clause, ...]
    cases: tuple[Fence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A rulebook to read. `binds` is who is bound where a rule says nothing else; `prose` precedes the articles."""

    book: Rulebook
    read_on: date
    draft: bool
    binds: Mapping[str, Any]
    prose: tuple[str, ...]
    articles: tuple[Article, ...]


def read_articles(book: Rulebook) -> Reading:
    """The articles of a rulebook, in their order.

    >>> from forbear.law.rulebook import load_law
    >>> first = read_articles(load_law().books["cn.gbt45251"]).articles[0]
    >>> first.cite, first.title, first.clauses[0].entry.id, len(first.cases) > 1
    ('GB/T 45251-2025 §5.3', 'Hours', 'cn.gbt45251.hours', True)
    """
    front, fences = read_markdown(book.text, book.file)
    headings = _headings(book.text)
    tables = {fence.line: fence.table for fence in fences}
    entries: tuple[Entry, ...] = (*book.rules, *book.values, *book.deadlines)
    articles = []
    for n, (line, cite, title, prose) in enumerate(headings):
        end = headings[n + 1][0] if n + 1 < len(headings) else float("inf")
        lines = {entry.line: entry for entry in entries if line < entry.line < end}
        clauses = tuple(Clause(entry=lines[place], table=tables[place]) for place in sorted(lines))
        cases = tuple(case for case in book.cases if line < case.line < end)
        articles.append(Article(cite=cite, title=title, prose=prose, clauses=clauses, cases=cases))
    return Reading(
        book=book, read_on=front["read_on"], draft=front.get("status") == "draft",
        binds=front.get("binds", {}), prose=articles[0].prose, articles=tuple(articles[1:]),
    )  # fmt: skip


def _headings(text: str) -> list[tuple[int, str, str, tuple[str, ...]]]:
    """Line, number, title and prose of each article; first of what comes before them all (line 0)."""
    lines = text.removeprefix("\ufeff").split("\n")
    start = [line.strip() for line in lines].index("+++", 1) + 1
    found: list[tuple[int, str, str, list[str]]] = [(0, "", "", [])]
    mark = ""
    for number, line in enumerate(lines[start:], start + 1):
        fence = _FENCE(line)
        if mark:
            mark = "" if line.rstrip() == mark else mark
        elif fence:
            mark = fence[1]
            found[-1][3].append("")
        elif line.startswith("## "):
            cite, _, title = line[3:].strip().partition(": ")
            found.append((number, cite.rstrip(":"), title.strip(), []))
        elif not line.startswith("#"):
            found[-1][3].append(line.strip())
    return [(line, cite, title, _paragraphs(prose)) for line, cite, title, prose in found]


def _paragraphs(lines: list[str]) -> tuple[str, ...]:
    """The paragraphs and the items of lists, each in one line, without Markdown's marks."""
    out: list[str] = []
    fresh = True
    for line in lines:
        item = re.match(r"[-*] |\d+\. ", line) is not None
        if line and (fresh or item):
            out.append(line)
        elif line:
            out[-1] += " " + line
        fresh = not line
    return tuple(_plain(paragraph) for paragraph in out)


def _plain(text: str) -> str:
    for mark, kept in _MARKS:
        text = mark.sub(kept, text)
    return text
