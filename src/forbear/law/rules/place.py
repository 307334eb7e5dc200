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
from forbear.law.rules.values import read_number, read_word
from forbear.terms import PLACES


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

    `at = "work"` keeps the first to one place. `oral_days`: what was said by word of mouth lapses so many days
    after the day on which it was said.
    """

    keys = ("barred", "at", "oral_days")

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Place:
        """From the table of a rulebook."""
        days = read_number(table["oral_days"], "oral_days", 1) if "oral_days" in table else None
        only = read_word(table["at"], PLACES, "at") if "at" in table else None
        match table.get("barred"):
            case "inconvenient":
                return cls(intern(Inconvenient(place=True, only=only, oral_days=days)))
            case "employer_prohibits" if only in (None, "work"):
                said = Said("employer_prohibits", oral_days=days)
                return cls(conjoin(intern(said), intern(Reaches("work"))))
            case "employer_prohibits":
                raise ValueError('at: an employer prohibits contact at work; leave at = "home" out')
            case _:
                raise ValueError('a place needs barred = "inconvenient" or barred = "employer_prohibits"')

    @property
    def only_said(self) -> frozenset[str]:
        """What the person said of a place."""
        return frozenset({"inconvenient", "employer_prohibits"})
