"""`forbear law duties`: what has to be answered, sent or kept until when."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from forbear.cli.telling import Session, tell
from forbear.law.judge import decode_json, read_request
from forbear.law.judge.deadlines import Running, list_deadlines
from forbear.law.rulebook import load_law
from forbear.terms import InputError, Request

HEADS = {
    "en": ("due", "what", "since", "state", "rule and clause"),
    "zh": ("到期日", "事项", "起始", "状态", "规则与条款"),
}
STATES = {
    "en": {"late": "late", "done": "done {done}", "runs": "runs", "keep": "keep"},
    "zh": {"late": "已逾期", "done": "{done}已完成", "runs": "进行中", "keep": "保存中"},
}


def list_duties(session: Session, file: str, case: str | None, on: date | None, *, as_json: bool) -> int:
    """List the running duties of each request of a file, or of a case of the database."""
    if (case is None) == (not file):
        raise InputError("FILE", "name a file of requests (or -), or a case by --case")
    if case is not None:
        from forbear.cli.law_case import case_request

        _show(list_deadlines(load_law(), case_request(session, case, on)), case, session.language, as_json)
        return 0
    status = 0
    text = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            request = read_dossier(decode_json(line.decode()), on)
            running = list_deadlines(load_law(), request)
        except (InputError, ValueError) as e:
            tell(f"line {number}: {e}")
            status = 1
            continue
        name = request.id or str(number)
        unread = None if request.books is not None else _unread(request)
        if unread is not None:
            tell(f"{name}: {unread}")
            status = 1
        if running or unread is None:
            _show(running, name, session.language, as_json)
    return status


def _unread(request: Request) -> str | None:
    """Why the duties of a request that names no books cannot all be told: no region, or one without a rulebook."""
    law, regions = load_law(), {p.region for p in request.people if p.region is not None}
    if not regions:
        return "no person's region is told; write `region` beside the person, or name the `books`"
    day = request.contact.at.date()
    bare = sorted(r for r in regions if not law.covering(r, day)[0])
    return f"no rulebook holds in {', '.join(bare)} on {day}" if bare else None


def read_dossier(value: Any, on: date | None) -> Request:
    """A request of formats.md 2 whose contact may be left out: then `at` (or `on`, or now) says for when.

    >>> read_dossier({"people": [{"id": "p"}], "at": "2026-05-20T10:00:00+08:00"}, None).contact.person
    'p'
    """
    if isinstance(value, dict) and "contact" not in value:
        people, collectors = value.get("people"), value.get("collectors")
        at = value.pop("at", None) or datetime.now(UTC).isoformat(timespec="seconds")
        value["contact"] = {
            "at": at, "channel": "portal", "direction": "inbound",
            "person": people[0].get("id") if isinstance(people, list) and people and isinstance(people[0], dict)
            else None,
            "collector": collectors[0].get("id") if isinstance(collectors, list) and len(collectors) == 1
            and isinstance(collectors[0], dict) else None,
        }  # fmt: skip
    if isinstance(value, dict) and on is not None and isinstance(value["contact"], dict):
        value["contact"]["at"] = f"{on}T23:59:59Z"
    return read_request(value)


def running_json(running: Running) -> dict[str, Any]:
    """A running duty as JSON."""
    deadline = running.deadline
    return {
        "rule": deadline.id, "cite": deadline.cite, "person": running.person, "by": running.by,
        "started": running.started.isoformat(), "due": running.due and running.due.isoformat(),
        "state": _state(running), "done": running.done and running.done.isoformat(),
        "do": {language: running.words(language) for language in ("en", "zh")},
    }  # fmt: skip


def _state(running: Running) -> str:
    if running.late:
        return "late"
    return "keep" if running.deadline.kept else "done" if running.done else "runs"


def _show(found: tuple[Running, ...], name: str, language: str, as_json: bool) -> None:
    if as_json:
        for running in found:
            line = json.dumps({"id": name, **running_json(running)}, ensure_ascii=False)
            sys.stdout.write(line + "\n")
        return
    console = Console(highlight=False)
    if not found:
        console.print(f"{name}: 没有进行中的期限。" if language == "zh" else f"{name}: no duty runs.")
        return
    due, what, since, state, clause = HEADS[language]
    table = Table(title=name, title_justify="left", show_lines=True)
    table.add_column(due, no_wrap=True)
    table.add_column(what, ratio=3, overflow="fold")
    table.add_column(since, no_wrap=True)
    table.add_column(state)
    table.add_column(clause, ratio=2, overflow="fold")
    for running in found:
        word = STATES[language][_state(running)].format(done=running.done)
        rule = f"{running.deadline.id}\n{running.deadline.cite}"
        table.add_row(str(running.due or "?"), running.words(language), str(running.started), word, rule)
    console.print(table)
