"""Bars with their figures, drawn as the night's pictures are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from forbear.web.pictures import WIDTH_PX, Picture, draw


def bars(title: str, rows: Sequence[tuple[str, float, str]], language: str) -> Picture | None:
    """A bar a row: label, length, and what stands beside it; None where there is nothing to draw."""
    if not rows:
        return None
    colon, stop = ("：", "；") if language == "zh" else (": ", "; ")
    says = title + colon + stop.join(f"{label} {shown}" for label, _, shown in rows)
    return Picture(svg=_drawn(tuple(rows)), says=says)


@lru_cache(maxsize=128)
def _drawn(rows: tuple[tuple[str, float, str], ...]) -> str:
    values = [{"label": label, "length": length, "shown": shown} for label, length, shown in rows]
    return draw(
        {
            "width": WIDTH_PX,
            "height": {"step": 26},
            "data": {"values": values},
            "encoding": {
                "y": {"field": "label", "type": "nominal", "sort": None, "title": None, "axis": {"offset": 2}},
                "x": {"field": "length", "type": "quantitative", "axis": None,
                      "scale": {"domainMin": 0, "domainMax": max(length for _, length, _ in rows) * 1.25 or 1}},
            },
            "layer": [
                {"mark": {"type": "bar", "height": 15}},
                {"mark": {"type": "text", "align": "left", "dx": 5}, "encoding": {"text": {"field": "shown"}}},
            ],
        }
    )  # fmt: skip
