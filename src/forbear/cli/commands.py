"""The commands of `forbear`. Each loads what it needs when it runs, so that every one starts fast."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from forbear.cli.audit_commands import audit_command, screen_command
from forbear.cli.check_command import check_command
from forbear.cli.evidence_commands import evidence
from forbear.cli.gate_commands import intend_command, register_command
from forbear.cli.keys_commands import keys, mcp_command
from forbear.cli.law_commands import law
from forbear.cli.letters_commands import letters
from forbear.cli.night_commands import Day, night_command, report_command
from forbear.cli.operate_commands import operate
from forbear.cli.retention_commands import hold, retention_command
from forbear.cli.sending_commands import channels_command, doubts, send_command, undelivered
from forbear.cli.serve_commands import serve
from forbear.cli.staff_commands import staff
from forbear.cli.telling import Session, Telling, default_language, today
from forbear.cli.vault_commands import vault

app = typer.Typer(
    cls=Telling,
    name="forbear",
    help="Overdue consumer credit, handled lawfully.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("check")(check_command)
app.add_typer(law, name="law")
app.add_typer(evidence, name="evidence")
app.command("send")(send_command)
app.command("channels")(channels_command)
app.add_typer(undelivered, name="undelivered")
app.add_typer(doubts, name="doubts")
app.add_typer(letters, name="letters")
app.add_typer(keys, name="keys")
app.add_typer(vault, name="vault")
app.add_typer(operate)
app.command("retention")(retention_command)
app.add_typer(hold, name="hold")
app.add_typer(serve, name="serve")
app.command("mcp")(mcp_command)
app.command("night")(night_command)
app.command("report")(report_command)
app.add_typer(staff, name="staff")
app.command("audit")(audit_command)
app.command("screen")(screen_command)
app.command("intend")(intend_command)
app.command("register")(register_command)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"forbear {version('forbear')}")
        raise typer.Exit


def _language(value: str | None) -> str:
    if value is None:
        return default_language(os.environ)
    if value[:2].lower() not in ("zh", "en"):
        raise typer.BadParameter("write zh or en")
    return value[:2].lower()


@app.callback()
def options(
    ctx: typer.Context,
    database_url: Annotated[
        str | None,
        typer.Option(envvar="FORBEAR_DATABASE_URL", show_envvar=True, metavar="URL",
                     help="Another PostgreSQL (15 or later); left out: an embedded one in var/pg."),
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option(metavar="zh|en", help="Language of what is shown; left out: that of the locale."),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:  # fmt: skip
    """Overdue consumer credit, handled lawfully."""
    ctx.obj = Session(database_url=database_url, language=_language(lang))


@app.command("judge")
def judge_command(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="JSON Lines; - is standard input.")] = "-",
    pretty: Annotated[bool, typer.Option("--pretty", help="Explain each verdict to a person.")] = False,
    rulebook: Annotated[
        list[Path] | None,
        typer.Option(
            "--rulebook", metavar="FILE", help="A further rulebook (house, contract); may be repeated."
        ),
    ] = None,
    draft: Annotated[
        list[Path] | None,
        typer.Option("--draft", metavar="FILE", help="A draft, in place of the rulebook of its id."),
    ] = None,
) -> None:
    """Judge contacts.

    Requests as JSON Lines in, verdicts as JSON Lines out, in order. Exit 1 where a line could not be read.
    """
    from forbear.cli.judge import run_judge

    files, drafts = tuple(rulebook or ()), tuple(draft or ())
    raise typer.Exit(run_judge(file, files, pretty=pretty, language=ctx.obj.language, drafts=drafts))


@app.command("ledger")
def ledger_command(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="JSON Lines; - is standard input.")] = "-",
    pretty: Annotated[bool, typer.Option("--pretty", help="Show each answer to a person as tables.")] = False,
) -> None:
    """Reckon what is owed.

    Contracts and their events as JSON Lines in; instalments, days past due, balances and true rates as JSON
    Lines out, in order. Exit 1 where a line could not be read.
    """
    from forbear.cli.ledger import run_ledger

    raise typer.Exit(run_ledger(file, pretty=pretty, language=ctx.obj.language))


@app.command("cost")
def cost_command(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="JSON Lines; - is standard input.")] = "-",
    pretty: Annotated[bool, typer.Option("--pretty", help="Show each table to a person.")] = False,
) -> None:
    """Lay out what a loan costs.

    Contracts as JSON Lines in; the table of costs of each as JSON Lines out: every charge, who takes it, the
    yearly cost, what a default may cost, and what of it lies above a cap. Exit 1 where a line could not be read.
    """
    from forbear.cli.cost import run_cost

    raise typer.Exit(run_cost(file, pretty=pretty, language=ctx.obj.language))


@app.command("plan")
def plan_command(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="JSON Lines; - is standard input.")] = "-",
    pretty: Annotated[
        bool, typer.Option("--pretty", help="Show the offers to a person, side by side.")
    ] = False,
    policy: Annotated[
        str, typer.Option(metavar="NAME|FILE", help="The lender's policy: standard, or a .toml file.")
    ] = "standard",
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the offers side by side as a page.")
    ] = None,
) -> None:
    """Lay out plans that can be kept.

    A debt, and what its borrower can spare, as JSON Lines in; the offers that the lender's policy and the law
    allow, and the answer to the borrower's own proposal, as JSON Lines out. Exit 1 where a line could not be read.
    """
    from forbear.cli.plan import run_plan

    raise typer.Exit(run_plan(file, policy, html, pretty=pretty, language=ctx.obj.language))


@app.command("statement")
def statement_command(
    ctx: typer.Context,
    case: Annotated[str | None, typer.Argument(metavar="[CASE]", help="A case of the database.")] = None,
    request: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A ledger request instead, as `forbear ledger` reads it."),
    ] = None,
    on: Day = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="An .html or .pdf file; left out: shown here."),
    ] = None,
) -> None:
    """Say what is owed, and why.

    For the borrower to read: every amount with its event and its rule, to the total; what is overdue since when, what
    comes next, how to object. Left out, --on is today; then the journal of the case is posted first.
    """
    from forbear.cli.statement import write_statement

    write_statement(ctx.obj, case, request, on, output)


@app.command("study")
def study_command(
    ctx: typer.Context,
    books: Annotated[
        list[str] | None,
        typer.Argument(metavar="[BOOKS]...", help="Ids of rulebooks, or beginnings of them; left out: all."),
    ] = None,
    on: Day = None,
    rulebook: Annotated[
        list[Path] | None,
        typer.Option(
            "--rulebook", metavar="FILE", help="A further rulebook (house, contract); may be repeated."
        ),
    ] = None,
    requests: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the requests that show the findings, for `forbear judge`."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="JSON Lines instead of words.")] = False,
) -> None:
    """Study the rulebooks as a whole.

    Gaps, two versions at once, contradictions, house rules without effect, rules within others; each finding with a
    request that shows it. Left out, --on is today and every later day on which the law changes. Exit 1 where there is
    an error: a contradiction, a double version, a gap that nobody declared.
    """
    from forbear.cli.study import run_study

    further = tuple(rulebook or ())
    status = run_study(books or (), on, further, requests, as_json=json, language=ctx.obj.language)
    raise typer.Exit(status)


@app.command("import")
def import_command(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder of portfolio files.")],
    rejects: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where to write what was refused; left out: rejects.csv here."),
    ] = None,
) -> None:
    """Take a portfolio in.

    Importing twice changes nothing. What is refused is not stored, and is named in a report.
    """
    from forbear.cli.portfolio import take_portfolio

    take_portfolio(ctx.obj, folder, rejects or Path("rejects.csv"))


@app.command("demo-portfolio")
def demo_portfolio_command(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where to write the files.")],
    cases: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many cases.")] = 2_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same portfolio.")] = 1,
    on: Day = None,
) -> None:
    """Write an invented portfolio.

    Several lenders, borrowers in zh and en, histories, statements, and rows that must be refused.
    """
    from forbear.cli.portfolio import write_demo

    write_demo(folder, cases, seed, on or today())


@app.command("up")
def up_command(
    ctx: typer.Context,
    demo: Annotated[bool, typer.Option("--demo", help="With an invented portfolio and its night.")] = False,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="The port; 0 takes a free one.")] = 8_000,
) -> None:
    """Start the pages and the sender.

    Until stopped; with the embedded database unless another is named.
    """
    from forbear.cli.up import run_site

    run_site(ctx.obj, demo=demo, host=host, port=port)
