"""Read the XML tables that Excel 2003 wrote and many office systems still export under the ending .xls."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from typing import Any

from textmine.errors import InputError
from textmine.reading.formats import MAX_CELLS, RawFile

__all__ = ["Merged", "xml_sheets"]

Merged = tuple[tuple[int, int], tuple[int, int]]  # first and last (row, column), as in a workbook

_NAMESPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384  # of a sheet
_WHOLE = re.compile(r"-?\d{1,40}")


def xml_sheets(raw: RawFile) -> Iterator[tuple[str | None, list[list[Any]], list[Merged]]]:
    """Yield name, rows of cells and merged ranges of each sheet.

    Raises
    ------
    InputError
        When the file is no well-formed XML, or its cells span an absurd rectangle.

    Examples
    --------
    >>> from pathlib import Path
    >>> space = "urn:schemas-microsoft-com:office:spreadsheet"
    >>> cells = '<Cell><Data ss:Type="String">内容</Data></Cell><Cell ss:Index="3"><Data ss:Type="Number">7</Data></Cell>'
    >>> sheet = f'<Worksheet ss:Name="三月"><Table><Row>{cells}</Row></Table></Worksheet>'
    >>> text = f'<Workbook xmlns="{space}" xmlns:ss="{space}">{sheet}</Workbook>'
    >>> next(xml_sheets(RawFile(Path("a.xls"), "xml", text.encode())))
    ('三月', [['内容', None, 7]], [])
    """
    from lxml import etree

    name: str | None = None
    rows: list[list[Any]] = []
    merged: list[Merged] = []
    widest = 0
    events = etree.iterparse(
        io.BytesIO(raw.content),
        events=("start", "end"),
        tag=(f"{_NAMESPACE}Worksheet", f"{_NAMESPACE}Row"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    try:
        for event, element in events:
            if element.tag.endswith("Worksheet"):
                if event == "start":
                    name, rows, merged, widest = element.get(f"{_NAMESPACE}Name"), [], [], 0
                else:
                    yield name, rows, merged
                    element.clear()
            elif event == "end":
                at = _position(element, len(rows), _MOST_ROWS)
                rows += [[] for _ in range(at - len(rows))]
                rows.append(_cells(element, at, merged))
                widest = max(widest, len(rows[-1]))
                if len(rows) * widest > MAX_CELLS:
                    raise InputError(
                        f"the sheet spans {len(rows):,} rows by {widest:,} columns",
                        path=raw.path,
                        fix="delete what stands far outside the table, or save it as csv",
                        zh=f"工作表范围达 {len(rows)} 行 × {widest} 列，请删除远处的单元格或另存为 csv",
                    )
                element.clear()
    except etree.XMLSyntaxError as error:
        raise InputError(
            f"the XML table is damaged ({str(error)[:120]})",
            path=raw.path,
            fix="export it again, or open it in Excel and save it as xlsx",
            zh="XML 表格不完整或已损坏，请重新导出，或在 Excel 中另存为 xlsx",
        ) from None


def _cells(row: Any, at: int, merged: list[Merged]) -> list[Any]:
    cells: list[Any] = []
    for cell in row.iterchildren(f"{_NAMESPACE}Cell"):
        column = _position(cell, len(cells), _MOST_COLUMNS)
        cells += [None] * (column - len(cells))
        cells.append(_value(cell.find(f"{_NAMESPACE}Data")))
        across, down = (_number(cell.get(f"{_NAMESPACE}Merge{way}")) for way in ("Across", "Down"))
        cells += [None] * min(across, _MOST_COLUMNS - len(cells))
        if down:
            merged.append(((at, column), (min(at + down, _MOST_ROWS), column + across)))
    return cells


def _position(element: Any, following: int, most: int) -> int:
    """Return where a row or cell stands, counted from 0: at its index, which only ever goes forward."""
    return max(following, min(_number(element.get(f"{_NAMESPACE}Index")), most) - 1)


def _number(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,9}", text) else 0


def _value(data: Any) -> Any:
    """Return what a cell holds; errors are blanks, as in a workbook."""
    if data is None:
        return None
    text, kind = "".join(data.itertext()), data.get(f"{_NAMESPACE}Type")
    if kind == "Error" or not text:
        return None
    try:
        if kind == "Number":
            return int(text) if _WHOLE.fullmatch(text) else float(text)
        if kind == "DateTime":
            return dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    return text.strip() == "1" if kind == "Boolean" else text
