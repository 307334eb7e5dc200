"""The answer to a request, and how it travels (formats.md 3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from forbear.law.clock import format_instant
from forbear.terms import Breach, Duty, Missing, Window

Reasons = tuple[tuple[Breach, ...], tuple[Duty, ...], tuple[Missing, ...]]


@dataclass(slots=True, kw_only=True)
class Verdict:
    """`allow`, `forbid`, or `unknown` where a rule in force needs a fact that the request lacks.

    `rules` names every rule broken. The reasons (`breaches`: every rule broken, in posture `binding` also those that
    do not forbid; `duties`; `missing`) are spelled out, and the next lawful window is worked out, when they are first
    asked for.
    """

    id: str | None
    verdict: str
    read_at: date
    books: Mapping[str, str]
    rules: tuple[str, ...]
    find_reasons: Callable[[], Reasons] = field(repr=False)
    find_window: Callable[[], Window | None] = field(repr=False)
    _reasons: Reasons | None = field(default=None, repr=False)
    _window: Window | None = field(default=None, repr=False)
    _looked: bool = field(default=False, repr=False)

    @property
    def breaches(self) -> tuple[Breach, ...]:
        """Every rule broken, with its words and the facts it was judged by."""
        return self._spelled()[0]

    @property
    def duties(self) -> tuple[Duty, ...]:
        """What must be said, sent or done with the contact."""
        return self._spelled()[1]

    @property
    def missing(self) -> tuple[Missing, ...]:
        """The facts that rules in force need and the request lacks."""
        return self._spelled()[2]

    def _spelled(self) -> Reasons:
        if self._reasons is None:
            self._reasons = self.find_reasons()
        return self._reasons

    @property
    def next_lawful(self) -> Window | None:
        """The earliest span within 90 days in which the same contact would be allowed; None if there is none."""
        if not self._looked:
            self._window = self.find_window()
            self._looked = True
        return self._window


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict as a JSON object of formats.md 3."""
    window = verdict.next_lawful
    return {
        "id": verdict.id,
        "verdict": verdict.verdict,
        "breaches": [
            {
                "rule": b.rule, "cite": b.cite, "force": b.force, "effect": b.effect, "why": dict(b.why),
                "facts": dict(b.facts), **({"draft": True} if b.draft else {}),
            }
            for b in verdict.breaches
        ],
        "duties": [
            {"rule": d.rule, "cite": d.cite, "do": d.do["en"], "words": dict(d.do)} for d in verdict.duties
        ],
        "missing": [{"rule": m.rule, "fact": m.fact} for m in verdict.missing],
        "next_lawful": window
        and {"from": format_instant(window.start), "to": format_instant(window.end)},
        "read_at": verdict.read_at.isoformat(),
        "books": dict(verdict.books),
    }  # fmt: skip
