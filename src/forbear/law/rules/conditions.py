"""From the tables of a rulebook to conditions: `on`, `when`, `unless`, `needs` share one small language.

A table is a conjunction of its keys; a list of tables is an alternative. Keys name columns of the contact
(`channel = "call"`, `role = ["family", "friend"]`, `purpose = { not = ["locate"] }`,
`days_past_due = { over = 15 }`) or facts (`said`, `consent`, `reply`, `acts` …).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from forbear import terms
from forbear.law.rules.context import KEY_COLUMNS
from forbear.law.rules.counting import PER, Count, Scope
from forbear.law.rules.doors import Acts, Addressed, Consent, Reply, Used
from forbear.law.rules.expr import Col, Expr, In, Le, Lit, Lt, conjoin, disjoin, negate
from forbear.law.rules.known import Mobile, TimeBarred
from forbear.law.rules.lost import LostContact
from forbear.law.rules.notices import Forewarned, Told
from forbear.law.rules.registry import FILTER_COLUMNS, Filter, filter_bit, intern
from forbear.law.rules.saying import OptedOut, Said
from forbear.law.rules.values import (
    check_keys,
    name_unknown,
    read_flag,
    read_number,
    read_table,
    read_word,
    read_words,
)

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
    "minor": _BOOL,
    "notice": None,
}
"""The columns of a contact that hold words, and which; None: any word."""
NUMBERS: Mapping[str, Callable[[Expr, Expr], Expr]] = {
    "over": lambda column, number: Lt(number, column),
    "under": lambda column, number: Lt(column, number),
    "at_least": lambda column, number: Le(number, column),
    "at_most": lambda column, number: Le(column, number),
}
"""How the columns that hold numbers are compared."""
NUMBERED = ("staff", "days_past_due")
"""Those columns."""
BY = ("person", "consumer", "anyone")
NOTED = ("validation_sent", "assigned", "assignment_notified")
"""The dates of a debt that note a notice."""


def read_condition(value: Any, where: str) -> Expr:
    """The condition that a table, or a list of tables, stands for. ValueError says what to write instead.

    >>> read_condition({"channel": "call"}, "on")
    In(item=Col(name='channel'), values=frozenset({'call'}))
    >>> read_condition({"chanel": "call"}, "on")
    Traceback (most recent call last):
        ...
    ValueError: on: unknown key 'chanel'; did you mean 'channel'?
    """
    if isinstance(value, list) and value:
        return disjoin(*(read_condition(v, f"{where}[{i}]") for i, v in enumerate(value)))
    if not isinstance(value, Mapping) or not value:
        raise ValueError(f'{where}: not a table of conditions; write {{ channel = "call" }}, or leave it out')
    return conjoin(*(_read_key(k, v, where) for k, v in value.items()))


def read_scope(value: Any, where: str) -> Expr:
    """Like `read_condition`, but only the columns that decide a rule's scope."""
    if not isinstance(value, Mapping):
        raise ValueError(f'{where}: not a table; write {{ channel = "call" }}')
    for key in value:
        if key not in KEY_COLUMNS and (key in WORDS or key in NUMBERED or key in _FACTS):
            raise ValueError(f"{where}: {key!r} stands under when or unless; write when = {{ {key} = … }}")
    check_keys(value, KEY_COLUMNS, where)
    return conjoin(*(_read_key(k, v, where) for k, v in value.items()))


def read_filter(value: Any, where: str) -> Filter:
    """Which past contacts a `count` or `after` table means."""
    if not isinstance(value, Mapping):
        raise ValueError(f'{where}: not a table; write {{ channel = "call", result = "conversation" }}')
    check_keys(value, FILTER_COLUMNS, where)
    out = []
    for key, v in value.items():
        words = _read_negated(key, v, f"{where}.{key}") if isinstance(v, Mapping) else v
        out.append((key, read_words(words, WORDS[key], f"{where}.{key}"), isinstance(v, Mapping)))
    made = Filter(tuple(sorted(out, key=lambda t: t[0])))
    filter_bit(made)
    return made


def read_per(value: Any, where: str) -> tuple[str, ...]:
    """What a count is kept by."""
    if not isinstance(value, list) or not value or not all(v in PER for v in value):
        raise ValueError(f"{where}: write a list of {', '.join(PER)}")
    return tuple(value)


def read_consent(value: Any, where: str) -> Consent:
    """A consent, by its name or as a table."""
    table = {"to": value} if isinstance(value, str) else value
    table = read_table(
        table, ("to", "days", "until_talk", "by"), where, '"calls", or { to = "calls", days = 7 }'
    )
    return Consent(
        to=read_word(table.get("to"), terms.CONSENTS, where, "consent"),
        days=read_number(table["days"], f"{where}.days", 1) if "days" in table else None,
        until_talk=read_flag(table.get("until_talk", False), f"{where}.until_talk"),
        by=_read_by(table.get("by", "person"), f"{where}.by"),
    )


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
        if isinstance(value, Mapping):
            value = _read_negated(key, value, f"{where}.{key}")
            return negate(In(Col(key), read_words(value, WORDS[key], f"{where}.{key}")))
        return In(Col(key), read_words(value, WORDS[key], f"{where}.{key}"))
    if key in NUMBERED:
        return _read_compared(key, value, f"{where}.{key}")
    reader = _FACTS.get(key)
    if reader is None:
        raise ValueError(f"{where}: {name_unknown(key, (*WORDS, *NUMBERED, *_FACTS))}")
    return reader(value, f"{where}.{key}")


