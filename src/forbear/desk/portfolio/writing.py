"""Writes the demo portfolio: files as of formats.md 7, with a few that an import must refuse."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from forbear.desk.portfolio import history, strangers
from forbear.desk.portfolio.debts import AGENCY, BANK, BUYER, FINANCE, SHOP, Debt, owe
from forbear.desk.portfolio.people import STRANGERS_NUMBERS, Borrower, invent

__all__ = ["STRANGERS_NUMBERS", "DemoPortfolio", "write_demo_portfolio"]

HEADERS: Final[Mapping[str, str]] = {
    "agencies": "collector kind acts_for registered_name public_number from to",
    "people": "person name role_default language zone region birth_year deceased"
    " emergency_contact 紧急联系人电话",
    "cases": "case lender debtor product currency opened status",
    "parties": "case person role authority",
    "addresses": "address person kind value verified_on source",
    "terms": "case currency principal disbursed first_due instalments every.months method annual_rate"
    " rounding fee_per_period late.kind late.rate late.grace_days",
    "events": "case on kind amount minimum due",
    "statements": "id at person kind debts medium days from to place channel address written",
    "contacts": "id at channel direction person debts purpose address address_kind result language collector notice",
    "promises": "promise case person amount due made_at status",
}
_COLLECTORS: Final = (
    (BANK, "bank", "", "示例银行股份有限公司信用卡中心 (Example Bank Card Centre)", "+86 100 0000 9001"),
    (FINANCE, "consumer_finance", "", "示例消费金融有限公司 (Example Consumer Finance)", "+86 100 0000 9002"),
    (
        SHOP,
        "instalment_merchant",
        "",
        "示例商城分期服务有限公司 (Example Mall Instalments)",
        "+86 100 0000 9003",
    ),
    (AGENCY, "agency", FINANCE, "示例催告服务有限公司 (Example Recovery Services)", "+86 100 0000 9004"),
    (BUYER, "debt_buyer", "", "示例资产管理有限公司 (Example Asset Management)", "+86 100 0000 9005"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPortfolio:
    """What was written: rows by file."""

    folder: Path
    rows: Mapping[str, int]


class _Sheet:
    """A CSV file that counts its rows; cells that a row lacks stay empty."""

    def __init__(self, handle: Any, header: str) -> None:
        self._writer = csv.DictWriter(handle, header.split(), restval="")
        self._writer.writeheader()
        self.rows = 0

    def writerow(self, row: Mapping[str, Any]) -> None:
        self._writer.writerow(row)
        self.rows += 1


@dataclass(slots=True)
class _Draft:
    random: Random
    on: date
    sheets: dict[str, _Sheet]
    cases: int = 0
    people: int = 0
    borrowers: int = 0
    ids: dict[str, int] = field(default_factory=dict)

    def next_id(self, letter: str) -> str:
        self.ids[letter] = self.ids.get(letter, 0) + 1
        return f"{letter}{self.ids[letter]:07d}"

    def person(self) -> Borrower:
        self.people += 1
        return invent(self.random, self.people, self.on.year)


def write_demo_portfolio(folder: Path, *, cases: int, seed: int, on: date) -> DemoPortfolio:
    """Writes a portfolio of `cases` debts as it would stand on a day; the same seed writes the same files.

    Three lenders (a bank's cards, a consumer-finance company, an instalment merchant), an agency, and a buyer
    of old debts who did not tell every debtor; about 40 % of the debts are not due yet, the rest spread over
    the buckets. Numbers and mailboxes reach nobody.
    Among it stands what an import must refuse: columns, rows and files with strangers' numbers
    (`STRANGERS_NUMBERS`), and rows that can't be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    random = Random(seed)
    with ExitStack() as stack:
        sheets = {}
        for name, header in HEADERS.items():
            handle = stack.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline=""))
            sheets[name] = _Sheet(handle, header)
        draft = _Draft(random, on, sheets)
        for collector, kind, acts_for, name, public in _COLLECTORS:
            sheets["agencies"].writerow({"collector": collector, "kind": kind, "acts_for": acts_for,
                                         "registered_name": name, "public_number": public})  # fmt: skip
        while draft.cases < cases:
            _borrower(draft, cases)
    strangers.phone_books(folder, random)
    return DemoPortfolio(folder=folder, rows={name: sheet.rows for name, sheet in sheets.items()})


