"""Offers side by side as a page for a person: one HTML file that needs no other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Any

from forbear.cli.plan_table import ROWS, WORDS, notes, warnings
from forbear.web.site import render
from forbear.web.words import write_day


def plan_page(answers: Sequence[Mapping[str, Any]], language: str) -> str:
    """The answers of `forbear plan` as one page, in `zh` or `en`."""
    style = (files("forbear.web") / "static" / "forbear.css").read_text(encoding="utf-8")
    plans = [_plan(answer, language) for answer in answers]
    return render("plan.html", language, plans=plans, words=WORDS[language], style=style)


def _plan(answer: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    words = WORDS[language]
    label = words["of"].format(id=answer["id"]) if answer.get("id") else ""
    if "error" in answer:
        return {"error": f"{label}{words['error']}: {answer['error']['at']} {answer['error']['why']}"}
    said = {**answer["owed"], "days": answer["days_past_due"], "on": answer["on"]}
    counter = answer["counter"]
    own = [counter["plan"]] if counter and counter["plan"] else []
    offers = [*answer["offers"], *own]
    told = [words[counter["outcome"]], *(one["words"][language] for one in counter["why"])] if counter else []
    below = [
        *notes(offers, words, language),
        (words["counter"], told),
        (words["not_offered"], [one["words"][language] for one in answer["not_offered"]]),
    ]
    return {
        "error": None,
        "owed": label + words["owed"].format(currency=answer["currency"], **said),
        "means": words["means"].format(**answer["means"]) if answer["means"] else "",
        "interest": answer["interest"]["words"][language],
        "warnings": [one for one in warnings(answer, words, language) if one[1]],
        "titles": [offer["title"][language] for offer in offers],
        "rows": [
            (words[name], [_written(cell(offer, words), language) for offer in offers])
            for name, cell in ROWS.items()
        ],
        "notes": [one for one in below if one[1]],
        "schedules": [
            (
                offer["title"][language],
                [
                    [_written(row[name], language) for name in ("due", "amount")]
                    for row in offer["instalments"]
                ],
            )
            for offer in offers
        ],
    }


def _written(cell: str, language: str) -> str:
    """A day or an amount of the answer as a person writes it; any other word as it is.

    >>> _written("2026-12-10", "en"), _written("20224.79", "en"), _written("yes", "en")
    ('10 December 2026', '20,224.79', 'yes')
    """
    if re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
        return write_day(date.fromisoformat(cell), language)
    return f"{Decimal(cell):,}" if re.fullmatch(r"\d+(\.\d+)?", cell) else cell
