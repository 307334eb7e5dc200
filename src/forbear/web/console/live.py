"""What happens in the gate, shown as it happens: server-sent events, one follower a process for all who look."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Final

import psycopg
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from forbear.store import Database, DatabaseDown
from forbear.store.console.following import LOOK_BACK, News, last_entry, read_news
from forbear.web.site import Site, language_of
from forbear.web.staff.admission import principal_of
from forbear.web.words import say, word

EVERY_SECONDS: Final = 0.7
STREAM_SECONDS: Final = 20
"""After so long a stream ends and the browser takes up the next where it was: a process that stops waits no longer."""
KEPT: Final = 2 * LOOK_BACK
_WORDS: Final = ("outcome", "contact_state", "stage", "promise_state", "plan_state", "statement")
Queue = asyncio.Queue[News]


class Follower:
    """Follows the log while somebody looks, and hands what is new to all of them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._lock = threading.Lock()
        self._queues: dict[Queue, asyncio.AbstractEventLoop] = {}
        self._recent: OrderedDict[int, News] = OrderedDict()
        self._thread: threading.Thread | None = None

    def join(self, after: int | None) -> Queue:
        """A queue of what happens from now on, and of what has happened after an entry. Call it in the event loop."""
        queue: Queue = asyncio.Queue()
        with self._lock:
            for entry, news in self._recent.items():
                if after is not None and entry > after:
                    queue.put_nowait(news)
            self._queues[queue] = asyncio.get_running_loop()
            if self._thread is None:
                self._thread = threading.Thread(target=self._follow, name="follower", daemon=True)
                self._thread.start()
        return queue

    def leave(self, queue: Queue) -> None:
        """Hand nothing more to a queue."""
        with self._lock:
            self._queues.pop(queue, None)

    def _follow(self) -> None:
        pause, known = threading.Event(), None
        while True:
            with self._lock:
                if not self._queues:
                    self._thread, self._recent = None, OrderedDict()
                    return
            with suppress(DatabaseDown, psycopg.Error), self.database.borrow() as connection:
                if known is None:  # what was there before anybody looked is no news
                    known = last_entry(connection)
                    begun = known
                for news in read_news(connection, max(begun, known - LOOK_BACK)):
                    known = max(known, news.entry)
                    if news.entry not in self._recent:
                        self._tell(news)
            pause.wait(EVERY_SECONDS)

    def _tell(self, news: News) -> None:
        with self._lock:
            self._recent[news.entry] = news
            while len(self._recent) > KEPT:
                self._recent.popitem(last=False)
            for queue, loop in self._queues.items():
                with suppress(RuntimeError):  # its loop has ended
                    loop.call_soon_threadsafe(queue.put_nowait, news)


def add_live(router: APIRouter, site: Site) -> None:
    """Add the stream of what happens."""
    follower = Follower(site.database)

    @router.get("/desk/live")
    async def live(request: Request) -> StreamingResponse:
        collector, language = principal_of(request).collector, language_of(request)
        seen = request.headers.get("last-event-id", "")
        queue = follower.join(int(seen) if seen.isdecimal() else None)
        told = _stream(follower, queue, collector, language)
        return StreamingResponse(told, media_type="text/event-stream", headers={"x-accel-buffering": "no"})


async def _stream(
    follower: Follower, queue: Queue, collector: str | None, language: str
) -> AsyncIterator[str]:
    """The events for one who looks, until the stream's time is over."""
    try:
        yield "retry: 500\n\n"
        async with asyncio.timeout(STREAM_SECONDS):
            while True:
                news = await queue.get()
                if news.is_for(collector):
                    told = {"case": news.case, "href": _place(news), "text": _text(news, language)}
                    yield f"id: {news.entry}\nevent: seen\ndata: {json.dumps(told, ensure_ascii=False)}\n\n"
    except TimeoutError:
        return
    finally:
        follower.leave(queue)


def _place(news: News) -> str:
    return f"/desk/contacts/{news.contact}" if news.contact else f"/desk/cases/{news.case}"


def _text(news: News, language: str) -> str:
    """What happened in a few words: the channel or the kind, the case, and what became of it."""
    what = (
        word(language, "channel", news.channel)
        if news.kind == "contact"
        else word(language, "news", news.kind)
    )
    return say(language, "desk.news", what=what, case=news.case, word=_word(news.word, language))


def _word(name: str, language: str) -> str:
    known = (word(language, section, name) for section in _WORDS)
    return next((told for told in known if told != name.replace("_", " ")), name.replace("_", " "))
