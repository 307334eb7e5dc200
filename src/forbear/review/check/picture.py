"""The timeline as a picture: every contact by day and by hour of the day."""

from __future__ import annotations

from typing import Any, Final

from forbear.review.check.answer import Answer
from forbear.review.check.case import ME
from forbear.review.check.words import say
from forbear.terms import InputError

_FONTS: Final = (
    "Noto Sans CJK SC, Noto Sans SC, WenQuanYi Micro Hei, PingFang SC, Microsoft YaHei, sans-serif"
)
_COLOURS: Final = {"forbid": "#b5532a", "allow": "#7d8f99", "unknown": "#c9a227"}
MOST_MARKS: Final = 3_000
"""So many are drawn, spread evenly over all."""


def draw_timeline(answer: Answer) -> str:
    """An SVG: across the days, up the hours; colour is the verdict, shape is who was reached.

    InputError where the drawing library is not installed.
    """
    try:
        from vl_convert import vegalite_to_svg
    except ModuleNotFoundError:
        raise InputError("picture", "needs vl-convert: pip install 'forbear[check]'") from None
    return str(vegalite_to_svg(_spec(answer)))


def _spec(answer: Answer) -> dict[str, Any]:
    language = answer.language
    every = -(-len(answer.judged) // MOST_MARKS) or 1
    values = [
        {
            "day": j.shown.contact.at.strftime("%Y-%m-%dT00:00:00"),
            "hour": round(j.shown.contact.at.hour + j.shown.contact.at.minute / 60, 2),
            "verdict": say(language, f"verdict.{j.verdict}"),
            "whom": say(language, "chart.me" if j.shown.contact.person == ME else "chart.others"),
        }
        for j in answer.judged[::every]
    ]
    verdicts = {say(language, f"verdict.{name}"): colour for name, colour in _COLOURS.items()}
    whom = [say(language, "chart.me"), say(language, "chart.others")]
    legend = {"title": None, "orient": "top", "labelFontSize": 11, "symbolSize": 70, "labelLimit": 300}
    return {
        "config": {"background": "white", "font": _FONTS, "aria": False, "view": {"stroke": "#cccccc"}},
        "width": 560, "height": 240, "data": {"values": values},
        "mark": {"type": "point", "filled": True, "size": 55, "opacity": 0.8},
        "encoding": {
            "x": {"field": "day", "type": "temporal", "title": None, "axis": {
                "format": "%m-%d", "grid": False, "labelFontSize": 11, "tickCount": 8, "tickMinStep": 86_400_000}},
            "y": {"field": "hour", "type": "quantitative", "title": say(language, "chart.hour"),
                  "scale": {"domain": [0, 24]},
                  "axis": {"values": [0, 6, 8, 12, 18, 22, 24], "titleFontWeight": "normal"}},
            "color": {"field": "verdict", "type": "nominal", "legend": legend,
                      "scale": {"domain": list(verdicts), "range": list(verdicts.values())}},
            "shape": {"field": "whom", "type": "nominal", "legend": legend,
                      "scale": {"domain": whom, "range": ["circle", "triangle-up"]}},
        },
    }  # fmt: skip
