"""Uses the permit of a call at a dialler and dies: before the order is out, after the dialler has it, or not at all."""

import os
import signal
import sys
from datetime import datetime

import psycopg

from forbear.gate.calling import CallOrder, place_call
from forbear.gate.channels.dialler import HttpDialler
from forbear.gate.channels.webhooks import Line, Partner
from forbear.gate.door import open_door
from forbear.gate.post import Delivery
from forbear.law.rulebook import load_law
from forbear.store.gate import ContactRecord

STOP = "stop@lender.example"


class Dying(HttpDialler):
    """A dialler's line in a process that is killed around the order."""

    when = ""

    def place(self, order: CallOrder) -> Delivery:
        if self.when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        delivery = super().place(order)
        if self.when == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return delivery


def main(url: str, dialler: str, secret: str, token: str, now: str, when: str) -> None:
    door, moment = open_door(load_law(), STOP), datetime.fromisoformat(now)
    with (
        psycopg.connect(url, autocommit=True) as connection,
        Line(Partner(url=dialler, secret=secret)) as line,
    ):
        dying = Dying(line)
        dying.when = when
        place_call(door, ContactRecord(connection), dying, token, lambda: moment)
    print("finished")


if __name__ == "__main__":
    main(*sys.argv[1:])
