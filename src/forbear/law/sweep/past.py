"""The past contacts as each view sees them, and the facts counted over them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from forbear.law.sweep.dialect import Dialect
from forbear.law.sweep.given import clocks_of
from forbear.law.sweep.plan import Plan
from forbear.law.sweep.printing import some, surely
from forbear.law.sweep.stated import consent_covers
from forbear.law.sweep.views import AHEAD, DAY, LENDER, medium

PAIRED = "e.seat = v.seat AND e.at_us < v.at_us"
"""That a past contact came strictly before a view, in the same circle and on the same clock: its seat."""
TALK = "(e.channel = 'call' AND COALESCE(e.result = 'conversation', FALSE))"


def wrong_sql() -> str:
    """From when on each address of a circle is known to be somebody else's."""
    return (
        "SELECT e.circle, e.address, MIN(e.at_us) AS first_us FROM in_contacts e\n"
        "WHERE e.result = 'wrong_number' AND e.address IS NOT NULL GROUP BY e.circle, e.address"
    )


def answered_sql() -> str:
    """When each message was first answered by us, and how often at that instant."""
    answers = "FROM in_contacts e WHERE e.reply_to IS NOT NULL AND e.direction = 'outbound'"
    return (
        "SELECT a.circle, a.reply_to, a.first_us, COUNT(CASE WHEN e.at_us = a.first_us THEN 1 END) AS times\n"
        f"FROM (SELECT e.circle, e.reply_to, MIN(e.at_us) AS first_us {answers} GROUP BY e.circle, e.reply_to) a\n"
        f"JOIN (SELECT e.circle, e.reply_to, e.at_us {answers}) e"
        " ON e.circle = a.circle AND e.reply_to = a.reply_to\n"
        "GROUP BY a.circle, a.reply_to, a.first_us"
    )


def past_sql(plan: Plan, wanted: set[str]) -> str:
    """The past contacts that any fact looks at, with their local day on each clock of their circle.

    Of one about a single debt only that is kept (`only_debt`); the lists stand where they differ from it.
    """
    dialect = plan.dialect
    alone = f"e.talked_of IS NULL AND {dialect.size.format('e.debts')} = 1"
    day = dialect.quotient("(e.t + g.offset_s)", DAY)
    same = "n circle id at_us person collector address channel direction reply_to address_kind"
    columns = {
        **{name: f"e.{name}" for name in same.split()},
        "t": dialect.quotient("e.at_us", 1_000_000),
        "lender_id": LENDER,
        "wrong_us": "w.first_us",
        "of_borrower": "COALESCE(b.role = 'borrower', FALSE)",
        "bits": plan.bits(),
        "only_debt": f"CASE WHEN {alone} THEN {dialect.first.format('e.debts')} END",
        "debts": f"CASE WHEN NOT ({alone}) THEN e.debts END",
        "touched": f"CASE WHEN NOT ({alone}) THEN"
        " CASE WHEN e.talked_of IS NULL THEN e.debts ELSE e.debts || e.talked_of END END",
        "talked": f"CASE WHEN NOT ({alone}) THEN COALESCE(e.talked_of, e.debts) END",
    }
    inner = wanted | {"circle", "t"}
    shown = ",\n    ".join(f"{sql} AS {name}" for name, sql in columns.items() if name in inner)
    there = f"COALESCE({day}, {dialect.quotient('(e.t + e.noted_s)', DAY)})"
    return f"""\
SELECT {", ".join(f"e.{name}" for name in columns if name in wanted)}, z.seat, {day} AS day, {there} AS day_there
FROM (
  SELECT {shown}, e.offset_s AS noted_s
  FROM in_contacts e
  LEFT JOIN in_collectors k ON k.id = e.collector
  LEFT JOIN sweep_wrong w ON w.circle = e.circle AND w.address = e.address
  {"LEFT JOIN in_people b ON b.circle = e.circle AND b.id = e.person" if "of_borrower" in wanted else ""}
) e JOIN sweep_seats z ON z.circle = e.circle
{AHEAD.format(clock="z.clock", t="e.t")}"""


def about(dialect: Dialect, item: str, only: str, names: str, only_name: str) -> str:
    """Whether a list of debts, or the one debt in its place, is empty or has a debt of some names, or the one name."""
    one, many = dialect.array.format(only), dialect.array.format(only_name)
    overlap = dialect.overlaps.format(f"COALESCE({item}, {one})", f"COALESCE({names}, {many})")
    return f"(COALESCE({dialect.size.format(item)}, 1) = 0 OR {overlap})"


