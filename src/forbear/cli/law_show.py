"""`forbear law show`: rulebooks to read in a terminal, article by article, at 80 columns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from forbear.law.rulebook import Law, Rulebook
from forbear.terms import InputError, NotFound
from forbear.web.law.entries import EntryText
from forbear.web.law.examples import Example
from forbear.web.law.telling import ArticleText, BookText, tell_book
from forbear.web.words import say, write_day

MARKS = {"allow": ("✓", "green"), "forbid": ("✗", "red"), "unknown": ("?", "yellow")}


def show_law(
    law: Law, name: str, on: date | None, language: str, *, article: str = "", entry: str = "",
    console: Console | None = None,
) -> None:  # fmt: skip
    """Print the rulebooks that an id or a prefix names, as they are law on a day (None: in every version).

    The id of a rule, a value or a duty, as a verdict tells it, shows that one in its article. NotFound where
    nothing is named so, or nothing is left to show.
    """
    console = console or Console(highlight=False)
    try:
        named = law.named((name,))
    except InputError as error:
        named = tuple(b.id for b in law.books.values() if _has_entry(b, name))
        entry = entry or name
        if not named:
            raise NotFound(error.why) from None
    books = [tell_book(law, b, language, on, article=article, entry=entry) for b in named]
    books = [book for book in books if book.articles]
    if not books:
        when = f" on {on}; --all shows every version" if on else ""
        raise NotFound(f"nothing of {name!r} is in force{when}, or no article or rule is called that")
    for book in books:
        _show_book(book, on, language, console)


def _has_entry(book: Rulebook, name: str) -> bool:
    ids = [e.id for entries in (book.rules, book.values, book.deadlines) for e in entries]
    return any(own == name or own.startswith(name + ".") for own in ids)


def _show_book(book: BookText, on: date | None, language: str, console: Console) -> None:
    console.print(Rule(style="dim"))
    console.print(Text(book.title.first, style="bold"))
    console.print(Text(book.title.other))
    day = (
        say(language, "law.on_day", day=write_day(on, language)) if on else say(language, "law.all_versions")
    )
    pairs = [
        ("", f"{book.id} · {day}"),
        (say(language, "law.source"), book.source),
        (say(language, "law.force"), book.force),
        (say(language, "law.dates"), book.dates),
        (say(language, "law.read_on"), book.read_on),
        (say(language, "law.regions"), book.regions),
        (say(language, "law.binds"), book.binds),
    ]
    if book.draft:
        pairs.append((say(language, "law.confidence"), say(language, "law.confidence_draft")))
    console.print(_pairs(pairs, 2))
    for article in book.articles:
        _show_article(article, language, console)
    console.print()


def _show_article(article: ArticleText, language: str, console: Console) -> None:
    console.print()
    console.print(
        Text(
            say(language, "law.colon").join(filter(None, (article.cite, article.title))),
            style="bold underline",
        )
    )
    if language == "en":
        for paragraph in article.prose:
            console.print(Padding(Text(paragraph, style="dim"), (0, 0, 0, 2)))
    for entry in article.entries:
        _show_entry(entry, language, console)
    if article.examples:
        console.print()
        console.print(Padding(Text(say(language, "law.cases"), style="dim"), (0, 0, 0, 2)))
        console.print(Padding(_examples(article.examples), (0, 0, 0, 2)))


def _show_entry(entry: EntryText, language: str, console: Console) -> None:
    console.print()
    console.print(Padding(Text(entry.words.first, style="bold"), (0, 0, 0, 2)))
    marks = " · ".join(filter(None, (entry.kind, entry.force, entry.effect, entry.dates)))
    console.print(Padding(Text(f"{entry.id}\n{marks}", style="cyan"), (0, 0, 0, 4)))
    console.print(_pairs([*entry.parameters, (say(language, "law.binds"), entry.binds)], 4))
    if entry.steps:
        console.print(Padding(Text(say(language, "law.steps"), style="dim"), (0, 0, 0, 4)))
        console.print(_pairs(entry.steps, 6))
    style = "yellow" if entry.draft else "dim"
    console.print(Padding(Text(entry.confidence, style=style), (0, 0, 0, 4)))


def _pairs(pairs: Iterable[tuple[str, str]], indent: int) -> Padding:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", max_width=20)
    table.add_column(overflow="fold")
    for name, value in pairs:
        table.add_row(Text(name), Text(value))
    return Padding(table, (0, 0, 0, indent))


def _examples(examples: Iterable[Example]) -> Table:
    table = Table(box=box.SIMPLE, show_header=False, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(min_width=14, max_width=14)
    table.add_column(overflow="fold")
    for example in examples:
        mark, style = MARKS[example.verdict]
        what = Text(example.name)
        what.append(f"\n{example.told}", style="dim")
        if example.text:
            what.append(f"\n“{example.text}”", style="italic")
        table.add_row(Text(f"{mark} {example.verdict_word}", style=style), Text(example.at), what)
    return table
