"""The bodies of requests (formats.md 1, 2 and 6), by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from forbear import terms
from forbear.desk.complaint import OUTCOMES, STAGES
from forbear.gate.call_events import OF_A_CALL, OF_A_LEG
from forbear.gate.genuine import KINDS as MARKS
from forbear.gate.genuine import LONGEST
from forbear.web.interface.shapes import (
    DAY,
    DIGEST,
    FLAG,
    INSTANT,
    TEXT,
    Schema,
    given,
    list_of,
    maybe,
    one_of,
    ref,
    texts,
)
from forbear.web.staff.proposing import KINDS, Kind

_ID: Final = ref("Id")
_TIME_OR_DAY: Final = {"type": "string", "description": "HH:MM; of a consent a date."}
_NUMBER: Final = {"type": "integer"}

_CONTACT: Final = given(
    "at", "channel", "person", id=_ID, at=INSTANT, channel=one_of(terms.CHANNELS), direction=one_of(terms.DIRECTIONS),
    person=_ID, debts=list_of(_ID), purpose=one_of(terms.PURPOSES), reply_to=_ID, address=_ID,
    address_kind=one_of(terms.ADDRESS_KINDS), result=one_of(terms.RESULTS), style=one_of(terms.STYLES),
    conveys_debt=FLAG, limited_content=FLAG, text=TEXT, language=TEXT, staff={"type": "integer", "minimum": 0},
    address_person=_ID, known_at=one_of(terms.PLACES), talked_of=list_of(_ID), notice=TEXT, collector=_ID,
)  # fmt: skip
_DEBT: Final = given(
    "id", id=_ID, product=one_of(terms.PRODUCTS), status=one_of(terms.DEBT_STATUSES), days_past_due=_NUMBER,
    last_due=DAY, limitation_ends=DAY, validation_sent=DAY, assigned=DAY, assignment_notified=DAY, group=_ID,
)  # fmt: skip
_PERSON: Final = given(
    "id", id=_ID, role=one_of(terms.ROLES), zones=list_of(TEXT), region=_ID, deceased=FLAG, incapacitated=FLAG,
    minor=FLAG, reachable=FLAG,
)  # fmt: skip
_STATEMENT: Final = given(
    "id", "at", "person", "kind", id=_ID, at=INSTANT, person=ref("Person"), kind=one_of(terms.STATEMENT_KINDS),
    debts=list_of(_ID), medium=one_of(terms.MEDIA), until=INSTANT, days=list_of(one_of(terms.WEEKDAYS)),
    to=TEXT, to_date=DAY, place=one_of(terms.PLACES), dates=list_of(DAY), of=_ID, given_to=_ID,
    channel=one_of(terms.CHANNELS), address=_ID, by=_ID, written=FLAG, **{"from": _TIME_OR_DAY},
)  # fmt: skip
_JUDGE: Final = given(
    "contact", id=_ID, books=list_of(_ID), read_at=DAY, posture=one_of(terms.POSTURES),
    collectors=list_of(given("id", id=_ID, kind=one_of(terms.COLLECTOR_KINDS), acts_for=_ID)),
    debts=list_of(_DEBT), people=list_of(_PERSON), statements=list_of(ref("Statement")),
    history=list_of(_CONTACT), contact=_CONTACT,
)  # fmt: skip
_ASK: Final = given(
    "key", "case", "person", "channel", "template",
    key={"type": "string", "minLength": 1, "maxLength": 200, "description": "The asker's own."},
    case=ref("Case"), person=ref("Person"), channel=one_of(terms.CHANNELS), template=ref("Template"),
    purpose=one_of(terms.PURPOSES), params=texts(), collector=TEXT, reply_to=TEXT, override=TEXT, at=INSTANT,
    latest=INSTANT,
)  # fmt: skip
_COMPLAINT: Final = given(
    "id", "person", "at", "text", id=_ID, person=ref("Person"), at=INSTANT, text={"type": "string", "minLength": 1},
    case=ref("Case"), contact=_ID, medium=one_of(terms.MEDIA),
)  # fmt: skip


def _proposals() -> Schema:
    """A proposal, for each kind with its own fields."""
    return {
        "oneOf": [
            given("kind", "payload", "reason", kind={"const": name}, reason={"type": "string", "minLength": 10},
                  payload=given(*kind.needed, **_payload(kind)))
            for name, kind in KINDS.items()
        ]
    }  # fmt: skip


def _payload(kind: Kind) -> dict[str, Schema]:
    """The fields of a payload; an empty text is as if it were left out."""
    known: Mapping[str, Schema] = {"case": ref("Case"), "person": ref("Person")}
    return {name: known.get(name, _ID) if name in kind.needed else TEXT for name in kind.fields}


REQUESTS: Final[Mapping[str, Schema]] = {
    "Id": {"type": "string", "minLength": 1},
    "Case": {"type": "string", "minLength": 1},
    "Person": {"type": "string", "minLength": 1},
    "Template": {"type": "string", "description": "The name of an approved message."},
    "Ask": _ASK,
    "Statement": _STATEMENT,
    "JudgeRequest": _JUDGE,
    "Complaint": _COMPLAINT,
    "Stage": given("stage", stage=one_of(STAGES), outcome=one_of(OUTCOMES)),
    "Result": given("result", result=one_of(terms.RESULTS), at=INSTANT, text=TEXT, recording_sha256=DIGEST),
    "UseOfPermit": given("permit", permit=TEXT, leg=TEXT),
    "Caller": {**given("case", "person", case=ref("Case"), person=ref("Person"))},
    "Mark": given(
        "kind", "value", kind=one_of(MARKS), value={"type": "string", "minLength": 1, "maxLength": LONGEST}
    ),
    "Proposal": _proposals(),
    "Reason": given(reason=TEXT),
    "DiallerEvent": {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": one_of((*OF_A_CALL, *OF_A_LEG)),
            "timestamp": INSTANT,
            "data": {"type": "object", "additionalProperties": maybe(TEXT)},
        },
    },
}
