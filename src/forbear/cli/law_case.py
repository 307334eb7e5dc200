"""A case of the database as a request: what its borrower said, and every contact there was."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from forbear.cli.opening import open_store
from forbear.cli.telling import Session
from forbear.gate.request import build_request
from forbear.store.dossiers import read_dossiers
from forbear.terms import Contact, NotFound, Request


def case_request(session: Session, case: str, on: date | None) -> Request:
    """The request for a case at the end of a day (or now), as if its borrower looked in. NotFound if there is none."""
    at = datetime.combine(on, time(23, 59, 59), UTC) if on else datetime.now(UTC)
    with open_store(session.database_url).connect() as connection:
        row = connection.execute("select debtor, lender from cases where case_id = %s", [case]).fetchone()
        if row is None:
            raise NotFound(f"no case {case!r}; take the portfolio in with `forbear import` first")
        dossier = read_dossiers(connection, [row[0]], on)[row[0]]
    looking = Contact(
        at=at, channel="portal", direction="inbound", person=row[0], debts=(case,), collector=row[1]
    )
    return build_request(dossier, looking)
