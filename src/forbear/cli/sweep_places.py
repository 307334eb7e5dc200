"""Opening the engine that `forbear audit` and `forbear screen` are asked to sweep on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from forbear.terms import InputError

if TYPE_CHECKING:
    from forbear.review.audit.running import PartSweep


class PlaceName(StrEnum):
    """Where contacts are judged in bulk."""

    DUCKDB = "duckdb"
    SPARK = "spark"
    POSTGRES = "postgres"


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Which engine, and where it is: a Spark master, a database by its URL; None: on this machine."""

    name: PlaceName = PlaceName.DUCKDB
    spark_master: str | None = None
    database_url: str | None = None

    def __post_init__(self) -> None:
        if self.spark_master is not None and self.name is not PlaceName.SPARK:
            raise InputError("--spark-master", "belongs to --engine spark; add that, or leave it out")


@contextmanager
def open_place(where: Where, folder: Path) -> Iterator[PartSweep]:
    """The engine, for as long as it is used; `folder` is for what it puts down in between."""
    from forbear.review.audit.places import in_duckdb, in_postgres, in_spark, open_spark

    if where.name is PlaceName.POSTGRES:
        from forbear.store import open_database

        with open_database(where.database_url).connect(autocommit=True) as server:
            yield in_postgres(server)
    elif where.name is PlaceName.SPARK:
        yield in_spark(open_spark(where.spark_master, folder), folder)
    else:
        yield in_duckdb
