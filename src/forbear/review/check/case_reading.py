"""`case.toml`, read: every error says which line of it, and what to write instead."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from forbear import terms
from forbear.law.judge.checks import day as day_of
from forbear.law.judge.checks import list_of, text, word, zone
from forbear.law.judge.wire import read_request
from forbear.money.afford import read_form
from forbear.review.check.case import DEBT, LENDER, ME, UNLISTED, Case, FileNote, Party, Proposal
from forbear.terms import InputError

_ZONES: Final = {
    "CN": "Asia/Shanghai", "HK": "Asia/Hong_Kong", "TW": "Asia/Taipei", "SG": "Asia/Singapore", "IN": "Asia/Kolkata",
    "PH": "Asia/Manila", "VN": "Asia/Ho_Chi_Minh", "GB": "Europe/London", "IE": "Europe/Dublin",
    "KE": "Africa/Nairobi", "NG": "Africa/Lagos", "US-NY": "America/New_York", "US-MA": "America/New_York",
    "US-DC": "America/New_York", "US-WV": "America/New_York", "US-CA": "America/Los_Angeles",
    "US-WA": "America/Los_Angeles",
}  # fmt: skip
"""Places with one clock; anywhere else the zone has to be told."""
_PERSON: Final = frozenset("id who role region zones numbers names reachable".split())
_PARTS: Final[Mapping[str, frozenset[str]]] = {
    "me": frozenset("name region zones numbers names reachable".split()),
    "debt": frozenset(
        "lender lender_kind lender_numbers lender_names product due owed currency account".split()
    ),
    "person": _PERSON,
    "collector": frozenset("id name kind numbers names".split()),
    "file": frozenset("name of columns at from channel text".split()),
    "said": frozenset(),
    "plan": frozenset({"amount", "from"}),
    "means": frozenset(),
}
_AMOUNT: Final = 18


def read_case_file(path: Path) -> dict[str, Any]:
    """The table of a `case.toml`. InputError where it cannot be read."""
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as e:
        raise InputError(path.name, f"{e.strerror or 'cannot be read'}; name another") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise InputError(path.name, f"is no TOML: {e}") from None


def read_case(told: Mapping[str, Any]) -> Case:
    """What a `case.toml` says. InputError names the field (`/person/0/role`) and what to write instead.

    >>> case = read_case({"me": {"region": "CN-SH"}, "debt": {"lender": "Example Bank", "lender_kind": "bank"},
    ...                   "person": [{"id": "mother", "role": "family", "numbers": ["13800000001"]}]})
    >>> case.zone, case.people[0].role, case.base.collectors[0].kind
    ('Asia/Shanghai', 'family', 'bank')
    """
    _known(told)
    me, debt = told.get("me", {}), told.get("debt", {})
    region = _read(me, "region", text, "/me") or ""
    zones = _read(me, "zones", list_of(zone), "/me") or _zones(region)
    if not zones:
        raise InputError(
            "/me/zones", f'is missing; write the time zone of {region or "your region"}, ["Europe/London"]'
        )
    people, collectors = _parties(told.get("person", []), "person"), _collectors(told, debt)
    due = debt.get("due")
    if due is not None and (not isinstance(due, date) or isinstance(due, datetime)):
        due = _read(debt, "due", day_of, "/debt")
    return Case(
        base=_base(told, region, zones, people, collectors), region=region, zone=zones[0],
        language=_read(told, "language", word(frozenset({"zh", "en"})), ""),
        me=Party(id=ME, who=me.get("name", ""), role="borrower", names=_names(me, "/me")),
        people=tuple(party for party, _ in people), collectors=tuple(party for party, _ in collectors),
        product=debt.get("product"), lender_kind=debt.get("lender_kind"), due=due,
        owed=_amount(debt.get("owed"), "/debt/owed"), currency=_read(debt, "currency", text, "/debt"),
        account=_read(debt, "account", text, "/debt"),
        files=_files(told, people, zones[0]), proposal=_proposal(told.get("plan")),
        form=_form(told, debt),
    )  # fmt: skip


def _known(told: Mapping[str, Any]) -> None:
    for part, value in told.items():
        if part == "language":
            continue
        if part not in _PARTS:
            raise InputError(f"/{part}", f"unknown part; the parts are language, {', '.join(_PARTS)}")
        listed = part in ("person", "collector", "file", "said")
        if not isinstance(value, list if listed else dict):
            raise InputError(f"/{part}", f"write it as {f'[[{part}]]' if listed else f'[{part}]'}")
        for i, table in enumerate(value if listed else [value]):
            at = f"/{part}/{i}" if listed else f"/{part}"
            if not isinstance(table, dict):
                raise InputError(at, f"write it as [[{part}]]")
            odd = sorted(table.keys() - _PARTS[part]) if _PARTS[part] else []
            if odd:
                raise InputError(
                    f"{at}/{odd[0]}", f"unknown field; the fields are {', '.join(sorted(_PARTS[part]))}"
                )


def _read(table: Mapping[str, Any], key: str, check: Callable[[Any], Any], at: str) -> Any:
    if table.get(key) is None:
        return None
    try:
        return check(table[key])
    except InputError as e:
        raise InputError(f"{at}/{key}{e.at}", e.why) from None


def _zones(region: str) -> tuple[str, ...]:
    parts = region.split("-")
    found = next((_ZONES[p] for p in ("-".join(parts[:2]), parts[0]) if p in _ZONES), None)
    return (found,) if found else ()


def _names(table: Mapping[str, Any], at: str, prefix: str = "") -> tuple[str, ...]:
    read = list_of(text)
    return tuple(n for key in ("numbers", "names") for n in _read(table, prefix + key, read, at) or ())


def _parties(tables: list[dict[str, Any]], part: str) -> list[tuple[Party, dict[str, Any]]]:
    found: list[tuple[Party, dict[str, Any]]] = []
    for i, table in enumerate(tables):
        at = f"/{part}/{i}"
        name = _read(table, "id", text, at) or f"{part}{i + 1}"
        who = _read(table, "who" if part == "person" else "name", text, at) or name
        roles = terms.ROLES if part == "person" else terms.COLLECTOR_KINDS
        key = "role" if part == "person" else "kind"
        kind = _read(table, key, word(roles), at)
        if kind is None:
            raise InputError(f"{at}/{key}", "is missing; write one of " + ", ".join(sorted(roles)))
        if name in {ME, LENDER, UNLISTED} or name in {p.id for p, _ in found}:
            raise InputError(f"{at}/id", "is taken already; write another")
        found.append((Party(id=name, who=who, role=kind, names=_names(table, at)), table))
    return found


def _collectors(told: Mapping[str, Any], debt: Mapping[str, Any]) -> list[tuple[Party, dict[str, Any]]]:
    kind = _read(debt, "lender_kind", word(terms.COLLECTOR_KINDS - {"agency"}), "/debt")
    name = _read(debt, "lender", text, "/debt") or ""
    lender = Party(id=LENDER, who=name, role=kind or "", names=_names(debt, "/debt", "lender_"))
    return [(lender, {}), *_parties(told.get("collector", []), "collector")]


def _base(
    told: Mapping[str, Any], region: str, zones: tuple[str, ...], people: list[tuple[Party, dict[str, Any]]],
    collectors: list[tuple[Party, dict[str, Any]]],
) -> terms.Request:  # fmt: skip
    """The request of formats.md that every contact is put into; its own checks are ours."""
    me, debt = told.get("me", {}), told.get("debt", {})
    said = _statements(told.get("said", []), zones[0])
    body = {
        "contact": {"at": "2000-01-01T00:00:00Z", "channel": "call", "person": ME, "debts": [DEBT]},
        "debts": [{"id": DEBT, "product": debt.get("product")}],
        "collectors": [
            {"id": LENDER, "kind": debt.get("lender_kind")}, {"id": UNLISTED, "acts_for": LENDER},
            *({"id": p.id, "kind": p.role, **({"acts_for": LENDER} if p.role == "agency" else {})}
              for p, _ in collectors if p.id != LENDER),
        ],
        "people": [
            {"id": ME, "role": "borrower", "zones": list(zones), "region": region or None, "deceased": False,
             "incapacitated": False, "reachable": me.get("reachable")},
            *({"id": p.id, "role": p.role, "zones": t.get("zones") or list(zones), "region": t.get("region") or region
               or None} for p, t in people),
        ],
        "statements": said,
    }  # fmt: skip
    try:
        return read_request(body)
    except InputError as e:
        raise InputError(e.at.replace("/statements/", "/said/").replace("/debts/0", "/debt"), e.why) from None


def _statements(tables: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """The statements as JSON would hold them; each goes by its day, under which a reason names it."""
    made: dict[str, dict[str, Any]] = {}
    for table in tables:
        said = {"person": ME, **table}
        at = said.get("at")
        if isinstance(at, date) and not isinstance(at, datetime):
            at = datetime.combine(at, time(0))
        if isinstance(at, datetime):  # a time without an offset is by the borrower's clock
            said["at"] = (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(name))).isoformat()
        for key, value in list(said.items()):
            if isinstance(value, datetime | date):
                said[key] = value.isoformat()
            elif isinstance(value, time):
                said[key] = value.isoformat("minutes")
        day = str(said.get("at", ""))[:10] or "said"
        said.setdefault("id", day if day not in made else f"{day} ({len(made) + 1})")
        made[str(said["id"])] = said
    return list(made.values())


def _files(
    told: Mapping[str, Any], people: list[tuple[Party, dict[str, Any]]], name: str
) -> dict[str, FileNote]:
    ids = {ME, *(p.id for p, _ in people)}
    found = {}
    for i, table in enumerate(told.get("file", [])):
        at = f"/file/{i}"
        file = _read(table, "name", text, at)
        if file is None:
            raise InputError(f"{at}/name", "is missing; write the name of the file")
        columns = table.get("columns", {})
        if not isinstance(columns, dict) or not all(isinstance(v, str) for v in columns.values()):
            raise InputError(f"{at}/columns", 'write { at = "起始时间", other = "对方号码" }')
        when = table.get("at")
        if when is not None and not isinstance(when, datetime):
            raise InputError(f"{at}/at", "write day and time, 2026-10-21T10:30:00")
        found[file] = FileNote(
            name=file, of=_read(table, "of", word(frozenset(ids)), at), columns=columns,
            at=when if when is None or when.tzinfo else when.replace(tzinfo=ZoneInfo(name)),
            other=_read(table, "from", text, at), text=_read(table, "text", text, at),
            channel=_read(table, "channel", word(terms.CHANNELS), at) or "sms",
        )  # fmt: skip
    return found


def _amount(value: Any, at: str) -> Decimal | None:
    if value is None:
        return None
    try:
        amount = Decimal(str(value))
    except ArithmeticError:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0 or len(str(value)) > _AMOUNT:
        raise InputError(at, 'is no amount; write "8641.20"')
    return amount


def _proposal(table: Mapping[str, Any] | None) -> Proposal | None:
    if table is None:
        return None
    amount, start = _amount(table.get("amount"), "/plan/amount"), table.get("from")
    if not amount or not isinstance(start, date) or isinstance(start, datetime):
        raise InputError("/plan", 'write amount = "500.00" and from = 2026-12-10')
    return Proposal(amount=amount, start=start)


def _form(told: Mapping[str, Any], debt: Mapping[str, Any]) -> Any:
    if told.get("means") is None:
        return None
    currency = debt.get("currency")
    if not isinstance(currency, str):
        raise InputError("/debt/currency", 'is missing; write "CNY"')
    return read_form(told["means"], currency, "/means")
