"""Connections kept open: lent to one at a time, thrown away where they are dead or unclean."""

from __future__ import annotations

import threading

import psycopg
import pytest

from forbear.store import Database, DatabaseDown
from forbear.store.pool import Pool


def backend(database: Database) -> int:
    with database.borrow() as connection:
        return connection.info.backend_pid


def test_the_next_request_gets_the_same_connection(database_url: str) -> None:
    database = Database(database_url)
    assert backend(database) == backend(database)
    database.close()


def test_two_at_a_time_get_two(database_url: str) -> None:
    database = Database(database_url)
    with database.borrow() as one, database.borrow() as other:
        assert one.info.backend_pid != other.info.backend_pid
    database.close()


def test_a_connection_that_the_server_ended_is_not_lent_again(database_url: str) -> None:
    database = Database(database_url)
    ended = backend(database)
    with psycopg.connect(database_url, autocommit=True) as other:
        assert other.execute("select pg_terminate_backend(%s, 5000)", [ended]).fetchone() == (True,)
    assert backend(database) != ended
    database.close()


def test_a_connection_left_within_a_transaction_is_thrown_away(database_url: str) -> None:
    database = Database(database_url)
    with database.borrow() as connection:
        connection.execute("begin")
    assert connection.closed
    with database.borrow() as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    database.close()


def test_an_error_in_a_transaction_leaves_the_connection_fit(database_url: str) -> None:
    database = Database(database_url)
    first = backend(database)
    with (
        pytest.raises(psycopg.errors.DivisionByZero),
        database.borrow() as connection,
        connection.transaction(),
    ):
        connection.execute("select 1 / 0")
    assert backend(database) == first
    database.close()


def test_whoever_finds_no_room_waits_for_it(database_url: str) -> None:
    pool = Pool(lambda: psycopg.connect(database_url, autocommit=True), most=1)
    waited, got = threading.Event(), threading.Event()

    def ask() -> None:
        waited.set()
        with pool.lend():
            got.set()

    with pool.lend():
        other = threading.Thread(target=ask)
        other.start()
        assert waited.wait(10) and not got.wait(0.2)
    assert got.wait(10)
    other.join()
    pool.close()


def test_a_database_that_is_down_is_told_at_once() -> None:
    with pytest.raises(DatabaseDown), Database("postgresql://nobody@127.0.0.1:1/none").borrow():
        raise AssertionError
