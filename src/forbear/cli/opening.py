"""Opening what a command works with: the database, the law, the door, the mail server."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Final

from forbear.gate.channels.smtp import SmtpSettings
from forbear.gate.channels.webhooks import Partner
from forbear.gate.door import Door, open_door
from forbear.law.rulebook import load_law
from forbear.store import Database, check_current, migrate, open_database
from forbear.store.vault import seal_plain

MIGRATE_VARIABLE: Final = "FORBEAR_MIGRATE"
NOWHERE: Final = "stop@nobody.invalid"
"""The mailbox for "stop" while no mail server is configured, and so no message goes out."""


def open_store(url: str | None, directory: Path | None = None) -> Database:
    """The database, with its tables brought up to date (or only looked at, where FORBEAR_MIGRATE is `no`), and no
    address in it that an older version kept plain."""
    database = open_database(url, directory)
    if os.environ.get(MIGRATE_VARIABLE) == "no":
        check_current(database.url)
    else:
        migrate(database.url)
        with database.connect(autocommit=True) as connection:
            seal_plain(connection)
    return database


def open_gate(settings: SmtpSettings | None) -> Door:
    """The door, with the packaged rulebooks and templates."""
    return open_door(load_law(), settings.stop_address if settings else NOWHERE)


def load_texts() -> None:
    """Load the tables by which texts are read: they take a second, for which the first ask need not wait."""
    import_module("forbear.review.texts")


def dialler_partner() -> Partner | None:
    """The dialler that the environment names (FORBEAR_DIALLER_URL, _SECRET, _TIMEOUT); None where it names none."""
    return Partner.from_environment(os.environ, "DIALLER")


def mail_settings() -> SmtpSettings | None:
    """The mail server that the environment names; None where it names none."""
    return SmtpSettings.from_environment(os.environ)
