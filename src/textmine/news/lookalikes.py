"""Tell quantities from what only looks like one: dates, clock times, ordinals, doors, fixed words, the article 一."""

from __future__ import annotations

import re
from string import ascii_letters

from textmine.news.measures import is_other_word, needs_digits

__all__ = ["is_fixed_word", "is_no_count", "one_counts"]

_NOT_BEFORE = re.compile(
    r"(?:第|十[一二三四五六七八九]届|[A-Za-z]|\d[-/:：.]|[\d一二三四五六七八九十][栋幢号]|(?<![天销])号|\d[栋幢][和、与及至]|农历|正月|腊月|[Nn]o\.?)$"
)
_NOT_BEFORE_ENDS = frozenset("第届号栋幢和、与及至历月-/:：.") | frozenset(ascii_letters)
# Behind a building only these name a door or a floor; 六号楼四十多户 counts.
_BEHIND_BUILDING = re.compile(r"(?:号楼|单元)$")
_DOORS = frozenset("层门室楼号栋幢单")
_TIME_OF_DAY = re.compile(r"[\d一二三四五六七八九十两][时点][0-9一二三四五六七八九十]{0,3}分?$")
# Numerals that belong to fixed words, not to a count.
_FIXED_WORDS = (
    r"三会一课|两委|五老|四议两公开|三三两两|千家万户|千方百计|千头万绪|四面八方|五湖四海|一五一十|七嘴八舌|三言两语|十全十美|百家宴|两会|三农|五社联动"
    r"|一网通办|四级书记|一老一小|三留守|两新|三新|两优一先|一站式|三轮车|三天两头|三天打鱼|两天晒网|两张皮|百分制|最后一百米|一百遍|三句半|上半|下半|前半|后半|一对一|一家亲|一家人|一股绳|一件事|万一|一边|一起|一时|一直|一些"
    r"|一样|一般|一旦|一方面|一线|一把手|一口气|一步步|一层层|一户户|一声|一下|一会|统一|唯一|之一|第一|同一|一带|逐一|一一|百姓|千万(?!元|户|人|家|余)|十分(?!钟)|万分|八成新"
    r"|成百上千|成千上万|千千万万|三番五次|七上八下|四通八达|五花八门|四季|两旁|两侧|两边|两岸|两级|三方|双方|两头|万家|百家争鸣|三心二意|一来二去|二手|二胎|三胎|二孩"
)
# A word begins at one of few characters: elsewhere nothing is tried.
_FIXED = re.compile(
    "(?=[" + "".join(sorted({word[0] for word in _FIXED_WORDS.split("|")})) + f"])(?:{_FIXED_WORDS})"
)
_YEAR = re.compile(r"(?:19|20)\d\d$|^[一二][九〇零][〇零一二三四五六七八九]{2}$")
_SCORE_BEFORE = re.compile(
    r"(?:[扣得打加满计记总占]|积分|低于|高于|超过|不足|不到|不满|达到?|考核|平均|评为|评分|测评|分值|打分|得分|总分|高出|提高|下降|低)(?:约|了|到|的|为|是|达|至)?$"
)
_SCORE_BEHIND = re.compile(r"的?(?:以[上下]|制|者|扣|满分)|(?:上|下)?[涨升降提增减][到至高]")
_DAYS_BEFORE = re.compile(
    r"(?:超过?|不少于|不低于|多于|逾|满|达到?|[期限](?:为|是|不少于|不超过)?|连续|历时|用时|公示)$"
)
_COUNTED_HOUSES_BEFORE = re.compile(
    r"(?:[共有的余近约计了过全其栋包剩]|剩下|(?<!号)楼|涉及|覆盖|改造|建成|拆除|全[小社院街]区)$"
)
_NAMED_ESTATE_BEFORE = re.compile(r"(?:(?<!全)小区|花园|家园|苑|公寓|[东西南北]|期|(?<!全)院)$")
_COUNTED_HOUSES_BEHIND = re.compile(
    r"(?:楼(?![上下顶前后门道栋长]|$)|写字|房|住宅|居民|宿舍|建筑|高层|多层|老|别墅|厂|教学|办公|商|安置|危)"
)
_BUILDING_BEHIND = re.compile(r"的?老?楼(?![上下道梯顶板层])|[老高]楼|住宅|建筑")
_FEW_BEFORE = re.compile(r"(?:共|有|装|摄像头|前|这|分|了|设|开设|程)$")
_COUNTABLE_ONE = re.compile(
    r"每(?:个|名|位|户|人|栋|室|支|组|家|季度?|年|月|周|天|日|逢|半[年月])[^，。；]{0,14}$|(?<!出)(?<!遍)(?:只要|实行|独立)[^，。；]{0,8}$"
)
_ONE_OF_TIME_BEFORE = re.compile(r"(?:整|满|近|运行|带|足足|快|不到|不足|超过|将近|[了期限]为?|长达|历经)$")
_ONE_OF_TIME_BEHIND = re.compile(r"[来多半内零]|以来|时间|交出")
_POWERS = frozenset(("百", "万", "千", "十万", "百万", "千万", "亿", "几"))  # 万家: thousands of homes
_ONE_IS_MEASURED = frozenset(("倍", "小时", "个小时", "个钟头", "个百分点", "%"))
_LENGTHS = frozenset(("公里", "米", "吨", "亩", "斤", "公斤", "里"))
_HAN_DIGITS = frozenset("一二两三四五六七八九十")


