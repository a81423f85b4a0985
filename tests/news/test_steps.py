"""Each step takes out one kind of line, says so, and leaves paragraphs alone."""

from __future__ import annotations

import pytest

from textmine.news import steps
from textmine.news.paperpages import drop_page_furniture

BODY = [
    "灯芯巷的路灯亮了，坏了快两个月的那一盏也亮了，倒垃圾不用再摸着墙走。",
    "老书记请来电工，爬上杆子查了一上午，才弄明白是接头松了，当天就换好。",
    "小标题也是一段",
    "“亮堂了。”住在三号院的阿婆说，她晚上又能下楼散步，走到巷口再回来。",
]
STEPS = [
    steps.cut_tail,
    steps.drop_captions,
    steps.drop_link_farms,
    steps.drop_navigation,
    steps.drop_repeated_blocks,
    steps.drop_snippets,
    drop_page_furniture,
]


@pytest.mark.parametrize("step", STEPS)
def test_step_leaves_a_body_alone(step: object) -> None:
    assert step(BODY) == (BODY, None)  # type: ignore[operator]
    assert step([]) == ([], None)  # type: ignore[operator]


@pytest.mark.parametrize(
    "line",
    [
        "首页 > 新闻 > 正文",
        "• 我的订阅",
        "您的位置：首页 >> 要闻",
        "字号：大 中 小",
        "首页 新闻 政务 服务 互动 专题",
        "?",
    ],
)
def test_drop_navigation_drops(line: str) -> None:
    kept, record = steps.drop_navigation([line, *BODY])
    assert kept == BODY
    assert record is not None
    assert (record.kind, record.n) == ("navigation", 1)


@pytest.mark.parametrize(
    "line",
    [
        "相关推荐",
        "猜你喜欢",
        "以上内容为资讯快照，由某站爬虫采集并收录",
        "本站部分信息由相应主体提供",
        "上一篇：修路",
        "Copyright 2023",
        "暂无评论，快抢沙发",
    ],
)
def test_cut_tail_cuts_to_the_end(line: str) -> None:
    foreign = "邻县投入8700万元修路，全长12公里，惠及群众三万余人，年底前全部完工通车。"
    assert steps.cut_tail([*BODY, line, foreign])[0] == BODY


def test_cut_tail_at_the_head_takes_only_the_box() -> None:
    assert steps.cut_tail(["热门推荐", "邻县修路", *BODY])[0] == BODY


@pytest.mark.parametrize("line", ["本网讯记者来到巷口", "扫码报修，物业上门", "本站记者三次探访这条巷子"])
def test_cut_tail_keeps_lines_that_begin_alike(line: str) -> None:
    assert steps.cut_tail([*BODY, line])[0] == [*BODY, line]


def test_drop_repeated_blocks_keeps_short_lines_that_only_recur() -> None:
    lines = [BODY[0], "问：", BODY[1], "问：", BODY[3]]
    assert steps.drop_repeated_blocks(lines) == (lines, None)


def test_drop_repeated_blocks_takes_a_third_copy_too() -> None:
    assert steps.drop_repeated_blocks(BODY * 3)[0] == BODY


def test_drop_captions_keeps_a_sentence_about_a_picture() -> None:
    line = "墙上挂着一张老照片，是三十年前巷子里的街坊们一起拍摄的。"
    assert steps.drop_captions([line]) == ([line], None)


def test_drop_link_farms_leaves_a_line_of_particulars() -> None:
    line = "2024-09-20 07:05 | 来源：溪口日报 | 记者：柳如眉 | 浏览：102次"
    assert steps.drop_link_farms([line, "城东| 城西| 城南| 城北| 城中|"])[0] == [line]


@pytest.mark.parametrize(
    "line",
    [
        "版面导航",
        "第02版：综合　第03版：副刊　第04版：文化",
        "B3版 市场：早稻收割过半",
        "[ 返回目录 ] [ 上一版 ] [ 放大 ]",
        "[漫画：“排队” 某某/作]",
        "【图解】一张图看懂怎么报修",
        "—— 广告 ——",
        "欢迎订阅2025年《澜溪日报》 全年定价198元 邮发代号99-1",
        "澜溪日报社出版 地址：长堤路8号 印刷：澜溪印务",
    ],
)
def test_page_furniture_goes_wherever_it_stands(line: str) -> None:
    body = "灯亮那晚，巷子里的人都没早睡，孩子们数着灯跑了三趟。"
    for lines in ([line, body, "后来" + body], [body, line, "后来" + body], [body, "后来" + body, line]):
        assert line not in drop_page_furniture(lines)[0]


@pytest.mark.parametrize(
    "line",
    [
        "报：区委办公室，区委常委。",
        "送：各街道党工委，区直各单位。",
        "（共印120份）",
        "附件下载：简报12.doc（42KB）",
        "相关文件：关于修灯的通知（试行）",
        "（作者系澜溪市某校教师）",
        "（应受访者要求，文中阿珍为化名）",
    ],
)
def test_notes_go_at_the_foot_and_stay_elsewhere(line: str) -> None:
    body = "灯亮那晚，巷子里的人都没早睡，孩子们数着灯跑了三趟。"
    assert drop_page_furniture([body, line])[0] == [body]
    assert drop_page_furniture([body, line, "后来" + body])[0] == [body, line, "后来" + body]


@pytest.mark.parametrize(
    "line",
    [
        "“报：一楼的灯修好了。”他冲着对讲机喊。",
        "第1版方案没有通过，居民嫌楼梯太陡。",
        "【记者手记】",
        "报纸的第3版登了这条巷子的照片，街坊传着看。",
        "发：",
    ],
)
def test_lines_of_an_article_are_no_page_furniture(line: str) -> None:
    body = "灯亮那晚，巷子里的人都没早睡，孩子们数着灯跑了三趟。"
    assert drop_page_furniture([body, line])[0] == [body, line]
