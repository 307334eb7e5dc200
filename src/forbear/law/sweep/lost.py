"""The fact that contact with the borrower is lost, for all views at once.

It is found from the past contacts of the borrowers of the circle: when one of them was last reached, the dials that
failed after that, the numbers that are known to be dead.
"""

from __future__ import annotations

from forbear.law.clock import NEVER
from forbear.law.rules.lost import LostContact
from forbear.law.sweep.plan import Plan
from forbear.law.sweep.printing import some, surely

DAY = 86400
PAIRS = "e.seat = v.seat AND e.at_us < v.at_us"
"""That a past contact is one that a view sees."""


def lost_sql(plan: Plan, number: int, fact: LostContact) -> str:
    """Whether the door is open at the view's instant."""
    plan.lost[number] = fact
    for condition in (_ANSWERS, _FAILED):
        plan.mark(condition, "e")
    plan.mark("e.n IS NOT NULL", "e")  # any past contact may show what kind of line its address is
    return (
        f"(CASE WHEN v.t >= l.opens{number} THEN TRUE WHEN l.opens{number} IS NOT NULL THEN FALSE"
        " WHEN l.in_doubt = 1 THEN NULL ELSE FALSE END)"
    )


_ANSWERS = (
    "(e.direction = 'inbound'"
    " OR (e.channel = 'call' AND COALESCE(e.result IN ('conversation', 'dropped'), FALSE)))"
)
_FAILED = (
    "(e.channel = 'call' AND e.direction = 'outbound' AND e.address_kind = 'mobile'"
    " AND COALESCE(e.result IN ('not_connected', 'unanswered'), FALSE))"
)


def lost_tables(plan: Plan) -> list[tuple[str, str]]:
    """The tables, in order, that end in `sweep_lost`: one row for each view that may have lost contact."""
    tables = [
        ("sweep_reached", _reached(plan)),
        ("sweep_failed", _failed(plan)),
        ("sweep_dead", _dead()),
    ]
    opens = []
    for number, fact in plan.lost.items():
        tables += [
            (f"sweep_dials{number}", _after_dials(fact)),
            (f"sweep_runs{number}", _after_days(fact)),
        ]
        opens.append(number)
    return [*tables, ("sweep_lost", _together(opens))]


def _reached(plan: Plan) -> str:
    answers = plan.mark(_ANSWERS, "e")
    asked = some(*(f"COALESCE({scope}, TRUE)" for scope in plan.lost_for))
    return (
        f"SELECT v.vid, MAX(CASE WHEN {answers} AND e.of_borrower THEN e.t END) AS reached\n"
        f"FROM sweep_views v JOIN sweep_past e ON {PAIRS} WHERE {asked} GROUP BY v.vid"
    )


def _failed(plan: Plan) -> str:
    failed = plan.mark(_FAILED, "e")
    ours = (
        "(v.lender_id = e.lender_id OR v.collector_id = e.collector"
        " OR (v.collector_id IS NULL AND e.collector IS NULL))"
    )
    return (
        "SELECT v.vid, v.clock, e.n, e.t, e.day, e.address\n"
        f"FROM sweep_views v JOIN sweep_past e ON {PAIRS} JOIN sweep_reached r ON r.vid = v.vid\n"
        f"WHERE {failed} AND e.of_borrower AND {surely(ours)} AND e.t > COALESCE(r.reached, {NEVER})"
    )


def _dead() -> str:
    """Statements that a borrower's number is dead, with what is known of the line: 1 mobile, 0 none, NULL unknown."""
    line = "e.channel IN ('call', 'sms')"
    return (
        "SELECT h.vid, h.m, MIN(h.said_t) AS said_t,\n"
        f"MAX(CASE WHEN {line} AND e.address_kind = 'mobile' THEN 1 ELSE 0 END) AS mobile,\n"
        f"MAX(CASE WHEN NOT ({line}) OR e.address_kind <> 'unknown' THEN 1 ELSE 0 END) AS other\n"
        f"FROM sweep_heard h LEFT JOIN sweep_reached r ON r.vid = h.vid\n"
        "LEFT JOIN sweep_past e ON e.seat = h.seat AND e.at_us < h.v_at_us"
        " AND e.address IS NOT DISTINCT FROM h.address\n"
        "WHERE h.kind = 'address_invalid' AND h.speaker = 'borrower'"
        f" AND h.at_us > COALESCE(r.reached, {NEVER}) * 1000000\n"
        "GROUP BY h.vid, h.m"
    )


def _after_dials(fact: LostContact) -> str:
    """From the local day after so many failed dials to one number."""
    first = f"GREATEST(g.from_s, (d.day + 1) * {DAY} - g.offset_s, d.t)"
    ends = f"(d.day + 3) * {DAY} - g.offset_s"
    return (
        f"SELECT d.vid, MIN({first}) AS opens FROM (\n"
        "  SELECT f.vid, f.clock, f.t, f.day,"
        " ROW_NUMBER() OVER (PARTITION BY f.vid, f.address ORDER BY f.t, f.n) AS place\n"
        "  FROM sweep_failed f WHERE f.day IS NOT NULL\n"
        f") d JOIN given_offsets g ON g.clock = d.clock\n"
        f"WHERE d.place = {fact.failed_dials} AND {first} < g.until_s AND {first} < {ends} GROUP BY d.vid"
    )


def _after_days(fact: LostContact) -> str:
    """At once, with the first failed dial of so many days running."""
    return (
        "SELECT x.vid, MIN(x.t) AS opens FROM (\n"
        "  SELECT w.vid, w.t, w.day, FIRST_VALUE(w.day) OVER (PARTITION BY w.vid, w.run ORDER BY w.t, w.n) AS since\n"
        "  FROM (\n"
        "    SELECT y.*, SUM(CASE WHEN y.day - y.before IN (0, 1) THEN 0 ELSE 1 END)"
        " OVER (PARTITION BY y.vid ORDER BY y.t, y.n) AS run\n"
        "    FROM (SELECT f.vid, f.n, f.t, f.day,"
        " LAG(f.day) OVER (PARTITION BY f.vid ORDER BY f.t, f.n) AS before\n"
        "      FROM sweep_failed f WHERE f.day IS NOT NULL) y\n"
        f"  ) w\n) x WHERE x.day - x.since >= {fact.failed_days - 1} GROUP BY x.vid"
    )


def _together(numbers: list[int]) -> str:
    """When the door opens, by number, and whether it turns on what is not known."""
    parts = [
        "SELECT vid, said_t AS opens, 0 AS fact, 0 AS doubt FROM sweep_dead WHERE mobile = 1",
        "SELECT vid, NULL, 0, 1 FROM sweep_dead WHERE mobile = 0 AND other = 0",
        "SELECT vid, NULL, 0, 1 FROM sweep_failed WHERE day IS NULL",
    ]
    for number in numbers:
        parts += [f"SELECT vid, opens, {number}, 0 FROM sweep_{w}{number}" for w in ("dials", "runs")]
    shown = ", ".join(f"MIN(CASE WHEN o.fact IN (0, {n}) THEN o.opens END) AS opens{n}" for n in numbers)
    return (
        f"SELECT o.vid, {shown}, MAX(o.doubt) AS in_doubt FROM (\n"
        + "\nUNION ALL ".join(parts)
        + ") o GROUP BY o.vid"
    )
