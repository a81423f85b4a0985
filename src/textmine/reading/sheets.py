"""Turn one raw file into sheets of cells, whatever the format."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.errors import InputError, Remark
from textmine.reading.delimited import (
    MAX_COLUMNS,
    delimited_records,
    sniff_delimiter,
    split_lines,
    too_many_columns,
)
from textmine.reading.encodings import decode_text
from textmine.reading.formats import MAX_CELLS, RawFile
from textmine.reading.longnumbers import EXACT_UP_TO, Exact, exact_numbers, is_too_long
from textmine.reading.spreadsheetml import xml_sheets

__all__ = ["Sheet", "no_records", "read_sheets"]

_MAX_HTML_TABLES, _MAX_HTML_CELLS, _MAX_SPANNED = 1_000, 5_000_000, 20_000
_WHOLE = re.compile(r"[1-9]\d{6,14}\.0")  # such numbers are written with decimals by mistake
_MAX_FILLED = 2_000_000  # more is no table made by people
UNREADABLE = "textmine_unreadable"  # a line that is no record is kept here, as it stands


@dataclass
class Sheet:
    """Hold the cells of one sheet, row by row, with what was odd about single rows."""

    name: str | None
    rows: list[list[Any]]
    encoding: str | None = None
    problems: dict[int, str] = field(default_factory=dict)
    has_header: bool = True
    notes: list[str] = field(default_factory=list)


def read_sheets(raw: RawFile, *, encoding: str | None = None) -> list[Sheet]:
    """Read all sheets of a file; texts have one, workbooks and pages may have several."""
    if raw.format in ("xlsx", "xls"):
        return list(_workbook_sheets(raw))
    if raw.format == "parquet":
        return [_parquet_sheet(raw)]
    if raw.format == "xml":
        return list(_xml_sheets(raw))
    decoded = decode_text(raw.content, encoding=encoding, path=raw.path)
    if raw.format == "html":
        return [Sheet(None, rows, decoded.encoding) for rows in _html_tables(decoded.text, raw.path)]
    if raw.format == "jsonl":
        return [_json_sheet(decoded.text, decoded.encoding, raw.path)]
    return [_delimited_sheet(decoded.text, decoded.encoding, raw, decoded.odd_lines)]


def _workbook_sheets(raw: RawFile) -> Iterator[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(raw.stream())
        exact: Exact | None = None
        visible = {about.name: about.visible for about in book.sheets_metadata}
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            rows = [[_cell(v) for v in row] for row in sheet.to_python(skip_empty_area=False)]
            if raw.format == "xlsx":
                exact = _put_exact(rows, raw, name, exact)
            n_filled = _fill_merged(rows, sheet.merged_cell_ranges or [])
            filled = [_covered(n_filled)] if n_filled else []
            hidden = (
                []
                if visible.get(name) == SheetVisibleEnum.Visible or not any(map(any, rows))
                else [_hidden(name)]
            )
            yield Sheet(name, rows, notes=[*raw.notes, *hidden, *filled])
    except (CalamineError, ValueError, OSError) as error:
        raise InputError(
            f"the workbook cannot be read ({str(error)[:120]})",
            path=raw.path,
            fix="open it in Excel and save it again",
            zh="工作簿无法读取，请在 Excel 中打开并重新保存",
        ) from None


def _xml_sheets(raw: RawFile) -> Iterator[Sheet]:
    for name, rows, merged in xml_sheets(raw):
        n_filled = _fill_merged(rows, merged)
        yield Sheet(name, rows, notes=[_covered(n_filled)] if n_filled else [])


def _put_exact(rows: list[list[Any]], raw: RawFile, name: str, exact: Exact | None) -> Exact | None:
    """Put the digits that stand in the file in the place of numbers too long for a spreadsheet's arithmetic."""
    long = [(at, c) for at, row in enumerate(rows) for c, v in enumerate(row) if is_too_long(v)]
    if not long:
        return exact
    exact = exact_numbers(raw) if exact is None else exact
    digits = exact.get(name, {})
    for at, column in long:
        found = digits.get((at, column))
        if found is not None and float(found) == rows[at][column]:
            rows[at][column] = found
    return exact


