"""An audit from the log to the verdicts: in parts, so that one that was interrupted goes on where it stopped.

While it runs its own folder holds the log (`log.duckdb`) and the verdicts of each part that is done; a part that is
done is not done again. The folder goes when the audit ends.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any, Final

from forbear.law.judge import Verdict, judge
from forbear.law.rulebook import Law
from forbear.review.audit.circles import make_circles, put_known
from forbear.review.audit.filling import fill_inputs
from forbear.review.audit.reasons import find_reasons, verdict_line
from forbear.review.audit.taking import log_files, take_log
from forbear.review.contacts import read_contact
from forbear.review.log_files import Reject
from forbear.review.log_order import Known
from forbear.terms import Collector, InputError, Request

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WORK: Final = ".audit"
"""The folder, within that of the answer, that an audit keeps while it runs."""
MEMORY: Final = "3GB"
"""What DuckDB may hold in memory; what is more goes to the audit's folder."""
Step = Callable[[int, int], None]
PartSweep = Callable[["DuckDBPyConnection", "Audit"], None]
"""Judges the contacts in the tables of `inputs` of a connection; the verdicts stand in `sweep_verdicts` there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What to audit, by which law, and where the answer goes. `history`: logs of what came before; `books`,
    `read_at`, `posture` as in a request."""

    log: Path
    out: Path
    law: Law
    books: tuple[str, ...] | None = None
    read_at: date | None = None
    posture: str = "strict"
    beside: Mapping[str, Path] | None = None
    history: tuple[Path, ...] = ()
    reasons: bool = True

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file of contacts, those of the log last."""
        return (*self.history, *log_files(self.log))

    @property
    def work(self) -> Path:
        """The folder of its own while it runs."""
        return self.out / WORK

    def judge(self, request: Request) -> Verdict:
        """What `judge` says of one contact, asked as this audit asks."""
        asked = replace(request, books=self.books, read_at=self.read_at, posture=self.posture)
        return judge(self.law, asked, read_contact)

    def key(self) -> str:
        """What tells this audit from another: the files as they are, the law, and how it is asked."""
        paths = [*self.files, *(self.beside or {}).values()]
        files = []
        for path in paths:
            try:
                stat = path.stat()
            except OSError as e:
                raise InputError(str(path), f"{e.strerror or e}; name a file that can be read") from None
            files.append([str(path.resolve()), stat.st_size, stat.st_mtime_ns])
        law = sorted((name, str(self.law.books[name].version)) for name in self.law.books)
        how = [self.books, str(self.read_at), self.posture, self.reasons, sorted(self.beside or {})]
        return sha256(json.dumps([files, law, how]).encode()).hexdigest()


def open_work(audit: Audit) -> tuple[DuckDBPyConnection, bool]:
    """The audit's own database, and whether an interrupted run of the same audit left the log in it.

    InputError where another audit is at work in the folder, or DuckDB is not installed.
    """
    try:
        import duckdb
    except ModuleNotFoundError:
        raise InputError("audit", "needs DuckDB; install it: pip install 'forbear[duckdb]'") from None
    key, state = audit.key(), audit.work / "state.json"
    goes_on = _read_state(state) == key
    try:
        audit.out.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise InputError(str(audit.out), f"{e.strerror or e}; name a folder that can be written") from None
    try:
        if audit.work.exists() and not goes_on:
            with duckdb.connect(audit.work / "log.duckdb"):  # refused while another audit is at work
                pass
            rmtree(audit.work)
        audit.work.mkdir(exist_ok=True)
        connection = duckdb.connect(audit.work / "log.duckdb")
    except duckdb.IOException:
        why = "another audit is writing there; wait for it, or name another folder"
        raise InputError(str(audit.out), why) from None
    for name, value in (
        ("memory_limit", MEMORY),
        ("temp_directory", str(audit.work / "spill")),
        ("autoinstall_known_extensions", "false"),
        ("preserve_insertion_order", "true"),
    ):
        connection.execute(f"SET {name} = '{value.replace(chr(39), chr(39) * 2)}'")
    return connection, goes_on


def _read_state(path: Path) -> str | None:
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["key"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def take_in(
    connection: DuckDBPyConnection, audit: Audit, known: Known, collectors: Mapping[str, Collector],
    refused: Sequence[tuple[str, Reject]], heard: Callable[[int], None],
) -> None:  # fmt: skip
    """Take the log in, whole; from then on the audit can be interrupted. `refused` are lines of the files beside."""
    take_log(connection, audit.files, heard)
    connection.execute(
        "CREATE OR REPLACE TABLE beside_rejects (file VARCHAR, line BIGINT, id VARCHAR, why VARCHAR)"
    )
    if refused:
        rows = [[file, r.line, r.id, r.why] for file, r in refused]
        connection.executemany("INSERT INTO beside_rejects VALUES (?, ?, ?, ?)", rows)
    put_known(connection, known, dict(collectors))
    make_circles(connection)
    made = audit.work / "state.json.new"
    made.write_text(json.dumps({"key": audit.key()}), encoding="utf-8")
    made.replace(audit.work / "state.json")


def judge_parts(
    connection: DuckDBPyConnection, audit: Audit, sweep_part: PartSweep, step: Step = lambda done, of: None
) -> int:
    """Judge every part that is not done; the number of contacts of those that were done before."""
    parts = connection.execute("SELECT chunk, first, last, many FROM chunks ORDER BY chunk").fetchall()
    whole = sum(many for *_, many in parts)
    done = before = 0
    for chunk, first, last, many in parts:
        made = audit.work / f"verdicts-{chunk:08}.parquet"
        if made.exists():
            before += many
        else:
            fill_inputs(connection, first, last)
            sweep_part(connection, audit)
            _write_part(connection, audit, chunk)
        done += many
        step(done, whole)
    return before


def _write_part(connection: DuckDBPyConnection, audit: Audit, chunk: int) -> None:
    if audit.reasons:
        _write_reasons(connection, audit, audit.work / f"reasons-{chunk:08}.jsonl")
    made = audit.work / f"verdicts-{chunk:08}.parquet"
    new = made.with_suffix(".new")
    connection.execute(
        "COPY (SELECT s.seq, v.verdict, v.rules, v.unknown AS missing FROM sweep_verdicts v JOIN seq_of s ON s.n = v.n)"
        f" TO '{str(new).replace(chr(39), chr(39) * 2)}' (FORMAT parquet)"
    )
    new.replace(made)


def _write_reasons(connection: DuckDBPyConnection, audit: Audit, path: Path) -> None:
    seq_of: dict[int, int] = dict(
        connection.execute(
            "SELECT s.n, s.seq FROM seq_of s JOIN sweep_verdicts v ON v.n = s.n WHERE v.verdict <> 'allow'"
        ).fetchall()
    )
    with path.open("w", encoding="utf-8") as file:
        for n, swept, verdict in find_reasons(connection, audit.judge):
            line: dict[str, Any] = {
                "seq": seq_of[n], "agree": verdict.verdict == swept,
                "line": verdict_line(verdict.id or "", swept, verdict),
            }  # fmt: skip
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
