"""Ageing a whole portfolio by sums, in SQL: one statement for PostgreSQL and DuckDB, in agreement with `money`."""

from forbear.store.ageing.contract import Contract, lay_out
from forbear.store.ageing.postgres import Sums, age_by_sums, lay_out_terms

__all__ = ["Contract", "Sums", "age_by_sums", "lay_out", "lay_out_terms"]
