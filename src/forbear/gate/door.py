"""The door itself: judging an ask, and judging again when the moment has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from forbear.desk.dossier import Address, Dossier, Firm, Individual, usable_addresses
from forbear.gate.asks import Ask, Entry, contact_id
from forbear.gate.request import address_kind, build_request
from forbear.gate.stop import forbid_stopped, stop_asked
from forbear.gate.templates import (
    PLACES,
    Message,
    Template,
    Templates,
    check_params,
    choose_template,
    fill_template,
    load_templates,
)
from forbear.law.judge import Verdict, judge, verdict_json
from forbear.law.rulebook import Law
from forbear.money import smallest_unit
from forbear.review.contacts import read_contact
from forbear.terms import Contact, Findings, InputError, Request, Statement

Reader = Callable[[Contact, Request], Findings]
_STAND_IN = "…"
_CURRENCIES = {"CNY": "人民币", "TWD": "新台币", "HKD": "港币"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The law, a reader of texts, and the approved messages: what the gate judges by.

    `stop_address` is the mailbox to which a borrower writes to stop messages.
    """

    law: Law
    read: Reader
    templates: Templates
    stop_address: str
    _read_before: dict[tuple[str, ...], Findings] = field(default_factory=dict, repr=False)

    def reader(self, template: Template, params: Mapping[str, str], read: Reader) -> Reader:
        """A reader that decides by our own words alone whether the language is one it knows.

        A Latin name or reference in a Chinese message, or the reverse, must not leave a person without a
        message for ever; what the whole text is found to do counts all the same.
        """
        values = dict.fromkeys(PLACES, _STAND_IN) | dict(params)
        bare = whole_text(fill_template(template, values))

        def read_both(contact: Contact, request: Request) -> Findings:
            findings = read(contact, request)
            if not findings.unsure:
                return findings
            return replace(findings, unsure=self.read_once(replace(contact, text=bare), request).unsure)

        return read_both

    def read_once(self, contact: Contact, request: Request) -> Findings:
        """Read a text that many contacts share; the findings are remembered."""
        role = next((p.role for p in request.people if p.id == contact.person), None)
        key = (contact.text or "", contact.language or "", contact.collector or "", role or "")
        if key not in self._read_before:
            self._read_before[key] = self.read(contact, request)
        return self._read_before[key]


def open_door(law: Law, stop_address: str) -> Door:
    """The door with the packaged templates and our own reading of texts."""
    return Door(law=law, read=read_contact, templates=load_templates(), stop_address=stop_address)


def consider(door: Door, dossier: Dossier, ask: Ask) -> Entry:
    """Judge an ask: an entry `reserved`, at the wanted or the next lawful moment, or `refused`.

    Nothing is recorded here; the caller holds the person's lock and writes the entry before it lets go.
    What lacks for reasons of the gate's own is refused like what the law forbids: no verified address, no
    public number by which a borrower could check.
    """
    ask.check()
    file = dossier.case(ask.case)
    person = dossier.people.get(ask.person)
    if file is None or person is None or dossier.role(ask.case, ask.person) is None:
        raise InputError("/person", "is no party to the case; name a case and a person who is a party to it")
    template = choose_template(door.templates, ask.template, ask.channel, person.language)
    check_params(template, ask.params)
    addresses = usable_addresses(dossier, ask.person, ask.channel, ask.at)
    sender, lender = _firms(dossier, ask.collector or file.lender, file.lender, ask.at)
    address = addresses[0] if addresses else None
    entry = _blank_entry(ask, template, address, sender)
    if address is None:
        return _withheld(entry, "address", f"an address for {ask.channel} verified as this person's own")
    if file.unread is not None:
        return _withheld(
            entry, "unread", f"what a row about this case says that could not be read ({file.unread})"
        )
    if not lender.public_number:
        return _withheld(entry, "public_number", "the lender's public number, by which a borrower can check")
    text = _specimen(template, ask.params, sender, lender, door.stop_address)
    contact = proposed_contact(entry, address, text)
    read = door.reader(template, ask.params, door.read_once)
    stop = stop_asked(dossier, ask.person, ask.channel, address.id, ask.purpose, ask.latest or ask.at)
    latest = None if stop else ask.latest
    verdict, at = _find_moment(door.law, read, dossier, contact, latest, person)
    if stop is None and verdict.verdict == "allow":
        return replace(entry, at=at, verdict=short_json(verdict))
    return refuse(replace(entry, state="refused"), verdict, stop)


def _blank_entry(ask: Ask, template: Template, address: Address | None, sender: Firm) -> Entry:
    return Entry(
        contact=contact_id(ask.key),
        key=ask.key,
        case=ask.case,
        person=ask.person,
        collector=sender.id,
        channel=ask.channel,
        purpose=ask.purpose,
        at=ask.at,
        state="reserved",
        address=address.id if address else None,
        template=template.name,
        params=ask.params,
        body={
            "address_kind": address_kind(address),
            "conveys_debt": template.conveys_debt,
            "language": "zh-CN" if template.language == "zh" else "en",
        },
        night=ask.night,
    )


def _withheld(entry: Entry, rule: str, fact: str) -> Entry:
    name = f"gate.{rule}"
    verdict = {"verdict": "unknown", "breaches": [], "missing": [{"rule": name, "fact": fact}]}
    return replace(entry, state="refused", verdict=verdict, rules=(name,), why=f"no_{rule}")


