"""What a loan costs, shown whole: the table of the 2026 disclosure rule, and the flows a customer really met.

The table (cn.disclose2026.table) lists the principal; each charge, how it is charged, by whom and at what rate; the
yearly cost if all is paid in time; what a default may cost; and that nothing else is charged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from forbear.money.events import standing
from forbear.money.happened import Event
from forbear.money.rate import AnnualRates, annual_rates
from forbear.money.schedule import schedule
from forbear.money.terms import Late, Terms

Words = Mapping[str, str]
_IN: Final = frozenset({"payment", "recovery"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """A charge: its part, its name and how it is charged, in zh and en, who takes it, its rate or amount, its total.

    `unit` is that of the rate: `per_year`, `per_day`, `share`, or the currency where it is an amount.

    `total` is what it comes to over the whole plan, in the contract's currency; None where it depends on a default.
    """

    part: str
    name: Words
    how: Words
    payee: str
    rate: Decimal
    unit: str
    total: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CostTable:
    """The table of costs of a contract; amounts in `currency`. `principal` is what is lent, a down payment left out."""

    currency: str
    principal: Decimal
    charges: tuple[Charge, ...]
    rates: AnnualRates
    total_cost: Decimal
    on_default: tuple[Charge, ...]
    nothing_else: Words


_NAMES: Final[Mapping[str, Words]] = {
    "interest": {"zh": "利息", "en": "Interest"},
    "fee": {"zh": "服务费", "en": "Fee"},
    "penalty": {"zh": "逾期费用", "en": "Late charge"},
}
_METHODS: Final[Mapping[str, Words]] = {
    "equal_instalment": {
        "zh": "按剩余本金计息，等额本息",
        "en": "on the principal still owed, level instalments",
    },
    "equal_principal": {
        "zh": "按剩余本金计息，等额本金",
        "en": "on the principal still owed, equal principal",
    },
    "interest_only": {"zh": "按期付息，到期还本", "en": "each period, the principal with the last"},
    "flat": {"zh": "按初始本金计息，分期收取", "en": "on the first principal for the whole term, in shares"},
    "per_period_fee": {
        "zh": "按剩余本金计息，等额本金",
        "en": "on the principal still owed, equal principal",
    },
}
_EACH: Final[Words] = {"zh": "每期收取", "en": "with every instalment"}
_NOTHING_ELSE: Final[Words] = {
    "zh": "除上述明示的费用外，不收取任何其他费用。",
    "en": "Nothing is charged beyond what is shown here.",
}
_LATE_BASE: Final[Mapping[str, Words]] = {
    "principal": {"zh": "本金", "en": "principal"},
    "interest": {"zh": "利息", "en": "interest"},
    "fee": {"zh": "费用", "en": "fee"},
}


def cost_table(terms: Terms, payees: Mapping[str, str]) -> CostTable:
    """The table of costs of a contract of instalments. `payees` says who takes `interest`, `fee` and `penalty`.

    Raises KeyError where a charge that the contract has is given no payee: a table without one would be false.

    >>> from forbear.money.reading import read_terms
    >>> table = cost_table(read_terms({"currency": "CNY", "principal": "3000.00", "disbursed": "2026-01-15",
    ...     "first_due": "2026-02-15", "instalments": 3, "every": {"months": 1}, "method": "per_period_fee",
    ...     "fee_per_period": "27.00"}), {"fee": "Bank A"})
    >>> [(charge.name["en"], charge.payee, charge.rate, charge.unit, charge.total) for charge in table.charges]
    [('Fee', 'Bank A', Decimal('27.00'), 'CNY', Decimal('81.00'))]
    """
    rows = schedule(terms)
    interest = sum((row.interest for row in rows), Decimal(0))
    fee = sum((row.fee for row in rows), Decimal(0))
    charges = []
    if interest:
        yearly = terms.annual_rate, "per_year"
        charges.append(_charge("interest", _METHODS[terms.method], payees, yearly, interest))
    if fee:
        charges.append(_charge("fee", _EACH, payees, (terms.fee_per_period, terms.currency), fee))
    late = terms.late
    return CostTable(
        currency=terms.currency,
        principal=terms.principal - terms.down_payment,
        charges=tuple(charges),
        rates=annual_rates(terms),
        total_cost=interest + fee,
        on_default=()
        if late is None
        else (_charge("penalty", _late(late), payees, _late_rate(late, terms)),),
        nothing_else=_NOTHING_ELSE,
    )


def _charge(
    part: str, how: Words, payees: Mapping[str, str], rate: tuple[Decimal, str], total: Decimal | None = None
) -> Charge:
    return Charge(
        part=part, name=_NAMES[part], how=how, payee=payees[part], rate=rate[0], unit=rate[1], total=total
    )


def _late_rate(late: Late, terms: Terms) -> tuple[Decimal, str]:
    if late.kind == "fixed":
        return late.amount, terms.currency
    return late.rate, "per_day" if late.kind == "daily_rate" else "share"


def _late(late: Late) -> Words:
    base = {
        "zh": "、".join(_LATE_BASE[part]["zh"] for part in late.on),
        "en": " and ".join(_LATE_BASE[part]["en"] for part in late.on),
    }
    zh = f"逾期超过{late.grace_days}日后，" if late.grace_days else "逾期后，"
    en = f"from day {late.grace_days + 1} past due, "
    if late.kind == "daily_rate":
        return {"zh": f"{zh}按逾期{base['zh']}每日计收", "en": f"{en}each day on the overdue {base['en']}"}
    if late.kind == "once":
        return {
            "zh": f"{zh}按逾期{base['zh']}每期一次性收取",
            "en": f"{en}once an instalment on the overdue {base['en']}",
        }
    return {"zh": f"{zh}每期一次性收取固定金额", "en": f"{en}a fixed amount once an instalment"}


def met_flows(
    terms: Terms, events: Sequence[Event], on: date, payoff: Decimal
) -> tuple[tuple[date, Decimal], ...]:
    """The money that really moved up to a day, and what would settle the debt on it (late charges included).

    What the borrower gets is above 0, what he pays below. `payoff` is the ledger's on that day. Give them to
    `simple_rate` or `internal_rate`. A reversed payment doesn't count. Only for a contract with `disbursed`.

    >>> terms = Terms(currency="CNY", method="flat", principal=Decimal(1000), disbursed=date(2026, 1, 15))
    >>> paid = Event(on=date(2026, 2, 15), kind="payment", amount=Decimal(600))
    >>> [str(amount) for _, amount in met_flows(terms, [paid], date(2026, 3, 15), Decimal(450))]
    ['1000', '-600', '-450']
    """
    if terms.disbursed is None:
        return ()
    flows = [(terms.disbursed, terms.principal)]
    for _, event in standing(events, on):
        if event.amount is not None and (event.kind in _IN or event.kind == "refund"):
            flows.append((event.on, -event.amount if event.kind in _IN else event.amount))
    if payoff:
        flows.append((on, -payoff))
    return tuple(flows)