def asked_sql(plan: Plan) -> str:
    """The message that each view answers, if any, and whether it is the person's own and not answered yet."""
    ends = "".join(f", d.ends{i}" for i in range(len(plan.threads)))
    days = "LEFT JOIN given_days d ON d.day = e.day" if plan.threads else ""
    return (
        f"SELECT v.vid, e.at_us, e.t{ends},\n"
        "  e.collector IS NULL OR COALESCE(e.collector = v.collector_id, FALSE) AS by_us,\n"
        f"  e.direction = 'inbound' AND e.person = v.person AND {medium('e.channel')} = {medium('v.channel')}"
        " AND (a.first_us IS NULL OR a.first_us >= v.at_us) AS answers\n"
        f"FROM sweep_past e JOIN (SELECT v.* FROM sweep_views v WHERE v.reply_to IS NOT NULL) v"
        f" ON {PAIRED} AND e.id = v.reply_to\n"
        "LEFT JOIN sweep_answered a ON a.circle = v.circle AND a.reply_to = v.reply_to\n"
        f"{days}"
    )


def went_sql(plan: Plan) -> str:
    """The past contacts that went on with a message of the person's own, by clock and thread."""
    went = ", ".join(f"COALESCE(e.day <= d.ends{i}, FALSE) AS went{i}" for i in range(len(plan.threads)))
    return (
        f"SELECT e.seat, e.n, {went}\n"
        "FROM sweep_past e JOIN sweep_past m ON m.seat = e.seat AND m.id = e.reply_to\n"
        "  AND m.at_us <= e.at_us\n"
        "JOIN sweep_answered a ON a.circle = e.circle AND a.reply_to = e.reply_to\n"
        "LEFT JOIN given_days d ON d.day = m.day\n"
        "WHERE e.direction = 'outbound' AND m.direction = 'inbound' AND m.person = e.person"
        f" AND {medium('m.channel')} = {medium('e.channel')} AND a.first_us = e.at_us AND a.times = 1"
    )


def talks_sql(plan: Plan) -> str:
    """The first conversation with the person after each consent that binds."""
    talk = plan.mark(TALK, "e")
    size = plan.dialect.size.format
    touched = f"CASE WHEN {size('e.debts')} = 0 OR {size('e.talked')} = 0 THEN e.debts ELSE e.talked END"
    talked = about(plan.dialect, touched, "e.only_debt", "h.names", "h.only_name")
    if plan.survey.one_debt:
        talked = "e.only_debt = h.only_name"
    return (
        "SELECT h.vid, h.m, MIN(e.at_us) AS talk_us\n"
        f"FROM sweep_heard0 h JOIN (SELECT e.* FROM sweep_past e WHERE {talk}) e\n"
        "  ON e.seat = h.seat AND e.at_us < h.v_at_us AND e.person = h.v_person\n"
        f"  AND e.at_us > h.at_us AND {talked}\n"
        "WHERE h.kind = 'consent' GROUP BY h.vid, h.m"
    )


def under_sql(plan: Plan) -> str:
    """The past contacts that were made under a consent by which they are not counted, by view."""
    shown = ", ".join(
        f"MAX(CASE WHEN {surely(consent_covers(c, 'e.t', 'e.day'))} THEN 1 ELSE 0 END) = 1 AS under{i}"
        for i, c in enumerate(plan.consents)
    )
    return (
        f"SELECT h.vid, e.n, {shown}\nFROM sweep_heard h JOIN sweep_past e"
        " ON e.seat = h.seat AND e.at_us < h.v_at_us\n"
        "WHERE h.kind = 'consent' GROUP BY h.vid, e.n"
    )


def pairs_sql(plan: Plan, only: str = "TRUE") -> str:
    """Each view with each past contact it sees, and in what they are alike; `only` keeps to some views.

    The usual pair, of one debt each, is set apart from those for which lists have to be compared.
    """
    under = "LEFT JOIN (SELECT DISTINCT vid FROM sweep_under) x ON x.vid = v.vid" if plan.consents else ""
    if "validation_told" in plan.needs:  # asked where a statement is heard
        under += " LEFT JOIN (SELECT DISTINCT vid FROM sweep_heard) y ON y.vid = v.vid"
    wants = " + ".join(
        f"CASE WHEN COALESCE({some(*tests)}, TRUE) THEN {mark} ELSE 0 END"
        for mark, tests in sorted(plan.wants.items())
    )
    one_debt = plan.survey.one_debt
    usual_view = "v.only_name IS NOT NULL" + (" AND x.vid IS NULL" if plan.consents else "")
    usual_past = "e.only_debt IS NOT NULL" + (" AND e.reply_to IS NULL" if plan.threads else "")
    views = f"(SELECT v.*, CAST({wants or 0} AS BIGINT) AS wants FROM sweep_views v {under} WHERE {only} AND {{0}}) v"
    pasts = "(SELECT e.* FROM sweep_past e WHERE {0}) e"
    few = only != "TRUE"  # the smaller side of a join is written last

    def joined(view: str, past: str, *, views_last: bool) -> str:
        first, second = views.format(view), pasts.format(past)
        return f"{second} JOIN {first}" if views_last else f"{first} JOIN {second}"

    parts = [_pairs(plan, joined(usual_view, usual_past, views_last=few), usual=True)]
    if plan.threads or not one_debt:
        parts.append(_pairs(plan, joined(usual_view, f"NOT ({usual_past})", views_last=few), usual=False))
    if plan.consents or not one_debt:
        parts.append(_pairs(plan, joined(f"NOT ({usual_view})", "TRUE", views_last=True), usual=False))
    return "\nUNION ALL ".join(parts)


