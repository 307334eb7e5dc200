"""`forbear keys`: made, shown once, listed without the secret, revoked."""

from __future__ import annotations

import psycopg

from conftest import Run


def test_a_key_is_shown_once_listed_without_its_secret_and_revoked(run: Run, database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "insert into collectors (collector, kind, registered_name) values ('b1', 'bank', '示例')"
        )
    made = run(
        "keys", "add", "dialler of b1", "--collector", "b1", "--scope", "contacts:ask", "--scope", "judge"
    )
    secret = made.stdout.strip()
    assert (made.returncode, secret.startswith("forbear_"), "only time" in made.stderr) == (0, True, True)
    listed = run("keys", "list")
    assert secret not in listed.stdout
    key = listed.stdout.split()[0]
    assert "contacts:ask,judge  dialler of b1" in listed.stdout and "good" in listed.stdout
    assert run("keys", "revoke", key).returncode == 0
    assert "revoked" in run("keys", "list").stdout
    assert run("keys", "revoke", "none").returncode == 2


def test_a_scope_or_a_lender_that_is_none_is_named(run: Run) -> None:
    wrong = run("keys", "add", "x", "--collector", "b1", "--scope", "everything")
    assert (wrong.returncode, "contacts:ask" in wrong.stderr) == (2, True)
    nobody = run("keys", "add", "x", "--collector", "nobody", "--scope", "judge")
    assert (nobody.returncode, "name a lender" in nobody.stderr) == (2, True)
