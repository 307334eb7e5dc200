"""The dialler: a telephone system that is told over signed HTTP which number to ring, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from forbear.gate.calling import CallOrder, CallReport
from forbear.gate.channels.webhooks import Line
from forbear.gate.post import Delivery
from forbear.law.clock import format_instant

_STATES: Final = ("unknown", "under_way", "not_placed", "ended")


class HttpDialler:
    """A dialler at a URL: `POST /calls` places a call, `GET /calls/{contact}` says what became of it,
    `DELETE` calls it off."""

    def __init__(self, line: Line) -> None:
        self.line = line

    def close(self) -> None:
        """Close the line."""
        self.line.close()

    def place(self, order: CallOrder) -> Delivery:
        """Hand over one call. The contact's id is the message's id: a second one is no second call."""
        body = {
            "type": "call.place",
            "timestamp": format_instant(datetime.now(UTC)),
            "data": order_body(order),
        }
        return self.line.post("/calls", order.contact, body)

    def inquire(self, contact: str) -> CallReport | None:
        """What became of a call; None where the dialler does not answer, or not in these words."""
        return self._ask("GET", contact)

    def call_off(self, contact: str) -> CallReport | None:
        """Don't make a call that does not ring yet."""
        return self._ask("DELETE", contact)

    def _ask(self, method: str, contact: str) -> CallReport | None:
        told = self.line.ask(method, f"/calls/{quote(contact, safe='')}", contact)
        if told is None:
            return None
        status, body = told
        if body.get("contact") != contact:  # whoever answers does not know what was asked
            return None
        if status == 404:
            return CallReport(state="unknown")
        return _read_report(body) if status == 200 else None


def order_body(order: CallOrder) -> dict[str, Any]:
    """What travels: the number and all that the dialler needs to ring it lawfully."""
    return {
        "contact": order.contact,
        "number": order.number,
        "ring_until": format_instant(order.ring_until),
        "caller_id": order.caller_id,
        "language": order.language,
        "script": {"template": order.template, "sha256": order.script_sha256},
        "leg": order.leg,
    }


def _read_report(body: Mapping[str, Any]) -> CallReport | None:
    state, result, digest = body.get("state"), body.get("result"), body.get("recording_sha256")
    if state not in _STATES or not all(isinstance(value, str | None) for value in (result, digest)):
        return None
    return CallReport(state=state, result=result, recording_sha256=digest)


class PracticeDialler:
    """The dialler of a practice site: it takes every call and drops its number; a person notes the result."""

    def place(self, order: CallOrder) -> Delivery:
        """Take the call. Nothing rings."""
        return Delivery(outcome="sent")

    def call_off(self, contact: str) -> CallReport:
        """Nothing rings, so it can always be called off."""
        return CallReport(state="not_placed")

    def inquire(self, contact: str) -> CallReport:
        """It is under way for as long as nobody notes what came of it."""
        return CallReport(state="under_way")
