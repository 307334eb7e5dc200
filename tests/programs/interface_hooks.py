"""For Schemathesis: who sends each request, and ids that lead somewhere, so that calls get past the door.

Environment: the bearer's token, the sessions of a supervisor and of compliance, the dialler's secret, how many
borrowers there are (`p1` with the case `c1`, and so on).
"""

from __future__ import annotations

import itertools
import json
import os
from datetime import UTC, datetime
from typing import Any

import schemathesis
from schemathesis import Case, HookContext
from schemathesis.auths import AuthContext
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response

from forbear.gate.channels.webhooks import sign

TOKEN, SECRET = os.environ["INTERFACE_TOKEN"], os.environ["INTERFACE_SECRET"]
MAKER, CHECKER = os.environ["INTERFACE_MAKER"], os.environ["INTERFACE_CHECKER"]
PEOPLE = int(os.environ["INTERFACE_PEOPLE"])
CHANNELS = (("call", "call_task"), ("email", "soft_reminder"), ("sms", "sms_soft_reminder"))
turns = itertools.count()


@schemathesis.auth(refresh_interval=None)
class Admission:
    """A person for what people do; a program for the rest."""

    def get(self, case: Case, context: AuthContext) -> str:
        path = case.operation.path
        if path.endswith(("/approve", "/reject")):
            return f"cookie {CHECKER}"
        return f"cookie {MAKER}" if path == "/v1/proposals" else f"bearer {TOKEN}"

    def set(self, case: Case, data: str, context: AuthContext) -> None:
        kind, _, value = data.partition(" ")
        if kind == "cookie":
            case.cookies = {"forbear_session": value}
            case.headers.pop("authorization", None)
        else:
            case.headers["authorization"] = f"Bearer {value}"
            case.cookies = {}


def leading(path: str, body: dict[str, Any], turn: int) -> dict[str, Any]:
    """A body that the schema allows, of a borrower and under a key or id of its own."""
    number = turn // 2 % PEOPLE + 1
    whose = {"case": f"c{number}", "person": f"p{number}"}
    channel, template = CHANNELS[turn // 2 % 3]
    if path == "/v1/contacts":
        return {"key": f"turn-{turn}", "channel": channel, "template": template, **whose}
    if path == "/v1/complaints":
        return body | whose | {"id": f"b-{turn}", "at": "2026-05-13T09:00:00+08:00", "contact": None}
    if path == "/v1/statements":
        return body | {"id": f"s-{turn}", "at": "2026-05-13T09:00:00+08:00", "person": whose["person"]}
    if path == "/v1/dialler/events":
        at = "2026-05-13T09:59:00+08:00"
        return {
            "type": "call.arrived",
            "timestamp": at,
            "data": {"leg": f"leg-{turn}", "number": f"+86138000{turn % 200:05d}"},
        }
    if path == "/v1/inbound/{token}/who":
        return whose
    if path.endswith("/result"):
        return body | {"at": None}
    return body


@schemathesis.check
def nothing_is_out_of_order(context: CheckContext, response: Response, case: Case) -> None:
    """The database is up and the dialler is in: whoever hears otherwise was told the wrong reason."""
    assert response.status_code != 503, "503, although nothing is out of order"


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    """Every other lawful body leads somewhere; what the dialler reports is signed."""
    turn, path = next(turns), case.operation.path
    may = case.meta is not None and case.meta.generation.mode.is_positive
    if may and turn % 2 and isinstance(case.body, dict):
        case.body = leading(path, case.body, turn)
    if path == "/v1/dialler/events" and isinstance(case.body, dict):
        text = json.dumps(case.body)
        case.headers.update(sign(SECRET, f"m-{turn}", text, datetime.now(UTC)))
        kwargs["data"] = text
