"""Find every quantity a text reports: the range of values its wording allows, and the unit."""

from __future__ import annotations

import re
from typing import NamedTuple

from textmine.news.lookalikes import is_no_count, one_counts
from textmine.news.measures import MONEY, SAME_UNIT, UNIT_PATTERN
from textmine.news.numerals import POWERS, parse_numeral

__all__ = ["Quantity", "find_quantities"]


class Quantity(NamedTuple):
    """Hold one quantity: span in the text, lowest and highest value (None: open), unit, and its wording."""

    start: int
    end: int
    low: float | None
    high: float | None
    unit: str
    wording: str
    per: str = ""

    @property
    def value(self) -> float:
        """Give the printed number: the lower end where there is one."""
        return self.low if self.low is not None else self.high or 0.0


# A numeral begins where no other does: so a run of digits of any length is looked at once.
_ARABIC = (
    r"(?:(?<![\d.])(?<!\d )(?:\d{1,3}(?:[,， ]\d{3}){1,4}(?:\.\d{1,6})?(?![\d]| \d)"
    r"|\d{1,13}(?:\.\d{1,6})?(?!\d)))"
)
# 1亿2000万, 12万5000: what follows a power of ten is smaller than it, and the reader of numerals sees to that.
_COMPOUND = rf"{_ARABIC}(?:\s?[万亿]|[十百千万亿]{{1,2}}(?:\d{{1,4}}(?:\.\d)?[十百千万]{{1,2}}){{0,3}}(?:\d{{3,4}}(?![\d年]))?)?"
_HAN_NUM = r"[零〇一二两三四五六七八九十百千万亿廿卅]"
_NUMERAL = rf"(?:(?:{_COMPOUND})|(?<!{_HAN_NUM})[数几]?{_HAN_NUM}{{1,12}}[几数]?(?:{_HAN_NUM}{{1,2}})?(?:点[零一二三四五六七八九]{{1,3}}[万亿]{{0,2}})?|半)"
_TO = r"(?:至|到|—|－|–|−|~|～|〜|-)"
_TENTH = "[一二两三四五六七八九\\d]"
_QUANTITY = re.compile(
    r"(?=[\d零〇一二两三四五六七八九十百千万亿廿卅半数几过近约超])(?:"
    rf"(?P<fraction>百分之(?P<percent>{_NUMERAL})(?:{_TO}(?:百分之)?(?P<percent_high>{_NUMERAL})(?!\s?{UNIT_PATTERN}))?"
    rf"|(?P<bottom>{_HAN_NUM}{{1,3}})分之(?P<top>{_HAN_NUM}{{1,3}})"
    rf"|(?<![\d/.])(?P<above>\d)/(?P<below>\d{{1,2}})(?=的|以上|多))(?P<fmore>多|余|以上|以下)?"
    rf"|(?P<tenths>(?:(?P<t0>{_TENTH})(?:成?{_TO}|(?=[二三四五六七八九])))?(?P<t1>{_TENTH})成(?P<t2>[一二三四五六七八九半])?)(?P<tmore>多|余|以上|以下)?(?![立为员都年就绩效功本果熟长双品套]|人(?!家|表示|认为|没|不)|分(?!担|别|为|给))"
    rf"|(?P<range_low>{_NUMERAL})\s?(?P<u1>%|％|户|名|个|天|人|米|元)?\s?{_TO}\s?(?P<range_high>{_NUMERAL})\s?(?P<range_unit>{UNIT_PATTERN})"
    rf"|(?P<numeral>{_NUMERAL})\s?(?:(?P<more>[多余来几]|上下|左右)(?P<scale>[十百千万亿]{{1,2}})?)?\s?(?:号(?=人))?(?P<unit>{UNIT_PATTERN})(?P<after>多|余|半|出头|左右|上下|以上|以下|以内|之内|内(?![容部外心涝行]))?"
    rf"|(?P<half>(?:超过?|过|近|约)?(?:半数|一半)(?P<hmore>以上|以下)?|一[多大]半(?=的|[，。；]|是|都)|过半(?!年|个|小时|天|月|日|百|分|夜|路|里|公里|米|生|程|截|晌|辈))"
    rf"|(?P<bare>(?<![\d.])\d{{1,9}}(?:\.\d{{1,4}})?[万亿]|(?<!{_HAN_NUM})[一二三四五六七八九十百千两几数]{{1,4}}[万亿])(?P<bmore>多|余)?(?=[，。、；,;”！居群市党干人志老]))"
)
_BELOW = re.compile(
    r"(?=[近将接不快少低小最至上未没])(?<!不)(?<!不得)(?<!不能)(?:近|将近|接近|不到|不足|不满|快|少于|低于|小于|不超过|不过|不多于|最多[^，。]{0,4}|至多|最长|上限为?|未满|(?:未|没|没有)(?:能)?(?:超过?|突破|达到?))[约]?$"
)
_ABOVE = re.compile(
    r"(?=[超逾多高大不至最起突达])(?<!不)(?<!不得)(?<!不能)(?<![未没])(?<!没有)(?<![未没]能)(?:超过?|超出|逾|多于|高于|大于|不少于|不低于|不得少于|不得低于|不能少于|不下|不止|不只|至少[^，。]{0,3}|最少|起码|突破|达到?(?=以上))了?(?:总分的)?$"
)
_ABOUT = re.compile(r"(?:约|大约|约为|大概|差不多|上下)$")
# 近三年 at the head of a clause is the last three years, not nearly three.
_LAST_YEARS = re.compile(r"(?:^|[，。；、,“])近$")
_BARE_PEOPLE = re.compile("居民|群众|市民|党员|干部|人口|志愿者|老人|老年人")
_PER = re.compile(
    r"每(?:个)?(半年|季度?|年度?|月|周(?![一二三四五六日末])|星期(?![一二三四五六日])|天|日|学期)(?:年底|底|初|末|都)?(?:[^，。；！？、每]{0,14})$"
)
_PER_UNIT = {"季": "季度", "年度": "年", "星期": "周", "日": "天"}
_MAX_VALUE = 1e13
_ONES = frozenset(("一", "百", "万", "千", "十万", "百万", "千万", "亿", "几"))
_HALVED = frozenset(("年", "个月", "小时", "个小时", "个钟头", "天", "个季度", "米", "公里"))
_ODD_UNIT = re.compile(r"个([多来半])(月|小时|钟头|学期|季度)")
# 修到一半, 火气消了一半: no half of a number.
_HALF_WAY = re.compile(r"(?:[另前后下上到消顺开]|[消顺凉]了|各有|[开拉]起)$")
_MONEY_TOLD = re.compile(r"[元费款钱资补投花欠赔要换捐筹汇付]|财政|自筹|转走")
_POPULATION = re.compile(r"人口(?:总数|总量|规模)?(?:[约近达为超有过共是]|超过|达到)?$")
_PAID = re.compile(r"[转付花要给收交罚省赔补欠出掏][^，。]{0,4}$")


