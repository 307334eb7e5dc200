"""Approved messages: what a borrower reads or hears, in zh and en.

A template is a file `<name>.<zh|en>.toml` in `templates`. It has a body that names who speaks (`{speaker}`:
the lender's registered name, and the agency's where one acts), a part that says how to check that it is
genuine (the lender's public number) and a part that says how to stop it. A subject line tells nothing about
money. Nothing else is ever sent: an asker fills in the places that a template declares, of its own words too
where one leaves room for them, and what it fills in is read before it goes.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from forbear.terms import InputError

CHANNELS: Final = ("call", "email", "letter", "portal", "sms")
"""The channels that there are messages for."""
_WITH_SUBJECT: Final = ("email", "letter", "portal")
LANGUAGES: Final = ("zh", "en")
PLACES: Final = frozenset(
    {"name", "speaker", "lender", "public_number", "stop_address", "amount", "as_of", "reference", "code"}
)
"""What the gate itself fills in."""
_MONEY: Final = frozenset({"amount", "as_of", "reference"})
_PLACE: Final = re.compile(r"\{([a-z_]+)\}")
_KEYS: Final = {"version", "channel", "conveys_debt", "subject", "body", "genuine", "stop", "params"}
_LONGEST_PARAM: Final = 80
_LONGEST_WORDS: Final = 600
"""Of `words`, the one place that a template may leave to the asker's own words; they are read like all the rest."""
_WAY_OUT: Final = {"zh": "T", "en": "STOP"}
"""What a person answers to an SMS to stop them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One approved message in one language, with its version and SHA-256."""

    name: str
    language: str
    version: str
    sha256: str
    channel: str
    conveys_debt: bool
    subject: str | None
    body: str
    genuine: str
    stop: str
    params: tuple[str, ...] = ()

    @property
    def places(self) -> frozenset[str]:
        """The places that must be filled in."""
        return frozenset(_PLACE.findall("\n".join((self.subject or "", self.body, self.genuine, self.stop))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A template with its places filled in. `sha256` is of the subject and the text together."""

    subject: str | None
    text: str
    sha256: str


Templates = Mapping[tuple[str, str], Template]
"""Templates by name and language."""


def load_templates() -> Templates:
    """Every packaged template, checked.

    >>> sorted({language for name, language in load_templates()})
    ['en', 'zh']
    """
    found = {}
    for entry in sorted((files("forbear") / "templates").iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            template = read_template(entry.read_bytes(), entry.name)
            found[template.name, template.language] = template
    for name, _language in list(found):
        for other in LANGUAGES:
            if (name, other) not in found:
                raise InputError(f"{name}.{other}.toml", "is missing; write the message in both languages")
    return found


def read_template(content: bytes, file: str) -> Template:
    """Read one template file; `file` is its name. Raises InputError where it is not fit to be sent.

    >>> read_template(b'version = "1"', "hello.en.toml")
    Traceback (most recent call last):
        ...
    forbear.terms.InputError: hello.en.toml: channel: is missing; write one of call, email, letter, portal, sms
    """
    name, language = _names(file)
    try:
        body = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(file, f"is not TOML in UTF-8: {error}") from error
    except RecursionError:
        raise InputError(file, "is nested too deeply; no key here holds more than a list of texts") from None
    for key in body:
        if key not in _KEYS:
            raise InputError(file, f"{key}: is not a key here; write one of {', '.join(sorted(_KEYS))}")
    if body.get("channel") not in CHANNELS:
        raise InputError(file, "channel: is missing; write one of call, email, letter, portal, sms")
    params = body.get("params", [])
    if not isinstance(params, list) or not all(isinstance(entry, str) for entry in params):
        raise InputError(file, 'params: is no list of names; write params = ["..."]')
    template = Template(
        name=name,
        language=language,
        version=_text(body, "version", file),
        sha256=hashlib.sha256(content).hexdigest(),
        channel=body["channel"],
        conveys_debt=body.get("conveys_debt", True) is not False,
        subject=_text(body, "subject", file) if body["channel"] in _WITH_SUBJECT else None,
        body=_text(body, "body", file),
        genuine=_text(body, "genuine", file),
        stop=_text(body, "stop", file),
        params=tuple(params),
    )
    _check(template, file)
    return template


def _names(file: str) -> tuple[str, str]:
    name, _, language = file.removesuffix(".toml").rpartition(".")
    if not name or language not in LANGUAGES:
        raise InputError(file, "is not named <name>.zh.toml or <name>.en.toml; rename it")
    return name, language


def _text(body: Mapping[str, Any], key: str, file: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not value.strip():
        raise InputError(file, f"{key}: is missing; write a text")
    return value.strip()


def _check(template: Template, file: str) -> None:
    """What every message must say, and what a subject line must not."""
    if "{speaker}" not in template.body:
        raise InputError(file, "body: names no lender; write {speaker} where the message says who speaks")
    if "{public_number}" not in template.genuine:
        raise InputError(file, "genuine: write {public_number}, so that a borrower can check who this is")
    if template.channel in ("email", "letter") and "{stop_address}" not in template.stop:
        raise InputError(file, "stop: write {stop_address}, so that a borrower can stop these messages")
    if template.channel == "sms":
        _check_sms(template, file)
    told = _MONEY & set(_PLACE.findall(template.subject or ""))
    if told or re.search(r"\d", template.subject or ""):
        raise InputError(file, "subject: tells an amount, a date or a reference; others see a subject line")
    unknown = template.places - PLACES - set(template.params)
    if unknown:
        places = ", ".join(sorted(PLACES))
        raise InputError(
            file, f"{{{min(unknown)}}}: is not a place; write one of {places}, or name it in params"
        )


def _check_sms(template: Template, file: str) -> None:
    """A locked screen shows an SMS to whoever looks at it; and its answer is how it is stopped."""
    told = _MONEY & template.places
    if told:
        raise InputError(
            file, f"{{{min(told)}}}: others see an SMS on a locked screen; leave it to the account"
        )
    if _WAY_OUT[template.language] not in template.stop:
        raise InputError(file, f"stop: say that answering {_WAY_OUT[template.language]} stops these messages")


def check_params(template: Template, params: Mapping[str, str]) -> None:
    """Raise InputError where an asker fills in what the template doesn't declare, or too much."""
    for key, value in params.items():
        if key not in template.params:
            declared = ", ".join(template.params) or "nothing"
            raise InputError(f"/params/{key}", f"the template leaves that to no asker; it leaves {declared}")
        longest = _LONGEST_WORDS if key == "words" else _LONGEST_PARAM
        if not value.strip() or len(value) > longest or not value.isprintable():
            raise InputError(f"/params/{key}", f"write one line of 1 to {longest} characters")
    for key in template.params:
        if key not in params:
            raise InputError(f"/params/{key}", "is missing; the template needs it")


def fill_template(template: Template, values: Mapping[str, str | None]) -> Message:
    """Fill in the places. Raises KeyError with the place's name where a value is not known.

    >>> script = load_templates()["call_task", "en"]
    >>> values = {"name": "Li Lei", "speaker": "Example Bank", "lender": "Example Bank",
    ...           "public_number": "95000", "amount": "CNY 10.00", "as_of": "12 May 2026", "reference": "c1",
    ...           "code": "482915730264"}
    >>> "Example Bank" in fill_template(script, values).text
    True
    """

    def fill(text: str) -> str:
        return _PLACE.sub(lambda match: _known(values, match[1]), text)

    subject = fill(template.subject) if template.subject is not None else None
    between = "\n" if template.channel == "sms" else "\n\n"
    text = between.join(fill(part) for part in (template.body, template.genuine, template.stop)) + "\n"
    digest = hashlib.sha256(f"{subject or ''}\n\n{text}".encode()).hexdigest()
    return Message(subject=subject, text=text, sha256=digest)


def _known(values: Mapping[str, str | None], place: str) -> str:
    value = values.get(place)
    if not value:
        raise KeyError(place)
    return value


def choose_template(templates: Templates, name: str, channel: str, language: str) -> Template:
    """The template of that name in the person's language, English where it is neither zh nor en.

    Raises InputError where there is none, or where it is for another channel.
    """
    wanted = "zh" if language.lower().startswith("zh") else "en"
    template = templates.get((name, wanted))
    if template is None:
        known = ", ".join(sorted({known for known, _ in templates}))
        raise InputError("/template", f"is not an approved template; write one of {known}")
    if template.channel != channel:
        raise InputError("/template", f"{name} is a template for {template.channel}, not for {channel}")
    return template
