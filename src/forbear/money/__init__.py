"""What is owed: terms and events in, days past due, bucket, overdue and balance out.

`age(terms, events, on)` is the night's question; `schedule(terms)` the plan; `read_terms` and `read_events`
read the ledger request of formats.md 5. Standard library only, decimal throughout.
"""

from forbear.money.ageing import Age, Parts, age, bucket, bucket_names
from forbear.money.reading import read_event, read_events, read_terms
from forbear.money.schedule import Instalment, schedule
from forbear.money.terms import BUCKETS, EVENT_FIELDS, PARTS, Event, Terms

__all__ = [
    "BUCKETS",
    "EVENT_FIELDS",
    "PARTS",
    "Age",
    "Event",
    "Instalment",
    "Parts",
    "Terms",
    "age",
    "bucket",
    "bucket_names",
    "read_event",
    "read_events",
    "read_terms",
    "schedule",
]
