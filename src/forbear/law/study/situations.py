"""Circumstances put into a request: a JSON object that anyone can judge (formats.md 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from forbear.law.study.circumstances import Circumstance
from forbear.terms import CHANNELS, RESULTS

_CHANNELS = ("call", "sms", "email", "letter", *sorted(CHANNELS))
_RESULTS = ("conversation", "delivered", *sorted(RESULTS))
_ON_DEBT = frozenset({"status", "days_past_due"})
_ON_BORROWER = frozenset({"borrower_reachable", "borrower_deceased", "borrower_incapacitated"})


def add_circumstances(request: dict[str, Any], so: Iterable[Circumstance]) -> dict[str, Any]:
    """The request with all of this so as well. The request that is given is changed.

    >>> asked = {"contact": {"at": "2026-03-02T10:00:00+08:00", "person": "b", "channel": "sms"}}
    >>> add_circumstances(asked, [Circumstance("said", ("cease", "letter", 5))])["statements"][0]["at"]
    '2026-02-25T10:00:00+08:00'
    """
    request.setdefault("statements", [])
    request.setdefault("history", [])
    for i, circumstance in enumerate(so):
        _ADD[circumstance.sort](request, circumstance.detail, f"{circumstance.sort}{i + 1}")
    return request


def _before(request: dict[str, Any], **span: int) -> str:
    at: datetime = datetime.fromisoformat(request["contact"]["at"])
    return (at - timedelta(**span)).isoformat()


def _say(request: dict[str, Any], name: str, kind: str, **more: Any) -> None:
    at, person = _before(request, days=5), request["contact"]["person"]
    request["statements"].append(
        {"id": name, "at": at, "person": person, "kind": kind, "medium": "letter"} | more
    )


def _said(request: dict[str, Any], detail: tuple[Any, ...], name: str) -> None:
    kind, medium, days = detail
    more: dict[str, Any] = {"written": True} if kind.startswith("dispute") else {}
    if kind in {"address_leaked", "address_invalid"}:
        more["address"] = "a"
    if kind == "inconvenient":
        more["days"] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    if kind == "agreed_hours":
        more |= {"from": "22:00", "to": "23:30"}
    if kind == "consent":
        more["to"] = "calls"
    more["at"] = _before(request, days=days)
    _say(request, name, kind, medium=medium, **more)


def _opted_out(request: dict[str, Any], detail: tuple[Any, ...], name: str) -> None:
    _say(request, name, "opt_out", channel=request["contact"]["channel"])


def _consent(request: dict[str, Any], detail: tuple[Any, ...], name: str) -> None:
    _say(request, name, "consent", to=detail[0])


def _inconvenient(request: dict[str, Any], detail: tuple[Any, ...], name: str) -> None:
    place = detail[0]
    _say(request, name, "inconvenient", **({"place": place} if place else {"days": ["mon", "tue"]}))
    if place:
        request["contact"]["address_kind"] = place


def _agreed(request: dict[str, Any], detail: tuple[Any, ...], name: str) -> None:
    _said(request, ("agreed_hours", "letter", 5), name)


def _past(request: dict[str, Any], name: str, minutes: int, **more: Any) -> None:
    contact = request["contact"]
    made = {k: contact[k] for k in ("channel", "person", "debts", "collector", "address", "address_kind")}
    request["history"].append({"id": name, "at": _before(request, minutes=minutes), **made, **more})


def _reply(request: dict[str, Any], detail: tuple[Any, ...], name: str) -> None:
    """An answer that follows at once."""
    _past(request, name, 3, direction="inbound")
    request["contact"] |= {"purpose": "reply", "reply_to": name}


def _used(request: dict[str, Any], detail: tuple[Any, ...], name: str) -> None:
    _past(request, name, 60, direction="inbound")


def _addressed(request: dict[str, Any], detail: tuple[Any, ...], name: str) -> None:
    _say(request, name, detail[0], address="a")


def _text(request: dict[str, Any], detail: tuple[Any, ...], name: str) -> None:
    request["contact"]["text"] = detail[0]


def _contacts(request: dict[str, Any], detail: tuple[Any, ...], name: str) -> None:
    """So many past contacts that match a filter, earlier on the same day."""
    number, terms = detail
    asked = {column: _fitting(request, column, words, negated) for column, words, negated in terms}
    channel = asked.get("channel", request["contact"]["channel"])
    asked.setdefault("result", _result(channel))
    if any(c == "result" and negated and asked["result"] in words for c, words, negated in terms):
        asked["result"] = "conversation"
    step = max(1, min(30, 600 // number))
    for i in range(number):
        _past(request, f"{name}.{i + 1}", step * (i + 1), **asked | {"channel": channel})


def _fitting(request: dict[str, Any], column: str, words: frozenset[Any], negated: bool) -> Any:
    """A value of a column that a filter lets through: the contact's own where it does."""
    own = request["contact"].get(column, "outbound" if column == "direction" else None)
    if column == "result":
        own = _result(request["contact"]["channel"])
    if (own in words) != negated and (own is not None or not negated):
        return own
    if column in {"channel", "result"}:
        known = _CHANNELS if column == "channel" else _RESULTS
        return next(w for w in known if (w in words) != negated)
    if negated:
        return False if words == {True} else True if words == {False} else None
    return min(words, key=str)


def _result(channel: str) -> str:
    """What ordinarily came of it, the least that counts."""
    if channel == "ringless_voicemail":
        return "voicemail"
    return {"call": "unanswered", "visit": "conversation"}.get(channel, "delivered")


def _lost(request: dict[str, Any], detail: tuple[Any, ...], name: str) -> None:
    borrower = next(p["id"] for p in request["people"] if p["role"] == "borrower")
    for i in range(detail[0]):
        _past(request, f"{name}.{i + 1}", 1500 + 30 * i, channel="call", person=borrower, address="m",
              address_kind="mobile", result="unanswered")  # fmt: skip


def _told(request: dict[str, Any], detail: tuple[Any, ...], name: str) -> None:
    notice, _, channel, days = detail
    _past(request, name, 1440 * (days + 10), channel=channel, purpose="notice", notice=notice,
          result="delivered")  # fmt: skip


def _untold(request: dict[str, Any], detail: tuple[Any, ...], name: str) -> None:
    request["debts"][0].pop(detail[0], None)


def _barred(request: dict[str, Any], detail: tuple[Any, ...], name: str) -> None:
    request["debts"][0]["limitation_ends"] = _before(request, days=30)[:10]


def _column(request: dict[str, Any], detail: tuple[Any, ...], name: str) -> None:
    column, value = detail
    if column in _ON_DEBT:
        request["debts"][0][column] = value
    elif column in _ON_BORROWER:
        borrower = next(p for p in request["people"] if p["role"] == "borrower")
        borrower[column.removeprefix("borrower_")] = value
    elif column == "minor":
        next(p for p in request["people"] if p["id"] == request["contact"]["person"])["minor"] = value
    elif column == "has_address":
        if not value:
            request["contact"].pop("address", None)
    else:
        request["contact"][column] = value


_ADD: Mapping[str, Callable[[dict[str, Any], tuple[Any, ...], str], None]] = {
    "said": _said, "opted_out": _opted_out, "consent": _consent, "inconvenient": _inconvenient, "agreed": _agreed,
    "reply": _reply, "used": _used, "addressed": _addressed, "text": _text, "contacts": _contacts, "lost": _lost,
    "told": _told,
    "untold": _untold, "barred": _barred, "column": _column,
}  # fmt: skip
