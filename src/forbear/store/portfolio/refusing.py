"""What is never taken in: phone books, relatives' numbers, and whatever else belongs to no party of a case.

The lists err on the side of refusing: a column dropped without need can be renamed, a stranger's number that
was stored cannot be unstored.
"""

from __future__ import annotations

import re
from typing import Final

from forbear.terms import ROLES

PARTY_ROLES: Final = ROLES - {
    "family", "friend", "colleague", "employer", "phonebook", "other",
    "consumer_reporting_agency", "creditor", "court",
}  # fmt: skip
"""Roles that the law, or the borrower himself, makes a party to the case."""

_PEOPLE_EN: Final = (
    r"emergency|relative|relation|kin|family|spouse|husband|wife|partner|parent|father|mother|sons?|daughter"
    r"|child|children|sibling|brother|sister|friend|colleague|coworker|employer|company|office|work|neighbou?r"
    r"|guarantor|co_?borrower|reference|referee|referral|referrer|recommender|introducer|landlord|roommate"
    r"|classmate|next_of_kin|third_party|known_person|acquaintance"
)
_BOOKS_EN: Final = (
    r"phone_?books?|address_?books?|contacts?_?lists?|contacts?_?books?|call_?logs?|call_?records?"
    r"|call_?history|sms_?logs?|imported_?contacts?|device_?contacts?|all_?contacts?"
)
_ZH: Final = (
    "联系人|联络人|紧急|通讯录|通訊錄|聯繫人|聯絡人|電話簿|电话簿|电话本|通话记录|通話記錄|短信记录|亲属|親屬|亲友|親友|亲戚|亲人|家属|家屬"
    "|家人|父亲|母亲|父母|配偶|丈夫|妻子|爱人|老公|老婆|子女|儿子|女儿|兄弟|姐妹|哥哥|弟弟|姐姐|妹妹|朋友|好友|同学|同事|领导|老板|单位|公司"
    "|雇主|邻居|室友|房东|担保人|保证人|共借人|推荐人|介绍人|证明人|第三人|第三方|熟人"
)
_COLUMN: Final = re.compile(
    rf"(^|_)({_PEOPLE_EN})s?\d*(_|$)|{_BOOKS_EN}"
    rf"|(^|_)contact_?(person|name|\d)|(^|_)(other|alt|alternate|alternative|second|secondary|backup)_?(contact"
    rf"|phone|mobile|tel)|(^|_)contact_?\d*_?(phone|mobile|tel|number|cell|email)|{_ZH}"
)
_FILE: Final = re.compile(rf"{_BOOKS_EN}|(^|_)({_PEOPLE_EN})s?\d*(_|$)|(^|_)contact_?persons?|{_ZH}")


def normal(name: str) -> str:
    """A column's or a file's name with one kind of separator and in lower case.

    >>> normal("Emergency Contact-Phone")
    'emergency_contact_phone'
    """
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip())
    return re.sub(r"[\W_]+", "_", split).strip("_").lower()


def is_someone_elses(column: str) -> bool:
    """Whether a column, by its name, holds a number or a name of someone who is no party to the case.

    >>> [is_someone_elses(c) for c in ("emergency_contact", "紧急联系人电话", "contact1Phone", "zone")]
    [True, True, True, False]
    """
    return _COLUMN.search(normal(column)) is not None


def is_phone_book(stem: str) -> bool:
    """Whether a file, by its name, is a list of people who are no parties.

    >>> [is_phone_book(stem) for stem in ("phonebook", "contacts_list", "通讯录", "contacts", "cases")]
    [True, True, True, False, False]
    """
    return _FILE.search(normal(stem)) is not None


def masked(name: str) -> str:
    """An id or a name as it may be shown: what looks like a phone number or a mailbox is hidden.

    >>> masked("case-20260512-7"), masked("+86 138 0013 8000"), masked("a@b.example")
    ('case-20260512-7', '(looks like a number)', '(looks like a mailbox)')
    """
    if "@" in name:
        return "(looks like a mailbox)"
    digits = sum(character.isdigit() for character in name)
    letters = sum(character.isalpha() for character in name)
    return "(looks like a number)" if digits >= 7 and letters == 0 else name[:80]
