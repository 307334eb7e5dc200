"""Rotating the keys of the vault: killed in the middle, while others read and import, under another master."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from forbear.gate.master import key_file, make_master, read_masters
from forbear.gate.vault import Sealed, VaultClosed
from forbear.store.rotation import BOXES, rewrap, rotate, shut_boxes, vault_keys
from forbear.store.vault import lock_address, open_vault, read_keys
from office import Office, on_the_day, plain_addresses

ROTATE = """
import sys, os, signal, psycopg
from forbear.store.rotation import rotate
with psycopg.connect(sys.argv[1], autocommit=True) as connection:
    rotate(connection, batch=10, progress=print)
"""
KILLED = """
import os, signal
from forbear.store import rotation
sealed, seal = [0], rotation.Vault.seal
def one_more(*arguments):
    sealed[0] += 1
    if sealed[0] > 57: os.kill(os.getpid(), signal.SIGKILL)
    return seal(*arguments)
rotation.Vault.seal = one_more
"""


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        office = Office(connection)
        for number in range(60):
            office.add_borrower(f"p{number:02d}")
        yield office


def boxes(office: Office) -> list[int]:
    """How many boxes are under each data key, the current one last."""
    return [key.boxes for key in vault_keys(office.connection) if key.purpose == "data"]


def test_a_rotation_killed_in_the_middle_loses_nothing_and_goes_on(office: Office, database_url: str) -> None:
    before = plain_addresses(office.connection)
    old = open_vault(office.connection)
    killed = subprocess.run([sys.executable, "-c", KILLED + ROTATE, database_url], check=False)
    assert killed.returncode == -9
    assert boxes(office) == [70, 50]
    assert plain_addresses(office.connection) == before
    assert office.record().value_of("p00-phone", "p00") == before["p00-phone"]
    done = rotate(office.connection, batch=10)
    assert (done.boxes, done.continued, done.kept) == (70, True, False)
    assert boxes(office) == [120]
    assert plain_addresses(office.connection) == before
    assert done.key_id not in old.keys and old.current not in open_vault(office.connection).keys
    assert rotate(office.connection).boxes == 120  # and again, under a key of its own


def test_a_box_kept_from_before_a_rotation_stays_shut(office: Office) -> None:
    office.run("create temp table copied as select * from addresses")
    rotate(office.connection)
    assert shut_boxes(office.connection) == []
    office.run(
        "update addresses a set box = c.box from copied c where c.address = a.address and a.person = 'p01'"
    )
    assert shut_boxes(office.connection) == ["addresses/p01-mail", "addresses/p01-phone"]
    with pytest.raises(VaultClosed):
        office.record().value_of("p01-phone", "p01")


def test_what_was_said_in_the_inbox_goes_over_too(office: Office) -> None:
    office.add_call("said", "p00", "case-p00", on_the_day("10:00"), "conversation")
    sealed = open_vault(office.connection).seal("said", "inbox", "a word")
    office.run(
        "insert into inbox (message, person, direction, at, box, key_id)"
        " values ('said', 'p00', 'inbound', now(), %s, %s)",
        sealed.box, sealed.key_id,
    )  # fmt: skip
    assert rotate(office.connection).boxes == 121
    key_id, box = office.run("select key_id, box from inbox").fetchone() or ("", b"")
    again = open_vault(office.connection).open("said", "inbox", Sealed(key_id=key_id, box=bytes(box)))
    assert (again, key_id != sealed.key_id, shut_boxes(office.connection)) == ("a word", True, [])


def test_every_table_with_boxes_is_rotated_and_holds_its_key(office: Office) -> None:
    query = """select table_name from information_schema.columns where column_name = %s and table_schema = 'public'
                order by 1"""
    with_boxes = {row[0] for row in office.run(query, "box")}
    held = office.run(
        "select conrelid::regclass::text from pg_constraint where contype = 'f' and confrelid = 'vault_keys'::regclass"
    )
    assert with_boxes == {table for table, _, _ in BOXES} == {row[0] for row in held}


def test_fingerprints_and_a_record_that_is_open_survive_a_rotation(office: Office) -> None:
    record, print_of = office.record(), "select fingerprint from addresses where address = 'p00-phone'"
    number, before = record.value_of("p00-phone", "p00"), office.run(print_of).fetchone()
    rotate(office.connection)
    assert record.value_of("p00-phone", "p00") == number
    assert office.run(print_of).fetchone() == before


def test_a_key_that_an_import_still_seals_with_is_kept_until_the_next_rotation(
    office: Office, database_url: str
) -> None:
    with psycopg.connect(database_url) as importing, ThreadPoolExecutor(1) as other:
        new = lock_address(open_vault(importing), "late", "landline", "+86 10 6512 3456")
        importing.execute(
            """insert into addresses (address, person, kind, box, key_id, fingerprint, masked, source)
               values ('late', 'p00', 'landline', %s, %s, %s, %s, 'contract')""",
            [new.box, new.key_id, new.fingerprint, new.masked],
        )
        rotating = other.submit(rotate, office.connection)
        with psycopg.connect(database_url, autocommit=True) as watching:
            while watching.execute("select from pg_locks where not granted").fetchone() is None:
                assert not rotating.done()
                time.sleep(0.01)
        importing.commit()
        assert rotating.result(30).kept
    assert boxes(office) == [1, 120]
    assert plain_addresses(office.connection)["late"] == "+86 10 6512 3456"
    again = rotate(office.connection)
    assert (again.continued, again.boxes, boxes(office)) == (True, 1, [121])


def test_the_keys_go_over_to_a_new_master_and_no_box_changes(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "vault.key"
    path.write_bytes(key_file().read_bytes())
    path.chmod(0o600)
    monkeypatch.setenv("FORBEAR_VAULT_KEY_FILE", str(path))
    before = office.run("select address, box from addresses order by address").fetchall()
    (old,) = read_masters(path)
    prepared = rewrap(office.connection, prepare=True)
    assert read_masters(path) == (old, prepared)
    assert {key.master for key in read_keys(office.connection)} == {old.id}
    fresh = rewrap(office.connection)
    assert (fresh, read_masters(path)) == (prepared, (fresh,))
    assert {key.master for key in read_keys(office.connection)} == {fresh.id}
    assert office.run("select address, box from addresses order by address").fetchall() == before
    assert len(plain_addresses(office.connection)) == 120
    assert rotate(office.connection).boxes == 120
    path.write_text(old.text() + "\n")
    with pytest.raises(VaultClosed, match=f"locked with the master key {fresh.id}"):
        office.record().value_of("p00-phone", "p00")


def test_with_another_key_nothing_is_rotated_or_rewrapped(office: Office, tmp_path: Path) -> None:
    make_master(tmp_path / "other.key")
    for change in (rotate, rewrap):
        with pytest.raises(VaultClosed, match="holds another key"):
            change(office.connection, path=tmp_path / "other.key")
    assert boxes(office) == [120]
    assert len(read_masters(tmp_path / "other.key")) == 1
