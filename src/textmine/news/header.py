"""Read the head of a page: headline, outlet, author line, the time printed and whether it is only a re-post's."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from textmine.news.names import is_personal_name
from textmine.news.steps import Removal, is_body_line, most_repeated

__all__ = ["Header", "PrintedTime", "parse_time", "read_header"]

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class PrintedTime:
    """Hold a time as printed, in ISO form, with its precision: second, minute, day, month, year or none."""

    value: str = ""
    precision: str = "none"


_TIME = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s?(?:[-/.年]\s?(\d{1,2})(?:\s?[-/.月]\s?(\d{1,2})日?"
    r"(?:\s*T?\s*(\d{1,2})[:：时](\d{1,2})分?(?:[:：](\d{2}))?)?)?月?|年)(?!\d)"
)


def parse_time(text: str) -> PrintedTime:
    """Read the first full or partial date of a line, with the precision it is printed in.

    Examples
    --------
    >>> parse_time("发布时间:2021-03-08 09:15:30 来源:某报")
    PrintedTime(value='2021-03-08T09:15:30', precision='second')
    >>> parse_time("2023年11月").value, parse_time("近日").precision
    ('2023-11', 'none')
    """
    for found in _TIME.finditer(text[:4000]):
        year, month, day, hour, minute, second = found.groups()
        if month is None:
            return PrintedTime(year, "year")
        if not 1 <= int(month) <= 12 or (day and not 1 <= int(day) <= 31):
            if text[found.start() + 4 : found.start() + 5] == "年":  # a journal: 2020年20期
                return PrintedTime(year, "year")
            continue
        date = f"{year}-{int(month):02d}"
        if day is None:
            return PrintedTime(date, "month")
        date += f"-{int(day):02d}"
        if hour is None or int(hour) > 23 or int(minute) > 59:
            return PrintedTime(date, "day")
        date += f"T{int(hour):02d}:{int(minute):02d}"
        return PrintedTime(f"{date}:{second}", "second") if second else PrintedTime(date, "minute")
    return PrintedTime()


@dataclass(frozen=True)
class Header:
    """Hold what the head (and the author line at the foot) says, the lines left, and what was taken out."""

    lines: list[str]
    title: str = ""
    outlet: str = ""
    byline: str = ""
    printed: PrintedTime = PrintedTime()
    is_repost: bool = False
    removed: list[Removal] = field(default_factory=list)


_SOURCE = re.compile(
    r"(?:来源|出处|稿源|转自|转载自|发布机构|发布单位)\s*[:：|｜丨]\s*([^\s:：,，;；|｜()（）【】]{2,24})"
)
_AUTHOR = re.compile(
    r"(?:作者|记者|通讯员|撰文|文/图|文|采写|编辑)\s*[:：/／|｜丨]\s*([\u4e00-\u9fff·]{2,12}(?:[ 、/／\u3000][\u4e00-\u9fff·]{2,6}){0,6})"
)
_META = re.compile(
    r"(?:来源|出处|稿源|作者|发文机关|发文单位|印发机关|今天是.{0,12}天气|天气|责编|责任编辑|编辑|编审|审核|校对|发布时间|发布日期|发表时间|更新时间|时间|日期|类别|分类|栏目|浏览(?:次数|量)?|点击(?:数|量)?|阅读(?:量|数|次数)?"
    r"|字号|关键词|摘自|原标题|原题|转自|本文转自|转载自|撰文|采写|记者|通讯员|摄影|文字|供稿|文/图|监制|值班编委|通讯作者|文号|发文字号|有效期|有效性|主题词|成文日期|生成日期|播出时间|摄像|发布机构|发布单位|发布人|信息来源|发文日期|索引号)\s*[:：/|｜丨]"
)
_SPACED_LABEL = re.compile(
    r"(?:索\s+引\s+号|文\s+号|有\s+效\s+性|来\s+源|作\s+者|主\s+题\s+词|日\s+期|编\s+辑|标\s+题)\s*[:：]"
)
_META_MAX = 160
_BRACKETED_PARTICULAR = re.compile(
    r"^[【\[](?:关键词|摘\s?要|提\s?要|主题词|中图分类号|文献标识码|文章编号|基金项目|作者)[】\]]"
)
_DATE_HEAD = re.compile(r"^[\[【(（]?\S{0,8}?\s?(?:19|20)\d\d(?:[-/.年]\d{1,2}){1,2}")
# 某报客户端6月14日讯（记者 …）, 原创 某某 2023-06-14 08:30 发表于湖南, 某报 2023-06-14 08:30
_DATELINE = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,14}(?:\d{1,2}月\d{1,2}日)?(?:讯|电|消息)\s*[（(][^（）()。]{2,40}[)）]"
    r"|原创\s.{0,40}|发表于\s.{0,50}|.{0,30}\s发表于\s?[\u4e00-\u9fff]{2,8}"
    r"|[\u4e00-\u9fff]{2,16}\s+(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?"
    r"|[\u4e00-\u9fff]{2,16}\s+(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s+\d{1,2}:\d\d(?::\d\d)?\s[^。]{2,40}"
    r"|[^。]{0,60}(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s+\d{1,2}:\d\d(?::\d\d)?\s*发[布表]于\s?[\u4e00-\u9fff]{2,8})$"
)
_OUTLET_NAME = re.compile(
    r"([\u4e00-\u9fff]{2,12}(?:日报|晚报|早报|晨报|都市报|时报|商报|报|网|新闻|周刊|电视台|广播电台|客户端|发布|观察|在线|通讯社|新华社|融媒体?(?:中心)?))(?=$|[\s|｜丨·•,，]|客户端|\d)"
)
_BYLINE = re.compile(
    r"^[□■◎○◇◆△▲☆★※—-]?\s*[(（\[【]?\s*(?:[\u4e00-\u9fff]{2,14}?[ \u3000]?)?(?:全媒体?|本报|本刊|本台|首席|见习|特约|实习|融媒体?|新华社)?(?:记者|通讯员|评论员|特约评论员|实习生|撰稿人?|采写|编辑|作者)"
    r"(?!手记|札记|观察|调查|视点|点评|感言|来信|走访|按)[\s/／:：]?\s*[\u4e00-\u9fff·]{2,4}(?:[\s、,，/／](?:(?:通讯员|实习生|记者)\s?)?[\u4e00-\u9fff·]{2,4}){0,8}\s*(?:文/?图|报道|摄影报道|整理)?[)）\]】]?$"
)
_NAMES = re.compile(r"[\u4e00-\u9fff]{2,4}(?:[\s、/／][\u4e00-\u9fff]{2,4}){0,5}")
_CREDIT = re.compile(r"^[（(][^（）()。]{2,40}(?:记者|通讯员)[^（）()。]{2,60}[)）]$")
_ISSUE = re.compile(r"^([\u4e00-\u9fff·]{2,16})\s?[(（]?((?:19|20)\d\d)年\s?第?(\d{1,2})期[)）]?$")
_SERIAL = re.compile(
    r"^(?:第\s?\d{1,4}\s?期\s?)?[（(]?总第\s?\d{1,5}\s?期[)）]?$|^第\s?\d{1,4}\s?期$"
    r"|^[\u4e00-\u9fff·]{2,14}(?:简报|快报|专报|内参)$"
)
_TWICE = re.compile(r"(.{4,})[\s\u3000]+\1")
_EDITOR = re.compile(
    r"^(?:【纠错】\s*)?[(（【\[]?\s*(?:责任编辑|责编|编辑|编审|审核|校对|值班编委|监制|初审|复审|终审|签发)\s*[:：/ ][^。]{0,60}[)）】\]]?$"
)
_SITE_SUFFIX = re.compile(
    r"\s*[_|｜]\s*[^_|｜]{1,24}$|\s+[-—–]{1,2}\s*[^\s—–-]{2,16}(?:网|报|新闻|频道|客户端|政府|在线)$"
)
_SITE_WORD = re.compile(r"网|报|新闻|频道|客户端|政府|在线|门户|公众号|发布|融媒|平台|政务|党建$")
_OUTLET_OF_BYLINE = re.compile(
    r"([\u4e00-\u9fff]{2,10}?(?:日报|晚报|早报|晨报|都市报|时报|新闻|周刊|网|电视台|融媒体?(?:中心)?|客户端|发布|观察))[ \u3000]?(?:社|记者|全媒|融媒|见习|首席|特约|通讯员|评论员)"
)
# A repost's head: a feed's own label and click counts around a source, and the true headline repeated as 原标题.
_REPOST = re.compile(
    r"原标题\s*[:：]|点击\s*[:：]\s*\d+\s*次|^\[[\u4e00-\u9fff]{2,4}\]\s*时间\s*[:：]|本文转自|转载自"
)
_WEAK_OUTLET = re.compile(r"头条|号$|^(?:网络|互联网|本站|综合|未知|佚名|原创|转载)")
_SPAM = re.compile(
    r"彩票|棋牌|百家乐|时时彩|赛车pk|捕鱼|博彩|真人视讯|[Aa][Pp][Pp]下载|下载安装|免费(?:观看|下载)|在线观看|成人|无码|代开发票|办证刻章|贷款秒批"
)
_WHOLE_BRACKET = re.compile(r"^【([^【】]{4,60})】$")
_WHOLE_NOTE = re.compile(r"^[（(][^（）()]*[)）]$")
_OUTLET_AND_NAME = re.compile(
    r"^[\u4e00-\u9fff]{2,10}(?:报|网|刊|周末|周刊|新闻|观察|发布|融媒)[\s\u3000](?:记者\s?)?[\u4e00-\u9fff]{2,4}$"
)
# □ 中共某市委组织部
_OFFICE_BYLINE = re.compile(r"^[□■◎○◇◆△▲☆★※]\s?[\u4e00-\u9fff\s]{4,30}$")
# The site's own name over the headline, or a group of authors below it.
_OFFICE_NAME = re.compile(
    r"^[\u4e00-\u9fff]{2,14}(?:人大常委会|人民政府|委员会|政协|门户网站|政府网|信息公开)(?:门户网站|官网|官方网站)?(?:[\s\u3000]\S{2,10})?$"
)
_GROUP = re.compile(r"^[\u4e00-\u9fff]{2,14}(?:课题组|编辑部|调研组|报道组)(?:<[^<>]{1,20}>|[\d*])*$")
_SECTION = re.compile(r"^[\u4e00-\u9fff]{2,4}\s?[|｜]\s?(?=.{8})")
# [转帖] … [复制链接], 【视频回放】…, …走深走实2024-11-12 09:33, … #网格员的一天 #社区
_AROUND_TITLE = re.compile(
    r"^(?:[\[【](?:转帖|转载|原创|分享|视频回放|视频|音频|直播|组图|图解|精华|置顶)[\]】]\s*|[▶▷►●■◆]\s*)+|\s*[\[【](?:复制链接|分享|打印|收藏)[\]】]$|(?:\s+#[^#\s]{1,20}#?)+$"
    r"|\s*(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s+\d{1,2}:\d\d.*$|\s*[（(]\d{1,2}[)）]$"
)
_SUBTITLE = re.compile(r"^[—–-]{1,2}\s?(?=[\u4e00-\u9fff“《])")
_SITE_NAME = re.compile(
    r"^[•·●▪]\s?|^[\u4e00-\u9fff]{2,20}(?:主办|主管|承办)$|^[\u4e00-\u9fff]{2,6}(?:广电|传媒|融媒)$|^[□■◎○◇◆△▲☆★※]|^[\u4e00-\u9fffA-Za-z·\s]{2,14}(?:网|客户端|论坛|频道|电视台|融媒|发布|公众号|头条号|日报|晚报|数字报|电子报)(?:$|\s?[—\-–]{1,2}\s?.{2,20}$)|^\S{2,8}[号报网]\s客户端$|^(?:发新帖|发帖|回复|收藏)|^(?:工作研究|理论视野|经验交流|基层党建|本期关注|特别策划|调查研究|社区治理|要闻|专题)$"
)
_FOOT_LINES = 4
_HEAD_LINES = 25
_MIN_TITLE, _MAX_TITLE = 4, 70
_LONGEST_HEAD, _MIN_SENTENCE = 90, 8
_DATED_MAX = 70
_CLAUSE = re.compile(r"[。，；！？]")
_MIN_OVERLAP, _MIN_OVERLAP_SURE = 0.5, 0.15
_MAX_FOREIGN_OVERLAP = 0.1


_ENDS = ("。", "？", "！", "?")
_SPOKEN = re.compile(r"(?:记者|编辑|作者|通讯员|主持人|审核|监制)\s*[:：]")
_LABEL = re.compile(r"[\u4e00-\u9fff]{2,6}\s?[:：]")


def _is_prose(line: str) -> bool:
    """Tell whether the article has begun: a paragraph, a short sentence, or a line too long for a headline."""
    if is_body_line(line):
        return True
    return not _is_meta(line) and (
        len(line) > _LONGEST_HEAD or (len(line) >= _MIN_SENTENCE and line[-1] in "。；")
    )


def _is_dated(line: str) -> bool:
    """Tell a line of the head that holds a whole date and no sentence: 楼主:巷口老殷 发表于 2024-11-15 15:12 查看: 18."""
    return (
        len(line) <= _DATED_MAX
        and not _CLAUSE.search(line)
        and parse_time(line).precision in ("day", "minute", "second")
    )


def _is_meta(line: str) -> bool:
    if len(line) > _META_MAX or is_body_line(line):
        return False
    if _BRACKETED_PARTICULAR.match(line):
        return True
    if line[-1:] in _ENDS and (_SPOKEN.match(line) or not _LABEL.match(line)):
        return False  # 记者：袁教授，您怎么看？ is a dialogue.
    return bool(
        _META.match(line)
        or _SPACED_LABEL.match(line)
        or (len(_META.findall(line)) >= 2)
        or (_DATE_HEAD.match(line) and len(line) <= 60 and "。" not in line)
        or _BYLINE.match(line)
        or _DATELINE.match(line)
        or _CREDIT.match(line)
        or _EDITOR.match(line)
        or _ISSUE.match(line)
        or _SERIAL.match(line)
        or _GROUP.match(line)
        or _OUTLET_AND_NAME.match(line)
        or _OFFICE_BYLINE.match(line)
    )


def _is_names(line: str) -> bool:
    return bool(_NAMES.fullmatch(line)) and all(is_personal_name(w) for w in re.split(r"[\s、/／]", line))


def _bigrams(text: str) -> set[str]:
    han = re.sub(r"[^\u4e00-\u9fffA-Za-z0-9]", "", text)
    return {han[n : n + 2] for n in range(len(han) - 1)}


def _can_be_title(line: str) -> bool:
    if not _MIN_TITLE <= len(line) <= _MAX_TITLE or _is_meta(line) or _is_names(line):
        return False
    if (
        _SPAM.search(line)
        or line[-1] in "。，、；：:;,."
        or (line[-1] in "”’" and line[0] in "“‘" and line[-2] in "。！？…!?，")
        or _WHOLE_NOTE.match(line)
        or _OFFICE_NAME.match(line)
        or _SITE_NAME.match(line)
    ):
        return False
    return sum("\u4e00" <= c <= "\u9fff" for c in line) >= 4


def read_header(
    lines: Sequence[str], said: dict[str, str] | None = None, *, above_tools: Collection[str] = ()
) -> Header:
    """Take headline, outlet, author line and printed time off a page's lines.

    Parameters
    ----------
    lines : sequence of str
        The page's lines, repaired, without navigation.
    said : dict, optional
        What an HTML head says: title, author, sitename, date.
    above_tools : collection of str
        Lines below which reading tools stood: a sign of a headline, as particulars are.

    Examples
    --------
    >>> head = read_header(["路灯亮了", "2023-06-14 来源:澜溪日报 记者:殷小荷",
    ...                     "灯芯巷的路灯亮了，坏了快两个月的那一盏也亮了，倒垃圾不用再摸着墙走。"])
    >>> head.title, head.outlet, head.byline, head.printed.value, len(head.lines)
    ('路灯亮了', '澜溪日报', '殷小荷', '2023-06-14', 1)
    """
    said = said or {}
    body = "".join(line for line in lines if is_body_line(line))[:20000]
    first_body = next((n for n, line in enumerate(lines[:_HEAD_LINES]) if _is_prose(line)), None)
    n_head = len(lines[:_HEAD_LINES]) if first_body is None else first_body
    removed: list[Removal] = []
    title_at, title = _find_title(lines, n_head, body, said, above_tools)
    foreign = _foreign_headlines(lines, n_head, body, title)
    meta = [
        n
        for n, line in enumerate(lines)
        if (_is_meta(line) and (n < n_head + 3 or n >= len(lines) - 12))
        or (title_at < n < n_head and _is_dated(line))
    ]
    authors = [
        n
        for n in range(n_head)
        if _is_names(lines[n])
        and n != title_at
        and ((meta and min(meta) <= n <= max(meta) + 2) or n == title_at + 1 > 0)
    ]
    before = [n for n in range(max(title_at, 0)) if n not in meta and n not in foreign]
    gone = {*meta, *authors, *before, *foreign, *([title_at] if title_at >= 0 else [])}
    kept = [line for n, line in enumerate(lines) if n not in gone]
    for kind, numbers in (
        ("head_noise", before),
        ("foreign_headline", foreign),
        ("byline_and_source", [*meta, *authors]),
    ):
        if numbers:
            removed.append(Removal(kind, len(numbers), lines[numbers[0]][:60]))
    kept, glued = _unglue(kept, [lines[n] for n in foreign], title, most_repeated(lines))
    removed += glued
    heads = [lines[n] for n in [*meta, *authors]]
    printed = parse_time("\n".join(line for line in heads if _TIME.search(line)))
    if printed.precision == "none" and said.get("date"):
        printed = parse_time(said["date"])
    is_repost = any(_REPOST.search(line) for line in heads)
    return Header(
        kept,
        title,
        _outlet(heads, said, is_repost),
        _byline(heads, [lines[n] for n in authors], said),
        printed,
        is_repost,
        removed,
    )


def _find_title(
    lines: Sequence[str], n_head: int, body: str, said: dict[str, str], above_tools: Collection[str]
) -> tuple[int, str]:
    """Find the headline's line: overlap with the body, a line of particulars below it, repetition, 原标题."""
    counts = most_repeated(lines)
    words = _bigrams(body)
    original = next(
        (line.split("题", 1)[1].lstrip(":： ") for line in lines if re.match(r"原标?题\s*[:：]", line)), ""
    )
    named = _SPACE.sub("", _without_site(said.get("title", "")))
    best, best_score = (-1, ""), 0.0
    for n in range(n_head):
        line = _AROUND_TITLE.sub("", _AROUND_TITLE.sub("", _SECTION.sub("", lines[n])))
        line = _without_site(line) if n < 3 else line
        line = _WHOLE_BRACKET.sub(r"\1", line)
        if not _can_be_title(line):
            continue
        own = _bigrams(line)
        overlap = len(own & (_bigrams(body.replace(line, "")) if line in body else words)) / max(len(own), 1)
        key = _SPACE.sub("", line)
        is_above = lines[n] in above_tools or any(_is_meta(x) or _is_dated(x) for x in lines[n + 1 : n + 2])
        has_meta = is_above or any(_is_meta(other) for other in lines[n + 1 : n + 3])
        # Particulars at the foot of the page: its first line is the headline.
        has_meta = has_meta or (n == 0 and n_head == 1 and any(map(_is_meta, lines[-_FOOT_LINES:])))
        score = (
            overlap
            + 0.5 * has_meta
            + 0.2 * is_above
            + 0.3 * min(counts.get(key, 1) - 1, 2)
            + 2.0 * (key in (original, named))
        )
        is_sure = has_meta or key in (original, named) or counts.get(key, 1) > 1
        if (
            overlap < (_MIN_OVERLAP_SURE if is_sure else _MIN_OVERLAP)
            and not (has_meta and n <= 1)
            and not is_above
        ):
            continue
        if score > best_score + 1e-9:
            best, best_score = (n, line), score
    best = _with_subtitle(lines, n_head, best)
    for n in range(best[0] + 1, n_head):
        # The title of the browser's window above the headline: 路灯亮了-澜溪日报, 路灯亮了.
        key = _WHOLE_BRACKET.sub(r"\1", lines[n])
        if (
            len(key) >= _MIN_TITLE
            and re.match(r"\s*[-—–_|｜/·丨]", best[1].removeprefix(key))
            and best[1].startswith(key)
        ):
            best = n, key
    if best[0] < 0 and said.get("title"):
        return -1, _without_site(said["title"])
    # The headline printed twice in one line.
    return best[0], _TWICE.sub(r"\1", best[1]) if _TWICE.fullmatch(best[1]) else best[1]


