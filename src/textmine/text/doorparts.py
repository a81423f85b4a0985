"""Read the parts an address is made of from a house number on - 45号院, 3号楼, 2单元, 501室, 东户 - and join what stands together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Part", "find_chains"]

_HAN = "一二三四五六七八九十百零〇"
_N = rf"(?:(?<!\d)\d{{1,4}}|[{_HAN}]{{1,5}})"
_STEM = "[甲乙丙丁戊]"
_SIDE = "[东西南北中左右前后]"
_IDEOGRAPH = "[\u4e00-\u9fa5]"
# A number that counts something, or is part of a longer one, is no flat.
_NO_COUNT = rf"(?![0-9A-Za-z%‰℃+{_HAN}]|[-.:/~]\d|[年多余个人元块米平万亿吨亩辆台只头棵盏套名位㎡分秒度斤升票倍路月日岁次条件起份页张字级胶届班网版]|天(?!天)|小区|[国省县乡]道)"
_DOOR_LEAF = r"门(?![口前外面牌诊店卫市禁洞窗框槛铃锁头楼类])"
_HOME = rf"(?:户(?![型口籍])|{_DOOR_LEAF}|家(?![里人长属庭电园具务])|间(?![距接断隔歇])|眼)"
# 1-4栋, 35-64岁, 66-110千伏, D7-2-1地块
_RANGED = r"(?:[栋幢座层楼月级岁米天日个年人名倍点时分秒度亩吨元万千百条次周届期班折成寸厘公平㎡版地]|号[楼栋]|单元|户型|千伏)"
# 48号文件, 103号令, 6号栋, 2号线, 03号户型, 1号电梯, 24号上午
_NO_HOUSE = r"(?!房(?![产屋间源])|街坊|令|文(?:件|中|规)|栋|线|站|路|门(?![口前外])|户型|电梯|梯|诊|机|井|桩|位|车|窗|通知|公告|会议|上午|下午|晚|早|左右|以[前后]|[开到至]|至|地块|地铁|写字|厂|仓|柜|台风|[洞桥隧码坑矿])"
_EXPRESSIONS = {
    # 4排7号, 第二趟房3号
    "row": rf"第?{_N} ?(?:排楼?|趟房?)(?:平房)?",
    # 318弄26号, 29弄4支弄11号, 118街坊
    "lane": rf"(?:{_N}|{_STEM}) ?(?:支弄|弄(?!堂)|号?街坊)(?:下弄)?|\d{{1,4}}巷(?=\d)|{_N}[坊委](?=\d)",
    "building": (
        rf"(?:{_STEM}|附|(?<!{_IDEOGRAPH})[东西南北新老]|(?<=[区院家住])[东西南北新]|[A-Za-z]-?)?{_N} ?(?:栋楼?|幢楼?|座|号[楼栋]|#楼|#(?=[ -]?[0-9]))"
        rf"|[A-Za-z]\d{{0,2}} ?[栋座幢]|{_STEM}[栋座幢]|{_SIDE}\d{{1,2}}楼(?=[0-9{_HAN}]{{1,2}}门)|(?:{_STEM}?\d{{1,2}}|[1-9]\d\d)楼(?=\d{{1,2}}(?:单元|门|层))"
    ),
    "unit": rf"(?:[附第]?{_N}|{_SIDE}|[A-Za-z]|{_STEM}) ?(?:单元|梯(?![队度次级形田])|{_DOOR_LEAF})",
    # 3-2-501, 7-1201, 8.1.1102, T3-2708, 17-甲-501, 3 2 501
    "dashed": (
        r"(?<![0-9A-Za-z])(?<![0-9A-Za-z][-/])(?<!比分)(?<!型号)(?<!编号)(?<!货号)(?<!批号)(?<!图号)(?<!单号)(?<!版本)(?!(?:[48]00|19\d\d|20\d\d)-)(?:[A-Z]\d?-?)?\d{1,4}(?:(?:-\d{1,4}|-[甲乙丙丁A-F](?!\d))(?:-\d{1,4}){0,2}|(?<!\d{3})(?<!\d\.\d)(?<!\d\.\d\d)\.\d{1,2}\.\d{3,4}|/(?:\d{1,2}/)?\d{3,4})"
        rf"(?:号?房(?![屋子产])|[室户]|号(?![楼栋])|(?![0-9A-Za-z%‰℃+]|[-.:/]\d|{_RANGED}))|(?<={_IDEOGRAPH} )\d{{1,2}} \d{{1,2}} (?:[1-9]|[1-3]\d)0[1-9](?!\d)"
        r"|(?<=[号院楼栋])\((?:\d{1,2}-){1,3}\d{1,4}\)"
    ),
    # 甲12号, 77号附3号, 112号之二, 45号院, 33号东屋
    "house": (
        rf"(?<![\]〕】)月])(?<!\d\.)(?:{_STEM}|[附新旧老内特])?{_N} ?号{_NO_HOUSE}(?:大?院内?(?![士长子落校])|公寓|内(?=\d)|窑院|骑楼|屋|[东西南北]院)?"
        rf"(?: ?附\d{{1,3}}[号户]?| ?之(?:[{_HAN}]|\d{{1,2}})|-\d{{1,3}}(?![\d-])|{_STEM}(?![级醇流肝])|[A-D](?![A-Za-z0-9]))?"
    ),
    # 501室, 1805, B612, 10A, 三〇一
    "flat": (
        rf"(?:(?<![0-9A-Za-z.])(?<!\d[:/ ])(?<![打报拨])(?<![国省县]道)(?:[1-9]\d{{2,3}}|(?<=[元栋幢座楼层门梯号])0\d{{2,3}})(?! \d{{3}})[A-H]?|(?<![0-9A-Za-z.])\d{{1,2}}[A-H](?![A-Za-z])|(?<![0-9A-Za-z])[A-FH]\d{{2,4}}|(?<![{_HAN}])[一二三四五六七八九零〇]{{3,4}}"
        rf"|(?<=[元楼层栋座幢门排院]){_N}(?= ?(?:室|号?房)))"
        rf"(?: ?(?:号?房(?![产屋间源型租东价改管地子])|寝室?|室(?!内|外(?!墙)|友|温)|户(?![型口籍表均])|号(?![楼院线]){_NO_COUNT})|{_NO_COUNT})"
        r"|(?<=门牌)\d{1,4}(?!\d|号)|(?<=门牌号)\d{1,4}(?!\d|号)|(?<=门牌号[:是为])\d{1,4}(?!\d|号)"
        rf"|(?<=[栋座幢元梯楼层])[A-H](?:室|房|户|座)"
    ),
    "storey": rf"(?:{_SIDE}?{_N}|(?<=[号院栋座元幢])[顶底]) ?[楼层](?![房板盘道宇梯市主])",
    # 东户, 左门, 西边那间, 左手边第二家, 东头数第4门, 从南往北第四户
    "side": (
        rf"(?:从{_SIDE}[往向到]{_SIDE}|{_SIDE}[边面侧头首手]{{0,2}}|靠{_IDEOGRAPH}{{1,3}}|拐角)数?(?:第{_N}个?|那){_HOME}"
        rf"|{_SIDE}[边面侧手]?(?:户(?![型口籍])|{_DOOR_LEAF}|家)(?![里人长属庭电园具务])|中间户|第{_N}个?{_HOME}"
        rf"|[东西南北][屋房]|[东西南北左右]厢房|后座|后门|[前后]间|(?<=[楼层元])(?:[东西左右中]|[左右]手边?)(?=[,。;:的住 ]|阳台|$)"
    ),
}
_PART = re.compile("|".join(f"(?P<{kind}>{expression})" for kind, expression in _EXPRESSIONS.items()))
_BLANKS = r" {0,2}"
_JOINED = re.compile(rf"{_BLANKS}[-/]?{_BLANKS}")
# 12号楼,四单元的352室; 501到504室
_JOINED_BELOW = re.compile(rf"[,、]?的?[,]?|{_IDEOGRAPH}{{0,5}}(?:楼|宿舍|平房)|\(")
_JOINED_FLATS = re.compile("[到至]")
_RANK = {
    "lane": 0, "house": 1, "row": 2, "building": 2, "unit": 3, "storey": 4, "flat": 5, "dashed": 5, "side": 6,
}  # fmt: skip
_MOST_PARTS = 8


class Part(NamedTuple):
    """Hold one part: its span and its kind."""

    start: int
    stop: int
    kind: str


def find_chains(text: str) -> Iterator[list[Part]]:
    """Yield the parts of a half-width text, in lists of those that stand together.

    Examples
    --------
    >>> [[(text[a:b], kind) for a, b, kind in chain] for text in ("翠园3栋2单元501,楼上602",) for chain in find_chains(text)]
    [[('3栋', 'building'), ('2单元', 'unit'), ('501', 'flat')], [('602', 'flat')]]
    >>> list(find_chains(""))
    []
    """
    chain: list[Part] = []
    for match in _PART.finditer(text):
        part = Part(*match.span(), str(match.lastgroup))
        if chain and (len(chain) == _MOST_PARTS or not _stand_together(text, chain[-1], part)):
            yield chain
            chain = []
        chain.append(part)
    if chain:
        yield chain


def _stand_together(text: str, one: Part, other: Part) -> bool:
    if one.kind == other.kind == "house":
        # 3号4号6号 is a list; 17号内6号, 46号院平房3号 are one house.
        return (
            text[one.stop - 1] in "内院" and _JOINED_BELOW.fullmatch(text, one.stop, other.start) is not None
        )
    if _JOINED.fullmatch(text, one.stop, other.start):
        return True
    if one.kind == other.kind == "flat":
        return _JOINED_FLATS.fullmatch(text, one.stop, other.start) is not None
    goes_down = _RANK[one.kind] < _RANK[other.kind]
    return goes_down and _JOINED_BELOW.fullmatch(text, one.stop, other.start) is not None
