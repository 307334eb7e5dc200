"""Where a part of an audit is swept: in the audit's own DuckDB, in PostgreSQL, on Spark.

Another engine is handed the tables of a part as they are, and its verdicts come back: whatever is told afterwards
(reasons, signs, counts, the report) is told by the same code, of the same tables.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from forbear.law.sweep import ANSWER, DUCKDB
from forbear.law.sweep.inputs import INPUTS
from forbear.review.audit.running import Audit, PartSweep
from forbear.review.sweeping import Place, make_inputs, on_duckdb, on_postgres, on_spark, sweep
from forbear.terms import InputError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from psycopg import Connection

AT_ONCE: Final = 10_000
LOCAL: Final = "local[*]"
_COLUMNS: Final = "n, verdict, rules, unknown"
_DECLARED: Final = "{'n': 'BIGINT', 'verdict': 'VARCHAR', 'rules': 'VARCHAR', 'unknown': 'VARCHAR'}"


def in_duckdb(connection: DuckDBPyConnection, audit: Audit) -> None:
    """Sweep a part where it lies."""
    _sweep(on_duckdb(connection), audit)


def in_postgres(server: Connection[Any]) -> PartSweep:
    """Sweep each part in temporary tables of a PostgreSQL session."""

    def judge(connection: DuckDBPyConnection, audit: Audit) -> None:
        place = on_postgres(server)
        make_inputs(place)
        for name, columns in INPUTS.items():
            shown = ", ".join(column for column, _ in columns)
            rows = connection.execute(f"SELECT {shown} FROM {name}")
            with server.cursor().copy(f"COPY {name} ({shown}) FROM STDIN".encode()) as into:
                while some := rows.fetchmany(AT_ONCE):
                    for row in some:
                        into.write_row(row)
            server.execute(f"ANALYZE {name}".encode())
        _sweep(place, audit)
        with TemporaryDirectory() as folder:
            file = Path(folder) / "verdicts.csv"
            copied = server.cursor().copy(
                f"COPY (SELECT {_COLUMNS} FROM {ANSWER}) TO STDOUT (FORMAT csv)".encode()
            )
            with copied as out, file.open("wb") as written:
                for data in out:
                    written.write(data)
            how = f"header = false, auto_detect = false, allow_quoted_nulls = false, columns = {_DECLARED}"
            _put_verdicts(connection, f"read_csv({_quoted(file)}, {how})")

    return judge


def in_spark(session: Any, folder: Path) -> PartSweep:
    """Sweep each part on Spark. It is handed over as Parquet in a folder, which every worker has to see."""

    def judge(connection: DuckDBPyConnection, audit: Audit) -> None:
        with TemporaryDirectory(dir=folder) as handed:
            for name, columns in INPUTS.items():
                file = Path(handed) / f"{name}.parquet"
                shown = ", ".join(f"CAST({c} AS {DUCKDB.told(kind)}) AS {c}" for c, kind in columns)
                connection.execute(f"COPY (SELECT {shown} FROM {name}) TO {_quoted(file)} (FORMAT parquet)")
                session.read.parquet(str(file)).createOrReplaceTempView(name)
            _sweep(on_spark(session), audit)
            answer = Path(handed) / "verdicts"
            session.table(ANSWER).select(*_COLUMNS.split(", ")).write.parquet(str(answer))
            _put_verdicts(connection, f"read_parquet({_quoted(answer / '*.parquet')})")

    return judge


def open_spark(master: str | None, folder: Path) -> Any:
    """A Spark session of that master, or of this machine alone. InputError where PySpark or Java is missing."""
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ModuleNotFoundError:
        raise InputError(
            "--engine spark", "needs PySpark; install it: pip install 'forbear[spark]'"
        ) from None
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.warehouse.dir": str((folder / "warehouse").resolve()),
    }
    if master is None:  # parts are small, and so is one machine
        settings |= {"spark.sql.shuffle.partitions": "4", "spark.driver.memory": "3g"}
    builder = SparkSession.builder.appName("forbear").master(master or LOCAL)
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except (PySparkException, OSError) as e:
        raise InputError(
            "--engine spark", f"Spark does not start ({type(e).__name__}); it needs Java 17"
        ) from None
    session.sparkContext.setLogLevel("ERROR")
    return session


def _sweep(place: Place, audit: Audit) -> None:
    sweep(place, audit.law, books=audit.books, read_at=audit.read_at, posture=audit.posture)


def _put_verdicts(connection: DuckDBPyConnection, found: str) -> None:
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {ANSWER} AS SELECT {_COLUMNS} FROM {found}")


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
