"""Is every clause of the sources accounted for? As a rule, a duty, a value, or a row that says why it is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from forbear.law.rulebook import Law
from forbear.terms import NotFound

KINDS: Final = ("rule", "duty", "value", "out_of_scope", "unaccounted")
"""What an id of the sources can be, the strongest first: one that is several things is the first of them."""
_ROW: Final = re.compile(r"^\| ([a-z0-9]+(?:\.[a-z0-9_]+)+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
_HERE: Final = Path(__file__)
_PLACES: Final = (_HERE.parents[2] / "docs" / "law", _HERE.parents[4] / "docs" / "law")
"""Where the lists lie: beside the code in an installed package, in the repository's own pages otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """An id of the sources and what became of it; `why` and `where` of one that is out of scope."""

    id: str
    kind: str
    why: str = ""
    where: str = ""

    @property
    def source(self) -> str:
        """The source: the first two parts of its id.

        >>> Clause(id="cn.gbt45251.freq.text", kind="out_of_scope").source
        'cn.gbt45251'
        """
        return ".".join(self.id.split(".")[:2])


def read_ids(folder: Path | None = None) -> tuple[str, ...]:
    """The ids of the sources that forbear was built from.

    >>> "us.regf.call_frequency" in read_ids()
    True
    """
    return tuple(((folder or _folder()) / "ids.txt").read_text(encoding="utf-8").split())


def read_rows(folder: Path | None = None) -> dict[str, tuple[str, str]]:
    """The ids that no program can judge: why, and where they belong."""
    pages = sorted((folder or _folder()).glob("out-of-scope*.md"))
    rows = (row for page in pages for row in _ROW.findall(page.read_text(encoding="utf-8")))
    return {name: (why, where) for name, why, where in rows}


def account(law: Law, ids: Iterable[str], rows: Mapping[str, tuple[str, str]]) -> Iterator[Clause]:
    """What each id is. An entry of a rulebook accounts for its own id and for those that its id begins with.

    >>> from forbear.law.rulebook import load_law
    >>> [c.kind for c in account(load_law(), ["cn.gbt45251.hours", "cn.nowhere"], {})]
    ['rule', 'unaccounted']
    """
    books = law.books.values()
    forbidding = [r.id for b in books for r in b.rules if r.kind_name != "duty"]
    owed = [r.id for b in books for r in b.rules if r.kind_name == "duty"] + [d.id for d in law.deadlines]
    stated = [("rule", _stems(forbidding)), ("duty", _stems(owed)), ("value", _stems(law.values))]
    for name in ids:
        kind = next((kind for kind, stems in stated if name in stems), None)
        if kind is not None:
            yield Clause(id=name, kind=kind)
        elif name in rows:
            why, where = rows[name]
            yield Clause(id=name, kind="out_of_scope", why=why, where=where)
        else:
            yield Clause(id=name, kind="unaccounted")


def _stems(ids: Iterable[str]) -> frozenset[str]:
    parts = (name.split(".") for name in ids)
    return frozenset(".".join(p[:n]) for p in parts for n in range(1, len(p) + 1))


def _folder() -> Path:
    for place in _PLACES:
        if (place / "ids.txt").is_file():
            return place
    raise NotFound(f"the lists of clauses are not where they belong ({_PLACES[0]}); install forbear again")
