"""What is wrong with a rulebook: all of it at once, each with the very line, the article and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from forbear.law.rulebook.markdown import Fence, line_of
from forbear.law.rules.bounds import MOST_FAULTS
from forbear.law.rules.values import name_unknown
from forbear.terms import RulebookError

MOST_WORDS = 600
"""As many letters of one message are told; what was written may be endless."""


class Faults:
    """The faults of one file, as they are found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: list[RulebookError] = []

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[RulebookError]:
        return iter(sorted(self._found, key=lambda e: e.line))

    def add(self, fence: Fence, why: str, about: str = "") -> None:
        """One more, in a fence; `about` is said before it."""
        self.put(RulebookError(
            self.file, line_of(fence, why), fence.article, _cut(f"{about}: {why}" if about else why)
        ))  # fmt: skip

    def put(self, error: RulebookError) -> None:
        """One more, as it was raised."""
        if len(self._found) < MOST_FAULTS:
            self._found.append(error)

    @contextmanager
    def within(self, fence: Fence, about: str = "") -> Iterator[None]:
        """What a block finds wrong with a fence is kept, and reading goes on."""
        try:
            yield
        except RulebookError as e:
            self.put(e)
        except (ValueError, TypeError, KeyError) as e:
            self.add(fence, str(e), about)

    def check_keys(
        self, fence: Fence, table: Mapping[str, Any], known: Iterable[str], where: str = ""
    ) -> None:
        """Every key that is not known."""
        names = tuple(known)
        for key in table:
            if key not in names:
                self.add(fence, (f"{where}: " if where else "") + name_unknown(key, names))


def _cut(why: str) -> str:
    return why if len(why) <= MOST_WORDS else f"{why[: MOST_WORDS // 2]} … {why[-MOST_WORDS // 2 :]}"
