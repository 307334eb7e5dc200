"""What is kept, by which rule and until which day; what is deleted, and that nothing of it is left anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from psycopg import sql

from forbear.evidence import Signer
from forbear.gate.door import open_door
from forbear.gate.reservation import reserve
from forbear.law.rulebook import Law, load_law
from forbear.store.evidence import publish
from forbear.store.fsck import check_log
from forbear.store.holds import add_hold, lift_hold, list_holds
from forbear.store.retention import DELETED, Circle, review_retention
from forbear.terms import InputError, NotFound
from office import STOP, Office, ask, on_the_day

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALLED = datetime(2026, 5, 12, 10, tzinfo=SHANGHAI)
LAST_DAY = date(
    2031, 5, 12
)  # five years after the last contact (NFRA Order 2024 No.4), longer than GB/T 45251's two
AFTER = LAST_DAY + timedelta(days=1)
SIGNER = Signer.new("tests.example/log")


@pytest.fixture(scope="module")
def law() -> Law:
    return load_law()


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield Office(connection)


def settle(office: Office, person: str, *, called: datetime | None = CALLED, **fields: Any) -> str:
    """A borrower who was called, and has settled."""
    case = office.add_borrower(person, **fields)
    if called is not None:
        office.add_call(f"k-{person}", person, case, called, "conversation")
    office.run("update cases set status = 'settled' where case_id = %s", case)
    return case


def review(
    office: Office, law: Law, on: date, *, apply: bool = False, settled_for: int = 180
) -> dict[str, Circle]:
    found = review_retention(office.connection, law, on, settled_for=settled_for, apply=apply)
    return {circle.keeping.debtor: circle for circle in found}


def whys(office: Office, law: Law, on: date) -> dict[str, str]:
    return {debtor: circle.keeping.why for debtor, circle in review(office, law, on).items()}


def found_anywhere(office: Office, word: str) -> list[str]:
    """The tables in which any column of any row holds a word."""
    tables = office.run(
        "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
    )
    holding = []
    for (table,) in tables.fetchall():
        query = sql.SQL("select count(*) from {} t where t::text like %s").format(sql.Identifier(table))
        row = office.connection.execute(query, [f"%{word}%"]).fetchone()
        if row and row[0]:
            holding.append(table)
    return holding


def test_a_record_is_kept_through_the_last_day_of_the_longest_period_and_not_a_day_longer(
    office: Office, law: Law
) -> None:
    settle(office, "li")
    keeping = review(office, law, LAST_DAY)["li"].keeping
    assert (keeping.why, keeping.until) == ("law", LAST_DAY)
    assert [period.rule for period in keeping.periods] == [
        "cn.cfc2024.record.until",
        "cn.gbt45251.record.keep.until",
    ]
    assert review(office, law, AFTER)["li"].keeping.why == "over"


def test_the_last_contact_counts_not_the_first(office: Office, law: Law) -> None:
    case = settle(office, "li")
    office.add_call("k-later", "li", case, CALLED + timedelta(days=40), "unanswered")
    assert review(office, law, AFTER)["li"].keeping.until == date(2031, 6, 21)


@pytest.mark.parametrize("kind", ["complaint", "dispute"])
def test_an_open_matter_keeps_everything_however_old(office: Office, law: Law, kind: str) -> None:
    settle(office, "li")
    office.say("li", kind, CALLED)
    assert whys(office, law, AFTER + timedelta(days=9_000)) == {"li": "open_matter"}


def test_the_file_of_a_complaint_is_kept_from_its_closing(office: Office, law: Law) -> None:
    settle(office, "li")
    office.say("li", "complaint", CALLED)
    closed = CALLED + timedelta(days=1_200)
    office.say("li", "complaint_closed", closed)
    keeping = review(office, law, AFTER)["li"].keeping
    assert (keeping.why, keeping.periods[0].rule) == ("law", "cn.pboc5.retain.until")
    assert keeping.until == date(2032, 8, 24)  # three years after 24 August 2029


@pytest.mark.parametrize(
    ("borrower", "on", "why"),
    [
        ({"region": None}, AFTER, "no_law"),
        ({"region": "AQ"}, AFTER, "no_law"),
        ({"called": datetime(2019, 5, 12, 10, tzinfo=SHANGHAI)}, AFTER, "no_law"),
        ({"called": None}, date(2026, 5, 20), "recent"),
        ({"called": None}, AFTER, "over"),
    ],
    ids=[
        "no region",
        "a place without a rulebook",
        "a time whose law is not known",
        "just settled",
        "never called",
    ],
)
def test_where_nothing_is_known_nothing_is_deleted(
    office: Office, law: Law, borrower: dict[str, Any], on: date, why: str
) -> None:
    settle(office, "li", **borrower)
    assert whys(office, law, on) == {"li": why}


def test_who_still_owes_is_not_looked_at(office: Office, law: Law) -> None:
    settle(office, "li")
    office.add_borrower("li", "case-2")
    assert review(office, law, AFTER) == {}


def test_a_hold_keeps_a_person_or_a_case_until_it_is_lifted_and_both_are_sealed(
    office: Office, law: Law
) -> None:
    settle(office, "li")
    case = settle(office, "wang")
    of_person = add_hold(office.connection, person="li", case=None, reason="court file 7", by="zhao")
    of_case = add_hold(office.connection, person=None, case=case, reason="court file 8", by="zhao")
    assert whys(office, law, AFTER) == {"li": "hold", "wang": "hold"}
    assert review(office, law, AFTER, apply=True)["li"].deleted is None
    for hold in (of_person, of_case):
        lift_hold(office.connection, hold, "qian")
    assert whys(office, law, AFTER) == {"li": "over", "wang": "over"}
    assert (len(list_holds(office.connection)), len(list_holds(office.connection, lifted=True))) == (0, 2)
    sealed = office.run(
        "select content::jsonb ->> 'done', content::jsonb ->> 'placed_by', content::jsonb ->> 'lifted_by'"
        "  from evidence_contents c join evidence_entries using (entry)"
        " where leaf::jsonb ->> 'kind' = 'legal_hold' and c.person = 'wang' order by entry"
    )
    assert sealed.fetchall() == [("insert", "zhao", None), ("update", "zhao", "qian")]
    with pytest.raises(NotFound):
        lift_hold(office.connection, of_person, "qian")
    for wrong in ({"person": None, "case": None}, {"person": "li", "case": case}):
        with pytest.raises(InputError):
            add_hold(office.connection, reason="court file 9", by="zhao", **wrong)


def test_a_hold_that_comes_in_between_stops_the_deletion(office: Office, law: Law) -> None:
    settle(office, "li")
    settle(office, "wang")
    found = review_retention(office.connection, law, AFTER, settled_for=180, apply=True)
    assert next(found).deleted  # of li; of wang it was decided as well, and is decided anew
    add_hold(office.connection, person="wang", case=None, reason="court file 7", by="zhao")
    second = next(found)
    assert (second.keeping.why, second.deleted) == ("hold", None)
    assert office.run("select count(*) from contacts where person = 'wang'").fetchone() == (1,)


def test_what_is_over_leaves_no_trace_but_the_books_and_the_log_still_verifies(
    office: Office, law: Law
) -> None:
    case = settle(office, "li", mobile="+8613812345678", email="li.canary@mail.example")
    office.run("update people set name = '欧阳金丝雀', birth_year = 1977 where person = 'li'")
    office.run("update contacts set body = %s where person = 'li'",
               '{"text": "欧阳金丝雀说下周", "recording_sha256": "ab12"}')  # fmt: skip
    office.say("li", "hardship", CALLED, by="金丝雀亲属")
    office.run(
        """insert into complaints (complaint, person, case_id, about_contact, received_at, text_sha256, stage, outcome)
           values ('b1', 'li', %s, 'k-li', %s, repeat('0', 64), 'closed', 'upheld')""",
        case,
        CALLED,
    )
    office.run(
        """insert into plans (plan, case_id, person, offer, signed_at, signed_on, state)
           values ('n1', %s, 'li', '{"note": "金丝雀"}', %s, '2026-05-12', 'completed')""",
        case,
        CALLED,
    )
    settle(office, "wang", called=CALLED + timedelta(days=400))
    before = publish(office.connection, SIGNER)
    money = {name: office.run(f"select count(*) from {name} where case_id = %s", case).fetchone()
             for name in ("cases", "terms", "ledger_events")}  # fmt: skip
    assert found_anywhere(office, "金丝雀")

    circle = review(office, law, AFTER, apply=True)["li"]
    assert circle.deleted is not None and circle.deleted["contacts"] == 1 and circle.deleted["evidence"] > 0
    assert (circle.people, circle.recordings) == (("li",), ("ab12",))
    for trace in ("金丝雀", "k-li", "li-mail", "li-phone"):
        assert found_anywhere(office, trace) == [], trace
    told = office.run("select name, region, birth_year, erased_on from people where person = 'li'").fetchone()
    assert told == ("", None, None, AFTER)
    after = {
        name: office.run(f"select count(*) from {name} where case_id = %s", case).fetchone() for name in money
    }
    assert after == money
    assert office.run("select count(*) from contacts").fetchone() == (1,)  # wang's is kept
    later = publish(office.connection, SIGNER)
    assert check_log(office.connection, [SIGNER.verifier], [before, later])[1] == []
    sealed = office.run(
        "select content::jsonb from evidence_contents join evidence_entries using (entry)"
        " where leaf::jsonb ->> 'kind' = 'retention'"
    ).fetchall()
    assert sealed[0][0]["ran_out"]["cn.cfc2024.record.until"] == LAST_DAY.isoformat()
    assert sealed[0][0]["deleted"]["contacts"] == 1 and len(sealed) == 1
    assert review(office, law, AFTER, apply=True).keys() == {"wang"}  # done once


def test_no_table_that_tells_of_a_person_is_forgotten(office: Office) -> None:
    """A table that somebody adds and that names people, contacts or addresses is deleted from, or is said to stay."""
    stays = {
        "people",  # the row, blanked
        "cases",  # the books, under the debtor's id
        "evidence_contents",  # deleted by erasing
    }
    naming = office.run(
        """select distinct conrelid::regclass::text from pg_constraint
            where contype = 'f' and confdeltype <> 'c'
              and confrelid in ('people'::regclass, 'contacts'::regclass, 'addresses'::regclass, 'statements'::regclass)
            union
           select c.oid::regclass::text from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and not a.attisdropped
              and a.attname in ('person', 'people', 'fingerprint', 'fingerprints')"""
    )
    tables = {row[0] for row in naming.fetchall()}
    assert tables - set(DELETED) - stays == {"silenced"}  # a wish to be left alone outlives the data


def test_looking_deletes_nothing(office: Office, law: Law) -> None:
    settle(office, "li")
    assert review(office, law, AFTER)["li"].deleted is None
    assert office.run("select count(*) from contacts").fetchone() == (1,)
    assert found_anywhere(office, "张li") == ["people"]


def test_a_guarantor_of_another_open_case_is_not_erased_with_the_first(office: Office, law: Law) -> None:
    case = settle(office, "li")
    office.add_borrower("wang")
    office.run("insert into parties values (%s, 'wang', 'guarantor', 'contract')", case)
    circle = review(office, law, AFTER, apply=True)["li"]
    assert circle.people == ("li",)
    assert office.run("select name from people where person = 'wang'").fetchone() == ("张wang",)
    assert office.run("select count(*) from addresses where person = 'wang'").fetchone() == (2,)


def test_whoever_asked_to_be_left_alone_is_left_alone_when_the_number_comes_back(
    office: Office, law: Law
) -> None:
    settle(office, "li", mobile="+8613812345678")
    office.say("li", "opt_out", CALLED, channel="call")
    review(office, law, AFTER, apply=True)
    assert found_anywhere(office, "li-phone") == []
    office.add_borrower("li-again", mobile="+8613812345678")
    answer = reserve(open_door(law, STOP), office.record(), ask("li-again"), on_the_day("09:30"))
    assert answer.entry.state == "refused", answer.entry
