"""The outer form of a rulebook: front matter, articles as headings, and TOML fences for rules and cases."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any

from forbear.terms import RulebookError


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """One `toml rule` or `toml case`: its table, the article it stands under, and its first line."""

    kind: str
    table: dict[str, Any]
    article: str
    line: int


def read_markdown(text: str, file: str) -> tuple[dict[str, Any], list[Fence]]:
    """The front matter (between `+++` lines) and the fences of a rulebook, in order.

    An article is a heading `## identifier: title`; its identifier is the citation of the rules under it.

    >>> front, fences = read_markdown('+++\\nid = "x"\\n+++\\n## Art 1: T\\n```toml rule\\nid = "x.a"\\n```\\n', "x.md")
    >>> front["id"], fences[0].article, fences[0].line
    ('x', 'Art 1', 6)
    """
    lines = text.splitlines()
    if not lines or lines[0].strip() != "+++" or "+++" not in [line.strip() for line in lines[1:]]:
        raise RulebookError(
            file, 1, "", "no front matter; begin the file with a TOML table between two lines of +++"
        )
    end = [line.strip() for line in lines].index("+++", 1)
    front = _read_toml(lines[1:end], file, 2, "front matter")
    return front, _read_fences(lines, end + 1, file)


def _read_fences(lines: list[str], start: int, file: str) -> list[Fence]:
    fences, article, opened, kind = [], "", 0, ""
    for i in range(start, len(lines)):
        line = lines[i].rstrip()
        if opened:
            if line == "```":
                fences.append(
                    Fence(kind=kind, table=_read_toml(lines[opened:i], file, opened + 1, article), article=article,
                          line=opened + 1)
                )  # fmt: skip
                opened = 0
        elif line.startswith("## "):
            article = re.split(r":\s", line[3:].strip(), maxsplit=1)[0].rstrip(":")
        elif line.startswith("```toml"):
            kind = line[7:].strip()
            if kind not in {"rule", "case"}:
                raise RulebookError(
                    file, i + 1, article, f"a fence 'toml {kind}'; write 'toml rule' or 'toml case'"
                )
            if not article:
                raise RulebookError(
                    file, i + 1, "", "a fence before the first article; write '## § 5.3: Title' above it"
                )
            opened = i + 1
    if opened:
        raise RulebookError(
            file, opened, article, "the fence is never closed; write ``` on a line of its own"
        )
    return fences


def _read_toml(lines: list[str], file: str, first: int, article: str) -> dict[str, Any]:
    try:
        return tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as e:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(e))
        line = first + int(found[1]) - 1 if found else first + len(lines) - 1
        why = re.sub(r"\s*\(at .*\)$", "", str(e))
        raise RulebookError(file, line, article, f"not TOML: {why}") from None
