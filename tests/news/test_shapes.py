"""Noise in other shapes than the ones on real pages at hand: other portals' breadcrumbs, footers, notices, encodings."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import opencc
import pytest

from textmine.news.articles import clean_page, clean_pages
from textmine.news.noise import CleanPage

# fmt: off
BREADCRUMBS = [
    "首页 - 新闻中心 - 基层动态",
    "首页 / 要闻 / 正文",
    "首页→新闻→社区",
    "首页 · 资讯 · 民生",
    "您现在的位置： 首页 — 党建频道 — 正文",
    "当前位置:首页 > 党建引领 > 工作动态 > 正文",
    "首页\t新闻\t政务\t互动\t专题",
    "网站首页 ∣ 本地新闻 ∣ 政务公开 ∣ 办事服务",
    "所在位置：首页 | 时政 | 详情",
    "首页 ＞ 新闻 ＞ 正文",
    "【首页】【新闻】【视频】【专题】【评论】",
    "首页\\新闻\\社区新闻",
    "返回首页 手机版 客户端 登录 | 注册",
    "A+ A-",
    "T小 T大",
    "字体大小：[大 中 小] 打印 关闭",
    "分享到： 微信 微博 QQ空间",
    "繁體 | EN | 无障碍阅读 | 长者模式",
    "搜索 热搜：社区 物业 党建",
]
PARTICULARS = [
    "2023年06月14日08:30　　来源：某某日报",
    "发布日期：2023-06-14　 浏览次数：128 次　信息来源：某某日报　字体：[大] [中] [小]",
    "2023-06-14 08:30:21 | 某某日报",
    "时间：2023-06-14 08:30 作者：小编 来源：某某日报 阅读：1289",
    "某某日报 2023-06-14 08:30",
    "来源：某某日报 | 责任编辑：李某 | 2023-06-14",
    "稿件来源: 某某日报  发布人: admin  发布时间: 2023/6/14 8:30:00",
    "文章来源：某某日报　更新时间：2023-06-14 点击数：22",
    "某某日报记者 李某某 通讯员 王某",
    "本报记者 张某 李某",
    "来源丨某某日报",
    "作者 | 张某",
    "发布机构：某某日报 索引号：0001-2023-00012 发文日期：2023-06-14 主题分类：城乡建设 ",
    "某某日报客户端6月14日讯（记者 张某）",
    "发表于 2023-06-14 • 8:30 • 社区 • 阅读 231",
    "原创 社区君 某某日报 2023-06-14 08:30 发表于湖南",
    "关注",
    "+关注",
    "小 中 大",
]
FOOTERS = [
    "（责编：李某、王某）",
    "[ 责编：张某 ]",
    "责任编辑：李某",
    "编辑/李某 审核/张某 终审/王某",
    "来源：示例日报\n编辑：小李\n审核：老王",
    "【纠错】 责任编辑： 李某",
    "【打印】【关闭】【收藏】",
    "上一篇：某街道开展消防演练\n下一篇：某社区举办包粽子活动",
    "相关新闻\n· 某县投入3200万元修路\n· 某镇举办百人运动会",
    "延伸阅读：\n某县投入3200万元修路 2022-03-01",
    "[相关报道]\n某县投入3200万元修路",
    "热门文章\n1 某县投入3200万元修路\n2 某镇百人运动会",
    "TAG：社区 物业 党建",
    "标签： 社区  物业",
    "关键词：社区 物业",
    "版权声明：本文版权归原作者所有，转载请注明出处，如有侵权请联系删除。",
    "声明：本文仅代表作者个人观点，与本网无关。其原创性以及文中陈述文字和内容未经本站证实。",
    "免责声明：以上内容为用户上传，本平台仅提供信息存储空间服务。",
    "本文来源于网络，如侵犯您的权益请联系管理员删除，电话010-88888888。",
    "Copyright © 2010-2023 某某网 All Rights Reserved\n湘ICP备12345678号-1 湘公网安备 43010202000123号",
    "主办：某市人民政府办公室 承办：某市政务服务中心\n网站标识码：4301000001\n地址：某市某路218号 邮编：410000",
    "联系我们 | 关于我们 | 网站地图 | 法律声明",
    "关于我们 版权隐私 联系方式 人才招聘 广告服务",
    "网上有害信息举报专区 违法和不良信息举报电话：0731-82205678 举报邮箱：jubao@example.com",
    "扫一扫在手机打开当前页",
    "扫码关注公众号\n长按二维码",
    "点击下载客户端",
    "我要评论\n已有0人参与 0条评论\n登录 | 注册\n发表",
    "评论 0\n收藏\n点赞 12\n分享",
    "相关链接：\n某县修路\n某镇运动会",
    "您可能感兴趣的内容\n某县投入3200万元修路",
    "大家都在看\n某县投入3200万元修路 投资3.2亿",
    "24小时热榜\n1.某县投入3200万元修路",
    "推荐新闻 更多>>\n某县投入3200万元修路",
    "图文推荐\n某县投入3200万元修路",
    "本页面由智能程序自动抓取生成，原文链接：http://example.com/a.html",
    "快照时间：2023-06-15 该网页由蜘蛛自动收录，与原网站无关",
    "网站声明：本页内容由搜索引擎缓存生成",
    "原文链接：http://www.example.com/2023/0614/1234.html",
    "特别提示：本信息由相关企业自行提供，真实性未证实，仅供参考。",
    "如需转载请与《示例日报》联系。",
    "未经授权，不得转载。",
    "新闻热线：0731-12345678 投稿邮箱：news@example.com",
    "友情链接：人民网 新华网 央视网 光明网",
    "分享到微信 用微信扫描二维码 分享至好友和朋友圈",
    "阅读原文",
    "（完）",
    "[返回顶部]",
    "作者简介：张某，示例大学教授。",
    "（作者单位：中共某市委组织部）",
    "举报/反馈",
    "Powered by ExampleCMS 5.0",
    "发布于：湖南省",
    "特别声明：以上内容(如有图片或视频亦包括在内)为自媒体平台“某号”用户上传并发布，本平台仅提供信息存储服务。",
    "返回搜狐，查看更多",
    "平台声明：该文观点仅代表作者本人，某号系信息发布平台，仅提供信息存储空间服务。",
]
CAPTIONS = [
    "图为活动现场。张某 摄",
    "（图片来源：示例日报）",
    "▲活动现场（张某 摄）",
    "△ 社区志愿者在行动",
    "活动现场。示例日报记者 张某 摄",
    "活动现场（资料图）",
    "图源：视觉中国",
    "[图片]",
    "点击查看大图",
    "图1 社区议事会",
    "↑ 居民在议事厅。受访者供图",
    "社区供图",
    "张某 摄影报道",
    "视频加载中...",
    "00:00/02:31",
    "广告",
    "高清图集",
    "（受访单位供图）",
    "摄影：张某",
    "Photo by Zhang",
]
# fmt: on
RELATED = [
    ["· 邻县投建冷链园 2031-01-12", "· 百名工匠比武忙 2031-02-23", "· 旧厂房里开书店 2030-11-02"],
    ["■ 邻县投建冷链园总投资8700万元", "■ 百名工匠比武忙 12人获奖", "■ 旧厂房里开书店 营业额4.2万"],
    [
        "相关资讯",
        "邻县投建冷链园",
        "1月12日，邻县冷链园开工，总投资8700万元，占地126亩，建成后可带动就业560人。",
    ],
    ["热门城市：甲山县、乙水市、丙川区、丁原县、戊岭县、己河市、庚阳区、辛港县、壬溪县"],
    ["甲山县 乙水市 丙川区 丁原县 戊岭县 己河市 庚阳区 辛港县 壬溪县 癸林县 子丘县 丑塘县"],
]


@pytest.fixture(scope="module")
def pages(authored: list[dict[str, Any]], authored_second: list[dict[str, Any]]) -> list[CleanPage]:
    return [CleanPage.of(record) for record in (*authored[:2], *authored_second[4:6])]


def lay_out(
    page: CleanPage, above: list[str], between: list[str], inside: list[str], below: list[str]
) -> str:
    body = list(page.paragraphs)
    for n, line in enumerate(inside):
        body.insert(min(len(body), 1 + 2 * n), line)
    return "\n".join([*above, page.title, *between, *body, *below])


def check(pages: list[CleanPage], above=(), between=None, inside=(), below=()) -> None:
    for page in pages:
        particulars = [f"{page.published_at} 来源：{page.outlet}"] if between is None else between
        cleaned = clean_page(lay_out(page, [*above], [*particulars], [*inside], [*below]))
        assert cleaned.paragraphs == list(page.paragraphs)
        assert cleaned.title == page.title


@pytest.mark.parametrize("line", BREADCRUMBS)
def test_clean_page_drops_any_breadcrumb(line: str, pages: list[CleanPage]) -> None:
    check(pages, above=[line])


@pytest.mark.parametrize("line", PARTICULARS)
def test_clean_page_reads_particulars_in_any_form(line: str, pages: list[CleanPage]) -> None:
    check(pages, between=[line])


@pytest.mark.parametrize("lines", FOOTERS)
def test_clean_page_cuts_any_footer(lines: str, pages: list[CleanPage]) -> None:
    check(pages, below=lines.split("\n"))


@pytest.mark.parametrize("line", CAPTIONS)
def test_clean_page_drops_any_caption(line: str, pages: list[CleanPage]) -> None:
    check(pages, inside=[line])


@pytest.mark.parametrize("lines", RELATED)
def test_clean_page_drops_related_news_without_a_heading_too(
    lines: list[str], pages: list[CleanPage]
) -> None:
    check(pages, below=lines)


@pytest.mark.parametrize("title", ["{}-某某日报", "{}_社区新闻_某某网", "{} | 某某网"])
def test_clean_page_prefers_the_headline_to_the_window_title(title: str, pages: list[CleanPage]) -> None:
    for page in pages:
        check([page], above=[title.format(page.title)])


def test_clean_page_takes_a_headline_out_of_brackets(pages: list[CleanPage]) -> None:
    for page in pages:
        lines = [f"【{page.title}】", f"来源：{page.outlet}", *page.paragraphs]
        assert clean_page("\n".join(lines)).title == page.title


def test_clean_page_drops_a_second_copy_with_the_headline_glued_on(pages: list[CleanPage]) -> None:
    for page in pages:
        check([page], below=[page.title + page.paragraphs[0], *page.paragraphs[1:]])
        check([page], below=[*page.paragraphs, *page.paragraphs])


def test_clean_page_drops_a_summary_that_repeats_the_beginning(pages: list[CleanPage]) -> None:
    for page in pages:
        check([page], between=[f"来源：{page.outlet}", f"核心提示：{page.paragraphs[0][:30]}……"])


@pytest.mark.parametrize("line", [
    "记者：您觉得这件事难在哪里，居民怎么看？", "图书室每周三开门，钥匙在老周手里。", "区纪委公布举报电话12388，有问题可以直接反映。",
    "来源于生活的点子，往往最管用。", "关注老人的胃，也关注老人的心。", "分享会开到晚上九点才散。", "首页上的那张照片是去年拍的，桥还没有修。",
    "本站记者三次探访这条巷子，看到的都不一样。", "更多的人加入进来了，队伍从五个人变成三十个人。", "声音小了，矛盾少了。", "“广告费归全体业主。”他说。",
])  # fmt: skip
def test_clean_page_keeps_sentences_that_look_like_furniture(line: str, pages: list[CleanPage]) -> None:
    page = pages[0]
    body = [*page.paragraphs[:2], line, *page.paragraphs[2:]]
    text = "\n".join([page.title, f"来源：{page.outlet}", *body])
    assert clean_page(text).paragraphs == body


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_clean_pages_reads_any_encoding(encoding: str, pages: list[CleanPage], tmp_path: Path) -> None:
    text = lay_out(pages[0], [], [f"来源：{pages[0].outlet}"], [], [])
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    assert clean_pages([tmp_path / "a.txt"])["paragraphs"][0] == list(pages[0].paragraphs)


def test_clean_pages_reads_big5(pages: list[CleanPage], tmp_path: Path) -> None:
    body = [
        "灯芯巷社区的老书记把各家的难处一一记在本子上，每周三请物业来商量。",
        "“路灯亮了，夜里回家就不怕了。”居民们这样说。",
    ] * 2
    body = [f"{n}日，{line}" for n, line in enumerate(body, start=3)]
    text = opencc.OpenCC("s2t").convert("\n".join(["巷里的路灯亮了", "来源：澜溪日报", *body]))
    (tmp_path / "a.txt").write_bytes(text.encode("big5hkscs"))
    assert clean_pages([tmp_path / "a.txt"])["paragraphs"][0] == body


LAYOUTS = {
    "paragraphs": lambda page: "".join(f"<p>　　{html.escape(x)}</p>" for x in page.paragraphs),
    "line breaks": lambda page: "<div id=zoom>" + "<br><br>".join(map(html.escape, page.paragraphs)) + "</div>",
    "divisions": lambda page: "".join(f"<div>{html.escape(x)}</div>" for x in page.paragraphs),
    "table": lambda page: "<table><tr><td>" + "".join(f"<p>{html.escape(x)}</p>" for x in page.paragraphs) + "</td></tr></table>",
    "spans": lambda page: "".join(f"<p><span>{html.escape(x[:9])}</span><b>{html.escape(x[9:])}</b></p>" for x in page.paragraphs),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("charset", ["utf-8", "gb2312", ""])
def test_clean_pages_reads_html_of_any_layout(
    layout: str, charset: str, pages: list[CleanPage], tmp_path: Path
) -> None:
    for n, page in enumerate(pages):
        source = (
            f'<html><head><meta charset="{charset}"><title>{page.title}_{page.outlet}</title></head><body>'
            f'<div><a href="/">首页</a> &gt; <a href="/n">新闻</a></div><h1>{page.title}</h1>'
            f"<span>{page.published_at} 来源：{page.outlet}</span>{LAYOUTS[layout](page)}"
            "<script>var a='<p>垃圾</p>';</script><div><p>版权所有 示例网 京ICP备00000000号</p></div></body></html>"
        )
        path = tmp_path / f"{n}.html"
        path.write_bytes(source.encode("utf-8" if charset == "utf-8" else "gb18030"))
        found = clean_pages([path]).iloc[0]
        assert found["paragraphs"] == list(page.paragraphs)
        assert (found["title"], found["outlet"]) == (page.title, page.outlet)
