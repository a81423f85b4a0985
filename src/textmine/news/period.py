"""Read the period a figure is about: the last one named in front of it, but not the one it is compared with."""

from __future__ import annotations

import re

from textmine.news.numbers import Quantity

__all__ = ["PERIOD_REACH", "has_period", "period_of"]

PERIOD_REACH = 90  # Characters in front of a figure in which its period is looked for.
_YEAR = r"(?:20\d\d|今|去|前)年"
_SPAN = (  # 2022年1月至6月, 今年1至5月, 10月20日至31日: half of it would be another time
    rf"(?:从|自)?(?:{_YEAR}(?:\d{{1,2}}月?(?:\d{{1,2}}日)?)?|\d{{1,2}}月(?:\d{{1,2}}日)?|\d{{1,2}}(?=[至到—–~～-]\d{{1,2}}月))(?:初|底|份)?"
    rf"[至到—–~～-](?:{_YEAR}(?:\d{{1,2}}月(?:\d{{1,2}}日)?)?|\d{{1,2}}月(?:\d{{1,2}}日)?|(?<=日.)\d{{1,2}}日|目前|现在|今(?!年))(?:底|初|末|份)?"
)
_PART_OF_YEAR = r"上半年|下半年|前[一二三两]个?季度|第?[一二三四]季度|前[一二三四五六七八九十\d]{1,2}个月"
_SEASON = r"春天|夏天|秋天|冬天|入冬|入夏|汛期|雨季|暑假|寒假|春节|国庆|年初|年底|年末"
_N = r"[一两二三四五六七八九十\d]+"
# 两年间, 一年半下来, 三个月来; 五年内 is a term and 两年后 a point in time.
_SO_LONG = (
    rf"(?:近|过去)?(?:{_N}(?:年半?|个多?月|个季度|周)|半年)多?(?:以来|来|下来|间)|(?:近|过去){_N}(?:年|个月)"
)
_PERIOD = re.compile(
    rf"(?=[截到至2今去前上下目近本过同第一二三四半过两五六七八九十\d自从每如])(?:{_SPAN}|(?:截至|(?<![\u4e00-\u9fff\d])[到至])?(?:"
    rf"{_YEAR}(?:(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}})月)?(?:\d{{1,2}}日|底|初)?(?:以来|起|同期|[^，。；、\d]{{2,6}}以来|{_PART_OF_YEAR}|{_SEASON})?|{_PART_OF_YEAR}"
    r"|目前|近期|近日|上年同期|同期|上个?月|本月|上周|本周"
    rf"|\d{{1,2}}月(?:\d{{1,2}}日|底|初|份|上旬|中旬|下旬)?|{_SO_LONG}|自.{{2,12}}(?:以来|建立后|成立以来)|每(?:个)?(?:季度|月|周|年|天)|至今|如今))"
)
# 比去年同期, 较上年: what a figure is compared with is not its own time.
_COMPARED = re.compile(r"(?:比|较|相比|同)$")
_FROM = re.compile(r"(?:由|从)$")


def has_period(sentence: str) -> bool:
    """Tell whether a sentence names a period at all.

    Examples
    --------
    >>> has_period("今年办结5件。"), has_period("办结5件。")
    (True, False)
    """
    return _PERIOD.search(sentence) is not None


def period_of(sentence: str, quantity: Quantity) -> str:
    """Give the period of a figure as it is written; blank where none is named, and for ages.

    Of 今年上半年由去年同期的64件降到11件 the first figure is that of 去年同期, the second that of 今年上半年. A rate (次/月) has its
    period in its unit.

    Examples
    --------
    >>> from textmine.news.numbers import find_quantities
    >>> sentence = "今年上半年投诉由去年同期的64件降到11件。"
    >>> [period_of(sentence, quantity) for quantity in find_quantities(sentence)]
    ['去年同期', '今年上半年']
    """
    if quantity.unit == "岁":
        return ""
    named = [
        match
        for match in _PERIOD.finditer(sentence, max(0, quantity.start - PERIOD_REACH), quantity.start)
        if not ("/" in quantity.unit and match.group().startswith("每"))
    ]
    for match in reversed(named):
        front, between = sentence[: match.start()], sentence[match.end() : quantity.start]
        is_passed = _FROM.search(front) and any(character.isdigit() for character in between)
        if match is named[0] or not (_COMPARED.search(front) or is_passed):
            return "" if _COMPARED.search(front) else match.group()
    return ""
