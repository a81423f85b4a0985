"""Say what a figure counts: the noun behind it, the subject of a change, or the words in front of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from textmine.news.numbers import Quantity
from textmine.news.sentences import clause_around
from textmine.text.namedictionary import tag_of, word_logs

__all__ = ["MAX_NOUN", "what_is_counted"]

MAX_NOUN = 14  # Characters of what a figure counts.
_LONGEST_WORD = 4
_MARK = re.compile(r"[，。、；：！？,;:!?“”‘’《》（）()\s\d]")
_QUOTED = re.compile(r"[“《]([^“”《》，。]{1,14})[”》]")
# Where a noun behind a figure ends, unless the character belongs to a word (报到, 工作).
_NOUN_END = re.compile(
    r"[，。、；：！？,;:!?“”‘’《》（）()\s\d]|已|均|都|的(?!员)|在|是|被|为|到|来|作(?!队|室|人|者|站|组|日)|参与|组织|开展|带|写|进|从|按|先后|分别|平均|建立|建在"
    r"|围绕|负责(?!同志|人)|发挥|终于|非常|还需|周围|聚焦|以及|并|与|和|把|给|任|担任|下沉(?=[^党])|因"
)
_WHERE = re.compile(
    r"^(?:大|多|余)?(?:以上|以下|以内|之内|之中|左右|上下|里|中|内|间|下来|以来|来|之后|以后|后|之前|以前|前)(?:的|，)?"
)
_AS_WELL = re.compile("^平均年龄[^的]{0,8}的|^像[^的]{1,8}的")
_CHANGES = "降|升|增|减|提高|提升|下降|上升|缩短|缩减|缩小|压缩|压减|压|涨|扩大|扩|拓宽|变|调整|跌|回落|降低|增长|增加|减少|延长|攀升|飙升"
_CHANGE_BEHIND = re.compile(
    rf"^(?:左右|以上|多)?(?:大幅|逐步|又|再)?(?:{_CHANGES})[^，。；]{{0,1}}?(?:到|至|为|成)"
)
_CHANGE_IN_FRONT = re.compile(
    rf"(?:由|从|自)([^，。；]{{1,24}}?)(?:大幅|逐步|又|再)?(?:{_CHANGES})[^，。；]{{0,1}}?(?:到|至|为|成)(?:[^，。；\d]{{0,8}}的)?(?:近|约|不足|超过)?$"
)
_FROM = re.compile(r"(?:由|从|自)(?=[^由从自]{0,14}$)")
_LINK_IN_FRONT = re.compile(
    r"(?:近|约|超过?|逾|共|达|累计|为|了|占|是|有|的|就|则|也|已|还|仍|只|仅|，|（|[(]|“|”)+$"
)
_TIME_IN_FRONT = re.compile(
    r"^(?:截至|到|至)?(?:(?:20\d\d|今|去|前|当|每|上|同)年|上半年|下半年|[一二三四]季度|\d{1,2}月(?:底|初|份)?|目前|如今|现在|近期|同期|以来)+"
)
_SAME_TIME = re.compile(
    r"^(?:[^，。；]{0,3})(?:同期|今年|上年|去年|前年|此前|之前|改造前|整治前|过去|以前|原来|原先)(?:仍?有|为|是|的|则为|只有)?$"
)
_NO_PART = frozenset(("adverb", "preposition", "link", "pronoun", "time", "count", "inside", "particle"))
_SHARE_ONLY = re.compile(
    r"[（(]|[^\u4e00-\u9fff]*(?:共|仅|只|约|分别|各)?占(?:比|到|了)?(?:近|约|到|总数的|全部的)?"
)
_AGE, _TIME = "年龄", "时间"
_DURATIONS = frozenset(("年", "个月", "天", "小时", "分钟", "周", "季度", "日", "个季度", "秒"))
# A noun of one character that is none: cut off, or a word for where.
_NO_NOUN = frozenset("里下大一二两三工报空上中前后间内多余个得便再又也不")
_TRAILING = re.compile(r"(?<=.)(?:的|占|是|有|和|了|着|过|就|也|都|已|仍|还|只|仅|达|共|正|尚)+$")


def what_is_counted(sentence: str, quantities: Sequence[Quantity]) -> list[str]:
    """Say of each figure of a sentence what it counts; blank where nothing tells.

    The noun behind it (17位退下来的老书记: 老书记); of a change its subject (投诉由64件降到11件: 投诉); else the words in front
    (问题办结12件); of 上年同期为7起 what the figure before counts; else 年龄 of ages and 时间 of durations.

    Examples
    --------
    >>> from textmine.news.numbers import find_quantities
    >>> for sentence in ("请回17位退下来的老书记。", "涉物业的投诉由64件降到11件。", "楼道火情1起，上年同期为7起。"):
    ...     print(what_is_counted(sentence, find_quantities(sentence)))
    ['老书记']
    ['投诉', '投诉']
    ['楼道火情', '楼道火情']
    >>> what_is_counted("灯亮了。", [])
    []
    """
    told: list[str] = []
    for number, quantity in enumerate(quantities):
        low, high = clause_around(sentence, quantity.start, quantity.end)
        after, before = sentence[quantity.end : high], sentence[low : quantity.start]
        behind_last = sentence[max(low, quantities[number - 1].end if number else 0) : quantity.start]
        told.append(
            _AGE
            if quantity.unit == "岁"
            else _subject_of_change(sentence, before, after, low)
            or _noun_behind(after)
            or (told[-1] if told and _SHARE_ONLY.fullmatch(behind_last) else "")
            or _same_as_before(before, quantity, quantities[:number], told)
            or _words_in_front(behind_last)
            or (_TIME if quantity.unit in _DURATIONS else "")
        )
    for number in range(len(quantities) - 2, -1, -1):
        here, behind = quantities[number], quantities[number + 1]
        # 8类1860名党员: the noun stands behind the second.
        if here.end == behind.start and _noun_behind(sentence[behind.end : behind.end + MAX_NOUN]):
            told[number] = told[number + 1]
    return told


def _subject_of_change(sentence: str, before: str, after: str, low: int) -> str:
    if _CHANGE_BEHIND.match(after):
        start = _FROM.search(before)
    else:
        start = _CHANGE_IN_FRONT.search(before)
    if start is None:
        return ""
    front = _without_time(before[: start.start()])
    if not front and low:  # The subject may be the clause before: 楼道堆物，由36处减为2处.
        front = _without_time(_MARK.split(sentence[: low - 1])[-1])
    return _last_noun(front)


def _without_time(text: str) -> str:
    return _TIME_IN_FRONT.sub("", text)


def _last_noun(text: str) -> str:
    """Give the nouns at the end of some words: 居民对社区工作的满意率 is about 满意率."""
    text = _MARK.split(text)[-1]
    noun = ""
    for word in reversed(_words(text)):
        tag = tag_of(word)
        if word == "的" or (tag in _NO_PART and noun) or len(noun) + len(word) > MAX_NOUN:
            break
        if tag == "verb" and noun and len(word) == 1:
            break
        noun = word + noun
    return noun


def _words(text: str) -> list[str]:
    """Cut a short text into the longest words of the dictionary, from left to right."""
    known = word_logs()
    words, at = [], 0
    while at < len(text):
        n = next(
            (n for n in range(_LONGEST_WORD, 1, -1) if text[at : at + n] in known and at + n <= len(text)), 1
        )
        words.append(text[at : at + n])
        at += n
    return words


def _noun_behind(after: str) -> str:
    if after[:1] in ("平", "像"):
        after = _AS_WELL.sub("", after)
    after = _WHERE.sub("", after).lstrip("的")
    quoted = _QUOTED.match(after)
    if quoted:
        return quoted.group(1)
    stop = _first_stop(after)
    noun = after[:stop][:MAX_NOUN]
    if noun and after[stop : stop + 1] in ("来", "到", "的") and _begins_clause(after):
        noun = _behind_relative_clause(after, stop) or noun
    noun = _TRAILING.sub("", noun)
    return "" if noun in _NO_NOUN else noun


def _first_stop(after: str) -> int:
    known = word_logs()
    for match in _NOUN_END.finditer(after):
        at = match.start()
        if at and len(match.group()) == 1 and after[at - 1 : at + 1] in known and at > 0:
            continue
        return at
    return len(after)


def _begins_clause(after: str) -> bool:
    """Tell whether a clause about the noun comes first (退下来的老书记), and not another noun (随迁孩子的入学)."""
    words = _words(after[:MAX_NOUN])
    kinds = ("verb", "adverb", "preposition", "quality")
    return bool(words) and (tag_of(words[0]) in kinds or (len(words[0]) > 2 and tag_of(words[0][0]) in kinds))


_REACH = 5  # Characters of a relative clause behind its first verb: 退下来的老书记.


def _behind_relative_clause(after: str, stop: int) -> str:
    at = after.find("的", stop, stop + _REACH)
    if at < 0 or _MARK.search(after, stop, at):
        return ""
    head = after[at + 1 :]
    return head[: _first_stop(head)][:MAX_NOUN]


def _same_as_before(before: str, quantity: Quantity, earlier: Sequence[Quantity], told: Sequence[str]) -> str:
    if not _SAME_TIME.search(before):
        return ""
    return next(
        (
            noun
            for other, noun in zip(reversed(earlier), reversed(told), strict=True)
            if other.unit == quantity.unit and noun
        ),
        "",
    )


def _words_in_front(before: str) -> str:
    front = _LINK_IN_FRONT.sub("", before)
    text = _without_time(_MARK.split(front)[-1])
    if len(text) > MAX_NOUN:  # Cut at a word: 下岗职工代表 and not 岗职工代表.
        kept = ""
        for word in reversed(_words(text)):
            if len(kept) + len(word) > MAX_NOUN:
                break
            kept = word + kept
        text = kept
    return "" if text in _NO_NOUN else text
