"""Examples of bodies, by call: of one borrower `p1` with a case `c1`, on the morning of 13 May 2026.

A test sends each to a service that has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_AT: Final = "2026-05-13T09:58:00+08:00"
_ASK: Final = {"case": "c1", "person": "p1", "channel": "call", "template": "call_task"}

EXAMPLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "ask": {
        "a call now": {"key": "call-1", **_ASK},
        "a reminder by mail at eleven": {
            "key": "mail-1", **_ASK, "channel": "email", "template": "soft_reminder", "purpose": "collect",
            "at": "2026-05-13T11:00:00+08:00",
        },
        "a call at night, or when it is lawful": {
            "key": "call-2", **_ASK, "at": "2026-05-13T23:00:00+08:00", "latest": "2026-05-14T20:00:00+08:00",
        },
    },
    "result": {"they talked": {"result": "conversation"}, "nobody picked up": {"result": "unanswered"}},
    "say": {
        "no calls at work": {"id": "s1", "at": _AT, "person": "p1", "kind": "inconvenient", "place": "work"},
        "no more SMS": {"id": "s2", "at": _AT, "person": "p1", "kind": "opt_out", "channel": "sms"},
    },
    "judge": {
        "one": {
            "id": "q1", "collectors": [{"id": "k1", "kind": "consumer_finance"}],
            "debts": [{"id": "c1", "product": "online_consumer_loan", "days_past_due": 40}],
            "people": [{"id": "p1", "role": "borrower", "zones": ["Asia/Shanghai"], "region": "CN-SH"}],
            "contact": {"at": _AT, "channel": "call", "person": "p1", "debts": ["c1"], "collector": "k1"},
        },
        "many": [{"contact": {"at": _AT, "channel": "call", "person": "p1"}}, {"contact": {}}],
    },
    "complain": {
        "about a case": {"id": "b1", "person": "p1", "case": "c1", "at": _AT, "text": "The sum is wrong."},
    },
    "moveComplaint": {
        "acknowledged": {"stage": "acknowledged"}, "closed": {"stage": "closed", "outcome": "upheld"},
    },
    "propose": {
        "a waiver": {
            "kind": "waiver", "reason": "agreed by telephone",
            "payload": {"case": "c1", "part": "fee", "amount": "10.00"},
        },
        "a plan": {
            "kind": "plan", "reason": "agreed by telephone",
            "payload": {"case": "c1", "instalment": "250.00", "instalments": "4", "first_due": "2026-06-10"},
        },
    },
    "approve": {"yes": {"reason": "as agreed"}},
    "reject": {"no": {"reason": "the borrower has paid"}},
    "report": {
        "a call came in": {
            "type": "call.arrived", "timestamp": _AT, "data": {"leg": "leg-1", "number": "+8613900000009"},
        },
        "an agent's line is open": {"type": "leg.opened", "timestamp": _AT, "data": {"leg": "agent-1"}},
    },
    "who": {"the borrower": {"case": "c1", "person": "p1"}},
    "genuine": {"a number": {"kind": "number", "value": "400-000-0000"}},
}  # fmt: skip
