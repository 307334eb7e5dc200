"""Conditions as a small typed tree, with three truth values: true, false, and None for "not known".

There are no loops and no calls in a condition: only columns of the contact, facts computed once, literals,
comparison, and, or, not. The same tree is printed as a Python function here and can be printed as SQL, whose
NULL has the same three-valued logic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Lit:
    """A literal: true, false, a number or a word."""

    value: bool | int | str | None


@dataclass(frozen=True, slots=True)
class Col:
    """A column of the contact under judgement, such as `channel` or `role`; None where it is not known."""

    name: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact computed from the history or the clock, by its number in the registry of facts."""

    number: int


@dataclass(frozen=True, slots=True)
class In:
    """Whether a value is one of several words."""

    item: Expr
    values: frozenset[Any]


@dataclass(frozen=True, slots=True)
class Lt:
    """Less than."""

    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Le:
    """Less than or equal."""

    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Sub:
    """A difference of two numbers."""

    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Not:
    """Negation; of the unknown: unknown."""

    item: Expr


@dataclass(frozen=True, slots=True)
class And:
    """All of them; false beats unknown."""

    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them; true beats unknown."""

    items: tuple[Expr, ...]


Expr = Lit | Col | Fact | In | Lt | Le | Sub | Not | And | Or
TRUE = Lit(True)
FALSE = Lit(False)


def conjoin(*items: Expr) -> Expr:
    """All of the items, without those that are always true.

    >>> conjoin(TRUE, Col("a"))
    Col(name='a')
    """
    kept = tuple(i for i in items if i != TRUE)
    return FALSE if FALSE in kept else TRUE if not kept else kept[0] if len(kept) == 1 else And(kept)


def disjoin(*items: Expr) -> Expr:
    """Any of the items, without those that are always false.

    >>> disjoin()
    Lit(value=False)
    """
    kept = tuple(i for i in items if i != FALSE)
    return TRUE if TRUE in kept else FALSE if not kept else kept[0] if len(kept) == 1 else Or(kept)


def negate(item: Expr) -> Expr:
    """Its negation.

    >>> negate(negate(Col("a")))
    Col(name='a')
    """
    if isinstance(item, Lit) and isinstance(item.value, bool):
        return Lit(not item.value)
    return item.item if isinstance(item, Not) else Not(item)


def leaves(tree: Expr) -> Iterator[Col | Fact]:
    """Every column and fact of a tree.

    >>> [leaf.name for leaf in leaves(Not(Col("role")))]
    ['role']
    """
    match tree:
        case Col() | Fact():
            yield tree
        case In(item=item) | Not(item=item):
            yield from leaves(item)
        case Lt(left, right) | Le(left, right) | Sub(left, right):
            yield from leaves(left)
            yield from leaves(right)
        case And(items) | Or(items):
            for item in items:
                yield from leaves(item)
        case Lit():
            pass


class _Printer:
    def __init__(self) -> None:
        self.constants: dict[str, Any] = {}
        self.count = 0

    def temp(self) -> str:
        self.count += 1
        return f"t{self.count}"

    def show(self, tree: Expr) -> str:
        match tree:
            case Lit(value):
                return repr(value)
            case Col(name):
                return f"v.ctx.{name}"
            case Fact(number):
                return f"v.get({number})"
            case In(item, values):
                t, name = self.temp(), f"S{len(self.constants)}"
                self.constants[name] = values
                return f"(None if ({t} := {self.show(item)}) is None else {t} in {name})"
            case Not(item):
                t = self.temp()
                return f"(None if ({t} := {self.show(item)}) is None else not {t})"
            case Lt() | Le() | Sub():
                a, b = self.temp(), self.temp()
                sign = {Lt: "<", Le: "<=", Sub: "-"}[type(tree)]
                x, y = self.show(tree.left), self.show(tree.right)
                return f"(None if ({a} := {x}) is None or ({b} := {y}) is None else {a} {sign} {b})"
            case And(items):
                return self._chain(items, "False", "True")
            case Or(items):
                return self._chain(items, "True", "False")

    def _chain(self, items: tuple[Expr, ...], stop: str, end: str) -> str:
        shown = [(self.temp(), self.show(i)) for i in items]
        stops = " or ".join(f"({t} := {s}) is {stop}" for t, s in shown)
        unknown = " or ".join(f"{t} is None" for t, _ in shown)
        return f"({stop} if {stops} else None if {unknown} else {end})"


@lru_cache(maxsize=4096)
def print_python(tree: Expr) -> Callable[[Any], bool | None]:
    """The tree as a Python function of a view: true, false, or None where it turns on a missing fact.

    >>> from types import SimpleNamespace as N
    >>> f = print_python(And((In(Col("role"), frozenset({"family"})), Not(Col("named")))))
    >>> f(N(ctx=N(role="borrower", named=None))), f(N(ctx=N(role="family", named=None)))
    (False, None)
    """
    printer = _Printer()
    source = f"lambda v: {printer.show(tree)}"
    function: Callable[[Any], bool | None] = eval(compile(source, "<rule>", "eval"), printer.constants)
    return function
