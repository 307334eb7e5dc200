"""What a fact is, and the facts of the clock.

Rules don't count; facts do. A fact is computed once from the history, whatever number of rules ask for it.
Equal facts are one fact. Each fact has a value at an instant (`at`); a yes-or-no fact whose answer changes with
time alone also tells when it is true (`times`), found another way, so that the two readings can be compared.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

from forbear.law.clock import IntervalSet
from forbear.law.clock.calendars import is_holiday
from forbear.law.clock.zones import DAY, date_of
from forbear.law.rules.context import View
from forbear.terms import WEEKDAYS


@dataclass(frozen=True, slots=True)
class FactKind(ABC):
    """A fact. `needs` names what is lacking where the value is None."""

    needs: ClassVar[str] = "?"

    @abstractmethod
    def at(self, view: View) -> Any:
        """The value at the view's instant, or None where it is not known."""

    def times(self, view: View, start: int, end: int) -> IntervalSet:
        """When it is true within `[start, end)`, of a fact that time alone does not change."""
        return IntervalSet([(start, end)]) if self.at(view) is True else IntervalSet()

    def doubtful(self, view: View, start: int, end: int) -> IntervalSet:
        """When it stays unknown within `[start, end)`, where it is not known at the view's instant."""
        return IntervalSet([(start, end)])

    def varies(self, view: View) -> bool:
        """Whether time alone may change the value, the history being fixed."""
        return False

    @property
    def by_clock(self) -> bool:
        """Whether the value may differ between the clocks of a person who may be in several zones."""
        return self.needs == "zones"

    def tell(self, view: View, value: Any) -> dict[str, Any]:
        """What to show of it, and of its value, to someone who asks why."""
        return {}


@dataclass(frozen=True, slots=True)
class LocalSecond(FactKind):
    """The second of the local day."""

    needs: ClassVar[str] = "zones"

    def at(self, view: View) -> int | None:
        """Seconds since local midnight by the wall clock."""
        return view.zone.local(view.t)[1] if view.zone else None

    def tell(self, view: View, value: Any) -> dict[str, Any]:
        """The wall clock, as `Tue 21:59:59`."""
        if view.zone is None:
            return {}
        day, second = view.zone.local(view.t)
        clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
        return {"local": f"{WEEKDAYS[(day + 3) % 7].title()} {clock}", "zone": view.zone.name}

    def varies(self, view: View) -> bool:
        """The clock always does."""
        return True


@dataclass(frozen=True, slots=True)
class LocalDay(FactKind):
    """The local day, as a number."""

    needs: ClassVar[str] = "zones"

    def at(self, view: View) -> int | None:
        """Days since 1970-01-01 on the wall clock."""
        return view.day

    def varies(self, view: View) -> bool:
        """The clock always does."""
        return True


@dataclass(frozen=True, slots=True)
class Weekday(FactKind):
    """The day of the week; Monday is 0."""

    needs: ClassVar[str] = "zones"

    def at(self, view: View) -> int | None:
        """Monday is 0."""
        day = view.day
        return None if day is None else (day + 3) % 7

    def varies(self, view: View) -> bool:
        """The clock always does."""
        return True


@dataclass(frozen=True, slots=True)
class Holiday(FactKind):
    """Whether the local day is a holiday of a calendar; None past the years that the calendar knows."""

    calendar: str
    needs: ClassVar[str] = "calendar.holidays"

    def at(self, view: View) -> bool | None:
        """By the wall clock's date."""
        day = view.day
        return None if day is None else is_holiday(self.calendar, day)

    def varies(self, view: View) -> bool:
        """The clock always does."""
        return True

    def times(self, view: View, start: int, end: int) -> IntervalSet:
        """The holidays; the days of years that are not known are not among them."""
        return self.days(view, start, end, unknown=False)

    def days(self, view: View, start: int, end: int, *, unknown: bool) -> IntervalSet:
        """The holidays as spans, with the days that are not known or without them."""
        if view.zone is None:
            return IntervalSet([(start, end)]) if unknown else IntervalSet()
        found = []
        for s, e, offset in view.zone.segments(start, end):
            for day in range((s + offset) // DAY, (e - 1 + offset) // DAY + 1):
                shut = is_holiday(self.calendar, day)
                if shut or (shut is None and unknown):
                    found.append((max(s, day * DAY - offset), min(e, (day + 1) * DAY - offset)))
        return IntervalSet(found)

    def tell(self, view: View, value: Any) -> dict[str, Any]:
        """The date, where it is one."""
        return {"holiday": date_of(view.day).isoformat()} if value and view.day is not None else {}


@dataclass(frozen=True, slots=True)
class Instant(FactKind):
    """The instant itself, in seconds."""

    def at(self, view: View) -> int:
        """Seconds since 1970-01-01T00:00Z."""
        return view.t

    def varies(self, view: View) -> bool:
        """The clock always does."""
        return True
