"""Real card accounts (UCI "default of credit card clients", CC BY 4.0) as portfolio files.

**Real**: the limit (unused), six months of bills and payments, how many months late the bank held the account
to be, the age. The currency is TWD, as it was. **Invented**: the people, their places and addresses (numbers
that no operator can give out, mailboxes under .example), the lender, the days of the month, the minimums.

The data has no dates and no minimums. Each account gets a statement day; its September statement is laid 1 to
19 days before the night, the others a month apart; a minimum is due 20 days after its statement. The rule is
10 % of the bill, at least 1,000 and at most the bill. Where the bank's own code says how many months an
account is late in September (`PAY_0` = n), the minimums of the last n statements before it were not met: each
is raised to one dollar above what was paid since, unless that is more than the bill. Then code and money
disagree, and the money is believed. Where the code says not late, the older minimums count as met.

A missing age (`nan`) stays missing. Where a spreadsheet rounded an amount (`1.00E+05`), it is read as written
and counted. Codes: -2 no use, -1 paid in full, 0 revolving, 1 to 9 months late. Two of them (-2 and 0) are
missing in the published book but well known; any other code refuses the row. The data has five statements
before September, so that six or more months late show as five. Marital state, education (with their
undocumented codes), sex and the default flag of the next month are not read: nothing in forbear may turn on
them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from forbear.money.days import add_months

NOT_LATE = (-2, -1, 0)
MONTHS_LATE = range(1, 10)
MONTHS = 6
DUE_DAYS = 20
LENDER = "uci-bank"
REGIONS = ("CN-31", "CN-44", "CN-11", "CN-51", "CN-33", "CN-42", "CN-37", "CN-65")

HEADERS = {
    "agencies": ("collector", "kind", "acts_for", "registered_name", "public_number", "from", "to"),
    "people": ("person", "name", "role_default", "language", "zone", "region", "birth_year"),
    "cases": ("case", "lender", "debtor", "product", "currency", "opened", "status"),
    "parties": ("case", "person", "role", "authority"),
    "addresses": ("address", "person", "kind", "value", "verified_on", "source"),
    "terms": ("case", "currency", "method"),
    "events": ("case", "on", "kind", "id", "amount", "minimum", "due"),
}


@dataclass(frozen=True, slots=True)
class Account:
    """One row of the data: bills and payments from September back to April, and the code for September."""

    number: int
    age: int | None
    code: int
    bills: tuple[int, ...]
    payments: tuple[int, ...]


@dataclass(slots=True)
class Told:
    """What was written, and what in the data did not fit."""

    accounts: int = 0
    late: int = 0
    disagree: int = 0
    beyond: int = 0
    ageless: int = 0
    rounded: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def write_portfolio(data: Path, folder: Path, on: date, repeat: int = 1) -> Told:
    """Writes the accounts of `data` as portfolio files into `folder`, `repeat` times with other ids."""
    told = Told()
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        sheets: dict[str, Any] = {}
        for name, header in HEADERS.items():
            handle = stack.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline=""))
            sheets[name] = csv.writer(handle)
            sheets[name].writerow(header)
        sheets["agencies"].writerow(
            (
                LENDER,
                "bank",
                "",
                "示例银行信用卡中心 Example Bank Cards",
                "+86 100 0000 0000",
                "2020-01-01",
                "",
            )
        )
        for turn in range(repeat):
            for account in read_accounts(data, told if turn == 0 else Told()):
                write_account(sheets, account, turn, on, told)
    return told


def read_accounts(data: Path, told: Told) -> Iterator[Account]:
    """The accounts of the data; rows that can't be read are told with their line."""
    with data.open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle)
        for row in rows:
            try:
                account = _account(row)
            except (ArithmeticError, AttributeError, KeyError, ValueError):
                told.refused.append((rows.line_num, "a column lacks or is no whole number"))
                continue
            if account.code not in NOT_LATE and account.code not in MONTHS_LATE:
                told.refused.append((rows.line_num, f"PAY_0 is {account.code}, a code that nobody documents"))
                continue
            told.ageless += account.age is None
            told.rounded += any("E" in cell for name, cell in row.items() if "_AMT" in name)
            yield account


