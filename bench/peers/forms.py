"""The twenty rules of `bench/contact_20.md` in the languages of other engines, each in the form that is fastest there.

A rule is a test of the contact's columns and one number: a column, or how many past contacts there were.
"""

from __future__ import annotations

from typing import NamedTuple


class Count(NamedTuple):
    """How many past contacts: of which channel, with which result, within how many local days or rolling hours."""

    channel: str | None
    days: int = 0
    hours: int = 0
    result: str | None = None
    same_address: bool = False


COUNTS = {
    "calls_day": Count("call", days=1),
    "calls_week": Count("call", days=7),
    "calls_fortnight": Count("call", days=14),
    "calls_rolling": Count("call", hours=24),
    "voicemail_week": Count("call", days=7, result="voicemail"),
    "same_number": Count("call", days=1, same_address=True),
    "sms_day": Count("sms", days=1),
    "sms_week": Count("sms", days=7),
    "email_week": Count("email", days=7),
    "visits_month": Count("visit", days=30),
    "all_week": Count(None, days=7),
    "talk_days": Count("call", days=7, result="conversation"),
    "talk_hours": Count("call", hours=24, result="conversation"),
}
MOST = {
    "calls_day": 3, "calls_week": 7, "calls_fortnight": 12, "calls_rolling": 3, "voicemail_week": 3,
    "same_number": 2, "sms_day": 1, "sms_week": 3, "email_week": 5, "visits_month": 1, "all_week": 12,
    "talk_days": 1, "talk_hours": 1,
}  # fmt: skip
"""From how many past contacts on one more is forbidden."""

COLUMNS = {
    "hours": '(channel == "call" || channel == "sms" || channel == "visit") && (second < 28800 || second >= 75600)',
    "sunday": 'channel == "call" && weekday == 6',
    "audience": 'role != "borrower" && role != "co_borrower" && role != "guarantor" && role != "attorney"',
    "early": '(channel == "call" || channel == "visit") && purpose == "collect" && days_past_due < 3',
    "work": '(channel == "call" || channel == "visit") && address_kind == "work"',
    "crew": 'channel == "visit" && staff < 2',
    "agency_visit": 'channel == "visit" && collector == "agency" && product == "microloan"',
}
"""The rules that look at the contact alone, in CEL; the other languages are spelled from it."""

NAMES = (
    "t", "day", "second", "weekday", "channel", "purpose", "role", "address", "address_kind", "collector",
    "product", "days_past_due", "staff",
)  # fmt: skip
"""What a contact is told by: instants in seconds, local days as numbers, local seconds, words."""


def as_python(test: str) -> str:
    """A test of columns in Python."""
    return test.replace("||", "or").replace("&&", "and")


def rules(counted: dict[str, str]) -> dict[str, str]:
    """Every rule as a test in CEL; `counted` says how a count is written."""
    tests = dict(COLUMNS)
    for name, most in MOST.items():
        channel = COUNTS[name].channel
        on = f'channel == "{channel}" && ' if channel else ""
        tests[name] = f"{on}{counted[name]} >= {most}"
    return tests


def terms(count: Count, past: str) -> list[str]:
    """What a past contact must be to count, in CEL; `past` is its name."""
    found = [f'{past}.channel == "{count.channel}"'] if count.channel else []
    found += [f'{past}.result == "{count.result}"'] if count.result else []
    found += [f"{past}.address == address"] if count.same_address else []
    found += [f"{past}.day > day - {count.days}"] if count.days else [f"{past}.t > t - {count.hours * 3600}"]
    return found


def cel(*, history: bool) -> str:
    """All rules as one CEL expression: the list of the names broken."""
    counted = {
        name: f"history.filter(h, {' && '.join(terms(c, 'h'))}).size()" if history else name
        for name, c in COUNTS.items()
    }
    return "[" + ", ".join(f'({t}) ? "{n}" : ""' for n, t in rules(counted).items()) + '].filter(n, n != "")'


