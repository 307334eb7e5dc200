"""The parameters of a rule in words: what it looks at, its hours and numbers, and what opens it.

A rule's table is data of a small language (docs/writing-rules.md). It is told key by key; a key or word that
the catalogue lacks is shown by its own name, never left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from forbear.law.rules.hours import Hours
from forbear.law.rules.rule import Rule
from forbear.terms import WEEKDAYS
from forbear.web.law.requirement import write_span
from forbear.web.words import catalogue, say, word

Pair = tuple[str, str]
TOLD_ELSEWHERE: Final = frozenset(
    {"id", "kind", "force", "effect", "status", "cite", "in_force", "until", "en", "zh", "binds"}
)
"""Keys that a rule's heading tells, or its words."""
SECTIONS: Final = {
    "lender": "collector", "result": "outcome", "said": "statement", "kind": "statement", "to": "consent",
    "acts": "act", "no_acts": "act", "lacks": "act", "media": "medium", "shut": "calendar", "known_at": "address_kind",
    "at": "address_kind", "days": "weekday", "while": "statement", "barred": "flag", "closed": "flag",
}  # fmt: skip
"""Where the words of a key stand, if not under its own name."""
DAY_SECONDS: Final = 86_400


def tell_parameters(language: str, rule: Rule, table: Mapping[str, Any]) -> tuple[Pair, ...]:
    """Name and value of each parameter that a rule has, in the order of its table.

    >>> from forbear.law.rulebook import load_law
    >>> from forbear.law.rulebook.articles import read_articles
    >>> clause = read_articles(load_law().books["cn.gbt45251"]).articles[0].clauses[0]
    >>> tell_parameters("en", clause.entry, clause.table)
    (('Looks at', 'channel: not portal'), ('Open', '08:00:00–21:59:59'))
    """
    pairs: list[Pair] = []
    for key, value in table.items():
        if key in TOLD_ELSEWHERE:
            continue
        if key == "allow" and isinstance(rule.kind, Hours):
            pairs.append((word(language, "key", key), _hours(language, rule.kind)))
        elif key == "to" and rule.kind_name == "audience":
            pairs.append((word(language, "key", "reached"), _words(language, "role", value)))
        elif key == "agreed" and value is False:
            pairs.append((word(language, "key", key), say(language, "law.agreed_never")))
        else:
            pairs.append((word(language, "key", key), tell(language, key, value)))
    return tuple(pairs)


def tell_entries(language: str, table: Mapping[str, Any]) -> tuple[Pair, ...]:
    """Name and value of each key of a table.

    >>> tell_entries("en", {"starts": {"said": "complaint"}, "due": "15 days"})
    (('Starts with', 'told: complained'), ('Due after', '15 days'))
    """
    return tuple((word(language, "key", key), tell(language, key, value)) for key, value in table.items())


def tell(language: str, key: str, value: Any) -> str:
    """The value of one key, in words.

    >>> tell("en", "when", {"days_past_due": {"over": 30}, "time_barred": True})
    'days past due: over 30; the time to sue is over'
    >>> tell("zh", "unless", [{"reply": True}, {"channel": "sms", "consent": "sms"}])
    '答复当事人来信来电，或渠道：短信，且同意：短信'
    """
    if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        return say(language, "law.or").join(tell(language, key, item) for item in value)
    if isinstance(value, Mapping):
        joint = "; " if language == "en" else "，且"
        return joint.join(_entry(language, name, item) for name, item in value.items())
    if key in ("within", "for", "due", "keep", "latest"):
        return write_span(language, value)
    return _words(language, SECTIONS.get(key, key), value)


def tell_binds(language: str, binds: Mapping[str, Any]) -> str:
    """Who is bound: in words, or that everyone is.

    >>> tell_binds("en", {"lender": ["bank"]}), tell_binds("zh", {})
    ('lender: a bank', '所有贷款人和催收方')
    """
    return tell(language, "binds", binds) if binds else say(language, "law.binds_all")


def _entry(language: str, key: str, value: Any) -> str:
    name, colon = word(language, "key", key), say(language, "law.colon")
    if value is True:
        return name
    if isinstance(value, Mapping):
        if set(value) == {"not"}:
            return name + colon + _negated(language, SECTIONS.get(key, key), value["not"])
        measured = [n for n in value if n in catalogue()["measure"]]
        if measured:
            return name + colon + ", ".join(_measure(language, n, value[n]) for n in measured)
        return (
            f"{name}（{tell(language, key, value)}）"
            if language == "zh"
            else f"{name} ({tell(language, key, value)})"
        )
    return name + colon + tell(language, key, value)


def _measure(language: str, name: str, number: Any) -> str:
    return catalogue()["measure"][name][language].format(number=number)


def _negated(language: str, section: str, value: Any) -> str:
    told = _words(language, section, value)
    return say(language, "law.not", what=told)


def _words(language: str, section: str, value: Any) -> str:
    items: Iterable[Any] = value if isinstance(value, list) else [value]
    return say(language, "law.comma").join(_word(language, section, item) for item in items)


def _word(language: str, section: str, value: Any) -> str:
    if isinstance(value, bool):
        return word(language, "flag", str(value).lower())
    for known in (section, "statement", "flag", "channel"):
        if str(value) in catalogue().get(known, {}):
            return lower(language, known, str(value))
    return str(value)


def lower(language: str, section: str, name: str) -> str:
    """A word as it stands within a line: a channel's name begins small there.

    >>> lower("en", "channel", "call"), lower("en", "weekday", "mon")
    ('call', 'Mon')
    """
    told = word(language, section, name)
    return told[:1].lower() + told[1:] if section == "channel" else told


def _hours(language: str, kind: Hours) -> str:
    told = []
    for opens, closes, days in kind.spans or ():
        when = f"{_clock(opens)}–{_clock(closes - 1)}"
        told.append(f"{_days(language, sorted(days or ()))} {when}".strip())
    return "; ".join(told) if language == "en" else "；".join(told)


def _days(language: str, days: list[int]) -> str:
    """Weekdays by their numbers, a run of them as its first and last."""
    names = [word(language, "weekday", WEEKDAYS[day]) for day in days]
    run = len(days) > 2 and days[-1] - days[0] == len(days) - 1
    return f"{names[0]}–{names[-1]}" if run else " ".join(names)


def _clock(second: int) -> str:
    second %= DAY_SECONDS
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