def _borrower(draft: _Draft, most: int) -> None:
    """One borrower with one case, or two or three."""
    random, sheets = draft.random, draft.sheets
    who = draft.person()
    number = min(random.choices((1, 2, 3), (85, 12, 3))[0], most - draft.cases)
    dead = False
    debts = [owe(random, draft.on) for _ in range(number)]
    case = ""
    for debt in debts:
        draft.cases += 1
        case = f"c{draft.cases:07d}"
        kind, rows = history.said(random, who, case, debt, draft.on)
        dead = dead or kind == "death"
        _case(draft, who, case, debt, kind)
        for row in rows:
            sheets["statements"].writerow({"id": draft.next_id("s")} | row)
        if draft.cases % 97 == 5:
            strangers.relative(random, dict(sheets), who, case)
    extra = strangers.columns(random, who)
    _person(draft, who, "borrower", dead, extra)
    draft.borrowers += 1
    if draft.borrowers == 3:
        strangers.broken(dict(sheets), who, case)
    if draft.borrowers % 500 == 7:
        strangers.too_many(random, dict(sheets), who)


def _person(draft: _Draft, who: Borrower, role: str, dead: bool, extra: dict[str, str]) -> None:
    random, on = draft.random, draft.on
    draft.sheets["people"].writerow(
        {
            "person": who.id,
            "name": who.name,
            "role_default": role,
            "language": who.language,
            "zone": who.zone,
            "region": who.region,
            "birth_year": who.birth_year,
            "deceased": "true" if dead else "",
            **extra,
        }
    )
    for kind in who.kinds:
        verified = on - timedelta(days=random.randint(20, 900)) if random.random() < 0.93 else ""
        draft.sheets["addresses"].writerow(
            {
                "address": who.address(kind),
                "person": who.id,
                "kind": kind,
                "value": who.value(kind),
                "verified_on": verified,
                "source": "contract" if role == "borrower" else "authorised",
            }
        )


def _case(draft: _Draft, who: Borrower, case: str, debt: Debt, kind: str | None) -> None:
    random, sheets, on = draft.random, draft.sheets, draft.on
    status = "plan" if kind == "plan_signed" else "overdue" if debt.days else "current"
    sheets["cases"].writerow({"case": case, "lender": debt.lender, "debtor": who.id, "product": debt.product,
                              "currency": "CNY", "opened": debt.opened, "status": status})  # fmt: skip
    sheets["parties"].writerow({"case": case, "person": who.id, "role": "borrower", "authority": "contract"})
    sheets["terms"].writerow({"case": case} | _flat(debt.terms))
    promised = history.promise(random, who, debt, on)
    if promised is not None:
        sheets["promises"].writerow({"promise": draft.next_id("m"), "case": case} | promised)
    for event in sorted(debt.events, key=lambda event: event["on"]):
        sheets["events"].writerow({"case": case} | event)
    for row in sorted(history.contacts(random, who, case, debt, on), key=lambda row: row["at"]):
        sheets["contacts"].writerow({"id": draft.next_id("k")} | row)
    third = history.third_role(random, kind)
    if third is not None:
        role, authority = third
        other = draft.person()
        sheets["parties"].writerow({"case": case, "person": other.id, "role": role, "authority": authority})
        _person(draft, other, role, False, {})


def _flat(terms: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in terms.items():
        if isinstance(value, Mapping):
            flat |= {f"{name}.{inner}": deep for inner, deep in value.items()}
        else:
            flat[name] = value
    return flat
