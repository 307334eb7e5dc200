"""Who may do what on the site: principals, what each endpoint asks for, and how a request proves who sends it."""

from forbear.web.staff.principal import ROLES, SCOPES, Forbidden, Principal, SignInFirst

__all__ = ["ROLES", "SCOPES", "Forbidden", "Principal", "SignInFirst"]
