"""When a case must be left in peace, and the word for why.

Silence is the desk's own restraint, beside the law: a borrower who has promised, disputes, complains, is in
hardship or keeps a plan is not chased by a machine. A person at the lender takes it from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from forbear.desk.dossier import CaseFile, Dossier
from forbear.terms import Statement

_ENDS: Mapping[str, str] = {
    "dispute": "dispute_answered",
    "complaint": "complaint_closed",
    "plan_signed": "plan_breached",
    "represented": "representation_ended",
}
_OF_THE_PERSON = frozenset({"cease", "bankrupt", "represented"})
"""What a debtor says of himself and so holds for every case of his."""
_ORDER = (
    "identity_theft",
    "bankrupt",
    "represented",
    "cease",
    "dispute",
    "complaint",
    "hardship",
    "plan_signed",
)


def standing(statements: tuple[Statement, ...], at: datetime) -> list[Statement]:
    """The statements that hold at an instant: made by then, not run out, not lifted.

    >>> from datetime import UTC
    >>> day = lambda n: datetime(2026, 5, n, tzinfo=UTC)
    >>> said = (Statement(id="s1", at=day(1), person="p1", kind="hardship"),
    ...         Statement(id="s2", at=day(3), person="p1", kind="lifted", of="s1"))
    >>> [s.id for s in standing(said, day(2))], [s.id for s in standing(said, day(4))]
    (['s1'], ['s2'])
    """
    known = [s for s in statements if s.at <= at]
    lifted = {s.of for s in known if s.kind == "lifted"}
    return [s for s in known if s.id not in lifted and (s.until is None or at <= s.until)]


def in_force(statements: tuple[Statement, ...], at: datetime) -> list[Statement]:
    """The statements that hold at an instant and that nothing has closed since: no answer, no end, no breach.

    >>> from datetime import UTC
    >>> day = lambda n: datetime(2026, 5, n, tzinfo=UTC)
    >>> said = (Statement(id="s1", at=day(1), person="p1", kind="dispute"),
    ...         Statement(id="s2", at=day(3), person="p1", kind="dispute_answered"))
    >>> [s.id for s in in_force(said, day(2))], [s.id for s in in_force(said, day(4))]
    (['s1'], ['s2'])
    """
    held = standing(statements, at)
    return [s for s in held if not _ended(s, held)]


def _concerns(statement: Statement, file: CaseFile, dossier: Dossier) -> bool:
    if statement.person == file.debtor and statement.kind in _OF_THE_PERSON:
        return True
    if statement.debts is not None:
        return file.id in statement.debts and dossier.role(file.id, statement.person) is not None
    return statement.person == file.debtor


def _ended(statement: Statement, later: list[Statement]) -> bool:
    """Whether a later statement of the same person about the same debts closes this one."""
    end = _ENDS.get(statement.kind)
    return any(
        s.kind == end and s.at >= statement.at and s.person == statement.person and _covers(s, statement)
        for s in later
    )


def _covers(end: Statement, start: Statement) -> bool:
    if end.debts is None:
        return True
    return start.debts is not None and set(start.debts) <= set(end.debts)


def reason_for_silence(file: CaseFile, dossier: Dossier, at: datetime) -> str | None:
    """The word for why this case is left alone at an instant, or None where it need not be.

    Words: `deceased`, `incapacitated`, `identity_theft`, `bankrupt`, `represented`, `cease`, `dispute`,
    `complaint`, `hardship`, `plan_signed`, `promise_open`.

    >>> from datetime import UTC
    >>> file = CaseFile(id="c1", lender="b1", debtor="p1", product="credit_card", currency="CNY")
    >>> said = Statement(id="s1", at=datetime(2026, 5, 1, tzinfo=UTC), person="p1", kind="hardship")
    >>> reason_for_silence(file, Dossier(debtor="p1", cases=(file,), statements=(said,)),
    ...                    datetime(2026, 5, 9, tzinfo=UTC))
    'hardship'
    """
    person = dossier.people.get(file.debtor)
    if person is not None and person.deceased:
        return "deceased"
    if person is not None and person.incapacitated:
        return "incapacitated"
    held = standing(dossier.statements, at)
    kinds = {s.kind for s in held if _concerns(s, file, dossier) and not _ended(s, held)}
    for kind in _ORDER:
        if kind in kinds:
            return kind
    if file.status == "plan" and not any(
        s.kind == "plan_breached" and _concerns(s, file, dossier) for s in held
    ):
        return "plan_signed"
    if any(promise.status == "open" for promise in file.promises):
        return "promise_open"
    return None
