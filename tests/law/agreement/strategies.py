"""Random requests near the edges: people in odd zones, contacts around midnight and clock changes."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from forbear import terms
from forbear.terms import Collector, Contact, Debt, Person, Request, Statement

ZONES = (
    "Asia/Shanghai", "America/New_York", "America/Los_Angeles", "Europe/London", "Australia/Lord_Howe",
    "Africa/Cairo", "America/Havana", "Asia/Kathmandu", "Pacific/Apia", "America/Phoenix", "Asia/Manila",
    "America/St_Johns", "Antarctica/Troll", "Africa/Casablanca", "America/Santiago", "Asia/Beirut",
)  # fmt: skip
CHANGES = tuple(
    datetime(*day, tzinfo=UTC)
    for day in ((2026, 3, 8, 7), (2026, 3, 29, 1), (2026, 4, 5), (2026, 11, 1, 6), (2026, 10, 25, 1), (2026, 4, 24),
                (2026, 6, 15, 12), (2026, 2, 28, 16), (2026, 9, 6, 4),
                (2026, 12, 28))
)  # fmt: skip
PEOPLE = ("p1", "p2")
BOOKS = (("cn",), ("us",), ("ph",), ("au", "in"), ("id", "vn", "mx", "uk"), ("odd",), ("odd",))
MINUTES = st.sampled_from((0, 1, 7 * 60 + 59, 8 * 60, 12 * 60, 20 * 60 + 59, 21 * 60, 22 * 60, 23 * 60 + 59))


@st.composite
def moments(draw, around=None):
    """An instant at an edge of the local day, within some days of a change of clocks."""
    base = around or draw(st.sampled_from(CHANGES))
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    local = base.astimezone(zone) + timedelta(days=draw(st.integers(-9, 3)))
    day = local.replace(hour=0, minute=0, second=0, microsecond=0)
    at = day + timedelta(minutes=draw(MINUTES), seconds=draw(st.sampled_from((-1, 0, 1, 59))))
    return at.astimezone(UTC).astimezone(zone)


words = {name: st.sampled_from(sorted(getattr(terms, name))) for name in (
    "CHANNELS", "PURPOSES", "ADDRESS_KINDS", "RESULTS", "STYLES", "ROLES", "COLLECTOR_KINDS", "PRODUCTS",
    "STATEMENT_KINDS", "MEDIA", "CONSENTS")}  # fmt: skip
optional = st.none()


@st.composite
def contacts(draw, base, past):
    """A contact, past or proposed, mostly a call."""
    return Contact(
        id=f"c{draw(st.integers(0, 10**9))}",
        at=draw(moments(base)),
        channel=draw(st.one_of(st.just("call"), words["CHANNELS"])),
        direction=draw(st.sampled_from(("outbound", "outbound", "inbound"))) if past else "outbound",
        person=draw(st.sampled_from(PEOPLE)),
        debts=draw(st.sampled_from((("d1",), ("d2",), ("d1", "d2")))),
        purpose=draw(st.one_of(st.just("collect"), words["PURPOSES"])),
        address=draw(st.sampled_from(("a1", "a2", None))),
        address_kind=draw(st.one_of(st.just("mobile"), words["ADDRESS_KINDS"])),
        result=draw(words["RESULTS"]) if past else None,
        style=draw(words["STYLES"]),
        conveys_debt=draw(st.sampled_from((True, False, None))),
        staff=draw(st.sampled_from((None, 1, 2))),
        collector=draw(st.sampled_from(("k1", "k2"))),
        notice=draw(st.sampled_from((None, "n"))) if past else None,
    )


@st.composite
def busy_histories(draw, base):
    """Many contacts of one sort with one person about one debt, so that counts come near their limits."""
    sort = draw(contacts(base, past=True))
    sort = replace(
        sort,
        person="p1",
        debts=("d1",),
        collector="k1",
        address=draw(st.sampled_from(("a1", None))),
        channel=draw(st.sampled_from(("call", "call", "sms"))),
        direction="outbound",
        result=draw(st.sampled_from(("conversation", "unanswered", "not_connected", "dropped", "delivered"))),
    )
    # each limit counts within few days: the instants lie close together, many on one local day
    return [
        replace(sort, id=f"b{i}", at=sort.at - timedelta(hours=draw(st.integers(0, 60))))
        for i in range(draw(st.integers(2, 9)))
    ]


@st.composite
def statements(draw, base):
    """A statement of the person's, or of another."""
    kind = draw(words["STATEMENT_KINDS"])
    at = draw(moments(base))
    clock = st.sampled_from((None, time(8), time(21, 30)))
    return Statement(
        id=f"s{draw(st.integers(0, 10**9))}",
        at=at,
        person=draw(st.sampled_from(PEOPLE)),
        kind=kind,
        debts=draw(st.sampled_from((None, ("d1",), ("d2",)))),
        medium=draw(st.one_of(st.none(), words["MEDIA"])),
        until=draw(st.sampled_from((None, at + timedelta(hours=30), at + timedelta(days=12)))),
        days=draw(st.sampled_from((None, ("fri",), ("mon", "sun")))),
        from_time=draw(clock),
        to_time=draw(clock),
        place=draw(st.sampled_from((None, None, "home", "work"))) if kind == "inconvenient" else None,
        consent_to=draw(words["CONSENTS"]) if kind == "consent" else None,
        from_date=draw(st.sampled_from((None, at.date() + timedelta(days=2)))) if kind == "consent" else None,
        to_date=draw(st.sampled_from((None, at.date() + timedelta(days=3)))) if kind == "consent" else None,
        channel=draw(st.sampled_from((None, "call", "sms"))) if kind in {"opt_out", "opt_in"} else None,
        address=draw(st.sampled_from((None, "a1"))),
    )


