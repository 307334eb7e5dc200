"""What is owed: terms and events in, days past due, bucket, overdue and balance out.

`age(terms, events, on)` is the night's question; `schedule(terms)` the plan; `moves` the way through the buckets;
`recompute` what a back-dated event changes; `ledger.ledger` the whole answer. `read_terms` and `read_events` read the
ledger request of formats.md 5. Standard library only, decimal throughout.
"""

from forbear.money.ageing import Age, Parts, age, ages, bucket, bucket_names, classify
from forbear.money.currency import smallest_unit
from forbear.money.event_reading import read_event, read_events
from forbear.money.happened import EVENT_FIELDS, Event
from forbear.money.moves import Move, moves
from forbear.money.reading import read_terms
from forbear.money.recompute import Recomputed, recompute
from forbear.money.schedule import Instalment, schedule
from forbear.money.terms import BUCKETS, PARTS, Terms

__all__ = [
    "BUCKETS",
    "EVENT_FIELDS",
    "PARTS",
    "Age",
    "Event",
    "Instalment",
    "Move",
    "Parts",
    "Recomputed",
    "Terms",
    "age",
    "ages",
    "bucket",
    "bucket_names",
    "classify",
    "moves",
    "read_event",
    "read_events",
    "read_terms",
    "recompute",
    "schedule",
    "smallest_unit",
]
