"""Signing in, step by step: the name and password, a password of one's own, the second factor, and in.

What is wrong is told in one way for every name, known or not, and after the same time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import psycopg

from forbear.store.staff import Account, Session, find_account
from forbear.store.staff.accounts import set_factor, set_password, use_recovery, use_step
from forbear.store.staff.delays import forgive, try_name
from forbear.store.staff.sessions import end_sessions, start_session
from forbear.terms import ForbearError
from forbear.web.staff.codes import (
    hash_recovery,
    new_recovery_codes,
    new_secret,
    open_secret,
    seal_secret,
    step_of,
)
from forbear.web.staff.passwords import fault_of, hash_password, is_outdated, is_password

Connection = psycopg.Connection[Any]
FIRST: Final = "sign_in.wrong"


class TooMany(ForbearError):
    """Too many requests or attempts; `seconds` says after how long the next one may be made."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"too many at once; come back in {seconds} seconds")
        self.seconds = seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a step led to: the session's new token, or the key of what was wrong. `codes`: to be shown once."""

    token: str | None = None
    wrong: str | None = None
    codes: tuple[str, ...] = ()


def begin(connection: Connection, key: str, name: str, password: str, now: datetime) -> Step:
    """Check a name and a password. Raises TooMany where the name was tried too often."""
    _count(connection, name, now)
    account = find_account(connection, name)
    good = is_password(account.password if account else None, password)
    if account is None or not good or not _may_begin(account, now):
        return Step(wrong=FIRST)
    if account.password is not None and is_outdated(account.password) and account.start_until is None:
        set_password(connection, account.staff, hash_password(password))
    return _next(connection, key, account, now, chosen=account.start_until is None)


def choose(
    connection: Connection, key: str, token: str, session: Session, password: str, now: datetime
) -> Step:
    """Take a password of one's own in place of the start password."""
    account = find_account(connection, session.staff)
    fault = fault_of(password, session.staff)
    if account is None or is_password(account.password, password):
        fault = fault or "same"
    if account is None or fault is not None:
        return Step(wrong=f"sign_in.{fault}")
    set_password(connection, session.staff, hash_password(password))
    end_sessions(connection, session.staff)
    return _next(connection, key, account, now, chosen=True)


def enrol(connection: Connection, key: str, token: str, session: Session, code: str, now: datetime) -> Step:
    """Prove a new second factor by a code of it: it holds from now on, and recovery codes come with it."""
    _count(connection, _codes_of(session.staff), now)
    secret = open_secret(key, session.totp or "")
    step = step_of(secret, code, now)
    if step is None:
        return Step(wrong="sign_in.wrong_code")
    codes = new_recovery_codes()
    set_factor(connection, session.staff, seal_secret(key, secret), step, map(hash_recovery, codes))
    return Step(token=_enter(connection, session.staff, token, now), codes=tuple(codes))


def prove(connection: Connection, key: str, token: str, session: Session, code: str, now: datetime) -> Step:
    """Check a code of the second factor, or a recovery code; each is good once."""
    _count(connection, _codes_of(session.staff), now)
    account = find_account(connection, session.staff)
    if account is None or account.totp is None:
        return Step(wrong="sign_in.wrong_code")
    step = step_of(open_secret(key, account.totp), code, now)
    good = use_step(connection, account.staff, step) if step is not None else False
    if not good and not use_recovery(connection, account.staff, hash_recovery(code)):
        return Step(wrong="sign_in.wrong_code")
    return Step(token=_enter(connection, account.staff, token, now))


def _count(connection: Connection, name: str, now: datetime) -> None:
    if seconds := try_name(connection, name, now):
        raise TooMany(seconds)


def _codes_of(staff: str) -> str:
    """The name under which codes are counted: no sign-in name, for it has a space."""
    return f"code of {staff}"


def _may_begin(account: Account, now: datetime) -> bool:
    expired = account.start_until is not None and account.start_until <= now
    return account.disabled_at is None and not expired


def _next(connection: Connection, key: str, account: Account, now: datetime, *, chosen: bool) -> Step:
    stage = "password" if not chosen else "code" if account.totp is not None else "enrol"
    totp = seal_secret(key, new_secret()) if stage == "enrol" else None
    return Step(token=start_session(connection, account.staff, stage, now, totp=totp))


def _enter(connection: Connection, staff: str, token: str, now: datetime) -> str:
    for name in (staff, _codes_of(staff)):
        forgive(connection, name)
    return start_session(connection, staff, "in", now, instead_of=token)
