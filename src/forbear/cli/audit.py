"""`forbear audit LOG`: a whole log judged, what it shows written beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import rmtree
from typing import Any

from rich.console import Console

from forbear.cli.sweep_places import Where, open_place
from forbear.cli.telling import progress, tell
from forbear.law.rulebook import Law, load_law
from forbear.review.audit.answer import gather, write_rejects, write_sample, write_verdicts
from forbear.review.audit.running import Audit, judge_parts, open_work, take_in
from forbear.review.audit.signs import write_signs
from forbear.review.audit.summary import Summary, summarise
from forbear.review.audit.taking import log_files
from forbear.review.log_files import Reject
from forbear.review.log_known import read_collectors, read_known
from forbear.review.log_order import Known
from forbear.terms import Collector, InputError

STEP = 2_000
WORDS: Mapping[str, tuple[str, str]] = {
    "reading": ("Reading", "读取"), "judging": ("Judging", "判断"), "rows": ("rows", "行"),
    "contacts": ("contacts", "次联系"),
    "goes_on": ("goes on with an audit that was interrupted", "继续上次中断的审计"),
    "judged": ("{judged} contacts judged: {forbid} forbidden, {unknown} cannot be judged",
               "共判断{judged}次联系：{forbid}次不得进行，{unknown}次无法判断"),
    "rejected": ("{count} rows could not be used: see {file}", "{count}行无法使用：见{file}"),
    "beside": ("{count} lines of the files beside the log could not be read: see {file}",
               "旁附文件中有{count}行无法读取：见{file}"),
    "disagree": ("on {count} contacts the two readers of the law differ; the report names them, please tell us",
                 "有{count}次联系两种判断结论不同，见报告，请告诉我们"),
    "report": ("report: {files}", "报告：{files}"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How contacts are judged: by which books, on what day's law, with which files beside, on which engine."""

    books: tuple[str, ...]
    rulebooks: tuple[Path, ...]
    read_at: date | None
    posture: str
    beside: Mapping[str, Path]
    language: str
    where: Where

    def law(self) -> Law:
        """The law, with the further rulebooks. InputError where a book that is asked for is not there."""
        law = load_law(self.rulebooks)
        if self.books:
            law.named(self.books)
        return law


def run_audit(log: Path, out: Path, asked: Asked, form: str, sample: int) -> int:
    """Audit a log into a folder; the exit status."""
    names = tuple(file.name for file in log_files(log))
    audit = Audit(
        log=log, out=out, law=asked.law(), books=asked.books or None, read_at=asked.read_at, posture=asked.posture,
        beside=asked.beside, reasons=form == "jsonl",
    )  # fmt: skip
    connection, goes_on = open_work(audit)
    with connection:
        if goes_on:
            tell(_say(asked, "goes_on"))
        else:
            _take_in(connection, audit, asked)
        judging = progress(_say(asked, "judging"), _say(asked, "contacts"))
        with open_place(asked.where, audit.work) as engine, judging as step:
            judge_parts(connection, audit, engine, step)
        gather(connection, audit)
        write_verdicts(connection, audit, form)
        write_rejects(connection, audit, names)
        found = summarise(connection, audit)
        write_signs(connection, out)
        if sample:
            write_sample(connection, audit, sample, names)
        beside = connection.execute("SELECT COUNT(*) FROM beside_rejects").fetchone() or (0,)
    from forbear.web.audit_report import render_audit, tell_audit

    told = tell_audit(found, audit.law, audit.books, asked.language)
    reports = write_report(out, "audit", told, render_audit(told, asked.language), asked.language)
    rmtree(audit.work)
    _tell(found, beside[0], asked, out, reports)
    return int(bool(found.rejected or beside[0]))


def write_report(out: Path, name: str, told: Mapping[str, Any], page: str, language: str) -> list[str]:
    """Write the report as a page and as a PDF, and return what was written; where this machine cannot set the PDF,
    say why and leave it out."""
    from forbear.web.audit_document import audit_document

    as_page, as_pdf = out / "report.html", out / "report.pdf"
    as_page.write_text(page, encoding="utf-8")
    try:
        as_pdf.write_bytes(audit_document(name, told, language))
    except InputError as e:
        as_pdf.unlink(missing_ok=True)
        tell(f"report.pdf: {e}")
        return [str(as_page)]
    return [str(as_page), str(as_pdf)]


def _take_in(connection: Any, audit: Audit, asked: Asked) -> None:
    known, collectors, rejects = take_beside(asked.beside)
    of = sum(about_lines(file) for file in log_files(audit.log))
    with progress(_say(asked, "reading"), _say(asked, "rows")) as step:
        take_in(connection, audit, known, collectors, rejects, lambda done: step(done, max(done, of)))


def take_beside(
    beside: Mapping[str, Path],
) -> tuple[Known, dict[str, Collector], list[tuple[str, Reject]]]:
    """What the files beside a log tell: people, debts and statements; collectors; the lines that cannot be read."""
    known, rejects = read_known(beside.get("people"), beside.get("debts"), beside.get("statements"))
    collectors, others = read_collectors(beside.get("collectors"))
    return known, collectors, [*rejects, *others]


def about_lines(log: Path) -> int:
    """About how many lines a file has, by its first megabyte."""
    with log.open("rb") as file:
        begins = file.read(1 << 20)
    return log.stat().st_size * begins.count(b"\n") // max(1, len(begins))


def _say(asked: Asked, name: str, **values: object) -> str:
    return WORDS[name][asked.language == "zh"].format(**values)


def _tell(found: Summary, beside: int, asked: Asked, out: Path, reports: Sequence[str]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    counts = {name: f"{found.verdicts.get(name, 0):,}" for name in ("forbid", "unknown")}
    console.print(_say(asked, "judged", judged=f"{sum(found.verdicts.values()):,}", **counts), style="bold")
    for name, count in (("rejected", found.rejected), ("beside", beside)):
        if count:
            console.print(_say(asked, name, count=f"{count:,}", file=out / "rejects.csv"))
    if found.disagreements:
        tell(_say(asked, "disagree", count=len(found.disagreements)))
    console.print(_say(asked, "report", files=", ".join(reports)))
