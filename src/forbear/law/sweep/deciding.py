"""From facts to verdicts: each rule's condition on each view, the rules of a contact as bits, and their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from forbear.law.clock.zones import day_of
from forbear.law.rules.expr import Expr
from forbear.law.rules.rule import Rule
from forbear.law.sweep.dialect import quote
from forbear.law.sweep.plan import Survey
from forbear.law.sweep.printing import bound, every, print_sql, some
from forbear.terms import BINDING_FORCES

WIDTH = 62
"""How many rules one whole number holds."""
ARGUMENTS = 90
"""How many arguments a function is given at most; PostgreSQL takes 100."""
COVERING = "rulebook"
"""Named among the unknown where no rulebook is known to cover the place, or the place is not told."""
LACKING = "CASE WHEN v.direction = 'outbound' AND NOT v.known THEN NULL ELSE FALSE END"
"""That it is so: not known, or false. Whoever calls us is heard."""


def condition_sql(rule: Rule, tree: Expr, guards: Sequence[str], test: Callable[[str], str]) -> str:
    """When a rule of a certain condition forbids, or may (NULL), on a view; `test` gives a name to what is asked of
    columns alone."""
    shown = print_sql(tree, lambda name: f"v.{name}", lambda number: f"v.f{number}", test)
    return every(*guards, *map(test, _words(rule)), shown)


def bound_sql(rule: Rule, tree: Expr, guards: Sequence[str]) -> str:
    """What must hold of a view's own columns before the rule can forbid it; NULL counts as yes."""
    return every(*guards, *_words(rule), print_sql(bound(tree), lambda name: f"v.{name}", str))


def _words(rule: Rule) -> list[str]:
    return ["(v.has_text OR COALESCE(v.conveys_debt, FALSE))"] if rule.only_text else []


def guards_of(
    rule: Rule, survey: Survey, clocks: Mapping[str, int], books: Sequence[str] | None, read_at: date | None
) -> list[str]:
    """What must hold before a rule is asked: that it is law there and then, and goes by this clock."""
    out = []
    if books is not None:
        out.append(f"v.b{books.index(rule.book)}")
    if read_at is None:
        if day_of(rule.in_force) > survey.first:
            out.append(f"v.law_day >= {day_of(rule.in_force)}")
        if rule.until is not None and day_of(rule.until) < survey.last:
            out.append(f"v.law_day <= {day_of(rule.until)}")
    return out + _clock(rule, clocks)


def _clock(rule: Rule, clocks: Mapping[str, int]) -> list[str]:
    """A rule without a clock is asked once, by the first of its zones; another by each of them."""
    zones = [clocks[z] for z in rule.clock if z != "person"]
    if not rule.timed:
        return ["v.leads"] if rule.clock[0] == "person" else [some(f"v.clock IN (0, {zones[0]})")]
    if "person" in rule.clock:
        return [some("v.own", *(f"v.clock = {z}" for z in zones))] if zones else ["v.own"]
    return [some("v.clock = 0", *(f"v.clock = {z}" for z in zones))]


def masks(count: int) -> range:
    """The whole numbers that so many rules need."""
    return range((count + WIDTH - 1) // WIDTH)


def weighed_sql(conditions: Sequence[str], seen: str) -> str:
    """The rules broken, and those not known, on each view: bits of `broken0` … and `unknown0` ….

    `seen` is the select of the views with their facts.
    """
    rules = ",\n    ".join(f"{condition} AS r{i}" for i, condition in enumerate(conditions))
    shown = []
    for k, part in _parts(len(conditions)):
        for name, test in (("broken", "r.r{0}"), ("unknown", "r.r{0} IS NULL")):
            bits = " + ".join(
                f"CASE WHEN {test.format(i)} THEN {1 << (i - k * WIDTH)} ELSE 0 END" for i in part
            )
            shown.append(f"CAST({bits} AS BIGINT) AS {name}{k}")
    listed = ",\n  ".join(shown)
    return f"SELECT r.n,\n  {listed}\nFROM (\n  SELECT v.n,\n    {rules}\n  FROM (\n{seen}\n) v) r"


def contacts_sql(count: int, weighed: str, *, one_view: bool) -> str:
    """The rules of each contact: broken where any view breaks them, unknown where any leaves them open.

    `weighed` is the select of the views with their bits; of each contact there is `one_view`, or there may be more.
    """
    folded = ", ".join(f"BIT_OR(w.{name}) AS {name}" for name in _columns(count))
    clear = ", ".join(f"x.broken{k}, x.unknown{k} & ~x.broken{k} AS unknown{k}" for k, _ in _parts(count))
    if one_view:
        return f"SELECT x.n, {clear}\nFROM (\n{weighed}\n) x"
    return f"SELECT x.n, {clear}\nFROM (\nSELECT w.n, {folded} FROM (\n{weighed}\n) w GROUP BY w.n) x"


def names_sql(rules: Sequence[tuple[str, str]], posture: str) -> str:
    """What each combination of bits means: a verdict, the ids of the rules broken and of those not known.

    `rules` are the ids and forces of the rules, in the order of their bits.
    """

    def listed(name: str) -> str:
        known = sorted((rule, i) for i, (rule, _) in enumerate(rules) if rule)
        parts = [
            f"CASE WHEN (x.{name}{i // WIDTH} & {1 << i % WIDTH}) <> 0 THEN {quote(rule)} END"
            for rule, i in known
        ]
        lists = [parts[i : i + ARGUMENTS] for i in range(0, len(parts), ARGUMENTS)]
        shown = [f"NULLIF(CONCAT_WS(';', {', '.join(few)}), '')" for few in lists]
        return f"CONCAT_WS(';', {', '.join(shown or ['NULL'])})"

    def any_of(name: str) -> str:
        terms = []
        for k, part in _parts(len(rules)):
            counts = sum(
                1 << (i - k * WIDTH) for i in part if posture == "strict" or rules[i][1] in BINDING_FORCES
            )
            terms.append(f"(x.{name}{k} & {counts}) <> 0")
        return some(*terms)

    bits = ", ".join(f"x.{name}" for name in _columns(len(rules)))
    return (
        f"SELECT {bits},\n  CASE WHEN {any_of('broken')} THEN 'forbid' WHEN {any_of('unknown')} THEN 'unknown'"
        f" ELSE 'allow' END AS verdict,\n  {listed('broken')} AS rules,\n  {listed('unknown')} AS unknown\n"
        f"FROM (SELECT DISTINCT {bits} FROM sweep_bits x) x"
    )


def verdicts_sql(count: int) -> str:
    """One row for each contact: `n`, `verdict`, `rules` broken and `unknown`, both `;`-separated."""
    same = " AND ".join(f"m.{name} = x.{name}" for name in _columns(count))
    return f"SELECT x.n, m.verdict, m.rules, m.unknown FROM sweep_bits x JOIN sweep_names m ON {same}"


def _parts(count: int) -> list[tuple[int, range]]:
    """Which rules stand in which whole number."""
    return [(k, range(k * WIDTH, min(count, (k + 1) * WIDTH))) for k in range((count + WIDTH - 1) // WIDTH)]


def _columns(count: int) -> list[str]:
    return [f"{name}{k}" for k, _ in _parts(count) for name in ("broken", "unknown")]
