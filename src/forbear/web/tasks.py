"""Call tasks as a page shows them, and the one action that has a call made: by permit, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from forbear.gate.asks import Entry
from forbear.gate.calling import Call, Dialler, call_off, place_call
from forbear.gate.channels.call_tasks import CallTask, call_tasks
from forbear.gate.reservation import permit
from forbear.gate.templates import PLACES, choose_template, fill_template
from forbear.store.calls import CallRecord
from forbear.store.gate import ContactRecord
from forbear.terms import Conflict, InputError, NotFound
from forbear.web.site import NotNow, Site
from forbear.web.words import TAGS, one_of

SHOWN: Final = 60
_MOST: Final = 1_000_000
_FIRMS: Final = "select collector, registered_name, public_number from collectors where collector = any(%s)"
_ZONES: Final = "select contact, zone from contacts join people using (person) where contact = any(%s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCard:
    """A call task as a page shows it: initial and masked number, and the script with gaps for the rest."""

    contact: str
    case: str
    person: str
    number: str
    since: str
    tag: str
    script: tuple[str, ...]
    duties: tuple[str, ...]


@contextmanager
def open_record(site: Site) -> Iterator[ContactRecord]:
    """The contact record, over a connection that is its own as long."""
    with site.database.borrow() as connection:
        yield ContactRecord(connection)


def list_tasks(
    site: Site, record: ContactRecord, language: str, collector: str | None, most: int = SHOWN
) -> list[TaskCard]:
    """The calls that are due, the oldest first, in words of `language`; a script is in its person's own.

    Those of one lender or agency, where it is named.
    """
    return tell_tasks(site, record, call_tasks(record, site.clock(), most, collector), language)


def count_tasks(site: Site, record: ContactRecord, collector: str | None) -> int:
    """How many calls are due; of one lender or agency, where it is named."""
    return len(record.due("call", site.clock(), _MOST, collector))


def show_call(site: Site, record: ContactRecord, contact: str, language: str) -> TaskCard:
    """One call as a page shows it, whatever has become of it; NotFound where there is no such call."""
    entry = record.entry(contact)
    if entry is None or entry.channel != "call":
        raise NotFound("there is no such call")
    card = record.cards([entry])[contact]
    task = CallTask(
        contact=contact,
        case=entry.case,
        at=entry.at,
        name=card.name,
        number=card.address,
        template=entry.template or "",
        language=str(entry.body.get("language") or "zh-CN"),
        lender=entry.collector,
        duties=tuple(entry.verdict.get("duties") or ()),
    )
    return tell_tasks(site, record, [task], language)[0]


def tell_tasks(site: Site, record: ContactRecord, tasks: list[CallTask], language: str) -> list[TaskCard]:
    """Call tasks as a page shows them."""
    rows = record.connection.execute(_FIRMS, [list({task.lender for task in tasks})])
    firms = {collector: (name, number or "…") for collector, name, number in rows}
    zones = dict(record.connection.execute(_ZONES, [[task.contact for task in tasks]]).fetchall())
    return [_tell(site, task, firms, zones.get(task.contact), language) for task in tasks]


def _tell(
    site: Site, task: CallTask, firms: Mapping[str, tuple[str, str]], zone: str | None, language: str
) -> TaskCard:
    template = choose_template(site.door.templates, task.template, "call", task.language)
    name, number = firms[task.lender]
    own = {"name": task.name, "speaker": name, "lender": name, "public_number": number}
    gaps = dict.fromkeys((*PLACES, *template.params), "…") | {"reference": task.case}
    script = fill_template(template, gaps | own).text
    return TaskCard(
        contact=task.contact,
        case=task.case,
        person=task.name,
        number=task.number,
        since=_write_local(task.at, zone),
        tag=TAGS[template.language],
        script=tuple(line for line in script.splitlines() if line.strip()),
        duties=tuple(one_of(language, duty["do"]) for duty in task.duties),
    )


def _write_local(at: datetime, zones: str | None) -> str:
    """When a call was planned, by the clock of the person (of the first zone, where there are several)."""
    zone = zones.split(";")[0] if zones else "UTC"
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} · {zone}"


def take_call(site: Site, record: ContactRecord, contact: str, leg: str | None = None) -> Call | Entry:
    """Have a call that is due made: the words to say, or the entry, void, where it is not lawful any more.

    Conflict where it was taken already, or is being taken by another at this moment; NotFound where there is
    no such call; NotNow where the dialler takes none.
    """
    entry = record.entry(contact)
    if entry is None or entry.channel != "call":
        raise NotFound("there is no such call")
    _find_dialler(site)
    leave = permit(site.door, record, contact, site.clock())
    if isinstance(leave, Entry):
        return leave
    try:
        return make_call(site, record, leave.token, leg)
    except NotFound:  # another asked between the two and has the permit now
        raise Conflict("the call is being taken by another") from None


def make_call(site: Site, record: ContactRecord, token: str, leg: str | None = None) -> Call | Entry:
    """Use the permit of a call: the dialler rings. NotNow where there is no dialler, or it is down."""
    dialler = _find_dialler(site)
    if leg is not None:
        known = CallRecord(record.connection).leg(leg)
        if known is None or known.closed_at is not None:
            raise InputError("/leg", "is no leg that the dialler has open; write one that it has told of")
    made = place_call(site.door, record, dialler, token, site.clock, leg=leg)
    if isinstance(made, Entry) and made.state == "reserved":
        raise NotNow(
            "the dialler takes no call at this moment; the call stays reserved, ask for a new permit"
        )
    return made


def call_off_calls(site: Site, person: str) -> list[str]:
    """After a statement: have the dialler drop what it forbids of the calls that do not ring yet; which."""
    if site.dialler is None:
        return []
    with open_record(site) as record:
        book = CallRecord(record.connection)
        return call_off(site.door, record, book, site.dialler, person, site.clock())


def _find_dialler(site: Site) -> Dialler:
    if site.dialler is None:
        raise NotNow("no dialler is named, so no call is made; set FORBEAR_DIALLER_URL and _SECRET")
    return site.dialler