def _firms(dossier: Dossier, collector: str, lender: str, at: datetime) -> tuple[Firm, Firm]:
    """Who speaks, and for which lender; InputError where that agency doesn't act for it on that day."""
    sender, owner = dossier.firms.get(collector), dossier.firms.get(lender)
    if sender is None or owner is None or (sender is not owner and sender.acts_for != owner.id):
        raise InputError(
            "/collector", "does not act for the lender of this case; name the lender or its agency"
        )
    for end, late in ((sender.valid_from, False), (sender.valid_to, True)):
        if end is not None and (at.date() > end if late else at.date() < end):
            raise InputError("/collector", "is not commissioned on that day; name one that is")
    return sender, owner


def _find_moment(
    law: Law, read: Reader, dossier: Dossier, contact: Contact, latest: datetime | None, person: Individual
) -> tuple[Verdict, datetime]:
    """Judge at the wanted moment, and where that is forbidden at the next lawful one up to `latest`."""
    verdict = judge(law, build_request(dossier, contact), read=read)
    if verdict.verdict != "forbid" or latest is None:
        return verdict, contact.at
    window = verdict.next_lawful
    if window is None or window.start > latest:
        return verdict, contact.at
    zone = ZoneInfo(person.zones[0]) if person.zones else contact.at.tzinfo
    wanted = contact.at.astimezone(zone)
    moment = datetime.combine(window.start.astimezone(zone).date(), wanted.time(), zone)
    if not window.start <= moment <= window.end or moment > latest:
        moment = window.start
    later = judge(law, build_request(dossier, replace(contact, at=moment)), read=read)
    return (later, moment) if later.verdict == "allow" else (verdict, contact.at)


def judge_again(
    door: Door, dossier: Dossier, entry: Entry, name: str, now: datetime
) -> tuple[Verdict, Message]:
    """Judge a reserved contact at `now` with the very text that would be sent, and return both.

    Raises InputError where the text cannot be made or the person is no longer a party.
    """
    file, person = dossier.case(entry.case), dossier.people.get(entry.person)
    if file is None or person is None or dossier.role(entry.case, entry.person) is None:
        raise InputError("/person", "is no longer a party to the case")
    template = choose_template(door.templates, entry.template or "", entry.channel, person.language)
    sender, lender = _firms(dossier, entry.collector, file.lender, now)
    age = file.ageing
    values = _values(template, entry.params, sender, lender, door.stop_address) | {
        "name": name,
        "reference": file.id,
        "amount": _written_amount(age.overdue, file.currency, template.language) if age else None,
        "as_of": _written_day(age.on, template.language) if age else None,
    }
    try:
        message = fill_template(template, values)
    except KeyError as error:
        raise InputError(
            f"/template/{error.args[0]}", "is not known; the message can't be written"
        ) from error
    usable = usable_addresses(dossier, entry.person, entry.channel, now)
    address = next((a for a in usable if a.id == entry.address), None)
    if address is None:
        raise InputError("/address", "is no longer verified as this person's own")
    contact = replace(proposed_contact(entry, address, whole_text(message)), at=now)
    read = door.reader(template, entry.params, door.read)
    return judge(door.law, build_request(dossier, contact), read=read), message


def proposed_contact(entry: Entry, address: Address, text: str) -> Contact:
    """The contact that an entry stands for, not yet made."""
    return Contact(
        id=entry.contact,
        at=entry.at,
        channel=entry.channel,
        person=entry.person,
        debts=(entry.case,),
        purpose=entry.purpose,
        address=entry.address,
        address_kind=address_kind(address),
        conveys_debt=entry.body.get("conveys_debt"),
        language=entry.body.get("language"),
        text=text,
        collector=entry.collector,
    )


def whole_text(message: Message) -> str:
    """What a person reads: the subject line, where there is one, and the text."""
    return f"{message.subject}\n\n{message.text}" if message.subject else message.text


def refuse(entry: Entry, verdict: Verdict, stop: Statement | None = None) -> Entry:
    """The entry with every reason why it may not be made: the law's, and the person's own word."""
    told = short_json(verdict)
    if stop is not None:
        told = forbid_stopped(told, stop)
    rules = [b["rule"] for b in told.get("breaches", ())] or [m["rule"] for m in told.get("missing", ())]
    return replace(entry, verdict=told, rules=tuple(rules), why=str(told["verdict"]))


def short_json(verdict: Verdict) -> dict[str, Any]:
    """A verdict as the record keeps it: of an allowed one without the search for the end of its window."""
    if verdict.verdict != "allow":
        return verdict_json(verdict)
    return {
        "verdict": "allow",
        "duties": [{"rule": duty.rule, "do": dict(duty.do)} for duty in verdict.duties],
        "read_at": verdict.read_at.isoformat(),
        "books": dict(verdict.books),
    }


def _specimen(
    template: Template, params: Mapping[str, str], sender: Firm, lender: Firm, stop_address: str
) -> str:
    """The message with stand-ins for what is the person's own, to read its content once for all."""
    values = dict.fromkeys(("name", "amount", "as_of", "reference"), _STAND_IN)
    own = _values(template, params, sender, lender, stop_address)
    return whole_text(fill_template(template, values | own))


def _values(
    template: Template, params: Mapping[str, str], sender: Firm, lender: Firm, stop_address: str
) -> dict[str, str | None]:
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


def _written_amount(amount: Decimal, currency: str, language: str) -> str:
    figure = f"{amount.quantize(smallest_unit(currency)):,}"
    unit = _CURRENCIES.get(currency) if language == "zh" else None
    return f"{unit}{figure}元" if unit else f"{currency} {figure}"


def _written_day(day: date, language: str) -> str:
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {day.strftime('%B')} {day.year}"
