"""Tables of Excel 2003 in XML, which office systems export as .xls, and what else is no table but begins like one."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from textmine.errors import InputError
from textmine.reading.tables import read_table

SPACE = "urn:schemas-microsoft-com:office:spreadsheet"


def xml(path: Path, rows: str, *, before: str = "", more: str = "") -> Path:
    sheet = f'<Worksheet ss:Name="三月"><Table>{rows}</Table></Worksheet>{more}'
    text = f'<?xml version="1.0"?>{before}<Workbook xmlns="{SPACE}" xmlns:ss="{SPACE}">{sheet}</Workbook>'
    path.write_text(text, encoding="utf-8")
    return path


def row(*values: str, kind: str = "String", at: int = 0) -> str:
    cells = "".join(f'<Cell><Data ss:Type="{kind}">{value}</Data></Cell>' for value in values)
    return f'<Row ss:Index="{at}">{cells}</Row>' if at else f"<Row>{cells}</Row>"


HEADINGS = row("工单编号", "受理时间", "诉求内容", "点赞数")


def test_values_keep_their_kinds_and_places(tmp_path: Path) -> None:
    one = (
        '<Row ss:Index="4"><Cell><Data ss:Type="Number">20240301000000001</Data></Cell>'
        '<Cell ss:StyleID="s1"><Data ss:Type="DateTime">2024-03-05T15:20:00.000</Data></Cell>'
        '<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>路灯</B>不亮</ss:Data></Cell>'
        '<Cell><Data ss:Type="Number">2.5</Data></Cell></Row>'
    )
    two = '<Row><Cell ss:Index="3"><Data ss:Type="String">停车难</Data></Cell><Cell><Data ss:Type="Error">#N/A</Data></Cell></Row>'
    table = read_table(xml(tmp_path / "a.xls", HEADINGS + one + two))
    assert table.sources[0].sheet == "三月"
    found = table.frame.astype(object).where(table.frame.notna(), None).values.tolist()
    assert found[:2] == [[None] * 4] * 2
    assert found[2] == [20240301000000001, dt.datetime(2024, 3, 5, 15, 20), "路灯不亮", 2.5]
    assert found[3] == [None, None, "停车难", None]
    assert table.documents() == ["", "", "路灯不亮", "停车难"]


def test_merged_cells_reach_down_and_sheets_of_a_kind_are_joined(tmp_path: Path) -> None:
    rows = row("社区", "诉求内容") + (
        '<Row><Cell ss:MergeDown="1"><Data ss:Type="String">丰泽社区</Data></Cell><Cell><Data ss:Type="String">路灯不亮</Data></Cell></Row>'
        '<Row><Cell ss:Index="2"><Data ss:Type="String">停车难</Data></Cell></Row>'
    )
    more = f'<Worksheet ss:Name="四月"><Table>{row("社区", "诉求内容")}{row("桂花社区", "电梯停运")}</Table></Worksheet>'
    table = read_table(xml(tmp_path / "a.xls", rows, more=more))
    assert table.frame["社区"].tolist() == ["丰泽社区", "丰泽社区", "桂花社区"]
    assert table.frame["source_sheet"].tolist() == ["三月", "三月", "四月"]


@pytest.mark.parametrize(
    ("rows", "before"),
    [
        (HEADINGS + "<Row><Cell>", ""),
        ("<a>" * 5000 + "</a>" * 5000, ""),
        (row("&a;") * 9, '<!DOCTYPE x [<!ENTITY b "0123456789"><!ENTITY a "' + "&b;" * 5000 + '">]>'),
        (HEADINGS + row("x", at=1_048_576).replace("<Cell>", '<Cell ss:Index="16384">'), ""),
    ],
)
def test_damaged_and_hostile_files_are_refused_or_harmless(tmp_path: Path, rows: str, before: str) -> None:
    path = xml(tmp_path / "a.xls", rows, before=before)
    with pytest.raises(InputError):
        read_table(path).require_text()


def test_what_begins_like_a_table_and_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"诉求内容": "路灯不亮"}]', encoding="utf-8")
    (tmp_path / "b.xls").write_bytes(
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<table>=E8</table>"
    )
    for name, said in (("a.json", "JSON array"), ("b.xls", "web archive")):
        with pytest.raises(InputError, match=said):
            read_table(tmp_path / name)


@pytest.mark.parametrize(
    ("part", "said"),
    [("word/document.xml", "Word"), ("mimetype", "OpenDocument"), ("a.csv", "zip archive")],
)
def test_zip_archives_that_are_no_workbooks_are_named(tmp_path: Path, part: str, said: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr(part, "x")
    with pytest.raises(InputError, match=said):
        read_table(tmp_path / "a.xlsx")


def test_formulas_without_a_value_are_counted_under_a_prefix_too(tmp_path: Path) -> None:
    plain, path = tmp_path / "plain.xlsx", tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    for cells in (["诉求内容"], ["路灯不亮"], ["=1+1"], ["#N/A"]):
        book.active.append(cells)
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.startswith("xl/worksheets/"):
                text = re.sub(rb"<(/?)(\w+)", rb"<\1x:\2", text).replace(b"xmlns=", b"xmlns:x=")
            new.writestr(name, text)
    said = " ".join(read_table(path).warnings)
    assert "1 formulas hold no computed value" in said
    assert "1 cells hold an error of Excel" in said
