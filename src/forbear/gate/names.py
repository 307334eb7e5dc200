"""Names in a message are no part of its sentences: they are read apart, or stand aside for others while it is read.

In the middle of a sentence Ma Li would be read as Chinese words in Latin letters, and a bank's card centre or a law
firm like somebody who poses as an authority. The names of firms come from the register, not from who writes a message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from forbear.desk.dossier import Firm
from forbear.gate.approving import HARMS
from forbear.terms import Contact, Findings, Request

Reader = Callable[[Contact, Request], Findings]
LONGEST_NAME: Final = 4
"""Chinese signs, or words, of a name; a longer one is read as a text may be."""
_AUTHORITY: Final = re.compile(
    r"法院|法庭|公安|检察|警|政府|司法|仲裁|监察|执法|执行|调解|局|委员会|court|police|sheriff|marshal|government|ministry"
    r"|bureau|department of|attorney general|federal|state of|irs\b",
    re.IGNORECASE,
)
_LENDER: Final = {"zh": "示例消费金融有限公司", "en": "Example Finance Ltd"}
_AGENCY: Final = {"zh": "示例资产服务有限公司", "en": "Example Servicing Ltd"}


def firms_aside(text: str, firms: Iterable[Firm], language: str) -> str:
    """A text with stand-ins for the registered names of firms, save a name that holds the word of an authority.

    >>> bank = Firm(id="b1", kind="bank", registered_name="示例银行股份有限公司信用卡中心")
    >>> firms_aside("您好，我是示例银行股份有限公司信用卡中心。", [bank], "zh")
    '您好，我是示例消费金融有限公司。'
    >>> firms_aside("我是某某法院", [replace(bank, registered_name="某某法院")], "zh")
    '我是某某法院'
    """
    for firm in sorted(firms, key=lambda firm: -len(firm.registered_name)):
        if firm.registered_name and not _AUTHORITY.search(firm.registered_name):
            aside = _AGENCY if firm.acts_for else _LENDER
            text = text.replace(firm.registered_name, aside.get(language, aside["en"]))
    return text


def reading_apart(read: Reader, name: str, nameless: str) -> Reader:
    """A reader of a message without a person's name, and of a name that is longer than names are, by itself."""
    signs = sum("\u4e00" <= sign <= "\u9fff" for sign in name)
    if signs <= LONGEST_NAME and len(name.split()) <= LONGEST_NAME:
        return lambda contact, request: read(replace(contact, text=nameless), request)

    def read_apart(contact: Contact, request: Request) -> Findings:
        found = read(replace(contact, text=nameless), request)
        return replace(found, acts=found.acts | read(replace(contact, text=name), request).acts & HARMS)

    return read_apart
