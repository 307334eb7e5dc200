"""Opening the evidence log for the commands and for `forbear up`: its key, its head, its checking."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Final

import typer

from forbear.cli.opening import open_store
from forbear.cli.telling import Session, tell
from forbear.evidence import Signer, write_bundle
from forbear.store.evidence import entries_of_contact, erase_person, publish, show_entries
from forbear.store.fsck import check_log
from forbear.terms import InputError, NotFound

KEY_VARIABLE: Final = "FORBEAR_EVIDENCE_KEY_FILE"
KEY_FILE: Final = Path("var/evidence.key")


def log_key() -> Signer:
    """The key that signs the log, from its file; made, readable by its owner alone, where there is none."""
    if (there := find_log_key()) is not None:
        return there
    path = _key_path()
    signer = Signer.new(f"forbear-{secrets.token_hex(4)}")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(signer.text() + "\n")
    except FileExistsError:  # another process was first
        return Signer.read(path.read_text(encoding="utf-8"))
    return signer


def permit_key(signer: Signer) -> bytes:
    """The key from which permits are made: the same for every process that has the log's key."""
    return hmac.new(signer.seed, b"forbear permit", hashlib.sha256).digest()


def find_log_key() -> Signer | None:
    """The key in its file; None where there is no file."""
    path = _key_path()
    try:
        return Signer.read(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(
            str(path), f"{(error.strerror or 'cannot be read').lower()}; name another by {KEY_VARIABLE}"
        ) from None


def _key_path() -> Path:
    return Path(os.environ.get(KEY_VARIABLE) or KEY_FILE)


def site_secret(signer: Signer) -> str:
    """What binds forms to our pages and seals second factors: the same for every process with the log's key."""
    return hmac.new(signer.seed, b"forbear site", hashlib.sha256).hexdigest()


def sign_head(session: Session, output: Path | None) -> None:
    """Sign the head and write it."""
    with open_store(session.database_url).connect(autocommit=True) as connection:
        _write(publish(connection, log_key()), output)


def write_contact(session: Session, contact: str, earlier: list[int], output: Path | None) -> None:
    """Write the bundle of a contact. NotFound where the log has nothing of it."""
    with open_store(session.database_url).connect(autocommit=True) as connection:
        entries = entries_of_contact(connection, contact)
        if not entries:
            raise NotFound(f"the log has nothing of a contact {contact!r}; it was never asked for, or erased")
        _write(write_bundle(show_entries(connection, entries, log_key(), earlier)) + "\n", output)


def check_whole(session: Session, published: list[Path]) -> int:
    """Check the log and tell what does not hold; the exit status."""
    elsewhere = [path.read_text(encoding="utf-8") for path in published]
    with open_store(session.database_url).connect(autocommit=True) as connection:
        publish(connection, log_key())
        size, findings = check_log(connection, [log_key().verifier], elsewhere)
    for finding in findings:
        tell(("" if finding.index is None else f"entry {finding.index} ") + finding.what)
    heads = f" and {len(elsewhere)} published heads" if elsewhere else ""
    typer.echo(f"{size} entries{heads}: " + (f"{len(findings)} faults" if findings else "all hold"))
    return int(bool(findings))


def erase(session: Session, person: str) -> None:
    """Erase a person from the log and say how many entries lost their content."""
    with open_store(session.database_url).connect(autocommit=True) as connection:
        typer.echo(f"{erase_person(connection, person)} entries erased")


def _write(text: str, output: Path | None) -> None:
    if output is None:
        typer.echo(text, nl=False)
        return
    output.write_text(text, encoding="utf-8")
    typer.echo(f"Written: {output}")
