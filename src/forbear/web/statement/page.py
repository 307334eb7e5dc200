"""The statement as one HTML file."""

from __future__ import annotations

from importlib.resources import files

from forbear.web.site import render
from forbear.web.statement.telling import Statement


def statement_page(statement: Statement) -> str:
    """The statement as one HTML page that needs no other file."""
    style = (files("forbear.web") / "static" / "forbear.css").read_text(encoding="utf-8")
    return render("statement.html", statement.language, statement=statement, style=style)
