"""The outer form of a rulebook: front matter, articles as headings, and TOML fences for rules and cases."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from forbear.law.rulebook.limits import DEEP_KEY, check_size, check_text
from forbear.law.rules.bounds import MOST_FENCES, MOST_RULES
from forbear.terms import RulebookError

FENCES = ("rule", "value", "deadline", "case")
_KEY = re.compile(r"""\s*(?:\[+\s*)?["']?([A-Za-z0-9_-]+)["']?\s*(?:=|\.|\])""").match
_FENCE = re.compile(r"\s*(`{3,}|~{3,})(.*)").fullmatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """One fence (`toml rule`, `value`, `deadline`, `case`): its table, its article, its first line, its lines.

    The front matter is one too, of the kind `front`. `broken`: its lines could not be read as a table.
    """

    kind: str
    table: dict[str, Any]
    article: str
    line: int
    source: tuple[str, ...] = field(default=(), repr=False, compare=False)
    broken: bool = field(default=False, repr=False, compare=False)


Tell = Callable[[RulebookError], None]
"""What is done with a fault."""


def read_markdown(text: str, file: str) -> tuple[dict[str, Any], list[Fence]]:
    """The front matter (between `+++` lines) and the fences of a rulebook, in order; RulebookError at the first fault.

    An article is a heading `## identifier: title`; its identifier is the citation of the rules under it.

    >>> front, fences = read_markdown('+++\\nid = "x"\\n+++\\n## Art 1: T\\n```toml rule\\nid = "x.a"\\n```\\n', "x.md")
    >>> front["id"], fences[0].article, fences[0].line
    ('x', 'Art 1', 6)
    """

    def tell(fault: RulebookError) -> None:
        raise fault

    front, *fences = read_pages(text, file, tell)
    return front.table, fences


def read_pages(text: str, file: str, tell: Tell) -> list[Fence]:
    """The front matter as a fence, then the fences. What is wrong with one is told, and the others are read.

    RulebookError is raised where reading on is not worth it: no front matter, or a file beyond all limits.
    """
    text = text.removeprefix("\ufeff")
    check_text(text, file)
    lines = text.split("\n")
    stripped = [line.strip() for line in lines]
    if stripped[0] != "+++" or "+++" not in stripped[1:]:
        raise RulebookError(
            file, 1, "", "no front matter; begin the file with a TOML table between two lines of +++"
        )
    end = stripped.index("+++", 1)
    front = _read_toml("front", lines[1:end], file, 2, "front matter", tell)
    return [front, *_read_fences(lines, end + 1, file, tell)]


def _read_fences(lines: list[str], start: int, file: str, tell: Tell) -> list[Fence]:
    fences: list[Fence] = []
    article, opened, mark, kind, cases = "", 0, "", "", 0
    for i in range(start, len(lines)):
        line, fence = lines[i].rstrip(), _FENCE(lines[i])
        if opened:
            if line == mark and kind:
                cases += kind == "case"
                fences.append(_read_toml(kind, lines[opened:i], file, opened + 1, article, tell))
            opened = 0 if line == mark else opened
        elif fence:
            opened, mark, kind = i + 1, fence[1], _read_info(line, fence[2], file, i + 1, article, tell)
        elif line.startswith("## "):
            article = re.split(r":\s", line[3:].strip(), maxsplit=1)[0].rstrip(":")
        if len(fences) - cases > MOST_RULES:
            raise RulebookError(
                file, i + 1, article, f"more than {MOST_RULES} rules; split it by legal source"
            )
        if len(fences) > MOST_FENCES:
            raise RulebookError(
                file, i + 1, article, f"more than {MOST_FENCES} fences; split it by legal source"
            )
    if opened:
        tell(RulebookError(
            file, opened, article, f"the fence is never closed; write {mark} on a line of its own"
        ))  # fmt: skip
    return fences


def _read_info(line: str, info: str, file: str, number: int, article: str, tell: Tell) -> str:
    """Which fence it is: a word of `FENCES`, or none of ours (an empty word)."""
    if not re.search(r"toml|rule|case|value|deadline", info, re.IGNORECASE):
        return ""
    if line not in {f"```toml {kind}" for kind in FENCES}:
        why = f"a fence {line.strip()[:60]!r}; write '```toml rule' or '```toml case' at the beginning of the line"
        tell(RulebookError(file, number, article, why))
        return ""
    if not article:
        why = "a fence before the first article; write '## § 5.3: Title' above it"
        tell(RulebookError(file, number, "", why))
    return line[8:]


def _read_toml(kind: str, lines: list[str], file: str, first: int, article: str, tell: Tell) -> Fence:
    """A fence; of what is no TOML or too large, one with an empty table."""
    text = "\n".join(lines)
    bare = Fence(kind=kind, table={}, article=article, line=first, source=tuple(lines), broken=True)
    try:
        if found := DEEP_KEY(text):
            raise ValueError(f"the key {found[0][:40]}… has very many parts; write tables")
        table = tomllib.loads(text)
        check_size(table)
        return replace(bare, table=table, broken=False)
    except tomllib.TOMLDecodeError as e:
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(e))
        at = min(int(place[1]) if place else len(lines), len(lines)) - 1
        why = re.sub(r"\s*\(at .*\)$", "", str(e))
        tell(
            RulebookError(file, first + max(at, 0), article, f"not TOML: {why[:200]}{_hint(why, lines, at)}")
        )
    except RecursionError:
        tell(RulebookError(file, first, article, "tables or lists nested very deep; write it flatter"))
    except ValueError as e:  # Python's own limit for numbers, or one of ours
        why = "a number of very many digits; write fewer" if "integer string" in str(e) else str(e)[:300]
        tell(RulebookError(file, line_of(bare, why), article, why))
    return bare


def _hint(why: str, lines: list[str], at: int) -> str:
    """What is mostly meant where a line is no TOML."""
    line = lines[at] if 0 <= at < len(lines) else ""
    if bare := re.fullmatch(r"\s*(\w+)\s*=\s*([A-Za-z_][\w.]{0,60})\s*", line):
        return f'; a word goes in quotes, {bare[1]} = "{bare[2]}"'
    if colon := re.match(r"\s*(\w{1,60})\s*:\s", line):
        return f"; write = between key and value, {colon[1]} = …"
    if "overwrite" in why or "twice" in why:
        return "; the key stands twice: write it once"
    if re.search("[“”‘’「」]", line):
        return '; write straight quotes, "…"'
    return ""


def line_of(fence: Fence, why: str) -> int:
    """The line that a message is about: that of the key it begins with, and there of the word it quotes.

    >>> fence = Fence(kind="rule", table={}, article="", line=5, source=('id = "x"', "on = {", '  chanel = "a" }'))
    >>> line_of(fence, "on: unknown key 'chanel'"), line_of(fence, "on: not a table"), line_of(fence, "too long")
    (7, 6, 5)
    """
    path = re.match(r"[A-Za-z_]+(?:[.\[\]A-Za-z0-9_-]*)?", why)
    parts = re.findall(r"[A-Za-z_]+", path[0]) if path else []
    first, end = _block(fence.source, parts[0]) if parts else (0, 0)
    found = first < end
    quoted = re.search(r"'([^'\n]{1,200})'", why)
    sought = [re.escape(quoted[1])] if quoted else []
    sought += [rf"{parts[-1]}[\"']?\s*="] if found and len(parts) > 1 else []
    block = range(first, end) if found else range(len(fence.source))
    for pattern in sought:
        at = [i for i in block if re.search(rf"(?<![\w]){pattern}", fence.source[i])]
        if at and (len(at) == 1 or (pattern == sought[0] and quoted)):
            return fence.line + at[0]
    return fence.line + (first if found else 0)


def _block(source: tuple[str, ...], key: str) -> tuple[int, int]:
    """The lines of a key of a table, up to the next key; of a table of its own, up to the next such."""
    starts = [(i, m[1], m[0].lstrip()[0] == "[") for i, line in enumerate(source) if (m := _KEY(line))]
    starts = [s for s in starts if source[s[0]][:1] not in {" ", "\t"}]
    for n, (i, name, header) in enumerate(starts):
        if name == key:
            later = [j for j, _, also in starts[n + 1 :] if also or not header]
            return i, later[0] if later else len(source)
    return 0, 0
