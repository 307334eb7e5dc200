"""The strategy: which treatment a case gets at which age. A versioned TOML file, read with exact errors.

A stage holds a span of days past due (negative: days before the due date), may be narrowed to products,
lenders, kinds of lender and currencies, and names a treatment, the channels in order, a template for each,
the preferred hours in the person's zone and the least days between two contacts. The first stage that fits
holds. A stage whose treatment is `silence` says why nothing is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from typing import Final

from forbear.desk.dossier import CaseFile, Firm

TREATMENTS: Final = (
    "pre_due_reminder",
    "soft_reminder",
    "call_task",
    "letter",
    "hardship_offer",
    "pre_legal_notice",
    "silence",
)
CHANNELS: Final = ("email", "sms", "call", "letter")
"""The channels that the gate has a way to use."""
PURPOSES: Final = ("remind", "collect", "service", "notice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A span of the day in the person's zone, `from` included, `to` not."""

    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What happens to a case of a certain age and segment. An empty segment field narrows nothing."""

    name: str
    from_days: int
    to_days: int | None
    treatment: str
    purpose: str = "collect"
    channels: tuple[str, ...] = ()
    templates: Mapping[str, str] = field(default_factory=dict)
    hours: Hours
    min_gap_days: int
    why: str | None = None
    products: frozenset[str] = frozenset()
    lenders: frozenset[str] = frozenset()
    lender_kinds: frozenset[str] = frozenset()
    currencies: frozenset[str] = frozenset()

    @property
    def is_general(self) -> bool:
        """Whether the stage holds for every segment."""
        return not (self.products or self.lenders or self.lender_kinds or self.currencies)

    def fits(self, days: int, file: CaseFile, lender: Firm | None) -> bool:
        """Whether a case of that age (negative: before its due date) is in this stage."""
        if days < self.from_days or (self.to_days is not None and days > self.to_days):
            return False
        kind = lender.kind if lender else None
        return (
            (not self.products or file.product in self.products)
            and (not self.lenders or file.lender in self.lenders)
            and (not self.lender_kinds or kind in self.lender_kinds)
            and (not self.currencies or file.currency in self.currencies)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """A strategy as read: its id, version and SHA-256 stand in every night's record.

    `horizon_days` is how far ahead the gate may look for a lawful moment; `least_overdue` holds, by currency,
    the amount below which an overdue case is left alone.
    """

    id: str
    version: str
    sha256: str
    horizon_days: int
    stages: tuple[Stage, ...]
    least_overdue: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Id and version in one word."""
        return f"{self.id}@{self.version}"

    def stage(self, days: int, file: CaseFile, lender: Firm | None) -> Stage | None:
        """The first stage that fits a case of that age, or None.

        >>> from forbear.desk.strategy_file import load_strategy
        >>> file = CaseFile(id="c1", lender="b1", debtor="p1", product="credit_card", currency="CNY")
        >>> load_strategy("standard").stage(5, file, None).treatment
        'soft_reminder'
        """
        return next((stage for stage in self.stages if stage.fits(days, file, lender)), None)
