"""A log swept on an engine and each of its contacts judged alone: the same verdicts, the same rules, row by row.

The circles are made up near the edges (zones, days on which clocks change, boundary seconds, facts that lack); the
vectors are the regulators' examples. What each reader says is compared whole.
"""

import json
import os
from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import psycopg
import pytest
from circles import (
    answer_of,
    make_circles,
    make_plain_circles,
    read_anything,
    rows_of,
    rows_of_requests,
)
from swept import LAW, compare, sweep_on_duckdb, sweep_on_postgres, verdicts

from forbear.law.judge import read_request
from forbear.law.rules.expr import Fact
from forbear.law.rules.registry import FACTS
from forbear.law.rules.rule import KINDS
from forbear.law.sweep import Survey, Unprintable, facts, sweep_sql
from forbear.law.sweep.facts import PRINTERS
from forbear.law.sweep.inputs import INPUTS
from forbear.review.contacts import read_contact
from forbear.review.sweeping import make_inputs, on_duckdb, put_rows
from forbear.terms import BINDING_FORCES, InputError

VECTORS = sorted((Path(__file__).parents[1] / "vectors").glob("*.jsonl"))
COUNT = int(os.environ.get("FORBEAR_CIRCLES", "40"))
SEED = int(os.environ.get("FORBEAR_SEED", "7"))
WAYS = {
    "China": (("cn",), None, "strict", read_anything),
    "the United States": (("us",), None, "binding", read_anything),
    "rules that no country has": (("odd", "us.regf"), None, "strict", read_anything),
    "Australia and India": (("au", "in"), None, "strict", None),
    "other countries": (tuple("id vn mx uk eu hk ie ke ng sg ph".split()), None, "binding", read_anything),
    "the law of one day": (("cn.gbt45251", "odd"), date(2026, 6, 17), "strict", read_anything),
}  # fmt: skip
"""Books, the day on which they are read, the posture, and who reads the texts."""


@pytest.mark.parametrize("way", WAYS)
def test_a_contact_swept_with_its_log_is_judged_as_it_is_alone(way):
    books, read_at, posture, read = WAYS[way]
    how = {"books": books, "read_at": read_at, "posture": posture}
    circles = make_circles(f"{SEED} {way}", COUNT)
    said = compare(circles, sweep_on_duckdb(rows_of(circles, read), **how), read, **how)
    assert min(said["allow"], said["forbid"], said["unknown"]) > COUNT / 2


