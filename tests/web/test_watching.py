"""Health, readiness and numbers over HTTP: what each says, and to whom."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from serving import TOKEN, Served, serving

from forbear.gate.door import Door
from forbear.store import Database
from forbear.store.readiness import beat, unready
from forbear.store.vault import open_vault
from forbear.web.site import Site
from forbear.web.watching import Monitor

NOWHERE = Database("postgresql://nobody@127.0.0.1:1/nowhere")


@pytest.fixture
def own(database_url: str, door: Door) -> Iterator[Served]:
    """A site whose database may be broken."""
    with serving(Site(database=Database(database_url), door=door, token=TOKEN)) as site:
        yield site


def test_health_says_that_the_process_is_up_whatever_the_database_does(door: Door) -> None:
    with serving(Site(database=NOWHERE, door=door, token=TOKEN)) as site:
        answer = httpx.get(f"{site.url}/health")
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
        answer = httpx.get(f"{site.url}/ready")
        assert (answer.status_code, answer.json()) == (503, {"status": "not ready"})


def test_a_site_on_a_current_database_is_ready_and_says_no_more(own: Served) -> None:
    answer = httpx.get(f"{own.url}/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


@pytest.mark.parametrize(
    ("breaking", "lack"),
    [
        ("delete from _yoyo_migration where migration_id = '0006_pre_journal'", "migrations"),
        (
            "insert into _yoyo_migration (migration_hash, migration_id) values ('h', '9999_post_x')",
            "database",
        ),
        ("revoke all on evidence_entries from public; drop table evidence_contents", "evidence"),
    ],
    ids=["older", "newer", "evidence"],
)
def test_what_lacks_is_found(database_url: str, breaking: str, lack: str) -> None:
    database = Database(database_url)
    assert unready(database) == ()
    with psycopg.connect(database_url) as connection:
        connection.execute(breaking.encode())
    assert unready(database) == (lack,)


def test_asking_whether_evidence_can_be_written_writes_none(database_url: str) -> None:
    assert unready(Database(database_url)) == ()
    with psycopg.connect(database_url) as connection:
        assert connection.execute("select count(*) from evidence_entries").fetchone() == (0,)


def test_a_process_that_sends_is_ready_only_while_its_sender_says_so(database_url: str) -> None:
    database = Database(database_url)
    assert unready(database, worker=True) == ("worker",)
    with database.connect(autocommit=True) as connection:
        beat(connection, "worker")
        assert unready(database, worker=True) == ()
        connection.execute("update heartbeats set at = now() - interval '2 minutes'")
    assert unready(database, worker=True) == ("worker",)


def test_a_process_that_sends_is_not_ready_without_the_key_of_the_vault(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(database_url)
    monkeypatch.setenv("FORBEAR_VAULT_KEY_FILE", str(tmp_path / "vault.key"))
    with database.connect(autocommit=True) as connection:
        beat(connection, "worker")
        assert unready(database, worker=True) == ()
        open_vault(connection)
    assert unready(database, worker=True) == ()
    (tmp_path / "vault.key").unlink()
    assert unready(database, worker=True) == ("vault_key",)
    assert unready(database) == ()


def test_the_numbers_are_for_the_bearer_of_the_token(own: Served) -> None:
    assert httpx.get(f"{own.url}/metrics").status_code == 401
    answer = httpx.get(f"{own.url}/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert "forbear_evidence_waiting 0.0" in answer.text


def test_requests_are_counted_by_their_pattern_and_never_by_what_stands_in_it(own: Served) -> None:
    bearer = {"authorization": f"Bearer {TOKEN}"}
    for path in ("/v1/tasks/13800138000/call", "/13800138000", "/law?lang=13800138000"):
        httpx.request("POST" if "tasks" in path else "GET", own.url + path, headers=bearer)
    httpx.request("PROPFIND", own.url, headers=bearer)
    told = httpx.get(f"{own.url}/metrics", headers=bearer).text
    assert re.search(
        r'forbear_http_requests_total\{method="POST",route="/v1/tasks/\{contact\}/call",status="404"\}', told
    )
    assert 'method="other"' in told and "13800138000" not in told


def test_every_answer_carries_a_mark_of_ours(own: Served) -> None:
    sent = {"x-request-id": "13800138000", "traceparent": f"00-{'13800138000':0>32}-{'1':0>16}-01"}
    marks = [
        httpx.get(own.url + path, headers=sent).headers["x-request-id"] for path in ("/health", "/nowhere")
    ]
    assert len(set(marks)) == 2 and all(re.fullmatch("[0-9a-f]{16}", mark) for mark in marks)


def test_a_process_without_pages_answers_on_a_port_of_its_own(database_url: str) -> None:
    with Monitor(Database(database_url), "127.0.0.1", 0, sends=True) as monitor:
        url = f"http://127.0.0.1:{monitor.port}"
        assert httpx.get(f"{url}/health").json() == {"status": "ok"}
        assert httpx.get(f"{url}/ready").json() == {"status": "not ready"}  # no beat yet
        assert "forbear_evidence_waiting 0.0" in httpx.get(f"{url}/metrics").text
        nothing = httpx.get(f"{url}/13800138000")
        assert (nothing.status_code, nothing.text) == (404, "")
    assert not [thread for thread in threading.enumerate() if thread.name == "monitor"]
