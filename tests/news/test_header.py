"""The head of a page gives headline, outlet, author line and time, and no more than it says."""

from __future__ import annotations

import pytest

from textmine.news.header import parse_time, read_header

BODY = "灯芯巷的路灯亮了，坏了快两个月的那一盏也亮了，倒垃圾不用再摸着墙走。"


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("发布时间：2021-03-08 09:15:30", "2021-03-08T09:15:30", "second"),
        ("2023年6月19日 11:30", "2023-06-19T11:30", "minute"),
        ("2023/6/9", "2023-06-09", "day"),
        ("2023年11月", "2023-11", "month"),
        ("澜溪党建 2020年20期", "2020", "year"),
        ("近日", "", "none"),
        ("2023-13-45", "", "none"),
        ("电话 20230619", "", "none"),
    ],
)
def test_parse_time_keeps_the_precision_printed(text: str, value: str, precision: str) -> None:
    found = parse_time(text)
    assert (found.value, found.precision) == (value, precision)


def test_read_header_without_a_head_leaves_the_body() -> None:
    head = read_header([BODY])
    assert (head.title, head.lines, head.printed.precision) == ("", [BODY], "none")


def test_read_header_takes_a_journal_and_its_authors() -> None:
    head = read_header(
        [
            "巷里的路灯亮了",
            "2021-02-03 05:06:07孙小茜胡小媛",
            "澜溪党建 2020年20期",
            "关键词:路灯 社区",
            "孙茜 胡媛",
            BODY,
        ]
    )
    assert (head.title, head.outlet, head.byline) == ("巷里的路灯亮了", "澜溪党建", "孙茜 胡媛")
    assert head.lines == [BODY]


def test_read_header_drops_a_foreign_headline_but_keeps_an_editors_note() -> None:
    head = read_header(["谭某某,履新副厅", "谭某某,履新副厅", "编者按", BODY])
    assert (head.title, head.lines) == ("", ["编者按", BODY])
    assert [record.kind for record in head.removed] == ["foreign_headline"]


def test_read_header_cuts_a_glued_foreign_headline() -> None:
    head = read_header(["谭某某,履新副厅", "谭某某,履新副厅", "谭某某,履新副厅" + BODY])
    assert head.lines == [BODY]


def test_read_header_prefers_the_reporters_paper_to_a_reposter() -> None:
    lines = [
        "巷里的路灯亮了",
        "[焦点] 时间:2031-05-17 02:40:36 来源:蓝莓头条 点击:9次",
        BODY,
        "（澜溪日报全媒体记者 殷小荷）",
    ]
    head = read_header(lines)
    assert (head.outlet, head.is_repost) == ("澜溪日报", True)


def test_read_header_uses_what_html_says() -> None:
    head = read_header(
        [BODY], {"title": "路灯亮了_澜溪新闻网", "date": "2023-06-14", "sitename": "澜溪新闻网"}
    )
    assert (head.title, head.outlet, head.printed.value) == ("路灯亮了", "澜溪新闻网", "2023-06-14")


def test_read_header_takes_an_author_line_with_a_blank_between_outlet_and_reporter() -> None:
    head = read_header(
        [
            "院坝里有了说理处",
            "溪口日报 记者 柳如眉",
            "2024年06月18日",
            "院坝里坐满了人，老支书翻开本子，一件一件地念，念完一件问一声行不行。",
        ]
    )
    assert (head.title, head.outlet) == ("院坝里有了说理处", "溪口日报")
    assert "柳如眉" in head.byline
    assert head.printed.value == "2024-06-18"


def test_a_dated_line_of_a_forum_or_an_account_is_particulars() -> None:
    body = "灯芯巷的路灯亮了，坏了快两个月的那一盏也亮了，倒垃圾不用再摸着墙走。"
    for below in (
        "楼主:巷口老殷  发表于 2024-11-15 15:12  查看: 18 | 回复: 2",
        "殷小荷 巷口小院 2024-03-05 21:08 安徽",
    ):
        head = read_header(["网友留言选登（第3期）", below, body])
        assert head.title == "网友留言选登（第3期）"
        assert head.lines == [body]
        assert head.printed.precision == "minute"
    # A dated sentence is no particulars.
    told = "到2024年11月15日，灯都修好了。"
    assert told in read_header(["网友留言选登（第3期）", told, body]).lines


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("巷里面对面｜路灯亮了，倒垃圾不用摸着墙走", "巷里面对面｜路灯亮了，倒垃圾不用摸着墙走"),
        ("巷里的路灯亮了｜澜溪党建", "巷里的路灯亮了"),
        ("巷里的路灯亮了 | 澜溪市青禾区人民政府门户网站", "巷里的路灯亮了"),
    ],
)
def test_a_sites_name_is_taken_off_a_headline_and_a_columns_name_is_not(line: str, title: str) -> None:
    assert read_header([line, "2023-06-09 澜溪日报", BODY]).title == title
