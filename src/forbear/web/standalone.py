"""The night's report as a file that stands alone: its style sheet within, nothing loaded from anywhere."""

from __future__ import annotations

from importlib.resources import files

from forbear.store.night import NightSummary
from forbear.web.pictures import draw_night
from forbear.web.report import tell_night
from forbear.web.site import render


def render_report(night: NightSummary, language: str) -> str:
    """The report of a night as one HTML page, in `zh` or `en`."""
    style = (files("forbear.web") / "static" / "forbear.css").read_text(encoding="utf-8")
    told, pictures = tell_night(night, language), draw_night(night, language)
    return render("report.html", language, night=told, pictures=pictures, others=[], style=style)
