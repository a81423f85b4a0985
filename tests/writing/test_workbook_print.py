"""A workbook can be printed as it is: landscape, one page wide, headings on every page."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd

from textmine.writing.workbook import Workbook


def test_sheets_print_on_one_page_width_with_their_headings(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(path) as book:
        book.add_table("结果", pd.DataFrame({"内容": ["路灯不亮"] * 3, "类别": ["市政公用"] * 3}))
        book.add_table("空", pd.DataFrame({"内容": []}))
    for sheet in openpyxl.load_workbook(path).worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert int(sheet.page_setup.fitToHeight) == 0

        assert sheet.print_title_rows == "$1:$1"
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref


def test_wide_text_is_wrapped_in_a_column_of_bounded_width(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(path) as book:
        book.add_table(
            "结果", pd.DataFrame({"内容": ["路灯不亮，晚上走路看不清。" * 20] * 3, "号": ["1"] * 3})
        )
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert 40 <= sheet.column_dimensions["A"].width <= 62
    assert sheet.column_dimensions["B"].width < 12
    assert sheet["A2"].alignment.wrap_text


def test_rows_are_as_tall_as_their_wrapped_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    texts = ["路灯不亮，晚上走路看不清。" * 10, "短", "甲\n乙\n丙" + "，很长很长的一句话" * 10, "长" * 30_000]
    with Workbook(path) as book:
        book.add_table("结果", pd.DataFrame({"内容": texts}))
    heights = openpyxl.load_workbook(path).worksheets[0].row_dimensions
    assert heights[2].height == 60  # 130 characters of two places each, 66 places a line: four lines
    assert heights[3].height is None
    assert heights[4].height == 15 * (1 + 1 + 3)
    assert heights[5].height == 408
