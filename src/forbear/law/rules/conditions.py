"""From the tables of a rulebook to conditions: `on`, `when`, `unless`, `needs` share one small language.

A table is a conjunction of its keys; a list of tables is an alternative. Keys name columns of the contact
(`channel = "call"`, `role = ["family", "friend"]`, `purpose = { not = ["locate"] }`,
`days_past_due = { over = 15 }`) or facts (`said`, `consent`, `reply`, `acts` …).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from forbear import terms
from forbear.law.rules.context import KEY_COLUMNS
from forbear.law.rules.counting import PER, Count, Scope
from forbear.law.rules.doors import Acts, Addressed, Consent, Reply, Told, Used
from forbear.law.rules.expr import TRUE, Col, Expr, In, Le, Lit, Lt, conjoin, disjoin, negate
from forbear.law.rules.facts import FILTER_COLUMNS, Filter, filter_bit, intern
from forbear.law.rules.lost import LostContact
from forbear.law.rules.saying import OptedOut, Said

_BOOL: frozenset[Any] = frozenset({True, False})
WORDS: Mapping[str, frozenset[Any] | None] = {
    "channel": terms.CHANNELS,
    "direction": terms.DIRECTIONS,
    "purpose": terms.PURPOSES,
    "role": terms.ROLES,
    "style": terms.STYLES,
    "address_kind": terms.ADDRESS_KINDS,
    "collector": terms.COLLECTOR_KINDS,
    "lender": terms.COLLECTOR_KINDS,
    "product": terms.PRODUCTS,
    "status": terms.DEBT_STATUSES,
    "known_at": terms.PLACES,
    "result": terms.RESULTS,
    "conveys_debt": _BOOL,
    "limited_content": _BOOL,
    "has_address": _BOOL,
    "has_text": _BOOL,
    "borrower_reachable": _BOOL,
    "borrower_deceased": _BOOL,
    "borrower_incapacitated": _BOOL,
    "notice": None,
    "staff": None,
    "days_past_due": None,
}
"""The columns of a contact and the words each may hold; None: any word or number."""


def read_condition(value: Any, where: str) -> Expr:
    """The condition that a table, or a list of tables, stands for. ValueError says what to write instead.

    >>> read_condition({"channel": "call"}, "on")
    In(item=Col(name='channel'), values=frozenset({'call'}))
    >>> read_condition({"chanel": "call"}, "on")
    Traceback (most recent call last):
        ...
    ValueError: on: unknown key 'chanel'; did you mean 'channel'?
    """
    if isinstance(value, list):
        return disjoin(*(read_condition(v, f"{where}[{i}]") for i, v in enumerate(value)))
    if not isinstance(value, Mapping):
        raise ValueError(f'{where}: not a table; write {{ channel = "call" }}')
    return conjoin(*(_read_key(k, v, where) for k, v in value.items()))


def read_scope(value: Any, where: str) -> Expr:
    """Like `read_condition`, but only the columns that decide a rule's scope."""
    if not isinstance(value, Mapping):
        raise ValueError(f'{where}: not a table; write {{ channel = "call" }}')
    for key in value:
        if key not in KEY_COLUMNS:
            raise ValueError(f"{where}: {_unknown(key, KEY_COLUMNS)}")
    return read_condition(value, where)


def read_filter(value: Any, where: str) -> Filter:
    """Which past contacts a `count` or `after` table means."""
    if not isinstance(value, Mapping):
        raise ValueError(f'{where}: not a table; write {{ channel = "call", result = "conversation" }}')
    out = []
    for key, v in value.items():
        if key not in FILTER_COLUMNS:
            raise ValueError(f"{where}: {_unknown(key, FILTER_COLUMNS)}")
        negated = isinstance(v, Mapping)
        out.append((key, read_words(key, v.get("not") if isinstance(v, Mapping) else v, where), negated))
    made = Filter(tuple(sorted(out, key=lambda t: t[0])))
    filter_bit(made)
    return made


def read_per(value: Any, where: str) -> tuple[str, ...]:
    """What a count is kept by."""
    if not isinstance(value, list) or not value or not set(value) <= set(PER):
        raise ValueError(f"{where}: write a list of {', '.join(PER)}")
    return tuple(value)


def read_words(key: str, value: Any, where: str) -> frozenset[Any]:
    """The words of a column, each one known."""
    words = value if isinstance(value, list) else [value]
    known = WORDS.get(key)
    for w in words:
        if known is not None and w not in known:
            raise ValueError(f"{where}.{key}: {_unknown(w, known, 'word')}")
        if w is None:
            raise ValueError(f'{where}.{key}: write {{ not = ["…"] }}')
    return frozenset(words)


def read_consent(value: Any, where: str) -> Consent:
    """A consent, by its name or as a table."""
    table = {"to": value} if isinstance(value, str) else dict(value)
    _check_keys(table, ("to", "days", "until_talk", "by"), where)
    if table.get("to") not in terms.CONSENTS:
        raise ValueError(f"{where}: {_unknown(table.get('to'), terms.CONSENTS, 'consent')}")
    return Consent(**table)


