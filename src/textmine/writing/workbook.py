"""Write workbooks people can work in: frozen headings, filters, widths, colours, drop-downs, no formulas."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import pandas as pd

from textmine.errors import Remark
from textmine.writing.cells import MAX_CELL_CHARACTERS, sheet_pieces
from textmine.writing.tablerows import TableRows, rows_of

__all__ = ["Workbook"]

MAX_SHEET_ROWS = 1_048_576  # including the row of headings
_MAX_WIDTH, _MIN_WIDTH = 60, 8
_SAMPLE_ROWS = 200
_MOMENTS = "yyyy-mm-dd hh:mm:ss"
# Places a line of a column of width 60 holds: characters are narrower than the digit widths are measured in.
_PLACES_A_LINE = 66
_HEADING_SPARE_POINTS = 6
_LINE_POINTS, _MAX_ROW_POINTS = 15, 408  # a line of the usual 11 points; Excel allows 409 at most
_A4 = 9  # the number spreadsheets give this size of paper
_PROVENANCE = {"en": ("provenance", "item", "value"), "zh": ("来源", "项目", "内容")}  # sheet and headings
# A fixed creation time: the same table gives the same bytes.
_CREATED = dt.datetime(2020, 1, 1)


@dataclass(frozen=True)
class _Look:
    """Say how the columns of one table look."""

    names: list[str]
    choices: Mapping[str, Sequence[str]]
    fills: Mapping[str, Mapping[str, Any]]
    shares: frozenset[str]
    comments: Mapping[str, str]
    wide: set[int] = field(default_factory=set)


class Workbook:
    """Write tables to the sheets of one xlsx file.

    Examples
    --------
    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp(), "a.xlsx")
    >>> with Workbook(target) as book:
    ...     book.add_table("结果", pd.DataFrame({"内容": ["=1+1"]}))
    >>> from textmine.reading.tables import read_table
    >>> read_table(target).frame["内容"].tolist()
    ['=1+1']
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    def __enter__(self) -> Workbook:
        import xlsxwriter

        self._book = xlsxwriter.Workbook(
            str(self.path),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_date_format": _MOMENTS,
                # xlsxwriter keeps its parts in a folder it removes on close; beside the target it is on the same disk.
                "tmpdir": str(self.path.parent),
            },
        )
        self._book.set_properties({"created": _CREATED})
        self._heading = self._book.add_format(
            {"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._top = self._book.add_format({"valign": "top"})
        self._moment = self._book.add_format({"num_format": _MOMENTS, "valign": "top"})
        self._percent = self._book.add_format({"num_format": "0%", "valign": "top"})
        self.warnings: list[str] = []
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._book.close()

    def add_table(
        self,
        name: str,
        table: pd.DataFrame | TableRows,
        *,
        choices: Mapping[str, Sequence[str]] | None = None,
        colours: Mapping[str, Mapping[str, str]] | None = None,
        shares: Sequence[str] = (),
        comments: Mapping[str, str] | None = None,
    ) -> None:
        """Add a sheet with a table; a table longer than a sheet goes on in further sheets.

        A value too long for a cell goes on in further columns, with a warning: nothing is cut.

        Parameters
        ----------
        choices : mapping of column to values
            Columns that get a drop-down.
        colours : mapping of column to (value to colour)
            Cells of the column are filled by their value.
        shares : columns shown as per cent.
        comments : mapping of column to the text shown when the pointer rests on its heading.
        """
        rows = table if isinstance(table, TableRows) else rows_of(table)
        fills = {
            column: {v: self._book.add_format({"bg_color": c, "valign": "top"}) for v, c in of_value.items()}
            for column, of_value in (colours or {}).items()
        }
        look = _Look(_headings(rows, self.warnings), choices or {}, fills, frozenset(shares), comments or {})
        sheet, n_sheets, left = None, 0, rows.n_rows
        for first, part in _parts(rows, MAX_SHEET_ROWS - 1):
            if first == 0:
                n_sheets += 1
                title = name if n_sheets == 1 else f"{name} {n_sheets}"
                sheet = self._open_sheet(title, look, min(left, MAX_SHEET_ROWS - 1), part)
            self._write_rows(sheet, look, part, first + 1)
            left -= len(part[0]) if part else 0

    def add_provenance(self, about: Mapping[str, Any], *, lang: str = "en") -> None:
        """Add the sheet that says what the others were made of; reading the workbook again takes its headings from it."""
        name, key, value = _PROVENANCE[lang]
        self.add_table(name, pd.DataFrame({key: list(about), value: [str(told) for told in about.values()]}))

    def _open_sheet(self, name: str, look: _Look, n_rows: int, sample: list[list[Any]]) -> Any:
        sheet = self._book.add_worksheet(name[:31])
        n_lines = max((_n_lines(heading[:MAX_CELL_CHARACTERS]) for heading in look.names), default=1)
        sheet.set_row(0, min(n_lines * _LINE_POINTS + _HEADING_SPARE_POINTS, _MAX_ROW_POINTS))
        for at, heading in enumerate(look.names):
            width = _width(heading, sample[at][:_SAMPLE_ROWS] if sample else [])
            if width >= _MAX_WIDTH:
                look.wide.add(at)
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, heading[:MAX_CELL_CHARACTERS], self._heading)
            if heading in look.comments:
                sheet.write_comment(0, at, look.comments[heading])
            if heading in look.choices and n_rows:
                listed = list(look.choices[heading])
                sheet.data_validation(
                    1, at, n_rows, at, {"validate": "list", "source": self._list_source(heading, listed)}
                )
        sheet.freeze_panes(1, 0)
        if look.names:
            sheet.autofilter(0, 0, max(n_rows, 1), len(look.names) - 1)
        _set_up_print(sheet)
        return sheet

    def _write_rows(self, sheet: Any, look: _Look, columns: list[list[Any]], first_row: int) -> None:
        for row, cells in enumerate(zip(*columns, strict=True), start=first_row):
            n_lines = max((_n_lines(cells[at]) for at in look.wide), default=1)
            if (
                n_lines > 1
            ):  # Excel would find the height by itself; WPS and LibreOffice let lines run over each other.
                sheet.set_row(row, min(n_lines * _LINE_POINTS, _MAX_ROW_POINTS))
            for at, value in enumerate(cells):
                heading = look.names[at]
                style = self._top
                if heading in look.shares:
                    style = self._percent
                elif at in look.wide:
                    style = self._wrapped
                elif heading in look.fills:
                    style = look.fills[heading].get(str(value), self._top)
                if isinstance(value, dt.datetime | dt.date | dt.time):
                    style = self._moment
                _write_cell(sheet, row, at, value, style)

    def _list_source(self, heading: str, listed: list[str]) -> list[str] | str:
        """A drop-down holds 255 characters in place; longer lists stand on a sheet of their own."""
        if sum(len(value) + 1 for value in listed) <= 255:
            return listed
        name = "choices"
        if (sheet := self._book.get_worksheet_by_name(name)) is None:
            sheet = self._book.add_worksheet(name)
            sheet.hide()
            self._n_lists = 0
        column = self._n_lists
        self._n_lists += 1
        # constant_memory writes rows in order, so several lists would each need a sheet; one is all we have.
        for row, value in enumerate(listed):
            sheet.write_string(row, column, value)
        letter = chr(ord("A") + column)
        return f"={name}!${letter}$1:${letter}${len(listed)}"


def _n_lines(value: Any) -> int:
    """Count the lines a text takes in a column of the greatest width."""
    if not isinstance(value, str) or len(value) <= _MAX_WIDTH // 2:
        return 1
    # A Chinese character takes two places and three bytes, a Latin letter one of each.
    parts = value.split("\n") if "\n" in value else [value]
    return sum(
        max(1, -(-(len(part) + len(part.encode("utf-8", "replace"))) // (2 * _PLACES_A_LINE)))
        for part in parts
    )


def _set_up_print(sheet: Any) -> None:
    """On paper: A4 landscape, every column on the page's width, headings and page number on every page."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&A&R&P / &N")


def _write_cell(sheet: Any, row: int, at: int, value: Any, style: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, at, value, style)
    elif isinstance(value, int | float):
        sheet.write_number(row, at, value, style)
    elif isinstance(value, dt.datetime | dt.date | dt.time):
        plain = value.replace(tzinfo=None) if isinstance(value, dt.datetime) else value
        sheet.write_datetime(row, at, plain, style)
    else:
        sheet.write_string(row, at, value, style)


def _headings(rows: TableRows, warnings: list[str]) -> list[str]:
    """Name one column for each piece of the longest value; a piece never takes a name that is taken."""
    names: list[str] = []
    for name, n in zip(rows.names, rows.n_pieces, strict=True):
        names.append(name)
        for number in range(2, n + 1):
            piece = f"{name}_part{number}"
            while piece in names or piece in rows.names:
                piece += "_"
            names.append(piece)
        if n > 1:
            warnings.append(
                Remark(
                    f"column {name!r} holds texts longer than a cell; the rest stands in {name}_part2 …",
                    zh=f"列“{name}”有超过单元格上限的长文本，余下部分写在 {name}_part2 ……",
                )
            )
    return names


def _pieces_of(values: list[Any], n: int) -> list[list[Any]]:
    """Return one column of cells, or several where a value of the column fills more than one."""
    if n == 1:
        return [[sheet_pieces(v)[0] for v in values]]
    pieces = [sheet_pieces(v) for v in values]
    return [[p[at] if at < len(p) else None for p in pieces] for at in range(n)]


def _parts(rows: TableRows, n_most: int) -> Iterator[tuple[int, list[list[Any]]]]:
    """Yield columns of cells, cut where a sheet is full, and how many rows stand above them on their sheet.

    A table without rows yields one part without rows, so that its headings are written.
    """
    n_above = 0
    for block in rows.blocks():
        pieces = [_pieces_of(values, n) for values, n in zip(block, rows.n_pieces, strict=True)]
        columns = [column for of_name in pieces for column in of_name]
        start, n_block = 0, len(columns[0]) if columns else 0
        while start < n_block:
            stop = min(n_block, start + n_most - n_above)
            yield n_above, [column[start:stop] for column in columns]
            n_above, start = (n_above + stop - start) % n_most, stop
    if rows.n_rows == 0:
        yield 0, [[] for _ in range(sum(rows.n_pieces))]


def _width(heading: str, values: Sequence[Any]) -> float:
    lengths = sorted(_shown_width(str(v)) for v in values if v is not None and v == v)
    typical = lengths[int(len(lengths) * 0.9)] if lengths else 0
    return float(min(max(typical, _shown_width(heading) + 3, _MIN_WIDTH), _MAX_WIDTH))


def _shown_width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text[:120])
