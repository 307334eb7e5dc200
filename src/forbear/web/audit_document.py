"""The reports of an audit and of a screening as PDF: what the pages show, with every table open."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from importlib.resources import files
from typing import Any, Final

import typst

from forbear.web.pictures import FONTS, Picture
from forbear.web.statement.document import find_fonts
from forbear.web.words import TAGS, say

WORDS: Final = {
    "audit": (
        "audit.title", "audit.numbers", "audit.rules", "audit.rules_note", "audit.rules_none", "audit.missing",
        "audit.missing_note", "audit.agencies", "audit.hours", "audit.hours_note", "audit.weekdays", "audit.weeks",
        "audit.signs", "audit.signs_note", "audit.signs_stop", "audit.signs_caller", "audit.worst", "audit.burdens",
        "audit.burdens_note", "audit.rejects", "audit.rejects_note", "audit.rejects_none", "audit.notes",
        "audit.books", "column.rule", "column.clause", "column.why", "column.count", "column.reason",
        "audit_column.people", "audit_column.person", "audit_column.contacts", "audit_column.forbidden",
        "audit_column.days", "audit_column.most", "audit_column.subject", "audit_column.agency",
        "audit_column.worst", "audit_column.since", "audit_column.contact", "force.draft",
    ),
    "screen": (
        "screen.title", "screen.lead", "screen.rules", "screen.none", "screen.files", "audit.numbers",
        "column.rule", "column.clause", "column.why", "column.count", "force.draft",
    ),
}  # fmt: skip
"""The texts of each document, besides what is told of this one."""


def audit_document(name: str, told: Mapping[str, Any], language: str) -> bytes:
    """What `tell_audit` or `tell_screen` tells as a PDF; `name` is `audit` or `screen`.

    InputError where it is Chinese and this machine has no font with Chinese in it.
    """
    fonts = find_fonts(language)
    narrow = ", ".join(reversed(fonts))  # a picture's labels have the room that a Chinese font's letters take

    def plain(value: Any) -> Any:
        if isinstance(value, Picture):
            return {"svg": value.svg.replace(FONTS, narrow), "says": value.says}
        return asdict(value) if is_dataclass(value) and not isinstance(value, type) else list(value)

    content = {**told, "words": {key: say(language, key) for key in WORDS[name]}, "fonts": fonts}
    content["lang"] = TAGS[language][:2]
    source = (files("forbear.web") / "audit_document.typ").read_bytes()
    inputs = {"told": json.dumps(content, default=plain, ensure_ascii=False), "form": name}
    made = typst.compile(source, sys_inputs=inputs)
    assert isinstance(made, bytes)
    return made
