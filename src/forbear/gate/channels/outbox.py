"""The folder in which letters lie until they are posted: a folder a batch, a PDF a contact, and their hashes.

A file is named by its contact, never by a person; it is there whole or not at all.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from forbear.gate.channels.letter import PaperLetter, set_letter
from forbear.review.check.pdf import choose_fonts
from forbear.terms import InputError

VARIABLE: Final = "FORBEAR_LETTERS"
MANIFEST: Final = "SHA256SUMS"
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,80}")


class Outbox:
    """A folder for letters, made where it is missing, for this user alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def from_environment(cls, variables: Mapping[str, str]) -> Outbox | None:
        """The outbox in FORBEAR_LETTERS; None where none is named. InputError where it cannot be used.

        >>> Outbox.from_environment({}) is None
        True
        """
        named = variables.get(VARIABLE)
        if not named:
            return None
        folder = Path(named)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(VARIABLE, f"cannot be made ({error.strerror}); name another folder") from None
        for language in ("zh", "en"):
            choose_fonts(language)
        return cls(folder)

    def write(self, batch: str, letter: PaperLetter) -> str:
        """Set a letter and put it into its batch; its SHA-256. InputError where the folder takes no file."""
        made = set_letter(letter)
        self._put(self._place(batch, letter.contact), made)
        return hashlib.sha256(made).hexdigest()

    def digest(self, batch: str, contact: str) -> str | None:
        """The SHA-256 of a letter that lies there; None where there is none."""
        place = self._place(batch, contact)
        return hashlib.sha256(place.read_bytes()).hexdigest() if place.is_file() else None

    def remove(self, batch: str, contact: str) -> None:
        """Take a letter out again, if it is there."""
        self._place(batch, contact).unlink(missing_ok=True)

    def list_hashes(self, batch: str, hashes: Iterable[tuple[str, str]]) -> None:
        """Write the manifest of a batch, contact and SHA-256, in the form that `sha256sum -c` reads."""
        lines = "".join(f"{digest}  {contact}.pdf\n" for contact, digest in hashes)
        self._put(self.folder / batch / MANIFEST, lines.encode())

    def _place(self, batch: str, contact: str) -> Path:
        for name in (batch, contact):
            if not _NAME.fullmatch(name):
                raise InputError("/contact", "is no name for a file; it holds letters, digits, _ and - only")
        return self.folder / batch / f"{contact}.pdf"

    def _put(self, place: Path, content: bytes) -> None:
        """A file, whole or not at all, also where the power fails."""
        try:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = place.with_name(f".{place.name}.{secrets.token_hex(4)}.new")
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(place)
            folder = os.open(place.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise InputError(
                VARIABLE, f"takes no file ({error.strerror}); make room, or name another"
            ) from None
