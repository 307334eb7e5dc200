"""`forbear check`: the borrower's side. Reads, asks, judges, writes; the screen shows no number and no name."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from forbear import terms
from forbear.cli.telling import progress, tell
from forbear.law.rulebook import load_law
from forbear.review.check import screenshots
from forbear.review.check.answer import Answer, check
from forbear.review.check.case import Case, questions
from forbear.review.check.case_reading import read_case, read_case_file
from forbear.review.check.dossier import in_short, name_columns, open_points, patterns, turn
from forbear.review.check.folder import CASE_FILE, find_files, read_file
from forbear.review.check.judging import Finding
from forbear.review.check.letters import cite
from forbear.review.check.papers import open_folder, write_papers
from forbear.review.check.record import Source
from forbear.review.check.words import reason, say, word
from forbear.terms import InputError

_CHOICES = {"lender_kind": terms.COLLECTOR_KINDS - {"agency"}, "product": terms.PRODUCTS}
_LONGEST_ANSWER = 400


def run_check(
    paths: list[Path], case_file: Path | None, output: Path, *, ask: bool, language: str, on: date
) -> int:
    """Answer a borrower; the exit status is 1 where a file could not be read."""
    asked = ask and sys.stdin.isatty() and sys.stdout.isatty()
    told = _told(paths, case_file, asked, language)
    language = told.get("language", language)
    case = read_case(told)
    open_folder(output)
    found = find_files(paths, output)
    if not found:
        raise InputError(str(paths[0]), "holds no file; put your records there")
    console = Console(highlight=False)
    sources = _read(found, case, language)
    _confirm(sources, asked, language, console)
    with progress("judging" if language == "en" else "判断", "contacts") as step:
        answer = check(load_law(), case, sources, on=on, language=language, step=step)
    _show(answer, console)
    names = write_papers(answer, output)
    console.print()
    console.print(say(language, "terminal.written", folder=output, files=", ".join(names)), soft_wrap=True)
    return int(any(source.kind == "unreadable" for source in sources))


def _told(paths: list[Path], case_file: Path | None, asked: bool, language: str) -> dict[str, Any]:
    """The facts: from the file, and from whoever sits at the terminal."""
    lying = [p / CASE_FILE if p.is_dir() else p.with_name(CASE_FILE) for p in paths]
    file = case_file or next((p for p in lying if p.is_file()), None)
    told = read_case_file(file) if file else {}
    language = told.get("language", language) if told.get("language") in ("zh", "en") else language
    lacking = questions(told) if all(isinstance(told.get(p, {}), dict) for p in ("me", "debt")) else ()
    if lacking and not asked:
        names = ", ".join(f"[{part}] {name}" for part, name in lacking)
        tell(say(language, "terminal.asked", fields=names))
        return told
    for part, name in lacking:
        words = ", ".join(sorted(_CHOICES.get(name, ())))
        said = _ask(say(language, f"terminal.{name}", words=words))
        if said:
            told.setdefault(part, {})[name] = said
    debt = told.get("debt", {})
    if lacking and asked and not (debt.get("lender_numbers") or told.get("collector")):
        numbers = _ask(say(language, "terminal.numbers")).replace("，", ",").split(",")
        told.setdefault("debt", {})["lender_numbers"] = [n.strip() for n in numbers if n.strip()]
    return told


def _ask(question: str) -> str:
    return str(typer.prompt(question, default="", show_default=False))[:_LONGEST_ANSWER].strip()


def _read(found: list[tuple[Path, str]], case: Case, language: str) -> list[Source]:
    sources = []
    with progress("reading" if language == "en" else "读取", "files") as step:
        for done, (path, name) in enumerate(found):
            step(done, len(found))
            sources.append(read_file(path, name, case))
    return sources


def _confirm(sources: Iterable[Source], asked: bool, language: str, console: Console) -> None:
    """Show what was read and how tables were understood. InputError where the borrower says that it is wrong."""
    sources = list(sources)
    records = sum(len(s.records) for s in sources)
    console.print(say(language, "terminal.files", files=len(sources), records=records))
    for source in sources:
        if source.columns:
            named = name_columns(source, language)
            console.print(
                "  " + say(language, "terminal.columns", file=source.name, columns=named), markup=False
            )
        if source.unread:
            item = source.unread[0]
            more = f" (+{len(source.unread) - 1})" if len(source.unread) > 1 else ""
            where = source.name if not item.line else f"{source.name}:{item.line}"
            tell(say(language, "terminal.unread", file=where, why=item.why + more))
    if any(s.picture for s in sources) and not screenshots.can_read():
        tell(say(language, "terminal.noocr"))
    if (
        asked
        and any(s.columns for s in sources)
        and not typer.confirm(say(language, "terminal.right"), default=True)
    ):
        raise InputError(CASE_FILE, say(language, "terminal.wrong"))


def _show(answer: Answer, console: Console) -> None:
    language = answer.language

    def section(key: str, lines: Iterable[str]) -> None:
        console.print()
        console.print(say(language, f"title.{key}"), style="bold")
        for line in list(lines) or [say(language, "pattern.none")]:
            console.print(f"  · {line}", markup=False, soft_wrap=True)

    section("short", in_short(answer))
    if answer.findings:
        console.print()
        console.print(_table(answer))
    if answer.others:
        section("others", _others(answer))
    section("patterns", patterns(answer))
    section("open", open_points(answer, hide=True))
    section("turn", turn(answer))
    section("isnot", (say(language, f"isnot.{key}") for key in ("one", "three")))


def _table(answer: Answer) -> Table:
    language = answer.language
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(say(language, "title.clauses"), ratio=1, overflow="fold")
    table.add_column(say(language, "table.contacts"), justify="right")
    for finding in answer.findings:
        told = reason(language, finding.breach) + "\n" + cite(answer, finding)
        told += " · " + say(language, f"force.{finding.force}")
        table.add_row(told, _counts(finding))
    if any(finding.likely for finding in answer.findings):
        table.caption = say(language, "terminal.likely")
        table.caption_justify = "left"
    return table


def _counts(finding: Finding) -> str:
    """How many contacts broke a clause clearly, and how many likely, as `2 + 15?`."""
    likely = f"{len(finding.likely)}?"
    if not finding.likely:
        return str(len(finding.clear))
    return f"{len(finding.clear)} + {likely}" if finding.clear else likely


def _others(answer: Answer) -> Iterable[str]:
    """Who else was reached, by role alone."""
    roles = {p.id: p.role for p in answer.case.people}
    people: Counter[str] = Counter()
    contacts: Counter[str] = Counter()
    for name in dict.fromkeys(s.contact.person for s in answer.others):
        people[roles.get(name) or "other"] += 1
    for shown in answer.others:
        contacts[roles.get(shown.contact.person) or "other"] += 1
    for kind, count in people.most_common():
        told = word(answer.language, "role", kind)
        yield f"{told}: {count} · {say(answer.language, 'table.contacts')} {contacts[kind]}"
