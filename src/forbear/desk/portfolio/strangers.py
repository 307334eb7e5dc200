"""What a careless export also holds, and an import must refuse: relatives, phone books, broken rows."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random
from typing import Any, Final

from forbear.desk.portfolio.people import STRANGERS_NUMBERS, Borrower

_ROLES: Final = ("family", "friend", "colleague", "employer", "phonebook")
_NAMES: Final = ("妈妈", "二舅", "老同学", "经理", "Auntie", "Boss")


def number(random: Random) -> str:
    """A stranger's number: it must never be stored, shown or reached."""
    return f"{STRANGERS_NUMBERS}{random.randrange(100):02d} {random.randrange(10_000):04d}"


def columns(random: Random, who: Borrower) -> dict[str, str]:
    """The columns of people.csv that hold someone else's number, filled for two borrowers in three."""
    if random.random() > 0.66:
        return {}
    return {"emergency_contact": number(random), "紧急联系人电话": number(random)}


def relative(random: Random, sheets: dict[str, Any], who: Borrower, case: str) -> None:
    """A relative who slipped into people.csv, addresses.csv and parties.csv."""
    person, role = f"x{who.serial:07d}", random.choice(_ROLES)
    sheets["people"].writerow(
        {
            "person": person,
            "name": random.choice(_NAMES),
            "role_default": role,
            "language": "zh-CN",
            "zone": "Asia/Shanghai",
            "region": who.region,
        }
    )
    sheets["parties"].writerow({"case": case, "person": person, "role": role, "authority": "phone book"})
    sheets["addresses"].writerow({"address": f"x{who.serial:07d}", "person": person, "kind": "mobile",
                                  "value": number(random), "source": "borrower"})  # fmt: skip


def too_many(random: Random, sheets: dict[str, Any], who: Borrower) -> None:
    """A phone book written under one borrower: numbers from the ninth on are refused."""
    for i in range(11):
        value = f"+86 100 01{i:02d} {who.serial % 10_000:04d}" if i < 8 else number(random)
        sheets["addresses"].writerow({"address": f"n{who.serial:07d}-{i}", "person": who.id, "kind": "mobile",
                                      "value": value, "source": "borrower"})  # fmt: skip


def broken(sheets: dict[str, Any], who: Borrower, case: str) -> None:
    """Rows that can't be read: a repeated id, a day that is none, a case that nobody knows, a naive time."""
    twin = {"case": case, "lender": "demo-bank", "debtor": who.id, "product": "other"}
    sheets["cases"].writerow(twin | {"currency": "CNY", "opened": "2026-01-05"})
    sheets["events"].writerow({"case": case, "on": "2026-02-30", "kind": "payment", "amount": "100.00"})
    sheets["events"].writerow(
        {"case": "c-unknown", "on": "2026-02-03", "kind": "payment", "amount": "100.00"}
    )
    sheets["statements"].writerow(
        {"id": "s-naive", "at": "2026-03-01T10:00:00", "person": who.id, "kind": "cease"}
    )


def phone_books(folder: Path, random: Random) -> None:
    """Whole files that are phone books, in English and in Chinese."""
    for file, header in (
        ("phonebook.csv", ("owner", "contact_name", "phone")),
        ("通讯录.csv", ("姓名", "电话")),
    ):
        with (folder / file).open("w", encoding="utf-8", newline="") as handle:
            sheet = csv.writer(handle)
            sheet.writerow(header)
            for _ in range(20):
                sheet.writerow((*("p0000001",)[: len(header) - 2], random.choice(_NAMES), number(random)))
