"""The OpenAPI document: the routes as they are, with what `operations` says of each, and the errors that all share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from forbear.web.interface.answers import ANSWERS
from forbear.web.interface.examples import EXAMPLES
from forbear.web.interface.operations import OPERATIONS, PLAIN, Operation
from forbear.web.interface.requests import REQUESTS
from forbear.web.interface.shapes import Schema, ref
from forbear.web.staff.access import ACCESS, Access

WHY: Final[Mapping[int, str]] = {
    200: "As asked.",
    201: "Made; it holds.",
    202: "Handed over, and not answered yet.",
    401: "No credential, or one that is none.",
    403: "Not yours to do.",
    404: "There is no such thing, or it is somebody else's: the two are answered alike.",
    409: "What stands does not allow it.",
    413: "The body is too large.",
    422: "The request can't be read: where, and what to write instead.",
    429: "Too many at once; retry-after says when to come back.",
    503: "What it takes is out of order; nothing was done, and it can be tried again.",
}
SECURITY: Final[Mapping[str, Schema]] = {
    "key": {"type": "http", "scheme": "bearer", "description": "A key of `forbear keys`, with the scope of the call."},
    "session": {"type": "apiKey", "in": "cookie", "name": "forbear_session", "description": "Somebody signed in."},
}  # fmt: skip


def describe(document: dict[str, Any]) -> dict[str, Any]:
    """A document of the framework's with every call described; the calls of a part of the site alone, where it has
    no other."""
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            name = f"{method.upper()} {path}"
            _describe(told, OPERATIONS[name], ACCESS[name])
    document["components"] = {"schemas": {**REQUESTS, **ANSWERS}, "securitySchemes": dict(SECURITY)}
    return document


def _describe(told: dict[str, Any], operation: Operation, access: Access) -> None:
    told["operationId"] = operation.id
    if operation.body is not None:
        shown = {name: {"value": value} for name, value in EXAMPLES.get(operation.id, {}).items()}
        content = {"application/json": {"schema": operation.body, **({"examples": shown} if shown else {})}}
        told["requestBody"] = {"required": not operation.optional_body, "content": content}
    if not access.public:
        schemes = [*(["key"] if access.scope else []), *(["session"] if access.roles else [])]
        told["security"] = [{scheme: []} for scheme in schemes]
    statuses = _all(operation, access, takes=operation.body is not None or "parameters" in told)
    told["responses"] = {str(status): _answer(status, schema, operation) for status, schema in statuses}


def _all(operation: Operation, access: Access, *, takes: bool) -> list[tuple[int, Schema | None]]:
    """Every status that a call may have, with what is answered."""
    errors = {
        401: not access.public or operation.signed,
        403: not access.public,
        404: operation.missing,
        409: operation.conflicts,
        413: operation.body is not None,
        422: takes,
        429: True,
        503: True,
    }
    told: list[tuple[int, Schema | None]] = list(operation.answers.items())
    for status, there in errors.items():
        if there:
            told.append((status, operation.conflict if status == 409 else ref("Error")))
    return told


def _answer(status: int, schema: Schema | None, operation: Operation) -> dict[str, Any]:
    kind, shape = (PLAIN, {"type": "string"}) if schema is None else ("application/json", schema)
    told: dict[str, Any] = {"description": WHY[status], "content": {kind: {"schema": shape}}}
    if status in operation.leads:
        told["links"] = {
            name: {"operationId": name, **link} for name, link in operation.leads[status].items()
        }
    if status == 429:
        told["headers"] = {
            "retry-after": {"schema": {"type": "string", "pattern": "^[0-9]+$"}, "required": True}
        }
    return told
