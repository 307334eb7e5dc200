"""`forbear staff`: an account made, its roles changed, disabled, opened again."""

from __future__ import annotations

from conftest import Run


def test_an_account_is_made_changed_disabled_and_opened_again(run: Run) -> None:
    made = run("staff", "add", "zhao.min", "--name", "赵敏", "--role", "collector")
    first = made.stdout.strip()
    assert (made.returncode, len(first), "only now" in made.stderr) == (0, 19, True)
    assert run("staff", "role", "zhao.min", "--role", "supervisor", "--role", "compliance").returncode == 0
    assert "start     one step   the house  compliance,supervisor  赵敏" in run("staff", "list").stdout
    assert run("staff", "disable", "zhao.min").returncode == 0
    assert "disabled" in run("staff", "list").stdout
    second = run("staff", "reset", "zhao.min").stdout.strip()
    assert first != second and "start" in run("staff", "list").stdout
    again = run("staff", "add", "zhao.min", "--role", "collector")
    assert (again.returncode, "write another name" in again.stderr) == (2, True)


def test_what_is_no_role_no_name_and_no_agency_is_named(run: Run) -> None:
    for words, told in (
        (("li", "--role", "king"), "collector, supervisor"),
        (("Li Na", "--role", "admin"), "zhao.min"),
        (("li", "--role", "agency"), "name the agency"),
        (("li", "--role", "agency", "--for", "nobody"), "lender or an agency"),
    ):
        wrong = run("staff", "add", *words)
        assert (wrong.returncode, told in wrong.stderr) == (2, True), wrong.stderr