def first_communication() -> Expr:
    """That nothing which told of the debt passed between this collector and this person before.

    Neither a contact, nor a message of the person's own about the debt (a dispute, a request to stop …).
    """
    conveyed = Filter(
        (
            ("conveys_debt", frozenset({False}), True),
            ("limited_content", frozenset({True}), True),
            ("result", frozenset({"conversation", "sent", "delivered", "voicemail"}), False),
        )
    )
    filter_bit(conveyed)
    own = [Said(kind, per_debt=True) for kind in ("cease", "dispute", "asks_creditor", "represented")]
    earlier = intern(Count(Scope(conveyed, ("collector", "person", "debt"))))
    return conjoin(Lt(earlier, Lit(1)), *(negate(intern(s)) for s in own))


def _read_key(key: str, value: Any, where: str) -> Expr:
    if key in WORDS and key != "result":
        return _read_column(key, value, where)
    reader = _FACTS.get(key)
    if reader is None:
        raise ValueError(f"{where}: {_unknown(key, (*WORDS, *_FACTS))}")
    return reader(value, f"{where}.{key}")


def _read_column(key: str, value: Any, where: str) -> Expr:
    if not isinstance(value, Mapping):
        return In(Col(key), read_words(key, value, where))
    _check_keys(value, ("not", "over", "under", "at_least", "at_most"), f"{where}.{key}")
    parts: list[Expr] = []
    for word, v in value.items():
        if word == "not":
            parts.append(negate(In(Col(key), read_words(key, v, where))))
        elif not isinstance(v, int) or isinstance(v, bool):
            raise ValueError(f"{where}.{key}.{word}: not a whole number")
        elif word == "over":
            parts.append(Lt(Lit(v), Col(key)))
        elif word == "under":
            parts.append(Lt(Col(key), Lit(v)))
        elif word == "at_least":
            parts.append(Le(Lit(v), Col(key)))
        else:
            parts.append(Le(Col(key), Lit(v)))
    return conjoin(*parts)


def _read_said(value: Any, where: str) -> Expr:
    return intern(read_said(value, where))


def read_said(value: Any, where: str) -> Said:
    """A statement that stands, by its kind or as a table."""
    table = {"kind": value} if isinstance(value, str) else dict(value)
    _check_keys(table, ("kind", "by", "per_debt", "media", "written", "in_validation"), where)
    if table.get("kind") not in terms.STATEMENT_KINDS:
        raise ValueError(f"{where}: {_unknown(table.get('kind'), terms.STATEMENT_KINDS, 'statement')}")
    if table.get("by", "person") not in {"person", "consumer", "anyone"}:
        raise ValueError(f"{where}.by: write person, consumer or anyone")
    if "media" in table:
        table["media"] = frozenset(table["media"])
    return Said(**table)


def _read_acts(value: Any, where: str) -> Expr:
    acts = frozenset([value] if isinstance(value, str) else value)
    for act in acts:
        if act not in terms.ACTS:
            raise ValueError(f"{where}: {_unknown(act, terms.ACTS, 'act')}")
    return intern(Acts(acts))


def _read_told(value: Any, where: str) -> Expr:
    table = {"notice": value} if isinstance(value, str) else dict(value)
    _check_keys(table, ("notice", "noted"), where)
    return intern(Told(**table))


def _read_lost(value: Any, where: str) -> Expr:
    _check_keys(value, ("failed_dials", "failed_days"), where)
    return intern(LostContact(**value))


def _read_addressed(value: Any, where: str) -> Expr:
    if value not in terms.STATEMENT_KINDS:
        raise ValueError(f"{where}: {_unknown(value, terms.STATEMENT_KINDS, 'statement')}")
    return intern(Addressed(value))


def _flag(made: Expr, value: Any) -> Expr:
    return made if value is True else negate(made) if value is False else TRUE


_FACTS: Mapping[str, Callable[[Any, str], Expr]] = {
    "said": _read_said,
    "consent": lambda v, w: intern(read_consent(v, w)),
    "reply": lambda v, w: intern(Reply(after_opt_out=v == "after_opt_out")),
    "used": lambda v, w: _flag(intern(Used()), v),
    "opted_out": lambda v, w: _flag(intern(OptedOut()), v),
    "told": _read_told,
    "addressed": _read_addressed,
    "leaked": lambda v, w: _flag(intern(Addressed("address_leaked")), v),
    "acts": _read_acts,
    "no_acts": lambda v, w: negate(_read_acts(v, w)),
    "lost_contact": _read_lost,
    "first": lambda v, w: _flag(first_communication(), v),
}


def _check_keys(table: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in known:
            raise ValueError(f"{where}: {_unknown(key, known)}")


def _unknown(given: Any, known: Any, what: str = "key") -> str:
    close = get_close_matches(str(given), [str(k) for k in known], 1)
    hint = f"did you mean {close[0]!r}?" if close else "write one of " + ", ".join(sorted(map(str, known)))
    return f"unknown {what} {given!r}; {hint}"
