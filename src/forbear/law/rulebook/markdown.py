"""The outer form of a rulebook: front matter, articles as headings, and TOML fences for rules and cases."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any

from forbear.terms import RulebookError

FENCES = ("rule", "value", "deadline", "case")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})(.*)").fullmatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """One fence (`toml rule`, `value`, `deadline`, `case`): its table, its article, and its first line."""

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
    lines = text.removeprefix("\ufeff").split("\n")
    if not lines or lines[0].strip() != "+++" or "+++" not in [line.strip() for line in lines[1:]]:
        raise RulebookError(
            file, 1, "", "no front matter; begin the file with a TOML table between two lines of +++"
        )
    end = [line.strip() for line in lines].index("+++", 1)
    front = _read_toml(lines[1:end], file, 2, "front matter")
    return front, _read_fences(lines, end + 1, file)


def _read_fences(lines: list[str], start: int, file: str) -> list[Fence]:
    fences, article, opened, mark, kind = [], "", 0, "", ""
    for i in range(start, len(lines)):
        line, fence = lines[i].rstrip(), _FENCE(lines[i])
        if opened:
            if line == mark and kind:
                table = _read_toml(lines[opened:i], file, opened + 1, article)
                fences.append(Fence(kind=kind, table=table, article=article, line=opened + 1))
            opened = 0 if line == mark else opened
        elif fence:
            opened, mark, kind = i + 1, fence[1], _read_info(line, fence[2], file, i + 1, article)
        elif line.startswith("## "):
            article = re.split(r":\s", line[3:].strip(), maxsplit=1)[0].rstrip(":")
    if opened:
        raise RulebookError(
            file, opened, article, f"the fence is never closed; write {mark} on a line of its own"
        )
    return fences


def _read_info(line: str, info: str, file: str, number: int, article: str) -> str:
    """Which fence it is: a word of `FENCES`, or none of ours (an empty word)."""
    if not re.search(r"toml|rule|case|value|deadline", info, re.IGNORECASE):
        return ""
    if line not in {f"```toml {kind}" for kind in FENCES}:
        why = f"a fence {line.strip()!r}; write '```toml rule' or '```toml case' at the beginning of the line"
        raise RulebookError(file, number, article, why)
    if not article:
        why = "a fence before the first article; write '## § 5.3: Title' above it"
        raise RulebookError(file, number, "", why)
    return line[8:]


def _read_toml(lines: list[str], file: str, first: int, article: str) -> dict[str, Any]:
    try:
        return tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as e:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(e))
        line = first + int(found[1]) - 1 if found else first + len(lines) - 1
        why = re.sub(r"\s*\(at .*\)$", "", str(e))
        raise RulebookError(file, line, article, f"not TOML: {why}") from None
