"""What is owed and why, for the borrower to read: as a page, and as a document to print."""

from forbear.web.statement.telling import Account, Statement, tell_statement

__all__ = ["Account", "Statement", "tell_statement"]
