"""Take out of a page's lines what is not the article: one step a kind, each keeping a record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "Removal",
    "Step",
    "cut_tail",
    "drop_captions",
    "drop_link_farms",
    "drop_navigation",
    "drop_repeated_blocks",
    "drop_repeated_headlines",
    "drop_snippets",
    "drop_summary",
    "is_body_line",
    "record_dropped",
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
_HEAD_LINES = 25


def record_dropped(kind: str, lines: Sequence[str], dropped: Sequence[int]) -> Step:
    """Leave lines out and record it: the kind, how many, the first of them."""
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
    r"^(?:字号|字体|【?字号?|[TtＴ]?小\s*(?:[TtＴ]?中\s*)?[TtＴ]?大|大\s*中\s*小|A\+\s*A-|打印(?:本页)?|关闭(?:窗口)?|返回(?:首页|顶部|列表)?|收藏|分享(?:到|至)?"
    r"|扫一扫|我的订阅|登录|注册|手机版|设为首页|加入收藏|无障碍|繁[体體]|English|首页|正文|搜索|听新闻|点赞)[^。]{0,30}$"
)
# Whole lines that every portal has and no article: buttons, players, empty places of pictures.
_BUTTON = re.compile(
    r"^(?:(?:[【\[](?:打印(?:本页)?|关闭(?:本页|窗口)?|收藏(?:本页)?|纠错|返回(?:顶部|首页)?|大|中|小|字体|字号|分享|首页|新闻|视频|专题|评论|图片\d*|我要纠错)[】\]]\s*)+|\+?\s?关注|广告|点击查看大?图|点击放大|查看原图"
    r"|视频加载中[.。…]*|加载中[.。…]*|\d{2}:\d{2}\s?/\s?\d{2}:\d{2}|阅读原文|点击(?:播放|观看|收听)\S{0,8}(?:\s*\d{1,2}:\d{2})?|展开(?:全文|阅读全文)|[（(]完[)）]|举报\s?/\s?反馈|点击下载\S{0,8}客户端|高清图集|评论\s*\d*|收藏\s*\d*"
    r"|点赞\s*\d*|分享|转发\s*\d*|我要评论|我要纠错|发表|登录\s*[|｜]\s*注册|已有\s?\d+\s?人参与.{0,12}|更多\s*>*|[<＜]\s*>?|上一页|下一页|全文|责编|赞\s*\d*|播放|倍速|自动播放)$",
    re.I,
)
_NO_TEXT = re.compile(r"^[^\u4e00-\u9fffA-Za-z0-9Ａ-Ｚａ-ｚ０-９]+$")


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
            _BUTTON.match(line)
            or _BREADCRUMB.match(line)
            or (_TRAIL.match(line) and not _STOP.search(line))
            or _MENU.match(line)
            or _TOOLS.match(line)
            or (_NO_TEXT.match(line) and not re.search(r"[“”…—]", line))
        )
    ]
    return record_dropped("navigation", lines, dropped)


_PARTICULARS = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}.{0,200}?(?:来源|出处|记者|作者|编辑)\s*[:：]")


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
        if n_bars < 3 or n_bars * 24 < len(line) or is_body_line(line):
            continue
        if not _PARTICULARS.search(line):  # 2024-09-20 | 来源：某报 | 记者：… | 浏览：8次
            dropped.append(n)
    return record_dropped("link_farm", lines, dropped)


_MIN_TWICE = 3


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
    # Each paragraph printed twice in a row: then short ones are copies too.
    twice = [n for n in range(1, len(keys)) if keys[n] and keys[n] == keys[n - 1]]
    if len(twice) >= _MIN_TWICE:
        dropped |= set(twice)
    return record_dropped("repeated_body", lines, sorted(dropped))


_PAGE_OF = re.compile(r"[（(]\d{1,2}[)）]$")  # 路灯亮了(2)
_ORIGINAL = re.compile(r"[(（【]?原标?题[^：:]{0,4}[:：]")


def drop_repeated_headlines(lines: Sequence[str], title: str) -> Step:
    """Drop lines that only repeat the headline: captions, the head of a copy, 原标题.

    Examples
    --------
    >>> drop_repeated_headlines(["路灯亮了", "灯亮那晚，没人早睡。", "路灯亮了"], "路灯亮了")[0]
    ['灯亮那晚，没人早睡。']
    """
    key = _SPACE.sub("", title)
    keys = {key, re.split("——|--", key)[0]} - {""}
    same = [
        n
        for n, line in enumerate(lines)
        if _PAGE_OF.sub("", _SPACE.sub("", line)) in keys or _ORIGINAL.match(line)
    ]
    return record_dropped("repeated_headline", lines, same)


_SUMMARY = re.compile(
    r"^[【\[]?\s*(?:内容)?(?:摘要|提要|导读|导语|核心提示|简介)\s*[】\]]?\s*[:：]?\s*(.{12,})$"
)
_SUMMARY_HEAD = 16


def drop_summary(lines: Sequence[str]) -> Step:
    """Drop a summary at the head of the page that only gives the beginning of a paragraph again.

    Examples
    --------
    >>> drop_summary(["摘要：巷子中段那盏坏了快两个月的灯，昨天……", "巷子中段那盏坏了快两个月的灯，昨天晚上终于亮了。"])[0]
    ['巷子中段那盏坏了快两个月的灯，昨天晚上终于亮了。']
    """
    for n, line in enumerate(lines[:_HEAD_LINES]):
        said = _SUMMARY.match(line)
        if said and any(said.group(1)[:_SUMMARY_HEAD] in other for other in lines[n + 1 :]):
            return record_dropped("summary", lines, [n])
    return list(lines), None


_CAPTION = re.compile(
    r"^(?:[(（]?资料图片?[)）]?$|[▲△▼↑↓]|图[为：:]|图片[：:]|资料图|配图|视频[：:]|上图|下图|左图|右图|图[\d①-⑳一二三四五六]+[：:（(\s]|摄影\s*[:：/]|Photo by )"
    r"|[（(]?(?:图片来源|图源|图片提供)\s*[:：|｜丨][^。]{0,30}[)）]?$"
    r"|^[^。]{0,60}[\s。（(]?(?:本报|本刊|通讯员|记者|特约|实习生)[^。，,]{1,16}(?:摄|供图)(?:影|报道)?[)）]?$"
    r"|^[（(]?[^。，,]{0,20}(?:\s|／|/)[^。，,]{0,8}(?:摄|供图)[)）]?$"
    r"|^[^。]{2,40}。\s?[^。]{0,14}(?:记者|通讯员)\s?[^。，,]{2,10}\s?(?:摄|供图)$|^[^。]{4,60}。\s?[^。，,：:\s]{2,6}\s?[/／]?\s?摄$|^[^。]{4,60}。\s?[^。，,：:]{2,14}(?:供图|制图|绘图|[\s/／](?:图|绘))$|^[^。，,：:]{4,50}\s[^。，,：:\s]{2,12}\s(?:图|绘)$|^[^。，,]{2,4}\s?摄影报道$|^[（(]?[^。，,：:“”]{1,14}供图[)）]?$|^[^。]{4,60}。?\s?[（(](?:资料图片?|[^（）()。]{0,10}(?:供图|摄影?|制图|绘图))[)）]$|^[^。]{0,40}[（(]资料图片?[)）]$"
)


def drop_captions(lines: Sequence[str]) -> Step:
    """Drop picture captions and photo credits.

    Examples
    --------
    >>> drop_captions(["图为新修的步道。", "步道修好了。", "老楼新貌 记者 殷小荷 摄"])[0]
    ['步道修好了。']
    """
    dropped = [n for n, line in enumerate(lines) if len(line) <= 90 and _CAPTION.search(line)]
    return record_dropped("caption", lines, dropped)


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
    dropped += _bullets_at_end(lines)
    return record_dropped("related_news", lines, sorted(set(dropped)))


_BULLET = re.compile(r"^[·•●■▪◆※►▶»>\-]\s*[^。！？；]{4,60}$")
_MIN_BULLETS = 2


def _bullets_at_end(lines: Sequence[str]) -> list[int]:
    """Find headlines with a bullet that close the page, behind a paragraph: links to other news."""
    at = len(lines)
    while at and (_BULLET.match(lines[at - 1]) or (at < len(lines) and _ONLY_TIME.match(lines[at - 1]))):
        at -= 1
    found = list(range(at, len(lines)))
    return found if at and len(found) >= _MIN_BULLETS and _STOP.search(lines[at - 1][-8:]) else []


# Headings of lists: what follows them is not the article.
_LIST_HEAD = (
    r"猜[你您](?:喜欢|感兴趣|爱看)|参考文献\s?[:：]?$|最新(?:公告|通知)$|同期(?:文章|报道)|经验选登|[为给][你您]推荐|相关(?:推荐|阅读|新闻|内容|文章|链接|资讯|报道|专题|标签|热词)|热门(?:推荐|点击|文章|新闻|评论|排行|城市|地区|专题|标签|资讯)|精彩推荐|精彩图片"
    r"|推荐(?:阅读|新闻|视频|文章|专题|资讯|内容)|图文推荐|延伸阅读|更多(?:关于|新闻|资讯|精彩|内容|推荐|阅读)|友情链接|评论列表|网友评论|发表评论|最新评论|最新(?:文章|资讯|新闻)"
    r"|你 发表评论|暂无评论|24小时(?:热闻|热榜|热点|热文|排行)|热[榜搜][:：\s]|今日(?:热点|推荐|热榜)|点击(?:排行|查看更多)|阅读排行|新闻排行|排行榜|您可能(?:还)?(?:感兴趣|喜欢)|大家都在[看搜]"
    r"|为您推荐|上一篇|下一篇|下一条|上一条|往期(?:回顾|推荐|精彩)|同类(?:文章|新闻)|本类(?:推荐|热门)|频道(?:推荐|热点)|编辑推荐|广告推荐"
)
_TAIL = re.compile(
    rf"^(?:[【\[（(《#◎◆■●▶※]|[-—=*~·]{{1,12}})?\s*(?:{_LIST_HEAD}|信息原文地址|原文地址|原文链接|本文(?:地址|链接|网址)\s*[:：]|快照(?:生成|原文)?(?:时间|地址)|以上(?:网页|页面)?内容(?:为|仅|由|来自|系)|本站(?!记者|讯)|本网(?:站|部分|声明|转载|注明)|本页面?(?:由|内容|信息)"
    r"|该网页|[^，。：:]{0,10}版权(?:所有|声明|归|与)|[相类]似(?:来信|留言|问题)\s*[:：]|免责声明|特别声明|平台声明|网站声明|声明\s*[:：]|郑重声明|特别提示\s*[:：]|联系电话\s*[:：]|举报(?:电话|邮箱)|违法和不良信息|网上有害信息"
    r"|主办(?:单位)?\s*[:：]|承办\s*[:：]|技术支持|Copyright|©|ICP备?|[京沪津渝粤川鄂浙苏湘鲁豫皖闽赣]ICP|网站地图|网站标识码|关于我们|联系我们|返回顶部|返回.{1,6}[，,]\s?查看更多"
    r"|扫描二维码|扫码(?:关注|阅读|加入|下载|分享)|长按(?:识别|二维码)|关注(?:我们|公众号)|转载请注明|如需转载|凡(?:本网|注明)|未经(?:授权|许可|书面)|新闻热线\s*[:：]|投稿(?:邮箱|热线)\s*[:：]"
    r"|本文(?:系|为)?(?:转载|网友)|本文(?:来源于|来自|转自|由)(?:网络|互联网|用户|网友)|标签\s*[:：]|TAGS?\s*[:：]|分享(?:到|至)\s*[:：]?|打赏|点个?[“”]?(?:在看|赞)|Powered by|发布于\s*[:：]"
    r"|作者(?:简介|单位)\s*[:：]"
    r"|.{0,12}(?:爬虫|采集并收录|蜘蛛(?:自动)?(?:抓取|收录)|自动抓取)|.{2,16}(?:网|在线|平台)\s*(?:\S{2,20}\.\S{2,12}\s*)?版权所有)",
    re.I,
)
_OPENS_LIST = re.compile(rf"^(?:[【\[（(《#◎◆■●▶※]|[-—=*~·]{{1,12}})?\s*(?:{_LIST_HEAD})")
_NAMES_ONE = re.compile(rf"^[【\[（(《#]?\s*(?:{_LIST_HEAD})[】\]]?\s*[:：|｜]\s*\S")
_BOTTOM = re.compile(
    r"版权所有|ICP备|爬虫进行采集|不代表本站|侵权.{0,12}(?:联系|删除)|侵犯(?:您|你)的.{0,12}(?:联系|删除)|网安备|增值电信业务|举报电话[:：]?\s?[\d\s-]{5,}$|信息存储空间|仅代表作者(?:本人|个人)"
)
_MIN_BODY_BEFORE_TAIL = 0.3
_MAX_MARK_LINE = 200


_MIN_GOES_ON = 2
_LONGEST_HEADING = 40  # 热榜 1 … 2 … 3 … holds its list itself.
_LONGEST_BOX, _LEAST_BEHIND_BOX = 8, 0.35
_LEAST_NAMED = 6


def _is_mark(line: str) -> bool:
    """Tell whether a line begins what follows an article, or closes a site's page."""
    if len(line) > _MAX_MARK_LINE:
        return False
    return bool(_TAIL.match(line) or (_BOTTOM.search(line) and not line.startswith("“")))


