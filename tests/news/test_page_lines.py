"""What sites set between and behind paragraphs goes; sentences that begin alike stay."""

from __future__ import annotations

import pytest

from textmine.news.articles import clean_page

BODY = [
    "灯芯巷的路灯亮了，坏了快两个月的那一盏也亮了，倒垃圾不用再摸着墙走。",
    "阅读室也重新开了，退休教师殷小荷每周三来值班，孩子们放学后都去那里写作业。",
    "社区党委书记说，下一步还要把巷口的化粪池清一遍，再给两栋老楼装上扶手。",
]


def page(*between: str, foot: tuple[str, ...] = ()) -> str:
    head = ["灯芯巷的路灯亮了", "2023-06-14 来源：澜溪日报 记者：殷小荷"]
    return "\n".join([*head, BODY[0], *between, *BODY[1:], *foot])


@pytest.mark.parametrize(
    "line",
    [
        "第2页 共3页 <<上一页 下一页>>",
        "[1] [2] 下一页",
        "阅读 2214 下载 87 被引 3",
        "浏览量：603",
        "（左右滑动查看更多 1/9）",
        "收录于合集 #灯芯巷故事 14个",
        "互动：你家楼下的灯亮了吗？评论区告诉我们！",
        "[广告] 秋季家电节 满2000减300 点击查看",
        "听全文 约9分钟",
        "00:00 / 08:16 倍速 高清 720P 请安装播放器后观看",
        "视频简介：灯芯巷的路灯亮了",
        "[视频截图] 居民在灯下下棋",
        "上一期：菜价“过山车”背后（10月17日）",
        "本文刊于《澜溪半月刊》2021年16期，转载请注明。",
        "表1 三类社区基本情况（略）",
        "一审：高佳 二审：鱼跃 三审：陶万里",
        "居民在灯下下棋。殷小荷/摄",
        "【划重点】“阅读室也重新开了。”",
        "延伸阅读：《院门口的一堵墙》",
        "相关阅读：澜溪热线日均接听1.2万通",
    ],
)
def test_lines_a_site_sets_between_paragraphs_go(line: str) -> None:
    assert clean_page(page(line)).paragraphs == BODY


@pytest.mark.parametrize(
    "line",
    [
        "阅读角添了2214本书，下载的资料也印了出来。",
        "互动多了，邻里之间的话也多了，楼道里再没人堆杂物。",
        "上一期培训班结束后，社区又办了两期，来的人一次比一次多。",
        "第2页的账目写得清清楚楚，谁家交了多少，一笔一笔都在。",
        "本文明校园的牌子挂了十年，孩子们都认得。",
        "一审判决下来以后，两家人坐到了一起，把围墙的事说开了。",
        "【同期】居民殷小荷：灯亮了，我们晚上也敢出门了。",
    ],
)
def test_sentences_that_begin_like_them_stay(line: str) -> None:
    assert clean_page(page(line)).paragraphs == [BODY[0], line, *BODY[1:]]


@pytest.mark.parametrize(
    "foot",
    [
        ("猜你感兴趣", "农村厕所改造回头看", "一条河的4任河长"),
        ("◎ 相关新闻", "・澜溪召开物业企业座谈会 46家企业参会（06-15）"),
        ("参考文献：", "[1] 荀某. 社区书记的成长周期[J]. 论丛, 2022(2): 31-38."),
        ("春灌开闸 12万亩麦田“解渴”", "医保服务站进村记"),
        ("联系人：闻静，电话：0551-60020037",),
        ("【栗一丁，澜溪晚报专栏作者】",),
    ],
)
def test_what_closes_a_page_goes(foot: tuple[str, ...]) -> None:
    assert clean_page(page(foot=foot)).paragraphs == BODY


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("澜溪区人大常委会", ""),
        ("澜溪区人民政府门户网站 信息公开", ""),
        ("", "澜溪周末 殷小荷"),
        ("", "澜溪市委党校课题组<sup>1</sup>"),
        ("", "（1. 中共澜溪市委党校，澜溪 563100）"),
        ("", "【关键词】路灯；老旧小区；社区"),
        ("", "文号：澜组发〔2024〕12号 有效期：有 关键词：路灯 社区"),
    ],
)
def test_names_of_sites_and_particulars_are_no_headline(above: str, below: str) -> None:
    lines = [line for line in (above, "坏了两个月的灯", below) if line]
    article = clean_page("\n".join([*lines, "2023-06-14 来源：澜溪日报", *BODY]))
    assert (article.title, article.paragraphs) == ("坏了两个月的灯", BODY)


def test_the_section_in_front_of_a_headline_goes() -> None:
    article = clean_page(
        "\n".join(["对话 | 对话殷小荷：灯亮了，路就近了", "2023-06-14 来源：澜溪日报", *BODY])
    )
    assert article.title == "对话殷小荷：灯亮了，路就近了"
