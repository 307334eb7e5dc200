"""Circles of people, debts, statements and contacts, made up near the edges, and what each reader says of them.

A circle is what one request would hold. Every contact of it is judged against those before it.
"""

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from strategies import CHANGES, ZONES

from forbear import terms
from forbear.law.judge import judge
from forbear.law.sweep import inputs
from forbear.terms import Collector, Contact, Debt, Findings, Person, Request, Statement

OTHER_DAYS = tuple(
    datetime(*day, tzinfo=UTC)
    for day in ((2021, 11, 29, 20), (2022, 8, 12), (2023, 5, 1), (2024, 2, 29), (2025, 2, 27, 20), (2025, 11, 1),
                (2026, 1, 29, 20), (2026, 8, 31, 20), (2027, 3, 14, 9), (2028, 1, 1))
)  # fmt: skip
"""Days near which a law begins or ends, or past what a calendar knows."""
REGIONS = (
    "CN", "CN-11", "CN-HK", "US-NY", "US-NY-NYC", "US-MA", "US-DC", "US-CA", "US-WA", "US-OR", "US", "PH", "AU-VIC",
    "AU-SA", "IN", "ID", "MX", "GB", "VN", "DE", "IE", "JP", None,
)  # fmt: skip
MINUTES = (0, 1, 7 * 60 + 59, 8 * 60, 9 * 60, 12 * 60, 18 * 60, 20 * 60 + 59, 21 * 60, 22 * 60, 23 * 60 + 59)
NOTICES = (
    None, "n", "us.regf.validation_notice", "us.dc.documents", "in.rbi.agency_notice_2027", "in.rbi.dld_agent_notice",
    "eu.npl.art10_notice", "hk.cobp.advance_notice",
)  # fmt: skip
TEXTS = (None, None, "hello", "see 28-3814(m)(2)(A)", "Art 4")


@dataclass(frozen=True)
class Circle:
    """What is known together."""

    people: tuple
    debts: tuple
    collectors: tuple
    statements: tuple
    contacts: tuple

    def request(self, contact, **how):
        """The question whether one of its contacts may be made."""
        return Request(
            contact=contact, people=self.people, debts=self.debts, collectors=self.collectors,
            statements=self.statements, history=tuple(c for c in self.contacts if c is not contact), **how,
        )  # fmt: skip


def make_circles(seed, count, regions=REGIONS):
    """So many circles, the same for the same seed."""
    chance = random.Random(seed)
    return [_Maker(chance, i, regions).circle() for i in range(count)]


def make_plain_circles(seed, count):
    """Circles as most logs have them: every contact about the one debt of one person, no number known to be wrong."""
    return [_plain(circle) for circle in make_circles(seed, count)]


def _plain(circle):
    def contact(c):
        result = "unanswered" if c.result == "wrong_number" else c.result
        return replace(
            c, debts=("d1",), talked_of=None, address_person=None, person="p1", text=None, result=result
        )

    person = circle.people[0]
    return replace(
        circle,
        people=(replace(person, zones=person.zones and person.zones[:1]),),
        debts=(replace(circle.debts[0], group=None),),
        contacts=tuple(contact(c) for c in circle.contacts),
    )


