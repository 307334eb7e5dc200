"""A condition printed as SQL, whose NULL is the third truth value of the tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from forbear.law.rules.expr import (
    TRUE,
    And,
    Col,
    Expr,
    Fact,
    In,
    Le,
    Lit,
    Lt,
    Not,
    Or,
    Sub,
    conjoin,
    disjoin,
    leaves,
)
from forbear.law.sweep.dialect import quote


def print_sql(
    tree: Expr, column: Callable[[str], str], fact: Callable[[int], str], test: Callable[[str], str] = str
) -> str:
    """The tree as an SQL expression: TRUE, FALSE, or NULL where it turns on what is not known.

    `column` and `fact` say how a column of the contact and a fact are called, `test` how a test of columns alone is.

    >>> role = In(Col("role"), frozenset({"family", "friend"}))
    >>> print_sql(And((role, Not(Lt(Fact(3), Lit(7))))), lambda c: f"v.{c}", lambda n: f"f.f{n}")
    "(v.role IN ('family', 'friend') AND NOT ((f.f3 < 7)))"
    """

    def named(tree: Expr, shown: str) -> str:
        return test(shown) if not isinstance(tree, Sub) and of_columns(tree) else shown

    def show(tree: Expr) -> str:
        match tree:
            case Lit(value):
                return quote(value)
            case Col(name):
                return column(name)
            case Fact(number):
                return fact(number)
            case In(item, values):
                return named(tree, f"{show(item)} {among(values)}")
            case Not(item):
                return f"NOT ({show(item)})"
            case Lt() | Le() | Sub():
                sign = {Lt: "<", Le: "<=", Sub: "-"}[type(tree)]
                return named(tree, f"({show(tree.left)} {sign} {show(tree.right)})")
            case And(items):
                return "(" + " AND ".join(map(show, items)) + ")"
            case Or(items):
                return "(" + " OR ".join(map(show, items)) + ")"

    return show(tree)


def of_columns(tree: Expr) -> bool:
    """Whether a tree turns on columns of the contact alone, and on no fact."""
    return not any(isinstance(leaf, Fact) for leaf in leaves(tree))


def bound(tree: Expr) -> Expr:
    """What columns alone tell of a tree: where this is false, so is the tree.

    >>> bound(And((Col("outbound"), Lt(Lit(7), Fact(3)))))
    Col(name='outbound')
    """
    match tree:
        case And(items):
            return conjoin(*map(bound, items))
        case Or(items):
            return disjoin(*map(bound, items))
        case _:
            return tree if of_columns(tree) else TRUE


def among(words: frozenset[Any]) -> str:
    """The test that a value is one of some words.

    >>> among(frozenset({"sms", "call"})), among(frozenset({True}))
    ("IN ('call', 'sms')", '= TRUE')
    """
    shown = sorted(map(quote, words))
    return f"= {shown[0]}" if len(shown) == 1 else f"IN ({', '.join(shown)})"


def every(*conditions: str) -> str:
    """All of some conditions; of none: TRUE."""
    return "(" + " AND ".join(conditions) + ")" if conditions else "TRUE"


def some(*conditions: str) -> str:
    """Any of some conditions; of none: FALSE."""
    return "(" + " OR ".join(conditions) + ")" if conditions else "FALSE"


def surely(condition: str) -> str:
    """A condition that is false where it is not known."""
    return f"COALESCE({condition}, FALSE)"


def marked(condition: str) -> str:
    """Whether a condition holds for any row of a group, as 1, or 0, or NULL of an empty group."""
    return f"MAX(CASE WHEN {condition} THEN 1 ELSE 0 END)"
