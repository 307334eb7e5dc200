"""The statements as each view hears them: those that bind at its instant, and what has become of them since."""

from __future__ import annotations

from forbear.law.rules.context import ENDED_BY
from forbear.law.sweep.columns import reaches_place
from forbear.law.sweep.dialect import quote
from forbear.law.sweep.plan import Plan
from forbear.law.sweep.printing import every, marked, some
from forbear.law.sweep.views import AHEAD, DAY, consumer, medium


def said_table(plan: Plan) -> str:
    """Each statement on each clock of its circle, with its local day and when it lapses after so many days."""
    dialect = plan.dialect
    t = dialect.quotient("s.at_us", 1_000_000)
    day = dialect.quotient(f"({t} + g.offset_s)", DAY)
    own = dialect.quotient(f"({t} + s.offset_s)", DAY)
    lapses = "".join(
        f",\n  CASE WHEN s.said_day IS NULL THEN (s.day_there + {n + 1}) * {DAY} - s.offset_s"
        f" ELSE y.lapse{n} END AS lapse{n}"
        for n in sorted(plan.lapses)
    )
    return (
        f"SELECT s.*{lapses}\nFROM (\n"
        f"  SELECT s.*, z.seat, z.clock, {t} AS said_t, {day} AS said_day, COALESCE({day}, {own}) AS day_there,"
        " l.lifted_us\n"
        "  FROM in_statements s JOIN sweep_seats z ON z.circle = s.circle\n"
        f"  {AHEAD.format(clock='z.clock', t=t)}\n"
        "  LEFT JOIN (SELECT x.circle, x.lifts, x.person, MIN(x.at_us) AS lifted_us FROM in_statements x"
        " WHERE x.kind = 'lifted' GROUP BY x.circle, x.lifts, x.person) l\n"
        "    ON l.circle = s.circle AND l.lifts = s.id AND l.person = s.person\n"
        ") s" + (_lapses(plan, t, day) if plan.lapses else "")
    )


def _lapses(plan: Plan, t: str, day: str) -> str:
    """The ends of the local days on which statements lapse."""
    shown = ", ".join(
        f"MAX(CASE WHEN o.from_s < (s.day + {n + 1}) * {DAY} - o.offset_s"
        f" AND o.until_s > (s.day + {n - 1}) * {DAY} - o.offset_s"
        f" THEN LEAST(o.until_s, (s.day + {n + 1}) * {DAY} - o.offset_s) END) AS lapse{n}"
        for n in sorted(plan.lapses)
    )
    return (
        f"\nLEFT JOIN (SELECT s.m, s.clock, {shown} FROM (\n"
        f"    SELECT s.m, z.clock, {day} AS day FROM in_statements s JOIN sweep_seats z ON z.circle = s.circle\n"
        f"    {AHEAD.format(clock='z.clock', t=t)}\n"
        "  ) s JOIN given_offsets o ON o.clock = s.clock GROUP BY s.m, s.clock) y ON y.m = s.m AND y.clock = s.clock"
    )


def heard_first_sql(plan: Plan) -> str:
    """Each view with each statement that binds at its instant, and in what they fit together."""
    lapses = "".join(f", s.lapse{n}" for n in sorted(plan.lapses))
    alone = plan.dialect.array.format("v.only_name")
    named = plan.dialect.overlaps.format("s.debts", f"COALESCE(v.names, {alone})")
    about = f"({plan.dialect.size.format('s.debts')} = 0 OR {named})"
    same_address = "(s.address IS NULL OR v.address IS NULL OR s.address = v.address)"
    covers = every(
        "s.kind = 'opt_out'",
        "s.person = v.person",
        f"(s.channel IS NULL OR {medium('s.channel')} = {medium('v.channel')})",
        same_address,
    )
    return f"""\
SELECT v.vid, v.seat, v.names AS names, v.only_name, v.at_us AS v_at_us, v.t, v.day, v.second, v.person AS v_person,
  v.address AS v_address, {medium("v.channel")} AS v_medium, v.validation_sent_day,
  CASE WHEN s.place IS NOT NULL THEN {reaches_place("s.place")} END AS reaches,
  s.m, s.kind, s.at_us, s.said_t, s.said_day, s.day_there, s.until_us, s.person, s.medium, s.place, s.weekdays, s.dates,
  s.from_s, s.to_s, s.from_day, s.to_day, s.consent_to, s.channel, s.address, s.by_whom, s.written{lapses},
  s.person = v.person AS own, w.role AS speaker, {consumer("w.role")} AS consumer, {about} AS about,
  {covers} AS asks_stop,
  (s.given_to IS NULL OR COALESCE(s.given_to = v.collector_id, FALSE))
    AND (s.address IS NULL OR COALESCE(s.address = v.address, FALSE)) AND {about} AS fits
FROM sweep_views v
JOIN sweep_said s ON s.seat = v.seat AND s.at_us <= v.at_us
  AND (s.lifted_us IS NULL OR s.lifted_us > v.at_us)
LEFT JOIN in_people w ON w.circle = s.circle AND w.id = s.person"""


