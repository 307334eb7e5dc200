"""Backing up, restoring and migrating as a person does it."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psycopg
from test_up import up

from collector import receiving
from office import free_port

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_a_portfolio_is_backed_up_and_restored_into_an_embedded_database(
    run: Run, portfolio: Path, tmp_path: Path
) -> None:
    assert run("import", str(portfolio)).returncode in (0, 1)
    ran = run("backup", "kept")
    assert ran.returncode == 0, ran.stderr
    assert "Written: kept" in ran.stdout and "(evidence)" in ran.stdout and "(vault)" in ran.stdout
    again = run("backup", "kept")
    assert (again.returncode, "not empty" in again.stderr) == (2, True)
    ran = run("restore", "kept", FORBEAR_DATABASE_URL="")
    assert ran.returncode == 0, ran.stderr
    assert "all as the manifest tells" in ran.stdout
    ran = run("evidence", "fsck", FORBEAR_DATABASE_URL="")
    assert ran.stdout.endswith("all hold\n"), ran.stdout
    other = run("restore", "kept", FORBEAR_DATABASE_URL="")
    assert (other.returncode, "not empty" in other.stderr) == (2, True)


def test_a_restore_says_which_keys_this_machine_lacks(
    run: Run, empty_database_url: str, tmp_path: Path
) -> None:
    run("backup", "kept")
    (tmp_path / "var" / "evidence.key").unlink()
    ran = run("restore", "kept", FORBEAR_DATABASE_URL=empty_database_url)
    assert ran.returncode == 1
    assert "(evidence) is not in its file; put it there before anything runs" in ran.stderr


def test_where_programs_may_not_migrate_they_say_who_does(run: Run, empty_database_url: str) -> None:
    own = {"FORBEAR_DATABASE_URL": empty_database_url, "FORBEAR_MIGRATE": "no"}
    ran = run("night", **own)
    assert (ran.returncode, "run `forbear migrate --pre`" in ran.stderr) == (2, True)
    assert "applied 0001_pre_portfolio" in run("migrate", "--pre", **own).stdout
    assert run("migrate", **own).stdout == "Nothing lacks.\n"
    with psycopg.connect(empty_database_url) as connection:
        assert connection.execute("select count(*) from nights").fetchone() == (0,)
    assert run("night", "--on", "2026-05-12", **own).returncode == 0


def test_retention_shows_first_and_deletes_only_when_told_and_never_ahead_of_time(
    run: Run, portfolio: Path, database_url: str, tmp_path: Path
) -> None:
    run("import", str(portfolio))
    with psycopg.connect(database_url) as connection:
        connection.execute("update cases set status = 'settled'")
    looked = run("retention", "--on", "2060-01-01", "--report", "kept.jsonl")
    assert looked.returncode == 0, looked.stderr
    lines = (tmp_path / "kept.jsonl").read_text().splitlines()
    assert lines and "settled debtors" in looked.stdout and "--apply deletes" in looked.stdout
    ahead = run("retention", "--on", "2060-01-01", "--apply")
    assert (ahead.returncode, "--on: lies ahead" in ahead.stderr) == (2, True)
    done = run("retention", "--apply", "--on", "2026-05-12")
    assert (done.returncode, "Deleted:" in done.stdout) == (0, True)


def test_a_hold_is_placed_shown_and_lifted(run: Run, database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("insert into people (person, name) values ('li', 'Li')")
    placed = run("hold", "add", "--person", "li", "--reason", "court file 7", "--by", "zhao")
    hold = placed.stdout.strip()
    assert placed.returncode == 0 and hold.startswith("h")
    assert f"{hold}  person li" in run("hold", "list").stdout
    assert run("hold", "lift", hold, "--by", "qian").stdout == "Lifted.\n"
    assert run("hold", "list").stdout == "There is no hold.\n"
    assert "qian" in run("hold", "list", "--all").stdout


def test_a_lasting_process_is_watched_on_a_port_of_its_own_and_its_traces_are_taken(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    with receiving() as receiver:
        own = environment | {
            "FORBEAR_MONITOR_PORT": str(free_port()),
            "FORBEAR_LOG": "json",
            "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.endpoint,
        }
        monitor = f"http://127.0.0.1:{own['FORBEAR_MONITOR_PORT']}"
        with up(tmp_path, own) as (url, _, process):
            assert httpx.get(f"{url}health").json() == {"status": "ok"}
            until = time.monotonic() + 20  # the sender's first beat
            while httpx.get(f"{monitor}/ready").status_code != 200 and time.monotonic() < until:
                time.sleep(0.1)
            assert httpx.get(f"{monitor}/ready").json() == {"status": "ready"}
            told = httpx.get(f"{monitor}/metrics").text
            assert 'forbear_heartbeat_age_seconds{process="worker"}' in told
            assert 'forbear_http_requests_total{method="GET",route="/health",status="200"}' in told
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)
        assert receiver.services == {"forbear-up"}
        assert "forbear.http" in {span.name for span in receiver.spans}
