"""What a lender lets its desk agree to: a policy, read from TOML. It can narrow the law, never widen it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from forbear.money.fields import amount, code, count, known, rate, text, word
from forbear.terms import InputError

OFFER_KINDS: Final = ("extension", "lower_instalments", "step_up", "payment_holiday", "settlement")
"""The kinds of offers, in the order in which they are shown."""
_FIELDS: Final = frozenset(
    "id version longest_months smallest_instalment interest most_of_left first_due_days first_due_within_days"
    " breach_after_days holiday_months settlement approve".split()
)
_WHO: Final = frozenset({"desk", "supervisor"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """A settlement that the lender allows: a share of what is owed, paid within some days."""

    share: Decimal
    within_days: int
    from_days_past_due: int = 0
    principal_whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A lender's policy. Months and days are counted from the signature; shares are fractions of 1.

    `smallest_instalment` is an amount a month by currency. `interest` is `stops` or `contract`: what happens to
    it while a plan is kept. `approve` says who may agree to a kind of offer, and to a `counter` offer.
    """

    id: str
    version: str
    longest_months: int
    smallest_instalment: Mapping[str, Decimal]
    interest: str
    most_of_left: Decimal
    first_due_days: int
    first_due_within_days: int
    breach_after_days: int
    holiday_months: int
    settlement: Settlement | None
    approve: Mapping[str, str]

    def smallest(self, currency: str) -> Decimal:
        """The smallest instalment a month in a currency; nil where none is told."""
        return self.smallest_instalment.get(currency, Decimal(0))


def read_policy(body: Any, at: str = "/policy") -> Policy:
    """A policy out of a table (JSON or TOML, which have the same keys). `InputError` names the first bad field.

    >>> read_policy({"id": "a", "version": "1", "longest_months": 0})
    Traceback (most recent call last):
        ...
    forbear.terms.InputError: /policy/longest_months: is no whole number from 1 to 600
    """
    if not isinstance(body, Mapping):
        raise InputError(at, "is no policy; write a table, or leave it out for the standard one")
    known(body, _FIELDS, at)

    def whole(name: str, least: int, most: int) -> int:
        return count(body.get(name), f"{at}/{name}", least=least, most=most)

    policy = Policy(
        id=text(body.get("id"), f"{at}/id"),
        version=text(body.get("version"), f"{at}/version"),
        longest_months=whole("longest_months", 1, 600),
        smallest_instalment=_by_currency(body.get("smallest_instalment", {}), f"{at}/smallest_instalment"),
        interest=word(body.get("interest"), frozenset({"stops", "contract"}), f"{at}/interest"),
        most_of_left=_share(body.get("most_of_left"), f"{at}/most_of_left"),
        first_due_days=whole("first_due_days", 1, 366),
        first_due_within_days=whole("first_due_within_days", 1, 366),
        breach_after_days=whole("breach_after_days", 0, 366),
        holiday_months=whole("holiday_months", 0, 24),
        settlement=None if body.get("settlement") is None else _settlement(body["settlement"], at),
        approve=_approve(body.get("approve"), f"{at}/approve"),
    )
    if policy.first_due_within_days < policy.first_due_days:
        raise InputError(f"{at}/first_due_within_days", "is below first_due_days; write as much or more")
    return policy


def load_policy(name: str) -> Policy:
    """A packaged policy by its name, or one from a file where the name ends in `.toml`.

    >>> load_policy("standard").longest_months
    36
    """
    packaged = files("forbear") / "policies" / f"{name}.toml"
    path = Path(name) if name.endswith(".toml") else packaged
    if not path.is_file():
        raise InputError(name, "there is no such policy; write standard, or the path of a .toml file")
    try:
        return read_policy(tomllib.loads(path.read_text("utf-8")), path.name + ": ")
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(path.name, f"is not TOML in UTF-8: {error}") from error


def _share(value: Any, at: str) -> Decimal:
    share = rate(value, at)
    if not 0 < share <= 1:
        raise InputError(at, 'is no share above 0 and at most 1; write "0.80" for 80 %')
    return share


def _by_currency(value: Any, at: str) -> Mapping[str, Decimal]:
    if not isinstance(value, Mapping):
        raise InputError(at, 'is no table of amounts by currency; write { CNY = "100.00" }')
    return {code(name, f"{at}/{name}"): amount(least, f"{at}/{name}") for name, least in value.items()}


def _settlement(value: Any, at: str) -> Settlement:
    at = f"{at}/settlement"
    if not isinstance(value, Mapping):
        raise InputError(at, "is no table; write share and within_days, or leave it out")
    known(value, frozenset(Settlement.__slots__), at)
    whole = value.get("principal_whole", False)
    if not isinstance(whole, bool):
        raise InputError(f"{at}/principal_whole", "is neither true nor false")
    return Settlement(
        share=_share(value.get("share"), f"{at}/share"),
        within_days=count(value.get("within_days"), f"{at}/within_days", least=1, most=366),
        from_days_past_due=count(value.get("from_days_past_due", 0), f"{at}/from_days_past_due", most=3650),
        principal_whole=whole,
    )


def _approve(value: Any, at: str) -> Mapping[str, str]:
    if not isinstance(value, Mapping):
        raise InputError(at, 'is missing; say who may agree to each kind: { extension = "desk", ... }')
    kinds = (*OFFER_KINDS, "counter")
    known(value, frozenset(kinds), at)
    return {kind: word(value.get(kind, "supervisor"), _WHO, f"{at}/{kind}") for kind in kinds}
