"""Pages are read from text and HTML in any encoding, and refused when they are no text."""

from __future__ import annotations

from pathlib import Path

import pytest

from textmine.errors import InputError
from textmine.reading.pages import other_files, page_files, read_page

BODY = [
    "灯芯巷社区的路灯坏了快两个月，晚上倒垃圾得摸着墙走，老人都不敢出门，孩子放学也要大人接。",
    "老书记请来区里的电工，爬上杆子查了一上午，才弄明白是接头松了，当天下午就换好了灯泡和线。",
    "“亮堂了。”住在三号院的阿婆说，她晚上又能下楼散步，走到巷口和邻居说说话再回家睡觉。",
]
HTML = (
    '<!DOCTYPE html><html><head><meta charset="{charset}"><title>路灯亮了_澜溪新闻网</title></head><body>'
    '<nav><a href="/">首页</a><a href="/n">新闻</a></nav><article><h1>路灯亮了</h1>'
    + "".join(f"<p>{p}</p>" for p in BODY)
    + "</article><footer>版权所有 联系电话 010-00000000</footer><script>var a = 1;</script></body></html>"
)


def test_page_files_lists_folders_sorted_and_passes_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.txt", "a.html", ".c.txt", "d.png"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [p.name for p in page_files([tmp_path])] == ["a.html", "b.txt"]


def test_page_files_refuses_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        page_files([tmp_path / "无.txt"])
    with pytest.raises(InputError, match="no page in this folder"):
        page_files([tmp_path])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_read_page_decodes(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "页.txt"
    path.write_bytes("\n".join(BODY).encode(encoding))
    assert read_page(path).text == "\n".join(BODY)


def test_read_page_of_empty_file_is_empty(tmp_path: Path) -> None:
    (tmp_path / "空.txt").write_bytes(b"")
    assert read_page(tmp_path / "空.txt").text == ""


def test_read_page_refuses_binary(tmp_path: Path) -> None:
    (tmp_path / "图.txt").write_bytes(bytes(range(256)) * 20)
    with pytest.raises(InputError, match="not a text file"):
        read_page(tmp_path / "图.txt")


@pytest.mark.parametrize(("charset", "encoding"), [("utf-8", "utf-8"), ("gb2312", "gb18030")])
def test_read_page_keeps_the_paragraphs_of_html(tmp_path: Path, charset: str, encoding: str) -> None:
    path = tmp_path / "页.html"
    path.write_bytes(HTML.format(charset=charset).encode(encoding))
    page = read_page(path)
    assert page.is_html
    assert [line for line in page.text.split("\n") if line in BODY] == BODY
    assert "var a" not in page.text
    assert "路灯亮了" in page.head["title"]


def test_read_page_of_huge_html_cuts_tags(tmp_path: Path) -> None:
    path = tmp_path / "大.html"
    path.write_text("<html><body>" + "<p>灯亮了。</p>" * 300_000 + "</body></html>", encoding="utf-8")
    assert read_page(path).text.count("灯亮了。") == 300_000


def test_read_page_tells_what_html_held_beside_the_main_text(tmp_path: Path) -> None:
    path = tmp_path / "页.html"
    path.write_text(HTML.format(charset="utf-8"), encoding="utf-8")
    page = read_page(path)
    assert any("首页" in line for line in page.left_out)
    assert not set(page.left_out) & set(BODY)


@pytest.mark.parametrize(
    ("meta", "date"),
    [("", None), ('<meta property="article:published_time" content="2022-05-03">', "2022-05-03")],
)
def test_read_page_takes_a_date_only_where_the_page_prints_it(
    tmp_path: Path, meta: str, date: str | None
) -> None:
    path = tmp_path / "页.html"
    body = "".join(f"<p>{p}</p>" for p in BODY)
    article = f"<h1>灯</h1><div><p>2022年5月，路灯亮了。</p>{body}</div>"
    path.write_text(f"<html><head>{meta}</head><body>{article}</body></html>", encoding="utf-8")
    assert read_page(path).head.get("date") == date


def test_other_files_names_what_a_folder_holds_besides_pages(tmp_path: Path) -> None:
    for name in ("一.txt", "二.pdf", ".三.pdf"):
        (tmp_path / name).write_bytes(b"x")
    assert [path.name for path in other_files([tmp_path, tmp_path / "一.txt"])] == ["二.pdf"]
