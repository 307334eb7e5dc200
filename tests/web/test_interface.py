"""The interface does what its OpenAPI document says, whatever is thrown at it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from interface_run import fire, whole_site
from serving import TOKEN, Served
from signing import session_of

from forbear.gate.channels.webhooks import sign
from forbear.gate.door import Door
from forbear.web.interface.examples import EXAMPLES
from forbear.web.interface.operations import OPERATIONS
from forbear.web.staff.access import ACCESS
from forbear.web.staff.limits import PEOPLE
from telephone import SECRET


@pytest.fixture
def site(database_url: str, door: Door, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setenv(PEOPLE[0], "1000000/minute")
    with whole_site(database_url, door) as site:
        yield site


class Reader:
    """Somebody who knows the interface by its document alone: makes a call, and holds the answer to the document."""

    def __init__(self, site: Served) -> None:
        self.url = site.url
        self.maker, self.checker = session_of(site, "supervisor"), session_of(site, "compliance")
        told = httpx.get(f"{site.url}/openapi.json", cookies={"forbear_session": self.maker}, timeout=30)
        self.document: dict[str, Any] = told.json()
        self.calls = {
            told["operationId"]: (method, path, told)
            for path, methods in self.document["paths"].items()
            for method, told in methods.items()
        }

    def call(self, name: str, body: Any = None, **places: str) -> Any:
        """Make a call; the answer's body, which is as documented, and with it where it leads."""
        method, path, told = self.calls[name]
        text = httpx.Request("POST", self.url, json=body).content.decode()
        headers = sign(SECRET, f"m-{len(text)}", text, datetime.now(UTC)) if name == "report" else {}
        cookies = {}
        if name in ("approve", "reject"):
            cookies = {"forbear_session": self.checker}
        elif name != "report":
            headers = {"authorization": f"Bearer {TOKEN}"}
        url = self.url + path.format(**places)
        answer = httpx.request(method, url, content=text if body is not None else None, headers=headers,
                               cookies=cookies, timeout=30)  # fmt: skip
        shown = told["responses"][str(answer.status_code)]
        assert answer.status_code < 300, f"{name}: {answer.status_code} {answer.text}"
        given = answer.json()
        schema = {**shown["content"]["application/json"]["schema"], "components": self.document["components"]}
        jsonschema.validate(given, schema)
        return given


def at(given: Any, pointer: str) -> Any:
    """What an expression of a link finds in an answer."""
    for step in pointer.removeprefix("$response.body#/").split("/"):
        given = given[int(step)] if isinstance(given, list) else given[step]
    return given


def test_no_call_answers_what_is_not_in_the_document_and_none_breaks(site: Served, tmp_path: Path) -> None:
    ran = fire(site, tmp_path, "--phases", "coverage,stateful", "--seed", "5", "--max-examples", "5",
               "--exclude-operation-id", "judge")  # fmt: skip
    assert ran.status == 0, ran.said


def test_every_example_of_the_document_is_answered_as_it_says(site: Served) -> None:
    reader = Reader(site)
    for name, examples in EXAMPLES.items():
        if "{" not in reader.calls[name][1]:
            for body in examples.values():
                assert reader.call(name, body) is not None


@pytest.mark.parametrize(
    ("name", "onward"),
    [("ask", "result"), ("ask", "void"), ("ask", "call"), ("complain", "moveComplaint"), ("complain", "complaint"),
     ("propose", "proposal"), ("propose", "approve"), ("propose", "reject"), ("report", "inbound"),
     ("report", "silence"), ("report", "who")],
)  # fmt: skip
def test_every_link_leads_on(site: Served, name: str, onward: str) -> None:
    reader = Reader(site)
    given = reader.call(name, next(iter(EXAMPLES[name].values())))
    [link] = [
        links[onward]
        for shown in reader.calls[name][2]["responses"].values()
        if onward in (links := shown.get("links", {}))
    ]
    places = {place: at(given, pointer) for place, pointer in link["parameters"].items()}
    body = {field: at(given, pointer) for field, pointer in link.get("requestBody", {}).items()}
    reader.call(onward, body or next(iter(EXAMPLES.get(onward, {"": None}).values())), **places)


def test_every_call_of_the_table_of_who_may_is_described() -> None:
    assert set(OPERATIONS) == {name for name in ACCESS if " /v1/" in name}