def _hidden(name: str) -> Remark:
    return Remark(
        f"sheet {name!r} is hidden in the workbook, and was read like the others",
        zh=f"工作表“{name}”在工作簿中是隐藏的，也一并读取",
    )


def _covered(n: int) -> Remark:
    return Remark(
        f"{n} cells covered by a merged cell got its value",
        zh=f"{n} 个被合并单元格覆盖的单元格已填入合并单元格的值",
    )


def no_records(n: int) -> Remark:
    """Say that lines of a jsonl file are no records."""
    return Remark(
        f"{n} lines are no records; they are kept in column {UNREADABLE}",
        zh=f"{n} 行不是 JSON 记录，原样保留在列 {UNREADABLE} 中",
    )


def _fill_merged(rows: list[list[Any]], ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> int:
    """Give the rows under a merged cell its value, as a reader of the sheet sees it; return how many cells that filled.

    Rows with nothing else in them stay blank, and merges across columns stay as they are: titles and signatures.
    """
    n_filled = 0
    for (top, left), (bottom, _) in ranges:
        if top >= len(rows) or left >= len(rows[top]) or rows[top][left] is None:
            continue
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row) and row[left] is None and any(cell is not None for cell in row):
                row[left] = rows[top][left]
                n_filled += 1
        if n_filled > _MAX_FILLED:
            break
    return n_filled