@pytest.mark.parametrize("way", WAYS)
def test_a_log_that_lacks_most_words_is_judged_like_any_other(way):
    """What a log can't show is settled before it is swept: here every circle is a log of its own."""
    books, read_at, posture, read = WAYS[way]
    how = {"books": books, "read_at": read_at, "posture": posture}
    for circle in make_circles(f"{SEED} small {way}", max(3, COUNT // 10)):
        compare([circle], sweep_on_duckdb(rows_of([circle], read), **how), read, **how)


@pytest.mark.parametrize("way", ["China", "the United States", "rules that no country has"])
def test_a_plain_log_is_judged_like_any_other(way):
    books, read_at, posture, read = WAYS[way]
    how = {"books": books, "read_at": read_at, "posture": posture}
    circles = make_plain_circles(f"{SEED} plain {way}", COUNT)
    compare(circles, sweep_on_duckdb(rows_of(circles, read), **how), read, **how)


def test_a_log_swept_in_parts_is_judged_as_it_is_whole():
    circles = make_circles(f"{SEED} parts", COUNT)
    with duckdb.connect() as connection:
        place = replace(on_duckdb(connection), at_once=60)
        make_inputs(place)
        for name, rows in rows_of(circles, read_anything).items():
            put_rows(connection, name, rows)
        swept = verdicts(place, books=("cn", "ph"))
        left = {name for (name,) in place.ask("SELECT table_name FROM duckdb_tables()")}
    assert left == {*INPUTS, "sweep_verdicts"}
    compare(circles, swept, read_anything, books=("cn", "ph"))


@pytest.mark.parametrize(
    "books", [("cn", "us", "odd"), tuple("au in id vn mx uk eu hk ie ke ng sg ph".split())]
)
def test_postgresql_says_the_same(books, server):
    circles = make_circles(f"{SEED} postgres", COUNT)
    rows = rows_of(circles, read_anything)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        swept = sweep_on_postgres(connection, rows, books=books)
        chosen = sweep_on_postgres(connection, rows)
        plain = make_plain_circles(f"{SEED} plain postgres", COUNT // 4)
        short = sweep_on_postgres(connection, rows_of(plain, read_anything), books=books)
    compare(circles, swept, read_anything, books=books)
    compare(circles, chosen, read_anything, books=None)
    compare(plain, short, read_anything, books=books)


def test_place_and_date_choose_the_books_of_a_sweep_as_they_do_alone():
    circles = make_circles(SEED, COUNT, regions=("US-NY", "US-NY-NYC", "PH", "US", "JP", "CN-HK", None))
    said = compare(circles, sweep_on_duckdb(rows_of(circles)), None, books=None)
    assert said["unknown"] > COUNT


def test_the_regulators_examples_are_swept_as_they_are_judged():
    """All of a country in one sweep, each with its own history; of the answer, the rules of its own books."""
    groups = defaultdict(list)
    for path in VECTORS:
        for line in path.read_text(encoding="utf-8").splitlines():
            request = read_request(json.loads(line)["request"])
            countries = tuple(sorted({b.split(".")[0] for b in request.books})) if request.books else None
            groups[countries, request.read_at].append(request)
    for (countries, read_at), requests in groups.items():
        rows = rows_of_requests(requests, read_contact)
        swept = sweep_on_duckdb(rows, books=countries, read_at=read_at)
        for number, request in enumerate(requests):
            alone = answer_of(LAW, request, read_contact)
            assert of_books(request, swept[number, "judged"]) == alone, request.id


def of_books(request, answer):
    """What an answer says by the books that a request names, in its posture."""
    verdict, broken, unknown = answer
    if request.books is None:
        return answer
    own = {
        r.id: request.posture == "strict" or r.force in BINDING_FORCES
        for b in LAW.named(request.books)
        for r in LAW.books[b].rules
    }
    broken, unknown = broken & own.keys(), unknown & own.keys()
    if any(own[r] for r in broken):
        verdict = "forbid"
    else:
        verdict = "unknown" if any(own[r] for r in unknown) else "allow"
    return verdict, broken, unknown


def test_every_kind_of_rule_and_every_sort_of_fact_is_swept():
    """A new sort of fact is printed, or refused by name: here none is refused."""
    books = {b for books, *_ in WAYS.values() for b in LAW.named(books)}
    assert books >= {b for b, book in LAW.books.items() if book.rules}
    rules = [r for b in books for r in LAW.books[b].rules]
    assert {r.kind_name for r in rules} == set(KINDS)
    used = {type(FACTS[leaf.number]) for r in rules for leaf in r.leaves if isinstance(leaf, Fact)}
    assert used <= set(PRINTERS)


def test_a_fact_that_sql_cannot_compute_is_refused_by_name(monkeypatch):
    monkeypatch.setattr(facts, "PRINTERS", {k: v for k, v in PRINTERS.items() if k.__name__ != "Holiday"})
    log = Survey(
        first=20500,
        last=20510,
        since=20400 * 86400,
        zones=("Asia/Jakarta",),
        regions=(),
        most_debts=1,
        most_zones=1,
    )
    with pytest.raises(Unprintable, match=r"Holiday \(id\.ojk\."):
        sweep_sql(LAW, log, books=["id"])
    assert sweep_sql(LAW, log, books=["ph"]).statements


@pytest.mark.parametrize(
    ("table", "row", "says"),
    [
        ("in_people", {"id": "p9", "zones": ["Asia/Nowhere"]}, "no time zone 'Asia/Nowhere'"),
        ("in_people", {"id": "p1", "zones": []}, "the id 'p1' stands twice in circle 0"),
        ("in_collectors", {"id": "0/k1"}, "the id '0/k1' stands twice"),
        ("in_contacts", {"n": 9, "id": "c9", "at_us": -1}, "before 1970-01-03"),
    ],
)
def test_what_would_be_judged_wrongly_is_refused(table, row, says):
    tables = rows_of(make_circles(1, 1, regions=("CN",)))
    empty = {name: None for name, _ in INPUTS[table]}
    tables[table].append(empty | ({"circle": 0} if "circle" in empty else {}) | row)
    with pytest.raises(InputError, match=says):
        sweep_on_duckdb(tables, books=("cn",))