def zen(*, history: bool) -> str:
    """All rules as one expression of ZEN."""
    counted = {
        name: f"count(history, {' and '.join(terms(c, '#'))})" if history else name
        for name, c in COUNTS.items()
    }
    return (
        "filter(["
        + ", ".join(f'({as_python(t)}) ? "{n}" : ""' for n, t in rules(counted).items())
        + '], # != "")'
    )


def rego(*, history: bool) -> str:
    """A Rego module; `data.house.broken` is the set of names broken."""
    lines = ["package house", "import rego.v1"]
    for name, test in rules({n: n for n in COUNTS}).items():
        bodies = [test]
        if "||" in test:  # Rego has no "or" within a body: a set, or a body each
            bodies = _alternatives(test)
        for body in bodies:
            told = body.replace(" && ", "; ")
            for column in NAMES:
                told = _word(told, column, f"input.{column}")
            if name in COUNTS:
                told = _word(told, name, _rego_count(COUNTS[name]) if history else f"input.{name}")
            lines.append(f'broken contains "{name}" if {{ {told} }}')
    return "\n".join(lines)


def _alternatives(test: str) -> list[str]:
    """A conjunction of disjunctions, as conjunctions."""
    done = [""]
    for part in test.split(" && "):
        options = part.strip("()").split(" || ")
        done = [f"{d} && {o}" if d else o for d in done for o in options]
    return done


def _word(text: str, word: str, other: str) -> str:
    """`word` replaced where it stands by itself, outside quotation marks."""
    parts = text.split('"')
    for i in range(0, len(parts), 2):
        parts[i] = " ".join(other if piece == word else piece for piece in parts[i].split(" "))
    return '"'.join(parts)


def _rego_count(count: Count) -> str:
    found = terms(count, "h")
    told = "; ".join(found).replace(" == address", " == input.address")
    told = told.replace("> day -", "> input.day -").replace("> t -", "> input.t -")
    return f"count([1 | some h in input.history; {told}])"


def cedar() -> str:
    """A policy a rule, its name as its id; Cedar counts nothing, so that the counts come as facts."""
    policies = []
    for name, test in rules({n: n for n in COUNTS}).items():
        told = test
        for word in (*NAMES, *COUNTS):
            told = _word(told.replace("(", "( ").replace(")", " )"), word, f"context.{word}")
        policies.append(f'@id("{name}") forbid (principal, action, resource) when {{ {told} }};')
    return "permit (principal, action, resource);\n" + "\n".join(policies)


def python(*, history: bool) -> str:
    """The source of a function of a dict, as one would write it who knows exactly what is asked."""
    lines = ["def broken(fact):"]
    lines += [f"    {name} = fact['{name}']" for name in NAMES]
    if history:
        lines += [f"    {name} = 0" for name in COUNTS]
        lines += [
            "    for h in fact['history']:",
            "        ago = day - h['day']",
            "        sort = h['channel']",
        ]
        lines += ["        if ago < 7:", "            all_week += 1"]
        for sort in ("call", "sms", "email", "visit"):
            lines.append(f"        {'if' if sort == 'call' else 'elif'} sort == '{sort}':")
            for name, c in COUNTS.items():
                if c.channel == sort:
                    test = f"ago < {c.days}" if c.days else f"h['t'] > t - {c.hours * 3600}"
                    test += f" and h['result'] == '{c.result}'" if c.result else ""
                    test += " and h['address'] == address" if c.same_address else ""
                    lines += [f"            if {test}:", f"                {name} += 1"]
    else:
        lines += [f"    {name} = fact['{name}']" for name in COUNTS]
    lines.append("    found = []")
    for name, test in rules({n: n for n in COUNTS}).items():
        lines += [f"    if {as_python(test)}:", f"        found.append('{name}')"]
    return "\n".join([*lines, "    return found"])
