"""One rule: whom it binds, which contacts it looks at, what it asks, and how it is explained."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from forbear.law.clock import IntervalSet
from forbear.law.rules.audience import Audience
from forbear.law.rules.bar import Bar
from forbear.law.rules.content import Content
from forbear.law.rules.context import View
from forbear.law.rules.cooldown import Cooldown
from forbear.law.rules.doors import TELLING, Acts
from forbear.law.rules.duty import Duty
from forbear.law.rules.expr import FALSE, TRUE, Col, Expr, Fact, conjoin, leaves, negate, print_python
from forbear.law.rules.facts import FactKind
from forbear.law.rules.hold import Hold
from forbear.law.rules.hours import Hours
from forbear.law.rules.limit import Limit
from forbear.law.rules.place import Place
from forbear.law.rules.registry import FACTS
from forbear.law.rules.require import Require
from forbear.law.rules.spans import holds
from forbear.terms import Duty as Owed


class Kind(Protocol):
    """A kind of rule, in two readings: a condition and its blocked intervals.

    `only_said`: the statements without any of which it cannot forbid (empty: it does not turn on statements).
    """

    @property
    def only_said(self) -> frozenset[str]:
        """Kinds of statements."""
        ...

    def condition(self) -> Expr:
        """When it forbids, as a tree."""
        ...

    def blocked(self, view: View, start: int, end: int) -> IntervalSet:
        """When it forbids, as instants."""
        ...

    def values(self) -> dict[str, Any]:
        """The values it is judged by."""
        ...


KINDS: Mapping[str, Any] = {
    "hours": Hours,
    "limit": Limit,
    "cooldown": Cooldown,
    "hold": Hold,
    "bar": Bar,
    "require": Require,
    "audience": Audience,
    "content": Content,
    "place": Place,
    "duty": Duty,
}
"""Every kind of rule by its name."""

Test = Callable[[View], bool | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule as its rulebook states it, ready to be judged.

    `scope` decides from the contact's own columns whether the rule looks at it; `when` narrows it by facts;
    `unless` opens it. `in_force` and `until` are the first and last day (both included) on which it is law.
    `why` (and `do`, of a duty) are its words in zh and en, with {names} of values and facts.
    """

    id: str
    book: str
    kind_name: str
    kind: Kind
    force: str
    effect: str
    cite: str
    article: str
    in_force: date
    until: date | None
    draft: bool
    scope: Expr
    when: Expr
    unless: Expr
    clock: tuple[str, ...]
    words: Mapping[str, str]
    file: str
    line: int
    in_scope: Test = field(init=False, repr=False, compare=False)
    forbids: Test = field(init=False, repr=False, compare=False)
    timed: bool = field(init=False, repr=False, compare=False)
    scope_leaves: tuple[Col | Fact, ...] = field(init=False, repr=False, compare=False)
    only_said: frozenset[str] = field(init=False, repr=False, compare=False)
    only_text: bool = field(init=False, repr=False, compare=False)
    leaves: tuple[Col | Fact, ...] = field(init=False, repr=False, compare=False)
    moving: tuple[Any, ...] = field(init=False, repr=False, compare=False)
    values: Mapping[str, Any] = field(init=False, repr=False, compare=False)
    telling: tuple[tuple[int, Any], ...] = field(init=False, repr=False, compare=False)
    told_columns: tuple[str, ...] = field(init=False, repr=False, compare=False)
    owed: Owed = field(init=False, repr=False, compare=False)
    has_names: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "in_scope", print_python(self.scope))
        put(self, "forbids", print_python(self.condition()))
        put(self, "leaves", tuple(dict.fromkeys(leaves(self.condition()))))
        facts = [FACTS[leaf.number] for leaf in self.leaves if isinstance(leaf, Fact)]
        put(self, "moving", tuple(f for f in facts if type(f).varies is not FactKind.varies))
        put(self, "scope_leaves", tuple(dict.fromkeys(leaves(self.scope))))
        put(self, "only_said", self.kind.only_said)
        tells = any(isinstance(f, Acts) and not f.opens and not f.acts.isdisjoint(TELLING) for f in facts)
        put(self, "only_text", self.kind_name == "content" and not tells)
        put(self, "values", self.kind.values())
        numbered = [(leaf.number, FACTS[leaf.number]) for leaf in self.leaves if isinstance(leaf, Fact)]
        put(self, "telling", tuple((n, f) for n, f in numbered if type(f).tell is not FactKind.tell))
        columns = [leaf.name for leaf in self.leaves if isinstance(leaf, Col)]
        put(self, "told_columns", tuple(c for c in columns if c not in {"has_text", "has_address"}))
        put(self, "owed", Owed(rule=self.id, cite=self.cite, do=self.words))
        put(self, "has_names", any("{" in text for text in self.words.values()))
        put(self, "timed", any(f.by_clock for f in facts))

    def condition(self) -> Expr:
        """The whole condition but for the scope: when it forbids (or, of a duty, attaches)."""
        return conjoin(self.when, self.kind.condition(), negate(self.unless))

    def blocked(self, view: View, start: int, end: int) -> IntervalSet:
        """The instants of `[start, end)` at which it forbids, found without the condition."""
        core = self.kind.blocked(view, start, end)
        if core and self.when != TRUE:
            core = core & holds(self.when, view, start, end, unknown=True)
        if core and self.unless != FALSE:
            core = core - holds(self.unless, view, start, end, unknown=False)
        return core

    def varies(self, view: View) -> bool:
        """Whether time alone may change its answer."""
        return bool(self.moving) and any(fact.varies(view) for fact in self.moving)

    def in_force_within(self, first: date, last: date) -> bool:
        """Whether it is law on any day of a span, both ends included."""
        return self.in_force <= last and (self.until is None or first <= self.until)

    def tell(self, view: View) -> dict[str, Any]:
        """The values and facts that it was judged by."""
        told: dict[str, Any] = dict(self.values)
        for number, fact in self.telling:
            told.update(fact.tell(view, view.get(number)))
        for name in self.told_columns:
            if (value := getattr(view.ctx, name)) is not None:
                told[name] = value
        return told

    def lacking(self, view: View) -> list[str]:
        """The facts that are not known, where the rule turns on them."""
        out = []
        for leaf in (*self.scope_leaves, *self.leaves):
            if isinstance(leaf, Col):
                if getattr(view.ctx, leaf.name) is None:
                    out.append(leaf.name)
                elif leaf.name == "has_address" and not view.ctx.has_address:
                    out.append("contact.address")
            elif view.get(leaf.number) is None:
                out.append(FACTS[leaf.number].needs)
        return list(dict.fromkeys(out))