def _cell(value: Any) -> Any:
    """Give numbers that are whole back as integers, midnight dates as dates, blanks as None."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < EXACT_UP_TO else value
    if value == "":
        return None
    return value


def _parquet_sheet(raw: RawFile) -> Sheet:
    import pyarrow.parquet as pq
    from pyarrow.lib import ArrowException

    try:
        table = pq.ParquetFile(raw.stream()).read()
        table.validate(full=True)
        headings, columns = list(table.column_names), [column.to_pylist() for column in table.columns]
    except (ArrowException, OSError, ValueError, OverflowError) as error:
        raise InputError(
            f"the parquet file cannot be read ({str(error)[:120]})", path=raw.path, zh="parquet 文件无法读取"
        ) from None
    rows = [list(row) for row in zip(*columns, strict=True)] if columns else []
    return Sheet(None, [headings, *rows])


def _html_tables(text: str, path: Path) -> Iterator[list[list[Any]]]:
    from lxml import html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=False)
    root = html.fromstring(text.encode("utf-8", "replace"), parser=parser)
    # Each row belongs to the table next above it: tables inside tables would otherwise be read once for each level.
    lines: dict[Any, list[Any]] = {table: [] for table in root.iter("table")}
    for line in root.iter("tr"):
        owner = next(line.iterancestors("table"), None)
        if owner is not None:
            lines[owner].append(line)
    n_cells = n_spanned = 0
    if len(lines) > _MAX_HTML_TABLES:
        raise _too_much(path, f"{len(lines):,} tables")
    for own in lines.values():
        rows: list[list[Any]] = []
        carried: dict[int, tuple[int, Any]] = {}  # cells that reach down from the row above
        for line in own:
            row: list[Any] = []
            for cell in line.iterchildren("td", "th"):
                while len(row) in carried:
                    _carry(row, carried)
                value = _own_text(cell).strip() or None
                wide, high = _span(cell.get("colspan")), _span(cell.get("rowspan"))
                n_spanned += wide - 1
                for _ in range(wide):
                    if high > 1:
                        carried[len(row)] = (high - 1, value)
                    row.append(value)
                    value = None if wide > 1 else value
            while len(row) in carried:
                _carry(row, carried)
            rows.append(row)
            n_cells += len(row)
            # In a table made by people, most cells are written, not spanned.
            if n_cells > _MAX_HTML_CELLS or (n_spanned > _MAX_SPANNED and 2 * n_spanned > n_cells):
                raise _too_much(path, "an absurd number of cells")
        if rows:
            yield rows


def _too_much(path: Path, what: str) -> InputError:
    return InputError(
        f"the page spans {what}",
        path=path,
        fix="save it as csv if it is genuine",
        zh="网页表格规模异常，已拒绝；如确为真实数据请另存为 csv",
    )


def _own_text(cell: Any) -> str:
    """Return the text of a cell without that of tables inside it, which are read as tables of their own."""
    from lxml import etree

    for ending in cell.iter("br", "p", "div", "li"):
        # What stands on lines of its own in the browser does so in the cell.
        ending.tail = "\n" + (ending.tail or "")
    if cell.find(".//table") is None:
        return "".join(cell.itertext())
    pieces: list[str | None] = []
    walk = etree.iterwalk(cell, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            pieces.append(element.tail if element is not cell else None)
        elif element.tag == "table":
            walk.skip_subtree()
        else:
            pieces.append(element.text)
    return "".join(filter(None, pieces))


def _carry(row: list[Any], carried: dict[int, tuple[int, Any]]) -> None:
    at = len(row)
    left, value = carried.pop(at)
    if left > 1:
        carried[at] = (left - 1, value)
    row.append(value)


def _span(text: str | None) -> int:
    return min(max(int(text), 1), 1000) if text and text.strip().isdigit() else 1


def _json_sheet(text: str, encoding: str, path: Path) -> Sheet:
    records: list[dict[str, Any]] = []
    problems: dict[int, str] = {}
    headings: dict[str, None] = {}
    for line in text.split("\n"):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            if not isinstance(record, dict):
                raise ValueError("not an object")
        except (ValueError, RecursionError):
            problems[len(records) + 1] = "the line is no JSON object"
            record = {UNREADABLE: line}
        records.append(record)
        headings.update(dict.fromkeys(map(str, record)))
        # Each record may bring keys of its own: a table of all of them grows by the square.
        if len(headings) > MAX_COLUMNS or len(headings) * len(records) > MAX_CELLS:
            raise too_many_columns(len(headings), path=path, row=len(records))
    rows = [[plain_value(record.get(name)) for name in headings] for record in records]
    return Sheet(None, [list(headings), *rows], encoding, problems)


def plain_value(value: Any) -> Any:
    """Write lists and objects inside a JSON record as JSON text; other values stay."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _delimited_sheet(text: str, encoding: str, raw: RawFile, odd_lines: tuple[int, ...]) -> Sheet:
    text = text.removeprefix("\ufeff")
    if "\n" not in text:
        text = text.replace("\r", "\n")  # the line ends of old Macintosh programs
    delimiter = sniff_delimiter(text, is_tsv=is_tab_separated(raw.path))
    rows: list[list[Any]] = []
    problems: dict[int, str] = {}
    for record in delimited_records(split_lines(text), delimiter, odd=frozenset(odd_lines), path=raw.path):
        if record.problem:
            problems[len(rows)] = record.problem
        rows.append(list(record.cells))
    return Sheet(None, rows, encoding, problems)


def is_tab_separated(path: Path) -> bool:
    """Tell whether a file's ending says that tabs separate its cells."""
    return path.name.lower().removesuffix(".gz").endswith(".tsv")


def is_blank(value: Any) -> bool:
    """Tell whether a cell holds nothing: None, NaN, NaT or NA.

    Examples
    --------
    >>> is_blank(None), is_blank(float("nan")), is_blank(0)
    (True, True, False)
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    return isinstance(value, float) and value != value


def to_text(value: Any) -> str:
    """Write one cell as text, the way a spreadsheet shows it; blanks become an empty string.

    A telephone or a key in a column of numbers with blanks came as a decimal, and some programs write it so: 13974028816.0.

    Examples
    --------
    >>> to_text(13974028816.0), to_text("13974028816.0"), to_text(3.0), to_text("01234567.0"), to_text(None)
    ('13974028816', '13974028816', '3.0', '01234567.0', '')
    """
    if is_blank(value):
        return ""
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    text = str(value)
    return text[:-2] if text.endswith(".0") and _WHOLE.fullmatch(text) else text
