"""Kind `place`: where a person may not be reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from forbear.law.rules.context import View
from forbear.law.rules.expr import conjoin
from forbear.law.rules.facts import FactKind
from forbear.law.rules.plain import Plain
from forbear.law.rules.registry import intern
from forbear.law.rules.saying import Said
from forbear.law.rules.stated import Inconvenient, reaches_place


@dataclass(frozen=True, slots=True)
class Reaches(FactKind):
    """Whether the contact reaches the person at a place."""

    place: str
    needs: ClassVar[str] = "contact.address_kind"

    def at(self, view: View) -> bool | None:
        """True, false, or None where nobody knows what kind of line or address it is."""
        return reaches_place(view, self.place)


@dataclass(frozen=True, slots=True)
class Place(Plain):
    """Closed at a place the person called inconvenient (`barred = "inconvenient"`), or at work where the
    employer prohibits it (`barred = "employer_prohibits"`).
    """

    keys = ("barred",)

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Place:
        """From the table of a rulebook."""
        match table.get("barred"):
            case "inconvenient":
                return cls(intern(Inconvenient(place=True)))
            case "employer_prohibits":
                return cls(conjoin(intern(Said("employer_prohibits")), intern(Reaches("work"))))
            case _:
                raise ValueError('a place needs barred = "inconvenient" or barred = "employer_prohibits"')

    @property
    def only_said(self) -> frozenset[str]:
        """What the person said of a place."""
        return frozenset({"inconvenient", "employer_prohibits"})
