"""Boxes open for their own row and key alone; two spellings of one address have one fingerprint."""

from __future__ import annotations

import os
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.gate.mask import hide_addresses, mask_address
from forbear.gate.master import Master, make_master, new_master, read_masters, write_masters
from forbear.gate.spelling import one_spelling
from forbear.gate.vault import Sealed, Vault, VaultClosed

KINDS = ("mobile", "landline", "email", "post")
VAULT = Vault(keys={"d-1": os.urandom(32)}, current="d-1", fingerprint_key=os.urandom(32))
ids = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=50)
texts = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=500)


@given(ids, st.sampled_from(KINDS), texts)
def test_what_is_sealed_opens_as_it_was_and_no_two_boxes_are_alike(
    address: str, kind: str, value: str
) -> None:
    one, other = VAULT.seal(address, kind, value), VAULT.seal(address, kind, value)
    assert VAULT.open(address, kind, one) == value == VAULT.open(address, kind, other)
    assert one.box != other.box
    assert len(value) < 4 or value.encode() not in one.box


@given(ids, ids, st.sampled_from(KINDS), st.sampled_from(KINDS), texts)
def test_a_box_opens_in_its_own_row_alone(
    address: str, other: str, kind: str, other_kind: str, value: str
) -> None:
    sealed = VAULT.seal(address, kind, value)
    if (address, kind) != (other, other_kind):
        with pytest.raises(VaultClosed, match="does not open"):
            VAULT.open(other, other_kind, sealed)


@given(st.data())
def test_a_box_with_one_bit_changed_does_not_open(data: st.DataObject) -> None:
    sealed = VAULT.seal("a1", "mobile", "+8613800138000")
    changed = bytearray(sealed.box)
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(VaultClosed):
        VAULT.open("a1", "mobile", Sealed(key_id="d-1", box=bytes(changed)))


def test_a_box_of_another_key_says_which_key_lacks() -> None:
    sealed = VAULT.seal("a1", "mobile", "+8613800138000")
    other = Vault(keys={"d-2": os.urandom(32)}, current="d-2", fingerprint_key=os.urandom(32))
    with pytest.raises(VaultClosed, match="no key d-1"):
        other.open("a1", "mobile", sealed)
    with pytest.raises(VaultClosed, match="does not open"):
        other.open("a1", "mobile", Sealed(key_id="d-2", box=sealed.box))
    with pytest.raises(VaultClosed, match="does not open"):
        VAULT.open("a1", "mobile", Sealed(key_id="d-1", box=b"short"))


def test_no_error_and_no_description_shows_a_number_or_a_key() -> None:
    sealed = VAULT.seal("a1", "mobile", "+8613800138000")
    with pytest.raises(VaultClosed) as error:
        VAULT.open("a2", "mobile", sealed)
    shown = repr(VAULT) + str(error.value) + repr(new_master())
    assert "13800138000" not in shown
    assert "keys=" not in shown and "key=" not in shown


@pytest.mark.parametrize(
    ("kind", "one", "other", "region"),
    [
        ("mobile", "13800138000", "+86 138-0013-8000", None),
        ("mobile", "138 0013 8000", "008613800138000", "CN-31"),
        ("mobile", "１３８００１３８０００", "8613800138000", "CN"),
        ("landline", "(010) 6512-3456", "+86 10 6512 3456", None),
        ("mobile", "(212) 555-0100", "+1 212 555 0100", "US-NY"),
        ("mobile", "07700 900123", "+44 7700 900123", "GB"),
        ("email", "Li.Lei@Example.com ", "li.lei@example.COM", None),
        ("post", "88  Nanjing Road,\n Shanghai", "88 nanjing road, shanghai", None),
    ],
)
def test_two_spellings_of_one_address_have_one_fingerprint(
    kind: str, one: str, other: str, region: str | None
) -> None:
    assert VAULT.fingerprint(kind, one, region) == VAULT.fingerprint(kind, other, region)


def test_two_addresses_or_two_keys_have_two_fingerprints() -> None:
    prints = {VAULT.fingerprint("mobile", f"1380013800{digit}") for digit in range(10)}
    elsewhere = Vault(keys=VAULT.keys, current="d-1", fingerprint_key=os.urandom(32))
    assert len(prints) == 10
    assert elsewhere.fingerprint("mobile", "13800138000") not in prints


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(("", "86", "0086", "+86")))
def test_the_short_way_for_chinese_mobiles_says_what_the_library_says(number: str, before: str) -> None:
    told = phonenumbers.parse(before + number, "CN")
    wanted = phonenumbers.format_number(told, phonenumbers.PhoneNumberFormat.E164)
    assert one_spelling("mobile", before + number) == f"phone:{wanted}"


def test_a_short_number_is_not_given_away_by_its_mask() -> None:
    assert mask_address("landline", "955880") == "•••80"
    assert mask_address("mobile", "+8613800138000") == "+86•••••••••00"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("打+86 138-0013-8000找我", "打•••00找我"),
        ("(212) 555-0100 or a.b+c@mail.example.org.", "•••00 or •••."),
        ("paid 1234567.50 on 2026-05-12, ref c0001234567", "paid 1234567.50 on 2026-05-12, ref c0001234567"),
        ("12 of 13, 3 days", "12 of 13, 3 days"),
    ],
)
def test_numbers_and_mailboxes_in_what_was_said_are_hidden(text: str, shown: str) -> None:
    assert hide_addresses(text) == shown


def test_the_key_file_is_its_owners_alone_and_made_once(tmp_path: Path) -> None:
    path = tmp_path / "var" / "vault.key"
    assert read_masters(path) == ()
    master = make_master(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert make_master(path) == master == read_masters(path)[0]
    assert [file.name for file in path.parent.iterdir()] == ["vault.key"]


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vault.key"
    make_master(path)
    path.chmod(0o640)
    with pytest.raises(VaultClosed, match="chmod 600"):
        read_masters(path)


@pytest.mark.parametrize("damage", ["forbear-master+m-0+AAAA\n", "no key\n", "é\n"])
def test_a_damaged_key_file_is_refused(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "vault.key"
    make_master(path)
    path.write_text(damage, encoding="utf-8")
    with pytest.raises(VaultClosed, match="restore it"):
        read_masters(path)


def test_a_file_may_hold_the_next_master_and_the_last(tmp_path: Path) -> None:
    path, masters = tmp_path / "vault.key", (new_master(), new_master())
    write_masters(path, masters)
    assert read_masters(path) == masters
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_data_key_unwraps_under_its_own_id_and_master_alone() -> None:
    master, key = new_master(), os.urandom(32)
    wrapped = master.wrap("d-1", key)
    assert master.unwrap("d-1", wrapped) == key
    for other, key_id in ((master, "d-2"), (Master(os.urandom(32)), "d-1")):
        with pytest.raises(VaultClosed, match="does not unwrap"):
            other.unwrap(key_id, wrapped)
