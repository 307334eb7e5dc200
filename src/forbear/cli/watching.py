"""What every lasting process does so that it can be watched: traces, and where it is wished a port for monitoring."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

from forbear.store import Database
from forbear.terms import InputError
from forbear.watch.steps import close_traces, open_traces

PORT_VARIABLE: Final = "FORBEAR_MONITOR_PORT"
HOST_VARIABLE: Final = "FORBEAR_MONITOR_HOST"


@contextmanager
def watched(process: str, database: Database, *, sends: bool) -> Iterator[int | None]:
    """Traces for a process of that kind, and `/health`, `/ready` and `/metrics` on the port that
    FORBEAR_MONITOR_PORT names (yielded; None where it names none); `sends`: it must not be silent."""
    with ExitStack() as kept:
        if open_traces(process):
            kept.callback(close_traces)
        port = monitor_port()
        if port is None:
            yield None
            return
        from forbear.web.watching import Monitor

        host = os.environ.get(HOST_VARIABLE) or "127.0.0.1"
        try:
            monitor = Monitor(database, host, port, sends=sends)
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise InputError(PORT_VARIABLE, f"{host}, port {port}: {why}; name another") from None
        yield kept.enter_context(monitor).port


def monitor_port() -> int | None:
    """The port that the environment names for monitoring; 0 takes a free one. InputError where it is none."""
    given = os.environ.get(PORT_VARIABLE)
    if not given:
        return None
    if not given.isdecimal() or int(given) > 65_535:
        raise InputError(PORT_VARIABLE, "is no port; write a number up to 65535")
    return int(given)
