"""PostgreSQL: where the portfolio, the contacts and the nights are kept.

`open_database` opens the one named, or an embedded one; `migrate` brings its tables up to date.
"""

from forbear.store.database import Database, DatabaseDown, open_database
from forbear.store.migration import check_current, migrate

__all__ = ["Database", "DatabaseDown", "check_current", "migrate", "open_database"]
