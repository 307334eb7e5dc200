"""From facts to verdicts: each rule's condition on each view, the rules of a contact as bits, and their names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from forbear.law.clock.zones import day_of
from forbear.law.rules.expr import conjoin
from forbear.law.rules.rule import Rule
from forbear.law.sweep.dialect import quote
from forbear.law.sweep.plan import Survey
from forbear.law.sweep.printing import every, print_sql, some
from forbear.terms import BINDING_FORCES

WIDTH = 62
"""How many rules one whole number holds."""
COVERING = "rulebook"
"""Named among the unknown where no rulebook is known to cover the place, or the place is not told."""


def condition_sql(rule: Rule, guards: Sequence[str]) -> str:
    """When a rule forbids, or may (NULL), on a view."""
    tree = conjoin(rule.scope, rule.condition())
    shown = print_sql(tree, lambda name: f"v.{name}", lambda number: f"v.f{number}")
    words = ["(v.has_text OR COALESCE(v.conveys_debt, FALSE))"] if rule.only_text else []
    return every(*guards, *words, shown)


def guards_of(rule: Rule, survey: Survey, books: Sequence[str] | None, read_at: date | None) -> list[str]:
    """What must hold before a rule is asked: that it is law there and then, and goes by this clock."""
    out = []
    if books is not None:
        out.append(f"v.b{books.index(rule.book)}")
    if read_at is None:
        if day_of(rule.in_force) > survey.first:
            out.append(f"v.law_day >= {day_of(rule.in_force)}")
        if rule.until is not None and day_of(rule.until) < survey.last:
            out.append(f"v.law_day <= {day_of(rule.until)}")
    return out + _clock(rule)


def _clock(rule: Rule) -> list[str]:
    """A rule without a clock is asked once, by the first of its zones; another by each of them."""
    zones = [quote(z) for z in rule.clock if z != "person"]
    if not rule.timed:
        return ["v.leads"] if rule.clock[0] == "person" else [some("v.zone = ''", f"v.zone = {zones[0]}")]
    if "person" in rule.clock:
        return [some("v.own", *(f"v.zone = {z}" for z in zones))] if zones else ["v.own"]
    return [some("v.zone = ''", *(f"v.zone = {z}" for z in zones))]


def masks(count: int) -> range:
    """The whole numbers that so many rules need."""
    return range((count + WIDTH - 1) // WIDTH)


def weighed_sql(conditions: Sequence[str], source: str) -> str:
    """The rules broken, and those not known, on each view: bits of `broken0` … and `unknown0` …."""
    rules = ",\n    ".join(f"{condition} AS r{i}" for i, condition in enumerate(conditions))
    shown = []
    for k in masks(len(conditions)):
        part = range(k * WIDTH, min(len(conditions), (k + 1) * WIDTH))
        for name, test in (("broken", "r.r{0}"), ("unknown", "r.r{0} IS NULL")):
            bits = " + ".join(f"CASE WHEN {test.format(i)} THEN {1 << (i - k * WIDTH)} ELSE 0 END" for i in part)
            shown.append(f"CAST({bits} AS BIGINT) AS {name}{k}")
    bits_of = ",\n  ".join(shown)
    return f"SELECT r.n,\n  {bits_of}\nFROM (\n  SELECT v.n,\n    {rules}\n  {source}\n) r"


def contacts_sql(count: int, lacking: str, joins: str) -> str:
    """The rules of each contact: broken where any view breaks them, unknown where any leaves them open."""
    shown = [f"BIT_OR(w.{name}{k}) AS {name}{k}" for k in masks(count) for name in ("broken", "unknown")]
    clear = ", ".join(
        part for k in masks(count) for part in (f"x.broken{k}", f"x.unknown{k} & ~x.broken{k} AS unknown{k}")
    )
    return (
        f"SELECT c.n, c.id, {lacking} AS lacking, {clear}\n"
        f"FROM (SELECT w.n, {', '.join(shown)} FROM sweep_weighed w GROUP BY w.n) x\n"
        f"JOIN in_contacts c ON c.n = x.n {joins}"
    )


def names_sql(count: int, rules: Sequence[Rule], posture: str) -> str:
    """What each combination of bits means: a verdict, the ids of the rules broken and of those not known."""
    bits = [f"x.{name}{k}" for k in masks(count) for name in ("broken", "unknown")]

    def listed(name: str) -> str:
        parts = [
            f"CASE WHEN {bit(name, i)} THEN {quote(rule.id)} END"
            for i, rule in sorted(enumerate(rules), key=lambda pair: pair[1].id)
        ]
        if name == "unknown":
            parts.insert(0, f"CASE WHEN x.lacking THEN {quote(COVERING)} END")
        return f"CONCAT_WS(';', {', '.join(parts)})" if parts else "''"

    def any_of(name: str) -> str:
        terms = []
        for k in masks(count):
            part = range(k * WIDTH, min(len(rules), (k + 1) * WIDTH))
            counts = sum(
                1 << (i - k * WIDTH)
                for i in part
                if posture == "strict" or rules[i].force in BINDING_FORCES
            )
            terms.append(f"(x.{name}{k} & {counts}) <> 0")
        return some(*terms)

    return (
        f"SELECT {', '.join(['x.lacking', *bits])},\n"
        f"  CASE WHEN {any_of('broken')} THEN 'forbid' WHEN x.lacking OR {any_of('unknown')} THEN 'unknown'"
        " ELSE 'allow' END AS verdict,\n"
        f"  {listed('broken')} AS rules,\n  {listed('unknown')} AS unknown\n"
        f"FROM (SELECT DISTINCT {', '.join(['x.lacking', *bits])} FROM sweep_bits x) x"
    )


def bit(name: str, i: int) -> str:
    """The test that a rule's bit is set."""
    return f"(x.{name}{i // WIDTH} & {1 << (i % WIDTH)}) <> 0"


def verdicts_sql(count: int) -> str:
    """One row for each contact: `n`, `id`, `verdict`, `rules` broken and `unknown`, both `;`-separated."""
    same = " AND ".join(
        f"m.{name}{k} = x.{name}{k}" for k in masks(count) for name in ("broken", "unknown")
    )
    joined = every("m.lacking = x.lacking", *([same] if same else []))
    return f"SELECT x.n, x.id, m.verdict, m.rules, m.unknown FROM sweep_bits x JOIN sweep_names m ON {joined}"
