"""`forbear screen CAMPAIGN`: planned contacts divided into lawful now, lawful later, forbidden and unknown."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from shutil import rmtree
from typing import Any

from rich.console import Console

from forbear.cli.audit import Asked, about_lines, take_beside, write_report
from forbear.cli.sweep_places import open_place
from forbear.cli.telling import progress
from forbear.law.clock import format_instant
from forbear.review.audit.answer import safe, write_rejects
from forbear.review.audit.running import Audit, open_work, take_in
from forbear.review.audit.screening import Screened, screen_parts
from forbear.terms import InputError

FATES = ("now", "later", "forbidden", "unknown")
WORDS: Mapping[str, tuple[str, str]] = {
    "reading": ("Reading", "读取"), "screening": ("Screening", "筛查"), "rows": ("rows", "行"),
    "contacts": ("contacts", "次联系"),
    "told": ("{now} lawful when planned, {later} lawful later, {forbidden} forbidden, {unknown} cannot be judged",
             "{now}次可按计划进行，{later}次可稍后进行，{forbidden}次不得进行，{unknown}次无法判断"),
    "rejected": ("{count} rows could not be used: see {file}", "{count}行无法使用：见{file}"),
    "report": ("report: {files}", "报告：{files}"),
}  # fmt: skip


def run_screen(campaign: Path, histories: tuple[Path, ...], out: Path, asked: Asked) -> int:
    """Screen a campaign into a folder; the exit status."""
    files = (*histories, campaign)
    for file in files:
        if not file.is_file():
            raise InputError(str(file), "is no file; name a CSV, JSON Lines or Parquet file")
    audit = Audit(
        log=campaign, history=histories, out=out, law=asked.law(), books=asked.books or None, read_at=asked.read_at,
        posture=asked.posture, beside=asked.beside, reasons=False,
    )  # fmt: skip
    rmtree(audit.work, ignore_errors=True)  # a screening is done whole or not at all
    connection, _ = open_work(audit)
    counts: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    with connection:
        known, collectors, rejects = take_beside(asked.beside)
        with progress(_say(asked, "reading"), _say(asked, "rows")) as step:
            of = sum(map(about_lines, files))
            take_in(connection, audit, known, collectors, rejects, lambda done: step(done, max(done, of)))
        with ExitStack() as opened:
            engine = opened.enter_context(open_place(asked.where, audit.work))
            step = opened.enter_context(progress(_say(asked, "screening"), _say(asked, "contacts")))
            written = {fate: _open(out / f"{fate}.csv", fate, opened) for fate in FATES}
            for found in screen_parts(connection, audit, len(files) - 1, engine, step):
                counts[found.fate] += 1
                rules.update({b.rule for b in found.verdict.breaches} if found.verdict else ())
                written[found.fate].writerow(_cells(found, asked.language))
        write_rejects(connection, audit, tuple(file.name for file in files))
        rejected = (connection.execute("SELECT COUNT(*) FROM rejects").fetchone() or (0,))[0] + len(rejects)
    from forbear.web.audit_report import render_screen, tell_screen

    told = tell_screen(counts, rules, rejected, audit.law, asked.language)
    reports = write_report(out, "screen", told, render_screen(told, asked.language), asked.language)
    rmtree(audit.work)
    console = Console(highlight=False, soft_wrap=True)
    console.print(_say(asked, "told", **{fate: f"{counts[fate]:,}" for fate in FATES}), style="bold")
    if rejected:
        console.print(_say(asked, "rejected", count=f"{rejected:,}", file=out / "rejects.csv"))
    console.print(_say(asked, "report", files=", ".join(reports)))
    return int(rejected > 0)


def _open(path: Path, fate: str, opened: ExitStack) -> Any:
    writer = csv.writer(opened.enter_context(path.open("w", encoding="utf-8", newline="")))
    heads = {"now": (), "later": ("next_lawful", "until", "rules", "why"), "forbidden": ("rules", "why"),
             "unknown": ("rules", "missing")}  # fmt: skip
    writer.writerow(("line", "id", "at", *heads[fate]))
    return writer


def _cells(found: Screened, language: str) -> list[str]:
    first = [str(found.line), safe(found.contact.id or ""), format_instant(found.contact.at)]
    verdict = found.verdict
    if verdict is None:
        return first
    if found.fate == "unknown":
        missing = (
            [*dict.fromkeys(m.rule for m in verdict.missing)],
            [*dict.fromkeys(m.fact for m in verdict.missing)],
        )
        return [*first, ";".join(missing[0]), ";".join(missing[1])]
    why = " ".join(dict.fromkeys(b.why.get(language) or next(iter(b.why.values())) for b in verdict.breaches))
    broken = [";".join(sorted({b.rule for b in verdict.breaches})), safe(why)]
    if found.window is None:
        return [*first, *broken]
    return [*first, format_instant(found.window.start), format_instant(found.window.end), *broken]


def _say(asked: Asked, name: str, **values: object) -> str:
    return WORDS[name][asked.language == "zh"].format(**values)
