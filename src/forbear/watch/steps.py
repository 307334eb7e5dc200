"""A step: one thing that is done, timed, and shown as a span where traces are on.

Traces are on where the standard variables name a receiver (OTEL_EXPORTER_OTLP_ENDPOINT or
OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) and the extra `otel` is installed. Spans are ours alone: no library's own, for
theirs hold addresses of pages, statements and the words of errors. A trace begins here: an id that was sent could
hold anybody's number.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final

from forbear.terms import InputError
from forbear.watch.logs import FIELDS
from forbear.watch.metrics import STEPS

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")


class Traces:
    """Where spans go: nowhere, until `open_traces` says otherwise."""

    tracer: Tracer | None = None
    provider: Any = None


class step:  # noqa: N801  # it reads as a verb: with step("judge")
    """Time a step under its name, a word; `tell` adds what came of it.

    >>> with step("judge", channel="call") as judged:
    ...     judged.tell(verdict="allow")
    """

    __slots__ = ("_began", "_span", "name", "words")

    def __init__(self, name: str, **words: str) -> None:
        self.name, self.words = name, words
        self._span: Any = None

    def __enter__(self) -> step:
        if Traces.tracer is not None:
            self._span = _begin_span(Traces.tracer, self.name)
            self.tell(**self.words)
        self._began = perf_counter()
        return self

    def tell(self, **words: str) -> None:
        """What came of it, in words of the fields that logs have; others are dropped."""
        if self._span is not None:
            for name, value in words.items():
                if name in FIELDS and FIELDS[name].fullmatch(value):
                    self._span.span.set_attribute(f"forbear.{name}", value)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _series(self.name).observe(perf_counter() - self._began)
        if self._span is not None:
            if kind is not None:
                self.tell(error=kind.__name__)
            self._span.end(failed=kind is not None)
            self._span = None


@cache
def _series(name: str) -> Any:
    """The series of a step, looked up once."""
    return STEPS.labels(name)


class _Span:
    """A span that is the current one until it ends. Nothing that an error says is ever put into it."""

    __slots__ = ("span", "token")

    def __init__(self, span: Any, token: Any) -> None:
        self.span, self.token = span, token

    def end(self, *, failed: bool) -> None:
        from opentelemetry import context
        from opentelemetry.trace import StatusCode

        if failed:
            self.span.set_status(StatusCode.ERROR)
        self.span.end()
        context.detach(self.token)


def _begin_span(tracer: Tracer, name: str) -> _Span:
    from opentelemetry import context, trace

    span = tracer.start_span(f"forbear.{name}")
    return _Span(span, context.attach(trace.set_span_in_context(span)))


def trace_id() -> str | None:
    """The id of the trace that is being made, for the log; None where there is none."""
    if Traces.tracer is None:
        return None
    from opentelemetry import trace

    found = trace.get_current_span().get_span_context()
    return f"{found.trace_id:032x}" if found.is_valid else None


def open_traces(process: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Send spans where the environment says; whether it says so. InputError where the extra is not installed."""
    if not any(environment.get(name) for name in ENDPOINTS):
        return False
    if environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return False
    if environment.get("OTEL_TRACES_EXPORTER", "otlp").lower() == "none":
        return False
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError:
        raise InputError(
            ENDPOINTS[1], "traces need what is not installed; install it: pip install 'forbear[otel]'"
        ) from None
    name = environment.get("OTEL_SERVICE_NAME") or f"forbear-{process}"
    provider = TracerProvider(resource=Resource.create({"service.name": name}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    Traces.tracer, Traces.provider = provider.get_tracer("forbear"), provider
    return True


def close_traces() -> None:
    """Send what waits, and stop."""
    if Traces.provider is not None:
        Traces.provider.shutdown()
    Traces.tracer = Traces.provider = None
