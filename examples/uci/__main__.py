"""`python -m examples.uci DATA FOLDER --on DATE`: the card data as portfolio files for `forbear import`."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from examples.uci.portfolio import write_portfolio


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m examples.uci", description=__doc__)
    parser.add_argument("data", type=Path, help="uci_credit_card.csv, as downloaded")
    parser.add_argument("folder", type=Path, help="where the portfolio files go")
    parser.add_argument(
        "--on", type=date.fromisoformat, required=True, metavar="DATE", help="the night's date, 2026-05-12"
    )
    parser.add_argument("--repeat", type=int, default=1, metavar="K", help="the accounts K times, other ids")
    given = parser.parse_args()
    told = write_portfolio(given.data, given.folder, given.on, given.repeat)
    print(
        f"{told.accounts} accounts in {given.folder}: {told.late} late by their code on {given.on};"
        f" {told.disagree} where code and money disagree (the money is believed);"
        f" {told.beyond} late by more months than the data has (shown as five);"
        f" {told.ageless} without an age, {told.rounded} with an amount that a spreadsheet rounded;"
        f" {len(told.refused)} rows refused"
    )
    for line, why in told.refused[:20]:
        print(f"  line {line}: {why}")


if __name__ == "__main__":
    main()
