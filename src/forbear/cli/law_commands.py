"""The commands `forbear law …`: the rulebooks themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from forbear.cli.telling import Telling, parse_day, today

law = typer.Typer(cls=Telling, help="Read, ask and compare the rulebooks.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="JSON Lines instead of words.")]
Day = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="A day, as 2026-05-12; left out: today.")
]


@law.command("value")
def value_command(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="[ID]", help="An id, or the beginning of several.")] = "",
    on: Day = None,
    json: Json = False,
) -> None:
    """Tell what a rate, a cap or a span of the law is on a day.

    Left out, ID is every value. Exit 1 where one that was asked for did not hold or is not known on that day.
    """
    from forbear.cli.law_value import tell_values

    day = parse_day(on) if on else today()
    raise typer.Exit(tell_values(name, day, as_json=json, language=ctx.obj.language))


@law.command("duties")
def duties_command(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="JSON Lines; - is standard input.")] = "",
    case: Annotated[str | None, typer.Option("--case", metavar="ID", help="A case of the database.")] = None,
    on: Day = None,
    json: Json = False,
) -> None:
    """List the duties with a date that run: what has to be answered, sent or kept until when.

    Of requests as `forbear judge` takes them (`contact` may be left out, `at` says for when), or of a case.
    Exit 1 where a line could not be read.
    """
    from forbear.cli.law_duties import list_duties

    day = parse_day(on) if on else None
    raise typer.Exit(list_duties(ctx.obj, file, case, day, as_json=json))


@law.command("coverage")
def coverage_command(
    ctx: typer.Context,
    json: Json = False,
    rows: Annotated[bool, typer.Option("--rows", help="Each clause that is out of scope, and why.")] = False,
) -> None:
    """Tell what became of every clause of the sources.

    Encoded as rules, duties or values, or out of scope for a stated reason. Exit 1 where one is nowhere.
    """
    from forbear.cli.law_coverage import show_coverage

    raise typer.Exit(show_coverage(as_json=json, rows=rows, language=ctx.obj.language))


@law.command("show")
def show_command(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(metavar="ID", help="A rulebook's id, or the beginning of several; or that of a rule."),
    ],
    on: Day = None,
    every: Annotated[bool, typer.Option("--all", help="Every version, whenever it is law.")] = False,
    article: Annotated[
        str, typer.Option(metavar="TEXT", help="Only articles with this in their number or title.")
    ] = "",
    rule: Annotated[
        str, typer.Option(metavar="ID", help="Only this rule, value or duty, or those that begin so.")
    ] = "",
) -> None:
    """Read rulebooks: each article's requirement, parameters, dates, force and cases.

    As they are law on a day; in the language of the session.
    """
    from forbear.cli.law_show import show_law
    from forbear.law.rulebook import load_law

    if every and on:
        raise typer.BadParameter("write --on or --all, not both")
    day = None if every else parse_day(on) if on else today()
    show_law(load_law(), name, day, ctx.obj.language, article=article, entry=rule)


@law.command("diff")
def diff_command(
    ctx: typer.Context,
    one: Annotated[
        str,
        typer.Argument(
            metavar="A", help="A rulebook's id (or the beginning of several) @ a day, a file, or live."
        ),
    ],
    other: Annotated[str, typer.Argument(metavar="B", help="What it is compared with.")],
    json: Json = False,
) -> None:
    """Compare two laws: by clause, and by which ordinary contacts are judged otherwise.

    As `cn@2025-01-01 cn@2026-03-01`; a draft against the live law: `draft.md live`, or `live draft.md@2027-01-01`.
    With --json each finding holds a request that `forbear judge` takes.
    """
    from forbear.cli.law_diff import show_differences

    raise typer.Exit(show_differences(one, other, as_json=json, language=ctx.obj.language))


@law.command("replay")
def replay_command(
    ctx: typer.Context,
    log: Annotated[
        Path, typer.Argument(metavar="LOG", help="A contact log (CSV, JSON Lines, Parquet), or judge requests.")
    ],
    books: Annotated[
        list[str] | None, typer.Option("--books", metavar="ID", help="Judge by these books; may be repeated.")
    ] = None,
    rulebook: Annotated[
        list[Path] | None,
        typer.Option(
            "--rulebook", metavar="FILE", help="A candidate: in place of the book of its id, or as a further one."
        ),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Read the candidate's law as on this day.")
    ] = None,
    was: Annotated[
        list[str] | None,
        typer.Option("--was", metavar="ID", help="The books judged by before; left out: those of each place."),
    ] = None,
    people: Annotated[
        Path | None, typer.Option(metavar="FILE", help="People, as JSON Lines, beside the log.")
    ] = None,
    debts: Annotated[Path | None, typer.Option(metavar="FILE", help="Debts, likewise.")] = None,
    statements: Annotated[Path | None, typer.Option(metavar="FILE", help="Statements, likewise.")] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where each changed contact goes, with its reasons."),
    ] = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Judge past contacts by another law: which would have been judged otherwise, and by which rule.

    Each is judged against those strictly before it. Exit 1 where a line could not be read; the others are judged.
    """
    from forbear.cli.law_replay import Beside, make_rulings, run_replay

    day = parse_day(on) if on else None
    before, after = make_rulings(tuple(books or ()), tuple(rulebook or ()), day, tuple(was or ()))
    beside = Beside(people=people, debts=debts, statements=statements)
    raise typer.Exit(run_replay(log, before, after, beside, output, as_json=json, language=ctx.obj.language))


@law.command("check")
def check_command(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Rulebooks.")],
    changes: Annotated[
        bool, typer.Option("--changes", help="Also each single change to a rule that no case notices.")
    ] = False,
) -> None:
    """Check rulebooks: all that is wrong, each case that comes out otherwise, and what no case tries.

    For people who write rules. Exit 1 where something is wrong, 2 where a file cannot be opened.
    """
    from forbear.cli.law_check import check_files

    raise typer.Exit(check_files(files, changes=changes, language=ctx.obj.language))