def find_quantities(sentence: str) -> list[Quantity]:
    """List the quantities of a sentence in order.

    Dates, clock times, ordinals, house numbers, telephone numbers, 12345 and numerals inside fixed words are no
    quantities. A bare 一 counts only behind 每 (每名党员包一户). Time is linear in the length of the sentence.

    Examples
    --------
    >>> [(q.low, q.high, q.unit) for q in find_quantities("近400名老同志参与，宣讲300余场次，评议占百分之五十。")]
    [(None, 400.0, '名'), (300.0, None, '场次'), (50.0, 50.0, '%')]
    >>> [(q.low, q.high, q.unit) for q in find_quantities("8月10日拨打12345，30栋1单元每月走访不少于两次，投入1.2万元。")]
    [(2.0, None, '次/月'), (12000.0, 12000.0, '元')]
    >>> find_quantities("")
    []
    """
    found = []
    match = _QUANTITY.search(sentence)
    while match is not None:
        quantity, end = _read(sentence, match), match.end()
        if quantity is None and match["range_low"]:
            end = match.end("u1") if match["u1"] else match.end("range_low")
            quantity = _first_of_two(sentence, match, end)  # 5312名到61个社区 is no range
        if quantity is not None and quantity.value < _MAX_VALUE:
            found.append(quantity)
        match = _QUANTITY.search(sentence, end)
    return found


