"""What a log is asked before it is swept: which zones and places it names, and what span it covers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forbear.law.clock import find_zone
from forbear.law.clock.zones import DAY
from forbear.law.sweep.dialect import Dialect
from forbear.law.sweep.plan import Survey
from forbear.terms import InputError

EARLIEST_US = 2 * DAY * 1_000_000
"""The earliest instant that a sweep takes, 1970-01-03: before it a local day might be negative."""


WORDS = ("channel", "direction", "purpose", "address_kind", "result", "style", "known_at")
FLAGS = {
    "one_debt": "talked_of IS NULL AND {size} = 1",
    "of_another": "COALESCE(address_person <> person, FALSE)",
    "conveys_debt": "conveys_debt",
    "limited_content": "limited_content",
    "has_text": "text IS NOT NULL",
    "replies": "reply_to IS NOT NULL",
}
"""Columns of the contacts of which every value is asked for: words, and what is true or false."""


def _words_sql(dialect: Dialect) -> str:
    text = dialect.types["text"]
    asked = [f"SELECT '{n}' AS name, CAST(x.{n} AS {text}) AS word FROM (SELECT DISTINCT {n} FROM in_contacts) x"
             for n in WORDS]  # fmt: skip
    asked += [
        f"SELECT '{name}', CASE WHEN x.told THEN 'true' WHEN NOT x.told THEN 'false' END"
        f" FROM (SELECT DISTINCT {sql.format(size=dialect.size.format('debts'))} AS told FROM {table}) x"
        for table, flags in (("in_contacts", FLAGS), ("in_debts", {"grouped": "grouping IS NOT NULL"}))
        for name, sql in flags.items()
    ]
    asked.append("SELECT 'said', x.kind FROM (SELECT DISTINCT kind FROM in_statements) x")
    return " UNION ALL ".join(asked)


def _read_words(rows: Sequence[Sequence[Any]]) -> Mapping[str, frozenset[Any]]:
    flags = {"true": True, "false": False, None: None}
    found: dict[str, set[Any]] = {name: set() for name in (*WORDS, *FLAGS, "grouped", "said")}
    for name, word in rows:
        found[name].add(word if name in WORDS or name == "said" else flags[word])
    return {name: frozenset(words) for name, words in found.items()}


def survey_sql(dialect: Dialect) -> Mapping[str, str]:
    """What to ask of the tables, by name; `read_survey` reads the rows of each answer."""
    size = dialect.size.format
    return {
        "words": _words_sql(dialect),
        "span": "SELECT MIN(at_us), MAX(at_us) FROM in_contacts",
        "since": "SELECT MIN(at_us), MAX(at_us) FROM in_statements",
        "noted": "SELECT MIN(validation_sent_day), MAX(validation_sent_day) FROM in_debts",
        "most": f"SELECT MAX({size('debts')}) FROM in_contacts UNION ALL SELECT MAX(x.many) FROM"
        " (SELECT COUNT(*) AS many FROM in_debts GROUP BY circle) x",
        "zones": "SELECT DISTINCT x.item FROM (SELECT DISTINCT zones FROM in_people) p "
        + dialect.spread.format("p.zones", "x"),
        "most_zones": f"SELECT MAX({size('zones')}) FROM in_people",
        "regions": "SELECT DISTINCT region FROM in_people WHERE region IS NOT NULL",
        "people": "SELECT circle, id FROM in_people GROUP BY circle, id HAVING COUNT(*) > 1 LIMIT 1",
        "debts": "SELECT circle, id FROM in_debts GROUP BY circle, id HAVING COUNT(*) > 1 LIMIT 1",
        "collectors": "SELECT NULL, id FROM in_collectors GROUP BY id HAVING COUNT(*) > 1 LIMIT 1",
        "statements": "SELECT MIN(circle), MIN(id) FROM in_statements GROUP BY m HAVING COUNT(*) > 1 LIMIT 1",
        "contacts": "SELECT c.circle, c.id FROM in_contacts c JOIN"
        " (SELECT DISTINCT circle, reply_to FROM in_contacts WHERE reply_to IS NOT NULL) r"
        " ON r.circle = c.circle AND r.reply_to = c.id GROUP BY c.circle, c.id HAVING COUNT(*) > 1 LIMIT 1",
    }


def read_survey(answers: Mapping[str, Sequence[Sequence[Any]]]) -> Survey:
    """The survey that the rows of the answers amount to.

    InputError where a zone is unknown, an instant too early, or an id stands twice: what would be judged wrongly.
    """
    for table in ("people", "debts", "contacts", "statements"):
        for circle, name in answers[table]:
            raise InputError(
                f"/{table}", f"the id {name!r} stands twice in circle {circle}; ids are unique there"
            )
    for _, name in answers["collectors"]:
        raise InputError("/collectors", f"the id {name!r} stands twice; ids are unique")
    for (name,) in answers["zones"]:
        _check_zone(name)
    instants = [t for row in (*answers["span"], *answers["since"]) for t in row if t is not None]
    if instants and min(instants) < EARLIEST_US:
        raise InputError("/contacts/at", "an instant before 1970-01-03; leave it out")
    contacts = [t // (DAY * 1_000_000) for row in answers["span"] for t in row if t is not None]
    days = contacts + [d for row in answers["noted"] for d in row if d is not None]
    return Survey(
        first=min(days, default=0) - 2,
        last=max(days, default=0) + 2,
        since=min(instants, default=EARLIEST_US) // 1_000_000,
        zones=tuple(sorted(name for (name,) in answers["zones"])),
        regions=tuple(sorted(name for (name,) in answers["regions"])),
        most_debts=max((n for (n,) in answers["most"] if n is not None), default=0),
        most_zones=max((n for (n,) in answers["most_zones"] if n is not None), default=0),
        words=_read_words(answers["words"]),
    )


def _check_zone(name: str) -> None:
    try:
        find_zone(name)
    except ValueError as e:
        raise InputError("/people/zones", str(e)) from None
