"""A campaign before it is run: which planned contacts are lawful, and the plan itself kept within the caps.

A sweep judges every planned contact with all the others as if they were made. A circle in which all are allowed is
done. In any other circle, and where two are planned for one instant, `judge` goes through the plan in the order of
time: one that is allowed counts for the next. What is not allowed then is offered a later moment, after all that is
planned for its circle, and counts from there for the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from forbear.law.judge import Verdict
from forbear.review.audit.filling import fill_inputs
from forbear.review.audit.requests import Circle, read_circles
from forbear.review.audit.running import Audit, PartSweep
from forbear.terms import Contact, Window

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """A planned contact: `now` (lawful when it is planned), `later` (from `window` on), `forbidden` or `unknown`; for
    all but the first the verdict as it would be when it is planned."""

    line: int
    contact: Contact
    fate: str
    verdict: Verdict | None = None
    window: Window | None = None


def screen_parts(
    connection: DuckDBPyConnection,
    audit: Audit,
    plan: int,
    sweep_part: PartSweep,
    step: Callable[[int, int], None] = lambda d, o: None,
) -> Iterator[Screened]:
    """Every planned contact (those of part `plan` of the log taken in), circle by circle."""
    parts = connection.execute("SELECT first, last, many FROM chunks ORDER BY chunk").fetchall()
    done, whole = 0, sum(many for *_, many in parts)
    for first, last, many in parts:
        fill_inputs(connection, first, last)
        connection.execute(
            f"UPDATE in_contacts SET judged = c.judged AND p.part = {plan},"
            f" result = CASE WHEN p.part = {plan} THEN NULL ELSE c.result END"
            " FROM in_contacts c JOIN placed p ON p.n = c.n WHERE in_contacts.n = c.n"
        )
        sweep_part(connection, audit)
        yield from _screen(connection, audit)
        done += many
        step(done, whole)


def _screen(connection: DuckDBPyConnection, audit: Audit) -> Iterator[Screened]:
    run = connection.execute
    run("""CREATE OR REPLACE TEMP TABLE wanted_circles AS
SELECT c.circle FROM sweep_verdicts v JOIN in_contacts c ON c.n = v.n WHERE v.verdict <> 'allow'
UNION SELECT circle FROM in_contacts WHERE judged GROUP BY circle, at_us HAVING COUNT(*) > 1""")
    lines: dict[int, int] = dict(
        run("SELECT p.n, p.line FROM placed p JOIN in_contacts c ON c.n = p.n WHERE c.judged").fetchall()
    )
    run("CREATE OR REPLACE TEMP TABLE all_wanted AS SELECT circle FROM wanted_circles")
    for circle in read_circles(connection):
        yield from _screen_circle(circle, audit, lines)
    run("CREATE OR REPLACE TEMP TABLE wanted_circles AS SELECT DISTINCT circle FROM in_contacts"
        " WHERE judged AND circle NOT IN (SELECT circle FROM all_wanted)")  # fmt: skip
    for circle in read_circles(connection):
        for row, contact in circle.rows:
            if row["judged"]:
                yield Screened(line=lines[row["n"]], contact=contact, fate="now")


def _screen_circle(circle: Circle, audit: Audit, lines: dict[int, int]) -> Iterator[Screened]:
    """The plan of one circle: in the order of time, then a later moment for what could not be."""
    made = [contact for row, contact in circle.rows if not row["judged"]]
    refused: list[tuple[Any, Contact, Verdict]] = []
    for row, contact in circle.rows:
        if not row["judged"]:
            continue
        verdict = audit.judge(circle.request(row, contact, _just_before(made, contact)))
        if verdict.verdict == "allow":
            made.append(contact)
            yield Screened(line=lines[row["n"]], contact=contact, fate="now")
        else:
            refused.append((row, contact, verdict))
    for row, contact, verdict in refused:
        if verdict.verdict == "unknown":
            yield Screened(line=lines[row["n"]], contact=contact, fate="unknown", verdict=verdict)
            continue
        window = _later(circle, audit, row, contact, made)
        if window is not None:
            made.append(replace(contact, at=window.start))
        fate = "later" if window else "forbidden"
        yield Screened(line=lines[row["n"]], contact=contact, fate=fate, verdict=verdict, window=window)


def _just_before(made: Sequence[Contact], contact: Contact) -> list[Contact]:
    """What is made, with those at the very instant of a contact a moment earlier: of two at once, one counts."""
    return [replace(c, at=c.at - MOMENT) if c.stamp == contact.stamp else c for c in made]


def _later(
    circle: Circle, audit: Audit, row: Any, contact: Contact, made: Sequence[Contact]
) -> Window | None:
    """The first lawful span after all that is made or planned: it takes nothing from what is allowed already."""
    last = max((c.at for c in made), default=contact.at)
    asked = replace(contact, at=max(contact.at, (last + MOMENT).astimezone(contact.at.tzinfo)))
    return audit.judge(circle.request(row, asked, list(made))).next_lawful
