"""Take off what printed papers and offices set around an article: page lists, imprints, distribution lists, notes at the foot."""

from __future__ import annotations

import re
from collections.abc import Sequence

from textmine.news.steps import Step, is_body_line, record_dropped

__all__ = ["drop_page_furniture"]

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
    r"^[（(](?:本文作者|作者(?:系|为|是|单位)|编者(?:系|为)|[^（）()]{0,30}(?:均?为|均?系|使用)化名|图片(?:均?由|来自)|本(?:组|版)图片)[^（）()]{0,60}[)）]$"
)


def drop_page_furniture(lines: Sequence[str]) -> Step:
    """Drop page lists, whole lines in brackets, advertisements and imprints, and what stands behind the last paragraph only.

    There these go: distribution lists of official briefs, attachments, notes on the author and on names.

    Examples
    --------
    >>> body = "灯亮那晚，巷子里的人都没早睡，孩子们数着灯跑了三趟。"
    >>> drop_page_furniture(["第01版：要闻　第02版：综合", body, "（作者系灯芯巷居民）", "送：区委办公室，各街道。"])[0] == [body]
    True
    """
    at_foot = (_DISTRIBUTION, _ATTACHMENT, _FOOTNOTE)
    notes = {n for n, line in enumerate(lines) if any(kind.match(line) for kind in at_foot)}
    paragraphs = [n for n, line in enumerate(lines) if is_body_line(line) and n not in notes]
    foot = paragraphs[-1] + 1 if paragraphs else len(lines)
    dropped = [
        n
        for n, line in enumerate(lines)
        if any(kind.match(line) for kind in (_PAGE_LIST, _BRACKETED, _ADVERTISEMENT, _IMPRINT))
        or (n >= foot and n in notes)
    ]
    return record_dropped("page_furniture", lines, dropped)
