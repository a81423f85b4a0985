"""Tables are read as they come, and nothing of them is lost."""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from textmine.errors import InputError
from textmine.reading.tables import read_complaints, read_table
from textmine.writing.tables import write_table

HEADINGS = ["工单编号", "诉求标题", "诉求内容", "受理时间"]
ROWS = [
    ["001", "路灯不亮", "东门的路灯坏了三天，晚上看不见路。", "2024/3/1 08:00:00"],
    ["002", "停车难", "门口天天堵，\n消防车都进不来。", "2024-03-02 09:30:00"],
    ["003", "", "=物业不接电话", "2024年3月3日"],
]


def as_csv(rows: list[list[str]], delimiter: str = ",") -> str:
    def cell(value: str) -> str:
        return (
            '"' + value.replace('"', '""') + '"' if any(c in value for c in (delimiter, "\n", '"')) else value
        )

    return "\n".join(delimiter.join(map(cell, row)) for row in rows) + "\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_read_table_finds_the_encoding(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "一月.csv"
    file.write_bytes(as_csv([HEADINGS, *ROWS]).encode(encoding))
    table = read_table(file)
    assert table.frame.to_numpy().tolist()[1] == ROWS[1]
    assert table.roles == {"text": "诉求内容", "title": "诉求标题", "id": "工单编号", "time": "受理时间"}


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_read_table_finds_the_delimiter_whatever_the_ending(tmp_path: Path, delimiter: str) -> None:
    file = tmp_path / "export.xls"
    file.write_text(as_csv([HEADINGS, *ROWS], delimiter), encoding="gb18030", newline="")
    assert read_table(file).frame["工单编号"].tolist() == ["001", "002", "003"]


def test_read_table_reads_an_html_table_named_xls(tmp_path: Path) -> None:
    cells = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in [HEADINGS, *ROWS])
    (tmp_path / "a.xls").write_text(
        f"<html><meta charset='gbk'><table>{cells}</table></html>", encoding="gb18030"
    )
    assert read_table(tmp_path / "a.xls").frame["诉求标题"].tolist()[:2] == ["路灯不亮", "停车难"]


def test_read_table_joins_folders_and_names_the_source(tmp_path: Path) -> None:
    for name, row in (("1.csv", ROWS[0]), ("2.csv", ROWS[1])):
        (tmp_path / name).write_text(as_csv([HEADINGS, row]), encoding="utf-8", newline="")
    frame = read_table(tmp_path).frame
    assert frame["source_file"].tolist() == ["1.csv", "2.csv"]
    assert frame["工单编号"].tolist() == ["001", "002"]


def test_read_table_keeps_going_when_one_file_of_a_folder_fails(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text(as_csv([HEADINGS, ROWS[0]]), encoding="utf-8")
    (tmp_path / "2.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n....")
    table = read_table(tmp_path)
    assert len(table.frame) == 1
    assert "PNG" in str(table.failures[0])


def workbook(path: Path, rows: list[list[object]], sheets: tuple[str, ...] = ("Sheet1",)) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_read_table_skips_a_merged_title_and_blank_rows_below(tmp_path: Path) -> None:
    rows = [["2024年3月热线工单统计表", None, None, None], [None] * 4, HEADINGS, *ROWS, [None] * 4]
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.active.merge_cells("A1:D1")
    book.save(path)
    table = read_table(path)
    assert table.frame["工单编号"].tolist() == ["001", "002", "003"]
    assert table.sources[0].header_row == 3
    assert any("统计表" in note for note in table.warnings)


def test_read_table_keeps_kinds_of_values(tmp_path: Path) -> None:
    moment = dt.datetime(2024, 3, 1, 8, 0)
    rows = [["编号", "内容", "时间", "点赞数"], ["007", "路灯", moment, 3], ["008", "车位", "2024/3/2", 0]]
    frame = read_table(workbook(tmp_path / "a.xlsx", rows)).frame
    assert frame["编号"].tolist() == ["007", "008"]
    assert frame["时间"].tolist() == [moment, "2024/3/2"]
    assert frame["点赞数"].tolist() == [3, 0]


def test_read_table_joins_sheets_with_the_same_headings_and_picks_one(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEADINGS, *ROWS], ("一月", "二月"))
    assert read_table(path).frame["source_sheet"].value_counts().to_dict() == {"一月": 3, "二月": 3}
    assert len(read_table(path, sheet="二月").frame) == 3
    with pytest.raises(InputError, match="一月, 二月"):
        read_table(path, sheet="三月")


def test_read_table_names_the_headings_when_no_text_is_known(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"headings found: 甲, 乙"):
        read_table(tmp_path / "a.csv").require_text()
    assert read_table(tmp_path / "a.csv", columns={"text": "乙"}).documents() == ["2"]


