"""What every page of the portal needs: who is signed in, a connection, the page with its forms."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse

from forbear.store.gate import ContactRecord
from forbear.store.inbox import InboxRecord
from forbear.store.portal.people import Someone, read_someone
from forbear.web.site import Site, form_page, language_of
from forbear.web.staff.admission import principal_of
from forbear.web.words import word

LONG_FORM: Final = 256 * 1024
"""Bytes of a form in which somebody tells something, as a browser writes it."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody signed in."""

    site: Site
    request: Request
    connection: Any
    someone: Someone

    @property
    def language(self) -> str:
        """The language in which the page is read."""
        return language_of(self.request)

    @property
    def record(self) -> ContactRecord:
        """The contact record, over this request's connection."""
        return ContactRecord(self.connection)

    @property
    def inbox(self) -> InboxRecord:
        """The inboxes, over this request's connection."""
        return InboxRecord(self.connection)

    def page(self, name: str, here: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A page of the portal, with a form's token."""
        return form_page(
            self.site, self.request, f"portal/{name}.html", status=status, here=here, someone=self.someone,
            product=partial(word, self.language, "product"), **values,
        )  # fmt: skip


@contextmanager
def visit(site: Site, request: Request) -> Iterator[Visit]:
    """A request of whoever is signed in, as it was admitted."""
    with site.database.borrow() as connection:
        someone = read_someone(connection, principal_of(request).id)
        yield Visit(site, request, connection, someone)


def outside_page(
    site: Site, request: Request, name: str, here: str | None = None, **values: Any
) -> HTMLResponse:
    """A page of the portal for who is not signed in."""
    return form_page(site, request, f"portal/{name}.html", here=here, someone=None, **values)
