"""Addresses on their way in are sealed before the database sees them: not even a staging table holds a number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import psycopg

from forbear.gate.spelling import one_spelling
from forbear.gate.vault import Vault
from forbear.store.portfolio.layouts import Layout, Row
from forbear.store.vault import lock_address, open_vault
from forbear.terms import InputError

_ELSEWHERE: Final = """
select distinct on (person) person, region
  from (select person, region, 1 as nth from staged_people union all select person, region, 2 from people) r
 where region is not null order by person, nth"""
_LETTER: Final = re.compile(r"[^\W\d_]")
_KEEP_KEY: Final = "select from vault_keys where purpose = 'data' and current for key share"


def sealing(connection: psycopg.Connection[Any], layout: Layout) -> Layout:
    """The layout of addresses, its rows sealed as they are shaped. VaultClosed where the key is not here."""
    vault = open_vault(connection)
    connection.execute(_KEEP_KEY)  # a rotation meanwhile does not throw away the key we seal with
    rows = connection.execute(_ELSEWHERE)
    regions = {person: region for person, region in rows if not region.startswith("CN")}

    def shape(row: Row) -> tuple[Any, ...]:
        return _lock(vault, regions, *layout.shape(row))

    return replace(layout, shape=shape)


def _lock(
    vault: Vault,
    regions: Mapping[str, str],
    address: str,
    person: str,
    kind: str,
    value: str,
    verified_on: str | None,
    source: str,
) -> tuple[Any, ...]:
    region = regions.get(person)
    for column, name in (("address", address), ("person", person)):
        is_bare = "@" in name or not _LETTER.search(name)
        if is_bare and one_spelling(kind, name, region) == one_spelling(kind, value, region):
            raise InputError(
                column, "is the number or mailbox itself, which only the vault holds; give it an id"
            )
    new = lock_address(vault, address, kind, value, region)
    return address, person, kind, new.box, new.key_id, new.fingerprint, new.masked, verified_on, source
