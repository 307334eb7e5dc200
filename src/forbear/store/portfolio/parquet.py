"""Parquet files, written out as the CSV that is read for everyone: one reader, one set of refusals."""

from __future__ import annotations

from pathlib import Path

from forbear.store.portfolio.rows import FileRefused

_INSTANT = "strftime(make_timestamp(epoch_us({name})), '%Y-%m-%dT%H:%M:%S.%fZ')"
"""An instant keeps its meaning: in UTC, with the offset written."""


def write_as_csv(path: Path, folder: Path) -> Path:
    """Writes a Parquet file out as CSV text in `folder`, under its own name, and returns that file.

    Lists become `;`-separated, instants RFC 3339 in UTC. Raises `FileRefused` where it can't be read, or where
    DuckDB is not installed.
    """
    try:
        import duckdb
    except ModuleNotFoundError:
        raise FileRefused("needs DuckDB: pip install 'forbear[duckdb]', or write CSV") from None
    out = folder / path.name
    try:
        with duckdb.connect() as database:
            database.execute("set autoinstall_known_extensions = false")
            source = f"read_parquet({_text(str(path))})"
            columns = database.execute(f"describe select * from {source}").fetchall()
            wanted = ", ".join(f"{_cell(name, kind)} as {_name(name)}" for name, kind, *_ in columns)
            database.execute(
                f"copy (select {wanted} from {source}) to {_text(str(out))} (format csv, header)"
            )
    except duckdb.Error:
        raise FileRefused("is no Parquet file that can be read; write it again, or write CSV") from None
    return out


def _cell(name: str, kind: str) -> str:
    quoted = _name(name)
    if kind == "TIMESTAMP WITH TIME ZONE":
        return _INSTANT.format(name=quoted)
    if kind.endswith("[]"):
        return f"array_to_string({quoted}, ';')"
    return quoted


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
