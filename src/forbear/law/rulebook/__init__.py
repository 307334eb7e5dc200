"""Rulebooks: law as literate Markdown, read, dated and layered."""

from forbear.law.rulebook.law import Law, load_law, replace_books
from forbear.law.rulebook.read import Rulebook, read_rulebook, read_rulebook_file

__all__ = ["Law", "Rulebook", "load_law", "read_rulebook", "read_rulebook_file", "replace_books"]
