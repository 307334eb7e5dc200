"""The portfolio in: a folder of files becomes cases, and what belongs to no party of a case stays outside."""

from forbear.store.portfolio.importing import ImportReport, import_portfolio

__all__ = ["ImportReport", "import_portfolio"]
