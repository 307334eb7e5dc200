"""Making a call: the permit is used, the number goes to the dialler, and to nobody else.

A contact goes reserved → sending (committed) → the dialler → what came of it, as the dialler reports. An order
that was handed over and not answered is in doubt: the dialler's report settles it, or its answer when it is
asked. No call is ever ordered twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from forbear.gate.asks import Entry, hash_token
from forbear.gate.door import Door, judge_again
from forbear.gate.ports import Record
from forbear.gate.post import Delivery
from forbear.gate.provider import Pace, admit
from forbear.gate.rechecking import recheck
from forbear.gate.reservation import note_result, redeem, void
from forbear.gate.settling import note_provider
from forbear.law.judge import Verdict
from forbear.terms import Conflict, InputError, NotFound

RING_WITHIN: Final = timedelta(minutes=2)
"""A call that is ordered rings at once or not at all: what is said meanwhile can't reach a telephone system's queue."""
ASK_AFTER: Final = timedelta(minutes=2)
"""How long after its permit's end a call may go without a report before the dialler is asked."""
ASK_AGAIN: Final = timedelta(minutes=5)
ASK_FOR: Final = timedelta(days=2)
_BATCH: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOrder:
    """What is handed to a dialler: with a message and a letter, the one place where a number stands. Never log it.

    `ring_until` is the latest moment at which it may still ring; `caller_id` the public number to show;
    `script_sha256` of the words to be said, `template` their name and version. `leg` is the dialler's own id of
    the other end: an agent's browser or desk phone, or a call that came in; left out, the dialler chooses.
    """

    contact: str
    number: str = field(repr=False)
    ring_until: datetime
    caller_id: str
    language: str
    template: str
    script_sha256: str
    leg: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReport:
    """What a dialler tells of a call when it is asked.

    `state` is `unknown` (it was never given it), `under_way`, `not_placed` (it did not ring and never will) or
    `ended`, then with a `result` of formats.md 1.
    """

    state: str
    result: str | None = None
    recording_sha256: str | None = None


class Dialler(Protocol):
    """A telephone system."""

    def place(self, order: CallOrder) -> Delivery:
        """Hand over one call: the outcome is `sent` where the dialler has it."""

    def inquire(self, contact: str) -> CallReport | None:
        """What became of a call; None where the dialler does not answer."""

    def call_off(self, contact: str) -> CallReport | None:
        """Don't make a call that does not ring yet; what became of it, None where the dialler does not answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call as the asker sees it: what to say and until when it may ring. The number is the dialler's alone.

    `state` is `sending`, or `in_doubt` where the dialler did not answer.
    """

    contact: str
    state: str
    ring_until: datetime
    script: str
    why: str | None = None


def place_call(
    door: Door,
    record: Record,
    dialler: Dialler,
    token: str,
    clock: Callable[[], datetime],
    *,
    leg: str | None = None,
) -> Call | Entry:
    """Use a permit: the dialler is told to ring; the entry, not `sending`, where the call was not made.

    Conflict on a second use. The number is read only after the use of the permit is on disk. A dialler that is
    down leaves the contact reserved, with a word why; one that refuses the call leaves it void.
    """
    now = clock()
    known = record.entry_by_permit(hash_token(token))
    dialler_is = _try_dialler(record, now) if known is not None and known.state == "reserved" else "up"
    if known is not None and dialler_is == "shut":
        return known
    entry = redeem(door, record, token, now)
    if known is None or entry.state != "sending":
        return entry
    made = _order(door, record, entry, now, leg)
    if made is None:
        return void(record, entry.contact, "address")
    order, script = made
    delivery = dialler.place(order)
    entry = _settle(record, entry, delivery, known.at, clock(), is_probe=dialler_is == "half_open")
    if entry.state == "reserved" or entry.state == "void":
        return entry
    return Call(
        contact=entry.contact, state=entry.state, ring_until=order.ring_until, script=script, why=entry.why
    )


def _try_dialler(record: Record, now: datetime) -> str:
    """Whether the dialler is `up`, `shut` (left alone after failures), or `half_open`: this call tries it."""
    with record.work():
        provider = record.provider("call")
        after, granted = admit(provider, Pace(), 1, now)
        if after != provider:
            record.keep_provider(after)
    return provider.state(now) if granted else "shut"


