"""Take off what printed papers and offices set around an article: page lists, imprints, distribution lists, notes at the foot."""

from __future__ import annotations

import re
from collections.abc import Sequence

from textmine.news.steps import Step, is_body_line, record_dropped

__all__ = ["drop_page_furniture", "drop_unended_foot"]

_PAGE_NUMBER = r"第?\s?[A-Z]?\d{1,2}\s?版"
_PAGE_LIST = re.compile(
    rf"^(?:版面(?:导航|概览|目录)|本版(?:导读|目录)|(?:{_PAGE_NUMBER}\s?[:：]?\s?[^。！？\s]{{1,24}}(?:\s?[:：]\s?[^。！？\s]{{2,24}})?[\s\u3000]*)+)$"
)
# [ 返回目录 ] [ 上一版 ], [漫画：“挂牌”], 【图解】一张图看懂…
_BRACKETED = re.compile(
    r"^(?:(?:\[[^\[\]。]{2,60}\]|【[^【】。]{2,20}】)\s*){2,}$|^\[[^\[\]。]{2,60}\]$|^【(?:图解|图说|视频|音频|H5|长图|海报|专题|链接)】[^。！？]{0,50}$"
)
_ADVERTISEMENT = re.compile(
    r"^[—\-=*~·\s]*广\s?告[—\-=*~·\s]*$|^[^。]{0,40}(?:邮发代号|全年定价|欢迎(?:订阅|征订)|广告位招租|广告热线|招商热线)[^。]{0,80}$"
)
_IMPRINT = re.compile(
    r"^[^。]{2,24}(?:报社|杂志社|编辑部|出版社|印务|新闻中心)[^。]{0,16}(?:地址|社址|电话|邮编|印刷|发行(?:热线)?|零售价?)\s?[:：][^。]{0,160}$"
)
_OFFICE = r"(?:党委|市委|区委|县委|人大|政府|政协|领导|常委|各[\u4e00-\u9fff]{1,6}(?:单位|部门|街道|乡镇|社区)|办公室|街道|单位|局|部|组)"
_DISTRIBUTION = re.compile(
    rf"^(?:主?报|主?送|抄送|抄报|发|呈报|分送|主题词)\s?[:：][^。！？]{{0,100}}{_OFFICE}[^。！？]{{0,60}}。?$|^[（(]?共印\s?\d+\s?份[)）]?$"
)
_ATTACHMENT = re.compile(
    r"^(?:附件(?:下载)?|文件下载|(?:关联|相关)(?:文件|附件)|政策原文|原文件)\s?\d{0,2}\s?[:：][^。！？]{2,100}$"
)
_FOOTNOTE = re.compile(
    r"^[（(](?:本文作者|作者(?:系|为|是|单位|\s?[:：])|编者(?:系|为)|[^（）()]{0,30}(?:均?为|均?系|使用)化名|图片(?:均?由|来自)|本(?:组|版)图片)[^（）()]{0,60}[)）]$"
)
# What sites set between paragraphs: turning pages, counts, players, pointers to the neighbouring issue, pleas to join in.
_COUNTED = "阅读|浏览|点击|下载|被引|评论|转发|收藏|点赞|分享|在看|播放|相关文章"
_WEB_LINE = re.compile(
    r"^(?:(?:第\s?\d+\s?页|共\s?\d+\s?页|[<＜«]{0,2}\s?(?:上一页|下一页|首页|末页|尾页)\s?[>＞»]{0,2}|\[\d{1,2}\])[\s/|]*)+$"
    rf"|^(?:(?:{_COUNTED})(?:量|数|次数)?\s?[:：]?\s?[\d.,]+\s?[万wW+]?\+?\s?[次篇人]?[\s|·]*)+$"
    r"|^[—\-–\s]*(?:THE\s)?END[—\-–\s]*$|^[（(]?\s?(?:[←→]\s?)?(?:左右|上下|向[左右上下])?滑动.{0,14}[)）]?$"
    r"|^收录于\s?(?:合集|话题|专辑|专题).{0,30}$|^[^\w\u4e00-\u9fff]{0,3}(?:互动|今日话题|留言互动|话题讨论|有奖互动)\s?[:：].{0,90}$"
    r"|^[\[【](?:广告|推广|视频截图|截图|图集|插图|视频)[\]】].{0,60}$|^广告[\s\u3000]+[^。]{2,60}$"
    r"|^(?:听全文|听新闻|收听本文|语音播报|朗读)(?:\s?约?\d+\s?分钟|\s?\d\d:\d\d)?.{0,10}$|^\d{2}:\d{2}\s?/\s?\d{2}:\d{2}.{0,40}$|^视频简介\s?[:：].{0,60}$"
    r"|^[上下][一]?(?:期|篇|条|章)(?:文章|内容|新闻)?\s?[:：].{2,60}$|^本文(?:刊于|刊载于|原载于?|首发于|发表于|选自).{4,60}$"
    r"|^表\s?\d{1,2}[^。]{2,40}[（(]略[)）]$|^[一二三初终]审\s?[:：](?:[^。]{2,40})$|^收稿日期\s?[:：].{4,80}$"
    r"|^[（(]\d{1,2}[.．、]\s?[^（）()。]{4,50}\d{6}[)）]$|^(?:新闻|报料|投稿|编辑部)(?:热线|电话)\s?[:：]?\s?[\d-]{5,}.{0,60}$"
    r"|^[^。]{0,40}(?:国内统一(?:连续出版物号|刊号)|零售(?:每份|价)\s?[:：]?\s?\d)[^。]{0,60}$|^[（(]此件[\u4e00-\u9fff]{2,8}[)）]$"
)
_PULLED_OUT = re.compile(r"^[\[【](?:划重点|金句|敲黑板|提要|摘要|核心提示)[\]】]\s?(.{4,})$")
_ABOUT_AUTHOR = re.compile(
    r"^【[\u4e00-\u9fff·]{2,4}[，,][^【】。]{4,30}(?:作者|作家|记者|教授|撰稿人|评论员|研究员)】$"
    r"|^联系人\s?[:：].{2,20}电话\s?[:：].{5,30}$"
)
_LEAST_AT_END, _LONGEST_AT_END = 2, 60
_ENDED = re.compile(r"[。！？!?…；;：:，,][”’」』）)】\]]*$|[（(【][^（）()]{0,40}[)）】]$")


