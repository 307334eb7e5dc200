"""The files that the borrower has: found, known by what they hold, and read one by one. None is ever changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from forbear.review.check import chats, screenshots, tables
from forbear.review.check.android import read_android
from forbear.review.check.case import Case, FileNote
from forbear.review.check.dates import Dates
from forbear.review.check.decoding import decode
from forbear.review.check.mail import read_eml, read_mbox
from forbear.review.check.record import MOST_BYTES, MOST_RECORDS, MOST_TEXT, Record, Source, Unread
from forbear.terms import InputError

CASE_FILE: Final = "case.toml"
MOST_FILES: Final = 5_000
_BEGINS: Final = 4096
_ZIP: Final = b"PK\x03\x04"
_PDF: Final = b"%PDF"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_MAIL: Final = (
    "from:",
    "date:",
    "received:",
    "return-path:",
    "mime-version:",
    "delivered-to:",
    "subject:",
    "to:",
)
Found = tuple[str, Iterable[Record | Unread], tuple[tuple[str, str], ...]]


def find_files(paths: Iterable[Path], leave_out: Path | None = None) -> list[tuple[Path, str]]:
    """The files to read, and the name of each as it is shown. Symbolic links are not followed.

    InputError where a path is not there, or holds too many. `leave_out`, our own output, is passed over.
    """
    found: list[tuple[Path, str]] = []
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            inside = sorted(p for p in path.rglob("*") if p.is_symlink() or p.is_file())
            found += [(p, p.relative_to(path).as_posix()) for p in inside if not _left_out(p, leave_out)]
        elif path.exists() or path.is_symlink():
            found.append((path, path.name))
        else:
            raise InputError(str(path), "is not there; name a file or a folder")
    found = [(p, n) for p, n in found if not (n.startswith(".") or n == CASE_FILE)]
    if len(found) > MOST_FILES:
        raise InputError(
            str(found[0][0].parent), f"holds more than {MOST_FILES:,} files; give a part of them"
        )
    return found


def _left_out(path: Path, folder: Path | None) -> bool:
    return folder is not None and folder.resolve() in path.resolve().parents


def read_file(path: Path, name: str, case: Case) -> Source:
    """One file: its hash, and what was read. A file that cannot be read comes back named, with the reason."""
    if path.is_symlink() or not path.is_file():
        return _unreadable(path, name, "", 0, "is a link or no ordinary file; copy the file itself here")
    try:
        size = path.stat().st_size
        sha256 = _hash(path)
    except OSError as e:
        return _unreadable(
            path, name, "", 0, f"cannot be opened: {(e.strerror or 'no reason given').lower()}"
        )
    if size > MOST_BYTES:
        return _unreadable(
            path, name, sha256, size, f"is larger than {MOST_BYTES >> 20} MB; give a part of it"
        )
    try:
        kind, found, columns = _open(path, name, case)
        records, unread = _sort(found)
    except (InputError, OSError) as e:
        why = e.why if isinstance(e, InputError) else "cannot be read"
        return _unreadable(path, name, sha256, size, why)
    except ModuleNotFoundError as e:
        return _unreadable(path, name, sha256, size, f"needs {e.name}: pip install 'forbear[check]'")
    except (
        Exception
    ) as e:  # whatever a library makes of a hostile file costs no other; the words could hold its content
        return _unreadable(path, name, sha256, size, f"cannot be read ({type(e).__name__})")
    return Source(
        path=path, name=name, sha256=sha256, size=size, kind=kind, records=records, unread=unread, columns=columns,
        picture=kind == "picture",
    )  # fmt: skip


def _unreadable(path: Path, name: str, sha256: str, size: int, why: str) -> Source:
    return Source(
        path=path, name=name, sha256=sha256, size=size, kind="unreadable", unread=(Unread(line=0, why=why),)
    )


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sort(found: Iterable[Record | Unread]) -> tuple[tuple[Record, ...], tuple[Unread, ...]]:
    records: list[Record] = []
    unread: list[Unread] = []
    for item in islice(found, MOST_RECORDS + 1):
        if isinstance(item, Unread):
            unread.append(item)
        elif len(records) < MOST_RECORDS:
            records.append(item)
        else:
            unread.append(Unread(line=item.line, why=f"only the first {MOST_RECORDS:,} entries are read"))
    return tuple(records), tuple(unread)


def _open(path: Path, name: str, case: Case) -> Found:
    note = case.files.get(name) or case.files.get(path.name) or FileNote(name=name)
    zone = ZoneInfo(case.zone)
    with path.open("rb") as file:
        begins = file.read(_BEGINS)
    if not begins:
        raise InputError(name, "is empty")
    if begins.startswith(_ZIP):
        return _table(tables.xlsx_rows(path), name, case, note, "xlsx")
    if begins.startswith(_PDF):
        raise InputError(
            name, "is a PDF, which is not read; ask for the list as a spreadsheet, or type it off"
        )
    if begins.startswith(_OLE):
        raise InputError(name, "is an old .xls or Office file; save it as .xlsx or CSV")
    if screenshots.is_picture(begins):
        return "picture", (_picture(path, note),), ()
    head = begins.lstrip(b"\xef\xbb\xbf \r\n\t")
    if head.startswith(b"<") and path.suffix.lower() in (".xml", ""):
        return "android", _of(note, read_android(path, zone)), ()
    mine = frozenset(n.casefold() for n in case.me.names)
    if path.suffix.lower() == ".mbox" or begins.startswith(b"From "):
        return "mbox", _of(note, read_mbox(path, zone, mine)), ()
    if path.suffix.lower() == ".eml" or _is_mail(begins):
        return "eml", _of(note, iter((read_eml(path.read_bytes(), zone, mine),))), ()
    return _text(decode(path.read_bytes(), name), name, case, note)


def _picture(path: Path, note: FileNote) -> Record | Unread:
    """A picture of one message: when and from whom it came has to be told, its words are told or read off."""
    if note.at is None or note.other is None:
        return Unread(line=0, why="is a picture; write at and from for it in case.toml under [[file]]")
    text = note.text
    if text is None:
        if not screenshots.can_read():
            return Unread(line=0, why="is a picture, and no OCR is installed; write its text under [[file]]")
        text = screenshots.read_picture(path)
    return Record(
        line=1, at=note.at, channel=note.channel, incoming=True, other=note.other, owner=note.of,
        text=text[:MOST_TEXT], result="delivered", doubts=frozenset({"picture"} if note.text is None else {"account"}),
    )  # fmt: skip


def _is_mail(begins: bytes) -> bool:
    lines = [line.lower() for line in begins.decode("latin-1").splitlines()[:30]]
    return sum(line.startswith(_MAIL) for line in lines) >= 3


def _text(content: str, name: str, case: Case, note: FileNote) -> Found:
    """A text file: a chat by its shape, else a table."""
    owner = case.party(note.of) if note.of else None
    of = owner or case.me
    mine = frozenset(n.casefold() for n in (*of.names, of.who, "我", "me", "you") if n)
    shapes: tuple[tuple[str, Callable[[str], bool], Callable[..., Iterator[Record | Unread]]], ...] = (
        ("whatsapp", chats.looks_like_whatsapp, chats.read_whatsapp),
        ("wechat", chats.looks_like_wechat, chats.read_wechat),
    )
    for kind, fits, read in shapes:
        if fits(content):
            return kind, read(content, _dates(case), mine, note.of), ()
    return _table(tables.csv_rows(content), name, case, note, "csv")


def _dates(case: Case) -> Dates:
    return Dates(zone=ZoneInfo(case.zone), region=case.region)


def _table(rows: Iterator[tables.Row], name: str, case: Case, note: FileNote, kind: str) -> Found:
    table = tables.find_table(rows, note.columns)
    if table is None:
        raise InputError(
            name,
            "no columns for the time and the other number were found; name them in case.toml under [[file]]",
        )
    columns = tuple((table.header[place], meaning) for meaning, place in table.columns.items())
    fallback = "sms" if "text" in table.columns else "call"
    return kind, _of(note, tables.read_table(table, _dates(case), fallback)), columns


def _of(note: FileNote, found: Iterable[Record | Unread]) -> Iterator[Record | Unread]:
    """Each entry, with whose phone it was where that is told of the file."""
    from dataclasses import replace

    for item in found:
        if note.of is not None and isinstance(item, Record) and item.owner is None:
            yield replace(item, owner=note.of)
        else:
            yield item
