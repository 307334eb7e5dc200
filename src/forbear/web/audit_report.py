"""The report of an audit in the words of a person: one HTML file in zh or en that needs no other.

It shows ids as the log tells them, and no number, name, address or text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, Final

from forbear.law.rulebook import Law
from forbear.review.audit.filling import SLICE
from forbear.review.audit.signs import Shown
from forbear.review.audit.summary import Judged, Summary
from forbear.terms import WEEKDAYS
from forbear.web.audit_pictures import Bar, lying_bars, standing_bars
from forbear.web.pictures import Picture
from forbear.web.report import Row
from forbear.web.site import render
from forbear.web.words import say, word, write_day

VERDICTS: Final = ("allow", "forbid", "unknown")
NAMED: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """A rule that contacts broke, or that could not be judged: its clause and words, and how often."""

    rule: str
    cite: str
    force: str
    draft: bool
    why: str
    count: str
    people: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignRows:
    """One sign: what it is, how many cases, and the worst of them."""

    title: str
    count: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Counts by something, as a picture and as rows."""

    picture: Picture
    head: Row
    rows: tuple[Row, ...]


def render_audit(told: Mapping[str, Any], language: str) -> str:
    """What `tell_audit` tells as one HTML page."""
    return render("audit.html", language, style=_style(), **told)


def render_screen(told: Mapping[str, Any], language: str) -> str:
    """What `tell_screen` tells as one HTML page."""
    return render("screen.html", language, style=_style(), **told)


def _style() -> str:
    return (files("forbear.web") / "static" / "forbear.css").read_text(encoding="utf-8")


def tell_screen(
    counts: Mapping[str, int], rules: Mapping[str, int], rejected: int, law: Law, language: str
) -> Mapping[str, Any]:
    """What a screening of a campaign came to, by name: what the page shows, and the document."""
    ranked = sorted(rules.items(), key=lambda item: (-item[1], item[0]))
    fates = {
        "screen.now": counts.get("now", 0), "screen.later": counts.get("later", 0),
        "screen.forbidden": counts.get("forbidden", 0), "audit.unknown": counts.get("unknown", 0),
        "audit.rejected": rejected,
    }  # fmt: skip
    return {
        "lead": say(language, "screen.lead"),
        "numbers": [(say(language, n), f"{c:,}") for n, c in fates.items()],
        "rules": [_rule(law, rule, count, None, language) for rule, count in ranked],
        "rules_picture": lying_bars(
            [(rule, count, count) for rule, count in ranked], _sentence(language, "screen.rules", ranked[:NAMED])
        ),
    }  # fmt: skip


def tell_audit(found: Summary, law: Law, books: Sequence[str] | None, language: str) -> Mapping[str, Any]:
    """What the report of an audit says, by name: what the page shows, and the document."""
    counts = {name: f"{found.verdicts.get(name, 0):,}" for name in VERDICTS}
    numbers = {
        "audit.rows": f"{found.rows:,}",
        "audit.rejected": f"{found.rejected:,}",
        "audit.allow": counts["allow"],
        "audit.forbid": counts["forbid"],
        "audit.unknown": counts["unknown"],
        "audit.people": f"{found.people:,}",
    }
    return {
        "lead": _lead(found, counts, language),
        "numbers": [(say(language, name), count) for name, count in numbers.items()],
        "rules": [_rule(law, rule, count, people, language) for rule, count, people in found.rules],
        "rules_picture": lying_bars(
            [(rule, count, count) for rule, count, _ in found.rules],
            _sentence(language, "audit.rules", [(rule, count) for rule, count, _ in found.rules[:NAMED]]),
        ),
        "missing": [_rule(law, rule, count, None, language) for rule, count in found.missing],
        **_counted(found, language),
        "burdens": [
            (b.person, *(f"{n:,}" for n in (b.contacts, b.forbidden, b.days, b.most))) for b in found.burdens
        ],
        "signs_picture": _signs_picture(found, language),
        "signs": [_signs(name, count, found.worst.get(name, []), language) for name, count in found.signs.items()],
        "statements": found.statements,
        "rejects": [(why, f"{count:,}") for why, count in found.rejects],
        "notes": _notes(found, language),
        "books": list(books) if books else [say(language, "audit.by_place")],
    }  # fmt: skip


def _lead(found: Summary, counts: Mapping[str, str], language: str) -> str:
    judged = sum(found.verdicts.values())
    if found.first is None or found.last is None:
        return say(language, "audit.lead_none", rows=f"{found.rows:,}")
    return say(
        language, "audit.lead", rows=f"{found.rows:,}", judged=f"{judged:,}", forbid=counts["forbid"],
        unknown=counts["unknown"], first=write_day(found.first, language), last=write_day(found.last, language),
    )  # fmt: skip


