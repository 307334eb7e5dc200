"""`forbear law check`: for people who write rules. All that is wrong with a file, its cases, and what no case tries."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from forbear.cli.telling import progress
from forbear.law.judge.changes import changed_rules, unnoticed
from forbear.law.judge.trying import Gap, Outcome, find_gaps, try_cases
from forbear.law.rulebook import Law, Rulebook, load_law
from forbear.law.rulebook.limits import read_text
from forbear.law.rulebook.read import find_faults
from forbear.review.contacts import read_contact
from forbear.terms import RulebookError

TEXTS = {
    "en": {
        "fault": "{place}: {why}",
        "failed": "{place}: case “{name}”: {faults}",
        "reason": "    forbidden by {rule}: {why}",
        "missing": "    not known: {fact} ({rule})",
        "forbids": "{place}: note: no case that {about} forbids; write one just inside its edge",
        "passes": "{place}: note: no case that {about} looks at and lets pass; write one just outside its edge",
        "owes": "{place}: note: no case in which the duty {about} is owed; write one with duties = [\"{about}\"]",
        "cases": "{place}: note: no case under this article; write one that is forbidden and one that is allowed",
        "names": "{place}: note: {about} names nothing that this rule tells; take it out of the words",
        "change": "{place}: note: no case notices this change to {rule}: {what}",
        "sum": "{file}: rules {rules}, values {values}, duties with a date {deadlines}, cases {cases}: {how}",
        "unread": "{file}: faults {faults}; the cases are run once they are mended",
        "sound": "as expected",
        "wrong": "faults {faults}, cases that come out otherwise {failed}",
        "notes": "; notes {notes}",
        "changes": "single changes",
    },
    "zh": {
        "fault": "{place}：{why}",
        "failed": "{place}：案例“{name}”：{faults}",
        "reason": "    被{rule}禁止：{why}",
        "missing": "    未知：{fact}（{rule}）",
        "forbids": "{place}：提示：没有被{about}禁止的案例；请在其边界内侧写一个",
        "passes": "{place}：提示：没有{about}适用而放行的案例；请在其边界外侧写一个",
        "owes": "{place}：提示：没有产生义务{about}的案例；请写一个带 duties = [\"{about}\"] 的案例",
        "cases": "{place}：提示：本条之下没有案例；请各写一个禁止的和一个允许的",
        "names": "{place}：提示：{about}不是该规则能说出的内容；请从文字中删去",
        "change": "{place}：提示：没有案例能察觉对{rule}的改动：{what}",
        "sum": "{file}：规则{rules}条，数值{values}个，限期义务{deadlines}项，案例{cases}个：{how}",
        "unread": "{file}：错误{faults}处；改正后再运行案例",
        "sound": "与预期一致",
        "wrong": "{faults}处错误，{failed}个案例与预期不符",
        "notes": "；提示{notes}条",
        "changes": "单项改动",
    },
}  # fmt: skip


def check_files(files: Sequence[Path], *, changes: bool, language: str) -> int:
    """Check each file and print what is found. 0: as expected; 1: something is wrong; 2: a file cannot be opened."""
    status = 0
    for file in files:
        try:
            text = read_text(file)
        except RulebookError as beyond:
            typer.echo(str(beyond))
            status = 2
            continue
        status = max(status, _Check(str(file), language).run(text, changes=changes))
    return status


class _Check:
    """The check of one file, as it is told."""

    def __init__(self, file: str, language: str) -> None:
        self.file, self.language, self.texts = file, language, TEXTS[language]
        self.faults = self.failed = self.notes = 0

    def run(self, text: str, *, changes: bool) -> int:
        book, faults = find_faults(text, self.file)
        for fault in faults:
            self.tell_fault(fault)
        if book is not None:
            self.run_cases(book)
            if changes and not self.faults:
                self.try_changes(book)
        self.sum_up(book)
        return 1 if self.faults or self.failed else 0

    def sum_up(self, book: Rulebook | None) -> None:
        how = self.texts["wrong"].format(faults=self.faults, failed=self.failed)
        if not self.faults and not self.failed:
            how = self.texts["sound"]
        if self.notes:
            how += self.texts["notes"].format(notes=self.notes)
        if book is None:
            typer.echo(self.texts["unread"].format(file=self.file, faults=self.faults))
            return
        typer.echo(self.texts["sum"].format(
            file=self.file, rules=len(book.rules), values=len(book.values), deadlines=len(book.deadlines),
            cases=len(book.cases), how=how,
        ))  # fmt: skip

    def run_cases(self, book: Rulebook) -> None:
        try:
            law = Law((*(b for b in load_law().books.values() if not _same(b, book)), book))
        except RulebookError as clash:
            self.tell_fault(clash)
            return
        outcomes = []
        for outcome in try_cases(book, law, read_contact, self.tell_fault):
            outcomes.append(outcome)
            if outcome.faults:
                self.tell_failed(outcome)
        if not self.faults:
            for gap in find_gaps(book, outcomes):
                self.tell_gap(gap)

    def try_changes(self, book: Rulebook) -> None:
        made = list(changed_rules(book))
        with progress(self.texts["changes"], self.texts["changes"]) as step:
            for number, change in enumerate(made, 1):
                step(number, len(made))
                for missed in unnoticed(book, [change], read_contact):
                    self.notes += 1
                    place = self.place(missed.old.line, missed.old.article)
                    typer.echo(self.texts["change"].format(place=place, rule=missed.old.id, what=missed.what))

    def place(self, line: int, article: str) -> str:
        return f"{self.file}:{line}" + (f", {article}" if article else "")

    def tell_fault(self, fault: RulebookError) -> None:
        self.faults += 1
        typer.echo(self.texts["fault"].format(place=self.place(fault.line, fault.article), why=fault.why))

    def tell_failed(self, outcome: Outcome) -> None:
        self.failed += 1
        case, verdict = outcome.case, outcome.verdict
        place, faults = self.place(case.line, case.article), "; ".join(outcome.faults)
        typer.echo(self.texts["failed"].format(place=place, name=case.table["name"], faults=faults))
        for breach in verdict.breaches:
            typer.echo(self.texts["reason"].format(rule=breach.rule, why=breach.why[self.language]))
        for missing in verdict.missing:
            typer.echo(self.texts["missing"].format(fact=missing.fact, rule=missing.rule))

    def tell_gap(self, gap: Gap) -> None:
        self.notes += 1
        typer.echo(self.texts[gap.lack].format(place=self.place(gap.line, gap.article), about=gap.about))


def _same(packaged: Rulebook, book: Rulebook) -> bool:
    """Whether the file checked is the very file of a packaged book, or another state of it."""
    return packaged.id == book.id and Path(packaged.file).name == Path(book.file).name
