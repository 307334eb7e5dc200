"""Finding one person on purpose: by the exact case, an exact address, or the whole name and a second fact.

There is nothing to browse: no part of a name, no list of who is alike, and more than a few who fit are shown as nobody.
Every search is written down, and sealed, under whoever made it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg

from forbear.gate.spelling import one_spelling
from forbear.store.vault import open_vault
from forbear.terms import InputError

Connection = psycopg.Connection[Any]
MOST_FOUND: Final = 3
"""So many cases of one person are shown at once; more that fit need a closer question."""
WITHIN: Final = timedelta(minutes=10)
MOST_SEARCHES: Final = 20
"""So many searches one may make within that time."""
_SEEN: Final = "(%(who)s::text is null or seen_by(c.lender, c.case_id, %(who)s))"
_BY: Final = {
    "case": f"select c.case_id from cases c where c.case_id = %(case)s and {_SEEN}",
    "address": f"""
select c.case_id from addresses a join parties p using (person) join cases c using (case_id)
 where a.fingerprint = any(%(prints)s) and {_SEEN} order by c.case_id limit %(most)s""",
    "name": f"""
select c.case_id from people q join parties p using (person) join cases c using (case_id)
 where q.name = %(name)s and (q.birth_year::text = %(fact)s or c.opened::text = %(fact)s) and {_SEEN}
 order by c.case_id limit %(most)s""",
}
_COUNT: Final = "select count(*) from lookups where staff = %s and at > %s"
_KEEP: Final = "insert into lookups (staff, at, means, found) values (%s, %s, %s, %s)"


class TooManySearches(InputError):
    """Somebody looks for too many people in too short a time."""


def find_cases(
    connection: Connection,
    staff: str,
    collector: str | None,
    means: str,
    now: datetime,
    *,
    text: str,
    fact: str = "",
) -> Sequence[str]:
    """The cases that fit exactly, of those that a lender or agency may see; none where more than a few do.

    `text` is a case, an address or a whole name; `fact` goes with a name: the year of birth, or the day on which the
    debt began. InputError where it can't be read, TooManySearches where somebody asks too often.
    """
    if means not in _BY:
        raise InputError("/means", f"is none; write one of {', '.join(_BY)}")
    if not text.strip() or (means == "name" and not fact.strip()):
        raise InputError("/text", "is not enough; a name needs a second fact")
    row = connection.execute(_COUNT, [staff, now - WITHIN]).fetchone()
    if row and row[0] >= MOST_SEARCHES:
        minutes = int(WITHIN.total_seconds() // 60)
        raise TooManySearches(
            "/text", f"{MOST_SEARCHES} searches in {minutes} minutes are the most; wait a little"
        )
    given = {"who": collector, "case": text.strip(), "name": text.strip(), "fact": fact.strip(),
             "prints": _prints(connection, text) if means == "address" else [], "most": MOST_FOUND + 1}  # fmt: skip
    found = [case for (case,) in connection.execute(_BY[means].encode(), given)]
    shown = list(dict.fromkeys(found)) if len(found) <= MOST_FOUND else []
    connection.execute(_KEEP, [staff, now, means, shown])
    return shown


def _prints(connection: Connection, text: str) -> list[bytes]:
    """The fingerprints that an address may have, as a number or a mailbox."""
    vault, kind = open_vault(connection), "email" if "@" in text else "mobile"
    if kind == "mobile" and not one_spelling(kind, text).removeprefix("phone:").strip("+").isdigit():
        return []
    return [vault.fingerprint(kind, text)]