def _without_site(title: str) -> str:
    """Take the site's name off a headline; what is longer than all before it is the headline itself: 面对面｜把人心拢住了，什么事都好办."""
    suffix = _SITE_SUFFIX.search(title)
    if suffix is None or (len(suffix.group()) > suffix.start() and not _SITE_WORD.search(suffix.group())):
        return title
    return title[: suffix.start()]


def _with_subtitle(lines: Sequence[str], n_head: int, best: tuple[int, str]) -> tuple[int, str]:
    """Join a headline with the line below it that begins with a dash; where that line was taken for it, with the one above."""
    at, title = best
    if at > 0 and _SUBTITLE.match(title) and _can_be_title(lines[at - 1]):
        return at, lines[at - 1] + title
    below = lines[at + 1] if 0 <= at < n_head - 1 else ""
    if _SUBTITLE.match(below) and len(below) <= _MAX_TITLE and "。" not in below:
        return at + 1, title + below
    return best


def _foreign_headlines(lines: Sequence[str], n_head: int, body: str, title: str) -> list[int]:
    """Find headlines of other articles at the head: no two characters of theirs stand in the body."""
    counts = most_repeated(lines)
    words = _bigrams(body)
    found = []
    for n in range(n_head):
        line = lines[n]
        key = _SPACE.sub("", line)
        if line == title or len(line) > _MAX_TITLE or _is_meta(line) or len(_bigrams(line)) < 3:
            continue
        own = _bigrams(line)
        is_glued = body.startswith(line)
        known = _bigrams(body.replace(line, "")) if is_glued else words
        if (is_glued or counts.get(key, 0) >= 2) and len(own & known) <= _MAX_FOREIGN_OVERLAP * len(own):
            found.append(n)
    return found


