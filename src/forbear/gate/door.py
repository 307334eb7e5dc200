"""The door itself: judging an ask, and judging again when the moment has come."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from forbear.desk.dossier import WITHOUT_ADDRESS, Address, Dossier, Firm, Individual, usable_addresses
from forbear.gate.asks import Ask, Entry, contact_id
from forbear.gate.genuine import new_code
from forbear.gate.house import hold_back, peace, refuse, short_json, withhold
from forbear.gate.judging import judge
from forbear.gate.names import Reader, firms_aside, reading_apart
from forbear.gate.overriding import Override, law_for
from forbear.gate.promising import with_promises
from forbear.gate.request import address_kind, build_request
from forbear.gate.stop import stop_asked
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
from forbear.gate.wording import STAND_IN, specimen, values_of, whole_text, written_amount, written_day
from forbear.law.judge import Verdict
from forbear.law.rulebook import Law
from forbear.review.contacts import read_contact
from forbear.terms import Contact, Findings, InputError, Request, Statement

PERMIT_KEY_BYTES: Final = 32
MOST_REMEMBERED: Final = 10_000
"""Texts; messages with words of their own would fill a door's memory without end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The law, a reader of texts, and the approved messages: what the gate judges by.

    `stop_address` is the mailbox to which a borrower writes to stop messages. Permits are made from
    `permit_key`, so that the same ask gets the same permit; gates beside each other share it.
    """

    law: Law
    read: Reader
    templates: Templates
    stop_address: str
    permit_key: bytes = field(default_factory=partial(secrets.token_bytes, PERMIT_KEY_BYTES), repr=False)
    _read_before: dict[tuple[str, ...], Findings] = field(default_factory=dict, repr=False)

    def reader(self, template: Template, params: Mapping[str, str], read: Reader) -> Reader:
        """A reader that decides by our own words alone whether the language is one it knows.

        A Latin name or reference in a Chinese message, or the reverse, must not leave a person without a
        message for ever; what the whole text is found to do counts all the same.
        """

        def read_both(contact: Contact, request: Request) -> Findings:
            findings = read(contact, request)
            if not findings.unsure:
                return findings
            values = dict.fromkeys(PLACES, STAND_IN) | dict(params)
            bare = whole_text(fill_template(template, values))
            return replace(findings, unsure=self.read_once(replace(contact, text=bare), request).unsure)

        return read_both

    def read_once(self, contact: Contact, request: Request) -> Findings:
        """Read a text that many contacts share; the findings are remembered."""
        role = next((p.role for p in request.people if p.id == contact.person), None)
        key = (contact.text or "", contact.language or "", contact.collector or "", role or "")
        found = self._read_before.get(key)
        if found is None:
            if len(self._read_before) >= MOST_REMEMBERED:
                self._read_before.clear()
            found = self._read_before.setdefault(key, self.read(contact, request))
        return found


def open_door(law: Law, stop_address: str, permit_key: bytes | None = None) -> Door:
    """The door: packaged templates, our own reading of texts, our promises; its own permit key if none is given."""
    key = permit_key or secrets.token_bytes(PERMIT_KEY_BYTES)
    return Door(law=with_promises(law), read=read_contact, templates=load_templates(), stop_address=stop_address,
                permit_key=key)  # fmt: skip


def consider(door: Door, dossier: Dossier, ask: Ask, override: Override | None = None) -> Entry:
    """Judge an ask: an entry `reserved`, at the wanted or the next lawful moment, or `refused`.

    An `override` that was approved for it leaves one rule of the house aside.

    Nothing is recorded here; the caller holds the person's lock and writes the entry before it lets go.
    What lacks for reasons of the gate's own is refused like what the law forbids: no verified address, no
    public number by which a borrower could check.
    """
    ask.check()
    file = dossier.case(ask.case)
    person = dossier.people.get(ask.person)
    if file is None or person is None or dossier.role(ask.case, ask.person) is None:
        raise InputError("/person", "is no party to the case; name a case and a person who is a party to it")
    _check_reply(dossier, ask)
    template = choose_template(door.templates, ask.template, ask.channel, person.language)
    check_params(template, ask.params)
    sender, lender = _firms(dossier, ask.collector or file.lender, file.lender, ask.at)
    address, stop = _open_address(dossier, ask)
    entry = _blank_entry(ask, template, address, sender)
    if override is not None:
        entry = replace(entry, body={**entry.body, "override": override.told()})
    refused = replace(entry, state="refused")
    if address is None and ask.channel not in WITHOUT_ADDRESS:
        return withhold(refused, "address", f"an address for {ask.channel} verified as this person's own")
    if file.unread is not None:
        fact = f"what a row about this case says that could not be read ({file.unread})"
        return withhold(refused, "unread", fact)
    if not lender.public_number:
        return withhold(refused, "public_number", "the lender's public number, by which a borrower can check")
    text = specimen(template, ask.params, sender, lender, door.stop_address)
    text = firms_aside(text, (sender, lender), template.language)
    contact = proposed_contact(entry, address, text)
    read = door.reader(template, ask.params, door.read_once)
    quiet = peace(dossier, entry, ask.latest or ask.at)
    latest = None if stop or quiet else ask.latest
    verdict, at = _find_moment(law_for(door.law, entry.body, ask.at), read, dossier, contact, latest, person)
    if stop is not None:
        return refuse(refused, verdict, stop)
    if quiet is not None:
        return hold_back(refused, quiet, short_json(verdict))
    if verdict.verdict == "allow":
        return replace(entry, at=at, verdict=short_json(verdict))
    return refuse(refused, verdict)


def _check_reply(dossier: Dossier, ask: Ask) -> None:
    """What a contact answers came from that very person."""
    asked = (c for c in dossier.history if c.id == ask.reply_to and c.direction == "inbound")
    if ask.reply_to is not None and not any(c.person == ask.person for c in asked):
        raise InputError("/reply_to", "is no inbound contact of this person; write the id of one")


def _open_address(dossier: Dossier, ask: Ask) -> tuple[Address | None, Statement | None]:
    """The best address that the person has not shut, else the best one and the statement that shuts it."""
    until = ask.latest or ask.at
    if ask.channel in WITHOUT_ADDRESS:
        return None, stop_asked(dossier, ask.person, ask.channel, None, ask.purpose, until, ask.reply_to)
    usable = usable_addresses(dossier, ask.person, ask.channel, ask.at)
    stops = [
        stop_asked(dossier, ask.person, ask.channel, a.id, ask.purpose, until, ask.reply_to) for a in usable
    ]
    pairs = list(zip(usable, stops, strict=True))
    return next((pair for pair in pairs if pair[1] is None), pairs[0] if pairs else (None, None))


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
            "code": new_code(),
            **({"reply_to": ask.reply_to} if ask.reply_to else {}),
        },
        night=ask.night,
    )


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
    template, message = write_message(door, dossier, entry, name, now)
    usable = usable_addresses(dossier, entry.person, entry.channel, now)
    address = next((a for a in usable if a.id == entry.address), None)
    if address is None and entry.channel not in WITHOUT_ADDRESS:
        raise InputError("/address", "is no longer verified as this person's own")
    contact = replace(proposed_contact(entry, address, whole_text(message)), at=now)
    _, nameless = write_message(door, dossier, entry, STAND_IN, now)
    bare = firms_aside(whole_text(nameless), dossier.firms.values(), template.language)
    read = door.reader(template, entry.params, reading_apart(door.read, name, bare))
    law = law_for(door.law, entry.body, now)
    return judge(law, build_request(dossier, contact), read=read), message


def write_message(
    door: Door, dossier: Dossier, entry: Entry, name: str, now: datetime
) -> tuple[Template, Message]:
    """The very message of a contact, to a person of that name, and its template.

    Raises InputError where the text cannot be made or the person is no longer a party.
    """
    file, person = dossier.case(entry.case), dossier.people.get(entry.person)
    if file is None or person is None or dossier.role(entry.case, entry.person) is None:
        raise InputError("/person", "is no longer a party to the case")
    template = choose_template(door.templates, entry.template or "", entry.channel, person.language)
    sender, lender = _firms(dossier, entry.collector, file.lender, now)
    age = file.ageing
    values = values_of(template, entry.params, sender, lender, door.stop_address) | {
        "name": name,
        "reference": file.id,
        "code": entry.body.get("code") or STAND_IN,
        "amount": written_amount(age.overdue, file.currency, template.language) if age else None,
        "as_of": written_day(age.on, template.language) if age else None,
    }
    try:
        return template, fill_template(template, values)
    except KeyError as error:
        raise InputError(
            f"/template/{error.args[0]}", "is not known; the message can't be written"
        ) from error


def proposed_contact(entry: Entry, address: Address | None, text: str) -> Contact:
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
        reply_to=entry.body.get("reply_to"),
        conveys_debt=entry.body.get("conveys_debt"),
        language=entry.body.get("language"),
        text=text,
        collector=entry.collector,
    )
