"""`forbear import FOLDER`: a folder of portfolio files into the database, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import psycopg

from forbear.store.ageing import lay_out_terms
from forbear.store.portfolio.layouts import LAYOUTS, Layout
from forbear.store.portfolio.locking import sealing
from forbear.store.portfolio.parquet import write_as_csv
from forbear.store.portfolio.refusing import is_phone_book, masked
from forbear.store.portfolio.rows import FileRefused, Refusal
from forbear.store.portfolio.staging import Progress, prepare, refuse, stage
from forbear.terms import InputError

_SQL: Final = Path(__file__).parent / "sql"
_STORED_LATER: Final = frozenset({"people", "cases"})
"""Files that are stored together with the parties: a person is stored only as a party of a case."""
_REPORT: Final = """
copy (select file, line,
             case when id like '%@%' then '(looks like a mailbox)'
                  when id !~ '[[:alpha:]]' and length(regexp_replace(id, '[^0-9]', '', 'g')) >= 7
                  then '(looks like a number)'
                  else left(id, 80) end as id, what, why
        from refused order by file, line, what, why)
to stdout (format csv, header)
"""
_ANALYSED: Final = (
    "collectors, people, cases, parties, placements, addresses, terms, ledger_events, statements, contacts,"
    " promises"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import took in. Counts are rows by file: `read`, of them `fresh` and `changed` in the database.

    `refused` is the number of lines of the rejects report at `rejects`; `files_refused` names whole files;
    `unread` is the number of cases left to a person, since a row about them could not be read.
    """

    read: Mapping[str, int]
    fresh: Mapping[str, int]
    changed: Mapping[str, int]
    refused: int
    files_refused: tuple[str, ...]
    unread: int
    rejects: Path


def import_portfolio(
    connection: psycopg.Connection[Any],
    folder: Path,
    report_path: Path,
    progress: Progress = lambda file, rows: None,
) -> ImportReport:
    """Takes a folder of portfolio files in (formats.md 7) and writes the rejects report.

    All of it or nothing: the connection is committed at the end, and rolled back where it fails. Importing
    the same folder again changes nothing. What belongs to no party of a case is not stored but named in the
    report, without the number. `progress` is told the file and the rows read so far.

    Raises `InputError` where the folder isn't there or holds no portfolio file.
    """
    files, refusals = _sorted_files(folder, report_path)
    report_path.parent.mkdir(parents=True, exist_ok=True)
    draft = report_path.with_name(report_path.name + ".part")
    try:
        with draft.open("wb") as rejects, connection.transaction(), TemporaryDirectory() as scratch:
            _unpack(files, refusals, Path(scratch))
            report = _take_in(connection, files, refusals, progress, report_path)
            with connection.cursor() as cursor, cursor.copy(_REPORT) as copy:
                for block in copy:
                    rejects.write(block)
        connection.execute(f"analyze {_ANALYSED}")
        connection.commit()
        draft.replace(report_path)
    finally:
        draft.unlink(missing_ok=True)
    return report


def _take_in(
    connection: psycopg.Connection[Any],
    files: dict[str, Path],
    refusals: list[Refusal],
    progress: Progress,
    rejects: Path,
) -> ImportReport:
    connection.execute("select pg_advisory_xact_lock(hashtext('forbear import'))")
    connection.execute("set local work_mem = '64MB'")
    prepare(connection, LAYOUTS)
    refuse(connection, refusals)
    read: dict[str, int] = {}
    for layout in LAYOUTS:
        if layout.name in files:
            if layout.name == "addresses":
                layout = sealing(connection, layout)
            read[layout.file] = stage(connection, layout, files[layout.name], progress)
        if layout.name not in _STORED_LATER:
            connection.execute((_SQL / f"{layout.name}.sql").read_bytes())
    connection.execute((_SQL / "unread.sql").read_bytes())
    lay_out_terms(connection)
    return _counted(connection, read, rejects)


def _sorted_files(folder: Path, report_path: Path) -> tuple[dict[str, Path], list[Refusal]]:
    """The portfolio files by name, and those that are refused whole without being opened."""
    if not folder.is_dir():
        raise InputError(str(folder), "is no folder; name the folder that holds cases.csv, people.csv …")
    layouts: dict[str, Layout] = {layout.file: layout for layout in LAYOUTS}
    also = {f"{layout.name}.parquet": layout for layout in LAYOUTS if not (folder / layout.file).is_file()}
    files: dict[str, Path] = {}
    refusals: list[Refusal] = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.resolve() == report_path.resolve():
            continue
        layout = layouts.get(path.name) or also.get(path.name)
        if layout is not None and path.is_file():
            files[layout.name] = path
            continue
        if is_phone_book(path.stem):
            why = "is a list of people who are party to no case: not opened, nothing of it is stored"
        elif path.suffix == ".parquet":
            why = "is not read: there is a CSV of that name, or no portfolio file has it; keep one of the two"
        else:
            why = f"is no portfolio file and was not opened; the files are {', '.join(layouts)}"
        name = masked(path.name) if path.suffix != path.name else path.name
        refusals.append(Refusal(file=name, line=0, id="", what="file", why=why))
    if not files:
        raise InputError(str(folder), f"holds none of {', '.join(layouts)}")
    return files, refusals


def _unpack(files: dict[str, Path], refusals: list[Refusal], scratch: Path) -> None:
    """Each Parquet file as CSV text, to be read like any other; one that can't be read is refused whole."""
    for name, path in list(files.items()):
        if path.suffix == ".parquet":
            try:
                files[name] = write_as_csv(path, scratch)
            except FileRefused as error:
                del files[name]
                refusals.append(Refusal(file=path.name, line=0, id="", what="file", why=str(error)))


def _counted(connection: psycopg.Connection[Any], read: dict[str, int], rejects: Path) -> ImportReport:
    counts = connection.execute("select file, fresh, changed from counted").fetchall()
    whole = connection.execute("select file from refused where what = 'file' order by file").fetchall()
    refused, unread = connection.execute(
        "select (select count(*) from refused), (select count(distinct case_id) from unread_rows)"
    ).fetchone() or (0, 0)
    return ImportReport(
        read=read,
        fresh={file: fresh for file, fresh, _ in counts if file in read},
        changed={file: changed for file, _, changed in counts if file in read},
        refused=refused,
        files_refused=tuple(file for (file,) in whole),
        unread=unread,
        rejects=rejects,
    )