def _unglue(
    lines: list[str], foreign: list[str], title: str, counts: dict[str, int]
) -> tuple[list[str], list[Removal]]:
    """Cut a headline off the paragraph it was glued to, when it also stands alone on the page."""
    heads = [*dict.fromkeys(foreign), *([title] if counts.get(_SPACE.sub("", title), 0) >= 2 else [])]
    whole = set(lines)
    # In the second copy of a body the headline may be glued to the first paragraph: that one is known.
    lines = [
        line[len(title) :] if title and line.startswith(title) and line[len(title) :] in whole else line
        for line in lines
    ]
    n, sample, result = 0, "", []
    for line in lines:
        for head in heads:
            rest = line[len(head) :]
            if (
                head
                and line.startswith(head)
                and len(rest) >= 15
                and rest[0] not in "，,。、：:；;”’！？!?的"
            ):
                n, sample, line = n + 1, sample or line[: len(head) + 8], rest.lstrip()
        result.append(line)
    return result, [Removal("glued_headline", n, sample[:60])] if n else []


def _outlet(heads: Sequence[str], said: dict[str, str], is_repost: bool) -> str:
    """Name the outlet: of a repost the reporters' paper, else the source line, a journal's issue, the HTML head."""
    named = next((m.group(1) for line in heads if (m := _SOURCE.search(line))), "")
    of_byline = next((m.group(1) for line in heads if (m := _OUTLET_OF_BYLINE.search(line))), "")
    dated = [line for line in heads if _TIME.search(line) or _DATELINE.match(line)]
    of_byline = of_byline or next((m.group(1) for line in dated if (m := _OUTLET_NAME.search(line))), "")
    journal = next((m.group(1) for line in heads if (m := _ISSUE.match(line))), "")
    if is_repost or _WEAK_OUTLET.search(named):
        return of_byline or journal or ("" if is_repost else named) or said.get("sitename", "")
    return named or journal or of_byline or said.get("sitename", "")


def _byline(heads: Sequence[str], authors: Sequence[str], said: dict[str, str]) -> str:
    for line in heads:
        if _BYLINE.match(line) and not _EDITOR.match(line):
            return line.strip("()（）[]【】 ")
    for line in heads:
        if (m := _AUTHOR.search(line)) and not _EDITOR.match(line):
            return m.group(1).strip()
    return authors[0] if authors else said.get("author", "")
