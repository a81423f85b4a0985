"""Tables from the wild: what offices export is read whole, and what is odd about it is said."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

from textmine.errors import InputError
from textmine.reading.delimited import sniff_delimiter
from textmine.reading.headings import recognise_roles
from textmine.reading.plausibility import check_columns, check_last_row
from textmine.reading.stream import open_stream
from textmine.reading.tables import Table, read_complaints, read_table
from textmine.writing.tables import write_table


def book(path: Path, rows: list[list[Any]], *merged: str) -> Path:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for cells in merged:
        made.active.merge_cells(cells)
    made.save(path)
    return path


def warned(table: Table, words: str) -> bool:
    return any(words in note for note in table.warnings)


def test_read_table_gives_rows_under_a_merged_cell_its_value(tmp_path: Path) -> None:
    rows = [["编号", "所属社区", "内容"], ["1", "甲社区", "路灯"], ["2", None, "停车"], ["3", None, "噪音"]]
    table = read_table(book(tmp_path / "a.xlsx", [*rows, ["4", "乙社区", "漏水"]], "B2:B4"))
    assert table.frame["所属社区"].tolist() == ["甲社区"] * 3 + ["乙社区"]
    assert warned(table, "2 cells covered by a merged cell")


def test_read_table_makes_no_rows_of_a_merged_signature(tmp_path: Path) -> None:
    rows = [["编号", "内容"], ["1", "路灯"], [None, None], ["制表人：王", None], [None, None], [None, None]]
    table = read_table(book(tmp_path / "a.xlsx", rows, "A4:A6"))
    assert len(table.frame) == 3
    assert warned(table, "looks like a summary")


def test_read_table_finds_headings_in_two_rows(tmp_path: Path) -> None:
    rows = [
        ["工单编号", "诉求信息", None, "受理时间"],
        [None, "标题", "内容", None],
        ["1", "路灯", "不亮", "2025-01-02"],
    ]
    table = read_table(book(tmp_path / "a.xlsx", rows, "A1:A2", "B1:C1", "D1:D2"))
    assert table.roles == {"text": "内容", "title": "标题", "id": "工单编号", "time": "受理时间"}
    assert table.frame.to_numpy().tolist() == [["1", "路灯", "不亮", "2025-01-02"]]


def test_read_table_says_when_formulas_hold_no_value(tmp_path: Path) -> None:
    rows = [["编号", "内容", "字数"], ["1", "路灯不亮", "=LEN(B2)"], ["2", '=CONCATENATE("停","车")', 3]]
    table = read_table(book(tmp_path / "a.xlsx", rows))
    assert warned(table, "2 formulas hold no computed value")


def test_read_table_takes_the_values_of_formulas_and_names_errors(tmp_path: Path) -> None:
    made = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, ["内容", "字数"])
    sheet.write_formula(1, 0, '="路"&"灯"', None, "路灯")
    sheet.write_formula(1, 1, "=LEN(A2)", None, 2)
    sheet.write(2, 0, "停车")
    sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
    made.close()
    table = read_table(tmp_path / "a.xlsx")
    assert table.frame["内容"].tolist() == ["路灯", "停车"]
    assert table.frame["字数"].tolist()[0] == 2
    assert warned(table, "1 cells hold an error")
    assert not warned(table, "formulas")


def test_read_complaints_reads_dates_that_are_numbers(tmp_path: Path) -> None:
    moments = [45000.5, dt.datetime(2025, 1, 2, 3, 4, 5), "2025/1/2", 20250102, "2025年1月2日", "不详"]
    path = book(tmp_path / "a.xlsx", [["内容", "受理时间"], *[["路灯", moment] for moment in moments]])
    found = read_complaints(path)["received_at"].tolist()
    assert found[0] == pd.Timestamp(2023, 3, 15, 12)
    assert found[1] == pd.Timestamp(2025, 1, 2, 3, 4, 5)
    assert found[2:5] == [pd.Timestamp(2025, 1, 2)] * 3
    assert pd.isna(found[5])


def test_read_table_joins_forty_sheets_and_names_those_left_out(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.title = "说明"
    made.active.append(["本表由各街道填报"])
    for week in range(40):
        sheet = made.create_sheet(f"第{week}周")
        sheet.append(["编号", "内容"])
        sheet.append([f"{week:03d}", "路灯不亮"])
    made.create_sheet("空")
    made.save(tmp_path / "a.xlsx")
    table = read_table(tmp_path / "a.xlsx")
    assert table.frame["编号"].tolist() == [f"{week:03d}" for week in range(40)]
    assert table.frame["source_sheet"].nunique() == 40
    assert warned(
        table,
        "sheet '说明' has other headings and was left out with 1 rows, the first included; --sheet 说明 reads it alone",
    )


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet", "jsonl"])
def test_read_table_keeps_five_hundred_columns(tmp_path: Path, kind: str) -> None:
    frame = pd.DataFrame({f"字段{at}": [str(at)] * 3 for at in range(499)} | {"诉求内容": ["路灯不亮"] * 3})
    table = read_table(write_table(frame, tmp_path / f"a.{kind}"))
    assert table.frame.shape == (3, 500)
    assert table.roles == {"text": "诉求内容"}
    assert table.frame.iloc[1].tolist() == frame.iloc[1].tolist()


def test_read_table_names_double_headings_apart(tmp_path: Path) -> None:
    rows = [["内容", "内容", None, "内容_2"], ["路灯", "不亮", "x", "y"]]
    table = read_table(book(tmp_path / "a.xlsx", rows))
    assert table.frame.columns.tolist() == ["内容", "内容_3", "column_3", "内容_2"]
    assert table.frame.iloc[0].tolist() == ["路灯", "不亮", "x", "y"]
    assert warned(table, "stands twice")


def test_cells_longer_than_a_sheet_holds_come_through_every_format(tmp_path: Path) -> None:
    long = "门口的路灯不亮。" * 12_500
    source = write_table(pd.DataFrame({"内容": [long, "短"], "备注": ["甲", "乙"]}), tmp_path / "a.csv")
    again = read_table(write_table(read_table(source).frame, tmp_path / "a.xlsx"))
    parts = [name for name in again.frame.columns if name.startswith("内容")]
    assert len(parts) == 4
    assert "".join(again.frame.loc[0, parts]) == long
    assert again.frame["备注"].tolist() == ["甲", "乙"]


def test_check_columns_notices_keys_that_repeat(tmp_path: Path) -> None:
    lines = [f"路灯坏了好几天没有人来修第{at}次,2025-01-{at + 1:02d},A{at},梧桐里" for at in range(20)]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["受理时间,诉求内容,所属社区,工单编号", *lines]), encoding="utf-8")
    for table in (read_table(path), open_stream(path, stream_from=0)):
        notes = "\n".join(table.warnings)
        assert "'诉求内容' (text) holds dates" in notes
        assert "'受理时间' (time) holds no dates" in notes
        assert "'工单编号' (id) holds only 1 different values in 20 rows" in notes


def test_check_columns_is_silent_about_a_table_in_order() -> None:
    frame = pd.DataFrame(
        {
            "工单编号": [f"{at:03d}" for at in range(30)],
            "受理时间": ["2025-01-02"] * 30,
            "所属社区": ["梧桐里"] * 30,
            "诉求内容": ["路灯不亮", "", "110"] * 10,
            "点赞数": [0] * 30,
        }
    )
    roles = {
        "id": "工单编号",
        "time": "受理时间",
        "community": "所属社区",
        "text": "诉求内容",
        "likes": "点赞数",
    }
    assert check_columns(frame, roles) == []


@pytest.mark.parametrize("word", ["合计", "总计：", "小计", "制表人：王", "Total"])
def test_check_last_row_notices_sums_and_signatures(word: str) -> None:
    assert check_last_row([word, None, None, 128], 99)
    assert not check_last_row([word + "，路灯不亮请来维修很久了", "2025-01-02", "甲", "乙"], 99)


def test_a_row_of_sums_is_kept_as_a_row(tmp_path: Path) -> None:
    table = read_table(
        book(tmp_path / "a.xlsx", [["编号", "内容", "点赞数"], ["1", "路灯", 3], ["合计", None, 3]])
    )
    assert len(table.frame) == 2
    assert warned(table, "row 3, at the end, looks like a summary")


@pytest.mark.parametrize(
    ("text", "is_tsv", "delimiter"),
    [
        ("编号,内容\n1,停车\t难\n", True, ","),
        ("编号\t内容\n1\t停车,难\n2\t路灯,不亮\n", True, "\t"),
        ("内容\n停车,难\n路灯,不亮\n", True, "\t"),
        ("编号|内容\n1|停车,难,吵\n2|路灯\n", False, "|"),
        ("编号，内容\n1，路灯不亮\n", False, "，"),
        ("内容\n路灯不亮\n", False, ","),
    ],
)
def test_sniff_delimiter_believes_the_rows_before_the_ending(text: str, is_tsv: bool, delimiter: str) -> None:
    assert sniff_delimiter(text, is_tsv=is_tsv) == delimiter


def test_read_table_tells_rows_of_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = ["编号,内容", *[f"{at},路灯坏了没有人来修" for at in range(8)]]
    parts = [line.encode("gb18030" if at in (3, 6) else "utf-8") for at, line in enumerate(lines)]
    path.write_bytes(b"\n".join(parts))
    for chunks in ([read_table(path)], [open_stream(path, stream_from=0)]):
        frame = chunks[0].frame if isinstance(chunks[0], Table) else next(chunks[0].chunks(99)).frame
        assert frame["内容"].tolist() == ["路灯坏了没有人来修"] * 8
    assert list(read_table(path).problems) == [2, 5]


def test_read_table_refuses_more_columns_than_a_sheet_holds(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(",".join(["x"] * 20_000) + "\n" + "1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="20,000 columns"):
        read_table(tmp_path / "a.csv")


def test_read_table_reads_a_table_inside_a_table_once(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    inner = "<table><tr><th>编号</th><th>内容</th></tr><tr><td>1</td><td>路灯</td></tr></table>"
    path.write_text(f"<table><tr><td>{inner}</td></tr></table>", encoding="utf-8")
    table = read_table(path)
    assert table.frame.to_numpy().tolist() == [["1", "路灯"]]


def test_read_table_refuses_a_page_of_absurd_spans(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text("<table>" + "<tr><td colspan=1000>诉求内容" * 6_000, encoding="utf-8")
    with pytest.raises(InputError, match="absurd number of cells"):
        read_table(path)
    path.write_text("<table><tr><td>诉求内容</td></tr></table>" * 2_000, encoding="utf-8")
    with pytest.raises(InputError, match="2,000 tables"):
        read_table(path)


def test_a_hidden_sheet_is_read_and_named(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for name in ("3月", "2月"):
        sheet = book.active if name == "3月" else book.create_sheet(name)
        sheet.title = name
        for row in (["编号", "诉求内容"], [name, "小区路灯不亮"]):
            sheet.append(row)
    book["2月"].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    table = read_table(tmp_path / "a.xlsx")
    assert len(table.frame) == 2
    assert [note for note in table.warnings if "hidden" in note] == [
        "a.xlsx: sheet '2月' is hidden in the workbook, and was read like the others"
    ]


def test_sums_above_a_signature_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "编号,诉求内容,件数\n1,路灯不亮,1\n2,停车难,1\n合计,共2件,2\n审核人：甲,,\n", encoding="utf-8"
    )
    notes = [note for note in read_table(path).warnings if "summary" in note]
    assert len(notes) == 2
    assert "row 4, at the end" in notes[0]


def test_lines_of_a_cell_of_a_page_stay_apart(tmp_path: Path) -> None:
    path = tmp_path / "导出.xls"
    path.write_text(
        "<html><meta charset='utf-8'><table><tr><th>编号</th><th>诉求内容</th></tr>"
        "<tr><td>1</td><td>路灯不亮<br>电梯也坏了<p>请尽快</p>谢谢</td></tr>"
        "<tr><td>2</td><td>停车难</td></tr></table></html>",
        encoding="utf-8",
    )
    assert read_table(path).frame["诉求内容"].tolist() == ["路灯不亮\n电梯也坏了请尽快\n谢谢", "停车难"]


@pytest.mark.parametrize("opener", [read_table, open_stream])
@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.jsonl"])
def test_an_encoding_that_does_not_exist_is_refused_for_every_format(
    tmp_path: Path, name: str, opener: Any
) -> None:
    path = tmp_path / name
    write_table(pd.DataFrame({"编号": ["1"], "诉求内容": ["路灯不亮"]}), path)
    with pytest.raises(InputError, match="unknown encoding 'klingon'"):
        opener(path, encoding="klingon")


def test_a_heading_with_instructions_below_it_is_known_by_its_first_line(tmp_path: Path) -> None:
    rows = [["工单\n编号", "诉求\r\n标题", "诉求内容（必填）\n请写清地点"], ["01", None, "路灯不亮"]]
    table = read_table(book(tmp_path / "a.xlsx", [["3月工单"], *rows]))
    assert table.roles == {"text": rows[0][2], "title": "诉求\r\n标题", "id": "工单\n编号"}
    assert table.documents() == ["路灯不亮"]


def test_a_heading_known_as_a_whole_goes_before_one_known_by_its_first_line() -> None:
    assert recognise_roles(["内容\n请写清楚", "内容"]) == {"text": "内容"}


def test_read_table_says_which_column_holds_texts_where_the_one_read_is_blank(tmp_path: Path) -> None:
    texts = ["桂花苑南门路灯坏了半个月", "三号楼电梯天天停运没人修", "学校门口流动摊贩占道经营"]
    rows = [[str(at), None if at else "路灯不亮", text] for at, text in enumerate(texts * 2)]
    table = read_table(book(tmp_path / "a.xlsx", [["编号", "诉求内容", "群众反映的问题"], *rows]))
    assert warned(
        table, "'诉求内容' (text) is blank in 5 of 6 rows, where column '群众反映的问题' holds texts"
    )
    short = [[str(at), None if at else "路灯不亮", "丰泽社区"] for at in range(6)]
    assert not read_table(book(tmp_path / "b.xlsx", [["编号", "诉求内容", "地点"], *short])).warnings


def test_a_column_of_unreadable_lines_says_nothing_when_it_is_read_again(tmp_path: Path) -> None:
    rows = [["内容", "textmine_unreadable"], ["路灯不亮", None]]
    assert not read_table(book(tmp_path / "a.xlsx", rows)).warnings


def test_a_file_without_headings_is_told_to_get_some(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["桂花苑南门路灯坏了半个月，没人管"], ["停车难"]])
    with pytest.raises(InputError, match="first row looks like data") as stop:
        read_table(path).require_text()
    assert "请在最上面加一行列名" in stop.value.message("zh")


def test_a_message_lists_a_bounded_part_of_very_many_headings(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [[f"列{at}" * 30 for at in range(500)], [None, "停车难"]])
    with pytest.raises(InputError) as stop:
        read_table(path).require_text()
    assert len(stop.value.message("zh")) < 4_000
    assert "共 500 列" in stop.value.message("zh")
