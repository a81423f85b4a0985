"""Read tables of any size in chunks: the rows, headings and warnings of `read_table`, in bounded memory.

A large text file is gone through twice. The first pass finds what a reader of the whole file would know (encoding,
headings, number of rows, columns beyond the headings, kinds of values); the second hands out the rows. Workbooks and small
files are read whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.errors import InputError, remark_at
from textmine.reading.encodings import check_encoding, encoding_to_use
from textmine.reading.formats import detect_format, file_checksum, table_files
from textmine.reading.headingrows import rows_of_headings
from textmine.reading.headings import name_fields, recognise_roles
from textmine.reading.joining import headings_together, is_same_table, other_headings, remark_on_headings
from textmine.reading.jsonlines import plan_json_lines
from textmine.reading.lines import open_bounded
from textmine.reading.plausibility import SAMPLE_ROWS, check_columns
from textmine.reading.sheets import to_text
from textmine.reading.tables import Source, Table, column_of, read_table
from textmine.reading.textstream import Plan, RowPart, plan_delimited
from textmine.text.documents import document_text
from textmine.text.privacy import is_private_number

__all__ = ["STREAM_FROM_BYTES", "Chunk", "TableStream", "open_stream"]

# Below this a file is read whole: all of it fits in memory many times over.
STREAM_FROM_BYTES = 32 * 1024**2
_BLANK = frozenset({"NoneType"})


@dataclass(frozen=True)
class Chunk:
    """Hold some consecutive rows, where they begin, and what was odd about single rows (by position in the chunk)."""

    frame: pd.DataFrame
    start: int
    problems: dict[int, str] = field(default_factory=dict)

    def documents(self, roles: Mapping[str, str]) -> list[str]:
        """Return one text per row, put together as `Table.documents` does."""
        if "title" not in roles:
            found = [_text(v).strip() for v in self.frame[roles["text"]].tolist()]
        else:
            titles = self.frame[roles["title"]].tolist()
            bodies = self.frame[roles["text"]].tolist() if "text" in roles else [None] * len(titles)
            found = [document_text(_text(a), _text(b)) for a, b in zip(titles, bodies, strict=True)]
        for at in rows_of_headings(self.frame, roles):
            found[at] = ""
        return found


def _text(value: Any) -> str:
    return (
        value if type(value) is str else to_text(value)
    )  # nearly every cell is a str: spare it the questions


@dataclass(frozen=True)
class TableStream:
    """Hold what is known of a table before its rows are read.

    Attributes
    ----------
    headings, roles, sources, warnings, failures
        As in `Table`.
    n_rows : int
        Number of rows `chunks` will yield.
    kinds : dict of heading to names of the types in the whole column; empty where the table is held whole
    """

    headings: list[str]
    roles: dict[str, str]
    sources: tuple[Source, ...]
    n_rows: int
    warnings: tuple[str, ...] = ()
    failures: tuple[InputError, ...] = ()
    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)
    whole: Table | None = None
    plans: tuple[Plan, ...] = ()

    def require_text(self) -> TableStream:
        """Return the stream itself, or raise the error of `Table.require_text`."""
        Table(pd.DataFrame(columns=self.headings), self.roles, self.sources).require_text()
        return self

    def chunks(self, size: int) -> Iterator[Chunk]:
        """Yield the rows in order, `size` at a time; the last chunk may be shorter. No rows give one empty chunk."""
        start = 0
        for frame, problems in self._parts(size):
            yield Chunk(frame, start, problems)
            start += len(frame)

    def _parts(self, size: int) -> Iterator[RowPart]:
        if self.whole is not None:
            frame, problems = self.whole.frame, self.whole.problems
            for start in range(0, max(len(frame), 1), size):
                part = frame.iloc[start : start + size].reset_index(drop=True)
                yield part, {at - start: why for at, why in problems.items() if start <= at < start + size}
            return
        if self.n_rows == 0:
            yield pd.DataFrame({name: pd.Series(dtype="str") for name in self.headings}), {}
        for plan in self.plans:
            for frame, problems in plan.parts(size):
                if len(self.plans) > 1:
                    if "source_file" not in frame.columns:
                        frame["source_file"] = pd.Series([plan.path.name] * len(frame), dtype="str")
                    missing = [name for name in self.headings if name not in frame.columns]
                    blank = {name: _blank_column(len(frame), self.kinds[name]) for name in missing}
                    frame = frame.assign(**blank)[self.headings]
                yield frame, problems


def _blank_column(n_rows: int, kinds: frozenset[str]) -> pd.Series:
    """Make the cells of a column that a file lacks, of the type the column has where files have it."""
    import pyarrow as pa

    stored = [kind.removeprefix("arrow ") for kind in sorted(kinds) if kind.startswith("arrow ")]
    if not stored:
        return column_of([None] * n_rows, kinds)
    if stored[0] in ("string", "large_string"):
        return pd.Series([None] * n_rows, dtype=pd.StringDtype(na_value=float("nan")))
    try:
        return pd.Series([None] * n_rows, dtype=pd.ArrowDtype(pa.type_for_alias(stored[0])))
    except ValueError:
        return pd.Series([None] * n_rows, dtype=object)


def open_stream(
    path: str | Path | Sequence[str | Path],
    *,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    stream_from: int = STREAM_FROM_BYTES,
) -> TableStream:
    """Open one table from a file, a folder or several files; takes and refuses what `read_table` does.

    Parameters
    ----------
    stream_from : int
        Bytes from which text and parquet files are streamed.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp(), "一月.csv")
    >>> _ = file.write_text("工单编号,诉求内容\\n001,路灯不亮\\n002,停车难\\n", encoding="gb18030")
    >>> stream = open_stream(file, stream_from=0)
    >>> stream.n_rows, stream.roles, [chunk.frame["工单编号"].tolist() for chunk in stream.chunks(1)]
    (2, {'text': '诉求内容', 'id': '工单编号'}, [['001'], ['002']])
    """
    check_encoding(encoding)
    given = [Path(path)] if isinstance(path, str | Path) else [Path(p) for p in path]
    files = [file for item in given for file in (table_files(item) if item.is_dir() else [item])]
    formats = _streamable(files, stream_from) if sheet is None else None
    if formats is None:
        table = read_table(path, columns=columns, sheet=sheet, encoding=encoding)
        return TableStream(
            list(table.frame.columns),
            table.roles,
            table.sources,
            len(table.frame),
            table.warnings,
            table.failures,
            whole=table,
        )
    plans: list[Plan] = []
    failures: list[InputError] = []
    for file, kind in zip(files, formats, strict=True):
        try:
            plans.append(_same_table(_plan(file, kind, encoding, columns), plans, columns))
        except InputError as error:
            if len(files) == 1:
                raise
            failures.append(error)
    if not plans:
        raise failures[0]
    return _joined(plans, tuple(failures), columns, len(files) > 1)


def _streamable(files: Sequence[Path], stream_from: int) -> list[str] | None:
    """Return the formats of files that are large and can all be streamed, or None."""
    try:
        if not files or sum(file.stat().st_size for file in files) < stream_from:
            return None
        formats = []
        for file in files:
            with open_bounded(file) as opened:
                head = opened.read(1 << 20)
            formats.append(detect_format(head, file) if head[:2] != b"PK" else "xlsx")
            # Wide characters and carriage returns as line ends are rare; they are read whole.
            if formats[-1] in ("delimited", "jsonl") and (b"\x00" in head[:4096] or b"\n" not in head):
                return None
    except (InputError, OSError):
        return None  # the reader of whole files says what is wrong
    return formats if set(formats) <= {"delimited", "jsonl", "parquet"} else None


def _plan(file: Path, kind: str, encoding: str | None, columns: Mapping[str, str] | None) -> Plan:
    if encoding is not None:
        with open_bounded(file) as opened:
            encoding = encoding_to_use(opened.read(8), encoding)
    if kind == "delimited":
        plan = plan_delimited(file, encoding, columns)
    elif kind == "jsonl":
        plan = plan_json_lines(file, encoding)
    else:
        plan = _plan_parquet(file)
    sample = next(plan.parts(SAMPLE_ROWS), None)
    odd = [] if sample is None else check_columns(sample[0], recognise_roles(plan.headings, columns=columns))
    notes = tuple(remark_at(file.name, note) for note in odd)
    plan = replace(plan, warnings=(*plan.warnings, *notes, *plan.last_warnings))
    if not plan.headings:
        raise InputError("the table is empty", path=file, fix="export it again", zh="表格是空的，请重新导出")
    return plan


def _same_table(plan: Plan, before: Sequence[Plan], columns: Mapping[str, str] | None) -> Plan:
    """Give the plan back where its rows belong below those of the first file, with a remark on its columns."""
    if not before:
        return plan
    first = before[0]
    roles, own = (recognise_roles(p.headings, columns=columns) for p in (first, plan))
    if not is_same_table(first.headings, roles, plan.headings, own):
        raise other_headings(plan.path, plan.headings, first.headings)
    note = remark_on_headings(plan.path.name, first.headings, plan.headings)
    return replace(plan, warnings=(*plan.warnings, note)) if note else plan


def _joined(
    plans: list[Plan], failures: tuple[InputError, ...], columns: Mapping[str, str] | None, is_several: bool
) -> TableStream:
    headings = headings_together(plan.headings for plan in plans)
    kinds = {
        name: frozenset[str]().union(
            *(plan.kinds.get(name, _BLANK if name not in plan.headings else frozenset()) for plan in plans)
        )
        for name in headings
    }
    if is_several and "source_file" not in headings:
        headings.append("source_file")
        kinds["source_file"] = frozenset({"str"})
    sources = tuple(
        Source(
            str(p.path), None, p.format, p.encoding, p.header_row, p.n_rows, p.sha256 or file_checksum(p.path)
        )
        for p in plans
    )
    warnings = tuple(dict.fromkeys(w for plan in plans for w in plan.warnings))
    roles = recognise_roles(headings, columns=columns)
    n_rows = sum(plan.n_rows for plan in plans)
    return TableStream(headings, roles, sources, n_rows, warnings, failures, kinds, plans=tuple(plans))


def _plan_parquet(path: Path) -> Plan:
    import pyarrow.parquet as pq
    from pyarrow.lib import ArrowException

    try:
        file = pq.ParquetFile(path)
        schema, n_rows = file.schema_arrow, file.metadata.num_rows
        headings, notes = name_fields(schema.names)
        kinds = {
            name: frozenset({f"arrow {kind}"}) for name, kind in zip(headings, schema.types, strict=True)
        }
    except (ArrowException, OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"the parquet file cannot be read ({str(error)[:120]})", path=path, zh="parquet 文件无法读取"
        ) from None

    def parts(size: int) -> Iterator[RowPart]:
        try:
            for batch in _even(pq.ParquetFile(path, pre_buffer=False).iter_batches(batch_size=size), size):
                yield batch.set_axis(headings, axis=1), {}
        except (ArrowException, OSError, UnicodeDecodeError) as error:
            raise InputError(
                f"the parquet file cannot be read ({str(error)[:120]})", path=path, zh="parquet 文件无法读取"
            ) from None

    def private_numbers() -> frozenset[str]:
        import pyarrow as pa

        names = [f.name for f in schema if pa.types.is_integer(f.type) or pa.types.is_floating(f.type)]
        found: set[str] = set()
        for batch in pq.ParquetFile(path).iter_batches(columns=names) if names else ():
            for name in set(names) - found:
                if any(map(is_private_number, batch.column(name).to_pylist())):
                    found.add(name)
        return frozenset(h for h, name in zip(headings, schema.names, strict=True) if name in found)

    return Plan(
        path,
        "parquet",
        None,
        1,
        headings,
        n_rows,
        parts,
        tuple(remark_at(path.name, note) for note in notes),
        kinds=kinds,
        private_numbers=private_numbers,
    )


def _even(batches: Iterator[Any], size: int) -> Iterator[pd.DataFrame]:
    """Cut batches of uneven length into frames of `size` rows; values keep the types they have in the file."""
    import pyarrow as pa

    waiting: list[Any] = []
    n_waiting = 0
    for batch in batches:
        waiting.append(batch)
        n_waiting += batch.num_rows
        while n_waiting >= size:
            table = pa.Table.from_batches(waiting)
            yield _arrow_frame(table.slice(0, size))
            rest = table.slice(size)
            waiting, n_waiting = rest.to_batches(), rest.num_rows
    if n_waiting:
        yield _arrow_frame(pa.Table.from_batches(waiting))


def _arrow_frame(table: Any) -> pd.DataFrame:
    import pyarrow as pa

    table.validate(full=True)  # Text that is no UTF-8 would fail only where somebody looks at it.

    def kind(of: Any) -> Any:
        is_text = pa.types.is_string(of) or pa.types.is_large_string(of)
        return pd.StringDtype(na_value=float("nan")) if is_text else pd.ArrowDtype(of)

    return table.to_pandas(types_mapper=kind, ignore_metadata=True)
