"""Asks that come at the same moment are answered in one transaction.

An ask that finds nobody at work is taken at once; what comes meanwhile waits and is taken together. Each gets the
answer that it would get alone: what can't be done together is done one by one, and an ask about a person whom somebody
else holds (a night, a statement, another gate) waits for that one by itself.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from starlette.concurrency import run_in_threadpool

from forbear.gate.asks import Answer, Ask
from forbear.gate.ports import Busy
from forbear.gate.reserving import reserve_all
from forbear.store import DatabaseDown
from forbear.web.site import Site
from forbear.web.tasks import open_record

AT_WORK: Final = 2
"""Transactions at a time: while one waits for the disk, the next is judged."""
MOST: Final = 16
"""Asks of one transaction."""

_Waiting = tuple[Ask, "asyncio.Future[Answer]"]


@dataclass(slots=True)
class Together:
    """The asks of one site that wait, and who is at work on them. All of it is the event loop's own."""

    site: Site
    _waiting: deque[_Waiting] = field(default_factory=deque)
    _at_work: set[asyncio.Task[Any]] = field(default_factory=set)
    _alone: set[asyncio.Task[Any]] = field(default_factory=set)

    async def ask(self, ask: Ask) -> Answer:
        """The answer to an ask; raises what `reserve` raises, and what the database does."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((ask, answer))
        if len(self._at_work) < AT_WORK:
            task = asyncio.create_task(self._work())
            self._at_work.add(task)
        return await answer

    async def _work(self) -> None:
        """Take what waits until nothing does. Whoever asks the moment after finds nobody at work, and begins anew."""
        try:
            while self._waiting:
                await self._answer(self._take())
        finally:
            if (own := asyncio.current_task()) is not None:
                self._at_work.discard(own)

    async def _answer(self, taken: Sequence[_Waiting]) -> None:
        told = await run_in_threadpool(reserve_together, self.site, [ask for ask, _ in taken])
        for (ask, answer), known in zip(taken, told, strict=True):
            if isinstance(known, Busy):
                task = asyncio.create_task(self._wait(ask, answer))
                self._alone.add(task)
                task.add_done_callback(self._alone.discard)
            else:
                _settle(answer, known)

    async def _wait(self, ask: Ask, answer: asyncio.Future[Answer]) -> None:
        (known,) = await run_in_threadpool(partial(reserve_together, self.site, [ask], waits=True))
        _settle(answer, known)

    def _take(self) -> list[_Waiting]:
        """Asks that waited longest, of each person one: a second one about the same waits for the first."""
        taken: list[_Waiting] = []
        left: list[_Waiting] = []
        people: set[str] = set()
        while self._waiting and len(taken) < MOST:
            waiting = self._waiting.popleft()
            person = waiting[0].person
            (left if person in people else taken).append(waiting)
            people.add(person)
        self._waiting.extendleft(reversed(left))
        return taken


def _settle(answer: asyncio.Future[Answer], known: Answer | Exception) -> None:
    if answer.done():  # whoever asked has gone
        return
    if isinstance(known, Exception):
        answer.set_exception(known)
    else:
        answer.set_result(known)


def reserve_together(site: Site, asks: Sequence[Ask], *, waits: bool = False) -> list[Answer | Exception]:
    """What each ask gets, or raises; Busy where it does not wait and somebody else holds the people."""
    try:
        with open_record(site) as record:
            told = reserve_all(
                site.door, record, asks, site.clock(), with_permit=True, clock=site.clock, waits=waits
            )
            return list(told)
    except Exception as error:
        if len(asks) == 1 or isinstance(error, DatabaseDown):
            return [error] * len(asks)
    alone: list[Answer | Exception] = []
    for ask in asks:  # one is at fault; the same key gives the same contact where it was recorded after all
        down = bool(alone) and isinstance(alone[-1], DatabaseDown)
        alone += alone[-1:] if down else reserve_together(site, [ask], waits=waits)
    return alone