def _ended() -> str:
    """That a later statement (`e`) ends one (`h`)."""
    ends = some(
        *(f"(h.kind = {quote(a)} AND e.kind = {quote(b)})" for a, b in ENDED_BY.items() if a != "opt_out")
    )
    by_same = "(e.by_whom IS NULL OR h.by_whom IS NULL OR e.by_whom = h.by_whom)"
    opt_in = every(
        "h.kind = 'opt_out'",
        "e.kind = 'opt_in'",
        "(e.channel IS NULL OR COALESCE(e.channel = h.channel, FALSE))",
        "(e.address IS NULL OR COALESCE(e.address = h.address, FALSE))",
    )
    person = "(e.person = h.person OR h.kind NOT IN ('represented', 'opt_out'))"
    return every("e.at_us > h.at_us", by_same, "e.about", person, some(ends, opt_in))


def undone_sql() -> str:
    """What has become of a statement by a later one: ended, taken back, or (of a consent) revoked."""
    named = every(
        "COALESCE(e.address = h.v_address, FALSE)",
        "(h.address IS NULL OR COALESCE(h.address = h.v_address, FALSE))",
    )
    taken_back = every(
        "h.kind = 'opt_out'",
        "e.kind = 'opt_in'",
        "e.own",
        "e.at_us >= h.at_us",
        f"(e.channel IS NULL OR {medium('e.channel')} = h.v_medium)",
        f"(CASE WHEN e.address IS NOT NULL THEN {named} ELSE h.address IS NULL END)",
    )
    stops = (
        "CASE h.consent_to WHEN 'automated' THEN h.v_medium WHEN 'calls' THEN 'call' ELSE h.consent_to END"
    )
    since = ("h.kind = 'consent'", "e.person = h.person", "e.at_us >= h.at_us")
    revoked = every(
        *since,
        "e.kind = 'opt_out'",
        f"(e.channel IS NULL OR {medium('e.channel')} = {stops})",
        "(e.address IS NULL OR h.v_address IS NULL OR e.address = h.v_address)",
    )
    ceased = every(*since, "e.kind = 'cease'")
    return (
        f"SELECT h.vid, h.m, {marked(_ended())} AS ended, {marked(taken_back)} AS taken_back,"
        f" {marked(revoked)} AS revoked, {marked(ceased)} AS ceased\n"
        "FROM sweep_heard0 h JOIN sweep_heard0 e ON e.vid = h.vid AND e.at_us >= h.at_us AND e.m <> h.m\n"
        "GROUP BY h.vid, h.m"
    )


def heard_sql(talks: bool) -> str:
    """The statements that bind at each view, with what has become of them."""
    talk = "t.talk_us" if talks else "CAST(NULL AS BIGINT) AS talk_us"
    joined = "LEFT JOIN sweep_talks t ON t.vid = h.vid AND t.m = h.m" if talks else ""
    return (
        "SELECT h.*, COALESCE(u.ended, 0) = 1 AS ended, h.asks_stop AND COALESCE(u.taken_back, 0) = 0 AS covers,\n"
        f"  COALESCE(u.revoked, 0) = 1 AS revoked, COALESCE(u.ceased, 0) = 1 AS ceased, {talk}\n"
        f"FROM sweep_heard0 h LEFT JOIN sweep_undone u ON u.vid = h.vid AND u.m = h.m {joined}"
    )


def stated_sql(plan: Plan) -> str:
    """The facts that statements tell, for each view that hears any."""
    shown = "".join(f",\n  {sql} AS {name}" for name, sql in plan.stated.items())
    if "validation_told" not in plan.needs:
        return f"SELECT h.vid{shown}\nFROM sweep_heard h GROUP BY h.vid"
    return (
        f"SELECT h.vid{shown}\nFROM (\n"
        "  SELECT h.*, d.valid_until FROM sweep_heard h LEFT JOIN sweep_counted c ON c.vid = h.vid\n"
        "  LEFT JOIN given_days d ON d.day = COALESCE(h.validation_sent_day, c.validation_told)\n"
        ") h GROUP BY h.vid"
    )
