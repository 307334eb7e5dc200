"""What a study finds: each finding carries a request that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

SEVERITIES: Final = ("error", "warning", "info")
KINDS: Final[Mapping[str, Mapping[str, str]]] = {
    "versions": {"en": "two versions in force at once", "zh": "同时有两个版本有效"},
    "contradiction": {"en": "contradiction", "zh": "规则相互矛盾"},
    "gap": {"en": "gap", "zh": "缺失"},
    "loosening": {"en": "house rule without effect", "zh": "无效的内部规则"},
    "shadowed": {"en": "rule within others", "zh": "被其他规则涵盖"},
    "declared": {"en": "declared gap", "zh": "已声明的缺失"},
}
"""The kinds of findings, the gravest first, in the words of the two languages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding: what it is, how grave, where and on which day, about which rules, in words, and how to see it.

    `severity` is `error` (the law cannot be kept, or nobody knows what it is), `warning` (a rule's author
    should know) or `info`. `request` is of formats.md 2: `forbear judge` answers it, and `shows` says what to
    look for in the answer.
    """

    kind: str
    severity: str
    place: str
    day: date
    rules: tuple[str, ...]
    words: Mapping[str, str]
    shows: Mapping[str, str]
    request: Mapping[str, Any]


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding as a JSON object.

    >>> from datetime import date
    >>> both = {"en": "…", "zh": "…"}
    >>> found = Finding(kind="gap", severity="error", place="ZZ", day=date(2026, 3, 1), rules=(), words=both,
    ...                 shows=both, request={"id": "q"})
    >>> finding_json(found)["on"]
    '2026-03-01'
    """
    return {
        "kind": finding.kind, "severity": finding.severity, "place": finding.place, "on": finding.day.isoformat(),
        "rules": list(finding.rules), "words": dict(finding.words), "shows": dict(finding.shows),
        "request": dict(finding.request),
    }  # fmt: skip


def gravity(finding: Finding) -> tuple[int, int]:
    """By what findings are put in order: the gravest first.

    >>> SEVERITIES.index("error") < SEVERITIES.index("info")
    True
    """
    return SEVERITIES.index(finding.severity), list(KINDS).index(finding.kind)
