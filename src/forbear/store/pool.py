"""Connections kept open between requests, so that a request does not pay for opening one.

A connection is opened by the thread that needs it: where the database is down, that is told at once. (psycopg_pool
opens them in threads of its own, and whoever asks waits until its time is up.)
"""

from __future__ import annotations

import select
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import BoundedSemaphore
from typing import Any, Final

import psycopg
from psycopg.pq import TransactionStatus

Connection = psycopg.Connection[tuple[Any, ...]]
MOST: Final = 24
"""Connections at a time, of one process to one database; whoever needs one more waits."""


class Pool:
    """Connections of one sort, opened by `connect` as they are needed and lent one by one."""

    def __init__(self, connect: Callable[[], Connection], most: int = MOST) -> None:
        self._connect = connect
        self._idle: deque[Connection] = deque()
        self._room = BoundedSemaphore(most)

    @contextmanager
    def lend(self) -> Iterator[Connection]:
        """A connection, for this block alone. What an error left behind in it is thrown away with it."""
        with self._room:
            connection = self._take() or self._connect()
            try:
                yield connection
            finally:
                if connection.info.transaction_status == TransactionStatus.IDLE:
                    self._idle.append(connection)
                else:
                    connection.close()

    def close(self) -> None:
        """Close what is not lent. The pool can be used again."""
        while self._idle:
            with suppress(IndexError):
                self._idle.pop().close()

    def _take(self) -> Connection | None:
        """The connection used last, if it lives: a server that went away has left its farewell in the socket."""
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                return None
            if not connection.closed and not select.select([connection], [], [], 0)[0]:
                return connection
            connection.close()
