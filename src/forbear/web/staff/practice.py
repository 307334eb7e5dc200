"""The people of a practice site: one of each role, invented, entered by a button and without a password."""

from __future__ import annotations

from typing import Final

from forbear.store.staff import add_account, find_account
from forbear.store.staff.sessions import start_session
from forbear.terms import Conflict, NotFound
from forbear.web.site import Site
from forbear.web.staff.principal import ROLES

PEOPLE: Final = ROLES
_AGENCY: Final = "select collector from collectors where acts_for is not null order by collector limit 1"


def enter_practice(site: Site, role: str) -> str:
    """The token of a session as the practice person of a role. NotFound where there is none."""
    if role not in PEOPLE:
        raise NotFound("there is no such person here")
    staff = f"practice-{role}"
    with site.database.borrow() as connection:
        if find_account(connection, staff) is None:
            agency = connection.execute(_AGENCY).fetchone() if role == "agency" else None
            if role == "agency" and agency is None:
                raise Conflict("this portfolio has no agency")
            add_account(
                connection, staff=staff, name=staff, roles=[role], collector=agency[0] if agency else None
            )
        return start_session(connection, staff, "in", site.clock())