def is_no_count(
    sentence: str, start: int, end: int, before: str, numeral: str, unit: str, after: str
) -> bool:
    """Say whether a numeral with a measure word is a date, an ordinal, an address or another word.

    Parameters
    ----------
    before : str
        The characters in front of the numeral.
    after : str
        The limit behind the measure word (内, 以上, 多), blank for none.

    Examples
    --------
    >>> text = "30栋1单元"
    >>> is_no_count(text, 0, 3, "", "30", "栋", "")
    True
    """
    behind = sentence[end : end + 6]
    if (before[-1:] in _NOT_BEFORE_ENDS and _NOT_BEFORE.search(before[-4:])) or (
        before[-1:].isdigit() and numeral[:1].isdigit()
    ):
        return True
    if unit in _DOORS and not after and _BEHIND_BUILDING.search(before):
        return True
    if not after and is_other_word(unit, behind):
        return True
    if needs_digits(unit) and numeral in _HAN_DIGITS:
        return True
    if numeral in ("零", "〇"):  # 零件
        return True
    if numeral == "半" and before.endswith("每"):  # 每半年 is a rhythm
        return True
    # “三单”, “四级”: in quotation marks of its own it is the name of a scheme.
    if before.endswith("“") and behind.startswith("”") and not numeral[:1].isdigit():
        return True
    # 二 alone is an ordinal or part of a word (二次供水); two things are 两.
    if numeral == "二" and unit not in ("个百分点", "%"):
        return True
    if unit in _READERS and _READERS[unit](before, numeral, behind, after):
        return True
    return is_fixed_word(sentence, start, end)


def _is_calendar(before: str, numeral: str, behind: str, after: str) -> bool:
    if _YEAR.search(numeral) or before.endswith("月"):
        return True
    return numeral.isdigit() and len(numeral) == 4 and not _DAYS_BEFORE.search(before)


def _is_day(before: str, numeral: str, behind: str, after: str) -> bool:
    return before.endswith("月") or not (after in ("内", "以内", "之内") or _DAYS_BEFORE.search(before))


def _is_building(before: str, numeral: str, behind: str, after: str) -> bool:
    if re.match(r"[\dA-Za-z一二三四五六七八九单顶号门的]", behind):
        return True
    if _NAMED_ESTATE_BEFORE.search(before):
        return True
    if numeral[:1] not in "0123456789" and before[-1:] not in ("住", "在"):
        return False
    return not (_COUNTED_HOUSES_BEFORE.search(before) or _COUNTED_HOUSES_BEHIND.match(behind))


def _is_named_building(before: str, numeral: str, behind: str, after: str) -> bool:
    return re.match(r"[上下顶前后门道栋长]", behind) is not None


