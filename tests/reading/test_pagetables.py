"""Tables with one page a row are read row by row; what is no such table is refused in words."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from textmine.errors import InputError
from textmine.news.articles import clean_pages
from textmine.reading.pagetables import is_page_table, read_page_table

TEXT = "灯芯巷的路灯亮了，坏了两个月的那盏也亮了，大家很高兴。\n老书记说，办结了5件事。"
ROWS = [
    {
        "标题": "灯芯巷的路灯亮了",
        "来源": "澜溪日报",
        "发布时间": "2024-01-05",
        "作者": "殷小荷",
        "正文": TEXT,
    },
    {"标题": "空的一行", "来源": "", "发布时间": "", "作者": "", "正文": ""},
]


def write(path: Path) -> Path:
    frame = pd.DataFrame(ROWS)
    if path.suffix == ".xlsx":
        frame.to_excel(path, index=False)
    elif path.suffix == ".jsonl":
        path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS), encoding="utf-8")
    else:
        frame.to_csv(path, index=False, encoding="gb18030", sep="\t" if path.suffix == ".tsv" else ",")
    return path


@pytest.mark.parametrize(("suffix", "first"), [("xlsx", 2), ("csv", 2), ("tsv", 2), ("jsonl", 1)])
def test_each_row_is_a_page_and_none_is_lost(tmp_path: Path, suffix: str, first: int) -> None:
    path = write(tmp_path / f"新闻.{suffix}")
    articles = clean_pages([path])
    assert articles["source_path"].tolist() == [f"{path}:{first}", f"{path}:{first + 1}"]
    assert articles["article_id"].tolist() == ["a1", "a2"]
    assert articles["text"].tolist() == [TEXT, ""]
    row = articles.iloc[0]
    assert (row["title"], row["outlet"], row["published_at"]) == (
        "灯芯巷的路灯亮了",
        "澜溪日报",
        "2024-01-05",
    )


def test_a_table_and_a_page_are_read_together(tmp_path: Path) -> None:
    table = write(tmp_path / "新闻.csv")
    page = tmp_path / "页.txt"
    page.write_text(TEXT, encoding="utf-8")
    articles = clean_pages([table, page])
    assert articles["article_id"].tolist() == ["a1", "a2", "a3"]
    assert articles["text"].tolist() == [TEXT, "", TEXT]


def test_articles_written_are_read_again_unchanged(tmp_path: Path) -> None:
    first = clean_pages([write(tmp_path / "新闻.xlsx")])
    first.to_json(tmp_path / "articles.jsonl", orient="records", lines=True, force_ascii=False)
    again = clean_pages([tmp_path / "articles.jsonl"])
    for column in ("title", "outlet", "published_at", "text"):
        assert again[column].tolist() == first[column].tolist()


def test_html_in_a_cell_is_read_as_html(tmp_path: Path) -> None:
    path = tmp_path / "新闻.csv"
    html = "".join(f"<p>{line}</p>" for line in TEXT.split("\n"))
    pd.DataFrame({"content": [html]}).to_csv(path, index=False)
    assert clean_pages([path])["text"].tolist() == [TEXT]


def test_paragraphs_in_a_list_are_joined(tmp_path: Path) -> None:
    path = tmp_path / "新闻.jsonl"
    path.write_text(json.dumps({"paragraphs": TEXT.split("\n")}, ensure_ascii=False), encoding="utf-8")
    assert read_page_table(path)[0].text == TEXT


def test_rows_of_several_sheets_are_named_by_sheet(tmp_path: Path) -> None:
    path = tmp_path / "新闻.xlsx"
    with pd.ExcelWriter(path) as book:
        for sheet in ("一月", "二月"):
            pd.DataFrame(ROWS).to_excel(book, sheet_name=sheet, index=False)
    names = [page.path.name for page in read_page_table(path)]
    assert names == ["新闻.xlsx:一月:2", "新闻.xlsx:一月:3", "新闻.xlsx:二月:2", "新闻.xlsx:二月:3"]


def test_a_table_without_texts_is_refused_with_its_headings(tmp_path: Path) -> None:
    path = tmp_path / "清单.csv"
    path.write_text("网址,栏目\nx,要闻\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column holds the text of pages") as refusal:
        read_page_table(path)
    assert "网址、栏目" in refusal.value.message("zh")
    failed: list[InputError] = []
    assert clean_pages([path], failed=failed).empty
    assert len(failed) == 1


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "新闻.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(InputError):
        read_page_table(path)


@pytest.mark.parametrize(
    ("name", "is_table"), [("a.XLSX", True), ("a.txt", False), ("a.html", False), ("a", False)]
)
def test_tables_are_told_by_name(name: str, is_table: bool) -> None:
    assert is_page_table(name) is is_table


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "新闻.xlsx"
    frame = pd.DataFrame(ROWS[:1])
    with pd.ExcelWriter(path) as writer:
        frame.to_excel(writer, sheet_name="一月", index=False)
        frame.drop(columns="来源").to_excel(writer, sheet_name="二月", index=False)
        pd.DataFrame({"说明": ["路灯"]}).to_excel(writer, sheet_name="说明", index=False)
    return path


def test_what_is_odd_in_a_table_of_pages_is_said_once(workbook: Path) -> None:
    notes: list[str] = []
    assert clean_pages([workbook], notes=notes)["text"].tolist() == [TEXT, TEXT]
    assert [note.count(workbook.name) for note in notes] == [1, 1]
    assert "来源" in notes[0]
    assert "说明" in notes[1]


def test_one_sheet_of_pages_is_read_alone(workbook: Path) -> None:
    articles = clean_pages([workbook], sheet="二月")
    assert articles["source_path"].tolist() == [f"{workbook}:2"]
    assert articles["outlet"].tolist() == [""]
    with pytest.raises(InputError, match="三月"):
        clean_pages([workbook], sheet="三月")
