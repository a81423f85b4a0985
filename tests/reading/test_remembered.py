"""A workbook that textmine wrote can be read again without naming its columns."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from textmine.errors import InputError
from textmine.reading.tables import read_table


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "三月.xlsx"
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"情况说明": ["路灯不亮", "垃圾没人清"], "登记日": ["3月1日", "3月2日"]}).to_excel(
            book, sheet_name="分类结果", index=False
        )
        pd.DataFrame({"类别": ["路灯"], "条数": [1]}).to_excel(book, sheet_name="汇总", index=False)
        pd.DataFrame({"项目": ["columns used"], "内容": ["text=情况说明, time=已删除的列"]}).to_excel(
            book, sheet_name="来源", index=False
        )
    return path


def test_roles_stated_by_the_last_sheet_are_remembered(workbook: Path) -> None:
    table = read_table(workbook)
    assert table.roles["text"] == "情况说明"
    assert table.frame["情况说明"].tolist() == ["路灯不亮", "垃圾没人清"]
    assert "time" not in table.roles


def test_columns_of_the_caller_win_and_other_sheets_are_no_error(workbook: Path) -> None:
    table = read_table(workbook, columns={"text": "登记日"})
    assert table.documents() == ["3月1日", "3月2日"]


def test_a_heading_that_no_sheet_has_is_an_error_that_lists_the_first_sheets(workbook: Path) -> None:
    with pytest.raises(InputError, match="found: 情况说明, 登记日"):
        read_table(workbook, columns={"text": "没有"})
