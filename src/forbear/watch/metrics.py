"""Running numbers for Prometheus: what was asked, permitted and sent, and how long each step took.

Labels are words of closed sets and ids of rules, never of a person, a case or a contact. With
PROMETHEUS_MULTIPROC_DIR (an empty folder, the same for all processes of a machine) any process answers for all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"
TYPE: Final = CONTENT_TYPE_LATEST
_BOUNDS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0)
OWN: Final = CollectorRegistry(auto_describe=True)
ProcessCollector(registry=OWN)

ASKS: Final = Counter("forbear_asks", "Asks to contact a person", ("channel", "verdict"), registry=OWN)
REFUSALS: Final = Counter("forbear_refusals", "Rules by which asks were refused", ("rule",), registry=OWN)
PERMITS: Final = Counter("forbear_permits", "Permits", ("channel", "outcome"), registry=OWN)
SENDS: Final = Counter("forbear_sends", "What became of sending", ("channel", "outcome"), registry=OWN)
WITHDRAWN: Final = Counter("forbear_withdrawn", "Reserved contacts withdrawn", ("channel",), registry=OWN)
ERRORS: Final = Counter("forbear_errors", "Unforeseen errors", ("kind",), registry=OWN)
REQUESTS: Final = Counter("forbear_http_requests", "Answers", ("route", "method", "status"), registry=OWN)
STEPS: Final = Histogram("forbear_step_seconds", "A step", ("step",), registry=OWN, buckets=_BOUNDS)
HTTP: Final = Histogram("forbear_http_seconds", "An answer", ("route",), registry=OWN, buckets=_BOUNDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """A number read at the moment of asking, with what it means; `labels` are words of closed sets."""

    name: str
    means: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


Read = Callable[[], Sequence[Gauge]]


def count_ask(channel: str, verdict: Mapping[str, Any]) -> None:
    """One ask more: by channel and verdict (formats.md 3), and by each rule that refused it.

    >>> count_ask("call", {"verdict": "forbid", "breaches": [{"rule": "us.regf.call_frequency"}]})
    """
    word = str(verdict.get("verdict", "unknown"))
    ASKS.labels(channel, word).inc()
    if word != "allow":
        told = (*verdict.get("breaches", ()), *verdict.get("missing", ()))
        for rule in {str(one["rule"]) for one in told}:
            REFUSALS.labels(rule).inc()


def expose(read: Read | None = None) -> bytes:
    """Every number as Prometheus reads it: of this process, or of all where they share a folder; and what `read`
    finds. Where that fails, `forbear_gauges_read` is 0 and the rest is told all the same."""
    registry = CollectorRegistry()
    if os.environ.get(SHARED):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_Own())
    if read is not None:
        registry.register(_Gauges(read))
    return generate_latest(registry)


class _Own(Collector):
    def collect(self) -> Iterable[Any]:
        return OWN.collect()


class _Gauges(Collector):
    def __init__(self, read: Read) -> None:
        self.read = read

    def collect(self) -> Iterator[GaugeMetricFamily]:
        families: dict[str, GaugeMetricFamily] = {}
        try:
            found = self.read()
        except Exception:  # the numbers must not fail with what they tell of
            found = ()
        for gauge in found:
            names = tuple(gauge.labels)
            family = families.setdefault(gauge.name, GaugeMetricFamily(gauge.name, gauge.means, labels=names))
            family.add_metric(tuple(gauge.labels.values()), gauge.value)
        yield from families.values()
        yield GaugeMetricFamily("forbear_gauges_read", "1: the database answered", value=float(bool(found)))
