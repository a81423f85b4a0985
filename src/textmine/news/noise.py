"""Make noisy pages of clean ones: the damage seen on crawled news, one maker a kind, seeded and documented.

The makers are the ground truth of the cleaning tests: each takes a clean authored page and returns a page text whose
article is known. They imitate structure only; every word in them is ours.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

__all__ = ["COMBINATIONS", "NOISE_KINDS", "CleanPage", "add_noise", "as_page"]


@dataclass(frozen=True)
class CleanPage:
    """Hold a clean page: headline, outlet, author line, date, paragraphs."""

    title: str
    outlet: str
    byline: str
    published_at: str
    paragraphs: tuple[str, ...]

    @classmethod
    def of(cls, record: Mapping[str, object]) -> CleanPage:
        """Make one of an authored record."""
        paragraphs = record["paragraphs"]
        assert isinstance(paragraphs, Sequence)
        title, outlet, byline, published = (
            str(record[k]) for k in ("title", "outlet", "byline", "published_at")
        )
        return cls(title, outlet, byline, published, tuple(map(str, paragraphs)))


Lines = list[str]
Maker = Callable[[Lines, CleanPage, random.Random], Lines]
_HEAD = 2  # as_page puts headline and particulars in front of the body


def as_page(page: CleanPage) -> Lines:
    """Lay a clean page out as lines: headline, particulars, paragraphs.

    Examples
    --------
    >>> as_page(CleanPage("路灯亮了", "澜溪日报", "记者 殷小荷", "2023-06-14", ("灯亮了。",)))
    ['路灯亮了', '2023-06-14 来源：澜溪日报 作者：殷小荷', '灯亮了。']
    """
    author = page.byline.split(" ", 1)[-1]
    return [page.title, f"{page.published_at} 来源：{page.outlet} 作者：{author}", *page.paragraphs]


def navigation(lines: Lines, page: CleanPage, rng: random.Random) -> Lines:
    """Put menu bullets, a breadcrumb and reading tools above and below the headline."""
    heads = [
        ["• 我的频道", "  • 市区", "  • 图片"],
        ["首页 > 新闻 > 基层 > 正文"],
        ["您当前的位置：首页 >> 社区之窗 >> 正文"],
    ]
    return [*rng.choice(heads), lines[0], "字号：大 中 小  打印", *lines[1:]]


def repeated_headline(lines: Lines, page: CleanPage, rng: random.Random) -> Lines:
    """Print the headline again between paragraphs, as pictures without a caption do."""
    result = list(lines)
    for _ in range(4):
        result.insert(rng.randrange(_HEAD + 1, len(result) + 1), page.title)
    return result


def captions(lines: Lines, page: CleanPage, rng: random.Random) -> Lines:
    """Put captions and photo credits between paragraphs."""
    pool = [
        "图为社区活动现场。",
        "▲ 修整一新的楼前小路",
        "（资料图片）",
        "社区一角 记者 丁一 摄",
        "图片来源：本报资料室",
        "楼道换了新灯 通讯员 阮青 供图",
    ]
    result = list(lines)
    for caption in rng.sample(pool, 3):
        result.insert(rng.randrange(_HEAD + 1, len(result) + 1), caption)
    return result


def repeated_body(lines: Lines, page: CleanPage, rng: random.Random) -> Lines:
    """Print the whole body twice."""
    return [*lines, f"来源：{page.outlet}", *page.paragraphs]


_PINYIN = dict(
    pair.split(":")
    for pair in ["的:de", "了:le", "在:zài", "是:shì", "有:yǒu", "人:rén", "不:bù", "这:zhè", "社:shè", "区:qū", "居:jū", "民:mín", "楼:lóu", "书:shū", "记:jì", "党:dǎng", "员:yuán", "工:gōng", "作:zuò", "事:shì", "件:jiàn", "来:lái", "到:dào", "说:shuō", "他:tā", "她:tā", "们:men", "家:jiā", "问:wèn", "题:tí", "年:nián", "月:yuè", "天:tiān", "车:chē", "路:lù", "灯:dēng", "修:xiū", "水:shuǐ", "电:diàn", "物:wù", "业:yè", "治:zhì", "理:lǐ", "部:bù", "门:mén", "会:huì", "议:yì", "开:kāi", "支:zhī", "把:bǎ", "被:bèi", "给:gěi", "里:lǐ", "上:shàng", "下:xià", "大:dà", "小:xiǎo", "老:lǎo"]
)  # fmt: skip


def pinyin_glosses(lines: Lines, page: CleanPage, rng: random.Random) -> Lines:
    """Put toned and toneless pronunciations in brackets behind one to three characters, some of them twice."""
    return [_glossed(line, rng, 0.08) for line in lines]


def _glossed(line: str, rng: random.Random, share: float) -> str:
    parts, at = [], 0
    while at < len(line):
        size = rng.choice((1, 2, 2, 3))
        run = line[at : at + size]
        if all(c in _PINYIN for c in run) and run and rng.random() < share * 4:
            gloss = f"({''.join(_PINYIN[c] for c in run)})"
            parts.append(run + gloss * (2 if rng.random() < 0.04 else 1))
            at += len(run)
        else:
            parts.append(line[at])
            at += 1
    return "".join(parts)


_GLOSSED = {
    "區": "qū",
    "關": "guān",
    "業": "yè",
    "設": "shè",
    "發": "fā",
    "務": "wù",
    "協": "xié",
    "轉": "zhuǎn",
    "經": "jīng",
    "應": "yīng",
}


def traditional_script(lines: Lines, page: CleanPage, rng: random.Random) -> Lines:
    """Write the page in traditional characters."""
    return str(_converter().convert("\n".join(lines))).split("\n")


@lru_cache(maxsize=1)
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("s2t")


def bracket_glosses(lines: Lines, page: CleanPage, rng: random.Random) -> Lines:
    """Put the reading in brackets behind every one of ten traditional characters."""
    result = []
    for line in lines:
        for character, reading in _GLOSSED.items():
            line = line.replace(character, f"{character}({reading})")
        result.append(line)
    return result


def traditional_glosses(lines: Lines, page: CleanPage, rng: random.Random) -> Lines:
    """Write the page in traditional characters, some with their reading in brackets."""
    return bracket_glosses(traditional_script(lines, page, rng), page, rng)


_MAX_DAMAGED = 4


def shifted_bytes(lines: Lines, page: CleanPage, rng: random.Random) -> Lines:
    """Replace the bytes A3 A1 found across 。” by an exclamation mark, as a careless byte-wise edit does."""
    result, n = [], 0
    for line in lines:
        at = line.find("。”")
        if n < _MAX_DAMAGED and 0 <= at < len(line) - 6:
            head, tail = line[:at], line[at:].encode("gb18030").replace(b"\xa1\xa3\xa1\xb1", b"\xa1!\xb1", 1)
            line, n = head + tail.decode("gb18030", "replace").replace("\ufffd", "?"), n + 1
        result.append(line)
    return result


def spliced_fragments(lines: Lines, page: CleanPage, rng: random.Random) -> Lines:
    """Insert two- and four-character pieces of the headline at the heads of clauses, in a fixed cycle."""
    letters = "".join(c for c in page.title if "\u4e00" <= c <= "\u9fff")
    pieces = [letters[n : n + 2] for n in range(0, len(letters) - 1, 2)]
    rng.shuffle(pieces)
    if len(pieces) < 6:
        return list(lines)
    tokens = [pieces[0], pieces[1], pieces[2] + pieces[3], *pieces[4:10]]
    result, n = list(lines), 0
    targets = [k for k in range(_HEAD, len(lines)) if lines[k].count("，") >= 3][:3]
    for k in targets:
        clauses = result[k].split("，")
        for c in range(1, len(clauses)):
            if clauses[c][:1] not in "“”" and n < 16:
                clauses[c] = tokens[n % len(tokens)] + clauses[c]
                n += 1
        result[k] = "，".join(clauses)
    return result


def spam_head(lines: Lines, page: CleanPage, rng: random.Random) -> Lines:
    """Put search-word spam above and a farm of county names below."""
    spam = "_".join(["特价手机批发", "二手房急售", "小说全本下载", "彩票预测网", "短剧免费看"])
    farm = (
        "| ".join(["甲山县", "乙水市", "丙川区", "丁原县", "戊岭县", "己河市", "庚阳区", "辛港县", "壬溪县"])
        + "|"
    )
    return [spam, "?", *lines, farm]


def foreign_headline(lines: Lines, page: CleanPage, rng: random.Random) -> Lines:
    """Put another article's headline above the page three times, the last glued to the first paragraph."""
    other = rng.choice(["谭某某,履新副厅", "明日大幅降温,注意添衣", "这只股,三天两板"])
    return [other, other, other + lines[_HEAD], *lines[_HEAD + 1 :]]


