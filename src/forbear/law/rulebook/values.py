"""Values of the law by date: rates and caps, spans and counts that other rooms use. They judge no contact."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, Final, NamedTuple

from forbear.law.rules.expr import Expr, print_python
from forbear.law.rules.values import read_number, read_table, read_word
from forbear.terms import FactMissing, NotFound

Amount = Decimal | int | tuple[Any, ...]
"""A fraction or an amount; a whole number; words; or, by days past due, pairs of first day and what holds."""
SENSES: Final = ("is", "at_most", "at_least")


class Unit(NamedTuple):
    """A unit in both languages, and the type of its values."""

    en: str
    zh: str
    kind: type


UNITS: Final[Mapping[str, Unit]] = {
    "share": Unit("{} %", "{}%", Decimal),
    "per_year": Unit("{} % a year", "年化{}%", Decimal),
    "per_day": Unit("{} % a day", "每日{}%", Decimal),
    "days": Unit("{} days", "{}日", int),
    "business_days": Unit("{} business days", "{}个工作日", int),
    "weeks": Unit("{} weeks", "{}周", int),
    "months": Unit("{} months", "{}个月", int),
    "years": Unit("{} years", "{}年", int),
    "count": Unit("{}", "{}", int),
    "words": Unit("{}", "{}", tuple),
    "by_days_past_due": Unit("{}", "{}", tuple),
}
"""The units; besides them, a currency's code (decimal amounts)."""
VALUE_KEYS: Final = ("unit", "is", "sense", "of", "times")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_DECIMAL: Final = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,10})?")
_EXAMPLE: Final = '60, or by date: is = { 2019-08-20 = "0.0425", 2019-09-20 = "0.0420" }'


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value as its rulebook states it. `steps` are (first day, amount), rising; each holds until the next.

    `until` is the last day on which it is law, or for which it is known. A value that derives from another has
    no steps of its own but `of`, that value's id, and `times`.
    """

    id: str
    book: str
    unit: str
    sense: str
    steps: tuple[tuple[date, Amount], ...]
    of: str | None
    times: Decimal
    force: str
    cite: str
    article: str
    in_force: date
    until: date | None
    draft: bool
    binds: Expr
    words: Mapping[str, str]
    file: str
    line: int

    def binds_whom(self, whom: Mapping[str, str | None]) -> bool:
        """Whether it binds a lender, collector or product; what is not told may be bound."""
        columns = {"collector": None, "lender": None, "product": None, **whom}
        return print_python(self.binds)(SimpleNamespace(ctx=SimpleNamespace(**columns))) is not False


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a value is on a day: the amount, since when, until when it is known, and what it derives from."""

    value: Value
    on: date
    amount: Amount
    since: date
    until: date | None
    base: Known | None = None

    def words(self, language: str) -> str:
        """The sentence of the rulebook with the amount in it."""
        return self.value.words[language].replace("{value}", say(self.amount, self.value.unit, language))


def read_value(table: Mapping[str, Any], in_force: date, until: date | None) -> dict[str, Any]:
    """What is a value's own in its table. ValueError says what to write instead.

    >>> read_value({"unit": "months", "is": 60}, date(2011, 1, 13), None)["steps"]
    ((datetime.date(2011, 1, 13), 60),)
    """
    unit = str(table.get("unit"))
    if not _CURRENCY.fullmatch(unit):
        read_word(table.get("unit"), UNITS, "unit", "unit")
    sense = read_word(table.get("sense", "is"), SENSES, "sense")
    own = {"unit": unit, "sense": sense, "of": None, "times": Decimal(1), "steps": ()}
    if "of" in table:
        if "is" in table or not isinstance(table["of"], str):
            raise ValueError('of: write the id of another value, of = "cn.lpr.value", and no is')
        return {**own, "of": table["of"], "times": _decimal(table.get("times"), "times")}
    if "times" in table or "is" not in table:
        raise ValueError(f"is: write what the value is, {_EXAMPLE}")
    return {**own, "steps": _read_steps(table["is"], unit, in_force, until)}


def _read_steps(value: Any, unit: str, in_force: date, until: date | None) -> tuple[tuple[date, Amount], ...]:
    if not isinstance(value, Mapping):
        return ((in_force, _read_amount(value, unit, "is")),)
    if not value:
        raise ValueError(f"is: an empty table; write {_EXAMPLE}")
    steps = []
    for day, amount in value.items():
        try:
            first = date.fromisoformat(day)
        except ValueError:
            raise ValueError(f"is: {day!r} is not a day; write is = {_EXAMPLE}") from None
        steps.append((first, _read_amount(amount, unit, f"is.{day}")))
    steps.sort(key=lambda step: step[0])
    if steps[0][0] < in_force or (until is not None and steps[-1][0] > until):
        raise ValueError(f"is: has days outside of {in_force} to {until or 'today'}; mend in_force or until")
    return tuple(steps)