class _Maker:
    def __init__(self, chance, number, regions):
        self.chance, self.number, self.regions = chance, number, regions
        self.pick = chance.choice
        self.base = self.pick(CHANGES if chance.random() < 0.7 else OTHER_DAYS)
        self.zones = chance.sample(ZONES, 3)

    def word(self, name, usual=None, often=0.5):
        if usual is not None and self.chance.random() < often:
            return usual
        return self.pick(sorted(getattr(terms, name)))

    def moment(self, spread=9):
        """An instant at an edge of a local day, within some days of the circle's own."""
        zone = ZoneInfo(self.pick(self.zones))
        local = self.base.astimezone(zone) + timedelta(days=self.chance.randint(-spread, 3))
        day = local.replace(hour=0, minute=0, second=0, microsecond=0)
        shift = timedelta(minutes=self.pick(MINUTES), seconds=self.pick((-1, 0, 1, 59)))
        fraction = timedelta(microseconds=self.pick((0, 0, 0, 1, 500_000, 999_999)))
        return (day + shift + fraction).astimezone(UTC).astimezone(ZoneInfo(self.pick(self.zones)))

    def circle(self):
        contacts = [self.contact(i) for i in range(self.chance.randint(1, 7))]
        if self.chance.random() < 0.5:
            contacts += self.busy()
        contacts = [self.reply(c, contacts) if self.chance.random() < 0.25 else c for c in contacts]
        return Circle(
            people=tuple(self.person(p) for p in self.pick((("p1",), ("p1", "p2"), ("p1", "p2", "p3")))),
            debts=tuple(self.debt(d) for d in self.pick((("d1",), ("d1", "d2"), ("d1", "d2", "d3")))),
            collectors=self.collectors(),
            statements=tuple(self.statement(i) for i in range(self.pick((0, 1, 2, 5)))),
            contacts=tuple(contacts),
        )

    def person(self, name):
        zones = self.pick(
            (None, self.zones[:1], self.zones[:1], self.zones[:2], self.zones[1:], ["Asia/Shanghai"])
        )
        return Person(
            id=name,
            role=self.pick(("borrower", "borrower", self.word("ROLES"), "named_contact", None)),
            zones=None if zones is None else tuple(zones),
            region=self.pick(self.regions),
            deceased=self.pick((None, None, True, False)),
            incapacitated=self.pick((None, None, True, False)),
            minor=self.pick((True, False, None)),
            reachable=self.pick((True, False, None)),
        )

    def debt(self, name):
        day = self.base.date()
        return Debt(
            id=name,
            product=self.pick((None, self.word("PRODUCTS"), "credit_card")),
            status=self.word("DEBT_STATUSES", "overdue"),
            days_past_due=self.pick((None, 0, 9, 40, 95)),
            limitation_ends=self.pick((None, None, day + timedelta(days=self.chance.randint(-4, 2)))),
            validation_sent=self.pick((None, None, day - timedelta(days=self.chance.randint(30, 45)))),
            assigned=self.pick((None, day - timedelta(days=2))),
            assignment_notified=self.pick((None, None, day - timedelta(days=self.chance.randint(-2, 3)))),
            group=self.pick((None, None, "g", "d3")),
        )

    def collectors(self):
        return (
            Collector(id=f"{self.number}/k1", kind=self.pick((None, self.word("COLLECTOR_KINDS"), "bank"))),
            Collector(
                id=f"{self.number}/k2",
                kind=self.pick(("agency", "debt_buyer")),
                acts_for=self.pick((None, f"{self.number}/k1")),
            ),
        )

    def collector(self):
        return self.pick(
            (f"{self.number}/k1", f"{self.number}/k2", f"{self.number}/k2", f"{self.number}/k3", None)
        )

    def contact(self, i):
        pick = self.pick
        return Contact(
            id=f"c{i}",
            at=self.moment(),
            channel=self.word("CHANNELS", pick(("call", "call", "sms", "email"))),
            direction=pick(("outbound", "outbound", "outbound", "inbound")),
            person=pick(("p1", "p1", "p1", "p2", "p3")),
            debts=pick((("d1",), ("d1",), ("d1",), ("d2",), ("d1", "d2"), (), ("g",), ("d2", "d4"))),
            purpose=self.word("PURPOSES", "collect"),
            address=pick(("a1", "a1", "a2", None)),
            address_kind=self.word("ADDRESS_KINDS", "mobile"),
            result=pick((None, self.word("RESULTS"), self.word("RESULTS"))),
            style=self.word("STYLES", "interactive", 0.8),
            conveys_debt=pick((True, False, None)),
            limited_content=pick((True, False, None, None)),
            text=pick(TEXTS),
            staff=pick((None, 1, 2)),
            address_person=pick((None, None, None, "p1", "p2")),
            known_at=pick((None, None, "home", "work")),
            talked_of=pick((None, None, None, ("d2",), ())),
            notice=pick(NOTICES),
            collector=self.collector(),
        )

    def busy(self):
        """Many contacts of one sort close together, so that counts come near their limits."""
        sort = replace(
            self.contact(0),
            direction="outbound",
            person=self.pick(("p1", "p2")),
            debts=("d1",),
            collector=f"{self.number}/k1",
            address=self.pick(("a1", None)),
            channel=self.pick(("call", "call", "sms")),
            address_kind=self.pick(("mobile", "mobile", "home", "work")),
            result=self.pick(("conversation", "unanswered", "not_connected", "dropped", "delivered")),
            reply_to=None,
        )
        reach = self.pick((60, 200, 900))
        return [
            replace(sort, id=f"b{i}", at=sort.at - timedelta(hours=self.chance.randint(0, reach)))
            for i in range(self.chance.randint(2, 9))
        ]

    def reply(self, contact, contacts):
        asked = self.pick(contacts)
        if asked is contact:
            return contact
        channel = self.pick((asked.channel, asked.channel, contact.channel))
        purpose = self.pick(("reply", "locate", contact.purpose))
        return replace(contact, purpose=purpose, reply_to=asked.id, channel=channel, person=asked.person)

    def statement(self, i):
        pick, kind = (
            self.pick,
            self.word("STATEMENT_KINDS", self.pick(("consent", "opt_out", "inconvenient")), 0.4),
        )
        at, clock = (
            self.moment(40 if self.chance.random() < 0.3 else 9),
            (None, time(8), time(21, 30), time(0)),
        )
        given = {}
        if kind in {"inconvenient", "agreed_hours"}:
            given = {
                "days": pick((None, None, ("fri",), ("mon", "sun"))),
                "from_time": pick(clock),
                "to_time": pick(clock),
                "place": pick((None, None, "home", "work")) if kind == "inconvenient" else None,
                "dates": pick((None, None, (at.date() + timedelta(days=1), at.date() + timedelta(days=2)))),
            }
        elif kind == "consent":
            given = {
                "consent_to": self.word("CONSENTS", "calls"),
                "from_date": pick((None, None, at.date() + timedelta(days=2))),
                "to_date": pick((None, None, at.date() + timedelta(days=3))),
                "given_to": self.collector(),
            }
        elif kind in {"opt_out", "opt_in"}:
            given = {"channel": pick((None, "call", "sms", "ringless_voicemail"))}
        elif kind == "lifted":
            given = {"of": f"s{pick((0, 1, 2))}"}
        return Statement(
            id=f"s{i}",
            at=at,
            person=pick(("p1", "p1", "p2", "p4")),
            kind=kind,
            debts=pick((None, None, ("d1",), ("d2",))),
            medium=pick((None, self.word("MEDIA"), "oral")),
            until=pick((None, None, at + timedelta(hours=30), at + timedelta(days=12, microseconds=500_000))),
            address=pick((None, "a1", "a2")),
            by=pick((None, "p4", "p5")),
            written=pick((None, True, False)),
            **given,
        )


