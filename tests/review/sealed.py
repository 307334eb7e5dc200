"""The texts under `texts/sealed`: read, measured, and told as totals only (see `texts/FORMAT.md`)."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forbear.review.texts import read_text
from forbear.terms import Findings
from harms import HARMS

FOLDER = Path(__file__).parent / "texts" / "sealed2"
OWE = frozenset({"borrower", "co_borrower", "guarantor"})
KEYS = frozenset({"language", "text", "to", "does", "source", "also", "evasion", "params", "by", "channel"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """One text: to whom, by whom, and what it does."""

    language: str
    text: str
    to: str
    does: frozenset[str]
    source: str
    also: frozenset[str] = frozenset()
    evasion: str | None = None
    by: str | None = None
    channel: str | None = None

    @property
    def third(self) -> bool:
        """Whether its reader owes nothing."""
        return self.to not in OWE

    @property
    def forbidden(self) -> frozenset[str]:
        """The acts that no text to this reader may do."""
        return frozenset(HARMS | {"tells_debt"}) if self.third else frozenset(HARMS)

    def read(self) -> Findings:
        """What the reader of texts finds."""
        return read_text(
            self.text,
            language=self.language,
            channel=self.channel,
            to_third_person=self.third,
            by_agency=self.by == "agency",
        )


def _of(entry: dict[str, Any], file: str) -> Sealed:
    unknown = entry.keys() - KEYS
    assert not unknown, f"{file}: unknown {sorted(unknown)}"
    text = entry["text"]
    for place, value in entry.get("params", {}).items():
        text = text.replace(f"{{{place}}}", value)
    found = Sealed(
        language=entry["language"],
        text=text,
        to=entry["to"],
        does=frozenset(entry["does"]),
        source=entry["source"],
        also=frozenset(entry.get("also", ())),
        evasion=entry.get("evasion"),
        by=entry.get("by"),
        channel=entry.get("channel"),
    )
    strange = (found.does | found.also) - HARMS - {"tells_debt", "tells_details"}
    assert not strange, f"{file}: no such harm: {sorted(strange)}"
    return found


def sealed_texts(folder: Path = FOLDER) -> Iterator[Sealed]:
    """Every text of the folder."""
    for path in sorted(folder.glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["text"]:
            yield _of(entry, path.name)


def measured(texts: Iterable[Sealed]) -> Counter[str]:
    """How many harm, are named, are stopped; how many are lawful, blamed, held; acts found and right."""
    found: Counter[str] = Counter()
    for text in texts:
        findings = text.read()
        named = findings.acts & text.forbidden
        right = named & (text.does | text.also)
        if text.does:
            found["harming"] += 1
            found["named"] += bool(named & text.does)
            found["stopped"] += bool(named) or findings.unsure
            found["of another kind"] += bool(named) and not right
        else:
            found["lawful"] += 1
            found["blamed"] += bool(named)
            found["held"] += findings.unsure and not named
        found["acts found"] += len(named)
        found["acts right"] += len(right)
    return found
