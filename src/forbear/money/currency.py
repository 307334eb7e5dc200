"""The currencies there are, and the smallest unit of each (ISO 4217, list one, active codes)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

_BY_DIGITS: Final = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF"
    " CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ"
    " GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK"
    " MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB"
    " SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN"
    " UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
MINOR_DIGITS: Final[Mapping[str, int]] = {
    code: digits for digits, codes in _BY_DIGITS.items() for code in codes.split()
}
"""Digits after the point of each currency's smallest unit."""

_UNITS: Final = {code: Decimal(1).scaleb(-digits) for code, digits in MINOR_DIGITS.items()}


def smallest_unit(currency: str) -> Decimal:
    """The smallest unit of a currency (ISO 4217 alphabetic code). Raises `KeyError` for an unknown one.

    >>> smallest_unit("CNY"), smallest_unit("JPY")
    (Decimal('0.01'), Decimal('1'))
    """
    return _UNITS[currency]