_RELATED = (
    (
        "邻县投建冷链园",
        "...项目总投资8700万元，占地126亩，预计年产值3.4亿元，带动就业560人",
        "2031-01-12 05:20:00",
    ),
    (
        "百名工匠比武忙",
        "本文转自：某某晚报近日，来自全市的百名工匠同台比武，决出一等奖12名、二等奖",
        "2031-02-23 21:05:00",
    ),
    (
        "旧厂房里开书店",
        "...书店面积2,600平方米，藏书15万册，开业首周迎客4.2万人次，营业额突破",
        "2030-11-02 09:12:44",
    ),
)


def related_news(lines: Lines, page: CleanPage, rng: random.Random) -> Lines:
    """Append a list of related news whose figures are not the article's."""
    head = rng.choice(["猜你喜欢", "相关推荐", "信息原文地址：", "热门点击", "更多关于社区的资讯："])
    return [*lines, head, *(part for item in _RELATED for part in item)]


def site_footer(lines: Lines, page: CleanPage, rng: random.Random) -> Lines:
    """Append editor, crawler notice, copyright, telephone numbers and comment box."""
    return [
        *lines,
        "【责任编辑：林某】",
        "以上内容为信息快照，由爬虫程序采集并收录，不代表本站立场。",
        "本站部分信息由相应主体自行提供，如有侵权请联系我们删除。",
        "乡镇资讯网 example.org 版权所有 联系电话：010-00000001、010-00000002，监督电话：13000000000",
        "第一办公区：某市某区东风路18号5层",
        "评论列表",
        "暂无评论，快抢沙发吧~",
    ]