def _read_amount(value: Any, unit: str, where: str) -> Amount:
    kind = UNITS[unit].kind if unit in UNITS else Decimal
    if kind is int:
        return read_number(value, where, 0)
    if kind is Decimal:
        return _decimal(value, where)
    if unit == "words":
        return _words(value, where)
    if not isinstance(value, list) or not value:
        raise ValueError(f'{where}: write rows, [{{ from = 0, is = "normal" }}, {{ from = 91, is = "…" }}]')
    rows = []
    for row in value:
        row = read_table(row, ("from", "is"), where, '{ from = 91, is = "substandard" }')
        what = row.get("is")
        rows.append((read_number(row.get("from"), f"{where}.from", 0), _words(what, f"{where}.is")))
    if [first for first, _ in rows] != sorted({first for first, _ in rows}):
        raise ValueError(f"{where}: the days do not rise; write each row's first day once, in order")
    return tuple(rows)


def _words(value: Any, where: str) -> tuple[str, ...]:
    words = value if isinstance(value, list) else [value]
    if not words or not all(isinstance(word, str) and word for word in words):
        raise ValueError(f'{where}: write words, ["READ_CONTACTS", "READ_SMS"]')
    return tuple(words)


def _decimal(value: Any, where: str) -> Decimal:
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise ValueError(f'{where}: write a decimal number as a string, such as "0.24" for 24 per cent')
    return Decimal(value)


def value_on(values: Mapping[str, tuple[Value, ...]], name: str, on: date) -> Known:
    """What a value is on a day. NotFound where there is none of that id; FactMissing where no day of it holds.

    A value is never carried on past the last day for which it is known.
    """
    versions = values.get(name)
    if not versions:
        from difflib import get_close_matches

        close = get_close_matches(name, values, 3)
        raise NotFound(f"no value {name!r}; " + (f"did you mean {', '.join(close)}?" if close else "see "
                       "`forbear law value` for all"))  # fmt: skip
    for value in versions:
        if value.in_force <= on and (value.until is None or on <= value.until):
            return _known(values, value, on)
    last = max((v.until for v in versions if v.until is not None), default=None)
    if last is not None and on > last:
        raise FactMissing(
            f"{name} is not known after {last}; if it is still law, write what holds since then into the rulebook "
            f"{versions[-1].book}"
        )
    raise FactMissing(f"{name} did not hold on {on}; it begins on {min(v.in_force for v in versions)}")


def _known(values: Mapping[str, tuple[Value, ...]], value: Value, on: date) -> Known:
    if value.of is not None:
        base = value_on(values, value.of, on)
        assert isinstance(base.amount, (Decimal, int))
        times = base.amount * value.times
        ends = [day for day in (base.until, value.until) if day is not None]
        since = max(base.since, value.in_force)
        return Known(value=value, on=on, amount=times, since=since, until=min(ends, default=None), base=base)
    past = [(day, amount) for day, amount in value.steps if day <= on]
    if not past:
        raise FactMissing(f"{value.id} is not known before {value.steps[0][0]}; the source begins there")
    since, amount = past[-1]
    return Known(value=value, on=on, amount=amount, since=since, until=value.until)


def say(amount: Amount, unit: str, language: str) -> str:
    """An amount in words: `24 % a year`, `60 months`, `CNY 200,000`.

    >>> say(Decimal("0.0425"), "per_year", "en"), say(60, "months", "zh"), say(Decimal(200000), "CNY", "en")
    ('4.25 % a year', '60个月', 'CNY 200,000')
    """
    chinese = language == "zh"
    if unit not in UNITS:
        assert isinstance(amount, (Decimal, int))
        return f"{unit} {amount:,f}" if isinstance(amount, Decimal) else f"{unit} {amount:,}"
    form = UNITS[unit].zh if chinese else UNITS[unit].en
    if isinstance(amount, tuple):
        return form.format(_say_words(amount, chinese))
    if UNITS[unit].kind is Decimal:
        percent = (Decimal(amount) * 100).normalize()
        return form.format(f"{percent:f}")
    text = form.format(amount)
    return text.removesuffix("s") if amount == 1 and not chinese and unit != "count" else text


def _say_words(amount: tuple[Any, ...], chinese: bool) -> str:
    comma, colon = ("、", "：") if chinese else (", ", ": ")
    if all(isinstance(item, str) for item in amount):
        return comma.join(amount)
    from_day = "逾期{}日起" if chinese else "from day {}"
    return ("；" if chinese else "; ").join(
        from_day.format(first) + colon + comma.join(words) for first, words in amount
    )
