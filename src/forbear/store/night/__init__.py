"""The night on PostgreSQL: run it, and read what it did.

`run_night` ages every case, decides and asks the gate; `night_summary` is what the report shows.
"""

from forbear.store.night.run import NightRun, run_night
from forbear.store.night.summary import NightSummary, night_summary, nights

__all__ = ["NightRun", "NightSummary", "night_summary", "nights", "run_night"]
