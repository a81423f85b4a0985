"""Tables are written whole or not at all, and never as formulas."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from textmine.errors import InputError
from textmine.reading.tables import read_table
from textmine.writing.cells import delimited_cell, sheet_pieces
from textmine.writing.tables import write_table
from textmine.writing.targets import complete_or_nothing
from textmine.writing.workbook import Workbook

HOSTILE = ["=1+1", "+86", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x","点")', "\t=1", "正常"]


def test_write_table_never_writes_a_formula_to_a_workbook(tmp_path: Path) -> None:
    write_table(pd.DataFrame({"内容": HOSTILE}), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [c.value for c in sheet["A"]][1:] == HOSTILE
    assert {c.data_type for c in sheet["A"]} == {"s"}
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_write_table_marks_would_be_formulas_in_csv(tmp_path: Path) -> None:
    write_table(pd.DataFrame({"内容": ["=1+1", "@a", "-3.5", "正常"]}), tmp_path / "a.csv")
    lines = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines == ["内容", "'=1+1", "'@a", "-3.5", "正常"]


def test_write_table_begins_csv_with_a_mark_for_excel(tmp_path: Path) -> None:
    write_table(pd.DataFrame({"内容": ["路灯"]}), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_write_table_splits_cells_longer_than_excel_holds(tmp_path: Path) -> None:
    long = "长" * 70_000
    with Workbook(tmp_path / "a.xlsx") as book:
        book.add_table("data", pd.DataFrame({"内容": [long, "短"]}))
    assert book.warnings
    row = next(openpyxl.load_workbook(tmp_path / "a.xlsx").active.iter_rows(min_row=2, values_only=True))
    assert "".join(row) == long


def test_sheet_pieces_keep_control_characters_and_digits() -> None:
    assert sheet_pieces(12345678901234567890) == ["12345678901234567890"]
    assert sheet_pieces(float("nan")) == [None]
    assert delimited_cell(float("nan")) == ""


def test_write_table_survives_control_characters(tmp_path: Path) -> None:
    write_table(pd.DataFrame({"内容": ["a\x00b\x08c"]}), tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").active["A2"].value is not None


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "xlsx"])
def test_write_table_gives_the_same_bytes_twice(tmp_path: Path, kind: str) -> None:
    frame = pd.DataFrame({"内容": ["路灯", None], "n": [1.5, 2]})
    one, two = write_table(frame, tmp_path / f"a.{kind}"), write_table(frame, tmp_path / f"b.{kind}")
    assert one.read_bytes() == two.read_bytes()


def test_write_table_leaves_its_input_unchanged(tmp_path: Path) -> None:
    frame = pd.DataFrame({"内容": ["=1"]})
    write_table(frame, tmp_path / "a.csv")
    assert frame["内容"].tolist() == ["=1"]


def test_complete_or_nothing_leaves_no_trace_of_a_failure(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), complete_or_nothing(tmp_path / "a.csv") as partial:
        partial.write_text("half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_complete_or_nothing_refuses_what_exists(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("old")
    with pytest.raises(InputError, match="--force"), complete_or_nothing(tmp_path / "a.csv"):
        pass
    with pytest.raises(InputError, match="folder"), complete_or_nothing(tmp_path):
        pass
    assert (tmp_path / "a.csv").read_text() == "old"


def test_telephones_in_a_column_of_decimals_are_written_and_joined_as_whole_numbers(tmp_path: Path) -> None:
    numbers = [13974028816.0, None, 13874028817.0]
    for ending in ("csv", "xlsx", "parquet", "jsonl"):
        source = write_table(pd.DataFrame({"手机": numbers, "x": [1.0, 2.5, 3.0]}), tmp_path / f"a.{ending}")
        again = write_table(read_table(source).frame, tmp_path / f"{ending}.csv")
        assert read_table(again).frame["手机"].fillna("").tolist() == ["13974028816", "", "13874028817"]