def _read_negated(key: str, value: Any, where: str) -> Any:
    return read_table(value, ("not",), where, f'{{ not = ["{min(WORDS[key] or ["…"], key=str)}"] }}')["not"]


def _read_compared(key: str, value: Any, where: str) -> Expr:
    if not isinstance(value, Mapping):
        return In(Col(key), frozenset({read_number(value, where)}))
    table = read_table(value, NUMBERS, where, "{ at_least = 2 }")
    return conjoin(*(NUMBERS[w](Col(key), Lit(read_number(v, f"{where}.{w}"))) for w, v in table.items()))


def _read_said(value: Any, where: str) -> Expr:
    return intern(read_said(value, where))


def read_said(value: Any, where: str) -> Said:
    """A statement that stands, by its kind or as a table."""
    table = {"kind": value} if isinstance(value, str) else value
    keys = ("kind", "by", "per_debt", "media", "written", "in_validation", "oral_days", "after_days", "days")
    table = read_table(table, keys, where, '"cease", or { kind = "cease", by = "anyone" }')
    flags = {
        k: read_flag(table[k], f"{where}.{k}") for k in ("per_debt", "written", "in_validation") if k in table
    }
    media = table.get("media")
    if media is not None and not isinstance(media, list):
        raise ValueError(f'{where}.media: write a list, ["letter", "email"]')
    return Said(
        kind=read_word(table.get("kind"), terms.STATEMENT_KINDS, where, "statement"),
        by=_read_by(table.get("by", "person"), f"{where}.by"),
        media=None if media is None else read_words(media, terms.MEDIA, f"{where}.media"),
        oral_days=_read_days(table, "oral_days", where),
        after_days=_read_days(table, "after_days", where),
        days=_read_days(table, "days", where),
        **flags,
    )


def _read_days(table: Mapping[str, Any], key: str, where: str) -> int | None:
    return read_number(table[key], f"{where}.{key}", 1) if key in table else None


def _read_by(value: Any, where: str) -> str:
    if value not in BY:
        raise ValueError(f"{where}: write person, consumer or anyone")
    return str(value)


def _read_reply(value: Any, where: str) -> Expr:
    if isinstance(value, Mapping):
        table = read_table(value, ("minutes",), where, "{ minutes = 5 }")
        return intern(Reply(seconds=60 * read_number(table["minutes"], f"{where}.minutes", 1)))
    if value is not True and value != "after_opt_out":
        raise ValueError(f'{where}: write true, "after_opt_out", or {{ minutes = 5 }}')
    return intern(Reply(after_opt_out=value == "after_opt_out"))


def _read_acts(value: Any, where: str) -> Expr:
    acts = read_words(value, frozenset(terms.ACTS), where, "act")
    return intern(Acts(acts, opens=where.startswith("unless") and where.endswith(".acts")))


def _read_told(value: Any, where: str) -> Expr:
    table = {"notice": value} if isinstance(value, str) else value
    example = '"us.regf.validation_notice", or { notice = "…", noted = "validation_sent" }'
    table = read_table(table, ("notice", "noted", "cited", "mailed", "by", "days_before"), where, example)
    for key in ("notice", "cited"):
        if not isinstance(table.get(key, "" if key == "cited" else None), str):
            raise ValueError(f"{where}: lacks the {key} as a string; write {example}")
    noted = read_word(table["noted"], NOTED, f"{where}.noted") if "noted" in table else None
    mailed = read_flag(table.get("mailed", False), f"{where}.mailed")
    told = Told(table["notice"], noted, table.get("cited"), mailed)
    if "by" not in table and "days_before" not in table:
        return intern(told)
    by = read_words(table["by"], terms.CHANNELS, f"{where}.by") if "by" in table else None
    return intern(Forewarned(told, by, _read_days(table, "days_before", where) or 0))


def _read_earlier(value: Any, where: str) -> Expr:
    scope = Scope(read_filter(value, where), ("lender", "person", "debt"))
    return Le(Lit(1), intern(Count(scope)))


def _read_lost(value: Any, where: str) -> Expr:
    keys = ("failed_dials", "failed_days")
    table = read_table(value, keys, where, "{ failed_dials = 3, failed_days = 3 }")
    return intern(LostContact(*(read_number(table.get(k), f"{where}.{k}", 1) for k in keys)))


def _read_addressed(value: Any, where: str) -> Expr:
    return intern(Addressed(read_word(value, terms.STATEMENT_KINDS, where, "statement")))


def _flag(made: Expr, value: Any, where: str) -> Expr:
    return made if read_flag(value, where) else negate(made)


_FACTS: Mapping[str, Callable[[Any, str], Expr]] = {
    "said": _read_said,
    "consent": lambda v, w: intern(read_consent(v, w)),
    "reply": _read_reply,
    "used": lambda v, w: _flag(intern(Used()), v, w),
    "opted_out": lambda v, w: _flag(intern(OptedOut()), v, w),
    "told": _read_told,
    "addressed": _read_addressed,
    "mobile": lambda v, w: _flag(intern(Mobile()), v, w),
    "time_barred": lambda v, w: _flag(intern(TimeBarred()), v, w),
    "earlier": _read_earlier,
    "leaked": lambda v, w: _flag(intern(Addressed("address_leaked")), v, w),
    "acts": _read_acts,
    "no_acts": lambda v, w: negate(_read_acts(v, w)),
    "lost_contact": _read_lost,
    "first": lambda v, w: _flag(first_communication(), v, w),
}
