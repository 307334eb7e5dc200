"""What is written for the borrower: the dossier, the picture, the list, the letters; into one folder, ours alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from forbear.review.check.answer import Answer
from forbear.review.check.dossier import describe
from forbear.review.check.letters import Letter, write_letters
from forbear.review.check.listing import write_list
from forbear.review.check.pdf import set_page
from forbear.review.check.picture import draw_timeline
from forbear.terms import InputError

MARK: Final = ".forbear-check"
"""The file by which a folder is known as one that was written here."""


def open_folder(folder: Path) -> None:
    """Make the folder. InputError where there is one that holds something else: nothing of it is overwritten."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise InputError(str(folder), "is no folder; name another with -o")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise InputError(str(folder), "holds other files; name an empty folder or a new one with -o")
    (folder / "letters").mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()


def write_papers(answer: Answer, folder: Path) -> tuple[str, ...]:
    """Write everything; the names of what was written, relative to the folder."""
    open_folder(folder)
    picture = draw_timeline(answer).encode()
    (folder / "timeline.svg").write_bytes(picture)
    _write(folder / "dossier.pdf", set_page("dossier", describe(answer), {"timeline.svg": picture}))
    write_list(answer, folder / "contacts.csv")
    names = ["dossier.pdf", "timeline.svg", "contacts.csv"]
    for letter in write_letters(answer):
        name = f"letters/{letter.kind}"
        (folder / f"{name}.txt").write_text(letter.text, encoding="utf-8")
        _write(folder / f"{name}.pdf", set_page("letter", _content(letter, answer.language)))
        names += [f"{name}.pdf", f"{name}.txt"]
    return tuple(names)


def _write(path: Path, data: bytes | list[bytes]) -> None:
    path.write_bytes(data if isinstance(data, bytes) else b"".join(data))


def _content(letter: Letter, language: str) -> dict[str, Any]:
    return {
        "language": language, "title": letter.title, "head": list(letter.head),
        "paragraphs": list(letter.paragraphs), "foot": list(letter.foot), "check": letter.check,
    }  # fmt: skip