def read_anything(contact, request):
    """A reader that finds whatever chance finds, the same for the same contact and person."""
    chance = random.Random(f"{contact.id} {contact.person} {contact.at} {contact.text}")
    acts = frozenset(a for a in terms.ACTS if chance.random() < 0.1)
    return Findings(acts=acts, unsure=chance.random() < 0.2)


def rows_of(circles, read=None):
    """The rows of the tables that a sweep reads; every contact is judged."""
    tables = {name: [] for name in inputs.INPUTS}
    for number, circle in enumerate(circles):
        _put(tables, number, circle, circle.contacts, read)
    return tables


def _put(tables, number, circle, judged, read):
    for contact in circle.contacts:
        n = len(tables["in_contacts"]) + 1
        wanted = contact in judged
        tables["in_contacts"].append(inputs.contact_row(contact, n=n, circle=number, judged=wanted))
        if read is not None and wanted and contact.text is not None:
            hearers = {contact.person, contact.address_person, f"whoever has {contact.address}"} - {None}
            for person in sorted(hearers):
                found = read(replace(contact, person=person), circle.request(contact))
                tables["in_readings"].append(inputs.reading_row(found, n=n, person=person))
    tables["in_people"] += [inputs.person_row(p, circle=number) for p in circle.people]
    tables["in_debts"] += [inputs.debt_row(d, circle=number) for d in circle.debts]
    tables["in_collectors"] += [inputs.collector_row(c) for c in circle.collectors]
    for statement in circle.statements:
        m = len(tables["in_statements"]) + 1
        tables["in_statements"].append(inputs.statement_row(statement, m=m, circle=number))


def rows_of_requests(requests, read=None):
    """The rows for some requests, each a circle of its own; its contact alone is judged."""
    tables = {name: [] for name in inputs.INPUTS}
    for number, request in enumerate(requests):
        circle, contact = _as_circle(number, request)
        _put(tables, number, circle, [contact], read)
    return tables


def _as_circle(number, request):
    def own(collector):
        return None if collector is None else f"{number}/{collector}"

    contact = replace(request.contact, id="judged", collector=own(request.contact.collector))
    past = [replace(c, id=c.id or f"h{i}", collector=own(c.collector)) for i, c in enumerate(request.history)]
    circle = Circle(
        people=request.people,
        debts=request.debts,
        collectors=tuple(replace(c, id=own(c.id), acts_for=own(c.acts_for)) for c in request.collectors),
        statements=tuple(replace(s, given_to=own(s.given_to)) for s in request.statements),
        contacts=(*past, contact),
    )
    return circle, contact


def answer_of(law, request, read=None):
    """What `judge` says: the verdict, the rules broken, and those that lack a fact."""
    verdict = judge(law, request, read)
    broken = {b.rule for b in verdict.breaches}
    return verdict.verdict, broken, {m.rule for m in verdict.missing} - broken
