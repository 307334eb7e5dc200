"""The evidence log over HTTP (formats.md 6): its signed head, the proof of an entry, a person's contacts with proofs.

The head and a proof tell nothing about anybody and are for everyone. A person's contacts are for who may read them.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse

from forbear.evidence import Signer, write_bundle
from forbear.evidence.bundle import Shown
from forbear.store.evidence import entries_of_person, publish, show_entries
from forbear.terms import NotFound
from forbear.web.site import Site
from forbear.web.staff.admission import principal_of

MOST_ENTRY: Final = 2**62


def recording(site: Site, key: Signer) -> APIRouter:
    """The endpoints of a site whose log is signed by a key."""

    router = APIRouter(prefix="/v1")

    @router.get("/record/checkpoint", summary="The signed head of the evidence log (C2SP checkpoint).")
    def head() -> PlainTextResponse:
        with site.database.borrow() as connection:
            return PlainTextResponse(publish(connection, key))

    @router.get("/record/key", summary="The public key of the log; compare it with one from elsewhere.")
    def public_key() -> PlainTextResponse:
        return PlainTextResponse(key.verifier.text() + "\n")

    @router.get(
        "/record/proof/{number}", summary="An entry's leaf, its proof and the head, without its content."
    )
    def proof(number: int) -> JSONResponse:
        if not 0 <= number < MOST_ENTRY:
            raise NotFound("there is no such entry in the log")
        with site.database.borrow() as connection:
            bundle = show_entries(connection, [number], key)
        (entry,) = bundle.entries
        return JSONResponse(_proof(entry) | {"checkpoint": bundle.checkpoint})

    _add_contacts(router, site, key)
    return router


def _add_contacts(router: APIRouter, site: Site, key: Signer) -> None:
    @router.get(
        "/people/{person}/contacts",
        summary="Every contact of a person, refusals included, with the bundle that proves them.",
    )
    def contacts(person: str, request: Request) -> JSONResponse:
        theirs = principal_of(request).collector
        with site.database.borrow() as connection:
            known = connection.execute("select from people where person = %s", [person]).fetchone()
            if known is None:
                raise NotFound("there is no such person")
            bundle = show_entries(connection, entries_of_person(connection, person, theirs), key)
        return JSONResponse(
            {"contacts": _latest(bundle.entries), "evidence": json.loads(write_bundle(bundle))}
        )


def _latest(entries: Iterable[Shown]) -> list[dict[str, Any]]:
    """Each contact once, as it stands by the last entry about it, with the proof of every entry about it."""
    told: dict[str, dict[str, Any]] = {}
    for entry in entries:
        content = json.loads(entry.content) if entry.content is not None else {}
        if "contact" in content:
            before = told.get(content["contact"], {"entries": [], "proofs": []})
            told[content["contact"]] = {
                **content,
                "entries": [*before["entries"], entry.index],
                "proofs": [*before["proofs"], _proof(entry)],
            }
    return list(told.values())


def _proof(entry: Shown) -> dict[str, Any]:
    hashes = [base64.b64encode(h).decode() for h in entry.proof]
    return {"index": entry.index, "leaf": entry.leaf.decode(), "proof": hashes}
