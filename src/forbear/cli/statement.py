"""`forbear statement`: what is owed and why, of a case or of a ledger request, as a page, a document or a table."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from forbear.cli.telling import Session, today
from forbear.law.judge import decode_json
from forbear.law.rulebook import load_law
from forbear.money.ledger import read_ledger
from forbear.store.journal import post_journal
from forbear.terms import InputError
from forbear.web.statement import Account, Statement, tell_statement
from forbear.web.statement.reading import read_account


def write_statement(
    session: Session, case: str | None, request: Path | None, on: date | None, output: Path | None
) -> None:
    """Write the statement of a case or a request. Of a case of today, its journal is posted first.

    Raises InputError where neither or both are named, or the file can't be written; NotFound for a case that
    isn't there.
    """
    if (case is None) == (request is None):
        raise InputError("CASE", "name either a case, or a ledger request with --request FILE")
    if output is not None and output.suffix not in (".html", ".pdf"):
        raise InputError(str(output), "is neither .html nor .pdf; name a file that ends so")
    day = on or today()
    account = _of_case(session, str(case), day) if request is None else _of_request(request, day)
    statement = tell_statement(account, session.language)
    if output is None:
        from forbear.cli.statement_table import show_statement

        show_statement(statement)
        return
    content = _made(statement, output.suffix)
    try:
        output.write_bytes(content)
    except OSError as error:
        raise InputError(str(output), f"cannot be written ({error.strerror}); name another file") from None


def _made(statement: Statement, suffix: str) -> bytes:
    if suffix == ".html":
        from forbear.web.statement.page import statement_page

        return statement_page(statement).encode()
    from forbear.web.statement.document import statement_document

    return statement_document(statement)


def _of_case(session: Session, case: str, on: date) -> Account:
    from forbear.cli.opening import open_store

    with open_store(session.database_url).connect(autocommit=True) as connection:
        account = read_account(connection, case, on, load_law())
        if on == today():
            post_journal(connection, case, on)
    return account


def _of_request(file: Path, on: date) -> Account:
    try:
        lines = [line for line in file.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError):
        raise InputError(str(file), "cannot be read; name a file with one ledger request") from None
    try:
        body = decode_json("\n".join(lines))
    except ValueError:
        raise InputError(str(file), "is not one JSON object; write one ledger request") from None
    asked = read_ledger(body)
    return Account(terms=asked.terms, events=asked.events, on=on, name=asked.id)
