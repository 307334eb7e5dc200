"""Signing in for tests: accounts with a second factor, sessions of any role."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import httpx
import psycopg
import pyotp
from serving import Served

from forbear.store.staff import add_account, find_account
from forbear.store.staff.accounts import set_factor, set_password
from forbear.store.staff.sessions import start_session
from forbear.web.staff.codes import hash_recovery, seal_secret
from forbear.web.staff.passwords import hash_password

PASSWORD: Final = "four quiet geese over water"
SECRET: Final = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
RECOVERY: Final = "abcd-efgh-2345"


def add_staff(site: Served, staff: str, *roles: str, collector: str | None = None) -> None:
    """An account that can be signed in to, with a second factor."""
    with psycopg.connect(site.site.database.url, autocommit=True) as connection:
        add_account(connection, staff=staff, name=staff, roles=roles, collector=collector)
        set_password(connection, staff, hash_password(PASSWORD))
        sealed = seal_secret(site.site.secret, SECRET)
        set_factor(connection, staff, sealed, 0, [hash_recovery(RECOVERY)])


def session_of(site: Served, *roles: str, collector: str | None = None) -> str:
    """The token of a session of somebody with these roles."""
    staff = "-".join((*roles, *([collector] if collector else [])))
    with psycopg.connect(site.site.database.url, autocommit=True) as connection:
        if find_account(connection, staff) is None:
            add_account(connection, staff=staff, name=staff, roles=roles, collector=collector)
        return start_session(connection, staff, "in", site.site.clock())


@contextmanager
def signed_in(site: Served, *roles: str, collector: str | None = None) -> Iterator[httpx.Client]:
    """A browser of somebody with these roles."""
    cookies = {"forbear_session": session_of(site, *roles, collector=collector)}
    with httpx.Client(base_url=site.url, cookies=cookies, timeout=60) as client:
        yield client


def code_now(secret: str = SECRET) -> str:
    """The code of an authenticator app, with at least two seconds to go."""
    if 30 - time.time() % 30 < 2:
        time.sleep(2.1)
    return pyotp.TOTP(secret).now()
