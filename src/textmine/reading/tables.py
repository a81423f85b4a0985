"""Read complaint tables as they come: every row and column kept, each row's fate on record."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.errors import InputError, Remark, remark_at
from textmine.reading.encodings import check_encoding
from textmine.reading.formats import file_checksum, open_raw, table_files
from textmine.reading.headingrows import find_headings, remark_on_copies, remark_on_two_rows, rows_of_headings
from textmine.reading.headings import name_columns, name_fields, recognise_roles, title_above
from textmine.reading.joining import headings_together, is_same_table, other_headings, remark_on_headings
from textmine.reading.plausibility import LAST_ROWS, check_columns, check_last_row, short_rows
from textmine.reading.remembered import fitting_sheets, remembered_columns
from textmine.reading.sheets import UNREADABLE, Sheet, no_records, read_sheets, to_text
from textmine.reading.times import parse_times
from textmine.text.documents import document_text, says_something

__all__ = ["Source", "Table", "column_of", "describe_sources", "read_complaints", "read_table"]


# Files of records, which name their fields: no row holds the headings.
_OF_RECORDS = frozenset({"jsonl", "parquet"})


@dataclass(frozen=True)
class Source:
    """Say where rows came from: file, sheet, format, encoding, row of the headings (from 1), rows, SHA-256."""

    path: str
    sheet: str | None
    format: str
    encoding: str | None
    header_row: int
    n_rows: int
    sha256: str

    @property
    def first_row(self) -> int:
        """Row of the sheet or line of the file in which the first of its rows stands, from 1."""
        return self.header_row + (self.format not in _OF_RECORDS)


def describe_sources(sources: Sequence[Source], roles: Mapping[str, str]) -> dict[str, str]:
    """Say in words what was read, for a provenance sheet: which headings played which role, each input, its SHA-256.

    Examples
    --------
    >>> source = Source("in/三月.xlsx", "Sheet1", "xlsx", None, 1, 12, "ab12")
    >>> describe_sources([source], {"text": "内容"})
    {'columns used': 'text=内容', 'input 1': '三月.xlsx [Sheet1]: 12 rows, xlsx', 'input 1 sha256': 'ab12'}
    """
    about = {"columns used": ", ".join(f"{role}={heading}" for role, heading in roles.items())}
    for number, source in enumerate(sources, start=1):
        where = f" [{source.sheet}]" if source.sheet else ""
        about[f"input {number}"] = (
            f"{Path(source.path).name}{where}: {source.n_rows} rows, {source.encoding or source.format}"
        )
        about[f"input {number} sha256"] = source.sha256
    return about


@dataclass(frozen=True)
class Table:
    """Hold a table as read, the roles of its columns, and everything that was odd.

    Attributes
    ----------
    frame : DataFrame
        Every row and column in order, values as read. Several files or sheets add `source_file` and `source_sheet`.
    roles : dict of role to heading
    sources : tuple of Source
    warnings : tuple of str
        What a reader of the result should know.
    problems : dict of row position to str
        Rows that could not be read as they should.
    failures : tuple of InputError
        Files of a folder that could not be read at all.
    """

    frame: pd.DataFrame
    roles: dict[str, str]
    sources: tuple[Source, ...]
    warnings: tuple[str, ...] = ()
    problems: dict[int, str] = field(default_factory=dict)
    failures: tuple[InputError, ...] = ()

    def column(self, role: str) -> pd.Series | None:
        """Return the column that plays a role, or None."""
        heading = self.roles.get(role)
        return None if heading is None else self.frame[heading]

    @property
    def first_row(self) -> int:
        """Row of the sheet in which the first row of the table stands, from 1; 1 where several were joined."""
        return self.sources[0].first_row if len(self.sources) == 1 else 1

    def require_text(self) -> Table:
        """Return the table itself, or raise an error that lists the headings when no column holds the text."""
        if "text" in self.roles or "title" in self.roles:
            return self
        headings = [str(name) for name in self.frame.columns]
        found = ", ".join(name[:_SHOWN] for name in headings[:_LISTED])
        more = len(headings) > _LISTED
        # 路灯坏了半个月，没人管 is no heading: the file begins with its first complaint.
        is_sentence = any(_SENTENCE.search(name) for name in headings)
        raise InputError(
            "no column is known to hold the text",
            path=self.sources[0].path if self.sources else None,
            fix=(
                "the first row looks like data, not headings: put a row of headings above it, or "
                * is_sentence
            )
            + f"name it with --columns text=HEADING; headings found: {found}{' …' * more}",
            zh="找不到正文列；"
            + "第一行像是内容而不是列名：请在最上面加一行列名（如“诉求内容”）；已有列名的，" * is_sentence
            + f"请用 --columns text=列名 指定。现有列：{found}{f' ……（共 {len(headings)} 列）' * more}",
        )

    def documents(self) -> list[str]:
        """Return one text per row: title, newline, body; a title that already heads the body is not repeated.

        A row that repeats the headings says nothing.

        Raises
        ------
        InputError
            When no column holds text; the message lists the headings found.
        """
        self.require_text()
        empty = [None] * len(self.frame)
        titles = self.frame[self.roles["title"]].tolist() if "title" in self.roles else empty
        bodies = self.frame[self.roles["text"]].tolist() if "text" in self.roles else empty
        found = [
            document_text(to_text(title), to_text(body)) for title, body in zip(titles, bodies, strict=True)
        ]
        for at in rows_of_headings(self.frame, self.roles):
            found[at] = ""
        return found


def read_table(
    path: str | Path | Sequence[str | Path],
    *,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
) -> Table:
    """Read one table from a file, a folder or several files.

    Parameters
    ----------
    path : path or paths
        ``.xlsx .xls .csv .tsv .jsonl .parquet``, gzipped or not, or a folder of them.
    columns : mapping of role to heading, optional
        Overrides the table of known headings.
    sheet : str, optional
        Read this sheet only. Otherwise all sheets with the headings of the first are joined.
    encoding : str, optional
        Overrides the detection (UTF-8, else GB18030).

    Raises
    ------
    InputError
        When nothing can be read. When one file of a folder fails, the others are read and `failures` says which.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "一月.csv")
    ...     _ = file.write_text("工单编号,诉求内容\\n001,路灯不亮\\n", encoding="gb18030")
    ...     table = read_table(file)
    >>> table.roles
    {'text': '诉求内容', 'id': '工单编号'}
    >>> table.frame.loc[0, "工单编号"]
    '001'
    """
    check_encoding(encoding)
    given = [path] if isinstance(path, str | Path) else list(path)
    files: list[Path] = []
    for item in map(Path, given):
        files.extend(table_files(item) if item.is_dir() else [item])
    if not files:
        raise InputError(
            "the folder holds no table",
            path=Path(given[0]),
            fix="supported: xlsx xls csv tsv jsonl parquet",
            zh="文件夹中没有表格",
        )
    parts: list[Table] = []
    failures: list[InputError] = []
    for file in files:
        try:
            parts.append(_read_file(file, columns, sheet, encoding, parts[0] if parts else None))
        except InputError as error:
            if len(files) == 1:
                raise
            failures.append(error)
    if not parts:
        raise failures[0]
    joined = _join(parts, len(files) > 1)
    return replace(joined, failures=tuple(failures))


def _read_file(
    path: Path,
    columns: Mapping[str, str] | None,
    sheet_name: str | None,
    encoding: str | None,
    before: Table | None,
) -> Table:
    raw = open_raw(path)
    sheets = [
        s for s in read_sheets(raw, encoding=encoding) if any(any(c is not None for c in r) for r in s.rows)
    ]
    names = [s.name for s in sheets if s.name]
    if sheet_name is not None:
        sheets = [s for s in sheets if s.name == sheet_name]
        if not sheets:
            raise InputError(
                f"no sheet {sheet_name!r}",
                path=path,
                fix=f"sheets: {', '.join(names) or '(none)'}",
                zh=f"没有此工作表；现有：{'、'.join(names)}",
            )
    if not sheets:
        raise InputError("the table is empty", path=path, fix="export it again", zh="表格是空的，请重新导出")
    digest = file_checksum(path)
    chosen_columns = columns or remembered_columns(sheets)
    if chosen_columns and len(sheets) > 1:
        sheets = fitting_sheets(sheets, chosen_columns)
    parts = [_build(s, path, raw.format, chosen_columns, digest) for s in sheets]
    chosen = _choose(parts, before, path)
    skipped = [p for p in parts if not any(p is c for c in chosen)]
    joined = _join(chosen, False, len(chosen) > 1)
    notes = [remark_at(path.name, _left_out(p.sources[0].sheet, 1 + len(p.frame))) for p in skipped]
    return replace(joined, warnings=(*joined.warnings, *notes))


def _choose(parts: list[Table], before: Table | None, path: Path) -> list[Table]:
    """Keep the sheets that belong with the first sheet that has a text column (or with the file before)."""
    with_text = [p for role in ("text", "title") for p in parts if role in p.roles]
    leader = before if before is not None else (with_text or parts)[0]
    chosen = [p for p in parts if is_same_table(leader.frame.columns, leader.roles, p.frame.columns, p.roles)]
    if not chosen:
        raise other_headings(path, list(parts[0].frame.columns), leader.frame.columns)
    return chosen


def _build(sheet: Sheet, path: Path, kind: str, columns: Mapping[str, str] | None, digest: str) -> Table:
    is_of_records = kind in _OF_RECORDS
    cells, top, header = (
        (list(sheet.rows[0]), 0, 0) if is_of_records else find_headings(sheet.rows, columns=columns)
    )
    warnings: list[str] = list(sheet.notes)
    if above := [to_text(c) for row in sheet.rows[:top] for c in row if c is not None]:
        warnings.append(title_above(top, " ".join(above)))
    if joined := remark_on_two_rows(top, header):
        warnings.append(joined)
    body = sheet.rows[header + 1 :]
    while body and not is_of_records and all(cell is None for cell in body[-1]):
        body.pop()
    headings, notes = name_fields(cells) if is_of_records else name_columns(cells, body)
    warnings += notes
    problems = {at - header - 1: text for at, text in sheet.problems.items() if at > header}
    width = len(headings)
    rows = []
    n_short = 0
    for row in body:
        n_short += 0 < len(row) < width and kind == "delimited"
        rows.append(row[:width] + [None] * (width - len(row)))
    if n_short:
        warnings.append(short_rows(n_short))
    data = {name: column_of([row[at] for row in rows]) for at, name in enumerate(headings)}
    frame = pd.DataFrame(data, index=pd.RangeIndex(len(rows)))
    if problems and UNREADABLE in frame.columns:
        warnings.append(no_records(len(problems)))
    source = Source(str(path), sheet.name, kind, sheet.encoding, header + 1, len(rows), digest)
    roles = recognise_roles(list(frame.columns), columns=columns)
    odd = check_columns(frame, roles)
    if copies := rows_of_headings(frame, roles):
        odd.append(remark_on_copies(len(copies)))
    if rows and kind != "jsonl":
        # Sums stand above signatures.
        for at in range(max(0, len(rows) - LAST_ROWS), len(rows)):
            odd += check_last_row(rows[at], source.first_row + at)
    said = tuple(remark_at(path.name, note) for note in (*warnings, *odd))
    return Table(frame, roles, (source,), said, problems)


def _left_out(sheet: str | None, n_rows: int) -> Remark:
    return Remark(
        f"sheet {sheet!r} has other headings and was left out with {n_rows} rows, the first included; "
        f"--sheet {sheet} reads it alone",
        zh=f"工作表“{sheet}”的列名不同，其中 {n_rows} 行（含首行）未读取；可用 --sheet {sheet} 单独读取",
    )


def column_of(values: list[Any], kinds: Set[str] | None = None) -> pd.Series:
    """Keep values as read: text stays text, whole numbers stay whole, mixtures stay mixtures.

    Parameters
    ----------
    kinds : names of the types in the whole column, where `values` are only a part of it

    Examples
    --------
    >>> str(column_of(["007", None]).dtype), str(column_of([7, 8]).dtype), str(column_of([7, "八"]).dtype)
    ('str', 'int64', 'object')
    """
    if kinds is None:
        kinds = {type(v).__name__ for v in values}
    has_blank, found = "NoneType" in kinds, kinds - {"NoneType"}
    if found <= {"str"}:
        return pd.Series(values, dtype="str")
    if found == {"int"} and not has_blank and all(-(2**63) <= v < 2**63 for v in values):
        return pd.Series(values, dtype="int64")
    if found <= {"int", "float"} and "float" in found:
        return pd.Series(values, dtype="float64")
    if found == {"bool"} and not has_blank:
        return pd.Series(values, dtype="bool")
    if found == {"datetime"} and all(v is None or 1678 < v.year < 2262 for v in values):
        return pd.Series(pd.to_datetime(pd.Series(values, dtype=object)))
    return pd.Series(values, dtype=object)


def _join(parts: list[Table], several_files: bool, several_sheets: bool = False) -> Table:
    if len(parts) == 1 and not several_files and not several_sheets:
        return parts[0]
    frames, problems, notes, start = [], {}, [], 0
    order = headings_together(part.frame.columns for part in parts)
    for part in parts:
        file, sheet = Path(part.sources[0].path).name, part.sources[0].sheet
        notes.append(
            remark_on_headings(
                sheet if several_sheets and sheet else file, parts[0].frame.columns, part.frame.columns
            )
        )
        frame = _with_columns(part.frame, order)
        if several_files and "source_file" not in part.frame.columns:
            frame["source_file"] = file
        if several_sheets:
            # A user's own column of this name is data; ours steps aside as everywhere.
            own = "source_sheet" in order
            frame["textmine_source_sheet" if own else "source_sheet"] = sheet
            if own:
                notes.append(_renamed_sheet_column())
        elif several_files and sheet and "source_sheet" not in part.frame.columns:
            frame["source_sheet"] = sheet
        problems.update({start + at: text for at, text in part.problems.items()})
        start += len(frame)
        frames.append(frame)
    if _kinds_differ(frames):
        frames = [frame.astype(object) for frame in frames]
    whole = pd.concat(frames, ignore_index=True)
    sources = tuple(source for part in parts for source in part.sources)
    roles = {role: heading for part in reversed(parts) for role, heading in part.roles.items()}
    said = [w for part in parts for w in part.warnings] + [note for note in notes if note]
    return Table(whole, roles, sources, tuple(dict.fromkeys(said)), problems)


def _renamed_sheet_column() -> Remark:
    return Remark(
        "the input has a column 'source_sheet'; ours is called textmine_source_sheet",
        zh="输入表已有列 source_sheet，本程序的列写为 textmine_source_sheet",
    )


def _with_columns(frame: pd.DataFrame, order: Sequence[str]) -> pd.DataFrame:
    """Copy a frame with these columns in this order; those it lacks are blank."""
    blank = column_of([None] * len(frame))
    return pd.DataFrame({name: frame[name] if name in frame.columns else blank for name in order})


def _kinds_differ(frames: list[pd.DataFrame]) -> bool:
    return len({tuple(map(str, frame.dtypes)) for frame in frames}) > 1


# Roles as they are called in the declared schema of complaints.
_LISTED, _SHOWN = 60, 40  # headings, and characters of each, that a message lists
_SENTENCE = re.compile(r"[\u4e00-\u9fff]{4,}[，。！？；]|[\u4e00-\u9fff]{16}")
_NAMES = {"id": "complaint_id", "time": "received_at", "reply_time": "replied_at", "closed_time": "closed_at"}
_TIMES = ("time", "reply_time", "closed_time")


def read_complaints(
    path: str | Path | Sequence[str | Path],
    *,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
) -> pd.DataFrame:
    """Read complaints into one table with declared columns, whatever the file calls them.

    Returns
    -------
    DataFrame
        One row per row of the file, in order: `complaint_id` (text; the row number where the file has none),
        `title`, `text`, then the other roles found (`received_at`, `replied_at`, `closed_at` as datetimes,
        NaT where unreadable), `document` (title, newline, body) and `status` (``ok``, ``empty``, ``unreadable``).

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "一月.csv")
    ...     _ = file.write_text("留言编号,留言主题,留言详情\\n7,路灯,路灯三天不亮\\n8,,\\n", encoding="utf-8")
    ...     complaints = read_complaints(file)
    >>> complaints[["complaint_id", "document", "status"]].values.tolist()
    [['7', '路灯三天不亮', 'ok'], ['8', '', 'empty']]
    """
    table = read_table(path, columns=columns, sheet=sheet, encoding=encoding).require_text()
    out: dict[str, Any] = {}
    n = len(table.frame)
    ids = table.column("id")
    out["complaint_id"] = [str(i + 1) for i in range(n)] if ids is None else [to_text(v) for v in ids]
    for role, heading in table.roles.items():
        if role == "id":
            continue
        values = table.frame[heading]
        name = _NAMES.get(role, role)
        if role in _TIMES:
            out[name] = parse_times(values)
        elif role == "likes":
            out[name] = pd.to_numeric(values, errors="coerce").fillna(0).astype("int64")
        else:
            out[name] = [to_text(v) for v in values]
    for role in ("title", "text"):
        out.setdefault(role, [""] * n)
    frame = pd.DataFrame(out, index=pd.RangeIndex(n))
    frame["document"] = table.documents()
    frame["status"] = ["ok" if says_something(text) else "empty" for text in frame["document"]]
    frame.loc[list(table.problems), "status"] = "unreadable"
    first = ["complaint_id", "title", "text"]
    return frame[first + [c for c in frame.columns if c not in first]]
