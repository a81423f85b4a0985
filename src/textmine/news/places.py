"""Find communities, streets, estates and districts, and say which one a sentence speaks of."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from textmine.news.expressions import compile_by_heads
from textmine.news.sentences import SHORT_TEXT, Sentence, split_sentences

__all__ = ["Place", "PlaceIndex", "find_places", "index_places"]


class Place(NamedTuple):
    """Hold one mention: name, level (estate, community, street, district), sentence number and position."""

    name: str
    level: str
    number: int
    start: int


_LEVELS = {
    "社区": "community",
    "居民区": "community",
    "新村": "estate",
    "村": "community",
    "街道": "street",
    "镇": "street",
}  # others are estates
_MIN_CHUNK, _MAX_CHUNK = 2, 12
_ENDING = re.compile(
    r"(?=[小家花新公社居街镇宿大老嘉佳名雅华豪苑巷胡村])(?:(?:花园|家园|嘉园|花苑)?小区|家园|嘉园|佳园|花园|花苑|名苑|雅苑|雅居|华庭|豪庭|苑(?=[，。、的居业内里门住一二三四五六东西南北]|\d)|家属[院区楼]|宿舍[院区楼]?|[大老]院(?=[，。、的居内里门住])|新村|公寓"
    r"|社区|居民区|街道|镇|巷(?=[，。、的居内里住两]|\d)|胡同|村(?=[，。、的村民有建]|\d))"
    r"(?:[一二三四五六1-6]期)?(?![员工]|书记工作室|治理|工作者|建设|党建|化|管理|服务|居民区)"
)
_HAN_IN_FRONT = re.compile(rf"[\u4e00-\u9fff]{{{_MIN_CHUNK},}}$")
# Words that end before a name begins; longest first.
_CUT = re.compile(
    r"街道|社区|小区|直辖市|自治[区州县]|(?<=[\u4e00-\u9fff]{2})[区市县镇省]|位于|来到|走进|走到|除了|住在|老旧|所在|辖区|全区|全市|全省|担任|任职|居民|干部|党员|书记|下沉|对口|联系|包片|接收|委员会|包联|挂点|比如|例如|进社区|到|在|从|和(?![谐平睦])|与|对|向|了|的|于|任|住|至|为|把|将|被|由|让|该|本|各|每|那|这|驻|及|："
)
# These end a word as often as they stand in a name (鸿福里, 前进, 万家): one in front of a name is no part of it.
_MAYBE_CUT = re.compile(r"[日月年时分点里前后说是有进入去帮给叫家名个户区像连看如原已兼占她他]")
_NAMED_WITH_CARE = re.compile(r"(?:街道|[镇乡区县市])$")
_WISHES = frozenset(("和谐", "幸福", "美丽", "智慧", "示范", "新", "红色", "和平"))
_WHOLE = 4  # Characters of a name before its kind; what is longer begins with other words.
_GENERIC = re.compile(
    r"^(?:我们|不少|优秀|个别|新成立|常态化|一[半个幢]|软弱涣散|培训|明确|属地|清洁|行政|原|老城|企业|同|共商|单位|领导|各|城市|老旧|基层|现代|新|多个|各|全|农村|我们|你们|他们|自己|美丽|智慧|和谐|城乡|示范|幸福|本|该|两|三|四|几|各个|部分|不少|一些|许多|其他|周边|附近|商品房?|大型|封闭|开放|普通|高档|回迁|安置|老|居民|单位|机关|一个|个|红色|先进|试点|重点|街道|整个|党员|干部|人员|服务|治理|乡镇|村|城中|每个|参与|融入|深入|联动|进|对)+$"
)
_NO_NAME = re.compile(
    r"听取|接受|发挥|讨论|转[给到交]|深入|了解|熟悉|掌握|发现|提高|加强|推进|构建|营造|创新|激活|参加|成立|组建|派驻|分管|主持|配备|增强|优化|完善|落实|开放|回馈|奉献|投身|牵头|督促|动员|号召|组成|守护|四个|三个|两个|几个|您|考核|结果|上礼拜|提交|晓得|纳入|会议|议定|利用|个别|其他|当时|推行|已报|连同|清运|同一|部分|年轻|今年|去年|一份|一名|一周|晚上|咱们|专门|平安|仍靠|兼任|工作|一[是次个把]|赶赴|安装|建议|要求|助力|兼职|驶出|驶入|面临|独立|隔壁|公司|化解|画出|也跟|代替|低洼|红灯|重返|告诉|反映|挂牌|负责|所在|居住|入住|返回|离开|联合|邀请|聚焦|不出|收集|调动|解决|注重|跟着|串联|建立|覆盖|走访|引导|打造|推动|带动|共建|提升|走出|回到|围绕|针对|整合|组织|发动|依托|立足|扎根|关心|支持|帮助|协助|改造|打卡|推进|服务|治理|管理|选派|派到|"
    r"配合|成为|属于|开展|举办|召开|创建|维护|监督|指导|结合|根据|通过|需要|因为|所以|如果|但是|而且|才能|可以|没有|不是|就是|还是|已经|正在|以及|其中|这些|那些|上门|热爱|爱护|送到|记者|下派|驻|跑|等"
)
_MAX_NAME = 6


def _name(chunk: str, suffix: str, before: str) -> str:
    cut = max((m.end() for m in _CUT.finditer(chunk)), default=0)
    name = chunk[cut:]
    if len(name) > _WHOLE:
        soft = max((m.end() for m in _MAYBE_CUT.finditer(name) if len(name) - m.end() > 1), default=0)
        name = name[soft:]
    elif len(name) > _MIN_CHUNK and _MAYBE_CUT.match(name):
        name = name[1:]
    if name in _WISHES and _NAMED_WITH_CARE.search(before + chunk[: len(chunk) - len(name)]):
        return name + suffix
    if not 1 < len(name) <= _MAX_NAME or _GENERIC.match(name) or _NO_NAME.search(name):
        return ""
    return name + suffix


def _level(suffix: str) -> str:
    """Tell the level of a name by its last word; phases of an estate (三期) are estates."""
    return next((level for end, level in _LEVELS.items() if suffix.endswith(end)), "estate")


def find_places(sentences: Sequence[Sentence]) -> list[Place]:
    """List the places named in a text, in order.

    Examples
    --------
    >>> from textmine.news.sentences import split_sentences
    >>> text = "澜溪市青禾区灯芯巷社区的老书记来到望湖花园小区。"
    >>> [p.name for p in find_places(split_sentences(text))]
    ['灯芯巷社区', '望湖花园小区']
    """
    found = []
    for number, sentence in enumerate(sentences):
        text, last = sentence.text, 0
        # What a place's name ends in is rare: only in front of one is a name looked for.
        ending = _ENDING.search(text, _MIN_CHUNK)
        while ending is not None:
            start, end = ending.span()
            chunk = _HAN_IN_FRONT.search(text, max(last, start - _MAX_CHUNK), start)
            if chunk is None:
                ending = _ENDING.search(text, start + 1)
                continue
            if name := _name(chunk.group(), ending.group(), text[max(0, chunk.start() - 2) : chunk.start()]):
                found.append(Place(name, _level(ending.group()), number, end - len(name)))
            last = end
            ending = _ENDING.search(text, last + _MIN_CHUNK)
    return found


def index_places(text: str) -> PlaceIndex:
    """Index the places of an article's text; figures and problems of one article share it."""
    return _index_once(text) if len(text) <= SHORT_TEXT else _index(text)


