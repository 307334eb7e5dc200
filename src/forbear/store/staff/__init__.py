"""Who may do what, as the database keeps it: people and their sessions, keys of programs, and whose a case is."""

from forbear.store.staff.accounts import Account, add_account, find_account, list_accounts
from forbear.store.staff.keys import ApiKey, add_key, find_key, list_keys, revoke_key
from forbear.store.staff.sessions import Session, find_session
from forbear.store.staff.tenancy import is_agency, is_theirs

__all__ = [
    "Account",
    "ApiKey",
    "Session",
    "add_account",
    "add_key",
    "find_account",
    "find_key",
    "find_session",
    "is_agency",
    "is_theirs",
    "list_accounts",
    "list_keys",
    "revoke_key",
]
