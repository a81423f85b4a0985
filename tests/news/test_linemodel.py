"""Lines of a crawl that no rule knows are weighed; the article's own lines stay."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

from textmine.news.articles import clean_page
from textmine.news.linemarks import line_marks, page_lines
from textmine.news.linemodel import LINE_WEIGHTS, can_be_furniture, drop_weighed_lines, least_odds
from textmine.resources import data_path

ROOT = Path(__file__).resolve().parents[2]
BODY = [
    "灯芯巷的路灯亮了，坏了快两个月的那一盏也亮了，倒垃圾不用再摸着墙走。",
    "社区书记把二十三盏灯的编号抄在横格本上，哪一盏坏了，谁去修，一笔一笔记着。",
    "住在巷尾的殷婆婆说，她数过，从家门口到菜场一共要经过十一盏灯。",
]


def _page(*, head: list[str] | None = None, within: str = "", tail: list[str] | None = None) -> list[str]:
    return [*(head or []), BODY[0], *([within] if within else []), *BODY[1:], *(tail or [])]


@pytest.mark.parametrize(
    "line",
    ["路灯清单.doc (36.5 KB)", "本文来源：澜溪发布 责任编辑：殷小荷", "下载附件 (186.4 KB, 下载次数: 3)"],
)
def test_furniture_behind_the_text_goes(line: str) -> None:
    page = _page(tail=[line])
    kept, record = drop_weighed_lines(page, page)
    assert kept == BODY
    assert record is not None
    assert (record.kind, record.n, record.sample) == ("weighed_lines", 1, line)


@pytest.mark.parametrize(
    "line",
    [
        "三盏灯怎么修",
        "——群众点单、社区派单",
        "“148米路”修好了",
        "编者按",
        "问：灯是谁修的？",
        "一、抄在本上的二十三盏灯",
    ],
)
def test_headings_within_the_text_stay(line: str) -> None:
    page = _page(within=line)
    assert drop_weighed_lines(page, page) == (page, None)


def test_a_line_that_is_not_on_the_page_stays() -> None:
    assert drop_weighed_lines(["附件.doc (1 KB)"], BODY) == (["附件.doc (1 KB)"], None)
    assert drop_weighed_lines([], []) == ([], None)


def test_a_text_that_no_rule_touched_is_not_weighed() -> None:
    text = "\n".join([*BODY, "路灯清单.doc (36.5 KB)"])
    assert clean_page(text).text.endswith("路灯清单.doc (36.5 KB)")


def test_what_may_be_weighed() -> None:
    kept = [
        "“灯亮了”",
        "灯亮了。",
        "谁来修？",
        "——副题",
        "编者按",
        "记者手记",
        BODY[0],
        "灯" * 20 + "，" + "亮" * 10,
    ]
    assert [line for line in kept if can_be_furniture(line)] == []
    assert can_be_furniture("扫码关注我们")


def test_a_line_between_paragraphs_needs_more() -> None:
    page = page_lines(_page(head=["首页"], within="小标题", tail=["尾"]))
    odds = [least_odds(line_marks(page, at)) for at in (0, 2, 5)]
    assert odds[1] > odds[0] == odds[2]


def test_a_page_of_many_lines_takes_time_by_their_number() -> None:
    lines = [f"链接{n}" for n in range(20_000)]
    kept, record = drop_weighed_lines([*BODY, *lines], [*BODY, *lines])
    assert kept[:3] == BODY
    assert record is not None
    assert record.n == len(lines) + len(BODY) - len(kept) > 0


def test_the_weights_are_those_of_the_committed_pages() -> None:
    trained = runpy.run_path(str(ROOT / "benchmarks" / "train_page_lines.py"))
    stored = json.loads(data_path(LINE_WEIGHTS).read_text(encoding="utf-8"))["weights"]
    fitted = trained["fit"](trained["read_rows"]())
    assert fitted.keys() == stored.keys()
    assert max(abs(fitted[mark] - stored[mark]) for mark in stored) <= 0.002
