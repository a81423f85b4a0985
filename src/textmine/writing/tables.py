"""Write tables to csv, tsv, jsonl, parquet and xlsx: complete or not at all, never a formula."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pandas as pd

from textmine.errors import InputError
from textmine.writing.cells import delimited_cell, json_value, storable_column
from textmine.writing.targets import complete_or_nothing

__all__ = ["FORMATS", "format_of", "write_delimited", "write_json_lines", "write_parquet", "write_table"]

FORMATS = ("csv", "tsv", "jsonl", "parquet", "xlsx")


def format_of(path: str | Path) -> str:
    """Tell the format a target's ending asks for.

    Examples
    --------
    >>> format_of("结果.xlsx"), format_of("a.csv.gz")
    ('xlsx', 'csv')
    >>> format_of("a.doc")
    Traceback (most recent call last):
        ...
    textmine.errors.InputError: a.doc: no format for this ending; choose one of: csv, tsv, jsonl, parquet, xlsx
    """
    name = Path(path).name.lower().removesuffix(".gz")
    kind = name.rpartition(".")[2]
    if kind not in FORMATS or (kind in ("xlsx", "parquet") and str(path).lower().endswith(".gz")):
        raise InputError(
            "no format for this ending",
            path=path,
            fix=f"choose one of: {', '.join(FORMATS)}",
            zh=f"不支持此扩展名，请用：{'、'.join(FORMATS)}",
        )
    return kind


def write_table(
    frame: pd.DataFrame,
    path: str | Path,
    *,
    force: bool = False,
    about: Mapping[str, str] | None = None,
    choices: Mapping[str, Sequence[str]] | None = None,
    lang: str = "en",
) -> Path:
    """Write a table in the format of the target's ending.

    Parameters
    ----------
    frame : DataFrame
        Written without its index. An empty table gives a file with headings.
    force : bool
        Replace an existing target.
    about : mapping of str to str, optional
        What the table was made of: the last sheet of a workbook; other formats have no place for it.
    choices : mapping of column to values, optional
        Columns of a workbook that get a drop-down.
    lang : str
        ``en`` or ``zh``: names of the sheets of a workbook.

    Raises
    ------
    InputError
        When the target exists, cannot be written, or has an unknown ending.

    Examples
    --------
    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp(), "a.csv")
    >>> _ = write_table(pd.DataFrame({"内容": ["=1+1", "路灯不亮"]}), target)
    >>> target.read_text(encoding="utf-8-sig").split()
    ['内容', "'=1+1", '路灯不亮']
    """
    kind = format_of(path)
    with complete_or_nothing(path, force=force) as partial:
        if kind in ("csv", "tsv"):
            with open_text(partial, with_mark=True) as file:
                write_delimited(frame, file, delimiter="," if kind == "csv" else "\t")
        elif kind == "jsonl":
            with open_text(partial) as file:
                write_json_lines(frame, file)
        elif kind == "parquet":
            write_parquet(frame, partial)
        else:
            from textmine.writing.workbook import Workbook

            with Workbook(partial) as book:
                book.add_table("数据" if lang == "zh" else "data", frame, choices=choices)
                if about:
                    book.add_provenance(about, lang=lang)
    return Path(path)


@contextmanager
def open_text(path: Path, *, with_mark: bool = False) -> Iterator[IO[str]]:
    """Open a text target, gzipped where its ending says so; the same input gives the same bytes."""
    encoding = "utf-8-sig" if with_mark else "utf-8"
    if path.suffix.lower() == ".gz":
        with (
            path.open("wb") as raw,
            gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed,
            io.TextIOWrapper(packed, encoding=encoding, newline="") as file,
        ):
            yield file
    else:
        with path.open("w", encoding=encoding, newline="") as file:
            yield file


def write_delimited(
    frame: pd.DataFrame, file: IO[str], *, delimiter: str = ",", with_header: bool = True
) -> None:
    """Append a table to an open csv or tsv file."""
    writer = csv.writer(_LineFeeds(file), delimiter=delimiter, lineterminator="\r\n")
    if with_header:
        writer.writerow([delimited_cell(str(name)) for name in frame.columns])
    columns = [[delimited_cell(v) for v in frame[name].tolist()] for name in frame.columns]
    writer.writerows(zip(*columns, strict=True))


class _LineFeeds:
    """End rows with line feeds alone, although the csv module was told otherwise.

    It quotes a cell for the characters that end its rows; told of both, it quotes a cell with a lone carriage return, which
    would split the row when read again.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, row: str) -> int:
        return self._file.write(row[:-2] + "\n")


def write_json_lines(frame: pd.DataFrame, file: IO[str]) -> None:
    """Append a table to an open jsonl file, one object a row."""
    names = [str(name) for name in frame.columns]
    columns = [[json_value(v) for v in frame[name].tolist()] for name in frame.columns]
    for row in zip(*columns, strict=True):
        file.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, allow_nan=False) + "\n")


def write_parquet(frame: pd.DataFrame, path: Path) -> None:
    """Write a parquet file; columns that mix types become text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    stored = pd.DataFrame(
        {str(name): storable_column(frame[name]) for name in frame.columns}, index=frame.index
    )
    table = pa.Table.from_pandas(stored, preserve_index=False)
    pq.write_table(table.replace_schema_metadata(None), path, compression="zstd")
