"""Who may do what, as the database keeps it: keys of programs, and which cases, contacts and people are whose."""

from forbear.store.staff.keys import ApiKey, add_key, find_key, list_keys, revoke_key
from forbear.store.staff.tenancy import is_agency, is_theirs

__all__ = ["ApiKey", "add_key", "find_key", "is_agency", "is_theirs", "list_keys", "revoke_key"]
