"""`forbear retention` and `forbear hold`: what is kept, why, until when; and what is deleted."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any, Final

import typer
from rich.console import Console
from rich.table import Table

from forbear.cli.opening import open_store
from forbear.cli.telling import Session, progress, today
from forbear.law.rulebook import load_law
from forbear.store.holds import add_hold, lift_hold, list_holds
from forbear.store.retention import Circle, review_retention
from forbear.terms import InputError

WORDS: Final = {
    "open_case": ("a case is not settled", "案件未结清"),
    "hold": ("a legal hold runs", "法定保全中"),
    "open_matter": ("a dispute, a complaint or a contact is open", "异议、投诉或联系尚未了结"),
    "recent": ("the house's own period runs", "内部保存期未满"),
    "no_law": ("the law of the place or the time is not known", "所在地或当时的法律未知"),
    "law": ("the law keeps it", "法律要求保存"),
    "over": ("nothing keeps it any more", "已无保存依据"),
}


def run_retention(
    session: Session, on: date | None, settled_for: int, report: Path | None, *, apply: bool
) -> None:
    """Review every settled debtor; with `apply` delete what is over. `report` takes a line of JSON for each.

    InputError where it should delete as of a day that has not come.
    """
    day = on or today()
    if apply and day > today():
        raise InputError("--on", "lies ahead; nothing is deleted before its time")
    tally: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    with ExitStack() as kept:
        file = kept.enter_context(report.open("w", encoding="utf-8")) if report else None
        step = kept.enter_context(progress("Reviewing", "debtors"))
        connection = kept.enter_context(open_store(session.database_url).connect(autocommit=True))
        found = review_retention(
            connection,
            load_law(),
            day,
            settled_for=settled_for,
            apply=apply,
            step=lambda done: step(done, done),
        )
        for circle in found:
            tally[circle.keeping.why] += 1
            rows.update(circle.deleted or {})
            if file is not None:
                file.write(json.dumps(circle_json(circle), ensure_ascii=False) + "\n")
    _show(tally, rows, session.language, apply=apply)


def circle_json(circle: Circle) -> dict[str, Any]:
    """A debtor as a line of the report."""
    keeping = circle.keeping
    periods = [
        {"rule": p.rule, "cite": p.cite, "until": p.until and p.until.isoformat(), "draft": p.draft}
        for p in keeping.periods
    ]
    return {
        "debtor": keeping.debtor, "cases": list(circle.cases), "why": keeping.why, "periods": periods,
        "people": list(circle.people), "deleted": circle.deleted and dict(circle.deleted),
        "recordings": list(circle.recordings),
    }  # fmt: skip


def _show(tally: Counter[str], rows: Counter[str], language: str, *, apply: bool) -> None:
    zh = language == "zh"
    if not tally:
        typer.echo("没有已结清的债务人。" if zh else "No debtor has settled everything.")
        return
    table = Table(box=None)
    table.add_column("已结清的债务人" if zh else "settled debtors", justify="right")
    table.add_column("")
    for why in WORDS:
        if tally[why]:
            table.add_row(f"{tally[why]:,}", WORDS[why][zh])
    Console(highlight=False).print(table)
    if apply:
        told = ", ".join(f"{table} {count:,}" for table, count in rows.items() if count)
        typer.echo(f"已删除：{told or '无'}" if zh else f"Deleted: {told or 'nothing'}")
    elif tally["over"]:
        typer.echo("未删除任何数据；加 --apply 才会删除。" if zh else "Nothing was deleted; --apply deletes.")


def place_hold(session: Session, person: str | None, case: str | None, reason: str, by: str) -> None:
    """Place a hold and show its id."""
    with open_store(session.database_url).connect(autocommit=True) as connection:
        typer.echo(add_hold(connection, person=person, case=case, reason=reason, by=by))


def end_hold(session: Session, hold: str, by: str) -> None:
    """Lift a hold."""
    with open_store(session.database_url).connect(autocommit=True) as connection:
        lift_hold(connection, hold, by)
    typer.echo("已解除。" if session.language == "zh" else "Lifted.")


def show_holds(session: Session, *, lifted: bool) -> None:
    """Show the holds that run, or all."""
    with open_store(session.database_url).connect(autocommit=True) as connection:
        found = list_holds(connection, lifted=lifted)
    if not found:
        typer.echo("没有保全。" if session.language == "zh" else "There is no hold.")
    for hold in found:
        end = f"  –{hold.lifted_at:%Y-%m-%d} {hold.lifted_by}" if hold.lifted_at else ""
        of = f"person {hold.person}" if hold.person else f"case {hold.case}"
        typer.echo(f"{hold.hold}  {of}  {hold.placed_at:%Y-%m-%d} {hold.placed_by}: {hold.reason}{end}")
