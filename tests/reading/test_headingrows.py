"""Headings in two rows, and copies of the headings between the rows of a table."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from textmine.batch.options import BatchOptions
from textmine.batch.stream import classify_file
from textmine.classify.rows import ClassifyOptions
from textmine.classify.store import default_model
from textmine.errors import chinese_of
from textmine.mining.inputs import complaints_of
from textmine.reading.headingrows import joined_headings
from textmine.reading.stream import open_stream
from textmine.reading.tables import read_complaints, read_table

UPPER = ["序号", "工单编号", "诉求", None, None, "承办", None, "答复", None]
LOWER = [None, None, "内容", "姓名", "电话", "单位", "电话", "内容", "时间"]
JOINED = ["序号", "工单编号", "诉求内容", "姓名", "电话", "承办单位", "承办电话", "答复内容", "答复时间"]
ROW = ["1", "T1", "路灯坏了三天没人修", "王丽", "13812345678", "城管局", "65551234", "已修好", "2024-03-05"]
COPIES = "工单编号,工单内容,受理时间\nA1,路灯坏了,2024-03-01\n工单编号, 工单内容 ,受理时间\nA2,水管漏水,2024-03-02\n工单编号,工单内容,\n"


def workbook(path: Path, rows: list[list[str | None]], merges: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merges:
        book.active.merge_cells(cells)
    book.save(path)
    return path


@pytest.mark.parametrize("above", [[], [["3月工单"]], [["单位：热线办", None, "日期：4月1日"]]])
def test_headings_in_two_rows_are_joined(tmp_path: Path, above: list[list[str | None]]) -> None:
    table = read_table(workbook(tmp_path / "a.xlsx", [*above, UPPER, LOWER, ROW]))
    assert list(table.frame.columns) == JOINED
    assert table.frame.to_numpy().tolist() == [ROW]
    assert table.sources[0].header_row == len(above) + 2
    assert {
        "text": "诉求内容",
        "unit": "承办单位",
        "reply": "答复内容",
        "reply_time": "答复时间",
    }.items() <= table.roles.items()
    assert "time" not in table.roles
    assert any("分写在第" in chinese_of(note) for note in table.warnings)


def test_merged_headings_in_two_rows_are_joined_alike(tmp_path: Path) -> None:
    merges = ("C1:E1", "F1:G1", "H1:I1", "A1:A2", "B1:B2")
    table = read_table(workbook(tmp_path / "a.xlsx", [UPPER, LOWER, ROW], merges))
    assert list(table.frame.columns) == JOINED


@pytest.mark.parametrize("stream_from", [0, 1 << 30])
def test_headings_in_two_rows_of_a_text_file_are_joined(tmp_path: Path, stream_from: int) -> None:
    path = tmp_path / "a.csv"
    rows = [["3月工单"] + [None] * 8, UPPER, LOWER, *[ROW] * 3]
    path.write_text("".join(",".join(cell or "" for cell in row) + "\n" for row in rows), encoding="utf-8")
    stream = open_stream(path, stream_from=stream_from)
    assert stream.headings == JOINED
    assert stream.n_rows == 3
    assert [frame.frame.to_numpy().tolist() for frame in stream.chunks(2)] == [[ROW, ROW], [ROW]]
    assert any("分写在第 2、3 两行" in chinese_of(note) for note in stream.warnings)


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (["编号", "内容", None], ["1", "路灯不亮", "请修"]),
        (["编号", "内容", None], ["A1", "路灯不亮", "请修"]),
        (["编号", None, "内容"], ["A1", "王丽", "路灯不亮"]),
        (["编号", "内容"], ["编号", "内容"]),
        (["编号", "内容"], [None, None]),
        (["三月工单", None, None], ["编号", "内容", "姓名"]),
        (["编号", "内容", None], [None, None, "备注"]),
        (["编号", "内容", None, None], [None, None, "路灯", "坏了"]),
    ],
)
def test_rows_of_data_and_titles_are_not_joined(upper: list[str | None], lower: list[str | None]) -> None:
    assert joined_headings(upper, lower) == []


def test_copies_of_the_headings_are_empty_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(COPIES, encoding="utf-8")
    table = read_table(path)
    assert table.documents() == ["路灯坏了", "", "水管漏水", ""]
    assert read_complaints(path)["status"].tolist() == ["ok", "empty", "ok", "empty"]
    assert complaints_of(table)["text"].tolist() == ["路灯坏了", "", "水管漏水", ""]
    assert [chinese_of(note) for note in table.warnings] == [
        "a.csv：2 行重复了列名（几个表粘贴在一起？），按空行保留"
    ]


@pytest.mark.parametrize("stream_from", [0, 1 << 30])
def test_classified_copies_are_kept_for_review(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stream_from: int
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(COPIES, encoding="utf-8")
    monkeypatch.setattr("textmine.reading.stream.STREAM_FROM_BYTES", stream_from)
    monkeypatch.setattr(
        open_stream, "__kwdefaults__", {**open_stream.__kwdefaults__, "stream_from": stream_from}
    )
    options = ClassifyOptions(mode="fast")
    result = classify_file(path, tmp_path / "o.csv", default_model(), options, batch=BatchOptions(jobs=1))
    found = read_table(tmp_path / "o.csv").frame
    assert found["工单编号"].tolist() == ["A1", "工单编号", "A2", "工单编号"]
    assert found["status"].tolist() == ["ok", "empty", "ok", "empty"]
    assert found["needs_review"].tolist()[1] == "True"
    assert sum("repeat the headings" in note for note in result.warnings) == 1


def test_a_complaint_that_is_one_word_of_the_heading_is_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("编号,诉求,备注\n1,诉求,\n2,路灯,备注\n", encoding="utf-8")
    assert read_table(path).documents() == ["诉求", "路灯"]
