"""`forbear vault` as a person runs it."""

from __future__ import annotations

from pathlib import Path

from conftest import Run


def test_the_vault_is_shown_rotated_and_put_under_a_new_master(
    run: Run, portfolio: Path, tmp_path: Path
) -> None:
    where = {"FORBEAR_VAULT_KEY_FILE": str(tmp_path / "own.key")}
    assert run("import", str(portfolio), **where).returncode == 0
    shown = run("vault", "status", "--open", **where)
    assert shown.returncode == 0 and "in use" in shown.stdout and "all open" in shown.stdout
    rotated = run("vault", "rotate", **where)
    assert rotated.returncode == 0 and "boxes are under the key" in rotated.stdout
    before = (tmp_path / "own.key").read_text()
    assert run("vault", "rewrap", **where).returncode == 0
    assert (tmp_path / "own.key").read_text() != before
    assert "all open" in run("vault", "status", "--open", **where).stdout
    lost = run("vault", "status", FORBEAR_VAULT_KEY_FILE=str(tmp_path / "none.key"))
    assert lost.returncode == 2 and "restore it from its backup" in lost.stderr
    (tmp_path / "own.key").chmod(0o644)
    readable = run("import", str(portfolio), **where)
    assert readable.returncode == 2 and "chmod 600" in readable.stderr
