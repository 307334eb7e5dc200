"""Asks that are answered in one transaction: each as if it had come alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from forbear.gate.asks import Answer, Ask
from forbear.gate.door import Door
from forbear.gate.reserving import reserve_all
from forbear.store import Database
from forbear.terms import Conflict
from forbear.web import together as together_module
from forbear.web.site import Site
from forbear.web.together import Together, reserve_together
from office import Office, ask, ask_mail, on_the_day

NOW = on_the_day("09:30")


def words(answers: list[Answer | Exception]) -> list[str]:
    """The state of each contact, or the kind of what was raised."""
    return [a.entry.state if isinstance(a, Answer) else type(a).__name__ for a in answers]


def together(office: Office, door: Door, *asks: Ask) -> list[Answer | Exception]:
    return list(reserve_all(door, office.record(), asks, NOW, with_permit=True))


def test_each_ask_gets_its_own_answer_in_its_own_place(office: Office, door: Door) -> None:
    for person in ("li", "wang"):
        office.add_borrower(person)
    late = ask("wang", key="late", at=on_the_day("23:00"))
    answers = together(
        office, door, ask("li"), ask("nobody"), late, ask("li", "case-wang"), ask("wang", channel="x")
    )
    assert words(answers) == ["reserved", "NotFound", "refused", "NotFound", "InputError"]
    assert [a.entry.person for a in answers if isinstance(a, Answer)] == ["li", "wang"]
    assert office.states() == {"reserved": 1, "refused": 1}


def test_of_two_asks_about_one_person_the_second_sees_the_first(office: Office, door: Door) -> None:
    for person in ("li", "wang"):
        office.add_borrower(person)
    office.run("insert into parties values ('case-li', 'wang', 'guarantor', 'contract')")
    calls = [ask(who, "case-li", key=f"{who}-{n}") for n in range(6) for who in ("li", "wang")]
    answers = together(office, door, *calls)
    alone = [ask(who, "case-li", key=f"again-{who}-{n}") for n in range(6) for who in ("li", "wang")]
    office.run("delete from contacts")
    one_by_one = [a for one in alone for a in together(office, door, one)]
    assert words(answers) == words(one_by_one)
    assert set(words(answers)) == {"reserved", "refused"}


def test_one_key_for_two_people_is_given_to_the_first(office: Office, door: Door) -> None:
    for person in ("li", "wang"):
        office.add_borrower(person)
    answers = together(office, door, ask("li", key="same"), ask("wang", key="same"))
    assert words(answers) == ["reserved", "Conflict"]
    assert office.states() == {"reserved": 1}


def test_one_ask_that_comes_twice_at_once_gets_one_contact_and_one_permit(office: Office, door: Door) -> None:
    office.add_borrower("li")
    first, second = together(office, door, ask("li"), ask("li"))
    assert isinstance(first, Answer) and isinstance(second, Answer)
    assert first.permit is not None and first.permit == second.permit
    assert office.states() == {"reserved": 1}


def test_a_known_key_among_others_shows_its_contact_again(office: Office, door: Door) -> None:
    for person in ("li", "wang"):
        office.add_borrower(person)
    (before,) = together(office, door, ask("li"))
    again, other = together(office, door, ask("li"), ask_mail("wang", key="mail"))
    assert isinstance(before, Answer) and isinstance(again, Answer) and isinstance(other, Answer)
    assert again.permit == before.permit and other.entry.state == "reserved"


@pytest.fixture
def site(database_url: str, door: Door) -> Iterator[Site]:
    database = Database(database_url)
    yield Site(database=database, door=door, token="t", clock=lambda: NOW)
    database.close()


def test_an_ask_that_the_database_refuses_takes_no_other_with_it(office: Office, site: Site) -> None:
    for person in ("li", "wang"):
        office.add_borrower(person)
    office.run(
        """create function stumble() returns trigger language plpgsql as $$
           begin if new.person = 'li' then raise exception 'no'; end if; return new; end $$;
           create trigger stumble before insert on contacts for each row execute function stumble()"""
    )
    told = reserve_together(site, [ask("li"), ask("wang")])
    assert isinstance(told[0], psycopg.Error)
    assert words(told[1:]) == ["reserved"]
    assert office.states() == {"reserved": 1}


def test_whoever_asks_the_moment_after_all_others_were_answered_is_answered_too(
    monkeypatch: pytest.MonkeyPatch, site: Site
) -> None:
    async def asked() -> None:
        go = asyncio.Event()

        async def refuse_all(work: object, of: Site, asks: Sequence[Ask]) -> list[Exception]:
            await go.wait()  # both at work end in the same turn of the loop
            return [Conflict("asked before") for _ in asks]

        async def ask_so_often(gate: Together, person: str, times: int) -> None:
            for _ in range(times):
                with pytest.raises(Conflict):
                    await gate.ask(ask(person))

        monkeypatch.setattr(together_module, "run_in_threadpool", refuse_all)
        gate = Together(site)
        clients = []
        for person, times in (("li", 2), ("wang", 1)):
            clients.append(asyncio.create_task(ask_so_often(gate, person, times)))
            await asyncio.sleep(0.01)
        go.set()
        await asyncio.wait_for(asyncio.gather(*clients), 5)

    asyncio.run(asked())


def test_a_person_whom_somebody_else_holds_keeps_nobody_else_waiting(office: Office, site: Site) -> None:
    for person in ("li", "wang"):
        office.add_borrower(person)
    with psycopg.connect(site.database.url) as other:
        other.execute("select pg_advisory_xact_lock(hashtextextended('forbear person li', 0))")
        told = reserve_together(site, [ask("li"), ask("wang")])
        assert words(told) == ["Busy", "reserved"]
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(reserve_together, site, [ask("li")], waits=True)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.2)
            other.rollback()
            assert words(waiting.result(timeout=30)) == ["reserved"]
