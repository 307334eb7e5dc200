"""The batches of letters on PostgreSQL: `gate.posting.LetterBook`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import psycopg

from forbear.gate.posting import Lying

_OF_BATCH: Final = """
select contact, state, body ->> 'pdf_sha256' from contacts
 where channel = 'letter' and body ->> 'batch' = %s order by contact"""
_UNWRITTEN: Final = """
select contact from contacts
 where channel = 'letter' and state = 'sending' and body ? 'batch' and not body ? 'pdf_sha256' order by contact"""
_BATCHES: Final = """
select body ->> 'batch', count(*) filter (where state = 'sending'), count(*) filter (where state = 'done'),
       count(*) filter (where state not in ('sending', 'done'))
  from contacts where channel = 'letter' and body ? 'batch' group by 1 order by 1 desc limit %s"""
_DUTIES: Final = """
select distinct duty ->> 'rule', coalesce(duty -> 'do' ->> %s, duty -> 'words' ->> %s, duty ->> 'do')
  from contacts cross join jsonb_array_elements(verdict -> 'duties') duty
 where channel = 'letter' and state = 'sending' and verdict ? 'duties' order by 1"""
_NUMBER: Final = """
select public_number from cases join collectors on collector = lender where case_id = %s"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch of letters: how many lie there, were posted, and were taken out again."""

    batch: str
    lying: int
    posted: int
    withdrawn: int


class LetterRecord:
    """The batches of letters, over an autocommit connection."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def of_batch(self, batch: str) -> list[Lying]:
        """The letters of a batch, in order."""
        rows = self.connection.execute(_OF_BATCH, [batch])
        return [Lying(contact=contact, state=state, sha256=digest) for contact, state, digest in rows]

    def unwritten(self) -> list[str]:
        """Letters that were begun and of which it is not on record that they were written."""
        return [row[0] for row in self.connection.execute(_UNWRITTEN)]

    def public_number(self, case: str) -> str:
        """The public number of a case's lender."""
        row = self.connection.execute(_NUMBER, [case]).fetchone()
        return (row[0] if row else None) or ""

    def batches(self, most: int) -> list[Batch]:
        """The batches, the latest first."""
        rows = self.connection.execute(_BATCHES, [most])
        return [Batch(batch=name, lying=a, posted=b, withdrawn=c) for name, a, b, c in rows]

    def duties(self, language: str) -> list[tuple[str, str]]:
        """What the law asks of the letters that lie there: rule and words in `zh` or `en`."""
        rows = self.connection.execute(_DUTIES, [language, language]).fetchall()
        return [(rule, words) for rule, words in rows if words]
