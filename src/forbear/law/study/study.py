"""The study of rulebooks as a whole: what is missing, what conflicts, what has no effect; each with a request."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from forbear.law.rulebook import Law
from forbear.law.rules.history import Reader
from forbear.law.rules.rule import Rule
from forbear.law.study.cells import Place, cell_request, find_places
from forbear.law.study.choices import Choices
from forbear.law.study.contradictions import Clash, find_clashes
from forbear.law.study.demands import find_impossible
from forbear.law.study.expected import Expected
from forbear.law.study.finding import Finding, gravity
from forbear.law.study.gaps import find_gaps
from forbear.law.study.loosening import Looser, find_loosenings
from forbear.law.study.shadows import find_shadows
from forbear.law.study.showing import find_request


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What was looked at, and what was found, the gravest first."""

    days: tuple[date, ...]
    places: tuple[Place, ...]
    findings: tuple[Finding, ...]


def days_of_change(law: Law, day: date) -> tuple[date, ...]:
    """A day, and every later one on which the rules in force are others, as far as the books tell.

    >>> from forbear.law.rulebook import load_law
    >>> days_of_change(load_law(), date(2026, 12, 31))[:2]
    (datetime.date(2026, 12, 31), datetime.date(2027, 1, 1))
    """
    changes = {
        d for book in law.books.values() for r in book.rules for d in (r.in_force, _day_after(r.until)) if d
    }
    return (day, *sorted(d for d in changes if d > day))


def _day_after(until: date | None) -> date | None:
    return None if until is None else until + timedelta(days=1)


def study_law(
    law: Law,
    days: Sequence[date],
    expected: Expected,
    read: Reader | None = None,
    only: Sequence[str] = (),
    step: Callable[[int, int], None] = lambda done, total: None,
) -> Study:
    """Study the law on some days; a place whose rules are those of an earlier day is not looked at again.

    `only` keeps to what concerns some books. `read` reads texts, so that rules on content can be shown. `step` is
    called with how many places are done, and how many there are.
    """
    everywhere = [p for day in days for p in find_places(law, day) if not only or set(only) & set(p.books)]
    seen: set[tuple[object, ...]] = set()
    findings: dict[tuple[object, ...], Finding] = {}
    for number, place in enumerate(everywhere, 1):
        same = tuple(map(id, law.in_force(place.books, place.day)))
        fresh = ("place", place.region, same) not in seen
        found = list(find_gaps(law, place, expected)) if fresh else []
        if fresh and ("rules", same) not in seen:
            found += _study_place(law, place, read)
        seen |= {("place", place.region, same), ("rules", same)}
        for finding in found:
            if not only or not finding.rules or any(_book_of(law, r) in only for r in finding.rules):
                key = (finding.kind, finding.place, finding.rules, finding.words["en"])
                findings.setdefault(key, finding)
        step(number, len(everywhere))
    return Study(
        days=tuple(days),
        places=tuple({p.region: p for p in reversed(everywhere)}.values()),
        findings=tuple(sorted(findings.values(), key=gravity)),
    )


def _book_of(law: Law, rule: str) -> str:
    return next((b.id for b in law.books.values() if rule.startswith(b.id + ".")), "")


def _study_place(law: Law, place: Place, read: Reader | None) -> Iterator[Finding]:
    choices = Choices()
    for clash in find_clashes(law, place, choices):
        yield _clash(place, clash)
    for demand, cell, barring in find_impossible(law, place, choices):
        asked = cell_request(cell, place, name=f"notice-{demand.notice}")
        asked["contact"]["notice"] = demand.notice
        names = ", ".join(r.id for r in barring)
        yield _finding(
            place, "contradiction", "error", (demand.by, *(r.id for r in barring)),
            f"{demand.by} asks for the notice {demand.notice}, and no way of giving it is lawful (barred by {names})",
            f"{demand.by} 要求发出通知 {demand.notice}，但任何方式均被禁止（{names}）",
            ("the notice itself is forbidden", "该通知本身被禁止"), asked,
        )  # fmt: skip
    loosened = set()
    for looser in find_loosenings(law, place):
        loosened.add(looser.house.id)
        yield _looser(place, looser)
    for rule, cover in find_shadows(law, place, choices):
        if rule.id not in loosened:
            yield _shadow(law, place, rule, cover, read)


def _finding(
    place: Place, kind: str, severity: str, rules: tuple[str, ...], en: str, zh: str, shows: tuple[str, str],
    request: dict[str, object],
) -> Finding:  # fmt: skip
    return Finding(
        kind=kind, severity=severity, place=place.region, day=place.day, rules=rules, words={"en": en, "zh": zh},
        shows={"en": shows[0], "zh": shows[1]}, request=request,
    )  # fmt: skip


def _clash(place: Place, clash: Clash) -> Finding:
    ids = tuple(r.id for r in clash.rules)
    names = ", ".join(ids)
    asked = cell_request(clash.cell, place, name=f"contradiction-{ids[0]}")
    if clash.by == "clock":
        en = f"at no instant of a fortnight may this contact be made, though each rule leaves some: {names}"
        zh = f"两周内任何时刻均不得联系，而各规则单独均留有时段：{names}"
        shows = ("next_lawful is null, and one of them forbids", "next_lawful 为空，且其中一条禁止")
    else:
        en = f"no situation keeps these rules together, though each can be kept: {names}"
        zh = f"各规则单独均可遵守，但不可能同时遵守：{names}"
        shows = ("it is not allowed", "不被允许")
    return _finding(place, "contradiction", "error", ids, en, zh, shows, asked)


def _looser(place: Place, looser: Looser) -> Finding:
    house, legal = looser.house.id, looser.law.id
    return _finding(
        place, "loosening", "warning", (house, legal),
        f"{house} would open what {legal} shuts ({looser.what}); it has no effect there: the law's rule is stricter",
        f"{house} 试图放开 {legal} 所禁止的（{looser.what}）；该部分无效，以更严格的法律规则为准",
        (f"{legal} forbids it, {house} does not", f"{legal} 禁止，而 {house} 未禁止"), looser.request,
    )  # fmt: skip


def _shadow(law: Law, place: Place, rule: Rule, cover: tuple[Rule, ...], read: Reader | None) -> Finding:
    ids = tuple(r.id for r in cover)
    names = ", ".join(ids)
    asked = find_request(
        law, place, (rule, *cover),
        lambda v: {rule.id} < {b.rule for b in v.breaches} and not set(ids).isdisjoint(b.rule for b in v.breaches),
        read,
    )  # fmt: skip
    return _finding(
        place, "shadowed", "warning" if all(r.book == rule.book for r in cover) else "info", (rule.id, *ids),
        f"{rule.id} forbids nothing that {names} does not forbid",
        f"{rule.id} 所禁止的均已被 {names} 禁止",
        (f"wherever {rule.id} is among the breaches, so is {names}", f"凡违反 {rule.id}，必违反 {names}"),
        asked,
    )  # fmt: skip
