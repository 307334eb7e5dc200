"""The words of a contact that some rules tell apart: every word of a class is judged alike by all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple

from forbear.law.rules.context import CONSUMERS
from forbear.law.rules.expr import Col, Expr
from forbear.law.rules.rule import Rule
from forbear.law.study.cells import ADDRESS_KINDS, WHO, Cell
from forbear.law.study.trees import Trees

Words = tuple[str, ...]
"""What a column holds: one word, or several that only mean something together."""
PRODUCTS = (
    "online_consumer_loan", "credit_card", "personal_loan", "instalment_purchase", "microloan", "mortgage",
    "student_loan", "lease", "other",
)  # fmt: skip
COLUMNS: Mapping[tuple[str, ...], tuple[Words, ...]] = {
    ("channel",): tuple(
        (w,) for w in (
            "call", "sms", "email", "letter", "visit", "im", "portal", "ringless_voicemail", "social_message",
            "social_post", "postcard", "fax",
        )
    ),
    ("role",): tuple(
        (w,) for w in (
            "borrower", "co_borrower", "guarantor", "spouse", "named_contact", "family", "colleague", "friend",
            "employer", "phonebook", "attorney", "authorised_agent", "credit_counsellor", "parent_of_minor",
            "guardian", "estate_representative", "successor_in_interest", "consumer_reporting_agency", "creditor",
            "court", "other",
        )
    ),
    ("purpose",): tuple(
        (w,) for w in ("collect", "remind", "service", "notice", "locate", "relay", "confirm", "reply")
    ),
    ("collector", "lender", "product"): tuple((*who, p) for who, p in product(WHO, PRODUCTS)),
}  # fmt: skip
"""The columns of a sort of contact and the words of each, the most ordinary first."""

_OWN_MATTER = frozenset(
    "guarantor attorney authorised_agent credit_counsellor creditor consumer_reporting_agency court".split()
)
_POSTAL = frozenset({"letter", "postcard", "visit", "fax"})
Apart = Mapping[str, tuple[frozenset[str], ...]]
"""For some columns, sets of words that are told apart from all others, whatever the rules name."""
ORDINARY: Apart = {
    "channel": (_POSTAL, frozenset({"call", "ringless_voicemail", "sms"}), frozenset({"visit"})),
    "role": (frozenset({"borrower"}),),
    "purpose": (frozenset({"remind"}), frozenset({"reply"}), frozenset({"relay", "locate", "service"})),
    "collector": (frozenset({"agency", "debt_buyer"}),),
    "lender": (frozenset({"debt_buyer"}),),
}
"""What an ordinary request tells apart: its address, its dates, what came before."""
FACTS: Apart = {
    "channel": (
        *ORDINARY["channel"], *(frozenset({c}) for c in ("call", "sms", "email", "portal")),
        frozenset({"call", "ringless_voicemail"}), _POSTAL | {"call", "ringless_voicemail"},
    ),
    "role": (*ORDINARY["role"], CONSUMERS, frozenset({"spouse"}), _OWN_MATTER),
    "purpose": (*ORDINARY["purpose"], frozenset({"locate"}), frozenset({"notice"})),
    "collector": (*ORDINARY["collector"], frozenset({"agency"})),
    "lender": ORDINARY["lender"],
}  # fmt: skip
"""What facts and the reading of texts tell apart besides."""


class Sort(NamedTuple):
    """One sort of ordinary contact; each field holds words that may stand for their class."""

    channel: Words
    role: Words
    purpose: Words
    party: Words

    def cell(self) -> Cell:
        """The cell whose contacts are of this sort, ordinary in all else."""
        (channel,), (role,), (purpose,), (collector, lender, what) = self
        return Cell(
            channel=channel, address_kind=ADDRESS_KINDS.get(channel, ("unknown",))[0], role=role, purpose=purpose,
            status="current" if purpose == "remind" else "overdue", product=what,
            collector=collector, lender=lender,
        )  # fmt: skip


Classes = tuple[Mapping[Words, tuple[Words, ...]], ...]
"""For each column, the words that stand for a class, and all words of it."""


def classes_of(rules: Iterable[Rule], apart: Apart = FACTS) -> Classes:
    """The classes of words that rules tell apart, each under its most ordinary word.

    `apart` is told apart besides.

    >>> from forbear.law.rulebook import load_law
    >>> [len(c) for c in classes_of(load_law().books["cn.gbt45251"].rules[:1], {})]
    [2, 1, 1, 2]
    """
    store = Trees()
    trees = [store.keep(tree) for rule in rules for tree in (rule.scope, rule.condition())]
    made: list[dict[Words, tuple[Words, ...]]] = []
    for names, column in COLUMNS.items():
        by_mark: dict[Any, list[Words]] = {}
        for words in column:
            mark = _mark(names, words, trees, store), _set_apart(names, words, apart)
            by_mark.setdefault(mark, []).append(words)
        made.append({group[0]: tuple(group) for group in by_mark.values()})
    return tuple(made)


def sorts_of(classes: Classes) -> Iterator[Sort]:
    """Every sort of contact, one of each class, the most ordinary first."""
    return (Sort(*words) for words in product(*classes))


def _mark(names: Words, words: Words, trees: list[Expr], store: Trees) -> tuple[int, ...]:
    columns = tuple(map(Col, names))
    return tuple([id(store.settle(tree, columns, words)) for tree in trees])


def _set_apart(names: Words, words: Words, apart: Apart) -> tuple[bool, ...]:
    return tuple(w in group for n, w in zip(names, words, strict=True) for group in apart.get(n, ()))
