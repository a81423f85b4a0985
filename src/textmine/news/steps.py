"""Take out of a page's lines what is not the article: one step a kind, each keeping a record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "Removal",
    "cut_tail",
    "drop_captions",
    "drop_link_farms",
    "drop_navigation",
    "drop_repeated_blocks",
    "drop_repeated_headlines",
    "drop_snippets",
    "is_body_line",
]


@dataclass(frozen=True)
class Removal:
    """Record what a step took out: kind, how many lines or fragments, a sample."""

    kind: str
    n: int
    sample: str

    def as_dict(self) -> dict[str, object]:
        """Give the record as it stands in articles.jsonl."""
        return {"kind": self.kind, "n": self.n, "sample": self.sample}


Step = tuple[list[str], Removal | None]

_STOP = re.compile(r"[。！？!?…；;][”’」』）)]*$")
_SPACE = re.compile(r"\s+")
_BODY_LENGTH = 25


def _dropped(kind: str, lines: Sequence[str], dropped: Sequence[int]) -> Step:
    if not dropped:
        return list(lines), None
    gone = set(dropped)
    sample = next((lines[n] for n in dropped if lines[n]), "")
    return [line for n, line in enumerate(lines) if n not in gone], Removal(kind, len(gone), sample[:60])


def is_body_line(line: str) -> bool:
    """Tell whether a line reads as a paragraph: long enough, and ending as sentences end.

    Examples
    --------
    >>> is_body_line("8月10日，澜溪市灯芯巷社区，雨水顺着屋檐滴落，路上已没有积水。")
    True
    >>> is_body_line("首页 > 新闻 > 正文")
    False
    """
    return len(line) >= _BODY_LENGTH and "。" in line[-400:] and (_STOP.search(line[-8:]) is not None)


_BREADCRUMB = re.compile(r"^(?:[•·●▪◆\-*]\s*\S{1,12}|.{0,6}(?:当前|所在|您的?)的?位置\s*[:：].{0,80})$")
_TRAIL = re.compile(r"^[^。！？]{0,60}(?:\s*(?:>{1,2}|»|›|→)\s*[^。！？>»›→]{1,40}){1,8}$")
_MENU = re.compile(r"^(?:\S{2,6}(?:\s*[|｜/]\s*|\s+)){4,}\S{2,6}$")
_TOOLS = re.compile(
    r"^(?:字号|字体|【?字号?|大\s*中\s*小|打印(?:本页)?|关闭(?:窗口)?|返回(?:首页|顶部|列表)?|收藏|分享(?:到|至)?|扫一扫|"
    r"我的订阅|登录|注册|手机版|设为首页|加入收藏|无障碍|繁体|English|首页|正文|搜索|听新闻|点赞)[^。]{0,30}$"
)
_NO_TEXT = re.compile(r"^[^\u4e00-\u9fffA-Za-z0-9]+$")


def drop_navigation(lines: Sequence[str]) -> Step:
    """Drop menus, breadcrumbs, reading tools and lines without a letter.

    Examples
    --------
    >>> drop_navigation(["首页 > 新闻 > 正文", "灯芯巷的路灯亮了", "?"])[0]
    ['灯芯巷的路灯亮了']
    """
    dropped = [
        n
        for n, line in enumerate(lines)
        if len(line) <= 120
        and (
            _BREADCRUMB.match(line)
            or (_TRAIL.match(line) and not _STOP.search(line))
            or _MENU.match(line)
            or _TOOLS.match(line)
            or (_NO_TEXT.match(line) and not re.search(r"[“”…—]", line))
        )
    ]
    return _dropped("navigation", lines, dropped)


def drop_link_farms(lines: Sequence[str]) -> Step:
    """Drop lines that only string names or search words together with bars or underscores.

    Examples
    --------
    >>> drop_link_farms(["某县| 某市| 某区| 某镇| 某乡| 某州|", "路灯亮了。"])[0]
    ['路灯亮了。']
    """
    dropped = []
    for n, line in enumerate(lines):
        n_bars = sum(line.count(c) for c in "|｜_丨")
        if n_bars >= 3 and n_bars * 24 >= len(line) and not is_body_line(line):
            dropped.append(n)
    return _dropped("link_farm", lines, dropped)


def drop_repeated_blocks(lines: Sequence[str], *, min_length: int = 20) -> Step:
    """Drop the second and later copies of a block of lines: the body printed twice.

    A block counts when a line of `min_length` characters or more comes back; shorter lines go only within one.

    Examples
    --------
    >>> body = ["巷子中段那盏坏了快两个月的灯，昨天晚上终于亮了。", "小标题"]
    >>> drop_repeated_blocks([*body, *body])[0] == body
    True
    """
    keys = [_SPACE.sub("", line) for line in lines]
    first: dict[str, int] = {}
    dropped: set[int] = set()
    for n, key in enumerate(keys):
        if n in dropped or len(key) < min_length:
            continue
        if key not in first:
            first[key] = n
            continue
        shift = n - first[key]
        for step in (1, -1):
            at = n if step == 1 else n - 1
            while at - shift >= 0 and at < len(keys) and at not in dropped and keys[at] == keys[at - shift]:
                if at - shift in dropped or at <= first[key]:
                    break
                dropped.add(at)
                at += step
    return _dropped("repeated_body", lines, sorted(dropped))


def drop_repeated_headlines(lines: Sequence[str], title: str) -> Step:
    """Drop lines that only repeat the headline: captions, the head of a copy, 原标题.

    Examples
    --------
    >>> drop_repeated_headlines(["路灯亮了", "灯亮那晚，没人早睡。", "路灯亮了"], "路灯亮了")[0]
    ['灯亮那晚，没人早睡。']
    """
    key = _SPACE.sub("", title)
    same = [n for n, line in enumerate(lines) if key and _SPACE.sub("", line) == key]
    return _dropped("repeated_headline", lines, same)


_CAPTION = re.compile(
    r"^(?:[(（]?资料图片?[)）]?$|[▲△▼↑↓]|图[为：:]|图片[：:]|资料图|配图|视频[：:]|上图|下图|左图|右图|图\d+[：:\s])"
    r"|[（(]?(?:图片来源|图源)\s*[:：][^。]{0,30}[)）]?$"
    r"|^[^。]{0,60}[\s。（(]?(?:本报|本刊|通讯员|记者|特约|实习生)[^。，,]{1,16}(?:摄|供图)(?:影|报道)?[)）]?$"
    r"|^[（(]?[^。，,]{0,20}(?:\s|／|/)[^。，,]{0,8}(?:摄|供图)[)）]?$"
)


def drop_captions(lines: Sequence[str]) -> Step:
    """Drop picture captions and photo credits.

    Examples
    --------
    >>> drop_captions(["图为新修的步道。", "步道修好了。", "老楼新貌 记者 殷小荷 摄"])[0]
    ['步道修好了。']
    """
    dropped = [n for n, line in enumerate(lines) if len(line) <= 90 and _CAPTION.search(line)]
    return _dropped("caption", lines, dropped)


_ONLY_TIME = re.compile(
    r"^(?:\S{0,12}\s)?(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?$"
)


def drop_snippets(lines: Sequence[str]) -> Step:
    """Drop news snippets: a cut text, its headline above, its date below, two or more in a row of them.

    Examples
    --------
    >>> drop_snippets(["灯亮那晚，没人早睡。", "邻县修路", "...投入8700万元，修路三条", "2023-01-12 05:20:00",
    ...                "邻县办节", "...办节两届，来客万人", "2023-01-13 05:20:00"])[0]
    ['灯亮那晚，没人早睡。']
    """
    ends = [n for n, line in enumerate(lines) if n and len(line) <= 40 and _ONLY_TIME.match(line)]
    dropped: list[int] = []
    if len(ends) >= 2:
        for end in ends:
            at = end - 1
            cut = lines[at].startswith(("...", "…")) or not _STOP.search(lines[at])
            if not cut:
                continue
            dropped += [at, end]
            if (
                at >= 1
                and at - 1 not in dropped
                and not _STOP.search(lines[at - 1])
                and len(lines[at - 1]) <= 60
            ):
                dropped.append(at - 1)
    return _dropped("related_news", lines, sorted(set(dropped)))


_TAIL = re.compile(
    r"^[【\[（(《]?\s*(?:猜你喜欢|相关(?:推荐|阅读|新闻|内容|文章|链接|资讯|报道|专题|标签)|热门(?:推荐|点击|文章|新闻|评论|排行)|精彩推荐|精彩图片"
    r"|推荐阅读|延伸阅读|更多(?:关于|新闻|资讯|精彩|内容|推荐|阅读)|友情链接|评论列表|网友评论|发表评论|最新评论|最新(?:文章|资讯|新闻)|你 发表评论"
    r"|暂无评论|上一篇|下一篇|下一条|上一条|信息原文地址|原文地址|快照生成时间|以上内容为|本站(?!记者|讯)|本网(?:站|部分|声明|转载|注明)|版权(?:所有|声明|归|与)"
    r"|免责声明|特别声明|声明\s*[:：]|郑重声明|联系电话\s*[:：]|举报(?:电话|邮箱)|违法和不良信息|主办(?:单位)?\s*[:：]|承办\s*[:：]|技术支持"
    r"|Copyright|©|ICP备?|[京沪津渝粤川鄂浙苏]ICP|网站地图|关于我们|联系我们|返回顶部|扫描二维码|扫码(?:关注|阅读|加入|下载|分享)|长按(?:识别|二维码)|关注(?:我们|公众号)"
    r"|转载请注明|凡(?:本网|注明)|未经(?:授权|许可|书面)|24小时(?:热闻|排行)|今日(?:热点|推荐)|本文(?:系|为)?(?:转载|网友)|点击(?:排行|查看更多)"
    r"|阅读排行|新闻排行|您可能(?:还)?(?:感兴趣|喜欢)|大家都在看|为您推荐|标签\s*[:：]|分享(?:到|至)\s*[:：]?|打赏|点个?[“”]?(?:在看|赞)"
    r"|.{0,12}(?:爬虫|采集并收录)|.{2,16}(?:网|在线|平台)\s*(?:\S{2,20}\.\S{2,12}\s*)?版权所有)",
    re.I,
)
_BOTTOM = re.compile(
    r"版权所有|ICP备|爬虫进行采集|不代表本站|侵权.{0,12}(?:联系|删除)|网安备|增值电信业务|举报电话"
)
_MIN_BODY_BEFORE_TAIL = 0.3
_MAX_MARK_LINE = 200


def cut_tail(lines: Sequence[str]) -> Step:
    """Cut everything from the first heading of related news, comments or site footer to the end.

    A heading in the first third of the page opens a box: then only lines up to the next paragraph go.

    Examples
    --------
    >>> cut_tail(["灯亮那晚，巷子里的人都没早睡，孩子们数着灯跑了三趟。", "猜你喜欢", "邻县投入8700万元修路"])[0]
    ['灯亮那晚，巷子里的人都没早睡，孩子们数着灯跑了三趟。']
    """
    total = sum(len(line) for line in lines if is_body_line(line))
    dropped: list[int] = []
    before = at = 0
    while at < len(lines):
        line = lines[at]
        if len(line) <= _MAX_MARK_LINE and (
            _TAIL.match(line) or (_BOTTOM.search(line) and not line.startswith("“"))
        ):
            if before >= _MIN_BODY_BEFORE_TAIL * total or not total:
                dropped += range(at, len(lines))
                break
            while at < len(lines) and (not dropped or at == dropped[-1] + 1 or at not in dropped):
                dropped.append(at)
                at += 1
                if at < len(lines) and is_body_line(lines[at]) and not lines[at].startswith(("...", "…")):
                    break
            continue
        before += len(line) if is_body_line(line) else 0
        at += 1
    return _dropped("tail", lines, sorted(set(dropped)))


def most_repeated(lines: Sequence[str]) -> dict[str, int]:
    """Count how often each short line stands on the page, white space aside."""
    return Counter(_SPACE.sub("", line) for line in lines if len(line) <= 80)
