"""`forbear judge`: requests in, verdicts out, as JSON Lines; or one verdict explained to a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from forbear.cli.lines import answer_lines, run_lines
from forbear.law.judge import judge, read_request, verdict_json
from forbear.law.rulebook import Law, load_law, replace_books
from forbear.review.contacts import read_contact


def judge_lines(lines: Iterable[bytes], law: Law, first: int = 1) -> Iterator[tuple[str, bool]]:
    """The verdict on each line, in order, and whether the line could be read.

    >>> text, good = next(judge_lines([b'{"id": "q1"}'], load_law()))
    >>> text, good
    ('{"id":"q1","error":{"at":"/contact","why":"missing; it is required"}}', False)
    """
    return answer_lines(lines, partial(_verdict, law), first)


def _verdict(law: Law, value: Any) -> Mapping[str, Any]:
    return verdict_json(judge(law, read_request(value), read_contact))


def run_judge(
    file: str, law_files: tuple[Path, ...], *, pretty: bool, language: str, drafts: tuple[Path, ...] = ()
) -> int:
    """Judge a file, or standard input where it is `-`; the exit status of formats.md (0, 1 or 2).

    `drafts` stand in place of the rulebooks of their ids.
    """
    law, show = load_law(law_files), None
    law = replace_books(law, drafts) if drafts else law
    if pretty:
        from forbear.cli.explaining import explain

        show = partial(explain, language=language)
    return run_lines(file, partial(_verdict, law), show, "nothing to judge; write one request a line")
