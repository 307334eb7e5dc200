"""One spelling for an address, however it was written: what is compared, never what is shown or sent to."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

import phonenumbers

REGION: Final = "CN"
"""Where a number without a country code is from, unless its person's region says otherwise."""

_BETWEEN: Final = re.compile(r"[\s().·\-‐-―/]+")
_MOBILE_OF_CHINA: Final = re.compile(r"(?:\+86|86|0086)?(1(?!79)[3-9][0-9]{9})")
_FAMILIES: Final = {"mobile": "phone", "landline": "phone", "email": "email", "post": "post"}


def one_spelling(kind: str, value: str, region: str | None = None) -> str:
    """The one spelling of an address of a kind (formats.md 7): a number in E.164, mail in lower case.

    A number without a country code is read as one of `region` (ISO 3166, a subdivision may follow), of China
    where none is given. KeyError on another kind.

    >>> one_spelling("mobile", "138 0013 8000"), one_spelling("landline", "(212) 555-0100", "US-NY")
    ('phone:+8613800138000', 'phone:+12125550100')
    >>> one_spelling("email", " Li.Lei@Example.COM ")
    'email:li.lei@example.com'
    >>> one_spelling("post", "88 Nanjing  Road,\\nShanghai")
    'post:88 nanjing road, shanghai'
    """
    family = _FAMILIES[kind]
    text = unicodedata.normalize("NFKC", value).strip()
    if family == "phone":
        return f"phone:{_number(_BETWEEN.sub('', text), (region or REGION)[:2].upper())}"
    return f"{family}:{' '.join(text.lower().split())}"


def _number(text: str, region: str) -> str:
    """E.164; where the library can't read it, the digits as they are."""
    mobile = _MOBILE_OF_CHINA.fullmatch(text)
    if mobile and (region == "CN" or text.startswith("+")):  # what the library says too, faster
        return f"+86{mobile[1]}"
    return _by_library(text, region)


@lru_cache(maxsize=4_096)
def _by_library(text: str, region: str) -> str:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return text
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
