"""Write classified chunks one after the other: the same rows give the same bytes, however they were computed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.reading.stream import TableStream
from textmine.writing.cells import is_missing, json_value, storable_column
from textmine.writing.tablerows import Spool, TableRows
from textmine.writing.tables import open_text, write_delimited, write_json_lines

__all__ = ["Append", "Fix", "open_sink", "storable_types"]

Append = Callable[[pd.DataFrame], None]
Fix = Callable[[pd.DataFrame], pd.DataFrame]
FinishWorkbook = Callable[[TableRows, Path], None]

_NUMBERS = {"int", "float", "NoneType"}
_NULLABLE = {"int": "Int64", "bool": "boolean"}


def open_sink(path: Path, kind: str, finish_workbook: FinishWorkbook) -> AbstractContextManager[Append]:
    """Open a target; the function it gives appends a chunk.

    Parameters
    ----------
    kind : {"csv", "tsv", "jsonl", "parquet", "xlsx"}
    finish_workbook : function of (all rows, path)
        Called once for a workbook, whose sheets need all rows.
    """
    if kind in ("csv", "tsv"):
        return _delimited(path, "," if kind == "csv" else "\t")
    if kind == "jsonl":
        return _json_lines(path)
    return _parquet(path) if kind == "parquet" else _workbook(path, finish_workbook)


@contextmanager
def _delimited(path: Path, delimiter: str) -> Iterator[Append]:
    with open_text(path, with_mark=True) as file:
        is_first = True

        def append(frame: pd.DataFrame) -> None:
            nonlocal is_first
            write_delimited(frame, file, delimiter=delimiter, with_header=is_first)
            is_first = False

        yield append


@contextmanager
def _json_lines(path: Path) -> Iterator[Append]:
    with open_text(path) as file:
        yield lambda frame: write_json_lines(frame, file)


@contextmanager
def _parquet(path: Path) -> Iterator[Append]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer: Any = None

    def append(frame: pd.DataFrame) -> None:
        nonlocal writer
        schema = None if writer is None else writer.schema
        table = pa.Table.from_pandas(frame, schema=schema, preserve_index=False).replace_schema_metadata(None)
        if writer is None:
            writer = pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)

    try:
        yield append
    finally:
        if writer is not None:
            writer.close()


@contextmanager
def _workbook(path: Path, finish: FinishWorkbook) -> Iterator[Append]:
    # What a sheet looks like depends on all rows (its summary, columns for the rest of long cells), so they wait on disk.
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.stem[:40]}-") as folder:
        spool = Spool(Path(folder))
        yield spool.append
        finish(spool.rows(), path)


def storable_types(stream: TableStream) -> Fix:
    """Return what gives each column the same type in every chunk, as a parquet file needs.

    A column that mixes kinds of values anywhere becomes text everywhere; whole numbers with blanks stay whole numbers.
    """
    if stream.whole is not None:
        import pyarrow as pa

        whole = stream.whole.frame
        stored = pd.DataFrame(
            {name: storable_column(whole[name]) for name in whole.columns}, index=whole.index
        )
        schema = pa.Schema.from_pandas(stored, preserve_index=False)
        to_text = {
            name for name in whole.columns if stored[name] is not whole[name] and _is_textual(stored[name])
        }
        loose = {n: schema.field(n).type for n in map(str, whole.columns) if stored[n].dtype == object}
        return lambda frame: _fix(
            frame, to_text & set(loose), {n: pd.ArrowDtype(t) for n, t in loose.items()}
        )
    kinds = {name: set(found) for name, found in stream.kinds.items()}
    mixed = {n for n, found in kinds.items() if len(found - {"NoneType"}) > 1 and not found <= _NUMBERS}
    mixed |= {n for n, found in kinds.items() if "huge int" in found}
    nullable: dict[str, Any] = {}
    for name, found in kinds.items():
        only = next(iter(found - {"NoneType"}), "")
        if name not in mixed and only in _NULLABLE and "NoneType" in found and not found >= {"int", "float"}:
            nullable[name] = _NULLABLE[only]
    return lambda frame: _fix(frame, mixed, nullable)


def _is_textual(values: pd.Series) -> bool:
    return all(isinstance(v, str) for v in values.tolist() if not is_missing(v))


def _fix(frame: pd.DataFrame, to_text: set[str], types: dict[str, Any]) -> pd.DataFrame:
    columns = {}
    for name in frame.columns:
        column = frame[name]
        if name in to_text:
            texts = [
                None if is_missing(v) else v if isinstance(v, str) else str(json_value(v))
                for v in column.tolist()
            ]
            column = pd.Series(texts, index=frame.index, dtype="str")
        elif name in types and column.dtype == object:
            column = column.astype(types[name])
        columns[name] = column
    return pd.DataFrame(columns, index=frame.index)
