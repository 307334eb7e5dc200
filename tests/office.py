"""A small collections office for tests: lenders, borrowers and cases on a real database, a real law, a real
mail server. Tests that drive the gate or the night share it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

import psycopg
from aiosmtpd.controller import Controller
from psycopg.types.json import Jsonb

from forbear.gate.asks import Ask
from forbear.gate.calling import CallOrder, CallReport
from forbear.gate.channels.smtp import SmtpSettings
from forbear.gate.post import Delivery
from forbear.gate.vault import Sealed
from forbear.store.gate import ContactRecord
from forbear.store.vault import lock_address, open_vault

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = date(2026, 5, 12)
STOP = "stop@lender.example"


def on_the_day(clock: str, day: int = 13) -> datetime:
    """An instant in May 2026, Shanghai time: the day after the night, unless told otherwise."""
    hour, minute = clock.split(":")
    return datetime(2026, 5, day, int(hour), int(minute), tzinfo=SHANGHAI)


@dataclass
class Office:
    """An office with one lender (`cf1`, a consumer-finance company) and its agency (`ag1`)."""

    connection: psycopg.Connection[Any]

    def __post_init__(self) -> None:
        self.run(
            """insert into collectors (collector, kind, acts_for, registered_name, public_number)
               values ('cf1', 'consumer_finance', null, '示例消费金融有限公司', '400-000-0000'),
                      ('ag1', 'agency', 'cf1', '示例资产服务有限公司', '400-000-0001')
               on conflict do nothing"""
        )

    def run(self, query: str, *values: Any) -> psycopg.Cursor[Any]:
        """One statement."""
        return self.connection.execute(query.encode(), values)

    def add_second_lender(self) -> None:
        """A borrower (`p1`) of the lender, and another lender (`cf2`) with one of its own (`p2`)."""
        self.run(
            """insert into collectors (collector, kind, registered_name, public_number)
               values ('cf2', 'consumer_finance', '示例第二消费金融有限公司', '400-000-0002')"""
        )
        self.add_borrower("p1")
        self.add_borrower("p2", lender="cf2")

    def record(self) -> ContactRecord:
        """The contact record over this office's connection."""
        return ContactRecord(self.connection)

    def add_borrower(
        self,
        person: str,
        case: str | None = None,
        *,
        days: int = 10,
        overdue: str = "880.00",
        email: str | None = "",
        mobile: str | None = "",
        language: str = "zh-CN",
        zone: str | None = "Asia/Shanghai",
        region: str | None = "CN",
        lender: str = "cf1",
    ) -> str:
        """A borrower with a case that is `days` past due on the night's date, aged the evening before."""
        case = case or f"case-{person}"
        self.run(
            """insert into people (person, name, language, zone, region) values (%s, %s, %s, %s, %s)
               on conflict do nothing""",
            person,
            f"张{person}",
            language,
            zone,
            region,
        )
        self.run(
            "insert into cases values (%s, %s, %s, 'online_consumer_loan', 'CNY', '2025-01-01', 'overdue')",
            case,
            lender,
            person,
        )
        self.run("insert into parties values (%s, %s, 'borrower', 'contract')", case, person)
        if email is not None:
            self.add_address(f"{person}-mail", person, "email", email or f"{person}@mail.example")
        if mobile is not None:
            number = mobile or f"+86138{crc32(person.encode()) % 10**8:08d}"
            self.add_address(f"{person}-phone", person, "mobile", number)
        self.add_debt(case, days, overdue)
        return case

    def add_address(
        self, address: str, person: str, kind: str, value: str, verified_on: str | None = "2026-01-01"
    ) -> None:
        """An address that the contract names, verified."""
        new = lock_address(open_vault(self.connection), address, kind, value)
        self.run(
            """insert into addresses
                      (address, person, kind, box, key_id, fingerprint, masked, verified_on, source)
               values (%s, %s, %s, %s, %s, %s, %s, %s, 'contract') on conflict do nothing""",
            address,
            person,
            kind,
            new.box,
            new.key_id,
            new.fingerprint,
            new.masked,
            verified_on,
        )

    def add_debt(self, case: str, days: int, overdue: str) -> None:
        """A card-like debt whose minimum fell due that many days before the night's date."""
        due = NIGHT - timedelta(days=days)
        statement = {
            "on": (due - timedelta(days=20)).isoformat(),
            "kind": "statement",
            "amount": "9000.00",
            "minimum": overdue,
            "due": due.isoformat(),
        }
        self.run("insert into terms values (%s, %s)", case, Jsonb({"currency": "CNY", "method": "revolving"}))
        self.add_event(case, "bill", statement)
        self.run(
            "insert into ageings values (%s, %s, %s, '1-30', %s, 9000, null, null)",
            case,
            NIGHT - timedelta(days=1),
            max(days - 1, 0),
            overdue if days > 0 else "0",
        )

    def add_event(self, case: str, event: str, body: dict[str, Any]) -> None:
        """Something that happened to the money."""
        self.run(
            """insert into ledger_events
               select %s, %s, count(*) + 1, %s, %s from ledger_events where case_id = %s""",
            case,
            event,
            body["on"],
            Jsonb(body),
            case,
        )

    def say(self, person: str, kind: str, at: datetime, **fields: Any) -> str:
        """A statement of a person's."""
        name = f"s-{person}-{kind}-{at:%d%H%M}"
        body = {"id": name, "at": at.isoformat(), "person": person, "kind": kind, **fields}
        self.run(
            """insert into statements (statement, person, kind, at, debts, body)
               values (%s, %s, %s, %s, %s, %s)""",
            name,
            person,
            kind,
            at,
            fields.get("debts"),
            Jsonb(body),
        )
        return name

    def add_call(self, contact: str, person: str, case: str, at: datetime, result: str) -> None:
        """A call that was made before."""
        self.run(
            """insert into contacts (contact, case_id, person, collector, channel, at, state, result)
               values (%s, %s, %s, 'cf1', 'call', %s, 'done', %s)""",
            contact,
            case,
            person,
            at,
            result,
        )

    def contact(self, contact: str) -> dict[str, Any]:
        """A row of the contact record."""
        cursor = self.run("select * from contacts where contact = %s", contact)
        row = cursor.fetchone()
        assert row is not None and cursor.description is not None
        return dict(zip([column.name for column in cursor.description], row, strict=True))

    def states(self) -> dict[str, int]:
        """How many contacts are in each state."""
        return dict(self.run("select state, count(*) from contacts group by state").fetchall())