def repost_header(lines: Lines, page: CleanPage, rng: random.Random) -> Lines:
    """Replace the particulars by a re-poster's, with a fake source, a later date and a count of clicks."""
    return [
        lines[0],
        "[焦点] 时间:2031-05-17 02:40:36 来源:蓝莓头条 作者:热点 点击:27次",
        f"原标题:{page.title}",
        *lines[_HEAD:],
        f"（{page.outlet}记者 {page.byline.split(' ', 1)[-1]}）" if "记者" in page.byline else "",
        "(责任编辑:探索)",
    ]


def stray_tags(lines: Lines, page: CleanPage, rng: random.Random) -> Lines:
    """Leave rests of HTML tags and entities in the text."""
    result = []
    for n, line in enumerate(lines):
        line = line + "/p>" if n >= _HEAD and rng.random() < 0.3 else line
        line = line.replace("，", "，<br/>", 1) if n >= _HEAD and rng.random() < 0.2 else line
        result.append(line.replace("“", "&ldquo;") if rng.random() < 0.2 else line)
    return result


def invisible_characters(lines: Lines, page: CleanPage, rng: random.Random) -> Lines:
    """Indent with wide spaces, and sow zero-width characters and carriage returns."""
    return ["\u3000\u3000" + "\u200b".join((line[:3], line[3:])) + "\r" for line in lines]


NOISE_KINDS: dict[str, Maker] = {
    maker.__name__: maker
    for maker in (
        navigation,
        repeated_headline,
        captions,
        repeated_body,
        pinyin_glosses,
        traditional_script,
        bracket_glosses,
        traditional_glosses,
        shifted_bytes,
        spliced_fragments,
        spam_head,
        foreign_headline,
        related_news,
        site_footer,
        repost_header,
        stray_tags,
        invisible_characters,
    )
}
# What stood together on real pages, in the order in which it must be applied.
COMBINATIONS: dict[str, tuple[str, ...]] = {
    "portal": (
        "captions",
        "repeated_headline",
        "site_footer",
        "related_news",
        "navigation",
        "invisible_characters",
    ),
    "blog": ("repeated_body", "pinyin_glosses", "foreign_headline", "related_news"),
    "aggregator": (
        "traditional_script",
        "shifted_bytes",
        "bracket_glosses",
        "stray_tags",
        "related_news",
        "spam_head",
    ),
    "reposter": ("spliced_fragments", "repost_header", "captions", "related_news"),
}


def add_noise(page: CleanPage, kinds: Sequence[str], *, seed: int = 0) -> str:
    """Make a noisy page of a clean one by makers of ``NOISE_KINDS``, in the order given; same seed, same page.

    Examples
    --------
    >>> page = CleanPage("路灯亮了", "澜溪日报", "记者 殷小荷", "2023-06-14", ("巷里的灯亮了。",))
    >>> add_noise(page, ["spam_head"]).split("\\n")[1:3]
    ['?', '路灯亮了']
    """
    rng = random.Random(seed)
    lines = as_page(page)
    for kind in kinds:
        lines = NOISE_KINDS[kind](lines, page, rng)
    return "\n".join(lines)
