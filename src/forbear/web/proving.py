"""The proof of one contact, to download: what `forbear-verify` reads."""

from __future__ import annotations

from typing import Any

import psycopg

from forbear.evidence import write_bundle
from forbear.store.evidence import entries_of_contact, show_entries
from forbear.terms import NotFound
from forbear.web.site import Site


def prove_contact(site: Site, connection: psycopg.Connection[Any], contact: str) -> str:
    """The bundle of a contact. NotFound where the site has no key of the log, or the log no such contact."""
    if site.log_key is None:
        raise NotFound("this part of the site has no proofs")
    entries = entries_of_contact(connection, contact)
    if not entries:
        raise NotFound("there is no such contact")
    return write_bundle(show_entries(connection, entries, site.log_key))
