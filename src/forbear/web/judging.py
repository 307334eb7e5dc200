"""`POST /v1/judge`: may these contacts be made? Nothing of a request is stored or logged."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from forbear.gate.door import Door
from forbear.law.judge import judge, read_request, verdict_json
from forbear.terms import InputError
from forbear.web.bodies import LargeBodies, read_json
from forbear.web.faults import tell_fault
from forbear.web.site import JSON_BYTES

MOST: Final = 10_000


def read_questions(body: bytes) -> list[Any]:
    """The requests in a body, one object or an array of them, not yet read. Raises InputError.

    >>> len(read_questions(b'[{"id": "q1"}, {"id": "q2"}]')), len(read_questions(b'{"id": "q1"}'))
    (2, 1)
    """
    given = read_json(body)
    questions = given if isinstance(given, list) else [given]
    if len(questions) > MOST:
        raise InputError("", f"an array of {len(questions):,}; write {MOST:,} at most, or use forbear judge")
    return questions


def judge_body(door: Door, body: bytes) -> Any:
    """The verdicts on a body, as formats.md 3 has them: an object for an object, an array for an array.

    In an array, what can't be read has its error in its place and the others are judged; InputError, with the
    pointer, where the one object can't be read.
    """
    questions = read_questions(body)
    if body.lstrip()[:1] != b"[":
        return _judge(door, questions[0])
    return [_answer(door, question) for question in questions]


def _judge(door: Door, question: Any) -> dict[str, Any]:
    return verdict_json(judge(door.law, read_request(question), read=door.read))


def _answer(door: Door, question: Any) -> dict[str, Any]:
    try:
        return _judge(door, question)
    except InputError as error:
        name = question.get("id") if isinstance(question, dict) else None
        return {"id": name if isinstance(name, str) else None, "error": tell_fault(error)}


def judging(door: Door) -> APIRouter:
    """The endpoint, by the rulebooks and the reader of texts of the gate."""
    router, bodies = APIRouter(), LargeBodies()

    @router.post("/v1/judge", summary="May this contact be made? One request or an array; nothing is stored.")
    async def judge_them(request: Request) -> JSONResponse:
        async with bodies.read(request, JSON_BYTES) as body:
            return JSONResponse(await run_in_threadpool(judge_body, door, body))

    return router
