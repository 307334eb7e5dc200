"""What a borrower can spare a month, from a short form: income, necessary outgoings, other debts.

Only sums by kind are asked, never a receipt, a name or a diagnosis. Yearly sums are exact; the month is a twelfth,
rounded down. Where nothing is left, that is said: no plan helps then, and a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from typing import Any, Final

from forbear.money.currency import smallest_unit
from forbear.money.fields import amount, count, known, whole_units, word
from forbear.terms import InputError

TIMES_A_YEAR: Final[Mapping[str, int]] = {"week": 52, "fortnight": 26, "month": 12, "quarter": 4, "year": 1}
"""How often an amount comes in a year."""
KINDS: Final[Mapping[str, frozenset[str]]] = {
    "income": frozenset({"wage", "business", "pension", "benefit", "family", "other"}),
    "outgoings": frozenset(
        {"housing", "food", "utilities", "transport", "care", "education", "insurance", "tax", "other"}
    ),
    "debts": frozenset({"mortgage", "card", "loan", "private", "maintenance", "other"}),
}
"""The kinds of items, by the part of the form. `care` is what children, the old and the sick cost."""
_MOST_ITEMS: Final = 60
_MOST_PEOPLE: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the form: its kind, its amount, and how often it comes (`TIMES_A_YEAR`)."""

    kind: str
    amount: Decimal
    every: str

    @property
    def a_year(self) -> Decimal:
        """The amount of a year, exact."""
        return self.amount * TIMES_A_YEAR[self.every]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The form as filled in, in one currency. `adults` and `children` live on it."""

    currency: str
    adults: int
    children: int
    income: tuple[Item, ...]
    outgoings: tuple[Item, ...]
    debts: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """A month by the form: what comes in, what must go out, what other debts take, what is left (it may be below 0).

    `affordable` is the part of what is left that a plan may ask for, never below 0; `a_head` is what each person of
    the household still has to live on where a plan asks for all of it.
    """

    income: Decimal
    outgoings: Decimal
    debts: Decimal
    left: Decimal
    affordable: Decimal
    a_head: Decimal

    @property
    def nothing_left(self) -> bool:
        """Whether no instalment at all can be paid: hardship, and a person decides."""
        return self.affordable <= 0


def means(form: Form, most_of_left: Decimal = Decimal(1)) -> Means:
    """What can be paid a month. `most_of_left` (0 to 1) is the share of what is left that may be asked for.

    >>> wage = Item(kind="wage", amount=Decimal("1200.00"), every="week")
    >>> rent = Item(kind="housing", amount=Decimal("2000.00"), every="month")
    >>> form = Form(currency="CNY", adults=1, children=0, income=(wage,), outgoings=(rent,))
    >>> means(form, Decimal("0.8")).left, means(form, Decimal("0.8")).affordable
    (Decimal('3200.00'), Decimal('2560.00'))
    """
    unit = smallest_unit(form.currency)
    income, outgoings, debts = (
        sum((item.a_year for item in part), Decimal(0)) for part in (form.income, form.outgoings, form.debts)
    )
    left = income - outgoings - debts
    affordable = max(left * most_of_left / 12, Decimal(0))
    return Means(
        income=(income / 12).quantize(unit, ROUND_HALF_EVEN),
        outgoings=(outgoings / 12).quantize(unit, ROUND_HALF_EVEN),
        debts=(debts / 12).quantize(unit, ROUND_HALF_EVEN),
        left=(left / 12).quantize(unit, ROUND_DOWN),
        affordable=affordable.quantize(unit, ROUND_DOWN),
        a_head=(((income - debts) / 12 - affordable) / (form.adults + form.children)).quantize(
            unit, ROUND_DOWN
        ),
    )


def a_month(paid: Decimal, every: str, unit: Decimal) -> Decimal:
    """What an amount of another step comes to a month, rounded down.

    >>> a_month(Decimal("100.00"), "week", Decimal("0.01"))
    Decimal('433.33')
    """
    return (paid * TIMES_A_YEAR[every] / 12).quantize(unit, ROUND_DOWN)


def read_form(body: Any, currency: str, at: str = "/form") -> Form:
    """The form out of JSON. Raises `InputError` with the pointer of the first field that can't be right.

    >>> read_form({"household": {"adults": 1, "cats": 2}}, "CNY")
    Traceback (most recent call last):
        ...
    forbear.terms.InputError: /form/household/cats: is no field here; known are adults, children
    """
    if not isinstance(body, Mapping):
        raise InputError(at, "is no object; write household, income, outgoings and debts")
    known(body, frozenset({"household", "income", "outgoings", "debts"}), at)
    household = body.get("household")
    if not isinstance(household, Mapping):
        raise InputError(f"{at}/household", 'is missing; write {"adults": 2, "children": 1}')
    known(household, frozenset({"adults", "children"}), f"{at}/household")
    form = Form(
        currency=currency,
        adults=count(household.get("adults"), f"{at}/household/adults", least=1, most=_MOST_PEOPLE),
        children=count(household.get("children", 0), f"{at}/household/children", most=_MOST_PEOPLE),
        income=_items(body.get("income", []), "income", currency, f"{at}/income"),
        outgoings=_items(body.get("outgoings", []), "outgoings", currency, f"{at}/outgoings"),
        debts=_items(body.get("debts", []), "debts", currency, f"{at}/debts"),
    )
    if not any(item.amount for item in form.outgoings):
        raise InputError(
            f"{at}/outgoings", "is empty; nobody lives on nothing: write what rent, food and so on cost"
        )
    return form


def _items(value: Any, part: str, currency: str, at: str) -> tuple[Item, ...]:
    if not isinstance(value, list) or len(value) > _MOST_ITEMS:
        raise InputError(at, f"is no list of at most {_MOST_ITEMS} items")
    return tuple(_item(entry, part, currency, f"{at}/{i}") for i, entry in enumerate(value))


def _item(entry: Any, part: str, currency: str, at: str) -> Item:
    if not isinstance(entry, Mapping):
        raise InputError(at, 'is no item; write {"kind": "wage", "amount": "3000.00", "every": "month"}')
    known(entry, frozenset({"kind", "amount", "every"}), at)
    item = Item(
        kind=word(entry.get("kind"), KINDS[part], f"{at}/kind"),
        amount=amount(entry.get("amount"), f"{at}/amount"),
        every=word(entry.get("every"), frozenset(TIMES_A_YEAR), f"{at}/every"),
    )
    whole_units(item.amount, smallest_unit(currency), f"{at}/amount")
    if item.amount < 0:
        raise InputError(f"{at}/amount", "is below 0; write what comes in or goes out as a positive amount")
    return item
