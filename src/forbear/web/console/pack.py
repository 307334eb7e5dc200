"""The regulator's pack: volumes, breaches and complaints of a span of days, as CSV and as PDF."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from importlib.resources import files
from io import StringIO
from typing import Any, Final

import typst

from forbear.store.console.steering import Pack
from forbear.web.statement.document import find_fonts
from forbear.web.words import TAGS, say, word, write_day

_VOLUMES: Final = ("channel", "firm", "asked", "refused", "made", "breaches", "people")
_REFUSALS: Final = ("rule", "refused")
_COMPLAINTS: Final = ("lender", "received", "closed", "upheld")
_ACTIVE: Final = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would take for a formula."""


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> safe_cell("=1+1"), safe_cell("email"), safe_cell("1,200")
    ("'=1+1", 'email', '1,200')
    """
    return f"'{text}" if text.startswith(_ACTIVE) else text


def pack_csv(pack: Pack, language: str) -> bytes:
    """The pack as one CSV in UTF-8: a line names each part, then its head and its rows."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([say(language, "pack.title"), pack.since.isoformat(), pack.until.isoformat()])
    for title, head, rows in _parts(pack, language):
        writer.writerow([])
        writer.writerow([title])
        writer.writerow(head)
        writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def pack_pdf(pack: Pack, language: str) -> bytes:
    """The pack as a document. InputError where no font with Chinese in it is there, and Chinese is asked for."""
    first, last = write_day(pack.since, language), write_day(pack.until, language)
    told: dict[str, Any] = {
        "lang": TAGS[language][:2], "title": say(language, "pack.title"), "fonts": find_fonts(language),
        "lead": say(language, "pack.lead", since=first, until=last),
        "footer": say(language, "pack.footer"), "empty": say(language, "pack.none"),
        "parts": [{"title": title, "head": head, "rows": rows} for title, head, rows in _parts(pack, language)],
    }  # fmt: skip
    source = (files("forbear.web") / "console" / "regulator.typ").read_bytes()
    made = typst.compile(source, sys_inputs={"told": json.dumps(told, ensure_ascii=False)})
    assert isinstance(made, bytes)
    return made


def _parts(pack: Pack, language: str) -> Iterator[tuple[str, list[str], list[list[str]]]]:
    """Each part: its title, its head, its rows."""

    def head(names: tuple[str, ...]) -> list[str]:
        return [say(language, f"pack_column.{name}") for name in names]

    volumes = [[word(language, "channel", row[0]), *map(str, row[1:])] for row in pack.volumes]
    yield say(language, "pack.volumes"), head(_VOLUMES), volumes
    yield say(language, "pack.refusals"), head(_REFUSALS), [list(map(str, row)) for row in pack.refusals]
    yield (
        say(language, "pack.complaints"),
        head(_COMPLAINTS),
        [list(map(str, row)) for row in pack.complaints],
    )
