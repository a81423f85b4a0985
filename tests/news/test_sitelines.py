"""What apps, forums, film platforms and public accounts say around a text goes; sentences that begin alike stay."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from textmine.news.articles import clean_page
from textmine.news.scoring import body_score
from textmine.news.sitelines import cut_comments, drop_site_lines

DATA = Path(__file__).parent / "data"
BODY = [
    "灯芯巷的路灯亮了，坏了快两个月的那一盏也亮了，倒垃圾不用再摸着墙走。",
    "阅读室也重新开了，退休教师殷小荷每周三来值班，孩子们放学后都去那里写作业。",
    "社区党委书记说，下一步还要把巷口的化粪池清一遍，再给两栋老楼装上扶手。",
]


@pytest.mark.parametrize(
    "line",
    [
        "打开灯芯巷APP 查看更多精彩内容", "还有62%的内容,点击展开", "下载APP,阅读体验更佳", "点击上方“蓝字”关注我们", "— 未完，请继续往下看 —",
        "(图片加载失败,请刷新重试)", "3.1万次播放 · 206条弹幕", "AI 文稿(由机器识别生成,仅供参考)", "上一页 1 2 3 下一页", "共 3 页 到第 页", "A- A A+",
        "本帖最后由 巷口老殷 于 2024-9-22 22:15 编辑", "顶一下(47) 踩一下(3)", "------------------ 打印版 ------------------", "#灯芯巷 #路灯",
        "图片 | 街道党建办", "您觉得这条信息对您有帮助吗?", "澜治指〔2024〕27号", "《乌江先锋》2024·10 17", "PART.03", "视力保护色： □ □ □",
        "巷口老殷 Lv.12 积分 20931", "01-23 08:15 · 来自甘肃", "(长按图片保存)", "重播|刷新重试", "推广:灯具五折起", "游客,如果您要查看本帖隐藏内容请回复",
        "相关稿件:一图读懂路灯改造", "00:37", "—3—",
    ],
)  # fmt: skip
def test_site_lines_go(line: str) -> None:
    lines, removal = drop_site_lines([BODY[0], line, BODY[1]])
    assert lines == BODY[:2]
    assert removal is not None
    assert removal.n == 1


@pytest.mark.parametrize(
    "line",
    [
        "居民打开手机客户端，一条一条看。", "一天来了3批人，问了5件事。", "“点击率再高，不如灯亮一盏。”他说。", "小标题", "一、打开心门", "还有62%的居民没有表态。",
        "“马上注册，马上就能用。”志愿者教老人。", "问：楼上漏水找谁？", "答：先找社区。", "",
    ],
)  # fmt: skip
def test_sentences_stay(line: str) -> None:
    assert drop_site_lines([BODY[0], line])[0] == [BODY[0], line]


@pytest.mark.parametrize(
    "line",
    [
        "沙发 巷口老殷 发表于 2024-9-22 21:19",
        "全部评论(3)",
        "2楼 灯下的人",
        "回复 使用道具 举报",
        "本版其他文章",
    ],
)
def test_what_others_say_is_cut(line: str) -> None:
    assert cut_comments([*BODY, line, "我们那边还黑着", BODY[0][::-1]])[0] == BODY


def test_a_post_begins_with_the_same_line() -> None:
    lines = ["巷口老殷 发表于 2024-9-22 21:07", *BODY]
    assert cut_comments(lines) == (lines, None)


def test_a_box_of_headlines_in_the_text_does_not_end_it() -> None:
    head = ["灯芯巷的路灯亮了", "2023-06-14 来源：澜溪日报 记者：殷小荷"]
    box = ["【延伸阅读】", "·邻县修路三条", "·停车难怎么破？", "（点击展开更多）"]
    assert clean_page("\n".join([*head, BODY[0], *box, *BODY[1:]])).paragraphs == BODY


def _plain(text: str) -> str:
    # Width and ASCII marks are the page's own.
    folded = unicodedata.normalize("NFKC", text).replace(" ", "")
    return folded.translate(str.maketrans("，：；？！（）", ",:;?!()"))


@pytest.mark.parametrize(("author", "n_exact"), [("sixth", 9), ("seventh", 10), ("eighth", 8)])
def test_bodies_of_further_authors_are_given_back(author: str, n_exact: int) -> None:
    pages = [
        json.loads(line)
        for line in (DATA / f"{author}_author.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    scores = [
        body_score(_plain(clean_page(page["page"]).text), _plain("\n".join(page["paragraphs"])))
        for page in pages
    ]
    assert sum(score == (1.0, 1.0) for score in scores) >= n_exact
    assert min(recall for _, recall in scores) > 0.97
    assert min(precision for precision, _ in scores) > 0.93
