"""What a message says: the places that the gate fills in, and the whole text as a person reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from forbear.desk.dossier import Firm
from forbear.gate.templates import Message, Template, fill_template
from forbear.money import smallest_unit

STAND_IN: Final = "…"
_CURRENCIES: Final = {"CNY": "人民币", "TWD": "新台币", "HKD": "港币"}


def whole_text(message: Message) -> str:
    """What a person reads: the subject line, where there is one, and the text."""
    return f"{message.subject}\n\n{message.text}" if message.subject else message.text


def specimen(
    template: Template, params: Mapping[str, str], sender: Firm, lender: Firm, stop_address: str
) -> str:
    """The message with stand-ins for what is the person's own, to read its content once for all."""
    values = dict.fromkeys(("name", "amount", "as_of", "reference", "code"), STAND_IN)
    own = values_of(template, params, sender, lender, stop_address)
    return whole_text(fill_template(template, values | own))


def values_of(
    template: Template, params: Mapping[str, str], sender: Firm, lender: Firm, stop_address: str
) -> dict[str, str | None]:
    """The places that are the same for everybody: who speaks, for whom, how to check it and how to stop it."""
    if sender is lender:
        speaker = lender.registered_name
    elif template.language == "zh":
        speaker = f"{sender.registered_name}（受{lender.registered_name}委托）"
    else:
        speaker = f"{sender.registered_name}, acting for {lender.registered_name}"
    return {
        **params,
        "speaker": speaker,
        "lender": lender.registered_name,
        "public_number": lender.public_number,
        "stop_address": stop_address,
    }


def written_amount(amount: Decimal, currency: str, language: str) -> str:
    """An amount as it is read.

    >>> written_amount(Decimal("1880"), "CNY", "zh"), written_amount(Decimal("1880"), "CNY", "en")
    ('人民币1,880.00元', 'CNY 1,880.00')
    """
    figure = f"{amount.quantize(smallest_unit(currency)):,}"
    unit = _CURRENCIES.get(currency) if language == "zh" else None
    return f"{unit}{figure}元" if unit else f"{currency} {figure}"


def written_day(day: date, language: str) -> str:
    """A day as it is read.

    >>> written_day(date(2026, 5, 12), "en")
    '12 May 2026'
    """
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {day.strftime('%B')} {day.year}"
