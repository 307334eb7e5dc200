"""The commands `forbear audit` and `forbear screen`: contacts judged in bulk, after the fact and before."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from forbear.cli.sweep_places import PlaceName, Where
from forbear.cli.telling import parse_day


class Form(StrEnum):
    """The form in which verdicts are written."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


Books = Annotated[
    list[str] | None,
    typer.Option(
        "--books",
        metavar="ID",
        help="Judge by these books (ids, or beginnings); left out: those of each place.",
    ),
]
Rulebooks = Annotated[
    list[Path] | None,
    typer.Option("--rulebook", metavar="FILE", help="A further rulebook (house, contract)."),
]
Out = Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where the answer goes.")]
People = Annotated[Path | None, typer.Option(metavar="FILE", help="People, as JSON Lines, beside the log.")]
Debts = Annotated[Path | None, typer.Option(metavar="FILE", help="Debts, likewise.")]
Statements = Annotated[Path | None, typer.Option(metavar="FILE", help="Statements, likewise.")]
Collectors = Annotated[Path | None, typer.Option(metavar="FILE", help="Collectors, likewise.")]
Binding = Annotated[
    bool,
    typer.Option("--binding", help="Only law, regulation and contract forbid; other breaches are listed."),
]
ReadAt = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help="Read the law as on this day; left out: on each contact's."),
]

On = Annotated[
    PlaceName,
    typer.Option(
        "--engine", help="What judges: DuckDB in this process, Spark, or PostgreSQL (--database-url)."
    ),
]
Master = Annotated[
    str | None,
    typer.Option("--spark-master", metavar="URL", help="A cluster; left out: Spark on this machine."),
]


def screen_command(
    ctx: typer.Context,
    campaign: Annotated[
        Path, typer.Argument(metavar="CAMPAIGN", help="Planned contacts: CSV, JSON Lines or Parquet.")
    ],
    output: Out,
    history: Annotated[
        list[Path] | None, typer.Option(metavar="LOG", help="A log of what came before; may be repeated.")
    ] = None,
    books: Books = None,
    rulebook: Rulebooks = None,
    on: ReadAt = None,
    binding: Binding = False,
    people: People = None,
    debts: Debts = None,
    statements: Statements = None,
    collectors: Collectors = None,
    engine: On = PlaceName.DUCKDB,
    spark_master: Master = None,
) -> None:
    """Screen a campaign: which planned contacts are lawful now, which later, which not.

    The plan itself is kept within the caps: one that is allowed counts for the next. Writes now.csv, later.csv (with
    the next lawful moment), forbidden.csv, unknown.csv, rejects.csv and a report. Exit 1 where a row could not be used.
    """
    from forbear.cli.audit import Asked
    from forbear.cli.screen import run_screen

    files = {"people": people, "debts": debts, "statements": statements, "collectors": collectors}
    asked = Asked(
        books=tuple(books or ()), rulebooks=tuple(rulebook or ()), read_at=parse_day(on) if on else None,
        posture="binding" if binding else "strict", beside={k: v for k, v in files.items() if v is not None},
        language=ctx.obj.language,
        where=Where(name=engine, spark_master=spark_master, database_url=ctx.obj.database_url),
    )  # fmt: skip
    raise typer.Exit(run_screen(campaign, tuple(history or ()), output, asked))


def audit_command(
    ctx: typer.Context,
    log: Annotated[
        Path, typer.Argument(metavar="LOG", help="CSV, JSON Lines or Parquet; or a folder of Parquet files.")
    ],
    output: Out,
    books: Books = None,
    rulebook: Rulebooks = None,
    on: ReadAt = None,
    binding: Binding = False,
    people: People = None,
    debts: Debts = None,
    statements: Statements = None,
    collectors: Collectors = None,
    engine: On = PlaceName.DUCKDB,
    spark_master: Master = None,
    form: Annotated[
        Form, typer.Option("--format", help="Of the verdicts; only jsonl tells each breach whole.")
    ] = Form.JSONL,
    sample: Annotated[
        int, typer.Option(min=0, metavar="N", help="Draw so many contacts for people to look at.")
    ] = 0,
) -> None:
    """Audit a contact log: judge every past contact against those before it.

    Writes verdicts, rejects, signs and a report. Interrupted and started again, it goes on where it stopped. Exit 1
    where a row could not be used, 2 where the log cannot be opened; breaches alone leave it 0.
    """
    from forbear.cli.audit import Asked, run_audit

    files = {"people": people, "debts": debts, "statements": statements, "collectors": collectors}
    asked = Asked(
        books=tuple(books or ()), rulebooks=tuple(rulebook or ()), read_at=parse_day(on) if on else None,
        posture="binding" if binding else "strict", beside={k: v for k, v in files.items() if v is not None},
        language=ctx.obj.language,
        where=Where(name=engine, spark_master=spark_master, database_url=ctx.obj.database_url),
    )  # fmt: skip
    raise typer.Exit(run_audit(log, output, asked, form.value, sample))
