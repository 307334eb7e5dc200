"""Asking the gate from the console: the same reservation that a program asks for, by the same judgement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forbear.gate.asks import Entry
from forbear.gate.reservation import reserve
from forbear.terms import InputError
from forbear.web.asking import read_ask
from forbear.web.site import Site
from forbear.web.staff import Principal
from forbear.web.staff.admission import bind_ask
from forbear.web.tasks import open_record
from forbear.web.words import word

LONGEST_KEY = 80


def messages_of(site: Site, language: str) -> list[tuple[str, str]]:
    """The approved messages by name, with their channel in words: calls first, those in one's own words last."""
    names = {name: template for (name, spoken), template in site.door.templates.items() if spoken == language}
    shown = [
        (name, f"{word(language, 'channel', t.channel)} · {_titled(name, language)}")
        for name, t in names.items()
    ]
    return sorted(
        shown, key=lambda pair: (names[pair[0]].channel != "call", bool(names[pair[0]].params), pair[1])
    )


def _titled(name: str, language: str) -> str:
    return word(language, "message_name", name)


def ask_gate(site: Site, principal: Principal, case: str, given: Mapping[str, str]) -> Entry:
    """Ask to contact a person of a case: the contact as recorded, reserved or refused with every reason.

    InputError where the form can't be read; NotFound where the case or the person is not there, or another's.
    """
    key = given.get("key", "")
    if not key.isalnum() or len(key) > LONGEST_KEY:
        raise InputError("/key", "is none of this page; load the page again")
    name = given.get("message", "")
    template = next((t for (known, _), t in site.door.templates.items() if known == name), None)
    if template is None:
        raise InputError("/message", "is no approved message; choose one")
    asked: dict[str, Any] = {
        "key": f"desk:{principal.id}:{key}", "case": case, "person": given.get("person"), "channel": template.channel,
        "purpose": given.get("purpose") or "collect", "template": name, "at": given.get("at") or None,
        "params": {p: " ".join(given.get(p, "").split()) for p in template.params},
    }  # fmt: skip
    ask = bind_ask(site, principal, read_ask(asked, site.clock()))
    with open_record(site) as record:
        return reserve(site.door, record, ask, site.clock(), clock=site.clock).entry
