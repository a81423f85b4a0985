"""Sheets and files with a column more or less are one table; those of another kind are left out or refused."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from textmine.errors import InputError, chinese_of
from textmine.reading.joining import headings_together, is_same_table, remark_on_headings
from textmine.reading.stream import open_stream
from textmine.reading.tables import read_complaints, read_table

PLAIN = ["工单编号", "受理时间", "诉求内容", "所属社区"]
ROWS = [["001", "2025-01-02", "路灯不亮", "梧桐里"], ["002", "2025-01-03", "停车难", "槐荫"]]
FURTHER = [["003", "2025-02-01", "水管漏水", "梧桐里", "已回访"]]


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def delimited(path: Path, headings: list[str], rows: list[list[str]]) -> Path:
    path.write_text("\n".join(",".join(row) for row in [headings, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_sheet_with_one_column_more_is_joined(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"一月": [PLAIN, *ROWS], "二月": [[*PLAIN, "回访结果"], *FURTHER]})
    table = read_table(path)
    assert table.frame["工单编号"].tolist() == ["001", "002", "003"]
    assert table.frame["回访结果"].isna().tolist() == [True, True, False]
    assert table.frame["source_sheet"].tolist() == ["一月", "一月", "二月"]
    note = next(w for w in table.warnings if "回访结果" in w)
    assert note == "'二月' has further columns (回访结果), blank in the other rows"
    assert chinese_of(note) == "“二月”多出列（回访结果），其他行中留空"


def test_a_sheet_with_one_column_less_is_joined_and_its_role_kept(tmp_path: Path) -> None:
    short = [[row[0], row[2], row[3]] for row in ROWS]
    path = workbook(
        tmp_path / "a.xlsx",
        {"一月": [["工单编号", "诉求内容", "所属社区"], *short], "二月": [PLAIN, *ROWS]},
    )
    complaints = read_complaints(path)
    assert complaints["received_at"].isna().tolist() == [True, True, False, False]
    assert complaints["document"].tolist() == ["路灯不亮", "停车难"] * 2


@pytest.mark.parametrize(
    "headings",
    [
        ["工单编号", "受理时间", "投诉内容", "所属社区"],  # the text under another heading
        ["工单编号", "来电时间", "诉求内容", "所属社区"],  # a role that changed its heading
        ["诉求内容", "甲", "乙", "丙", "丁", "戊"],  # hardly a heading shared
        ["工单编号", "受理时间", "所属社区"],  # no text
    ],
)
def test_a_sheet_of_another_kind_is_left_out_with_its_rows_named(tmp_path: Path, headings: list[str]) -> None:
    path = workbook(tmp_path / "a.xlsx", {"一月": [PLAIN, *ROWS], "别的": [headings, ["x"] * len(headings)]})
    table = read_table(path)
    assert len(table.frame) == 2
    assert any(
        "sheet '别的' has other headings and was left out with 2 rows, the first included" in w
        for w in table.warnings
    )


@pytest.mark.parametrize("stream_from", [0, 10**9])
def test_files_of_a_folder_are_joined_alike_when_streamed_and_when_read_whole(
    tmp_path: Path, stream_from: int
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    delimited(folder / "a.csv", PLAIN, ROWS)
    delimited(folder / "b.csv", ["回访结果", *PLAIN], [["已回访", *FURTHER[0][:4]]])
    delimited(folder / "c.csv", ["姓名", "电话"], [["某某", "0"]])
    stream = open_stream(folder, stream_from=stream_from)
    assert stream.headings == [*PLAIN, "回访结果", "source_file"]
    whole = pd.concat([chunk.frame for chunk in stream.chunks(2)], ignore_index=True)
    assert whole["工单编号"].tolist() == ["001", "002", "003"]
    assert whole["回访结果"].isna().tolist() == [True, True, False]
    assert whole["source_file"].tolist() == ["a.csv", "a.csv", "b.csv"]
    assert ["c.csv" in str(failure) for failure in stream.failures] == [True]
    assert any("'b.csv' has further columns (回访结果)" in w for w in stream.warnings)


def test_streamed_parquet_files_with_a_column_more_keep_types(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    first = pd.DataFrame({"诉求内容": ["路灯不亮"], "工单编号": ["1"]})
    second = first.assign(次数=pd.Series([3], dtype="int64"), 备注=["急"])
    first.to_parquet(folder / "a.parquet")
    second.to_parquet(folder / "b.parquet")
    stream = open_stream(folder, stream_from=0)
    parts = [chunk.frame for chunk in stream.chunks(10)]
    assert {str(part["次数"].dtype) for part in parts} == {"int64[pyarrow]"}
    assert pd.concat(parts)["次数"].isna().tolist() == [True, False]
    assert pd.concat(parts)["备注"].isna().tolist() == [True, False]


def test_a_single_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    first = delimited(tmp_path / "a.csv", PLAIN, ROWS)
    second = delimited(tmp_path / "b.csv", ["姓名", "电话"], [["某某", "0"]])
    table = read_table([first, second])
    assert isinstance(table.failures[0], InputError)
    assert "its headings differ from the first file's" in str(table.failures[0])


def test_same_headings_in_any_order_are_one_table_whatever_their_roles() -> None:
    assert is_same_table(["甲", "乙"], {}, ["乙", "甲", "source_file"], {})
    assert not is_same_table(["甲", "乙"], {}, ["乙", "甲", "丙"], {})  # nothing is known to hold the text


def test_headings_together_and_remarks_of_nothing() -> None:
    assert headings_together([]) == []
    assert remark_on_headings("x", ["甲"], ["甲"]) is None
    assert remark_on_headings("x", ["甲"], ["乙"]) == (
        "'x' has further columns (乙), blank in the other rows and lacks columns (甲), which are blank in its rows"
    )