def _sentence(language: str, title: str, counts: Sequence[tuple[str, int]]) -> str:
    colon, stop = ("：", "；") if language == "zh" else (": ", "; ")
    return say(language, title) + colon + stop.join(f"{label} {count:,}" for label, count in counts)


class _Gaps(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "…"


def _rule(law: Law, rule: str, count: int, people: int | None, language: str) -> RuleRow:
    known = next((r for book in law.books.values() for r in book.rules if r.id == rule), None)
    why = ""
    if known is not None:
        values = {
            k: ", ".join(map(str, v)) if isinstance(v, list | tuple) else v for k, v in known.values.items()
        }
        why = known.words[language].format_map(_Gaps(values))
    return RuleRow(
        rule=rule, cite=known.cite if known else "", force=word(language, "force", known.force if known else "missing"),
        draft=bool(known and known.draft), why=why, count=f"{count:,}", people="" if people is None else f"{people:,}",
    )  # fmt: skip


def _counted(found: Summary, language: str) -> dict[str, Counted]:
    nobody = say(language, "audit.nobody")
    agencies = {name or nobody: judged for name, judged in found.agencies.items()}
    worst = dict(sorted(agencies.items(), key=lambda item: (-item[1].forbidden, item[0])))
    hours = {f"{hour:02}": found.hours.get(hour, Judged(all=0, forbidden=0, unknown=0)) for hour in range(24)}
    days = {word(language, "weekday", WEEKDAYS[day]): judged for day, judged in found.weekdays.items()}
    weeks = {week.isoformat(): judged for week, judged in found.weeks.items()}
    return {
        "agencies": _table(worst, "audit.agencies", "audit_column.agency", language),
        "hours": _table(hours, "audit.hours", "column.hour", language),
        "weekdays": _table(days, "audit.weekdays", "audit_column.weekday", language),
        "weeks": _table(weeks, "audit.weeks", "audit_column.week", language),
    }


def _table(counts: Mapping[str, Judged], name: str, first: str, language: str) -> Counted:
    bars: list[Bar] = [(label, judged.all, judged.forbidden) for label, judged in counts.items()]
    says = _sentence(language, name, []) + say(
        language, "audit.legend", all=f"{sum(b[1] for b in bars):,}", forbidden=f"{sum(b[2] for b in bars):,}"
    )
    slanted = name == "audit.weeks"
    lies = name == "audit.agencies"
    drawn = lying_bars(bars, says) if lies else standing_bars(bars, says, slanted=slanted)
    heads = (
        first,
        "audit_column.contacts",
        "audit_column.forbidden",
        "audit_column.unknown",
        "audit_column.share",
    )
    return Counted(
        picture=drawn,
        head=tuple(say(language, head) for head in heads),
        rows=tuple(
            (
                label,
                f"{j.all:,}",
                f"{j.forbidden:,}",
                f"{j.unknown:,}",
                f"{100 * j.forbidden / (j.all or 1):.1f}%",
            )
            for label, j in counts.items()
            if j.all
        ),
    )


def _signs_picture(found: Summary, language: str) -> Picture:
    counts = [(word(language, "audit_sign_short", name), count) for name, count in found.signs.items()]
    return lying_bars([(label, n, n) for label, n in counts], _sentence(language, "audit.signs", counts))


def _signs(name: str, count: int, worst: Sequence[Shown], language: str) -> SignRows:
    return SignRows(
        title=word(language, "audit_sign", name),
        count=say(language, "audit.cases", count=f"{count:,}"),
        rows=tuple(
            (
                s.subject or "–",
                s.collectors or "–",
                f"{s.most:,}",
                f"{s.contacts:,}",
                _instant(s.first_us),
                s.contact,
            )
            for s in worst
        ),
    )


def _instant(micros: int) -> str:
    return datetime.fromtimestamp(micros / 1_000_000, UTC).strftime("%Y-%m-%d %H:%M")


def _notes(found: Summary, language: str) -> list[str]:
    notes = []
    if found.disagreements:
        names = ", ".join(found.disagreements[:NAMED])
        notes.append(say(language, "audit.disagree", count=f"{len(found.disagreements):,}", names=names))
    if found.cut:
        notes.append(say(language, "audit.cut", count=f"{found.cut:,}", most=f"{SLICE:,}"))
    if found.told_otherwise:
        notes.append(say(language, "audit.told_otherwise", count=f"{found.told_otherwise:,}"))
    if found.two_kinds:
        notes.append(say(language, "audit.two_kinds", names=", ".join(found.two_kinds)))
    return notes
