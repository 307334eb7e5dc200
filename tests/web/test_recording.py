"""The evidence log over real HTTP: the head and the proofs for everyone, a person's contacts for the bearer."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

import httpx
import pytest
from serving import NOW, TOKEN, Served, serving

from forbear.evidence import Signer, leaf_hash, open_note, read_bundle, verify_bundle, verify_inclusion
from forbear.evidence.checkpoint import read_checkpoint
from forbear.gate.asks import Ask
from forbear.gate.door import Door
from forbear.gate.reservation import reserve
from forbear.store import Database
from forbear.store.gate import ContactRecord
from forbear.web.site import Site

KEY = Signer.new("lender.example/log")


@pytest.fixture(scope="module")
def site(portfolio: Database, door: Door) -> Iterator[Served]:
    with serving(Site(database=portfolio, door=door, token=TOKEN, clock=lambda: NOW, log_key=KEY)) as served:
        yield served


def get(site: Served, path: str, token: str | None = None) -> httpx.Response:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return httpx.get(site.url + path, headers=headers, timeout=60)


def test_anybody_verifies_an_entry_with_the_head_and_the_key(site):
    assert get(site, "/v1/record/key").text.strip() == KEY.verifier.text()
    told = get(site, "/v1/record/proof/7").json()
    head = read_checkpoint(open_note(told["checkpoint"], [KEY.verifier])[0])
    proof = [base64.b64decode(h) for h in told["proof"]]
    assert verify_inclusion(leaf_hash(told["leaf"].encode()), told["index"], head.size, proof, head.root)
    assert (
        read_checkpoint(open_note(get(site, "/v1/record/checkpoint").text, [KEY.verifier])[0]).size
        >= head.size
    )


def test_a_proof_says_nothing_of_what_the_entry_says(site):
    told = get(site, "/v1/record/proof/7").json()
    assert json.loads(told["leaf"]).keys() == {"at", "commitment", "kind", "v"}
    assert told.keys() == {"index", "leaf", "proof", "checkpoint"}


@pytest.mark.parametrize("number", ["-1", "999999999999", str(2**70), "seven"])
def test_an_entry_that_is_none_is_not_found(site, number):
    assert get(site, f"/v1/record/proof/{number}").status_code in (404, 422)


def test_a_persons_contacts_come_with_refusals_and_a_bundle_that_verifies(site, door):
    ((case, person),) = site.rows(
        "select case_id, person from contacts where state = 'reserved' and channel = 'email' limit 1"
    )
    with site.site.database.connect(autocommit=True) as connection:
        night = Ask(key="late", case=case, person=person, channel="email", template="soft_reminder",
                    at=NOW.replace(hour=23))  # fmt: skip
        assert not reserve(door, ContactRecord(connection), night, NOW).entry.is_allowed
    assert get(site, f"/v1/people/{person}/contacts").status_code == 401
    told = get(site, f"/v1/people/{person}/contacts", TOKEN).json()
    refused = [c for c in told["contacts"] if c["state"] == "refused"]
    assert refused and refused[0]["rules"] and all(c["person"] == person for c in told["contacts"])
    _, findings = verify_bundle(read_bundle(json.dumps(told["evidence"])), [KEY.verifier])
    assert findings and all(f.good for f in findings)
    assert get(site, "/v1/people/nobody/contacts", TOKEN).status_code == 404
