"""An invented contact log of any length: agencies with habits of their own, third persons, stops, bursts, broken rows.

    python bench/audit_log.py log.csv --rows 1000000 --statements statements.jsonl

Nobody in it exists. About one row in a hundred is broken, in every way that a reader must refuse.
"""

from __future__ import annotations

import argparse
import json
import random
from datetime import datetime, timedelta, timezone
from pathlib import Path

COLUMNS = (
    "id,at,channel,direction,person,debts,purpose,address,address_kind,result,collector,person_role,zone,region,"
    "collector_kind,lender,lender_kind,product,days_past_due,conveys_debt"
).split(",")
PLACES = {
    "cn": (("Asia/Shanghai", "CN-31", 8), ("Asia/Shanghai", "CN-11", 8), ("Asia/Urumqi", "CN-65", 6)),
    "us": (
        ("America/New_York", "US-NY", -5),
        ("America/Chicago", "US-TX", -6),
        ("America/Los_Angeles", "US-CA", -8),
    ),
}
AGENCIES = {"careful": 0.02, "usual": 0.1, "hasty": 0.25, "rough": 0.5}
"""Each agency, and how often it does what it should not."""
RESULTS = ("unanswered", "unanswered", "not_connected", "conversation", "dropped", "voicemail")
BREAKS = ("no offset", "unknown zone", "twice", "bad word", "no person", "not a number")


def write_log(
    path: Path, rows: int, *, seed: int = 1, country: str = "cn", statements: Path | None = None
) -> None:
    """Write a log of so many rows; the statements of its people beside it."""
    chance = random.Random(seed)
    said = statements.open("w", encoding="utf-8") if statements else None
    done = person = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(COLUMNS) + "\n")
        while done < rows:
            some = _of_person(chance, person, country, said)[: rows - done]
            lines = []
            for cells in some:
                cells["id"] = f"c{done}"
                if chance.random() < 0.01:
                    _break(chance, cells)
                lines.append(",".join(cells.get(name, "") for name in COLUMNS))
                done += 1
            file.write("\n".join(lines) + "\n")
            person += 1
    if said:
        said.close()


def _break(chance: random.Random, cells: dict[str, str]) -> None:
    how = chance.choice(BREAKS)
    if how == "no offset":
        cells["at"] = cells["at"][:19]
    elif how == "unknown zone":
        cells["zone"] = "Asia/Nowhere"
    elif how == "twice":
        cells["id"] = "c0"
    elif how == "bad word":
        cells["channel"] = "phone"
    elif how == "no person":
        cells["person"] = ""
    else:
        cells["days_past_due"] = "many"


def _of_person(chance: random.Random, number: int, country: str, said: object) -> list[dict[str, str]]:
    """The contacts about one debt over three months, in no order of time with those of others."""
    zone, region, hours = chance.choice(PLACES[country])
    name, agency = f"p{number}", chance.choice(tuple(AGENCIES))
    rough = AGENCIES[agency]
    clock = timezone(timedelta(hours=hours))
    start = datetime(2026, 3, 2, tzinfo=clock) + timedelta(days=chance.randrange(60))
    usual = {
        "debts": f"d{number}", "collector": agency, "collector_kind": "agency", "lender": f"bank{number % 3}",
        "lender_kind": "bank", "zone": zone, "region": region,
        "product": chance.choice(("credit_card", "personal_loan")),
        "person": name, "person_role": "borrower", "purpose": "collect", "direction": "outbound",
        "address": f"a{number}", "address_kind": "mobile", "channel": "call", "conveys_debt": "true",
    }  # fmt: skip
    made: list[dict[str, str]] = []

    def contact(at: datetime, **more: str) -> None:
        overdue = 30 + (at - start).days
        cells = {"at": at.isoformat(), "result": chance.choice(RESULTS), "days_past_due": str(overdue)}
        made.append(usual | cells | more)

    for _ in range(chance.randint(3, 12)):
        hour = chance.randint(9, 19) if chance.random() > rough / 2 else chance.choice((6, 7, 21, 22, 23))
        at = start + timedelta(days=chance.randrange(30), hours=hour, seconds=chance.randrange(3600))
        if chance.random() < 0.25:
            contact(at, channel="sms", result="delivered")
        elif chance.random() < 0.1:
            contact(at, direction="inbound", result="conversation", purpose="service")
        else:
            contact(at)
    if chance.random() < rough / 4:  # calls in a burst, from one number to the next
        at = start + timedelta(days=15, hours=10)
        for i in range(chance.randint(4, 9)):
            contact(
                at + timedelta(minutes=7 * i), address=f"a{number}.{i % 4}", result=chance.choice(RESULTS[:3])
            )
    if chance.random() < rough / 5:  # the whole phone book
        for i in range(chance.randint(2, 6)):
            role = chance.choice(("family", "friend", "colleague", "phonebook", "named_contact"))
            contact(start + timedelta(days=20, hours=10 + i, minutes=5), person=f"{name}.{i}", person_role=role,
                    address=f"b{number}.{i}", purpose="locate", conveys_debt="false")  # fmt: skip
    if chance.random() < rough / 8:
        for i in range(chance.randint(3, 6)):
            contact(start + timedelta(days=22, hours=9 + 2 * i), result="voicemail")
    if said is not None and chance.random() < 0.05:
        at = start + timedelta(days=chance.randrange(5, 25), hours=12)
        kind = (
            {"kind": "opt_out", "channel": "call"}
            if chance.random() < 0.5
            else {"kind": "cease", "medium": "letter"}
        )
        line = {"id": f"s{number}", "at": at.isoformat(), "person": name, **kind}
        said.write(json.dumps(line) + "\n")
    return made


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("path", type=Path)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--country", choices=sorted(PLACES), default="cn")
    asked.add_argument("--statements", type=Path)
    given = asked.parse_args()
    write_log(given.path, given.rows, seed=given.seed, country=given.country, statements=given.statements)
