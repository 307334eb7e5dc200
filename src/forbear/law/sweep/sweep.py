"""A sweep: the statements that judge every contact of a log at once, each against what came before it.

The statements are text. Whoever runs them has the connection, has filled the tables of `inputs`, and finds the answer
in `sweep_verdicts`: one row for each contact that was to be judged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from forbear.law.clock.zones import date_of, day_of
from forbear.law.rulebook.law import Law
from forbear.law.rules.expr import FALSE, Expr, Fact, leaves
from forbear.law.rules.rule import Rule
from forbear.law.sweep import deciding, given, heard, past, views
from forbear.law.sweep.dialect import DUCKDB, Dialect
from forbear.law.sweep.facts import print_facts
from forbear.law.sweep.lost import lost_tables
from forbear.law.sweep.plan import Plan, Survey
from forbear.law.sweep.settling import constants, settled
from forbear.law.sweep.stated import opt_out_column

ANSWER = "sweep_verdicts"
"""The table in which the verdicts stand: `n`, `id`, `verdict`, `rules`, `unknown`."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """What to run, in order. `tables` are the tables made, the answer last, so that the others can be dropped."""

    statements: tuple[str, ...]
    tables: tuple[str, ...]
    rules: tuple[Rule, ...]


def sweep_sql(
    law: Law, survey: Survey, *, dialect: Dialect = DUCKDB, books: Sequence[str] | None = None,
    read_at: date | None = None, posture: str = "strict",
) -> Sweep:  # fmt: skip
    """The statements that judge a log by the books named, or by those that place and date choose.

    InputError where `books` names no rulebook; Unprintable where a rule turns on a fact that SQL cannot compute.

    >>> from forbear.law.rulebook import load_law
    >>> log = Survey(first=20500, last=20600, since=20000 * 86400, zones=("Asia/Shanghai",), regions=("CN",),
    ...              most_debts=1, most_zones=1)
    >>> made = sweep_sql(load_law(), log, books=["cn.gbt45251"])
    >>> made.tables[-1], made.statements[-1].startswith("CREATE OR REPLACE TEMP TABLE sweep_verdicts")
    ('sweep_verdicts', True)
    """
    chosen = law.named(tuple(books)) if books is not None else given.books_in(law, survey, read_at)
    rules = _rules(law, survey, chosen, read_at)
    conditions = [(rule, settled(rule, survey)) for rule in rules]
    asked = [(rule, tree) for rule, tree in conditions if tree != FALSE]
    plan = Plan(dialect, survey)
    facts = print_facts(plan, asked)
    maker = _Maker(law, survey, plan, chosen, asked, facts, books is None, read_at, posture)
    tables = maker.tables()
    statements = tuple(s for name, select in tables for s in dialect.create(name, select))
    return Sweep(statements, tuple(name for name, _ in tables), rules)


def _rules(law: Law, survey: Survey, books: Sequence[str], read_at: date | None) -> tuple[Rule, ...]:
    """The rules that are law on any day of the log and forbid something."""
    first, last = (read_at, read_at) if read_at else (date_of(survey.first), date_of(survey.last))
    return tuple(
        rule
        for book in books
        for rule in law.books[book].rules
        if rule.kind_name != "duty" and rule.in_force_within(first, last)
    )


@dataclass(frozen=True, slots=True)
class _Maker:
    law: Law
    survey: Survey
    plan: Plan
    books: Sequence[str]
    rules: Sequence[tuple[Rule, Expr]]
    facts: Mapping[int, str]
    chooses: bool
    read_at: date | None
    posture: str

    def tables(self) -> list[tuple[str, str]]:
        """Every table and its select, in the order in which they are made."""
        plan, dialect = self.plan, self.plan.dialect
        fixed = self.fixed()
        if "opted_out" in plan.needs:
            opt_out_column(plan)
        past.needed_marks(plan)
        self.want()
        made = (*self.statements(), *self.counts(), *self.decisions())
        later = _read([(name, self.settle(select)) for name, select in made])
        text = "\n".join(select for _, select in later)
        seen = set(re.findall(r"\bv\.(\w+)", text)) | {"seat"}
        looked = set(re.findall(r"\b[em]\.(\w+)", text))
        return _read(
            [
                ("given_offsets", given.offsets_sql(dialect, self.survey, fixed)),
                ("given_zones", given.zones_sql(dialect, self.survey, fixed)),
                ("given_days", given.days_sql(dialect, self.survey, plan)),
                ("sweep_wrong", past.wrong_sql()),
                ("sweep_answered", past.answered_sql()),
                ("sweep_clocks", views.clocks_sql(dialect, fixed)),
                ("sweep_borrowers", views.borrowers_sql()),
                ("sweep_debts", views.debts_sql()),
                ("sweep_more", views.more_sql(dialect)),
                ("sweep_views", views.views_sql(dialect, self.survey, fixed, seen)),
                ("sweep_seats", past.seats_sql(plan, fixed)),
                ("sweep_past", past.past_sql(plan, looked)),
                *later,
            ]
        )

    def settle(self, select: str) -> str:
        """A select in which a column that is the same everywhere is that value."""
        same = constants(self.survey, self.plan.dialect, self.fixed())
        return re.sub(r"\bv\.(\w+)", lambda column: same.get(column[1], column[0]), select)

    def want(self) -> None:
        """Which past contacts each view has to be paired with: those that a rule which may forbid it counts."""
        plan = self.plan
        for rule, tree in self.rules:
            asked = [leaf.number for leaf in leaves(tree) if isinstance(leaf, Fact)]
            names = {name for n in asked for name in re.findall(r"\b(?:[ac]\.|d_)(\w+)", self.facts[n])}
            marks = {int(m) for name in names for m in re.findall(r"\bp\.bits & (\d+)", plan.counted[name])}
            shown = deciding.bound_sql(rule, tree, self.guards(rule, placed=False)) if marks else ""
            for mark in marks:
                plan.wants.setdefault(mark, []).append(shown)
        if "validation_told" in plan.needs:
            for mark in re.findall(r"\bp\.bits & (\d+)", plan.counted["validation_told"]):
                plan.wants.setdefault(int(mark), []).append("y.vid IS NOT NULL")

    def statements(self) -> list[tuple[str, str]]:
        """What was said, as each view hears it."""
        return [
            ("sweep_said", heard.said_table(self.plan)),
            ("sweep_heard0", heard.heard_first_sql(self.plan)),
            ("sweep_undone", heard.undone_sql()),
            ("sweep_talks", past.talks_sql(self.plan)),
            ("sweep_heard", heard.heard_sql(talks=True)),
        ]

    def counts(self) -> list[tuple[str, str]]:
        """The facts, by what they are found from."""
        plan = self.plan
        tables = []
        if plan.consents:
            tables.append(("sweep_under", past.under_sql(plan)))
        if plan.threads:
            tables.append(("sweep_went", past.went_sql(plan)))
        if self.chooses:
            tables.append(
                (
                    "given_places",
                    given.places_sql(plan.dialect, self.survey, self.law, self.books, self.read_at),
                )
            )
        tables += [("sweep_counted", past.counted_sql(plan)), ("sweep_stated", heard.stated_sql(plan))]
        if plan.by_address:
            tables.append(("sweep_by_address", past.by_address_sql(plan)))
        if plan.lost:
            tables += lost_tables(plan)
        if "asked" in plan.needs:
            tables.append(("sweep_asked", past.asked_sql(plan)))
        return tables

    def decisions(self) -> list[tuple[str, str]]:
        """From the facts to the verdicts."""
        tests: dict[str, str] = {}

        def named(shown: str) -> str:
            return f"v.{tests.setdefault(shown, f't{len(tests)}')}"

        guards = [self.guards(rule) for rule, _ in self.rules]
        conditions = [
            deciding.condition_sql(rule, tree, g, named)
            for (rule, tree), g in zip(self.rules, guards, strict=True)
        ] or ["FALSE"]
        ids = [(rule.id, rule.force) for rule, _ in self.rules] or [("", "")]
        if self.chooses:
            conditions.append(deciding.LACKING)
            ids.append((deciding.COVERING, "law"))
        weighed = deciding.weighed_sql(conditions, self.seen(conditions, tests))
        return [
            (
                "sweep_bits",
                deciding.contacts_sql(len(conditions), weighed, one_view=self.survey.one_view(self.fixed())),
            ),
            ("sweep_names", deciding.names_sql(ids, self.posture)),
            (ANSWER, deciding.verdicts_sql(len(conditions))),
        ]

    def guards(self, rule: Rule, *, placed: bool = True) -> list[str]:
        """What must hold before a rule is asked; without `placed`, wherever its book is law."""
        books = self.books if self.chooses and placed else None
        clocks = given.clocks_of(self.survey, self.fixed())
        return deciding.guards_of(rule, self.survey, clocks, books, self.read_at)

    def fixed(self) -> list[str]:
        """The zones by which a law goes wherever the person is."""
        return sorted({z for rule, _ in self.rules for z in rule.clock if z != "person"})

    def seen(self, conditions: Sequence[str], tests: Mapping[str, str]) -> str:
        """Each view with what the conditions ask of it: columns, tests of columns, and the value of every fact."""
        plan = self.plan
        asked = set(re.findall(r"\bv\.(\w+)", " ".join(conditions))) | {"n"}
        made = {*tests.values(), *(f"f{number}" for number in self.facts)}
        shown = [f"v.{name}" for name in sorted(asked - made) if not _BOOK.fullmatch(name)]
        shown += [f"{sql} AS {name}" for sql, name in tests.items()]
        shown += [f"{sql} AS f{number}" for number, sql in self.facts.items()]
        letters = set(
            re.findall(r"\b([a-z])\.", " ".join(self.facts.values()) + " ".join(plan.later.values()))
        )
        joins = [join for letter, join in _OF_VIEW.items() if letter in letters]
        joins += [
            f"LEFT JOIN given_days d_{name} ON d_{name}.day = {last}" for name, last in plan.later.items()
        ]
        if self.chooses:
            joins.append(_PLACED.format(day_of(self.read_at) if self.read_at else "v.law_day"))
            shown += [f"COALESCE(g.b{i}, FALSE) AS b{i}" for i in range(len(self.books))]
            shown.append("COALESCE(g.known, FALSE) AS known")
        return f"SELECT {(',' + NEXT).join(shown)}\nFROM sweep_views v\n" + "\n".join(joins)


NEXT = "\n  "
_OF_VIEW = {
    "c": "LEFT JOIN sweep_counted c ON c.vid = v.vid",
    "h": "LEFT JOIN sweep_stated h ON h.vid = v.vid",
    "a": "LEFT JOIN sweep_by_address a ON a.vid = v.vid",
    "q": "LEFT JOIN sweep_asked q ON q.vid = v.vid",
    "l": "LEFT JOIN sweep_lost l ON l.vid = v.vid",
    "d": "LEFT JOIN given_days d ON d.day = v.day",
}
"""What is joined to the views, by the letter that facts call it."""


def _read(tables: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The tables that the answer is made of: without those that none of the later ones reads."""
    kept: list[tuple[str, str]] = []
    for name, select in reversed(tables):
        if name == ANSWER or any(re.search(rf"\b{name}\b", other) for _, other in kept):
            kept.append((name, select))
    return kept[::-1]


_BOOK = re.compile(r"b\d+|known")
"""What a view is told of the books that are law where it is, and when."""
_PLACED = "LEFT JOIN given_places g ON g.region = v.region AND {0} >= g.from_day AND {0} <= g.to_day"
