"""Schemathesis on a real server: the whole of what OpenAPI tells, each call alone and one after the other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
from front import LOG
from serving import TOKEN, Served, serving
from signing import session_of

from forbear.gate.door import Door
from forbear.store import Database
from forbear.web.site import Site
from office import Exchange, Office, on_the_day
from telephone import SECRET

ROOT = Path(__file__).resolve().parent.parent
HOOKS = ROOT / "programs" / "interface_hooks.py"
NOW = on_the_day("10:00")
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "ignored_auth",
    "nothing_is_out_of_order",  # of the hooks
)
PEOPLE = 40
KNOWN = {
    "Case": ("c1", "c2"),
    "Person": ("p1", "p2"),
    "Template": ("call_task", "soft_reminder", "sms_soft_reminder", "letter"),
}


@dataclass(frozen=True)
class Fired:
    """How a run ended, and all that it said."""

    status: int
    said: str


@contextmanager
def whole_site(database_url: str, door: Door) -> Iterator[Served]:
    """A site with everything on: the dialler, the log, two borrowers; it is ten in the morning in May for ever."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        office = Office(connection)
        for number in range(1, PEOPLE + 1):
            office.add_borrower(f"p{number}", f"c{number}", mobile=f"+8613800000{number - 1:03d}")
    site = Site(database=Database(database_url), door=door, token=TOKEN, clock=lambda: NOW, log_key=LOG,
                dialler=Exchange(), dialler_secret=SECRET)  # fmt: skip
    with serving(site) as served:
        yield served


def described(site: Served, session: str) -> dict[str, Any]:
    """The document, with ids and moments that lead somewhere put beside all others."""
    answer = httpx.get(f"{site.url}/openapi.json", cookies={"forbear_session": session}, timeout=30)
    document: dict[str, Any] = answer.json()
    shapes = document["components"]["schemas"]
    for name, ids in KNOWN.items():
        shapes[name] = {"anyOf": [{"type": "string", "enum": list(ids)}, shapes[name]]}
    return document


def fire(site: Served, folder: Path, *words: str) -> Fired:
    """Run Schemathesis against a site."""
    maker, checker = session_of(site, "supervisor"), session_of(site, "compliance")
    file = folder / "openapi.json"
    file.write_text(json.dumps(described(site, maker)), encoding="utf-8")
    own = {
        "SCHEMATHESIS_HOOKS": str(HOOKS),
        "INTERFACE_TOKEN": TOKEN,
        "INTERFACE_SECRET": SECRET,
        "INTERFACE_MAKER": maker,
        "INTERFACE_CHECKER": checker,
        "INTERFACE_PEOPLE": str(PEOPLE),
        "COLUMNS": "160",
    }
    program = Path(sys.executable).with_name("schemathesis")
    command = [program, "run", str(file), "--url", site.url, "--no-color", "--checks", ",".join(CHECKS)]
    command += ["--continue-on-failure", "--generation-database", "none", *words]
    ran = subprocess.run(
        command, env=os.environ | own, cwd=folder, capture_output=True, text=True, timeout=3_000
    )
    return Fired(ran.returncode, ran.stdout + ran.stderr)
