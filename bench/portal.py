"""The portal: how long each page takes the server, and whether time tells who is known, or what is another's."""

from __future__ import annotations

import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "web"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from serving import TOKEN, serving

from forbear.evidence import Signer
from forbear.gate.door import open_door
from forbear.law.rulebook import load_law
from forbear.store import Database, migrate, open_database, portal
from forbear.web.site import Site
from office import STOP, Office, on_the_day

PEOPLE: Final = 300
ROUNDS: Final = 100
PAGES: Final = ("/me", "/me/cases/case-p0", "/me/cases/case-p0/plan", "/me/contacts", "/me/tell", "/me/data",
                "/me/credit", "/policy", "/register", "/me/sign-in")  # fmt: skip
NOW: Final = on_the_day("10:00")


def theirs(number: int) -> str:
    """The path of somebody else's account."""
    return f"/me/cases/case-p{number + 1}"


def main() -> None:
    """Measure on an embedded PostgreSQL of its own, one request after the other, over HTTP on loopback."""
    os.environ["FORBEAR_RATE_STRANGER"] = os.environ["FORBEAR_RATE_PERSON"] = "1000000/minute"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FORBEAR_VAULT_KEY_FILE"] = str(Path(folder) / "vault.key")
        database = open_database(directory=Path(folder) / "pg")
        migrate(database.url)
        with database.borrow() as connection:
            office = Office(connection)
            for number in range(PEOPLE):
                office.add_borrower(f"p{number}")
                for day in range(20):
                    office.add_call(
                        f"p{number}-{day}", f"p{number}", f"case-p{number}", on_the_day("09:00"), "unanswered"
                    )
            token = portal.start_session(connection, "p0", NOW)
        site = Site(database=Database(database.url), door=open_door(load_law(), STOP), token=TOKEN, clock=lambda: NOW,
                    log_key=Signer.new("log.example"))  # fmt: skip
        with serving(site) as served, httpx.Client(base_url=served.url, timeout=60) as client:
            client.cookies.set("forbear_me", token)
            show_pages(client)
            show_pair(
                "another's account, and none",
                client,
                lambda n: f"/me/cases/case-p{n + 1}",
                lambda n: f"/me/cases/none-{n}",
            )
            show_asks(client)


def show_pages(client: httpx.Client) -> None:
    """Median and 95th percentile of each page, and its weight without and with the style sheet."""
    sheet = len(client.get("/static/forbear.css").content)
    print("| page | ms, median | ms, p95 | kB with its sheet |\n| --- | ---: | ---: | ---: |")
    for path in PAGES:
        size = len(client.get(path).content)
        times = [timed(partial(client.get, path)) for _ in range(ROUNDS)]
        low, high = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        print(f"| {path} | {low * 1e3:.1f} | {high * 1e3:.1f} | {(size + sheet) / 1e3:.0f} |")


def show_pair(
    name: str, client: httpx.Client, first: Callable[[int], str], second: Callable[[int], str]
) -> None:
    """Two sorts of requests in turn: the medians, and their ratio."""
    one, two = [], []
    for number in range(ROUNDS):
        one.append(timed(partial(client.get, first(number))))
        two.append(timed(partial(client.get, second(number))))
    tell(name, one, two)


def show_asks(client: httpx.Client) -> None:
    """Codes asked for with addresses that are known and with such that are not, in turn."""
    page = client.get("/me/sign-in").text
    form = re.search(r'name="token" value="([^"]*)"', page)
    assert form is not None
    one, two = [], []

    def ask(address: str) -> None:
        answer = client.post("/me/sign-in", data={"token": form[1], "address": address})
        assert answer.status_code == 303, answer.text
        client.cookies.delete("forbear_code")
        client.cookies.set("forbear_form", cookie)

    cookie = str(client.cookies.get("forbear_form"))
    for number in range(ROUNDS):
        one.append(timed(partial(ask, f"p{number}@mail.example")))
        two.append(timed(partial(ask, f"q{number}@mail.example")))
    tell("a code for a known address, and for an unknown", one, two)


def tell(name: str, one: list[float], two: list[float]) -> None:
    """A line of two medians."""
    first, second = statistics.median(one), statistics.median(two)
    noise = statistics.median(abs(time - first) for time in one) / first
    print(
        f"\n{name}: {first * 1e3:.2f} and {second * 1e3:.2f} ms, ratio {first / second:.3f} (noise ±{noise:.3f})"
    )


def timed(run: Callable[[], object]) -> float:
    """Seconds of wall time."""
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
