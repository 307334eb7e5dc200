"""The bodies of answers (formats.md 3 and 6), by name. None has a place for a number or a whole name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from forbear import terms
from forbear.desk.complaint import OUTCOMES, STAGES
from forbear.gate.asks import STATES
from forbear.gate.genuine import KINDS as MARKS
from forbear.web.interface.shapes import (
    AMOUNT,
    DAY,
    FLAG,
    INSTANT,
    TEXT,
    Schema,
    answer,
    list_of,
    maybe,
    one_of,
    ref,
    texts,
)
from forbear.web.staff.proposing import KINDS

_WORDS: Final = texts()
_MASKED: Final[Schema] = {"type": "string", "description": "Masked."}
_INDEX: Final[Schema] = {"type": "integer", "minimum": 0}
_VERDICT: Final[dict[str, Schema]] = {
    "id": maybe(TEXT),
    "verdict": one_of(("allow", "forbid", "unknown")),
    "breaches": list_of(ref("Breach")),
    "duties": list_of(ref("Duty")),
    "missing": list_of(answer("words", rule=TEXT, fact=TEXT, words=_WORDS)),
    "next_lawful": maybe(answer(**{"from": INSTANT, "to": INSTANT})),
    "read_at": DAY,
    "books": texts(),
}
_PROVEN: Final = {"index": _INDEX, "leaf": TEXT, "proof": list_of(TEXT)}

ANSWERS: Final[Mapping[str, Schema]] = {
    "Error": answer(
        error=answer(
            at={"type": "string", "description": "The JSON pointer of the field; empty where there is none."},
            why=TEXT,
        )
    ),
    "Breach": answer(
        "cite", "facts", "draft", rule=TEXT, cite=TEXT, force=one_of(terms.FORCES), effect=one_of(terms.EFFECTS),
        why=_WORDS, facts={"type": "object"}, draft=FLAG,
    ),
    "Duty": answer("cite", rule=TEXT, cite=TEXT, do=TEXT, words=_WORDS),
    "Verdict": answer(**_VERDICT),
    "Refused": answer(contact=TEXT, **_VERDICT),
    "Reserved": answer(
        contact=TEXT, verdict={"const": "allow"}, state=one_of(STATES), at=INSTANT, permit=maybe(TEXT),
        expires=maybe(INSTANT), address=maybe(_MASKED), duties=list_of(ref("Duty")),
    ),
    "State": answer(
        contact=TEXT, state=one_of(STATES), result=maybe(one_of(terms.RESULTS)), at=INSTANT, verdict=maybe(TEXT),
        rules=list_of(TEXT),
    ),
    "Call": answer(
        contact=TEXT, state=one_of(("sending", "in_doubt")), ring_until=INSTANT, script=TEXT, why=maybe(TEXT)
    ),
    "CallWithdrawn": answer(error=answer(at=TEXT, why=TEXT), verdict=ref("Verdict")),
    "Said": answer(statement=TEXT, withdrawn=list_of(TEXT)),
    "JudgedInArray": {
        "anyOf": [ref("Verdict"), answer(id=maybe(TEXT), error=answer(at=TEXT, why=TEXT))]
    },
    "ComplaintState": answer(
        complaint=TEXT, stage=one_of(STAGES), outcome=maybe(one_of(OUTCOMES)), at=INSTANT, days=list_of(ref("Clock"))
    ),
    "ComplaintTaken": answer(
        complaint=TEXT, stage=one_of(STAGES), outcome=maybe(one_of(OUTCOMES)), at=INSTANT, days=list_of(ref("Clock")),
        withdrawn=list_of(TEXT),
    ),
    "Clock": answer(rule=TEXT, due=maybe(DAY), done=maybe(DAY), late=FLAG, kept=FLAG, words=_WORDS),
    "ProposalState": answer(
        proposal=TEXT, kind=one_of(KINDS), state=one_of(("open", "approved", "rejected", "expired")), payload=texts(),
        reason=TEXT, maker=TEXT, made_at=INSTANT, expires_at=INSTANT, checker=maybe(TEXT), answer=maybe(TEXT),
        decided_at=maybe(INSTANT),
    ),
    "Task": answer(
        contact=TEXT, case=TEXT, at=INSTANT, name={"type": "string", "description": "The initial alone."},
        number=_MASKED, template=TEXT, language=TEXT, lender=TEXT,
        duties=list_of(ref("Duty")),
    ),
    "CaseShown": answer(
        "on_day", "days_past_due", "bucket", "overdue", "next_due", "promised", case=TEXT, person=TEXT, product=TEXT,
        currency=TEXT, status=TEXT, on_day=DAY, days_past_due={"type": "integer"}, bucket=TEXT, overdue=AMOUNT,
        next_due=DAY, promised=DAY,
    ),
    "Inbound": answer(
        contact=maybe(TEXT), open=FLAG, may_be=list_of(answer(person=TEXT, role=one_of(terms.ROLES), case=TEXT))
    ),
    "Recorded": answer(contact=TEXT),
    "Silenced": answer(withdrawn=_INDEX),
    "Told": {
        "anyOf": [
            answer(contact=maybe(TEXT), state=maybe(one_of(STATES))),
            answer(known=FLAG, token=maybe(TEXT)),
            answer(leg=TEXT),
        ]
    },
    "Genuine": answer(genuine=FLAG, kind=one_of(MARKS), firm=maybe(TEXT), acts_for=maybe(TEXT), words=_WORDS),
    "Proof": answer(**_PROVEN, checkpoint=TEXT),
    "Contacts": answer(
        contacts=list_of({
            "type": "object", "required": ["contact", "state", "entries", "proofs"],
            "properties": {
                "contact": TEXT, "state": one_of(STATES), "entries": list_of(_INDEX),
                "proofs": list_of(answer(**_PROVEN)),
            },
        }),
        evidence={"type": "object", "required": ["format", "checkpoint", "entries"]},
    ),
}  # fmt: skip