def plain_addresses(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """Every address of a database by its id, its box opened."""
    vault = open_vault(connection)
    rows = connection.execute("select address, kind, key_id, box from addresses order by address").fetchall()
    return {row[0]: vault.open(row[0], row[1], Sealed(key_id=row[2], box=bytes(row[3]))) for row in rows}


def ask(person: str, case: str | None = None, **fields: Any) -> Ask:
    """An ask for a call at ten in the morning, unless told otherwise."""
    given = {
        "key": f"key-{person}",
        "case": case or f"case-{person}",
        "person": person,
        "channel": "call",
        "template": "call_task",
        "at": on_the_day("10:00"),
        **fields,
    }
    return Ask(**given)


def ask_mail(person: str, case: str | None = None, **fields: Any) -> Ask:
    """An ask for a reminder by e-mail."""
    return ask(person, case, channel="email", template="soft_reminder", **fields)


@dataclass
class Postbox:
    """What a mail server got: (recipient, message as bytes). `refuse` answers a recipient with a reply."""

    got: list[tuple[str, bytes]] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    after_data: str = "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.after_data.startswith("250"):
            self.got += [(to, envelope.content) for to in envelope.rcpt_tos]
        return self.after_data


@dataclass
class Exchange:
    """A telephone exchange that takes every call and rings nowhere; `orders` is what it was told."""

    orders: list[CallOrder] = field(default_factory=list)

    def place(self, order: CallOrder) -> Delivery:
        self.orders.append(order)
        return Delivery(outcome="sent")

    def inquire(self, contact: str) -> CallReport:
        return CallReport(state="under_way")

    def call_off(self, contact: str) -> CallReport:
        return CallReport(state="not_placed")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server(postbox: Any, port: int | None = None, **options: Any) -> Iterator[SmtpSettings]:
    """A real SMTP server on loopback, and the settings that reach it."""
    options = {"enable_SMTPUTF8": True, "port": port or free_port(), **options}
    controller = Controller(postbox, hostname="127.0.0.1", **options)
    controller.start()
    try:
        yield smtp_settings(controller.port)
    finally:
        controller.stop()


def smtp_settings(port: int, **fields: Any) -> SmtpSettings:
    """Settings for a server on this machine."""
    given = {
        "host": "127.0.0.1",
        "port": port,
        "sender": "service@lender.example",
        "stop_address": STOP,
        "tls": "none",
        "timeout_seconds": 5.0,
        **fields,
    }
    return SmtpSettings(**given)