def _order(
    door: Door, record: Record, entry: Entry, now: datetime, leg: str | None
) -> tuple[CallOrder, str] | None:
    """The order and the words to be said; None where the number was withdrawn this moment."""
    debtor = record.debtor_of(entry.case, entry.person)
    number = record.value_of(entry.address, entry.person) if entry.address else None
    if debtor is None or number is None:
        return None
    dossier = record.dossiers([debtor], at=now)[debtor]
    try:
        verdict, script = judge_again(door, dossier, entry, record.name_of(entry.person), now)
    except InputError:
        return None
    lender = dossier.case(entry.case)
    firm = dossier.firms.get(lender.lender) if lender else None
    language = str(entry.body.get("language") or "zh-CN")
    order = CallOrder(
        contact=entry.contact,
        number=number,
        ring_until=ring_until(verdict, entry, now),
        caller_id=(firm.public_number if firm else None) or "",
        language=language,
        template=f"{entry.template}.{language[:2]}",
        script_sha256=script.sha256,
        leg=leg,
    )
    return order, script.text


def ring_until(verdict: Verdict, entry: Entry, now: datetime) -> datetime:
    """The latest moment at which a permitted call may still ring: two minutes on, within permit and lawful span."""
    latest = min(entry.permit_expires or now, now + RING_WITHIN)
    window = verdict.next_lawful if verdict.verdict == "allow" else None
    return min(latest, window.end) if window is not None and window.start <= now else latest


def _settle(
    record: Record, entry: Entry, delivery: Delivery, planned: datetime, now: datetime, *, is_probe: bool
) -> Entry:
    """Commit what the dialler said, unless its report has come first."""
    with record.work(alone=True):
        held = hold_call(record, entry)
        note_provider(record, "call", delivery, now, is_probe=is_probe)
        if held is None or held.state != "sending" or delivery.outcome == "sent":
            return held or entry
        if delivery.outcome == "doubt":
            settled = replace(held, state="in_doubt", why="dialler_silent")
        elif delivery.outcome == "refused":
            settled = replace(held, state="void", why="dialler_refused")
        else:
            settled = replace(held, state="reserved", at=planned, permit_sha256=None, permit_expires=None,
                              permit_used_at=None, why="dialler_down")  # fmt: skip
        record.save(settled)
    return settled


def hold_call(record: Record, entry: Entry) -> Entry | None:
    """An entry with its people and its row locked, as it is now."""
    debtor = record.debtor_of(entry.case, entry.person)
    record.lock({entry.person} | ({debtor} if debtor else set()))
    return record.hold(entry.contact)


class CallBook(Protocol):
    """Where the calls are found of which nothing was told."""

    def ordered(self, person: str, now: datetime) -> list[str]:
        """The calls about a person's cases that were ordered, may still ring, and of which nothing was told."""

    def unsettled(self, since: datetime, before: datetime, now: datetime, limit: int) -> list[str]:
        """The outbound calls without a result whose permit ended in that span and which may be asked about now."""


def call_off(
    door: Door, record: Record, book: CallBook, dialler: Dialler, person: str, now: datetime
) -> list[str]:
    """After a statement: what it forbids of the calls that were ordered and do not ring yet is called off.

    The contacts that the dialler says it will not make, which are void. What rings already, or where the dialler
    does not answer, stays as it is.
    """
    called_off = []
    for contact in book.ordered(person, now):
        with record.work():
            entry = record.entry(contact)
            held = hold_call(record, entry) if entry else None
            if held is None or recheck(door, record, held, now)[1] is not None:
                continue
        report = dialler.call_off(contact)
        if report is not None and report.state in ("unknown", "not_placed"):
            try:
                called_off.append(void(record, contact, "called_off").contact)
            except Conflict:  # it had ended, and that was told first
                continue
    return called_off


def inquire_calls(record: Record, book: CallBook, dialler: Dialler, clock: Callable[[], datetime]) -> int:
    """Ask the dialler about the calls of which it should have told by now; how many were settled.

    A call that the dialler never got, or will not make any more, is void; one that ended is noted. What the
    dialler does not answer stays as it is and is asked again.
    """
    settled, now = 0, clock()
    for contact in book.unsettled(now - ASK_FOR, now - ASK_AFTER, now, _BATCH):
        report = dialler.inquire(contact)
        if report is None:
            return settled
        try:
            settled += _take_report(record, contact, report, now)
        except (Conflict, InputError, NotFound):  # settled by its own report meanwhile, or by a person
            continue
    return settled


def _take_report(record: Record, contact: str, report: CallReport, now: datetime) -> bool:
    if report.state == "ended" and report.result is not None:
        more: dict[str, Any] = (
            {"recording_sha256": report.recording_sha256} if report.recording_sha256 else {}
        )
        note_result(record, contact, report.result, now, **more)
        return True
    entry = record.entry(contact)
    if report.state in ("unknown", "not_placed") and entry is not None and "rang_at" not in entry.body:
        void(record, contact, "not_placed")
        return True
    with record.work():
        held = hold_call(record, entry) if entry else None
        if held is not None and held.state in ("sending", "in_doubt"):
            record.save(replace(held, retry_at=now + ASK_AGAIN))
    return False