@st.composite
def requests(draw, books=None):
    """A request with a history and statements around one moment."""
    base = draw(st.sampled_from(CHANGES))
    zones = st.lists(st.sampled_from(ZONES), min_size=1, max_size=2, unique=True).map(tuple)
    people = tuple(
        Person(
            id=p,
            role=draw(st.one_of(st.just("borrower"), words["ROLES"], st.none())),
            zones=draw(st.one_of(st.none(), zones, zones, zones)),
            reachable=draw(st.sampled_from((True, False, None))),
            minor=draw(st.sampled_from((True, False, None))),
        )
        for p in PEOPLE
    )  # fmt: skip
    history = (
        *draw(st.lists(contacts(base, past=True), max_size=5, unique_by=lambda c: c.id)),
        *draw(st.one_of(st.just([]), busy_histories(base))),
    )
    contact = draw(contacts(base + timedelta(days=1), past=False))
    if history and draw(st.integers(0, 3)) == 0:
        asked = draw(st.sampled_from(history))
        contact = replace(contact, purpose="reply", reply_to=asked.id, channel=asked.channel)
    return Request(
        books=books or draw(st.sampled_from(BOOKS)),
        posture=draw(st.sampled_from(("strict", "strict", "binding"))),
        collectors=(
            Collector(id="k1", kind=draw(st.one_of(st.none(), words["COLLECTOR_KINDS"]))),
            Collector(id="k2", kind="agency", acts_for=draw(st.sampled_from((None, "k1")))),
        ),
        debts=tuple(
            Debt(
                id=d,
                product=draw(st.one_of(st.none(), words["PRODUCTS"])),
                days_past_due=draw(st.sampled_from((None, 9, 40))),
                assignment_notified=draw(st.sampled_from((None, None, base.date()))),
                limitation_ends=draw(st.sampled_from((None, None, base.date() + timedelta(days=2)))),
            )
            for d in ("d1", "d2")
        ),
        people=people,
        statements=tuple(draw(st.lists(statements(base), max_size=4, unique_by=lambda s: s.id))),
        history=history,
        contact=contact,
    )  # fmt: skip
