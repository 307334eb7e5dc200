"""JSON Lines in, answers out: one line a question, one a answer, in order; a line that can't be read is said."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO

from forbear.law.judge import decode_json
from forbear.terms import InputError

Answer = Callable[[Any], Mapping[str, Any]]
Show = Callable[[Mapping[str, Any]], None]
_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def answer_lines(lines: Iterable[bytes], answer: Answer, first: int = 1) -> Iterator[tuple[str, bool]]:
    """The answer to each line, in order, and whether the line could be read.

    A line that can't be read gets an error in its place, with the JSON pointer and what to write instead; the
    others are still answered. Empty lines are passed over; `first` is the number of the first line.

    >>> list(answer_lines([b'{"id": "q1"}', b"{"], lambda question: {"id": question["id"]}))[0]
    ('{"id":"q1"}', True)
    """
    for number, line in enumerate(lines, first):
        if not line.strip():
            continue
        name: Any = None
        try:
            value = decode_json(
                (line[3:] if number == 1 and line.startswith(b"\xef\xbb\xbf") else line).decode().strip()
            )
            name = value.get("id") if isinstance(value, dict) else None
            yield _write(answer(value)), True
        except InputError as e:
            yield _error(name, e.at, e.why), False
        except UnicodeDecodeError:
            yield _error(None, "", f"line {number} is not UTF-8; write it again in that encoding"), False
        except ValueError as e:
            why = e.msg + f" (column {e.colno})" if isinstance(e, json.JSONDecodeError) else str(e)
            yield (
                _error(None, "", f"line {number} is not a JSON object: {why}; write one object a line"),
                False,
            )
        except RecursionError:
            yield _error(None, "", f"line {number} is nested too deep to be a request"), False


def _error(name: Any, at: str, why: str) -> str:
    return _write({"id": name if isinstance(name, str) else None, "error": {"at": at, "why": why}})


def run_lines(file: str, answer: Answer, show: Show | None, nothing: str) -> int:
    """Answers a file, or standard input where it is `-`; the exit status of formats.md (0, 1 or 2).

    `show` tells an answer to a person instead of writing it; `nothing` is said to a person who asked nothing.
    """
    if file == "-":
        return _stream(sys.stdin.buffer, answer, show, nothing)
    with ExitStack() as open_files:
        try:
            source = open_files.enter_context(Path(file).open("rb"))
        except OSError as e:
            raise InputError(
                file, f"{e.strerror or e}; name a file of JSON Lines, or - for standard input"
            ) from None
        return _stream(source, answer, show, nothing)


def _batches(source: BinaryIO) -> Iterator[list[bytes]]:
    """The lines as they come in: all that are there, without waiting for more."""
    read = getattr(source, "read1", source.read)
    rest = b""
    while chunk := read(1 << 18):
        *lines, rest = (rest + chunk).split(b"\n")
        if lines:
            yield lines
    if rest:
        yield [rest]


def _stream(source: BinaryIO, answer: Answer, show: Show | None, nothing: str) -> int:
    status, asked, answered = 0, 0, 0
    gc.freeze()  # what is loaded stays; what a request leaves behind is collected seldom
    gc.set_threshold(50_000)
    if isinstance(sys.stdout, TextIOWrapper):
        # half a surrogate pair can stand in JSON as an escape, not in UTF-8: it goes out as it came in
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    for lines in _batches(source):
        answers = list(answer_lines(lines, answer, first=asked + 1))
        asked, answered = asked + len(lines), answered + len(answers)
        status = status if all(good for _, good in answers) else 1
        if show is not None:
            for text, _ in answers:
                show(json.loads(text))
        elif answers:
            sys.stdout.write("".join(text + "\n" for text, _ in answers))
            sys.stdout.flush()
    if show is not None and not answered:
        sys.stderr.write(f"forbear: {nothing}\n")
    return status
