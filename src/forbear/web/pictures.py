"""Pictures for the night's report: Vega-Lite drawn to SVG here, so that the page needs no script.

Every picture comes with a sentence that says what it shows; the page puts the figures beside it as a table.
The two colours are stand-ins which the style sheet replaces, so that one picture serves light and dark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from forbear.store.night.summary import NightSummary
from forbear.web.report import MOVES, bucket_cases, bucket_order, count_moves
from forbear.web.words import say, word

INK: Final = "#102030"
MARK: Final = "#2f6f8f"
FONTS: Final = "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
WIDTH_PX: Final = 300
_ROLES: Final = re.compile(r' (?:role|aria-roledescription|aria-hidden|aria-label)="[^"]*"')
"""The picture is one image with one sentence; its parts are none of their own."""
Spec = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An SVG element and, in words, what it shows."""

    svg: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """The pictures of a night."""

    buckets: Picture
    rolls: Picture
    hours: Picture


def draw_night(night: NightSummary, language: str) -> Pictures:
    """Draw a night: cases by bucket, how they rolled, and the contacts planned by channel and hour."""
    moves = count_moves(night)
    moved = say(language, "report.rolls_sum", **{name: f"{moves[name]:,}" for name in MOVES})
    rolls = {(roll.previous, roll.bucket): roll.cases for roll in night.rolls if roll.previous is not None}
    return Pictures(
        buckets=bucket_picture(language, tuple(bucket_cases(night).items())),
        rolls=roll_picture(language, bucket_order(night), rolls, moved),
        hours=hour_picture(language, {(e.channel, e.hour): e.contacts for e in night.hours}),
    )


def draw(spec: Spec) -> str:
    """A Vega-Lite specification as an `<svg>` element that takes its colours and size from the page."""
    from vl_convert import vegalite_to_svg

    config = {
        "aria": False,
        "background": None,
        "font": FONTS,
        "view": {"stroke": None},
        "axis": {"labelFontSize": 13, "labelColor": INK, "labelLimit": 150, "labelPadding": 6,
                 "grid": False, "domain": False, "ticks": False},
        "header": {"labelFontSize": 13, "labelColor": INK, "labelFontWeight": "bold"},
        "text": {"fontSize": 13, "color": INK},
        "bar": {"color": MARK},
        "rect": {"color": MARK},
    }  # fmt: skip
    return _ROLES.sub("", vegalite_to_svg({"config": config, **spec}))


def _sentence(language: str, title: str, counts: Sequence[tuple[str, int]]) -> str:
    colon, stop = ("：", "；") if language == "zh" else (": ", "; ")
    return say(language, title) + colon + stop.join(f"{label} {count:,}" for label, count in counts)


def bucket_picture(language: str, cases: Sequence[tuple[str, int]]) -> Picture:
    """Cases by bucket, as bars with their numbers. `cases` in the order of the buckets."""
    named = tuple((word(language, "bucket", bucket), count) for bucket, count in cases)
    says = _sentence(language, "report.buckets", named)
    return Picture(svg=_bars(named), says=says)


@lru_cache(maxsize=64)
def _bars(named: tuple[tuple[str, int], ...]) -> str:
    values = [{"label": label, "count": count, "shown": f"{count:,}"} for label, count in named]
    position = {"field": "label", "type": "nominal", "sort": None, "title": None, "axis": {"offset": 2}}
    length = {"field": "count", "type": "quantitative", "axis": None,
              "scale": {"domainMax": max((count for _, count in named), default=1) * 1.2 or 1}}  # fmt: skip
    return draw(
        {
            "width": WIDTH_PX,
            "height": {"step": 30},
            "data": {"values": values},
            "encoding": {"y": position, "x": length},
            "layer": [
                {"mark": {"type": "bar", "height": 18}},
                {"mark": {"type": "text", "align": "left", "dx": 5},
                 "encoding": {"text": {"field": "shown"}}},
            ],
        }
    )  # fmt: skip


def roll_picture(
    language: str, buckets: Sequence[str], rolls: Mapping[tuple[str, str], int], says: str
) -> Picture:
    """Cases by the bucket before (rows) and tonight (columns), shaded by their share of the row."""
    rows = []
    for before in buckets:
        total = sum(rolls.get((before, now), 0) for now in buckets)
        for now in buckets:
            count = rolls.get((before, now), 0)
            rows.append((before, now, count, round(count / total, 4) if total else 0.0))
    labels = tuple((bucket, word(language, "bucket", bucket)) for bucket in buckets)
    return Picture(svg=_grid(tuple(rows), labels), says=says)


@lru_cache(maxsize=64)
def _grid(rows: tuple[tuple[str, str, int, float], ...], labels: tuple[tuple[str, str], ...]) -> str:
    name = dict(labels)
    values = [
        {"before": name[before], "now": now, "share": share, "shown": f"{count:,}" if count else ""}
        for before, now, count, share in rows
    ]
    across = {"field": "now", "type": "nominal", "sort": None, "title": None,
              "axis": {"orient": "top", "labelAngle": 0, "labelFontSize": 11}}  # fmt: skip
    down = {"field": "before", "type": "nominal", "sort": None, "title": None}
    shade = {"field": "share", "type": "quantitative", "legend": None,
             "scale": {"domain": [0, 1], "range": [0.05, 0.55]}}  # fmt: skip
    return draw(
        {
            "width": {"step": 46},
            "height": {"step": 32},
            "data": {"values": values},
            "encoding": {"x": across, "y": down},
            "layer": [
                {"mark": {"type": "rect", "strokeWidth": 0, "width": 44, "height": 30},
                 "encoding": {"fillOpacity": shade}},
                {"mark": "text", "encoding": {"text": {"field": "shown"}}},
            ],
        }
    )  # fmt: skip


def hour_picture(language: str, planned: Mapping[tuple[str, int], int]) -> Picture:
    """Contacts by channel (a row each) and local hour (bars)."""
    channels = tuple(sorted({channel for channel, _ in planned}))
    totals = [
        (word(language, "channel", channel), sum(n for (c, _), n in planned.items() if c == channel))
        for channel in channels
    ]
    says = _sentence(language, "report.hours", totals)
    named = tuple((c, word(language, "channel", c)) for c in channels)
    return Picture(svg=_hours(tuple(sorted(planned.items())), named), says=says)


@lru_cache(maxsize=64)
def _hours(planned: tuple[tuple[tuple[str, int], int], ...], named: tuple[tuple[str, str], ...]) -> str:
    counts = dict(planned)
    hours = sorted({hour for _, hour in counts})
    first, last = (min(hours[0], 8), max(hours[-1], 21)) if hours else (8, 21)
    values = [
        {"channel": label, "hour": hour, "count": counts.get((channel, hour), 0)}
        for channel, label in named
        for hour in range(first, last + 1)
    ]
    across = {"field": "hour", "type": "ordinal", "title": None,
              "axis": {"labelAngle": 0, "labelFontSize": 11}}  # fmt: skip
    return draw(
        {
            "data": {"values": values},
            "facet": {"row": {"field": "channel", "type": "nominal", "sort": None, "title": None,
                              "header": {"labelAngle": 0, "labelAnchor": "start", "labelOrient": "top"}}},
            "resolve": {"scale": {"y": "independent"}},
            "spacing": 14,
            "spec": {
                "width": WIDTH_PX + 60,
                "height": 76,
                "encoding": {"x": across, "y": {"field": "count", "type": "quantitative", "title": None,
                                                "axis": {"tickCount": 2, "format": ",d", "tickMinStep": 1}}},
                "mark": {"type": "bar"},
            },
        }
    )  # fmt: skip
