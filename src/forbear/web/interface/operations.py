"""Each call of the interface: what it takes, what it answers, and where its answer leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from forbear.web.interface.shapes import Schema, list_of, ref

PLAIN: Final = "text/plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One call. `body` names a shape of `requests`; `answers` are those of `answers` by status, None: plain text.

    `conflicts`: it may be refused with 409. `missing`: it may name what is not there. `later`: it may need what is
    out of order (503) beside the database. `leads`: from an answer (its status) to other calls, each with the
    parameters and the body that it takes from that answer. Examples of its body: `examples`.
    """

    id: str
    body: Schema | None = None
    answers: Mapping[int, Schema | None]
    conflicts: bool = False
    missing: bool = False
    signed: bool = False
    optional_body: bool = False
    conflict: Schema = field(default_factory=lambda: ref("Error"))
    leads: Mapping[int, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)


def _with(name: str, pointer: str, body: Any = None) -> Mapping[str, Any]:
    link: dict[str, Any] = {"parameters": {name: f"$response.body#{pointer}"}}
    return link | ({"requestBody": body} if body is not None else {})


_OF_CONTACT: Final = {
    "result": _with("contact", "/contact"),
    "void": _with("contact", "/contact"),
    "call": _with("contact", "/contact", {"permit": "$response.body#/permit"}),
}
_OF_COMPLAINT: Final = {
    "moveComplaint": _with("complaint", "/complaint"),
    "complaint": _with("complaint", "/complaint"),
}
_OF_PROPOSAL: Final = {name: _with("proposal", "/proposal") for name in ("proposal", "approve", "reject")}
_OF_LEG: Final = {name: _with("token", "/token") for name in ("inbound", "silence", "who")}
_REFUSED_CALL: Final[Schema] = {"anyOf": [ref("Error"), ref("CallWithdrawn")]}

OPERATIONS: Final[Mapping[str, Operation]] = {
    "POST /v1/contacts": Operation(
        id="ask", body=ref("Ask"), answers={200: ref("Refused"), 201: ref("Reserved")}, conflicts=True, missing=True,
        leads={201: _OF_CONTACT},
    ),
    "POST /v1/contacts/{contact}/result": Operation(
        id="result", body=ref("Result"), answers={200: ref("State")}, conflicts=True, missing=True
    ),
    "POST /v1/contacts/{contact}/void": Operation(
        id="void", answers={200: ref("State")}, conflicts=True, missing=True
    ),
    "POST /v1/contacts/{contact}/call": Operation(
        id="call", body=ref("UseOfPermit"), answers={200: ref("Call"), 202: ref("Call")}, conflicts=True, missing=True,
        conflict=_REFUSED_CALL, leads={200: {"result": _with("contact", "/contact")}},
    ),
    "GET /v1/tasks": Operation(
        id="tasks", answers={200: list_of(ref("Task"))}, leads={200: {"takeTask": _with("contact", "/0/contact")}}
    ),
    "POST /v1/tasks/{contact}/call": Operation(
        id="takeTask", answers={200: ref("Call"), 202: ref("Call")}, conflicts=True, missing=True,
        conflict=_REFUSED_CALL, leads={200: {"result": _with("contact", "/contact")}},
    ),
    "POST /v1/statements": Operation(
        id="say", body=ref("Statement"), answers={200: ref("Said"), 201: ref("Said")}, conflicts=True, missing=True
    ),
    "POST /v1/judge": Operation(
        id="judge",
        body={"anyOf": [ref("JudgeRequest"), {"type": "array", "maxItems": 10_000, "items": {}}]},
        answers={200: {"anyOf": [ref("Verdict"), list_of(ref("JudgedInArray"))]}},
    ),
    "GET /v1/people/{person}/contacts": Operation(id="contacts", answers={200: ref("Contacts")}, missing=True),
    "GET /v1/cases": Operation(id="cases", answers={200: list_of(ref("CaseShown"))}),
    "POST /v1/complaints": Operation(
        id="complain", body=ref("Complaint"), answers={201: ref("ComplaintTaken")}, conflicts=True, missing=True,
        leads={201: _OF_COMPLAINT},
    ),
    "POST /v1/complaints/{complaint}/stage": Operation(
        id="moveComplaint", body=ref("Stage"), answers={200: ref("ComplaintState")}, conflicts=True, missing=True,
        leads={200: _OF_COMPLAINT},
    ),
    "GET /v1/complaints/{complaint}": Operation(
        id="complaint", answers={200: ref("ComplaintState")}, missing=True
    ),
    "POST /v1/proposals": Operation(
        id="propose", body=ref("Proposal"), answers={201: ref("ProposalState")}, missing=True,
        leads={201: _OF_PROPOSAL},
    ),
    "GET /v1/proposals": Operation(
        id="proposals", answers={200: list_of(ref("ProposalState"))},
        leads={200: {name: _with("proposal", "/0/proposal") for name in _OF_PROPOSAL}},
    ),
    "GET /v1/proposals/{proposal}": Operation(id="proposal", answers={200: ref("ProposalState")}, missing=True),
    "POST /v1/proposals/{proposal}/approve": Operation(
        id="approve", body=ref("Reason"), optional_body=True, answers={200: ref("ProposalState")}, conflicts=True,
        missing=True,
    ),
    "POST /v1/proposals/{proposal}/reject": Operation(
        id="reject", body=ref("Reason"), optional_body=True, answers={200: ref("ProposalState")}, conflicts=True,
        missing=True,
    ),
    "POST /v1/dialler/events": Operation(
        id="report", body=ref("DiallerEvent"), answers={200: ref("Told")}, missing=True, signed=True,
        leads={200: _OF_LEG},
    ),
    "GET /v1/inbound/{token}": Operation(id="inbound", answers={200: ref("Inbound")}, missing=True),
    "POST /v1/inbound/{token}/silence": Operation(id="silence", answers={201: ref("Silenced")}, missing=True),
    "POST /v1/inbound/{token}/who": Operation(
        id="who", body=ref("Caller"), answers={201: ref("Recorded")}, conflicts=True, missing=True
    ),
    "POST /v1/genuine": Operation(id="genuine", body=ref("Mark"), answers={200: ref("Genuine")}),
    "GET /v1/register": Operation(id="register", answers={200: None}),
    "GET /v1/record/checkpoint": Operation(id="checkpoint", answers={200: None}),
    "GET /v1/record/key": Operation(id="key", answers={200: None}),
    "GET /v1/record/proof/{number}": Operation(id="proof", answers={200: ref("Proof")}, missing=True),
}  # fmt: skip
"""By method and path, as the application routes them."""
