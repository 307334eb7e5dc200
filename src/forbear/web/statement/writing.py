"""Amounts, rates and sums by part as a person writes them, in zh and en."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from forbear.money import PARTS, smallest_unit
from forbear.money.ageing import Parts
from forbear.web.words import say, word


def write_money(amount: Decimal, currency: str, language: str) -> str:
    """An amount with its currency: after it in Chinese, where it is the country's own.

    >>> write_money(Decimal("-1234.5"), "CNY", "zh"), write_money(Decimal("1234.5"), "CNY", "en")
    ('−1,234.50元', 'CNY 1,234.50')
    """
    sign = "−" if amount < 0 else ""
    figure = f"{abs(amount).quantize(smallest_unit(currency)):,}"
    if language == "zh" and currency == "CNY":
        return f"{sign}{figure}元"
    return f"{sign}{currency} {figure}"


def write_rate(rate: Decimal) -> str:
    """A rate in per cent, without idle zeros.

    >>> write_rate(Decimal("0.18")), write_rate(Decimal("0.0005"))
    ('18%', '0.05%')
    """
    return f"{(rate * 100).normalize():f}%"


def write_parts(parts: Parts, currency: str, language: str, order: Sequence[str] = PARTS) -> str:
    """The parts of an amount that are not 0, in the order given.

    >>> write_parts(Parts(interest=Decimal(5), penalty=Decimal(1)), "CNY", "en")
    'interest CNY 5.00, late charges CNY 1.00'
    """
    told = [
        f"{word(language, 'part_in_line', part)}{' ' if language == 'en' else ''}"
        f"{write_money(getattr(parts, part), currency, language)}"
        for part in order
        if getattr(parts, part)
    ]
    return say(language, "owed.and").join(told)
