"""How large a rulebook, and what stands in it, may be. It is data from outside: what goes beyond is refused at once.

The packaged books stay far below (the largest: some 100 kB, 40 rules, 300 cases). docs/writing-rules.md tells them.
"""

from __future__ import annotations

from typing import Final

MOST_BYTES: Final = 1_000_000
"""Of a file."""
MOST_FENCES: Final = 4_000
"""Of a file: rules, values, deadlines and cases as they are written."""
MOST_RULES: Final = 1_000
"""Of a file, values and deadlines among them."""
MOST_CASES: Final = 5_000
"""Of a file, each word of an `each` counted."""
MOST_ITEMS: Final = 500
"""Of one list or table."""
MOST_NESTING: Final = 8
"""Tables and lists, one within the other."""
MOST_LETTERS: Final = 10_000
"""Of one string."""
MOST_NUMBER: Final = 100_000
"""A whole number: days (some 270 years), contacts, people."""
MOST_DAYS: Final = 36_600
"""Of a span: a hundred years; as many in hours."""
MOST_MONTHS: Final = 1_200
"""Of a span in months."""
MOST_FAULTS: Final = 100
"""As many faults of a file are told; whoever has mended those sees the next."""
