"""Quantities are read with the range their wording allows; what only looks like one is not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.news.numbers import find_quantities
from textmine.news.numerals import parse_numeral
from textmine.news.sentences import full_width


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("300余场次", 300, None, "场次"),
        ("近400名", None, 400, "名"),
        ("1万多家", 10_000, None, "家"),
        ("百万余名", 1_000_000, None, "名"),
        ("104万名", 1_040_000, 1_040_000, "名"),
        ("百余名", 100, None, "名"),
        ("近百名", None, 100, "名"),
        ("数百户", 100, None, "户"),
        ("两百余户", 200, None, "户"),
        ("1,268个", 1268, 1268, "个"),
        ("三十八名", 38, 38, "名"),
        ("十几位", 10, None, "位"),
        ("四五位", 4, 5, "位"),
        ("3至5天", 3, 5, "天"),
        ("百分之五十", 50, 50, "%"),
        ("50%", 50, 50, "%"),
        ("八成三", 83, 83, "%"),
        ("三分之二", 66.67, 66.67, "%"),
        ("半数", 50, 50, "%"),
        ("超过半数", 50, None, "%"),
        ("1.2万元", 12_000, 12_000, "元"),
        ("3个多月", 3, None, "个月"),
        ("一年半", 1.5, 1.5, "年"),
        ("两年多", 2, None, "年"),
        ("不少于1次", 1, None, "次"),
        ("不超过五户", None, 5, "户"),
        ("约三百人", 300, 300, "人"),
        ("三千四百名", 3400, 3400, "名"),
        ("每月到社区不少于1次", 1, None, "次/月"),
        ("每季度召开一次", 1, 1, "次/季度"),
        ("近三年换了", 3, 3, "年"),
        ("20余万名", 200_000, None, "名"),
        ("十几万元", 100_000, None, "元"),
        ("上千条", 1000, None, "条"),
        ("不足百人", None, 100, "人"),
        ("八成以上", 80, None, "%"),
        ("半数以上", 50, None, "%"),
        ("不过两回", None, 2, "回"),
        ("三十日内", None, 30, "日"),
        ("公示期15日", 15, 15, "日"),
        ("打分为92.3分", 92.3, 92.3, "分"),
        ("14度", 14, 14, "度"),
        ("四千余口人", 4000, None, "人"),
        ("六号楼四十多户", 40, None, "户"),
        ("全社区26栋楼", 26, 26, "栋"),
        ("两部电梯", 2, 2, "部"),
        ("课程24门", 24, 24, "门"),
        ("灭火器12具", 12, 12, "具"),
        ("抢下15单", 15, 15, "单"),
        ("两拨人", 2, 2, "拨"),
        ("降了两毛", 2, 2, "毛"),
        ("谈了两晚", 2, 2, "晚"),
        ("记了一周", 1, 1, "周"),
        ("用了11秒", 11, 11, "秒"),
        ("限时三分钟", 3, 3, "分钟"),
        ("货车83辆次", 83, 83, "辆次"),
        ("陪坐一个多小时", 1, None, "小时"),
        ("销号298条", 298, 298, "条"),
    ],
)
def test_find_quantities_reads_the_range(text: str, low: float, high: float, unit: str) -> None:
    found = find_quantities(f"，{text}，")
    assert [(q.low, q.high, q.unit) for q in found] == [(low, high, unit)]


@pytest.mark.parametrize(
    "text",
    [
        "2023年6月19日11时30分", "拨打12345热线", "电话010-00000001", "30栋1单元的杨先生", "到12栋和15栋查看", "第三期第19次",
        "三会一课、五老、两委", "一条一条地记", "三三两两", "千家万户", "80后书记", "13路公交改道", "收废品的三轮车", "上半年", "前三季度", "十分高兴", "二十大精神",
        "3号楼2单元501室", "一位老人", "万一", "5G融合", "6日9时", "十一届七次全会", "五部委发文", "八十年代建起", "三年级学生", "二次供水", "5栋电梯停了", "九点二十分钟表响了", "成百上千", "两节期间", "四面漏风", "推行“三单”", "编印《难题五十问》", "停车难排在前三位", "路修到一半", "进百家门", "白杨村五组", "火气消了一半", "住在三栋", "按百分制评价",
    ],
)  # fmt: skip
def test_find_quantities_leaves_what_is_none(text: str) -> None:
    assert find_quantities(text) == []


def test_find_quantities_gives_spans_of_the_text() -> None:
    text = "共记下214件事，其中办结189件，满意率达91.7%。"
    assert [text[q.start : q.end] for q in find_quantities(text)] == ["214件", "189件", "91.7%"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一百五", 150),
        ("一百零五", 105),
        ("两万三千", 23_000),
        ("二〇二三", 2023),
        ("十", 10),
        ("三点五", 3.5),
    ],
)
def test_parse_numeral_reads_chinese(text: str, value: float) -> None:
    assert parse_numeral(text) == (value, value)


@pytest.mark.parametrize("text", ["", "几", "灯", "三灯", "数"])
def test_parse_numeral_of_no_numeral_is_none(text: str) -> None:
    assert parse_numeral(text) is None


@pytest.mark.parametrize("unit", ["1", "一二三", "1,234", "百分之", "每", "1.", "近"])
def test_find_quantities_is_linear(unit: str) -> None:
    start = time.process_time()
    find_quantities(unit * (100_000 // len(unit)))
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("补一两句。", 1, 2, "句"),
        ("一断就是三五天；", 3, 5, "天"),
        ("选了一两百户", 100, 200, "户"),
        ("管子三十公分粗", 30, 30, "公分"),
        ("覆盖居民楼3912栋，", 3912, 3912, "栋"),
        ("沿河一公里半的步道", 1.5, 1.5, "公里"),
        ("倒出一吨多煤", 1, None, "吨"),
        ("评估不足75分的停拨", None, 75, "分"),
        ("停留超过半小时", 0.5, None, "小时"),
        ("常住人口8.6万，", 86_000, 86_000, "人"),
        ("财政出80万，", 800_000, 800_000, "元"),
        ("包了四栋筒子楼", 4, 4, "栋"),
        ("一人包58栋，", 58, 58, "栋"),
        ("分成三组", 3, 3, "组"),
        ("这座七层老楼没电梯", 7, 7, "层"),
        ("要爬87级台阶", 87, 87, "级"),
        ("近四成人家没交", None, 40, "%"),
        ("有一多半是租客", 50, None, "%"),
        ("三个工作日办结", 3, 3, "工作日"),
    ],
)
def test_find_quantities_reads_spoken_amounts(text: str, low: float, high: float, unit: str) -> None:
    assert [(q.low, q.high, q.unit) for q in find_quantities(text)] == [(low, high, unit)]


def test_find_quantities_takes_spare_parts_for_no_count() -> None:
    assert find_quantities("跑遍市场才配到零件，") == []


def test_find_quantities_reads_both_scores_of_a_change() -> None:
    assert [q.low for q in find_quantities("平均从81分涨到90分")] == [81, 90]


def test_find_quantities_reads_two_figures_joined_by_a_word_for_to() -> None:
    found = find_quantities("组织党员5312名到61个社区报到")
    assert [(q.value, q.unit) for q in found] == [(5312, "名"), (61, "个")]


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("投入10至20万元。", 100000, 200000, "元"),
        ("每年3～5万元不等。", 30000, 50000, "元"),
        ("三到五百人到场。", 300, 500, "人"),
        ("补贴500至2万元。", 500, 20000, "元"),
        ("补贴2万至3万元。", 20000, 30000, "元"),
        ("每月10至20户。", 10, 20, "户"),
    ],
)
def test_both_ends_of_a_range_share_a_scale_written_once(
    text: str, low: float, high: float, unit: str
) -> None:
    assert [(q.low, q.high, q.unit) for q in find_quantities(text)] == [(low, high, unit)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("投入1亿2000万元", (120_000_000, 120_000_000, "元")),
        ("一亿两千万元专项资金", (120_000_000, 120_000_000, "元")),
        ("服务群众12万5000人次", (125_000, 125_000, "人次")),
        ("居民3万5千人", (35_000, 35_000, "人")),
        ("投入3个亿，修建公园", (300_000_000, 300_000_000, "元")),
        ("补助1千2百元", (1_200, 1_200, "元")),
        ("廿五户居民", (25, 25, "户")),
        ("五百二十三点五万元", (5_235_000, 5_235_000, "元")),
        ("补贴１２．５万元", (125_000, 125_000, "元")),
        ("办结率达98．6％", (98.6, 98.6, "%")),
        ("办理诉求 3.5 万件", (35_000, 35_000, "件")),
        ("共 12 345人次参加", (12_345, 12_345, "人次")),
        ("吸引1000–1500人", (1000, 1500, "人")),
        ("投诉从未超过40件", (None, 40, "件")),
        ("没有超过4000件", (None, 4000, "件")),
        ("合格率未达到95%", (None, 95, "%")),
        ("投诉不止100件", (100, None, "件")),
        ("投诉超过100件", (100, None, "件")),
        ("1/3的居民投票", (33.33, 33.33, "%")),
        ("投诉减少三到四成", (30, 40, "%")),
        ("八成至九成的居民", (80, 90, "%")),
        ("七八成居民满意", (70, 80, "%")),
        ("占两成", (20, 20, "%")),
        ("三成五的居民", (35, 35, "%")),
        ("下降百分之三十至四十", (30, 40, "%")),
        ("二十四五个人", (24, 25, "个")),
    ],
)
def test_find_quantities_reads_numbers_written_in_parts_and_in_other_signs(
    text: str, expected: tuple[float | None, float | None, str]
) -> None:
    assert [(q.low, q.high, q.unit) for q in find_quantities(full_width(text))] == [expected]


@pytest.mark.parametrize("text", ["二〇二三年，居民满意", "比分是1/3", "第3 120名"])
def test_find_quantities_leaves_years_and_signs_that_are_no_quantity(text: str) -> None:
    assert find_quantities(full_width(text)) == []


@given(st.integers(1, 99), st.integers(1, 9_999))
def test_a_number_in_two_parts_is_the_sum_of_both(billions: int, rest: int) -> None:
    (quantity,) = find_quantities(f"投入{billions}亿{rest}万元")
    assert quantity.low == quantity.high == billions * 10**8 + rest * 10**4