def _is_issue(before: str, numeral: str, behind: str, after: str) -> bool:
    return not numeral.isdigit() and not re.search(r"[了共分出满办前]$", before)


def _is_minute(before: str, numeral: str, behind: str, after: str) -> bool:
    if _TIME_OF_DAY.search(before + numeral):
        return True
    is_score = "." in numeral or "分" in before[-9:] or _SCORE_BEFORE.search(before)
    return not (is_score or _SCORE_BEHIND.match(behind))


def _is_place_number(before: str, numeral: str, behind: str, after: str) -> bool:
    return not _FEW_BEFORE.search(before)


def _is_storey(before: str, numeral: str, behind: str, after: str) -> bool:
    return not (_FEW_BEFORE.search(before) or _BUILDING_BEHIND.match(behind))


def _is_step(before: str, numeral: str, behind: str, after: str) -> bool:
    return not (_FEW_BEFORE.search(before) or behind.startswith("台阶"))


def _is_group_name(before: str, numeral: str, behind: str, after: str) -> bool:
    """The groups of a village are called by their numbers: 白杨村五组, 先走三组."""
    return len(numeral) == 1 and not numeral.isdigit() and not re.search(r"[分成为共有了每个编设这]$", before)


def _is_question(before: str, numeral: str, behind: str, after: str) -> bool:
    return behind.startswith(("》", "”"))


def _is_one_of_few(before: str, numeral: str, behind: str, after: str) -> bool:
    return len(numeral) < 2 and not _FEW_BEFORE.search(before) and behind[:1] not in "，。；、）"


_READERS = {
    "年": _is_calendar,
    "日": _is_day,
    "栋": _is_building,
    "幢": _is_building,
    "座": _is_named_building,
    "栋楼": _is_named_building,
    "季度": lambda *_: True,
    "期": _is_issue,
    "分": _is_minute,
    "分钟": lambda before, *_: _TIME_OF_DAY.search(before) is not None,
    "路": _is_place_number,
    "层": _is_storey,
    "级": _is_step,
    "问": _is_question,
    "组": _is_group_name,
    "题": _is_question,
    "位": lambda before, *_: before.endswith("前"),
    "届": _is_place_number,
    "门": _is_one_of_few,
    "方": lambda before, *_: not before.endswith(("表", "等")),
    "元": lambda before, *_: False,
}  # fmt: skip


def is_fixed_word(sentence: str, start: int, end: int) -> bool:
    """Say whether a span touches a fixed word with a numeral, such as 三会一课.

    Examples
    --------
    >>> is_fixed_word("落实三会一课", 2, 4)
    True
    """
    word = _FIXED.search(sentence, max(0, start - 4), end + 3)
    while word is not None:
        if word.start() < end and word.end() > start:
            return True
        word = _FIXED.search(sentence, word.end(), end + 3)
    return False


def one_counts(sentence: str, match: re.Match[str], before: str, is_bounded: bool) -> bool:
    """Say whether a lone 一 or a lone power of ten is a number.

    一 is an article, unless a rule hands things out one by one, or it is a length of time; 百余 and 不到百万 count.

    Examples
    --------
    >>> import re
    >>> found = re.search("(?P<numeral>一)(?P<unit>周)(?P<after>)", "记了一周，")
    >>> one_counts("记了一周，", found, "记了", False)
    True
    """
    if match["numeral"] in _POWERS:
        return is_bounded
    if match["unit"] in _ONE_IS_MEASURED or match["unit"].startswith(("个多", "个半", "个来")):
        return True
    if _COUNTABLE_ONE.search(before):
        return True
    if match["unit"] in _LENGTHS:  # 一公里半, 一吨多
        return match["after"] in ("多", "余", "半")
    if match["unit"] not in ("年", "周", "个月", "天"):
        return False
    behind = sentence[match.end() : match.end() + 2]
    return bool(match["after"] or _ONE_OF_TIME_BEHIND.match(behind) or _ONE_OF_TIME_BEFORE.search(before))
