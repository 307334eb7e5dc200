"""Signing in by a real OpenID Connect provider: npm's oidc-provider on loopback, in a real browser."""

from __future__ import annotations

import fcntl
import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from playwright.sync_api import Browser, Page
from serving import TOKEN, Served, serving_on

from forbear.gate.door import Door
from forbear.store import Database
from forbear.store.staff import add_account, list_accounts
from forbear.store.staff.accounts import disable, set_roles
from forbear.terms import InputError
from forbear.web.site import Site
from forbear.web.staff.provider import Provider, read_roles
from office import free_port, on_the_day

HOME = Path(__file__).parents[1] / "oidc"
ROLES = {"desk": "collector", "leads": "supervisor"}


@pytest.fixture(scope="module")
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


@pytest.fixture(scope="module")
def issuer(listening: socket.socket) -> Iterator[str]:
    """The address of a provider that knows the site's own."""
    with (HOME / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (HOME / "node_modules" / "oidc-provider").exists():
            words = ["npm", "ci", "--no-audit", "--no-fund", "--silent"]
            subprocess.run(words, cwd=HOME, check=True, timeout=180)
    port, back = free_port(), f"http://127.0.0.1:{listening.getsockname()[1]}/sign-in/elsewhere/back"
    words = ["node", "provider.js", str(port), back]
    running = subprocess.Popen(words, cwd=HOME, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert running.stdout is not None
    while "ready" not in running.stdout.readline():
        assert running.poll() is None
    yield f"http://127.0.0.1:{port}"
    running.terminate()
    running.wait(10)


@pytest.fixture
def site(database_url: str, door: Door, issuer: str, listening: socket.socket) -> Iterator[Served]:
    provider = Provider(issuer=issuer, client_id="forbear", client_secret="a secret of the tests", claim="groups",
                        roles=ROLES)  # fmt: skip
    made = Site(database=Database(database_url), door=door, token=TOKEN, provider=provider)
    with serving_on(made, listening.dup()) as served:
        yield served


def sign_in(page: Page, name: str, path: str = "/tasks?lang=en") -> None:
    page.goto(path)
    page.get_by_role("link", name="company account").click()
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", "anything")
    page.get_by_role("button").first.click()
    page.get_by_role("button", name=re.compile("continue", re.I)).click()


def browsing(browser: Browser, site: Served, name: str, path: str = "/tasks?lang=en") -> tuple[str, str]:
    """Where somebody of the provider ends, and what stands there."""
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    sign_in(page, name, path)
    page.wait_for_url(re.compile(f"^{site.url}"))
    told = page.url.removeprefix(site.url), page.locator("h1").inner_text()
    context.close()
    return told


def test_a_person_of_the_provider_comes_in_by_its_groups(browser: Browser, site: Served) -> None:
    assert browsing(browser, site, "li.na") == ("/tasks?lang=en", "Call tasks")
    with psycopg.connect(site.site.database.url) as connection:
        (account,) = list_accounts(connection)
    assert (account.staff, account.roles, account.password) == ("li.na", ("collector",), None)
    assert browsing(browser, site, "wang.lei", "/account?lang=en")[0] == "/account?lang=en"


@pytest.mark.parametrize("name", ["mallory", "root", "nobody"])
def test_whose_groups_have_no_role_stays_outside_and_nobody_becomes_an_administrator(
    browser: Browser, site: Served, name: str
) -> None:
    assert browsing(browser, site, name)[1] == "This is not yours to do"
    assert site.rows("select count(*) from staff") == [(0,)]
    with pytest.raises(InputError, match="forbear staff role"):
        read_roles("admins=admin")


def test_a_name_that_is_taken_here_is_not_taken_over_and_who_is_disabled_stays_out(
    browser: Browser, site: Served
) -> None:
    with psycopg.connect(site.site.database.url, autocommit=True) as connection:
        add_account(connection, staff="li.na", name="another", roles=["admin"])
        browsing(browser, site, "li.na")
        local, other = list_accounts(connection)
        assert (local.roles, other.staff[:5], other.roles) == (("admin",), "oidc.", ("collector",))
        set_roles(connection, other.staff, ["collector", "admin"], None)
        browsing(browser, site, "li.na")
        assert list_accounts(connection)[1].roles == ("admin", "collector")
        disable(connection, other.staff, on_the_day("10:00"))
        assert browsing(browser, site, "li.na")[1] == "This is not yours to do"


def test_an_answer_that_was_not_asked_for_here_or_comes_twice_signs_nobody_in(site: Served) -> None:
    back = "/sign-in/elsewhere/back"
    with httpx.Client(base_url=site.url, timeout=30) as client:
        assert client.get(f"{back}?code=stolen&state=guessed").status_code == 403
        out = client.get("/sign-in/elsewhere")
        asked = httpx.URL(out.headers["location"]).params
        assert (asked["code_challenge_method"], bool(asked["nonce"]), bool(asked["state"])) == (
            "S256",
            True,
            True,
        )
        assert client.get(back, params={"code": "x", "state": "another"}).status_code == 403
        again = client.get(back, params={"code": "x", "state": asked["state"]})
        assert again.status_code == 403  # what was remembered is used up
    assert site.rows("select count(*) from staff_sessions") == [(0,)]