def _first_of_two(sentence: str, match: re.Match[str], end: int) -> Quantity | None:
    first = _QUANTITY.fullmatch(sentence, match.start(), end)
    return None if first is None or first["range_low"] else _read(sentence, first)


def _read(sentence: str, match: re.Match[str]) -> Quantity | None:
    before = sentence[max(0, match.start() - 12) : match.start()]
    if match["numeral"]:
        return _plain(sentence, match, before)
    if match["range_low"]:
        return _range(sentence, match, before)
    if match["fraction"]:
        return _fraction(match, before)
    if match["tenths"]:
        return _tenths(match, before)
    return _half(match, before) if match["half"] else _bare_money(sentence, match, before)


def _tenths(match: re.Match[str], before: str) -> Quantity | None:
    first = parse_numeral(match["t1"])
    second = parse_numeral(match["t2"].replace("半", "五")) if match["t2"] else (0.0, 0.0)
    if not first or not second or first[0] is None or second[0] is None or before.endswith(("收", "完")):
        return None
    high = first[0] * 10 + second[0]
    if match["t0"]:
        least = parse_numeral(match["t0"])
        low = 10 * least[0] if least and least[0] is not None else high
        is_apart = match["tenths"][1] != match["t1"]  # 三到四成; of 七八成 the second follows the first
        if low >= high or not (is_apart or high == low + 10):
            return None
        return Quantity(match.start(), match.end(), low, high, "%", match.group())
    return _share(match, high, before, match["tmore"])


def _half(match: re.Match[str], before: str) -> Quantity | None:
    word, more = match.group(), match["hmore"] or ""
    if word == "一半" and _HALF_WAY.search(before):
        return None
    is_more = word[0] in "超过" or word in ("一多半", "一大半")
    low, high = (None, 50.0) if word.startswith("近") else (50.0, None if is_more else 50.0)
    low, high = _bounds(low, high, before, more, "")
    return Quantity(match.start(), match.end(), low, high, "%", word)


def _bare_money(sentence: str, match: re.Match[str], before: str) -> Quantity | None:
    """Read 26万 as money where its clause speaks of money, 1.1万居民 as people: the unit is often left out then."""
    value = parse_numeral(match["bare"])
    if value is not None and (_BARE_PEOPLE.match(sentence, match.end()) or _POPULATION.search(before)):
        low, high = _bounds(*value, before, match["bmore"] or "", "")
        return Quantity(match.start(), match.end(), low, high, "人", match.group())
    clause = re.split(r"[，。；,;]", sentence[max(0, match.start() - 30) : match.start()])[-1]
    if (
        value is None
        or sentence[match.end() : match.end() + 1] not in "，。、；,;”！"
        or not _MONEY_TOLD.search(clause)
    ):
        return None
    low, high = _bounds(*value, before, match["bmore"] or "", "")
    return Quantity(match.start(), match.end(), low, high, "元", match.group())


def _fraction(match: re.Match[str], before: str) -> Quantity | None:
    if match["percent"]:
        value = parse_numeral(match["percent"])
        high = parse_numeral(match["percent_high"]) if match["percent_high"] else None
        if value and high and value[0] is not None and high[0] is not None and value[0] < high[0]:
            return Quantity(match.start(), match.end(), value[0], high[0], "%", match.group())
        return _share(match, value[0] if value else None, before, match["fmore"])
    top, bottom = (parse_numeral(match[a] or match[b]) for a, b in (("top", "above"), ("bottom", "below")))
    if not top or not bottom or not top[0] or not bottom[0]:
        return None
    return _share(match, round(100 * top[0] / bottom[0], 2), before, match["fmore"])


def _share(match: re.Match[str], value: float | None, before: str, more: str | None) -> Quantity | None:
    if value is None:
        return None
    low, high = _bounds(value, value, before, more or "", "")
    return Quantity(match.start(), match.end(), low, high, "%", match.group())


