"""Opening a database, bringing it up to date, and what is said where that can't be done."""

from __future__ import annotations

import time
from pathlib import Path

import psycopg
import pytest

from forbear.store import Database, DatabaseDown, check_current, migrate, open_database
from forbear.store import database as opening
from forbear.store import migration as migrating


def test_the_embedded_database_starts_where_there_was_none(tmp_path: Path) -> None:
    database = open_database(directory=tmp_path / "var" / "pg")
    assert migrate(database.url)
    with database.connect() as connection:
        assert connection.execute("select count(*) from cases").fetchone() == (0,)


def test_migrating_twice_changes_nothing_and_is_quick(empty_database_url: str) -> None:
    applied = migrate(empty_database_url)
    assert list(applied) == sorted(applied)
    assert applied[0].startswith("0001_pre_")
    start = time.perf_counter()
    assert migrate(empty_database_url) == ()
    assert time.perf_counter() - start < 0.3


def apply_unknown(url: str, name: str) -> None:
    """As if a newer program had migrated."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "insert into _yoyo_migration (migration_hash, migration_id, applied_at_utc) values ('h', %s, now())",
            [name],
        )


def forget(url: str, name: str) -> None:
    """As if this program's migration had not been applied yet."""
    with psycopg.connect(url) as connection:
        connection.execute("delete from _yoyo_migration where migration_id = %s", [name])


def test_a_database_that_a_newer_program_has_cleared_up_is_left_alone(database_url: str) -> None:
    apply_unknown(database_url, "9999_post_future")
    for refused in (migrate, check_current):
        with pytest.raises(DatabaseDown, match="9999_post_future"):
            refused(database_url)
    with pytest.raises(DatabaseDown, match="use the version that made it"):
        migrate(database_url, ("pre", "post"))


def test_while_a_newer_program_comes_in_beside_it_the_old_one_goes_on(database_url: str) -> None:
    apply_unknown(database_url, "9999_pre_future")
    assert migrate(database_url) == ()
    check_current(database_url)


def test_a_database_that_is_too_old_is_named_with_what_to_run(database_url: str) -> None:
    forget(database_url, "0006_pre_journal")
    with pytest.raises(
        DatabaseDown, match="lacks the migration 0006_pre_journal; run `forbear migrate --pre`"
    ):
        check_current(database_url)


def test_a_migration_that_fails_is_rolled_back_whole_and_named(database_url: str) -> None:
    forget(database_url, "0006_pre_journal")
    with pytest.raises(DatabaseDown, match=r"already exists.*rolled back"):
        migrate(database_url)


def test_a_migration_waits_for_its_locks_and_then_gives_up(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrating, "TRIES", 1)
    monkeypatch.setattr(migrating, "LOCK_SECONDS", 1)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("drop table journal_postings, journal_entries")
        connection.execute("drop function journal_balances, journal_is_kept")
        forget(database_url, "0006_pre_journal")
        with connection.transaction():  # a foreign key of the migration needs this table
            connection.execute("lock table cases in access exclusive mode")
            with pytest.raises(DatabaseDown, match="0006_pre_journal does not get its locks"):
                migrate(database_url)
    assert migrate(database_url) == ("0006_pre_journal",)


def test_a_server_that_is_down_is_named_without_its_password() -> None:
    with pytest.raises(DatabaseDown) as error:
        open_database("postgresql://clerk:hunter2@127.0.0.1:1/lending")
    assert "database lending at 127.0.0.1:1: no connection" in str(error.value)
    assert "hunter2" not in str(error.value)
    assert "--database-url" in str(error.value)


def test_the_environment_names_the_database(monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    monkeypatch.setenv("FORBEAR_DATABASE_URL", database_url)
    assert open_database() == Database(database_url)


def test_a_url_that_cannot_be_read_says_what_to_write() -> None:
    with pytest.raises(DatabaseDown, match="postgresql://USER:PASSWORD@HOST:PORT/DATABASE"):
        open_database("lending database on the big server")


def test_a_server_that_is_too_old_is_refused(monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    monkeypatch.setattr(opening, "OLDEST_SERVER", 99)
    with pytest.raises(DatabaseDown, match=r"this is PostgreSQL \d+, and forbear needs 99"):
        open_database(database_url)


def test_times_are_read_in_utc(database_url: str) -> None:
    with Database(database_url).connect() as connection:
        assert connection.execute("show timezone").fetchone() == ("UTC",)
