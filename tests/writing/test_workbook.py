"""Workbooks: sheets that go on, cells that go on, rows that wait on disk."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from textmine.reading.tables import read_table
from textmine.writing import workbook
from textmine.writing.tablerows import Spool, rows_of
from textmine.writing.workbook import Workbook


def values_of(path: Path) -> dict[str, list[list[object]]]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


@pytest.mark.parametrize("n_rows", [0, 1, 4, 5, 8, 9])
def test_add_table_goes_on_in_further_sheets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, n_rows: int
) -> None:
    monkeypatch.setattr(workbook, "MAX_SHEET_ROWS", 5)  # four rows and their headings
    frame = pd.DataFrame({"编号": range(n_rows), "内容": [f"路灯{at}" for at in range(n_rows)]})
    with Workbook(tmp_path / "a.xlsx") as book:
        book.add_table("数据", frame)
    found = values_of(tmp_path / "a.xlsx")
    assert [rows[0] for rows in found.values()] == [["编号", "内容"]] * max(1, -(-n_rows // 4))
    assert [row for rows in found.values() for row in rows[1:]] == frame.to_numpy().tolist()
    assert list(read_table(tmp_path / "a.xlsx").frame["编号"] if n_rows else []) == list(range(n_rows))


def test_add_table_writes_the_same_bytes_from_disk_as_from_memory(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "编号": ["001", None, "003"],
            "内容": ["路灯" * 20_000, "短", "=1+1"],
            "时间": [pd.Timestamp(2025, 1, 2), pd.NaT, pd.Timestamp(2025, 3, 4, 5, 6, 7)],
            "混合": [dt.datetime(2025, 1, 2), "不详", 3],
            "数": [1.5, float("nan"), 2.0],
            "对": [True, False, True],
        }
    )
    folder = tmp_path / "spool"
    folder.mkdir()
    spool = Spool(folder)
    for start in (0, 2):
        spool.append(frame.iloc[start : start + 2])
    for name, table in (("a", rows_of(frame)), ("b", spool.rows())):
        with Workbook(tmp_path / f"{name}.xlsx") as book:
            book.add_table("数据", table)
    assert values_of(tmp_path / "a.xlsx") == values_of(tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_add_table_never_puts_the_rest_of_a_cell_into_a_column_of_that_name(tmp_path: Path) -> None:
    frame = pd.DataFrame({"内容": ["长" * 40_000], "内容_part2": ["另一列"]})
    with Workbook(tmp_path / "a.xlsx") as book:
        book.add_table("数据", frame)
    headings, row = values_of(tmp_path / "a.xlsx")["数据"]
    assert headings == ["内容", "内容_part2_", "内容_part2"]
    assert row[0] + row[1] == "长" * 40_000
    assert row[2] == "另一列"


def test_spool_keeps_its_values_out_of_memory(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    for _ in range(3):
        spool.append(pd.DataFrame({"内容": pd.Series(["路灯不亮"] * 4, dtype="str")}))
    assert len(list(tmp_path.iterdir())) == 3
    assert spool._mixed == [{}] * 3
    assert spool.rows().frame_of(["内容"])["内容"].tolist() == ["路灯不亮"] * 12
