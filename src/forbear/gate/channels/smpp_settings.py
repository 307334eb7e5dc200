"""Where SMS go out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from forbear.gate.channels.smtp import is_this_machine
from forbear.terms import InputError

_SWITCH: Final = {"": None, "yes": True, "no": False}
_INTERNATIONAL, _ISDN, _NETWORK_SPECIFIC = 1, 1, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SmppSettings:
    """How to reach the SMS centre. `sender` is a number or short code, so that people can answer with a stop;
    `region` is where numbers without a country code are from."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    sender: str
    system_type: str = ""
    tls: bool = True
    timeout_seconds: float = 30.0
    per_second: float | None = None
    window: int = 4
    region: str | None = None

    @classmethod
    def from_environment(cls, variables: Mapping[str, str]) -> SmppSettings | None:
        """The settings in FORBEAR_SMPP_HOST, _PORT, _USER, _PASSWORD, _FROM, _TYPE, _TLS, _TIMEOUT, _RATE, _WINDOW
        and _REGION.

        None where no host is named: then no SMS goes out. InputError names the variable that is wrong.

        >>> SmppSettings.from_environment({}) is None
        True
        >>> told = {"FORBEAR_SMPP_HOST": "smsc.example", "FORBEAR_SMPP_USER": "u", "FORBEAR_SMPP_FROM": "10690000"}
        >>> SmppSettings.from_environment(told).port
        3550
        """
        host = variables.get("FORBEAR_SMPP_HOST")
        if not host:
            return None
        tls = _SWITCH.get(variables.get("FORBEAR_SMPP_TLS", ""), "?")
        if tls == "?":
            raise InputError("FORBEAR_SMPP_TLS", "write yes or no")
        if tls is False and not is_this_machine(host) and variables.get("FORBEAR_SMPP_PRIVATE_LINE") != "yes":
            raise InputError(
                "FORBEAR_SMPP_TLS",
                "no is for an SMS centre on this machine, or at the end of a private line: then write"
                " FORBEAR_SMPP_PRIVATE_LINE=yes too",
            )
        sender = variables.get("FORBEAR_SMPP_FROM", "")
        if not (sender.removeprefix("+").isdigit() and sender.isascii() and len(sender) <= 20):
            raise InputError(
                "FORBEAR_SMPP_FROM", "write a number or short code, such as 10690000, that people can answer"
            )
        rate = _number(variables, "RATE", 0.0, 100_000)
        return cls(
            host=host,
            port=int(_number(variables, "PORT", 2775 if tls is False else 3550, 65_535)),
            user=_text(variables, "USER", 15),
            password=_text(variables, "PASSWORD", 8),
            sender=sender,
            system_type=_text(variables, "TYPE", 12),
            tls=tls is not False,
            timeout_seconds=_number(variables, "TIMEOUT", 30.0, 300),
            per_second=rate or None,
            window=int(_number(variables, "WINDOW", 4, 64)),
            region=variables.get("FORBEAR_SMPP_REGION") or None,
        )

    @property
    def source(self) -> tuple[int, int, str]:
        """Type of number, numbering plan and digits of the sender: international with a +, else a short code."""
        if self.sender.startswith("+"):
            return _INTERNATIONAL, _ISDN, self.sender[1:]
        return _NETWORK_SPECIFIC, 0, self.sender


def _text(variables: Mapping[str, str], name: str, longest: int) -> str:
    text = variables.get(f"FORBEAR_SMPP_{name}", "")
    if not text.isascii() or not text.isprintable() or len(text) > longest:
        raise InputError(f"FORBEAR_SMPP_{name}", f"SMPP has room for {longest} plain characters there")
    return text


def _number(variables: Mapping[str, str], name: str, default: float, most: float) -> float:
    text = variables.get(f"FORBEAR_SMPP_{name}")
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= most or (name in ("PORT", "WINDOW") and value != int(value)):
        raise InputError(f"FORBEAR_SMPP_{name}", f"write a number such as {default or 50:g}")
    return value
