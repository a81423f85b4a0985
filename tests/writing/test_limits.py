"""What the writers do just below and just above each of their limits."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from textmine.writing.cells import sheet_pieces
from textmine.writing.workbook import Workbook


def _sheet(tmp_path: Path, table: pd.DataFrame) -> openpyxl.worksheet.worksheet.Worksheet:
    path = tmp_path / "a.xlsx"
    with Workbook(path) as book:
        book.add_table("结果", table)
    return openpyxl.load_workbook(path).worksheets[0]


@pytest.mark.parametrize(
    ("value", "expected"),
    [(10**15 - 1, 10**15 - 1), (10**15, "1000000000000000"), (-(10**15), "-1000000000000000")],
)
def test_integers_of_more_than_fifteen_digits_become_text(value: int, expected: object) -> None:
    assert sheet_pieces(value) == [expected]


@pytest.mark.parametrize(("n", "n_pieces"), [(32767, 1), (32768, 2)])
def test_a_cell_holds_32767_characters(n: int, n_pieces: int) -> None:
    assert len(sheet_pieces("长" * n)) == n_pieces


@pytest.mark.parametrize(("value", "width"), [("灯", 8), ("灯" * 10, 20), ("灯" * 29, 58), ("灯" * 200, 60)])
def test_columns_are_eight_to_sixty_places_wide(tmp_path: Path, value: str, width: int) -> None:
    sheet = _sheet(tmp_path, pd.DataFrame({"a": [value] * 20}))
    # The file keeps the width with the margin of the standard font.
    assert sheet.column_dimensions["A"].width == pytest.approx(width, abs=1)


def test_the_first_two_hundred_rows_say_how_wide_a_column_is(tmp_path: Path) -> None:
    table = pd.DataFrame({"a": ["灯"] * 200 + ["灯" * 20] * 200})
    assert _sheet(tmp_path, table).column_dimensions["A"].width == pytest.approx(8, abs=1)


@pytest.mark.parametrize(("n_lines", "points"), [(2, 30), (10, 150), (100, 408)])
def test_rows_are_as_high_as_their_lines_and_never_higher_than_excel_allows(
    tmp_path: Path, n_lines: int, points: int
) -> None:
    text = "\n".join(["路灯不亮" * 8] * n_lines)
    sheet = _sheet(tmp_path, pd.DataFrame({"a": [text] * 3}))
    assert sheet.row_dimensions[2].height == points


def test_sheets_are_printed_on_a4(tmp_path: Path) -> None:
    assert _sheet(tmp_path, pd.DataFrame({"a": ["灯"]})).page_setup.paperSize == 9
