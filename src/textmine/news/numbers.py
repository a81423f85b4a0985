"""Find every quantity a text reports: the range of values its wording allows, and the unit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from textmine.news.numerals import parse_numeral

__all__ = ["Quantity", "find_quantities"]


@dataclass(frozen=True)
class Quantity:
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
_ARABIC = r"(?<![\d.])(?:\d{1,3}(?:[,，]\d{3}){1,4}(?:\.\d{1,6})?(?!\d)|\d{1,13}(?:\.\d{1,6})?(?!\d))"
_HAN_NUM = r"[零〇一二两三四五六七八九十百千万亿]"
_NUMERAL = rf"(?:(?:{_ARABIC})[十百千万亿]{{0,2}}|(?<!{_HAN_NUM})[数几]?{_HAN_NUM}{{1,12}}[几数]?(?:{_HAN_NUM}{{1,2}})?(?:点[零一二三四五六七八九]{{1,3}})?|半)"
# Measure words, longest first; those of time and money are read apart.
_UNITS = (
    "个百分点|个[多来半]月|平方公里|平方米|立方米|个工作日|个小时|个钟头|个季度|个学时|人次|场次|户次|件次|万元|亿元|小时|钟头|分钟|公里|千米|厘米|毫米|兆帕|"
    "课时|学时|公斤|千克|个月|季度|栋楼|名|位|人|个|户|家|件|条|项|场|次|起|处|栋|幢|座|米|亩|吨|车|辆|台|部|盏|套|份|张|册|本|支|队|"
    "组|大类|类|轮|届|岁|年|天|周|元|块|倍|笔|趟|回|把|扇|间|档|期|只|封|道|棵|株|批|分(?![钟之别成享发工为类开散配布队期组管局片笔层批两一二三])|句|页|题|面|顶|桶|盆|袋|箱|顿|桌|束|遍|声|篇|幅|部|"
    "所|方|步|层|门|节|堂|路|关|口|盘|副|枚|块|根|片|级|对|双|股|日|%|％|‰"
)
_QUANTITY = re.compile(
    r"(?=[\d零〇一二两三四五六七八九十百千万亿半数几过近约超])(?:"
    rf"(?P<fraction>百分之(?P<percent>{_NUMERAL})|(?P<bottom>{_HAN_NUM}{{1,3}})分之(?P<top>{_HAN_NUM}{{1,3}}))(?P<fmore>多|余|以上|以下)?"
    rf"|(?P<tenths>(?P<t1>[一二两三四五六七八九\d])成(?P<t2>[一二三四五六七八九半])?)(?P<tmore>[多余以])?(?![立为员都年就绩效功本果熟长双人分品套])"
    rf"|(?P<range_low>{_NUMERAL})\s?(?P<u1>%|％|户|名|个|天|人|米|元)?\s?(?:至|到|—|－|~|～|-)\s?(?P<range_high>{_NUMERAL})\s?(?P<range_unit>{_UNITS})"
    rf"|(?P<numeral>{_NUMERAL})\s?(?P<more>[多余来几]|上下|左右)?\s?(?:号(?=人))?(?P<unit>{_UNITS})(?P<after>多|余|半|出头|左右|上下|以上|以下|以内|之内|内)?"
    rf"|(?P<half>(?:超过?|过|近|约)?(?:半数|一半)|过半(?!年|个))"
    r"|(?P<bare>(?<![\d.])\d{1,9}(?:\.\d{1,4})?[万亿])(?P<bmore>多|余)?(?=[，。、；,;”！居群市党干人志老]))"
)
_BELOW = re.compile(
    r"(?<!不)(?<!不得)(?<!不能)(?:近|将近|接近|不到|不足|不满|快|少于|低于|小于|不超过|不多于|最多[^，。]{0,4}|至多|最长|上限为?|未满)[约]?$"
)
_ABOVE = re.compile(
    r"(?<!不)(?<!不得)(?<!不能)(?:超过?|超出|逾|多于|高于|大于|不少于|不低于|不得少于|不得低于|不能少于|不下|至少[^，。]{0,3}|最少|起码|突破|达到?(?=以上))了?(?:总分的)?$"
)
_ABOUT = re.compile(r"(?:约|大约|约为|大概|差不多|上下)$")
_NOT_BEFORE = re.compile(
    r"(?:第|十[一二三四五六七八九]届|[A-Za-z]|\d[-/:：.]|[\d一二三四五六七八九十][栋幢号]|号楼|号|\d[栋幢][和、与及至]|单元|农历|正月|腊月|[Nn]o\.?)$"
)
_TIME_OF_DAY = re.compile(r"[时点][0-9一二三四五六七八九十]{0,3}分?$")
# Numerals that belong to fixed words, not to a count.
_FIXED = re.compile(
    r"(?:三会一课|两委|五老|四议两公开|三三两两|千家万户|千方百计|千头万绪|四面八方|五湖四海|一五一十|七嘴八舌|三言两语|十全十美|百家宴|两会|三农|五社联动"
    r"|一网通办|四级书记|一老一小|三留守|两新|三新|两优一先|一站式|三轮车|三天两头|一百遍|三句半|上半|下半|前半|后半|一对一|一家亲|一家人|一股绳|一件事|万一|一边|一起|一时|一直|一些"
    r"|一样|一般|一旦|一方面|一线|一把手|一口气|一步步|一层层|一户户|一声|一下|一会|统一|唯一|之一|第一|同一|一带|逐一|一一|百姓|千万(?!元|户|人|家)|十分(?!钟)|万分|八成新)"
)
# 近三年 at the head of a clause is the last three years, not nearly three.
_LAST_YEARS = re.compile(r"(?:^|[，。；、,“])近$")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_BARE_PEOPLE = re.compile("居民|群众|市民|党员|干部|人口|志愿者|老人|老年人")
_SCORE = re.compile(
    r"(?:[扣得打加满计总占]|低于|高于|超过|达到?|考核|平均|评为|评分|测评|分值)(?:约|了|到|的)?$"
)
_MONEY = {"元": 1.0, "块": 1.0, "万元": 1e4, "亿元": 1e8}
_SAME_UNIT = {"％": "%", "大类": "类", "钟头": "小时", "个钟头": "小时", "栋楼": "栋"}
_PER = re.compile(
    r"每(?:个)?(半年|季度?|年度?|月|周|星期|天|日|学期)(?:年底|底|初|末|都)?(?:[^，。；！？、每]{0,14})$"
)
_PER_UNIT = {"季": "季度", "年度": "年", "星期": "周", "日": "天"}
_COUNTABLE_ONE = re.compile(
    r"每(?:个|名|位|户|人|栋|室|支|组|家|季度?|年|月|周|天|日|逢|半[年月])[^，。；]{0,14}$|(?<!出)(?<!遍)(?:只要|实行|独立)[^，。；]{0,8}$|一人[^，。；]{0,3}$"
)
_MAX_VALUE = 1e13


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
    for match in _QUANTITY.finditer(sentence):
        quantity = _read(sentence, match)
        if quantity is not None and quantity.value < _MAX_VALUE:
            found.append(quantity)
    return found


def _read(sentence: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    before = sentence[max(0, start - 12) : start]
    group = match.groupdict()
    if group["fraction"]:
        return _share(match, _fraction(group), before, group["fmore"])
    if group["tenths"]:
        first = parse_numeral(group["t1"])
        second = parse_numeral(group["t2"].replace("半", "五")) if group["t2"] else (0.0, 0.0)
        if (
            first is None
            or second is None
            or first[0] is None
            or second[0] is None
            or before.endswith(("收", "完"))
        ):
            return None
        return _share(match, first[0] * 10 + second[0], before, group["tmore"])
    if group["half"]:
        word = match.group()
        low, high = (None, 50.0) if word.startswith("近") else (50.0, None if word[0] in "超过" else 50.0)
        if word == "一半" and before.endswith(("另", "前", "后", "下", "上")):
            return None
        low, high = _bounds(low, high, before, "", "")
        return Quantity(start, end, low, high, "%", word)
    if group["bare"]:
        return _bare_money(sentence, match, before)
    if group["range_low"]:
        return _range(sentence, match, before)
    return _plain(sentence, match, before)


def _bare_money(sentence: str, match: re.Match[str], before: str) -> Quantity | None:
    """Read 26万 as money where its clause speaks of money, 1.1万居民 as people: the unit is often left out then."""
    value = parse_numeral(match["bare"])
    if value is not None and _BARE_PEOPLE.match(sentence, match.end()):
        low, high = _bounds(*value, before, match["bmore"] or "", "")
        return Quantity(match.start(), match.end(), low, high, "人", match.group())
    clause = re.split(r"[，。；,;]", sentence[max(0, match.start() - 30) : match.start()])[-1]
    if (
        value is None
        or sentence[match.end() : match.end() + 1] not in "，。、；,;”！"
        or not re.search(r"[元费款钱资补投花欠赔要换]", clause)
    ):
        return None
    low, high = _bounds(*value, before, match["bmore"] or "", "")
    return Quantity(match.start(), match.end(), low, high, "元", match.group())


def _fraction(group: dict[str, str]) -> float | None:
    if group["percent"]:
        value = parse_numeral(group["percent"])
        return value[0] if value else None
    top, bottom = parse_numeral(group["top"]), parse_numeral(group["bottom"])
    if not top or not bottom or not top[0] or not bottom[0]:
        return None
    return round(100 * top[0] / bottom[0], 2)


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
    if _is_date_or_door(sentence, match.start(), match.end(), before, match["range_high"], unit):
        return None
    scale = _MONEY.get(unit, 1.0)
    return Quantity(
        match.start(),
        match.end(),
        low[0] * scale,
        high[0] * scale,
        "元" if unit in _MONEY else unit,
        match.group(),
    )


def _plain(sentence: str, match: re.Match[str], before: str) -> Quantity | None:
    numeral, unit, more, after = match["numeral"], match["unit"], match["more"] or "", match["after"] or ""
    start, end = match.span()
    if _is_date_or_door(sentence, start, end, before, numeral, unit):
        return None
    if numeral == "半":
        value: tuple[float | None, float | None] | None = (0.5, 0.5)
        if unit not in ("年", "个月", "小时", "个小时", "个钟头", "天", "个季度", "米", "公里"):
            return None
    else:
        value = parse_numeral(numeral)
    if value is None or (value[0] is None and value[1] is None):
        return None
    if numeral in ("一", "万", "千", "十万", "百万", "亿", "几") and not _one_counts(
        sentence, match, before, more
    ):
        return None
    low, high = value
    if odd := re.fullmatch(r"个([多来半])月", unit):
        unit = "个月"
        more, after = (
            ("多", after) if odd.group(1) == "多" else (more, "半" if odd.group(1) == "半" else after)
        )
    if after == "半" and unit in ("年", "个月") and low is not None and high is not None:
        low, high = low + 0.5, high + 0.5
    if not (unit == "年" and _LAST_YEARS.search(sentence[max(0, start - 2) : start])):
        low, high = _bounds(low, high, before, more, after)
    if unit == "块" and not (
        sentence[end : end + 1] == "钱" or re.search(r"[转付花要给收交罚省赔补欠出掏][^，。]{0,4}$", before)
    ):
        pass
    elif unit in _MONEY:
        scale = _MONEY[unit]
        low, high = (None if x is None else round(x * scale, 2) for x in (low, high))
        unit = "元"
    unit = _SAME_UNIT.get(unit, unit)
    per = _PER.search(before) if unit not in ("元", "%", "岁") else None
    rhythm = _PER_UNIT.get(per.group(1), per.group(1)) if per else ""
    if rhythm and unit not in ("年", "个月", "周"):
        unit = f"{unit}/{rhythm}"
    return Quantity(start, end, low, high, unit, match.group(), rhythm)


def _one_counts(sentence: str, match: re.Match[str], before: str, more: str) -> bool:
    """A lone 一 is an article, unless a rule hands things out one by one; 百余 and 万余 count."""
    if match["numeral"] != "一":
        return bool(more)
    return (
        bool(_COUNTABLE_ONE.search(before))
        or match["unit"] in ("倍", "小时", "个小时", "个百分点")
        or bool(
            match["unit"] in ("年", "周", "个月", "天")
            and (
                re.match(r"[来多半内里]|以来|时间|交出", sentence[match.end() :][:2])
                or match["after"]
                or re.search(r"(?:整|满|近|运行|带|足足)$", before)
            )
        )
    )


def _is_date_or_door(sentence: str, start: int, end: int, before: str, numeral: str, unit: str) -> bool:
    after = sentence[end : end + 6]
    if _NOT_BEFORE.search(before) or (before[-1:].isdigit() and numeral[:1].isdigit()):
        return True
    if unit in ("年", "日") and (_YEAR.search(numeral) or before.endswith("月")):
        return True
    if unit == "日" and not _ABOVE.search(before):
        return True
    if unit == "年" and numeral.isdigit() and len(numeral) == 4 and not _ABOVE.search(before):
        return True
    if unit in ("栋", "幢", "座", "栋楼") and (
        re.match(r"[\dA-Za-z一二三四五六七八九单顶号门的]", after)
        or re.search(r"(?:小区|花园|家园|苑|公寓|[东西南北]|期|院|社区|开|在|到)$", before)
    ):
        return True
    if unit == "季度" or (
        unit == "期" and not numeral.isdigit() and not re.search(r"[了共分出满办前]$", before)
    ):
        return True
    if unit == "分" and not (_SCORE.search(before) or re.match(r"的?(?:以[上下]|制|者|扣)", after)):
        return True
    if unit in ("路", "门", "口", "号", "层", "级", "届") and not re.search(
        r"(?:共|有|装|摄像头|前|这|分)$", before
    ):
        return True
    if unit == "方" and not before.endswith(("表", "等")):
        return True
    if (
        unit
        in ("面", "声", "边", "步", "口", "道", "股", "片", "对", "双", "级", "部", "所", "队", "节", "关")
        and not numeral[0].isdigit()
    ):
        return True
    if _TIME_OF_DAY.search(before) and unit in ("分", "分钟"):
        return True
    window = sentence[max(0, start - 4) : end + 3]
    fixed = _FIXED.search(window)
    if fixed is None:
        return False
    at = max(0, start - 4) + fixed.start()
    return at < end and at + len(fixed.group()) > start
