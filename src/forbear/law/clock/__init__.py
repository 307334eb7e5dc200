"""Time as the law counts it. An instant is not a local day is not a span.

Inside `law` an instant is a number of seconds since 1970-01-01T00:00Z, a *local day* is the number of days
since 1970-01-01 on some zone's wall clock, and a *local second* is the second of that day (0 at midnight).
Zones, daylight saving, days that start late or repeat: all of it is here and nowhere else.
"""

from forbear.law.clock.instants import format_instant, parse_date, parse_instant, parse_time
from forbear.law.clock.intervals import NEVER, IntervalSet
from forbear.law.clock.zones import Zone, day_of, find_zone

__all__ = [
    "NEVER",
    "IntervalSet",
    "Zone",
    "day_of",
    "find_zone",
    "format_instant",
    "parse_date",
    "parse_instant",
    "parse_time",
]
