"""Pictures for an audit: bars by rule, agency, hour, weekday and week, the forbidden part in the full colour."""

from __future__ import annotations

from collections.abc import Sequence

from forbear.web.pictures import WIDTH_PX, Picture, Spec, draw

Bar = tuple[str, int, int]
"""A label, how many in all, and how many of them were forbidden."""
FAINT = 0.28
MOST_BARS = 12


def lying_bars(bars: Sequence[Bar], says: str) -> Picture:
    """A bar for each row, lying, with its number; `forbidden` is drawn over all."""
    shown = bars[:MOST_BARS]
    values = [
        {"label": _short(label), "count": all_, "dark": dark,
         "shown": f"{dark:,} / {all_:,}" if dark != all_ else f"{all_:,}"}
        for label, all_, dark in shown
    ]  # fmt: skip
    longest = max((all_ for _, all_, _ in shown), default=1) * 1.35 or 1
    place = {
        "field": "label",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"offset": 2, "labelLimit": 220},
    }
    return Picture(
        svg=draw({
            "width": WIDTH_PX - 40,
            "height": {"step": 28},
            "data": {"values": values},
            "encoding": {"y": place, "x": _length("count", longest)},
            "layer": [
                {"mark": {"type": "bar", "height": 16, "fillOpacity": FAINT}},
                {"mark": {"type": "bar", "height": 16}, "encoding": {"x": _length("dark", longest)}},
                {"mark": {"type": "text", "align": "left", "dx": 5}, "encoding": {"text": {"field": "shown"}}},
            ],
        }),
        says=says,
    )  # fmt: skip


def _length(field: str, longest: float) -> Spec:
    return {
        "field": field,
        "type": "quantitative",
        "axis": None,
        "scale": {"domainMin": 0, "domainMax": longest},
    }


def standing_bars(bars: Sequence[Bar], says: str, *, slanted: bool = False) -> Picture:
    """Bars side by side in the order given: all of them faint, the forbidden part in full."""
    values = [{"label": label, "count": all_, "dark": dark} for label, all_, dark in bars]
    axis = {
        "labelAngle": -90 if slanted else 0,
        "labelFontSize": 9 if len(bars) > 12 and not slanted else 11,
        "labelOverlap": "greedy" if slanted else False,
    }
    across = {"field": "label", "type": "ordinal", "sort": None, "title": None, "axis": axis}
    up = {"type": "quantitative", "title": None, "axis": {"tickCount": 3, "format": "~s"}}
    return Picture(
        svg=draw({
            "width": WIDTH_PX + 60,
            "height": 120,
            "data": {"values": values},
            "encoding": {"x": across},
            "layer": [
                {"mark": {"type": "bar", "fillOpacity": FAINT}, "encoding": {"y": {"field": "count", **up}}},
                {"mark": {"type": "bar"}, "encoding": {"y": {"field": "dark", **up}}},
            ],
        }),
        says=says,
    )  # fmt: skip


def _short(label: str) -> str:
    return label if len(label) <= 34 else label[:16] + "…" + label[-17:]