def _behind(lengths: Sequence[int]) -> tuple[list[int], list[int]]:
    """Count, for each line, the paragraphs from it on and their characters, once for all marks of a page."""
    counts, sizes = [0], [0]
    for length in reversed(lengths):
        counts.append(counts[-1] + (length > 0))
        sizes.append(sizes[-1] + length)
    return counts[::-1], sizes[::-1]


def _is_box(lines: Sequence[str], at: int, least: float, sizes: Sequence[int]) -> bool:
    """Tell whether a list is a box in the text: a few headlines, behind which a third of the page and more goes on."""
    end = at + 1
    while end < len(lines) and end - at <= _LONGEST_BOX and not is_body_line(lines[end]):
        end += 1
    is_open = end > at + 1 and end < len(lines) and is_body_line(lines[end])
    return is_open and sizes[end] >= least


def _holds_its_list(line: str) -> bool:
    """Tell whether a heading names what it announces in its own line: 下一条 自动播放 3秒后：小巷里的修鞋摊."""
    heading = _OPENS_LIST.match(line)
    return heading is not None and len(line) - heading.end() >= _LEAST_NAMED


def cut_tail(lines: Sequence[str]) -> Step:
    """Cut everything from the first heading of related news, comments or site footer to the end.

    A heading in the first third of the page opens a box: then only lines up to the next paragraph go.

    Examples
    --------
    >>> cut_tail(["灯亮那晚，巷子里的人都没早睡，孩子们数着灯跑了三趟。", "猜你喜欢", "邻县投入8700万元修路"])[0]
    ['灯亮那晚，巷子里的人都没早睡，孩子们数着灯跑了三趟。']
    """
    total = sum(len(line) for line in lines if is_body_line(line))
    # Paragraphs that are no notices themselves.
    counts, sizes = _behind([len(line) if is_body_line(line) and not _is_mark(line) else 0 for line in lines])
    dropped: list[int] = []
    before = at = 0
    while at < len(lines):
        line = lines[at]
        if _is_mark(line):
            goes_on = counts[at + 1] >= _MIN_GOES_ON
            # 延伸阅读：《…》 between two paragraphs is one line, no list.
            is_insert = (
                goes_on
                and is_body_line(lines[at + 1])
                and (
                    _NAMES_ONE.match(line)
                    or (_holds_its_list(line) and sizes[at + 1] >= _LEAST_BEHIND_BOX * total)
                )
            )
            is_box = _is_box(lines, at, _LEAST_BEHIND_BOX * total, sizes)
            is_last = not is_insert and not is_box and (_OPENS_LIST.match(line) or not goes_on)
            if (before >= _MIN_BODY_BEFORE_TAIL * total or not total) and is_last:
                dropped += range(at, len(lines))
                break
            dropped.append(at)
            at += 1
            # A notice is one line; the heading of a list brings the list.
            while (
                _OPENS_LIST.match(line)
                and not is_insert
                and len(line) <= _LONGEST_HEADING
                and at < len(lines)
            ):
                if is_body_line(lines[at]) and not lines[at].startswith(("...", "…")):
                    break
                dropped.append(at)
                at += 1
            continue
        before += len(line) if is_body_line(line) else 0
        at += 1
    return record_dropped("tail", lines, sorted(set(dropped)))


def most_repeated(lines: Sequence[str]) -> dict[str, int]:
    """Count how often each short line stands on the page, white space aside."""
    return Counter(_SPACE.sub("", line) for line in lines if len(line) <= 80)
