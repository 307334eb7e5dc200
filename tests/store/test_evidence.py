"""The evidence log on a real PostgreSQL: every change is sealed with it, proved to outsiders, erased, and checked."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest

from forbear.evidence import Signer, verify_bundle
from forbear.gate.door import open_door
from forbear.gate.reservation import permit, reserve
from forbear.law.rulebook import load_law
from forbear.store.evidence import entries_of_contact, erase_person, integrate, publish, show_entries
from forbear.store.fsck import check_log
from forbear.store.gate import ContactRecord
from office import STOP, Office, ask, on_the_day

KEY = Signer.new("lender.example/log")
DOOR = open_door(load_law(), STOP)


@pytest.fixture
def office(database_url):
    with psycopg.connect(database_url, autocommit=True) as connection:
        made = Office(connection)
        for person in ("p1", "p2", "p3"):
            made.add_borrower(person)
        yield made


def reserved(office, person="p1"):
    answer = reserve(DOOR, office.record(), ask(person), on_the_day("9:00"))
    assert answer.entry.is_allowed
    return answer.entry.contact


def faults(office, elsewhere=()):
    return [f"{f.index}: {f.what}" for f in check_log(office.connection, [KEY.verifier], elsewhere)[1]]


def by_force(office, query, *values):
    """As the superuser of the database, past every trigger."""
    with office.connection.transaction():
        office.run("set local session_replication_role = replica")
        office.run(query, *values)


def fill(office, count):
    for i in range(count):
        office.say("p1", "complaint", on_the_day("9:00") + timedelta(minutes=i))


def test_what_is_asked_permitted_and_said_is_sealed_in_the_same_transaction(office):
    contact = reserved(office)
    permit(DOOR, office.record(), contact, on_the_day("9:30"))
    office.say("p1", "complaint", on_the_day("9:40"))
    integrate(office.connection)
    rows = office.run("select content::jsonb from evidence_contents order by entry").fetchall()
    told = [(r[0].get("state") or r[0].get("kind")) for r in rows]
    assert told == ["reserved", "reserved", "complaint"]
    assert rows[1][0]["content_sha256"] and rows[0][0]["verdict"]["verdict"] == "allow"


def test_a_refusal_is_sealed_like_a_permit(office):
    office.say("p1", "cease", on_the_day("8:00"))
    reserve(DOOR, office.record(), ask("p1"), on_the_day("9:00"))
    (row,) = office.run("select content::jsonb from evidence_contents where contact is not null").fetchall()
    assert row[0]["state"] == "refused" and row[0]["rules"]


def test_where_the_log_cannot_be_written_nothing_is_reserved(office):
    office.run("alter table evidence_entries rename to evidence_gone")
    with pytest.raises(psycopg.Error):
        reserved(office)
    assert office.states() == {}


def test_no_name_number_or_text_stands_in_the_log(office):
    office.run("update people set name = 'Zhang Canary' where person = 'p1'")
    office.add_address("p1-other", "p1", "mobile", "+8613800138000")
    contact = reserved(office)
    office.run(
        "update contacts set state = 'done', body = body || jsonb_build_object('text', %s::text)"
        " where contact = %s",
        "Zhang Canary at +8613800138000",
        contact,
    )
    everything = office.run("select string_agg(leaf, '') from evidence_entries").fetchone()[0]
    everything += office.run("select string_agg(content, '') from evidence_contents").fetchone()[0]
    assert "Canary" not in everything and "13800138000" not in everything
    assert "text_sha256" in everything


def test_a_change_of_nothing_leaves_no_entry(office):
    contact = reserved(office)
    before = integrate(office.connection)
    office.run("update contacts set changed_at = now() where contact = %s", contact)
    assert (before, integrate(office.connection)) == (1, 0)


def test_an_outsider_verifies_one_contact_against_an_earlier_head(office):
    fill(office, 5)
    first = publish(office.connection, KEY)
    contact = reserved(office, "p2")  # who complained is left in peace
    bundle = show_entries(office.connection, entries_of_contact(office.connection, contact), KEY, earlier=[5])
    head, findings = verify_bundle(bundle, [KEY.verifier], [first])
    assert head.size == 6
    assert [f.good for f in findings] == [True, True]


def test_the_same_head_is_signed_once_and_the_next_is_another(office):
    fill(office, 3)
    first = publish(office.connection, KEY)
    assert publish(office.connection, KEY) == first
    fill_more = on_the_day("12:00")
    office.say("p2", "complaint", fill_more)
    assert publish(office.connection, KEY) != first


def test_two_that_integrate_at_once_give_each_entry_one_place(office, database_url):
    from concurrent.futures import ThreadPoolExecutor

    fill(office, 60)

    def once(_):
        with psycopg.connect(database_url, autocommit=True) as connection:
            return integrate(connection)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(once, range(8))) == 60
    publish(office.connection, KEY)
    assert faults(office) == []


def test_a_person_is_erased_and_the_tree_still_verifies(office):
    contact, other = reserved(office), reserved(office, "p2")
    first = publish(office.connection, KEY)
    assert erase_person(office.connection, "p1") == 1
    publish(office.connection, KEY)
    assert faults(office, [first]) == []
    assert entries_of_contact(office.connection, contact) == []
    assert len(entries_of_contact(office.connection, other)) == 1
    bundle = show_entries(office.connection, [0, 1, 2], KEY)
    _, findings = verify_bundle(bundle, [KEY.verifier])
    assert all(f.good for f in findings) and "erased" in findings[0].what


def test_nobody_but_a_superuser_changes_or_deletes_an_entry(office):
    fill(office, 2)
    integrate(office.connection)
    for query in (
        "update evidence_entries set leaf = leaf || ' '",
        "update evidence_entries set position = 5 where position = 1",
        "delete from evidence_entries",
        "update evidence_contents set content = '{}'",
        "delete from evidence_contents",
        "delete from evidence_nodes",
        "update evidence_nodes set hash = sha256('')",
    ):
        with pytest.raises(psycopg.errors.RestrictViolation, match="neither changed nor deleted"):
            office.run(query)


TAMPERED = {
    "a leaf is changed": (
        ["update evidence_entries set leaf = replace(leaf, 'statement', 'promise') where position = 6"],
        ["6: is not the one that was integrated"],
    ),
    "a content is changed": (
        ["update evidence_contents set content = replace(content, 'complaint', 'hardship') where entry ="
         " (select entry from evidence_entries where position = 6)"],
        ["6: has another content"],
    ),
    "an entry is deleted": (
        ["delete from evidence_contents where entry = (select entry from evidence_entries where position = 6)",
         "delete from evidence_entries where position = 6"],
        ["6: is missing"],
    ),
    "two entries change places": (
        ["update evidence_entries set position = case position when 6 then -7 else -6 end where position in (6, 7)",
         "update evidence_entries set position = -position where position < 0"],
        ["6: is not the one that was integrated", "7: is not the one that was integrated"],
    ),
    "the last entries are cut off with all that is above them": (
        ["delete from evidence_contents where entry in (select entry from evidence_entries where position >= 9)",
         "delete from evidence_entries where position >= 9",
         "delete from evidence_nodes where (place + 1) << level > 9"],
        ["None: entries 9 to 10 are missing"],
    ),
    "a node is changed": (
        ["update evidence_nodes set hash = sha256('') where level = 2 and place = 1"],
        ["None: the node over entries 4 to 7 does not fit them"],
    ),
    "a node is added": (
        ["insert into evidence_nodes values (0, 99, sha256(''))"],
        ["None: 11 entries have 19 nodes, and there are 20"],
    ),
}  # fmt: skip


def tampered(office, *queries):
    """What is found where queries were run by force; afterwards all is as before."""
    with office.connection.transaction(force_rollback=True):
        office.run("set local session_replication_role = replica")
        for query in queries:
            office.run(query)
        return faults(office)


OF_AN_ENTRY = {
    "the leaf is changed": [
        "update evidence_entries set leaf = replace(leaf, 'T', 'U') where position = {0}"
    ],
    "the leaf is that of its neighbour": [
        "update evidence_entries set leaf = (select leaf from evidence_entries where position = {1})"
        " where position = {0}"
    ],
    "it is deleted": [
        "delete from evidence_contents where entry = (select entry from evidence_entries where position = {0})",
        "delete from evidence_entries where position = {0}",
    ],
    "it is taken out of the order": ["update evidence_entries set position = null where position = {0}"],
    "it changes places": [
        "update evidence_entries set position = -1 where position = {0}",
        "update evidence_entries set position = {0} where position = {1}",
        "update evidence_entries set position = {1} where position = -1",
    ],
    "the content is changed": ["update evidence_contents set content = content || ' ' where entry = {2}"],
    "the salt is changed": ["update evidence_contents set salt = sha256(salt) where entry = {2}"],
    "the content is deleted": ["delete from evidence_contents where entry = {2}"],
    "the contents change places": [
        "update evidence_contents set entry = -1 where entry = {2}",
        "update evidence_contents set entry = {2} where entry = {3}",
        "update evidence_contents set entry = {3} where entry = -1",
    ],
}


@pytest.mark.parametrize("how", OF_AN_ENTRY)
def test_whatever_is_done_by_force_to_any_entry_names_that_entry(office, how):
    fill(office, 7)
    publish(office.connection, KEY)
    entries = [row[0] for row in office.run("select entry from evidence_entries order by position")]
    for place in range(7):
        other = (place + 1) % 7
        queries = [q.format(place, other, entries[place], entries[other]) for q in OF_AN_ENTRY[how]]
        found = tampered(office, *queries)
        named = (
            f"entries {place} to " if place == 6 else f"{place}: "
        )  # the last one is missed by the signed head
        assert any(f.startswith(f"{place}: ") or named in f for f in found), (place, found)
    assert faults(office) == []


def test_whatever_is_done_by_force_to_any_node_names_the_entries_under_it(office):
    fill(office, 7)
    publish(office.connection, KEY)
    for level, place in office.run("select level, place from evidence_nodes").fetchall():
        first, last = place << level, ((place + 1) << level) - 1
        for query in ("update evidence_nodes set hash = sha256(hash)", "delete from evidence_nodes"):
            found = tampered(office, f"{query} where level = {level} and place = {place}")
            named = f"{first}: " if level == 0 else f"None: the node over entries {first} to {last} "
            assert any(f.startswith(named) for f in found), found


def test_a_head_that_was_changed_or_taken_back_is_found(office):
    fill(office, 4)
    elsewhere = publish(office.connection, KEY)
    assert (
        "cannot be trusted"
        in tampered(office, "update evidence_checkpoints set note = replace(note, E'\n4\n', E'\n3\n')")[0]
    )
    with office.connection.transaction(force_rollback=True):
        office.run("set local session_replication_role = replica")
        office.run("delete from evidence_checkpoints")
        office.run("delete from evidence_entries where position = 3")
        office.run("delete from evidence_nodes where (place + 1) << level > 3")
        assert faults(office, [elsewhere]) == [
            "None: entries 3 to 3 are missing: a checkpoint published elsewhere has 4"
        ]


def test_a_content_that_is_deleted_behind_an_erasure_is_still_named(office):
    reserved(office), reserved(office, "p2")
    erase_person(office.connection, "p1")
    publish(office.connection, KEY)
    assert faults(office) == []
    found = tampered(office, "delete from evidence_contents where person = 'p2'")
    assert found == ["1: has lost its content, and no erasing in the log says so: it was deleted"]


@pytest.mark.parametrize("how", TAMPERED)
def test_the_superuser_is_found_out_and_the_entry_named(office, how):
    fill(office, 11)
    publish(office.connection, KEY)
    assert faults(office) == []
    queries, expected = TAMPERED[how]
    for query in queries:
        by_force(office, query)
    found = faults(office)
    for words in expected:
        assert any(f.startswith(words) for f in found), found


def test_a_past_that_was_written_anew_with_all_its_nodes_is_found_by_the_heads_that_were_signed(office):
    fill(office, 4)
    publish(office.connection, KEY)
    fill_later = [on_the_day("13:00") + timedelta(minutes=i) for i in range(7)]
    for at in fill_later:
        office.say("p2", "complaint", at)
    elsewhere = publish(office.connection, KEY)
    by_force(
        office, "update evidence_entries set leaf = replace(leaf, 'statement', 'promise') where position = 6"
    )
    by_force(office, "delete from evidence_nodes")
    by_force(office, "update evidence_entries set position = null")
    integrate(office.connection)
    found = faults(office)
    assert found == [
        "None: between entries 4 and 10 the past was changed: the checkpoint of 11 entries has another root"
    ]
    by_force(office, "delete from evidence_checkpoints where size = 11")
    assert faults(office) == []  # whoever holds the database can hide it from itself, but not from others
    assert "published elsewhere" in faults(office, [elsewhere])[0]


def test_a_head_signed_by_another_key_is_not_trusted(office):
    fill(office, 2)
    publish(office.connection, Signer.new(KEY.name))
    assert "cannot be trusted" in faults(office)[0]


def test_the_record_of_a_night_is_sealed(office):
    assert isinstance(office.record(), ContactRecord)
    office.run(
        "insert into nights (on_day, strategy, strategy_sha256, rulebooks) values ('2026-05-12', 's 1', 'x', '{}')"
    )
    (row,) = office.run("select content::jsonb from evidence_contents").fetchall()
    assert row[0]["strategy"] == "s 1" and row[0]["done"] == "insert"
