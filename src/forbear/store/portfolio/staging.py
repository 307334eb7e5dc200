"""Rows on their way in: copied into temporary tables, the broken and the repeated ones told and left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql

from forbear.store.portfolio.layouts import Layout
from forbear.store.portfolio.rows import FileRefused, Refusal, Sheet, open_sheet
from forbear.terms import InputError

Connection = psycopg.Connection[Any]
Progress = Callable[[str, int], None]

_BLOCK_ROWS: Final = 20_000
_TABLES: Final = """
create temp table refused (
    file text, line int, id text, what text, why text, case_id text, person text
) on commit drop;
create temp table counted (file text, fresh bigint, changed bigint) on commit drop;
create temp table touched (file text, case_id text, person text) on commit drop;
"""


def prepare(connection: Connection, layouts: tuple[Layout, ...]) -> None:
    """Makes the temporary tables: one a file, one for what is refused, one for the counts."""
    connection.execute(_TABLES)
    for layout in layouts:
        columns = sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind)) for name, kind in layout.staged
        )
        create = sql.SQL("create temp table {} (line int, {}) on commit drop")
        connection.execute(create.format(sql.Identifier(layout.table), columns))


def stage(connection: Connection, layout: Layout, path: Path, progress: Progress) -> int:
    """Copies a file into its staging table, block by block; the number of rows read."""
    try:
        sheet = open_sheet(path, layout.columns, layout.required)
    except FileRefused as error:
        refuse(connection, [Refusal(file=path.name, line=0, id="", what="file", why=str(error))])
        return 0
    read = 0
    with sheet.handle:
        refuse(connection, sheet.dropped)
        rows = sheet.rows()
        while block := list(islice(rows, _BLOCK_ROWS)):
            refusals: list[Refusal] = []
            _copy(connection, layout, _shaped(layout, sheet, block, refusals))
            refuse(connection, refusals)
            read += len(block)
            progress(layout.file, read)
    connection.execute(sql.SQL("analyze {}").format(sql.Identifier(layout.table)))
    _touch(connection, layout)
    _drop_repeats(connection, layout)
    return read


def _touch(connection: Connection, layout: Layout) -> None:
    """Notes which cases, or whose, a file speaks of."""
    case, person = _about(layout)
    note = sql.SQL("insert into touched select distinct {file}, {case}, {person} from {table} s")
    connection.execute(
        note.format(
            file=sql.Literal(layout.file), case=case, person=person, table=sql.Identifier(layout.table)
        )
    )


def _about(layout: Layout) -> tuple[sql.Composable, sql.Composable]:
    """The staged columns that name the case and the person, NULL where there is none."""
    staged = {name for name, _ in layout.staged}
    return (
        sql.SQL("s.{}").format(sql.Identifier("case")) if "case" in staged else sql.SQL("null::text"),
        sql.SQL("s.person") if "person" in staged else sql.SQL("null::text"),
    )


def _shaped(
    layout: Layout, sheet: Sheet, block: list[tuple[int, dict[str, str] | str]], refusals: list[Refusal]
) -> Iterator[tuple[Any, ...]]:
    for line, row in block:
        if isinstance(row, str):
            refusals.append(Refusal(file=sheet.file, line=line, id="", what="row", why=row))
            continue
        try:
            yield (line, *layout.shape(row))
        except InputError as error:
            refusals.append(
                Refusal(
                    file=sheet.file,
                    line=line,
                    id=row.get(layout.key[-1], row.get("id", "")),
                    what=error.at.strip("/").replace("/", "."),
                    why=error.why,
                    case=row.get("case") or row.get("debts", "").split(";")[0] or None,
                    person=row.get("person"),
                )
            )


def _copy(connection: Connection, layout: Layout, rows: Iterator[tuple[Any, ...]]) -> None:
    names = sql.SQL(", ").join(sql.Identifier(name) for name, _ in layout.staged)
    copy_in = sql.SQL("copy {} (line, {}) from stdin").format(sql.Identifier(layout.table), names)
    with connection.cursor() as cursor, cursor.copy(copy_in) as copy:
        for row in rows:
            copy.write_row(row)


def refuse(connection: Connection, refusals: list[Refusal]) -> None:
    """Notes what was not stored."""
    if not refusals:
        return
    with connection.cursor() as cursor, cursor.copy("copy refused from stdin") as copy:
        for r in refusals:
            copy.write_row((r.file, r.line, r.id, r.what, r.why, r.case, r.person))


def _drop_repeats(connection: Connection, layout: Layout) -> None:
    """Of rows with one id the first stays; the others are told where they say something else."""
    staged = [name for name, _ in layout.staged if name not in layout.unlike]
    case, person = _about(layout)
    key = sql.SQL(", ").join(map(sql.Identifier, layout.key))
    whole = sql.SQL("row({})::text").format(sql.SQL(", ").join(map(sql.Identifier, staged)))
    present = sql.SQL(" and ").join(
        sql.SQL("{} is not null").format(sql.Identifier(name)) for name in layout.key
    )
    statement = sql.SQL("""
        with repeated as (
            select {key} from {table} where {present} group by {key} having count(*) > 1
        ), told as (
            select line, {whole} as said, first_value({whole}) over w as first, row_number() over w as nth
              from {table} join repeated using ({key}) window w as (partition by {key} order by line)
        ), gone as (
            delete from {table} s using told where s.line = told.line and told.nth > 1
            returning s.line, s.{id} as id, {case} as case_id, {person} as person,
                      told.said = told.first as same
        )
        insert into refused
        select {file}, line, id, 'row', 'has the id of an earlier row and other content; the first row stays',
               case_id, person
          from gone where not same
    """)
    connection.execute(
        statement.format(
            key=key,
            table=sql.Identifier(layout.table),
            whole=whole,
            present=present,
            id=sql.Identifier(layout.key[-1]),
            case=case,
            person=person,
            file=sql.Literal(layout.file),
        )
    )
