"""Write workbooks people can work in: frozen headings, filters, widths, colours, drop-downs, no formulas."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import pandas as pd

from textmine.writing.cells import sheet_pieces

__all__ = ["Workbook"]

MAX_SHEET_ROWS = 1_048_576  # including the row of headings
_MAX_WIDTH, _MIN_WIDTH = 60, 8
_SAMPLE_ROWS = 200
# A fixed creation time: the same table gives the same bytes.
_CREATED = dt.datetime(2020, 1, 1)


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
                "default_date_format": "yyyy-mm-dd hh:mm:ss",
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
        frame: pd.DataFrame,
        *,
        choices: Mapping[str, Sequence[str]] | None = None,
        colours: Mapping[str, Mapping[str, str]] | None = None,
        shares: Sequence[str] = (),
        comments: Mapping[str, str] | None = None,
    ) -> None:
        """Add a sheet with a table; a table longer than a sheet goes on in further sheets.

        Parameters
        ----------
        choices : mapping of column to values
            Columns that get a drop-down.
        colours : mapping of column to (value to colour)
            Cells of the column are filled by their value.
        shares : columns shown as per cent.
        comments : mapping of column to the text shown when the pointer rests on its heading.
        """
        whole = _split_long_cells(frame, self.warnings)
        step = MAX_SHEET_ROWS - 1
        for number, start in enumerate(range(0, max(len(whole), 1), step), start=1):
            title = name if number == 1 else f"{name} {number}"
            part = whole.iloc[start : start + step]
            self._add_sheet(title, part, choices or {}, colours or {}, set(shares), comments or {})

    def _add_sheet(
        self,
        name: str,
        frame: pd.DataFrame,
        choices: Mapping[str, Sequence[str]],
        colours: Mapping[str, Mapping[str, str]],
        shares: set[str],
        comments: Mapping[str, str],
    ) -> None:
        sheet = self._book.add_worksheet(name[:31])
        names = [str(c) for c in frame.columns]
        fills = {
            column: {v: self._book.add_format({"bg_color": c, "valign": "top"}) for v, c in of_value.items()}
            for column, of_value in colours.items()
        }
        for at, heading in enumerate(names):
            width = _width(heading, frame.iloc[:_SAMPLE_ROWS, at].tolist())
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, heading[:32767], self._heading)
            if heading in comments:
                sheet.write_comment(0, at, comments[heading])
            if heading in choices and len(frame):
                listed = list(choices[heading])
                sheet.data_validation(
                    1, at, len(frame), at, {"validate": "list", "source": self._list_source(heading, listed)}
                )
        sheet.freeze_panes(1, 0)
        if names:
            sheet.autofilter(0, 0, max(len(frame), 1), len(names) - 1)
        columns = [frame.iloc[:, at].tolist() for at in range(len(names))]
        wide = [
            sheet_width >= _MAX_WIDTH
            for sheet_width in (_width(n, c[:_SAMPLE_ROWS]) for n, c in zip(names, columns, strict=True))
        ]
        for row, cells in enumerate(zip(*columns, strict=True), start=1):
            for at, value in enumerate(cells):
                heading = names[at]
                style = fills[heading].get(str(value), self._top) if heading in fills else self._top
                if heading in shares:
                    style = self._percent
                elif wide[at]:
                    style = self._wrapped
                _write_cell(sheet, row, at, sheet_pieces(value)[0], style)

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


def _write_cell(sheet: Any, row: int, at: int, value: Any, style: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, at, value, style)
    elif isinstance(value, int | float):
        sheet.write_number(row, at, value, style)
    elif isinstance(value, dt.datetime | dt.date | dt.time):
        sheet.write_datetime(row, at, value.replace(tzinfo=None) if isinstance(value, dt.datetime) else value)
    else:
        sheet.write_string(row, at, value, style)


def _split_long_cells(frame: pd.DataFrame, warnings: list[str]) -> pd.DataFrame:
    """Put what is too long for a cell into further columns, with a word about it: nothing is cut."""
    parts: dict[str, Any] = {}
    for at, name in enumerate(frame.columns):
        values = frame.iloc[:, at]
        parts[str(name)] = values
        if not (values.dtype == object or pd.api.types.is_string_dtype(values.dtype)):
            continue
        pieces = [sheet_pieces(v) for v in values.tolist()]
        most = max((len(p) for p in pieces), default=1)
        for number in range(2, most + 1):
            extra = f"{name}_part{number}"
            parts[extra] = pd.Series(
                [p[number - 1] if len(p) >= number else None for p in pieces], index=frame.index, dtype=object
            )
        if most > 1:
            warnings.append(
                f"column {name!r} holds texts longer than a cell; the rest stands in {name}_part2 …"
            )
    return pd.DataFrame(parts, index=frame.index)


def _width(heading: str, values: Sequence[Any]) -> float:
    lengths = sorted(_shown_width(str(v)) for v in values if v is not None and v == v)
    typical = lengths[int(len(lengths) * 0.9)] if lengths else 0
    return float(min(max(typical, _shown_width(heading) + 3, _MIN_WIDTH), _MAX_WIDTH))


def _shown_width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text[:120])
