"""The vault on a real database: what it holds, and what an older version left plain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from forbear.gate.master import make_master
from forbear.gate.vault import VaultClosed
from forbear.store.vault import open_vault, seal_plain
from office import Office, plain_addresses


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield Office(connection)


def test_only_the_box_tells_an_address_and_only_of_a_verified_own_one(office: Office) -> None:
    office.add_borrower("li", mobile="+8613800138000")
    office.add_address("rumour", "li", "mobile", "13900139000", verified_on=None)
    record = office.record()
    assert record.value_of("li-phone", "li") == "+8613800138000"
    assert record.value_of("li-phone", "another") is None
    assert record.value_of("rumour", "li") is None
    rows = str(office.run("select a.*, encode(box, 'escape') from addresses a").fetchall())
    assert "138001380" not in rows and "139001390" not in rows and "•" in rows


def test_boxes_swapped_between_rows_do_not_open(office: Office) -> None:
    office.add_borrower("li")
    office.add_borrower("wu")
    office.run(
        """update addresses a set box = b.box, key_id = b.key_id from addresses b
            where (a.address, b.address) in (('li-phone', 'wu-phone'), ('wu-phone', 'li-phone'))"""
    )
    with pytest.raises(VaultClosed, match="another address's"):
        office.record().value_of("li-phone", "li")


def test_with_a_lost_or_another_key_nothing_opens_and_no_new_key_is_made(
    office: Office, tmp_path: Path
) -> None:
    office.add_borrower("li")
    lost, other = tmp_path / "lost.key", tmp_path / "other.key"
    make_master(other)
    with pytest.raises(VaultClosed, match=r"is not there; restore it.*Nothing is sent"):
        open_vault(office.connection, lost)
    assert not lost.exists()
    with pytest.raises(VaultClosed, match="holds another key"):
        open_vault(office.connection, other)


def test_what_an_older_version_kept_plain_is_sealed_and_its_column_goes(
    office: Office, database_url: str
) -> None:
    for person, region in (("li", "CN"), ("ann", "US-NY")):
        office.add_borrower(person, region=region, mobile=None, email=None)
    office.run(
        """alter table addresses add column value text, alter column box drop not null,
               alter column key_id drop not null, alter column fingerprint drop not null,
               alter column masked drop not null"""
    )
    plain = {"a1": ("li", "mobile", "138 0013 8000"), "a2": ("li", "post", "南京路88号"),
             "a3": ("ann", "mobile", "(212) 555-0100"), "a4": ("ann", "email", "Ann@mail.example")}  # fmt: skip
    for address, (person, kind, value) in plain.items():
        office.run(
            "insert into addresses (address, person, kind, value, source) values (%s, %s, %s, %s, 'contract')",
            address, person, kind, value,
        )  # fmt: skip
    told: list[int] = []
    assert seal_plain(office.connection, told.append) == 4 == told[-1]
    assert plain_addresses(office.connection) == {name: value for name, (_, _, value) in plain.items()}
    columns = office.run("select * from addresses").description or ()
    assert "value" not in [column.name for column in columns]
    found = office.run(
        "select address from addresses where fingerprint = any(%s) order by address",
        [
            open_vault(office.connection).fingerprint("mobile", "+8613800138000"),
            open_vault(office.connection).fingerprint("mobile", "+12125550100"),
        ],
    ).fetchall()
    assert found == [("a1",), ("a3",)]
    assert seal_plain(office.connection) == 0