def drop_page_furniture(lines: Sequence[str]) -> Step:
    """Drop page lists, whole lines in brackets, advertisements, imprints and what sites set between paragraphs.

    Behind the last paragraph these go too: distribution lists of official briefs, attachments, notes on the author and
    on names. A sentence pulled out of the text goes where the text has it.

    Examples
    --------
    >>> body = "灯亮那晚，巷子里的人都没早睡，孩子们数着灯跑了三趟。"
    >>> drop_page_furniture(["第01版：要闻　第02版：综合", body, "（作者系灯芯巷居民）", "送：区委办公室，各街道。"])[0] == [body]
    True
    """
    at_foot = (_DISTRIBUTION, _ATTACHMENT, _FOOTNOTE, _ABOUT_AUTHOR)
    notes = {n for n, line in enumerate(lines) if any(kind.match(line) for kind in at_foot)}
    paragraphs = [n for n, line in enumerate(lines) if is_body_line(line) and n not in notes]
    foot = paragraphs[-1] + 1 if paragraphs else len(lines)
    dropped = [
        n
        for n, line in enumerate(lines)
        if any(kind.match(line) for kind in (_PAGE_LIST, _BRACKETED, _ADVERTISEMENT, _IMPRINT, _WEB_LINE))
        or (n >= foot and n in notes)
        or _is_pulled_out(line, lines)
    ]
    return record_dropped("page_furniture", lines, dropped)


def _is_pulled_out(line: str, lines: Sequence[str]) -> bool:
    said = _PULLED_OUT.match(line)
    if said is None:
        return False
    quoted = said.group(1).strip('“”"。！？')
    return "……" in quoted or any(quoted in other for other in lines if other is not line)


def drop_unended_foot(lines: Sequence[str]) -> Step:
    """Drop two or more short lines without a closing mark behind the last sentence: headlines, names of offices, forms.

    Examples
    --------
    >>> body = "灯亮那晚，巷子里的人都没早睡，孩子们数着灯跑了三趟。"
    >>> drop_unended_foot([body, "春灌开闸 12万亩麦田解渴", "医保服务站进村记"])[0] == [body]
    True
    >>> drop_unended_foot([body, "中共灯芯巷社区委员会"])[0] == [body, "中共灯芯巷社区委员会"]
    True
    """
    at = len(lines)
    while at and len(lines[at - 1]) <= _LONGEST_AT_END and not _ENDED.search(lines[at - 1]):
        at -= 1
    found = list(range(at, len(lines)))
    return record_dropped("page_furniture", lines, found if at and len(found) >= _LEAST_AT_END else [])
