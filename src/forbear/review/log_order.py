"""A contact log put in order: by those concerned with one another, and within that by time.

People are concerned with one another where contacts with them are about the same debt. A log may come in any
order: it is laid aside in a file and sorted there, so that memory holds the ids, what is told of each person,
and one group's latest contacts (`MOST`).
"""

from __future__ import annotations

import pickle
import sqlite3
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

from forbear.review.log import LogEntry, read_entry
from forbear.review.log_files import Reject, Row
from forbear.terms import Collector, Contact, Debt, InputError, Person, Request, Statement

MOST: Final = 2_000
"""How many earlier contacts are looked at, of one group; the latest ones."""
CLOSE: Final = 50
"""How many people of one group are told of with each contact; of more, those of the earlier contacts."""


class Placed(NamedTuple):
    """A contact of the log as a request: judged against those strictly before it."""

    line: int
    request: Request
    cut: bool
    """Whether there were more earlier contacts than are looked at."""


class _Earlier(NamedTuple):
    """A contact with all that is told of those who made it."""

    contact: Contact
    collector: Collector | None
    lender: Collector | None


class Known(NamedTuple):
    """What is told besides the log, by id: people, debts; and statements, by person."""

    people: Mapping[str, Person]
    debts: Mapping[str, Debt]
    statements: Mapping[str, tuple[Statement, ...]]


NOTHING_MORE = Known({}, {}, {})


class OrderedLog:
    """A log laid aside and sorted. Use it in a `with`: the file goes with it."""

    def __init__(self, known: Known = NOTHING_MORE) -> None:
        self._folder = TemporaryDirectory(prefix="forbear-log-")
        self._file = sqlite3.connect(Path(self._folder.name) / "log.db", isolation_level=None)
        self._file.execute("pragma journal_mode = off")
        self._file.execute("pragma synchronous = off")
        self._file.execute(
            "create table entries (id text primary key, node integer, stamp real, line integer, entry blob)"
            " without rowid"
        )
        self._known = known
        self._nodes: dict[str, int] = {}
        self._parents: list[int] = []
        self._people: dict[str, Person] = dict(known.people)
        self._collectors: dict[str, Collector] = {}
        self.count = 0

    def __enter__(self) -> OrderedLog:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._folder.cleanup()

    def take(self, rows: Iterable[Row | Reject]) -> Iterator[Reject]:
        """Lay the rows aside; what cannot be read comes back."""
        self._file.execute("begin")
        for row in rows:
            refused = row if isinstance(row, Reject) else self._take(row)
            if refused is not None:
                yield refused
        self._file.execute("commit")

    def _take(self, row: Row) -> Reject | None:
        name = row.cells.get("id")
        name = name if isinstance(name, str) else None
        try:
            entry = read_entry(row)
        except InputError as e:
            return Reject(line=row.line, id=name, why=str(e))
        contact = entry.contact
        node = self._join([f"p{contact.person}", *(f"d{d}" for d in contact.debts)])
        made = (contact.id, node, contact.stamp, entry.line, pickle.dumps(entry, 5))
        if not self._file.execute("insert or ignore into entries values (?, ?, ?, ?, ?)", made).rowcount:
            return Reject(
                line=row.line, id=name, why="there is a contact with this id before; ids are unique"
            )
        self._note(entry)
        self.count += 1
        return None

    def _note(self, entry: LogEntry) -> None:
        """Remember what the row tells of a person and of collectors."""
        person = entry.person
        self._people[person.id] = _told(self._people.get(person.id, person), person)
        for who in (entry.collector, entry.lender):
            if who is not None:
                self._collectors[who.id] = _told(self._collectors.get(who.id, who), who)

    def _join(self, names: list[str]) -> int:
        found = [self._root(self._nodes.setdefault(n, self._node())) for n in names]
        for other in found[1:]:
            self._parents[self._root(other)] = self._root(found[0])
        return found[0]

    def _node(self) -> int:
        """The number that a name gets if it is new; one that is not used is harmless."""
        number = len(self._nodes)
        if number == len(self._parents):
            self._parents.append(number)
        return number

    def _root(self, node: int) -> int:
        while self._parents[node] != node:
            self._parents[node] = self._parents[self._parents[node]]
            node = self._parents[node]
        return node

    def requests(self) -> Iterator[Placed]:
        """Every contact as a request, group by group, each group in the order of time."""
        self._file.execute("create table roots (node integer primary key, root integer)")
        self._file.execute("begin")
        pairs = ((node, self._root(node)) for node in range(len(self._parents)))
        self._file.executemany("insert into roots values (?, ?)", pairs)
        self._file.execute("commit")
        by_group: dict[int, list[str]] = {}
        for name, node in self._nodes.items():
            if name[0] == "p":
                by_group.setdefault(self._root(node), []).append(name[1:])
        rows = self._file.execute(
            "select root, entry from entries join roots using (node) order by root, stamp, line"
        )
        group, before, cut = -1, deque[_Earlier](maxlen=MOST), False
        with closing(rows):
            for root, blob in rows:
                if root != group:
                    group, before, cut = root, deque(maxlen=MOST), False
                entry: LogEntry = pickle.loads(blob)
                made = _Earlier(entry.contact, self._whole(entry.collector), self._whole(entry.lender))
                earlier = [e for e in before if e.contact.stamp < entry.contact.stamp]
                yield Placed(entry.line, self._request(entry, made, earlier, by_group[root]), cut)
                cut = cut or len(before) == MOST
                before.append(made)

    def _request(
        self, entry: LogEntry, made: _Earlier, before: list[_Earlier], members: list[str]
    ) -> Request:
        contact = entry.contact
        if len(members) > CLOSE:
            members = list(dict.fromkeys(e.contact.person for e in before))
        others = [self._people[m] for m in members if m != contact.person]
        own = _told(self._people[contact.person], entry.person)
        history, collectors = _history(made, before)
        said = self._known.statements
        return Request(
            id=contact.id, contact=contact, people=(own, *others),
            debts=tuple(_told(self._known.debts.get(d.id, d), d) for d in entry.debts),
            collectors=collectors, history=history,
            statements=tuple(s for p in (own, *others) for s in said.get(p.id, ())) if said else (),
        )  # fmt: skip

    def _whole(self, who: Collector | None) -> Collector | None:
        """A collector with all that the log tells of it."""
        return who and _told(self._collectors[who.id], who)


def _history(made: _Earlier, before: list[_Earlier]) -> tuple[tuple[Contact, ...], tuple[Collector, ...]]:
    """The contacts before, and everybody who made them. An agency that acted for another lender is another."""
    own = made.collector
    everybody = {who.id: who for who in (own, made.lender) if who is not None}
    history = []
    for contact, collector, lender in before:
        who = collector
        if who is not None and own is not None and who.id == own.id and who.acts_for != own.acts_for:
            who = replace(who, id=f"{who.id} for {who.acts_for}")
            contact = replace(contact, collector=who.id)
        for one in (who, lender):
            if one is not None and one.id not in everybody:
                everybody[one.id] = one
        history.append(contact)
    return tuple(history), tuple(everybody.values())


def _told(before: Any, now: Any) -> Any:
    """What is told now, and where it is silent what was told before."""
    if before is now:
        return now
    silent = [f.name for f in fields(now) if getattr(now, f.name) is None]
    known = {n: getattr(before, n) for n in silent if getattr(before, n) is not None}
    return replace(now, **known) if known else now
