"""Recognise the part of an address that singles out one dwelling: 3栋2单元501室, 218弄6号502室, 王家湾三组12号.

The estate, the road and the village stay: they say where a matter is, not whose it is. A house number alone counts
where somebody lives behind it (家住长乐路68弄15号), not where a shop or an office stands (解放路123号店面).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["find_doors"]

_HAN = "[\u4e00-\u9fa5]"
_DIGITS = "一二三四五六七八九十〇零"
# What may stand before the house in one piece: 29弄4支弄, 118街坊, 12坊, 45号院, 46号. A lane is a road: 三巷 stays.
_QUARTER = rf"(?:(?:\d{{1,4}}|[{_DIGITS}]{{1,3}}) ?(?:街坊|支?弄|坊|排|委(?=\d)|号院|(?<=\d)号(?=[ -]?[{_DIGITS}0-9A-Za-z]))[ ,]?)"
_BUILDING = rf"(?:(?:[A-Za-z]|(?<![\u4e00-\u9fa5])[东西南北]|(?<=[区院家])[东西南北甲乙丙丁])?\d{{1,3}}|[{_DIGITS}]{{1,4}}|[A-Z]) ?(?:栋楼?|幢楼?|座|号楼|#楼|#|楼(?=\d{{1,2}}[门单]))"
_UNIT = rf"(?:\d{{1,2}}|[{_DIGITS}]{{1,2}}|[A-Za-z]|[甲乙丙丁戊]) ?(?:单元|门)"
_STOREY = rf"(?:(?:\d{{1,2}}|[{_DIGITS}]{{1,3}}) ?[楼层])"
_ROOM = rf"(?:\d{{3,4}}[A-Z]?|[{_DIGITS}]{{3,4}})"
# A bare number behind a building is a flat unless it counts something: 8栋2019年, 6栋1800多平方米.
_NO_COUNT = r"(?![0-9A-Za-z年多余个人元块米平万亿吨亩辆台只头棵盏层套名位㎡.%-])"
_OPENING = rf"(?<![0-9A-Za-z{_DIGITS}-])"
_DOOR = re.compile(
    rf"{_OPENING}(?:{_QUARTER}{{0,3}}(?:{_BUILDING}[ -]?(?:{_UNIT} ?)?|{_UNIT} ?){_STOREY}?{_ROOM}"
    rf"(?: ?号? ?房(?![产屋])| ?室|号(?!楼)|(?!户){_NO_COUNT}|(?=户主))"
    rf"|{_QUARTER}{{0,3}}(?:{_BUILDING}[ -]?)?{_UNIT} ?{_STOREY}?{_ROOM}户"
    rf"|{_QUARTER}{{0,3}}{_BUILDING} ?(?:{_UNIT} ?)?\d{{1,2}} ?[号室](?![楼院线店铺商机梯电])"
    rf"|{_QUARTER}{{0,3}}{_BUILDING}[ -]?\d{{1,2}}-(?:\d{{3,4}}|\d{{1,2}}-\d{{1,4}})(?![0-9A-Za-z-])"
    # 花滩路19号6-3, 八巷14号301
    rf"|(?<=[路街巷弄里村道坊苑])\d{{1,4}}号(?:附\d{{1,2}}号)?(?:\d{{1,2}}-\d{{1,2}}(?![0-9A-Za-z-])|{_ROOM}(?: ?室|号?房(?![产屋])|{_NO_COUNT}))"
    rf"|{_QUARTER}{{1,3}}(?:{_UNIT})?\d{{1,4}} ?(?:[号室]|号?房)(?:之[一二三四五六]|附\d{{1,2}}号)?(?![楼院线文令店铺商]|地块)"
    rf"|(?:\d{{1,4}}号(?:{_UNIT})?)?\d{{3,4}}(?: ?室|号?房(?![产屋间源型租东价]))"
    rf"|(?<=住){_STOREY}\d{{4}}{_NO_COUNT}"
    rf"|{_QUARTER}{{0,3}}(?:{_BUILDING}[ -]?)?(?:{_UNIT}|[东西南北中]单元) ?{_STOREY}(?:[东西南北中左右][边侧]?[户手](?!型)|\d{{1,2}} ?[号室户](?![楼院线])))"
)
_DASHED = re.compile(r"(?<![0-9A-Za-z-])(?<!\d\.\d)(?:[A-H]-?)?\d{1,2}-\d{1,2}-\d{3,4}(?![0-9A-Za-z.-])")
_ROOM_LIKE = re.compile(r"-(?:[1-9]|[1-4]\d)(?:0[1-9]|1[0-2])$")
_NO_DOOR_BEFORE = re.compile(r"(?:[号码型款图批单货件比分期版日次至到从由]|[A-Za-z]|编号)[:是为 ]{0,2}$")
_CUE = re.compile(
    r"(?:(?:住在?|房号|门牌号?|住址|地址|房屋|家在|楼[上下]|隔壁|对门|[我你他她]家)(?:是|为|:| )*|小区|花园|家园|公寓|新村|大厦|[苑园城府庭居邸湾舍院]|宿舍楼?|家属[院区楼]"
    rf"|[0-9{_DIGITS}]期|[A-Za-z东西南北][区片]|(?<!{_HAN})[我俺咱](?:们家|们)?(?:就?是|住|在)?)$"
)
_AFTER = re.compile(r"室|号?房(?!产)|业主|住|户主|租户|的(?:业主|住户|租户|邻居|人家)")
_BEFORE = 12
# 被1801户占了, 我住1-1702
_FLAT_HOUSEHOLD = re.compile(
    r"(?<![0-9A-Za-z.-])(?P<door>(?:[1-9]|[1-3]\d)(?:0[1-9]|1[0-2])户)(?=[,。;的私把在家]|擅自|业主|居民|住户)"
)
# 万科城B区7-1201, 12-702住户: house and flat.
_HOUSE_AND_FLAT = re.compile(
    r"(?:(?<=[A-Z]区)|(?<![0-9A-Za-z.-]))(?P<door>\d{1,2}-\d{1,2}(?:0[1-9]|1[0-2]))"
    r"(?![0-9A-Za-z-]|[年元%.])"
)
_FLAT_AFTER = re.compile(
    "(?:的?(?:业主|住户|户主|租户)|室|的[老小]?[\u4e00-\u9fa5](?:[说也家]|先生|女士|大爷|大妈))"
)
_ESTATE_BEFORE = re.compile(
    rf"(?:[我家人]住|住在|小区|花园|家园|公寓|新村|[苑庭邸]|[0-9{_DIGITS}]期|[A-Z东西南北]区)$"
)
# 楼上601漏水, 隔壁1203的: nothing but the flat, beside a neighbour.
_FLAT = re.compile(
    r"(?:(?<=楼上)|(?<=楼下)|(?<=隔壁)|(?<=对门)|(?<=我住)|(?<=家住)|(?<=人住)|(?<=居住)|(?<=邻居))(?P<door>(?:[1-9]|[1-3]\d)(?:0[1-9]|1[0-2]))(?=[的,。;:!? 家漏租半又总天每老一整]|住户|业主|户|室|$)(?!的?[元块])"
)
# 家住长乐路68弄15号, 住址:桃林村71号, 户口在河西村二组27号
_NUMBER = rf"(?:[甲乙丙丁]?\d{{1,4}}|[{_DIGITS}百]{{1,5}})号(?:附\d{{1,3}}号|之[一二三四五六]|[东西南北]屋)?(?:\d{{1,2}}-\d{{1,2}}(?!\d))?"
_NO_DWELLING = (
    r"(?!\d|[A-Za-z]|楼(?![上下])|[栋幢座]|线|院|文件?|公告|通知|令|警|车|门(?![前口上外])|店|铺|商|门面|地块|桥|路|街|机|井|公交|站|出口|大院|档|柜|摊|"
    rf"{_HAN}{{1,8}}?(?:小区|花园|家园|公寓|大厦|广场|公司|商场|超市|酒店|宾馆|饭店|餐馆|医院|学校|小学|中学|幼儿园|中心|市场|门市|[苑园城府庭店厂]))"
)
_HOUSE = re.compile(
    rf"(?:住(?!所地|院|宿|建|房|户)|家在|家是|老家|[户家]里?在|住址|家庭地址|户籍|户口|坐落|(?:收货|送货|上门|身份证)地址|租房?在|回到)[^。;!?\n]{{0,20}}?"
    rf"(?:[路街巷里湾村庄屯寨坊门条道约桥坡沟坪岭塘岗坝冲河]|胡同|大院|东|西|南|北|上|下|前|后)(?P<door>{_NUMBER}){_NO_DWELLING}"
)
# 于城东路36号的老屋
_OWNED = re.compile(
    rf"(?<=[路街巷里村湾庄坊约])(?P<door>{_NUMBER})(?=(?:的?(?:老屋|老宅|祖屋|祖宅|自建房|宅基地|平房|家门口?|自家|住户))|(?<=附\d号)住|(?<=附\d\d号)住)"
)
# Groups of a village number its houses.
_VILLAGE = re.compile(
    rf"(?<=[{_DIGITS}0-9民村湾屋坪冲坳家塘下上][组队社])(?P<door>{_NUMBER})(?!楼|线|文|令|\d|[A-Za-z]|井|机|池|塘|泵|地块|田|鱼|桥|路|公|变|配|水|库)"
)


def find_doors(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and stop of each dwelling in a half-width text.

    Examples
    --------
    >>> text = "家住长乐路68弄15号,楼下12栋1单元302室的业主在解放路123号开店"
    >>> [text[a:b] for a, b in find_doors(text)]
    ['68弄15号', '12栋1单元302室']
    """
    yield from (match.span() for match in _DOOR.finditer(text))
    for match in _DASHED.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        is_room = _ROOM_LIKE.search(match.group()) and not _NO_DOOR_BEFORE.search(before)
        if is_room or _CUE.search(before) or _AFTER.match(text, match.end()):
            yield match.span()
    for match in _HOUSE_AND_FLAT.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        if _ESTATE_BEFORE.search(before) or _FLAT_AFTER.match(text, match.end()):
            yield match.span("door")
    for pattern in (_FLAT, _FLAT_HOUSEHOLD, _HOUSE, _OWNED, _VILLAGE):
        yield from (match.span("door") for match in pattern.finditer(text))