@lru_cache(maxsize=512)
def _index_once(text: str) -> PlaceIndex:
    return _index(text)


def _index(text: str) -> PlaceIndex:
    sentences = split_sentences(text)
    return PlaceIndex([*find_places(sentences), *_wide_mentions(sentences)])


# What speaks of more than one community: a figure behind it belongs to none named before.
_WIDE = re.compile(
    r"(?=[全我该本各整外]|[\u4e00-\u9fff]{2,3}(?:市|区|县))(?:(?:全|我|该|本|各|整个)(?:省|市|区|县|州|旗|街道|镇|乡|街|辖区)(?![民级直内])|各(?:社区|小区|村)|外省|"
    r"(?<![\u4e00-\u9fff])(?:在|从)?[\u4e00-\u9fff]{2,3}(?:市|(?<!社)(?<!小)(?<!辖)(?<!院)(?<!片)(?<!校)(?<!城)区|县)(?=[，、共已全累今去近投派选出开推建]))"
)

# One of these stands wherever it finds something; it is looked for much faster.
_MAYBE_WIDE = compile_by_heads(
    r"[市区县][，、共已全累今去近投派选出开推建]|[全我该本各个][省市区县州旗街镇乡辖]|各(?:社区|小区|村)|外省"
)


def _wide_mentions(sentences: Sequence[Sentence]) -> list[Place]:
    return [
        Place("", "wide", number, match.end())
        for number, sentence in enumerate(sentences)
        if _MAYBE_WIDE.search(sentence.text)
        for match in _WIDE.finditer(sentence.text)
    ]


class PlaceIndex:
    """Answer which place a position of the text speaks of: an estate, a community or a street, or none.

    Examples
    --------
    >>> index = PlaceIndex([Place("灯芯巷社区", "community", 0, 4)])
    >>> index.place_of(2, 0), PlaceIndex([]).place_of(0, 0)
    ('灯芯巷社区', '')
    >>> index_places("灯芯巷社区清理杂物30车。全市投入900万元。").place_of(1, 4)
    ''
    """

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = sorted(
            (p for p in places if p.level in ("estate", "community", "street", "wide")),
            key=lambda place: (place.number, place.start),
        )
        self._keys = [(p.number, p.start) for p in self._places]

    def place_of(self, number: int, start: int) -> str:
        """Name the last place before the position in its sentence, else the next in it, else the last before.

        Behind words for a whole city, district or street (全市, 各社区) that is none, until a place is named again.
        """
        at = bisect_right(self._keys, (number, start))
        if at and self._places[at - 1].number == number:
            return self._places[at - 1].name
        if at < len(self._places) and self._places[at].number == number:
            return self._places[at].name
        return self._places[at - 1].name if at else ""
