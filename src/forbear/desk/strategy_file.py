"""Reading a strategy file. Every error names the file, the key, what is wrong and what to write instead."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from pathlib import Path
from typing import Any

from forbear.desk.strategy import CHANNELS, PURPOSES, TREATMENTS, Hours, Stage, Strategy
from forbear.terms import COLLECTOR_KINDS, PRODUCTS, InputError

_TOP = {"id", "version", "horizon_days", "min_gap_days", "hours", "least_overdue", "stage"}
_STAGE = {
    "name", "from_days", "to_days", "treatment", "purpose", "channels", "templates", "hours", "min_gap_days",
    "why", "products", "lenders", "lender_kinds", "currencies",
}  # fmt: skip
_CONTACT_KEYS = ("purpose", "channels", "templates", "hours", "min_gap_days")
_FARTHEST_DAYS = 30


def read_strategy(content: bytes, file: str) -> Strategy:
    """Read a strategy file; `file` is its name, for the errors.

    >>> read_strategy(b'id = "a"', "a.toml")
    Traceback (most recent call last):
        ...
    forbear.terms.InputError: a.toml: hours.from: is missing; write a time without quotes such as 09:30:00
    """
    try:
        body = tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InputError(file, f"is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(file, f"is not TOML: {error}") from error
    except RecursionError:
        raise InputError(file, "is nested too deeply; write tables of stages, and lists of texts") from None
    top = _Table(body, file, "")
    top.allow(_TOP)
    hours = _hours(top)
    gap = top.whole("min_gap_days", 0, 366, default=7)
    strategy = Strategy(
        id=top.text("id", '"standard"'),
        version=top.text("version", '"2026.1"'),
        sha256=hashlib.sha256(content).hexdigest(),
        horizon_days=top.whole("horizon_days", 0, _FARTHEST_DAYS, default=3),
        least_overdue=_least(top),
        stages=tuple(_stage(table, hours, gap) for table in top.tables("stage")),
    )
    _check_stages(strategy, file)
    return strategy


def load_strategy(name: str) -> Strategy:
    """A packaged strategy by its name, or one from a file where the name ends in `.toml`.

    Raises InputError where there is none, or where it cannot be read.

    >>> load_strategy("standard").id
    'standard'
    """
    if name.endswith(".toml"):
        path = Path(name)
        if not path.is_file():
            raise InputError(name, "there is no such strategy file; write the path of one")
        return read_strategy(path.read_bytes(), path.name)
    folder = files("forbear") / "strategies"
    packaged = sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if ".toml" in entry.name)
    if name not in packaged:
        known = ", ".join(packaged)
        raise InputError(name, f"no strategy of that name is packaged; write one of {known}, or a .toml path")
    return read_strategy((folder / f"{name}.toml").read_bytes(), f"{name}.toml")


class _Table:
    """One table of the file, knowing where it stands."""

    def __init__(self, body: Mapping[str, Any], file: str, at: str) -> None:
        self.body, self.file, self.at = body, file, at

    def fail(self, key: str, why: str) -> InputError:
        return InputError(self.file, f"{self.at}{key}: {why}")

    def allow(self, keys: Iterable[str]) -> None:
        for key in self.body:
            if key not in keys:
                raise self.fail(key, f"is not a key here; write one of {', '.join(sorted(keys))}")

    def text(self, key: str, such_as: str, default: str | None = None) -> str:
        value = self.body.get(key, default)
        if not isinstance(value, str) or not value.strip():
            raise self.fail(key, f"{_wrong(value)}; write a text such as {such_as}")
        return value

    def word(self, key: str, words: Iterable[str], default: str | None = None) -> str:
        known = tuple(words)
        value = self.body.get(key, default)
        if value not in known:
            raise self.fail(key, f"{_wrong(value)}; write one of {', '.join(known)}")
        return str(value)

    def words(self, key: str, words: Iterable[str] | None = None) -> tuple[str, ...]:
        value = self.body.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise self.fail(key, f'{_wrong(value)}; write a list of texts such as ["..."]')
        known = sorted(words) if words is not None else None
        for entry in value:
            if known is not None and entry not in known:
                raise self.fail(key, f"{entry!r} is not known; write some of {', '.join(known)}")
        return tuple(value)

    def whole(self, key: str, least: int, most: int, default: int | None = None) -> int:
        value = self.body.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.fail(key, f"{_wrong(value)}; write a whole number from {least} to {most}")
        return value

    def table(self, key: str) -> _Table:
        value = self.body.get(key, {})
        if not isinstance(value, dict):
            raise self.fail(key, f"{_wrong(value)}; write a table such as {{ ... }}")
        return _Table(value, self.file, f"{self.at}{key}.")

    def tables(self, key: str) -> list[_Table]:
        value = self.body.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(entry, dict) for entry in value):
            raise self.fail(key, f"{_wrong(value)}; write at least one [[{key}]] table")
        names = [entry.get("name", number) for number, entry in enumerate(value, 1)]
        return [_Table(entry, self.file, f"{key}[{n}].") for n, entry in zip(names, value, strict=True)]


def _wrong(value: Any) -> str:
    if value is None:
        return "is missing"
    shown = value.isoformat() if isinstance(value, date | datetime | time) else repr(value)
    return f"cannot be {shown}"


def _hours(table: _Table, default: Hours | None = None) -> Hours:
    if "hours" not in table.body and default is not None:
        return default
    inner = table.table("hours")
    inner.allow({"from", "to"})
    ends = []
    for key in ("from", "to"):
        value = inner.body.get(key)
        if not isinstance(value, time):
            raise inner.fail(key, f"{_wrong(value)}; write a time without quotes such as 09:30:00")
        ends.append(value)
    if ends[0] >= ends[1]:
        raise inner.fail("to", "is not later than from; preferred hours don't cross midnight")
    return Hours(start=ends[0], end=ends[1])


def _least(top: _Table) -> dict[str, Decimal]:
    table = top.table("least_overdue")
    least = {}
    for currency, value in table.body.items():
        try:
            amount = Decimal(value) if isinstance(value, str) else None
        except InvalidOperation:
            amount = None
        if amount is None or not amount.is_finite() or amount < 0:
            raise table.fail(currency, f'{_wrong(value)}; write an amount in quotes such as "10.00"')
        least[currency] = amount
    return least


def _stage(table: _Table, hours: Hours, gap: int) -> Stage:
    table.allow(_STAGE)
    treatment = table.word("treatment", TREATMENTS)
    silent = treatment == "silence"
    for key in _CONTACT_KEYS:
        if silent and key in table.body:
            raise table.fail(key, "says how to contact somebody, but the treatment is silence; leave it out")
    channels = table.words("channels", CHANNELS)
    if not silent and not channels:
        raise table.fail("channels", f"is missing; write some of {', '.join(CHANNELS)}, the preferred first")
    return Stage(
        name=table.text("name", '"soft_reminder"'),
        from_days=table.whole("from_days", -60, 10_000),
        to_days=table.whole("to_days", -60, 10_000) if "to_days" in table.body else None,
        treatment=treatment,
        purpose="collect" if silent else table.word("purpose", PURPOSES, default="collect"),
        channels=channels,
        templates=_templates(table, channels),
        hours=_hours(table, hours),
        min_gap_days=table.whole("min_gap_days", 0, 366, default=gap),
        why=table.text("why", '"grace"') if silent else None,
        products=frozenset(table.words("products", PRODUCTS)),
        lenders=frozenset(table.words("lenders")),
        lender_kinds=frozenset(table.words("lender_kinds", COLLECTOR_KINDS)),
        currencies=frozenset(table.words("currencies")),
    )


def _templates(table: _Table, channels: tuple[str, ...]) -> dict[str, str]:
    inner = table.table("templates")
    inner.allow(channels)
    return {channel: inner.text(channel, '"soft_reminder"') for channel in channels}


def _check_stages(strategy: Strategy, file: str) -> None:
    """Each stage has a name of its own, days in order, and is not always hidden by an earlier one."""
    earlier: list[Stage] = []
    for stage in strategy.stages:
        at = f"stage[{stage.name}]."
        if any(other.name == stage.name for other in earlier):
            raise InputError(file, f"{at}name: stands twice; give every stage a name of its own")
        if stage.to_days is not None and stage.to_days < stage.from_days:
            raise InputError(file, f"{at}to_days: is before from_days; write {stage.from_days} or more")
        for other in earlier:
            if other.is_general and _holds(other, stage):
                why = f"is never reached, stage {other.name!r} holds all its days; put it above that stage"
                raise InputError(file, f"{at}from_days: {why}")
        earlier.append(stage)


def _holds(outer: Stage, inner: Stage) -> bool:
    if outer.from_days > inner.from_days:
        return False
    return outer.to_days is None or (inner.to_days is not None and inner.to_days <= outer.to_days)
