"""The law as the gate judges by it: with what we promise everybody (`promises.md`), whatever the law of the place."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Final

from forbear.law.rulebook import Law, read_rulebook
from forbear.law.rulebook.read import Rulebook

NAME: Final = "gate.promises"


@cache
def promises() -> Rulebook:
    """The rulebook of our own promises."""
    return read_rulebook((files("forbear.gate") / "promises.md").read_text(encoding="utf-8"), "promises.md")


def with_promises(law: Law) -> Law:
    """The law with our promises in it, for every region that a book of it reaches. They only ever tighten.

    >>> from forbear.law.rulebook import load_law
    >>> law = with_promises(load_law())
    >>> law.reaches("gate.promises", "CN-31"), law.reaches("gate.promises", "US-NY")
    (True, True)
    """
    others = [book for book in law.books.values() if book.id != NAME]
    regions = sorted({region.split("-")[0] for book in others for region in book.regions})
    return Law((*others, replace(promises(), regions=tuple(regions))))