def _account(row: Mapping[str, str]) -> Account:
    months = range(1, MONTHS + 1)
    return Account(
        number=int(row["ID"]),
        age=None if row["AGE"].lower() == "nan" else whole(row["AGE"]),
        code=int(row["PAY_0"]),
        bills=tuple(whole(row[f"BILL_AMT{month}"]) for month in months),
        payments=tuple(whole(row[f"PAY_AMT{month}"]) for month in months),
    )


def whole(text: str) -> int:
    """A whole number, also where it is written as `3913.0` or `1.00E+05`."""
    number = Decimal(text)
    if number != int(number):
        raise ValueError("no whole number")
    return int(number)


def minimums(account: Account) -> tuple[list[int], int]:
    """The minimum of each statement, September first, and how many of them code and money disagree about."""
    late = min(max(account.code, 0), MONTHS - 1)
    asked, disagree = [], 0
    for back, bill in enumerate(account.bills):
        rule = min(max(bill, 0), max(1000, max(bill, 0) // 10))
        since = sum(account.payments[:back])  # what was paid in the months after this statement
        if back == 0:
            asked.append(rule)
        elif back > late:
            asked.append(min(rule, since))
        elif since + 1 <= bill:
            asked.append(max(rule, since + 1))
        else:
            asked.append(min(rule, since))
            disagree += 1
    return asked, disagree


def write_account(sheets: Mapping[str, Any], account: Account, turn: int, on: date, told: Told) -> None:
    """One account: its borrower, case, addresses, and twelve events at most."""
    serial = turn * 100_000 + account.number
    case, person = f"uci-{serial}", f"uci-p{serial}"
    asked, disagree = minimums(account)
    told.accounts += 1
    told.late += account.code > 0
    told.disagree += disagree > 0
    told.beyond += account.code > MONTHS - 1
    last = on - timedelta(days=1 + account.number * 7 % 19)
    english = account.number % 20 == 0
    sheets["people"].writerow(
        (
            person,
            f"Borrower {serial}" if english else f"借款人{serial}",
            "borrower",
            "en" if english else "zh-CN",
            "Asia/Urumqi" if account.number % 8 == 7 else "Asia/Shanghai",
            REGIONS[account.number % 8],
            "" if account.age is None else on.year - account.age,
        )
    )
    opened = add_months(last, -24 - account.number % 60)
    status = "overdue" if min(account.code, MONTHS - 1) > disagree else "current"
    sheets["cases"].writerow((case, LENDER, person, "credit_card", "TWD", opened, status))
    sheets["parties"].writerow((case, person, "borrower", "card agreement"))
    sheets["terms"].writerow((case, "TWD", "revolving"))
    write_addresses(sheets["addresses"], serial, person, opened)
    write_events(sheets["events"], account, case, last, asked)


def write_addresses(sheet: Any, serial: int, person: str, opened: date) -> None:
    """A mobile number that no operator gives out, a mailbox under .example, and for some a postal address."""
    verified = opened.isoformat() if serial % 25 else ""
    digits = f"{serial:07d}"[-7:]
    number = f"+86 100 0{digits[:3]} {digits[3:]}"
    sheet.writerow((f"uci-m{serial}", person, "mobile", number, verified, "contract"))
    sheet.writerow((f"uci-e{serial}", person, "email", f"borrower{serial}@cards.example", opened, "contract"))
    if serial % 3 == 0:
        street = f"示例路{serial}号 1 Example Road, 000000 Sampletown"
        sheet.writerow((f"uci-a{serial}", person, "post", street, opened, "contract"))


def write_events(sheet: Any, account: Account, case: str, last: date, asked: list[int]) -> None:
    """Six statements and the payments made in their months, oldest first.

    A month's payment is laid between the statement before and its due date where the account was not late,
    after the due date where it was.
    """
    for back in reversed(range(MONTHS)):
        statement, before = add_months(last, -back), add_months(last, -back - 1)
        paid = account.payments[back]
        if paid:
            late = account.code > 0 and back < account.code
            day = before + timedelta(days=DUE_DAYS + 3 if late else 5 + account.number % 12)
            sheet.writerow((case, day, "payment", f"p{back}", paid, "", ""))
        due = statement + timedelta(days=DUE_DAYS)
        sheet.writerow((case, statement, "statement", f"s{back}", account.bills[back], asked[back], due))
