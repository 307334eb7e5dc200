"""The register of public marks on the database: added to, looked up, and signed."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import psycopg

from forbear.evidence import Signer, sign_note
from forbear.gate.genuine import MARKS, Mark, plain_mark
from forbear.terms import InputError

_COLUMNS: Final = ("kind", "value", "collector", "from", "to")
_ADD: Final = """
insert into public_marks (kind, plain, value, collector, valid_from, valid_to) values (%s, %s, %s, %s, %s, %s)
on conflict (kind, plain, collector) do update set value = excluded.value, valid_from = excluded.valid_from,
       valid_to = excluded.valid_to
 where (public_marks.value, public_marks.valid_from, public_marks.valid_to)
       is distinct from (excluded.value, excluded.valid_from, excluded.valid_to)"""
_ALL: Final = """
select m.kind, m.plain, m.value, c.registered_name, l.registered_name
  from (select kind, plain, value, collector, valid_from, valid_to from public_marks
        union all
        select 'number', lower(regexp_replace(public_number, '[^[:alnum:]]', '', 'g')), public_number, collector,
               valid_from, valid_to from collectors where public_number is not null
        union all
        select 'agency', lower(registered_name), registered_name, collector, valid_from, valid_to from collectors
        union all
        select 'agency', lower(collector), registered_name, collector, valid_from, valid_to from collectors) m
  join collectors c using (collector) left join collectors l on l.collector = c.acts_for
 where coalesce(m.valid_from <= %(on)s, true) and coalesce(m.valid_to >= %(on)s, true)"""
_ONE: Final = f"{_ALL} and m.kind = %(kind)s and m.plain = %(plain)s order by 4 limit 1"
_CODE: Final = """
select c.registered_name, l.registered_name
  from contacts k join collectors c using (collector) left join collectors l on l.collector = c.acts_for
 where k.body ? 'code' and k.body ->> 'code' = %(plain)s and k.state in ('sending', 'done', 'in_doubt')"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What came of a file of marks: how many are new or changed, and the lines refused, with the reason."""

    taken: int
    refused: tuple[tuple[int, str], ...]


def look_up(connection: psycopg.Connection[Any], kind: str, value: str, on: date) -> Mark | None:
    """The mark of that kind in the register on a day, or the firm whose message has that code; None."""
    plain = plain_mark(kind, value)
    told = {"kind": kind, "plain": plain, "on": on}
    if kind == "code":
        row = connection.execute(_CODE, told).fetchone()
        return None if row is None else Mark(kind=kind, value=plain, firm=row[0], acts_for=row[1])
    row = connection.execute(_ONE.encode(), told).fetchone()
    return None if row is None else Mark(kind=kind, value=row[2], firm=row[3], acts_for=row[4])


def list_marks(connection: psycopg.Connection[Any], on: date) -> list[Mark]:
    """Every public mark of a day, firm by firm, lenders first; each as it is written, once."""
    rows = connection.execute(_ALL.encode(), {"on": on}).fetchall()
    marks = {(lender is not None, firm, lender, kind, value) for kind, _, value, firm, lender in rows}
    ordered = sorted(marks, key=lambda mark: (mark[0], mark[1], mark[2] or "", mark[3], mark[4]))
    return [
        Mark(kind=kind, value=value, firm=firm, acts_for=lender) for _, firm, lender, kind, value in ordered
    ]


def signed_register(connection: psycopg.Connection[Any], signer: Signer, on: date) -> str:
    """Every public mark of a day as a signed note (C2SP): a line each of kind, value, firm and whom it acts for."""
    rows = connection.execute(_ALL.encode(), {"on": on}).fetchall()
    lines = sorted({" | ".join((kind, value, firm, lender or "-")) for kind, _, value, firm, lender in rows})
    return sign_note("\n".join((f"forbear register {on.isoformat()}", *lines)) + "\n", [signer])


def add_marks(connection: psycopg.Connection[Any], file: Path) -> Added:
    """Add the marks of a CSV file (kind, value, collector, from, to); told twice they are there once.

    InputError where it cannot be read or a column is none of these.
    """
    known = {row[0] for row in connection.execute("select collector from collectors")}
    taken, refused = 0, []
    with connection.transaction():
        for number, row in enumerate(_rows(file), 2):
            try:
                taken += connection.execute(_ADD, _mark(row, known)).rowcount
            except InputError as error:
                refused.append((number, str(error)))
    return Added(taken=taken, refused=tuple(refused))


def _rows(file: Path) -> Iterable[dict[str, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as source:
            reader = csv.DictReader(source)
            for name in reader.fieldnames or ():
                if name not in _COLUMNS:
                    raise InputError(str(file), f"the column {name} is none; write {', '.join(_COLUMNS)}")
            yield from reader
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(str(file), f"cannot be read ({type(error).__name__}); name a CSV in UTF-8") from None


def _mark(row: dict[str, str], known: set[str]) -> list[Any]:
    kind, value, collector = (row.get(name) or "" for name in ("kind", "value", "collector"))
    if kind not in MARKS:
        raise InputError("kind", f"is none; write one of {', '.join(MARKS)}")
    if collector not in known:
        raise InputError("collector", "names no collector; add it to agencies.csv")
    days = []
    for name in ("from", "to"):
        try:
            days.append(date.fromisoformat(row[name]) if row.get(name) else None)
        except ValueError:
            raise InputError(name, "is no date; write 2026-05-12") from None
    return [kind, plain_mark(kind, value), value.strip(), collector, *days]