def _pairs(plan: Plan, joined: str, *, usual: bool) -> str:
    """The pairs of some views and some past contacts, joined."""

    def touches(column: str) -> str:
        if usual or plan.survey.one_debt:
            return "e.only_debt = v.only_name"
        return about(plan.dialect, f"e.{column}", "e.only_debt", "v.names", "v.only_name")

    before = [name for name in plan.days if name.startswith("before")]
    joins = [f"{joined} ON {PAIRED} AND (e.bits & v.wants) <> 0"]
    if before:
        joins.append("LEFT JOIN given_days d ON d.day = v.day")
    if plan.consents and not usual:
        joins.append("LEFT JOIN sweep_under u ON u.vid = v.vid AND u.n = e.n")
    if plan.threads and not usual:
        joins.append("LEFT JOIN sweep_went w ON w.seat = e.seat AND w.n = e.n")
    columns = {
        "vid": "v.vid",
        **{f"v_{name}": f"v.{name}" for name in ("day", "t", "address")},
        **{name: f"e.{name}" for name in ("bits", "day", "day_there", "t", "at_us", "address")},
        **{name: f"d.{name}" for name in before},
        "same_person": "e.person = v.person",
        "same_collector": "v.collector_id IS NULL OR e.collector IS NULL OR e.collector = v.collector_id",
        "same_lender": "v.lender_id IS NULL OR e.lender_id IS NULL OR e.lender_id = v.lender_id",
        "asked_of": "e.collector IS NULL OR COALESCE(e.collector = v.collector_id, FALSE)",
        "touches": touches("touched"),
        "touches_talked": touches("talked"),
        "about": touches("debts"),
        "right_number": "e.wrong_us IS NULL OR e.wrong_us >= v.at_us"
        if plan.survey.may("result", "wrong_number")
        else "TRUE",
    }
    for flag, items in (("u.under", plan.consents), ("w.went", plan.threads)):
        columns |= {f"{flag[2:]}{i}": "FALSE" if usual else surely(f"{flag}{i}") for i in range(len(items))}
    wanted = re.findall(r"\bp\.(\w+)", " ".join((*plan.counted.values(), *plan.by_address.values())))
    kept = {"vid", *wanted, *(["address"] if plan.by_address else [])}
    shown = ",\n  ".join(f"{sql} AS {name}" for name, sql in columns.items() if name in kept)
    return f"SELECT {shown}\nFROM {' '.join(joins)}"


def counted_sql(plan: Plan) -> str:
    """The facts counted over the past contacts of each view."""
    return f"SELECT p.vid{_shown(plan.counted)}\nFROM (\n{pairs_sql(plan)}\n) p GROUP BY p.vid"


def by_address_sql(plan: Plan) -> str:
    """The counts of the address used most, for a contact whose own is not told."""
    total = (
        "COALESCE(MAX(CASE WHEN b.address IS NOT NULL THEN b.{0} END), 0)"
        " + COALESCE(MAX(CASE WHEN b.address IS NULL THEN b.{0} END), 0)"
    )
    folded = {name: total.format(name) for name in plan.by_address}
    return (
        f"SELECT b.vid{_shown(folded)}\nFROM (SELECT p.vid, p.address{_shown(plan.by_address)} FROM (\n"
        f"{pairs_sql(plan, 'v.address IS NULL')}\n) p GROUP BY p.vid, p.address) b GROUP BY b.vid"
    )


def _shown(columns: Mapping[str, str]) -> str:
    return "".join(f",\n  {sql} AS {name}" for name, sql in columns.items())


def seats_sql(plan: Plan, fixed: Sequence[str]) -> str:
    """The clocks by which the contacts of each circle are seen."""
    each = len(clocks_of(plan.survey, fixed)) + 1
    circle = plan.dialect.quotient("v.seat", each)
    return (
        f"SELECT v.seat, {circle} AS circle, v.seat - {each} * {circle} AS clock\n"
        "FROM (SELECT DISTINCT seat FROM sweep_views) v"
    )


def needed_marks(plan: Plan) -> None:
    """The marks of past contacts that are looked up by id or by statement, and not only counted."""
    if "asked" in plan.needs or plan.threads:
        plan.mark("e.direction = 'inbound'", "e")
    plan.mark(TALK, "e")
