"""Cells as boxes: which words of each column belong together, so that a set of cells can be told in a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forbear.law.rules.expr import TRUE, And, Col, Expr, Fact, Lit, Or, conjoin, disjoin, leaves
from forbear.law.study.cells import ADDRESS_KINDS, WHO, Cell
from forbear.law.study.trees import Trees, settle
from forbear.terms import CHANNELS, PRODUCTS, PURPOSES, ROLES

USUAL: Mapping[Col | Fact, Any] = {
    Col("direction"): "outbound", Col("style"): "interactive", Col("status"): "overdue", Col("staff"): 2,
    Col("days_past_due"): 40, Col("minor"): False, Col("borrower_reachable"): True, Col("borrower_deceased"): False,
    Col("borrower_incapacitated"): False, Col("conveys_debt"): True, Col("limited_content"): False,
    Col("has_text"): True, Col("has_address"): True,
}  # fmt: skip
"""What is taken for usual where it is asked whom a rule binds."""
_STEPS: tuple[tuple[str, ...], ...] = (
    ("purpose",), ("role",), ("channel", "address_kind"), ("collector", "lender"), ("product",),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A set of cells: any of the words of each column with any of the others. `who` is (collector, lender)."""

    purpose: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    who: tuple[tuple[str, str], ...] = ()
    product: tuple[str, ...] = ()

    def cell(self) -> Cell:
        """One of its cells."""
        collector, lender = self.who[0]
        return Cell(
            channel=self.channel[0], address_kind=_usual_kind(self.channel[0]), purpose=self.purpose[0],
            role=self.role[0], collector=collector, lender=lender, product=self.product[0],
        )  # fmt: skip

    def size(self) -> int:
        """How many cells it has."""
        return len(self.purpose) * len(self.role) * len(self.channel) * len(self.who) * len(self.product)


def _usual_kind(channel: str) -> str:
    return ADDRESS_KINDS.get(channel, ("unknown",))[0]


def bindings(tree: Expr) -> Expr:
    """A condition as to whom it may bind: what is usual is taken as usual, and every fact for what makes it bind.

    >>> from forbear.law.rules.expr import In, Not
    >>> bindings(conjoin(In(Col("channel"), frozenset({"call"})), Not(Fact(0)), In(Col("minor"), frozenset({False}))))
    In(item=Col(name='channel'), values=frozenset({'call'}))
    """
    return _bindings(settle(tree, USUAL))


def _bindings(tree: Expr) -> Expr:
    match tree:
        case And(items):
            return conjoin(*map(_bindings, items))
        case Or(items):
            return disjoin(*map(_bindings, items))
        case Lit(None):
            return TRUE
        case _:
            columns = {n for names in _STEPS for n in names}
            scoped = all(isinstance(leaf, Col) and leaf.name in columns for leaf in leaves(tree))
            return tree if scoped else TRUE


def boxes(
    trees: Sequence[Expr], within: Mapping[str, frozenset[Any]]
) -> Iterator[tuple[Box, tuple[Expr, ...]]]:
    """The cells `within` some words, as boxes in each of which the trees say the same: exact, none left out.

    >>> from forbear.law.rules.expr import In
    >>> said = boxes([In(Col("channel"), frozenset({"sms"}))], {"channel": frozenset({"call", "sms", "im"})})
    >>> [(box.channel, left[0].value) for box, left in said]
    [(('call', 'im'), False), (('sms',), True)]
    """
    store = Trees()

    def walk(step: int, box: Box, left: tuple[Expr, ...]) -> Iterator[tuple[Box, tuple[Expr, ...]]]:
        if step == len(_STEPS):
            yield box, left
            return
        names = _STEPS[step]
        groups: dict[tuple[int, ...], list[Any]] = {}
        remains: dict[tuple[int, ...], tuple[Expr, ...]] = {}
        for word in _words(names[0], within):
            values = (
                (word, _usual_kind(word))
                if names[0] == "channel"
                else word
                if names[0] == "collector"
                else (word,)
            )
            after = tuple([store.settle(t, tuple(map(Col, names)), values) for t in left])
            key = tuple(map(id, after))
            groups.setdefault(key, []).append(word)
            remains[key] = after
        for key, words in groups.items():
            column = "who" if names[0] == "collector" else names[0]
            made = {n: getattr(box, n) for n in Box.__slots__} | {column: tuple(words)}
            yield from walk(step + 1, Box(**made), remains[key])

    yield from walk(0, Box(), tuple(store.keep(t) for t in trees))


def _words(name: str, within: Mapping[str, frozenset[Any]]) -> list[Any]:
    if name == "collector":
        collectors, lenders = within.get("collector"), within.get("lender")
        return [
            (c, k)
            for c, k in WHO
            if (collectors is None or c in collectors) and (lenders is None or k in lenders)
        ]
    domain = {"channel": CHANNELS, "purpose": PURPOSES, "role": ROLES, "product": PRODUCTS}[name]
    return sorted(domain & within.get(name, domain), key=lambda w: (w not in ("call", "credit_card"), w))


def join(found: Sequence[Box]) -> list[Box]:
    """The same cells in fewer boxes, where two differ in one column only.

    >>> rest = {"purpose": ("collect",), "role": ("borrower",), "who": (("bank", "bank"),), "product": ("lease",)}
    >>> a = Box(channel=("call",), **rest)
    >>> b = Box(channel=("sms",), **rest)
    >>> join([a, b])[0].channel
    ('call', 'sms')
    """
    out = list(found)
    for name in ("channel", "who", "product", "role", "purpose"):
        groups: dict[tuple[Any, ...], Box] = {}
        for box in out:
            key = tuple(getattr(box, n) for n in Box.__slots__ if n != name)
            if key in groups:
                made = {n: getattr(box, n) for n in Box.__slots__}
                made[name] = (*getattr(groups[key], name), *getattr(box, name))
                groups[key] = Box(**made)
            else:
                groups[key] = box
        out = list(groups.values())
    return out


def tell_box(box: Box, within: Mapping[str, frozenset[Any]]) -> dict[str, str]:
    """A box in words; a column in which it holds all that was asked for is passed over.

    >>> rest = {"purpose": ("collect",), "role": ("borrower",), "product": ("lease",)}
    >>> box = Box(channel=("call",), who=(("bank", "bank"),), **rest)
    >>> tell_box(box, {"purpose": frozenset({"collect"}), "role": frozenset({"borrower"})})["en"]
    'channel call; bank for itself; product lease'
    """
    en, zh = [], []
    labels = {"purpose": "目的", "role": "角色", "channel": "渠道"}
    for name, label in labels.items():
        if len(words := getattr(box, name)) < len(_words(name, within)):
            en.append(f"{name} {', '.join(words)}")
            zh.append(f"{label} {'、'.join(words)}")
    if len(box.who) < len(_words("collector", within)):
        own = [k for c, k in box.who if c == k]
        served = [k for c, k in box.who if c != k]
        if own:
            en.append(f"{', '.join(own)} for itself")
            zh.append(f"{'、'.join(own)} 自行催收")
        if served:
            en.append(f"an agency for {', '.join(served)}")
            zh.append(f"机构代 {'、'.join(served)} 催收")
    if len(box.product) < len(_words("product", within)):
        en.append(f"product {', '.join(box.product)}")
        zh.append(f"产品 {'、'.join(box.product)}")
    return {"en": "; ".join(en) or "everyone, every product", "zh": "；".join(zh) or "所有主体与产品"}
