"""Where somebody goes after signing in: on this site, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from forbear.web.staff.access import ACCESS
from forbear.web.staff.principal import Principal

MENU: Final[Mapping[str, str]] = {
    "/": "report",
    "/desk": "work",
    "/desk/agency": "agency",
    "/desk/find": "find",
    "/desk/complaints": "complaints",
    "/desk/placements": "placements",
    "/desk/sample": "sample",
    "/desk/trial": "trial",
    "/desk/steering": "steering",
    "/tasks": "tasks",
    "/messages": "messages",
    "/proposals": "proposals",
    "/account": "account",
}
"""The pages of the menu, and their names."""


def safe_place(given: str | None) -> str | None:
    """A path of this site with its query; None where it is anything else.

    >>> safe_place("/tasks?lang=zh"), safe_place("//evil.example"), safe_place("https://evil.example/")
    ('/tasks?lang=zh', None, None)
    >>> safe_place("/\\\\evil.example"), safe_place("/a\\nb"), safe_place("/sign-in")
    (None, None, None)
    """
    if not given or len(given) > 500 or not given.isprintable() or "\\" in given:
        return None
    if not given.startswith("/") or given.startswith("//"):
        return None
    parts = urlsplit(given)
    if parts.scheme or parts.netloc or parts.path.startswith("/sign-"):
        return None
    return given


def menu_of(principal: Principal | None) -> list[tuple[str, str]]:
    """The pages of the menu that a principal may see, with their names."""
    return [(path, name) for path, name in MENU.items() if ACCESS[f"GET {path}"].admits(principal)]


def home_of(principal: Principal) -> str:
    """The page at which a principal begins: the first of the menu."""
    return menu_of(principal)[0][0]
