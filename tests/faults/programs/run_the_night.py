"""Runs a night in small batches and says after each how far it has come; made to be killed."""

import sys
from datetime import date

import psycopg

from forbear.desk.strategy_file import load_strategy
from forbear.gate.door import open_door
from forbear.law.rulebook import load_law
from forbear.store.night import run_night


def main(url: str, on: str) -> None:
    door, strategy = open_door(load_law(), "stop@lender.example"), load_strategy("standard")
    with psycopg.connect(url, autocommit=True) as connection:
        print("begun")
        day = date.fromisoformat(on)
        run_night(connection, door, strategy, day, batch=12, progress=lambda done, total: print(done))
    print("finished")


if __name__ == "__main__":
    main(*sys.argv[1:])
