"""Numbers of sixteen and more digits: read as they stand in the file, named where a spreadsheet rounded them."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from textmine.errors import chinese_of
from textmine.reading.longnumbers import lost_digits
from textmine.reading.tables import read_table

KEYS = ["202403010905120001", "202403010905120002", "20240301090512003", "41010119900307451"]


def workbook(path: Path, cells: list[str], *, sheet: str = "3月&补录", more: str = "") -> Path:
    """Write a workbook whose XML holds the given text of numbers under 工单编号; openpyxl would round it."""
    book = openpyxl.Workbook()
    book.active.title = "说明"
    page = book.create_sheet(sheet)
    page.append(["工单编号", "诉求内容", "件数"])
    for at, _ in enumerate(cells):
        page.append([at + 5000, f"第{at}盏路灯不亮", 2])
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = next(n for n, text in parts.items() if b"<v>5000</v>" in text)
    text = parts[name].decode()
    for at, cell in enumerate(cells):
        text = text.replace(f"<v>{at + 5000}</v>", f"{more}<v>{cell}</v>")
    parts[name] = text.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return path


@pytest.mark.parametrize("more", ["", "<f>ROW()*1</f>", "<f/>"])
def test_long_numbers_are_read_digit_by_digit(tmp_path: Path, more: str) -> None:
    table = read_table(workbook(tmp_path / "a.xlsx", KEYS, more=more))
    assert table.frame["工单编号"].tolist() == KEYS
    assert str(table.frame["工单编号"].dtype) == "str"
    assert table.frame["件数"].tolist() == [2] * 4
    assert not any("工单编号" in note for note in table.warnings)


def test_numbers_kept_to_fifteen_digits_are_named(tmp_path: Path) -> None:
    table = read_table(workbook(tmp_path / "a.xlsx", ["2.0240301090512E+17", "2.0240301090513E+17"]))
    notes = [note for note in table.warnings if "工单编号" in note]
    assert len(notes) == 1
    assert "编号超过15位，已失真" in chinese_of(notes[0])
    assert re.search("2 rows hold numbers of more than 15 digits", notes[0])


def test_numbers_written_out_with_zeros_for_what_was_lost_are_named(tmp_path: Path) -> None:
    table = read_table(workbook(tmp_path / "a.xlsx", ["202403010905120000", "202403010905130000"]))
    assert table.frame["工单编号"].tolist() == ["202403010905120000", "202403010905130000"]
    assert any("已失真" in chinese_of(note) for note in table.warnings)


def test_short_numbers_and_workbooks_without_long_ones_are_not_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textmine.reading.sheets.exact_numbers", lambda raw: pytest.fail("searched"))
    assert read_table(workbook(tmp_path / "a.xlsx", ["202403010905", "13812345678"])).frame[
        "工单编号"
    ].tolist() == [202403010905, 13812345678]


def test_csv_with_powers_of_ten_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("工单编号,诉求内容\n2.02403E+13,路灯不亮\n2.02403E+13,停车难\n", encoding="utf-8")
    assert any("写成了科学计数法，已失真" in chinese_of(note) for note in read_table(path).warnings)


@pytest.mark.parametrize(
    "values",
    [
        ["202403010905120001", "202403010905120000"],
        ["2024030109051210"],  # one zero may be chance
        ["1.5E+1", "3E-5", "1.23456E+5", "E12", "2024-03-01", 13812345678, 1e300 * 0, None, 99.5, True],
        [10**15 + 1, 123456],
    ],
)
def test_numbers_that_may_be_whole_are_not_named(values: list[object]) -> None:
    assert lost_digits(values) == []


def test_what_openpyxl_writes_is_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["工单编号", "诉求内容"])
    for at in range(5):
        book.active.append([202403010905120001 + at, f"第{at}盏路灯不亮"])
    book.save(tmp_path / "a.xlsx")
    table = read_table(tmp_path / "a.xlsx")
    assert isinstance(table.frame["工单编号"], pd.Series)
    assert any("已失真" in chinese_of(note) for note in table.warnings)
