"""Sends what is due at a given instant and says after each contact that it is done; made to be killed."""

import sys
from datetime import datetime

import psycopg

from forbear.gate.channels.smtp import Mailer, SmtpSettings
from forbear.gate.door import open_door
from forbear.gate.sending import send_due
from forbear.law.rulebook import load_law
from forbear.store.gate import ContactRecord

STOP = "stop@lender.example"


def main(url: str, port: str, now: str) -> None:
    door, moment = open_door(load_law(), STOP), datetime.fromisoformat(now)
    settings = SmtpSettings(
        host="127.0.0.1", port=int(port), sender="service@lender.example", stop_address=STOP, tls="none"
    )
    with psycopg.connect(url, autocommit=True) as connection, Mailer(settings) as mailer:
        print("begun")
        send_due(door, ContactRecord(connection), mailer, lambda: moment, progress=print)
    print("finished")


if __name__ == "__main__":
    main(*sys.argv[1:])
