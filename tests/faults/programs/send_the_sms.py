"""Sends the SMS that are due at a given instant, three at once; made to be killed."""

import sys
from contextlib import ExitStack
from datetime import datetime

import psycopg

from forbear.gate.channels.smpp import SmsCentre
from forbear.gate.channels.smpp_settings import SmppSettings
from forbear.gate.door import open_door
from forbear.gate.sending import send_due
from forbear.law.rulebook import load_law
from forbear.store.gate import ContactRecord

WINDOW = 3


def main(url: str, port: str, now: str) -> None:
    door, moment = open_door(load_law(), "stop@lender.example"), datetime.fromisoformat(now)
    settings = SmppSettings(
        host="127.0.0.1",
        port=int(port),
        user="forbear",
        password="pass",
        sender="10690000",
        tls=False,
        window=WINDOW,
    )
    post = SmsCentre(settings, print)
    with ExitStack() as kept:
        record, *others = [
            ContactRecord(kept.enter_context(psycopg.connect(url, autocommit=True))) for _ in range(WINDOW)
        ]
        print("begun")
        send_due(door, record, post, lambda: moment, progress=print, others=others)
    post.close()
    print("finished")


if __name__ == "__main__":
    main(*sys.argv[1:])