def _bounds(
    low: float | None, high: float | None, before: str, more: str, after: str
) -> tuple[float | None, float | None]:
    if more in ("多", "余", "几", "以上") or after in ("多", "余", "以上", "出头") or _ABOVE.search(before):
        return low, None
    if more == "以下" or after in ("以下", "以内", "之内", "内") or _BELOW.search(before):
        return None, high if high is not None else low
    return low, high


def _range(sentence: str, match: re.Match[str], before: str) -> Quantity | None:
    low, high = parse_numeral(match["range_low"]), parse_numeral(match["range_high"])
    unit = match["range_unit"]
    if not low or not high or low[0] is None or high[0] is None or low[0] >= high[0]:
        return None
    least = _shared_scale(low[0], match["range_low"], high[0], match["range_high"])
    if is_no_count(sentence, match.start(), match.end(), before, match["range_high"], unit, ""):
        return None
    scale = MONEY.get(unit, 1.0)
    return Quantity(
        match.start(),
        match.end(),
        least * scale,
        high[0] * scale,
        "元" if unit in MONEY else unit,
        match.group(),
    )


_SCALES = {"百": 100.0, "千": 1e3, "万": 1e4, "亿": 1e8}


def _shared_scale(low: float, low_text: str, high: float, high_text: str) -> float:
    """Let the lower end share the scale that only the upper one is written with: 10至20万 begins at 10万, 500至2万 at 500."""
    scale = _SCALES.get(high_text[-1:], 1.0)
    is_bare = not any(mark in low_text for mark in _SCALES)
    return low * scale if is_bare and low < high / scale else low


def _plain(sentence: str, match: re.Match[str], before: str) -> Quantity | None:
    numeral, unit, more, after = match["numeral"], match["unit"], match["more"] or "", match["after"] or ""
    start, end = match.span()
    if is_no_count(sentence, start, end, before, numeral, unit, more or after):
        return None
    value = _value(numeral, unit, match["scale"] or "")
    if value is None or (value[0] is None and value[1] is None):
        return None
    if numeral in _ONES:
        is_bounded = bool(more or before.endswith("上") or _ABOVE.search(before) or _BELOW.search(before))
        if not one_counts(sentence, match, before, is_bounded):
            return None
    low, high = value
    if odd := _ODD_UNIT.fullmatch(unit):
        unit = f"个{odd.group(2)}"
        more, after = (
            ("多", after) if odd.group(1) == "多" else (more, "半" if odd.group(1) == "半" else after)
        )
    if after == "半" and unit in _HALVED and low is not None and high is not None:
        low, high = low + 0.5, high + 0.5
    if numeral[:1] in "百千万" and before.endswith("上"):
        low, high = low, None  # 上千条: a thousand and more
    elif not (unit == "年" and _LAST_YEARS.search(sentence[max(0, start - 2) : start])):
        low, high = _bounds(low, high, before, more, after)
    if unit in MONEY and (unit != "块" or sentence[end : end + 1] == "钱" or _PAID.search(before)):
        scale = MONEY[unit]
        low, high = (None if x is None else round(x * scale, 2) for x in (low, high))
        unit = "元"
    unit = SAME_UNIT.get(unit, unit)
    per = _PER.search(before) if "每" in before and unit not in ("元", "%", "岁") else None
    rhythm = _PER_UNIT.get(per.group(1), per.group(1)) if per else ""
    if rhythm and unit not in ("年", "个月", "周"):
        unit = f"{unit}/{rhythm}"
    return Quantity(start, end, low, high, unit, match.group(), rhythm)


def _value(numeral: str, unit: str, scale: str) -> tuple[float | None, float | None] | None:
    if numeral == "半":
        return (0.5, 0.5) if unit in _HALVED else None
    value = parse_numeral(numeral)
    for power in scale if value is not None else "":  # 20余万名
        low, high = value or (None, None)
        factor = POWERS[power]
        value = (None if low is None else low * factor, None if high is None else high * factor)
    return value