def test_read_table_keeps_cells_beyond_the_headings_and_double_headings(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("内容,内容,备注\n路灯,a,b,多出\n车位,c\n", encoding="utf-8")
    table = read_table(tmp_path / "a.csv")
    assert table.frame.columns.tolist() == ["内容", "内容_2", "备注", "column_4"]
    assert table.frame.iloc[0, 3] == "多出"
    assert len(table.warnings) == 3


def test_read_table_keeps_a_line_of_jsonl_that_is_no_record(tmp_path: Path) -> None:
    lines = [
        json.dumps({"text": "路灯不亮"}, ensure_ascii=False),
        "{坏",
        json.dumps({"text": "停车难"}, ensure_ascii=False),
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    complaints = read_complaints(tmp_path / "a.jsonl")
    assert complaints["status"].tolist() == ["ok", "unreadable", "ok"]


def test_read_table_marks_lines_in_another_encoding(tmp_path: Path) -> None:
    parts = [
        "编号,内容\n1,路灯坏了没有人来修\n".encode(),
        "2,停车位太少\n".encode("gb18030"),
        "3,垃圾没人清运\n".encode(),
    ]
    (tmp_path / "a.csv").write_bytes(b"".join(parts))
    table = read_table(tmp_path / "a.csv")
    assert table.frame["内容"].tolist() == ["路灯坏了没有人来修", "停车位太少", "垃圾没人清运"]
    assert list(table.problems) == [1]


def test_read_table_reads_gzip_and_refuses_a_bomb(tmp_path: Path) -> None:
    good, bomb = tmp_path / "a.csv.gz", tmp_path / "b.csv.gz"
    good.write_bytes(gzip.compress(as_csv([HEADINGS, *ROWS]).encode()))
    bomb.write_bytes(gzip.compress(b"a,b\n" + b"0" * 200_000_000))
    assert len(read_table(good).frame) == 3
    with pytest.raises(InputError, match="absurd size"):
        read_table(bomb)


@pytest.mark.parametrize(
    ("name", "content", "match"),
    [
        ("a.csv", b"", "empty"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "PNG"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 50, "truncated"),
        ("a.pdf", b"%PDF-1.7 ...", "PDF"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.parquet", b"PAR1xxxx", "parquet"),
        ("a.csv", bytes(range(256)) * 20, "binary"),
    ],
)
def test_read_table_refuses_what_is_no_table(tmp_path: Path, name: str, content: bytes, match: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=match):
        read_table(tmp_path / name)


def test_read_table_refuses_a_sheet_of_absurd_extent(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "内容"
    book.active["XFD1048576"] = "远"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(InputError, match="spans 1,048,576 rows by 16,384 columns"):
        read_table(tmp_path / "a.xlsx")


@pytest.mark.parametrize("seed", range(8))
def test_a_workbook_whose_directory_is_damaged_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "a.xlsx"
    pd.DataFrame({"内容": ["路灯坏了", "井盖松动"]}).to_excel(path, index=False)
    whole = path.read_bytes()
    start = whole.index(b"PK\x01\x02")  # The directory of the archive stands at its end.
    for cut in range(start - 60 + seed, len(whole), 8):
        path.write_bytes(whole[:cut] + b"\x00" * 48 + whole[cut:])
        with contextlib.suppress(InputError):
            assert read_table(path).frame["内容"].tolist() == ["路灯坏了", "井盖松动"]


def test_read_table_refuses_a_truncated_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEADINGS, *ROWS])
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(InputError, match="truncated or damaged"):
        read_table(path)


def test_read_complaints_gives_declared_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(as_csv([HEADINGS, *ROWS]), encoding="utf-8", newline="")
    complaints = read_complaints(tmp_path / "a.csv")
    assert complaints["complaint_id"].tolist() == ["001", "002", "003"]
    assert complaints["received_at"].tolist()[2] == pd.Timestamp(2024, 3, 3)
    assert complaints["document"][0].startswith("路灯不亮\n东门")


@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl", "parquet", "xlsx"])
def test_every_format_gives_back_what_was_written(tmp_path: Path, kind: str) -> None:
    frame = pd.DataFrame({"编号": ["001", "002"], "内容": ["路灯\n不亮", "“停车”，难"], "点赞数": [1, 2]})
    again = read_table(write_table(frame, tmp_path / f"a.{kind}")).frame
    assert again.astype(str).to_numpy().tolist() == frame.astype(str).to_numpy().tolist()


@pytest.mark.real_data
@pytest.mark.parametrize(("name", "n"), [("附件3.xlsx", 4326), ("附件4.xlsx", 2816)])
def test_real_exports_are_read_whole(real_data: Path, name: str, n: int) -> None:
    complaints = read_complaints(real_data / "tipdm2020" / name)
    assert len(complaints) == n
    assert complaints["received_at"].notna().all()
    assert (complaints["status"] == "ok").all()


def test_the_text_of_a_work_order_is_found_by_its_usual_headings(tmp_path: Path) -> None:
    for heading in ("工单描述", "工单详情"):
        file = tmp_path / "a.csv"
        file.write_text(f"编号,{heading}\n1,路灯不亮\n", encoding="utf-8")
        assert read_table(file).roles == {"text": heading, "id": "编号"}


def test_the_first_row_of_a_table_without_a_row_of_headings_is_its_first_line(tmp_path: Path) -> None:
    frame = pd.DataFrame({"内容": ["路灯坏了", "噪音扰民"]})
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.to_parquet(tmp_path / "a.parquet")
    frame.to_json(tmp_path / "a.jsonl", orient="records", lines=True, force_ascii=False)
    first = {s: read_table(tmp_path / f"a.{s}").first_row for s in ("csv", "parquet", "jsonl")}
    assert first == {"csv": 2, "parquet": 1, "jsonl": 1}
