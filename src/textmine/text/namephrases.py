"""Find names that are everyday words, or stand bare in a list, by the whole phrase around them.

借给洪涛三万块, 卖给田野了, 受理的是高峰, 姓名：安宁, 找夏天退钱: a verb or a label that takes a person stands directly before, and
behind the name the phrase is closed. Here too is told what looks like a name and never is one: 高三啊, 全淋着.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from textmine.text.everydaywords import EVERYDAY_WORDS
from textmine.text.namecues import KINS
from textmine.text.namedata import ALONE, COMPOUND_SURNAMES, PAIRS, SURNAMES
from textmine.text.namedictionary import is_common, is_word
from textmine.text.namemodel import read_forward
from textmine.text.namerarity import is_unheard
from textmine.text.uncommonnames import WORD_NAMES, guarded

__all__ = ["find_names_in_phrases", "is_never_name"]

_HAN = "[\u4e00-\u9fa5]"
_WORD = guarded(WORD_NAMES)
_BORNE_SURNAME = 0.00018  # That of the four hundred commonest, 洪 among them.
_SUM = r"[\d一二三四五六七八九十两几百千万][\d一二三四五六七八九十百千万.,多余]*(?:元|块|万)"
_GIVING = "借|卖|租|转租|送|交|上交|转|转账|汇|打|付|支付|还|退|赔|寄|递|转让|过户|抵押|承包|介绍"
_GIVEN = re.compile(rf"(?:{_GIVING})给了?({_HAN}{{2}})(?=了[,。;!\s]|[,。;!]|{_SUM})")
_DOING = "受理|接待|接待我|经办|值班|负责|办理|接电话|签收|经手|带队|主刀|登记|收钱|打人|骂人|签字|领头|动手"
_DONE = re.compile(rf"(?:{_DOING})的人?(?:是|叫)({_HAN}{{2}})(?=[,。;!])")
_PERSON = "[人子员师者友手婆妈爸哥姐弟妹他她]|女的|男的|这位|那位|小伙|姑娘|老板|中介|司机|保安"
_NO_PERSON = (
    "小区|楼盘|公司|项目|店|学校|路|街|医院|平台|药|品牌|软件|机构|镇|村|车|狗|猫|花|菜|酒|牌子|公园|广场"
)
_CALLED = re.compile(rf"(?<![\u4e00-\u9fa5])(?:名字)?叫做?({_HAN}{{2}})(?=[,。;)])")
_BEFORE_CALLED = 12
_FIELD = re.compile(
    rf"(?:姓名|(?:投诉|举报|反映|反应|来电|来信|信访|申请|联系|诉求|求助|咨询|报修)人(?:姓名)?): ?({_HAN}{{2}})(?=[ ,。;(\n]|$)"
)
_LISTED = re.compile(rf"(?:^|[,;、。:\n ])({_HAN}{{2,4}}) ?:? ?\d[\d.,]*万?(?:元|块)")
# Surnames that say what is done with a sum: 付定金, 应退款.
_OF_SUMS = frozenset("付应余全和")
_LISTED_MARGIN, _SHORT, _LEAST_LISTED = 2.0, 3.0, 2
_BEFORE_TITLE = re.compile(
    rf"(?:(?<![\u4e00-\u9fa5])|(?<=[给请找让叫向跟与和对被由问谢位是]))({_WORD})(?=师傅|女士|先生|同志|阿姨|大姐|大哥|大爷|大妈|医生|护士)"
)
_SOUGHT = re.compile(
    rf"(?:找|跟|向|问|让|叫)({_WORD})(?=退[钱费款租押]|要[钱账债]|讨[要债薪说]|理论|说理|算账|赔[钱偿礼]|签字|帮忙|还[钱债])"
)
# 高三: a year at school, unless what follows is a given name (高一鸣). 全淋着: an adverb and its verb.
_SCHOOL_YEAR = re.compile("高[一二三]")
_GOES_ON = re.compile("着(?![急手装火想迷落凉])")
# 张家和|都能作证
_NO_JOINT = re.compile("和[都也还就却已曾]")
# 秦勇|一个人: the numeral belongs to what follows.
_COUNTED = re.compile("[个名人位次直起样下边同律旦再家]")
# 农行卡6228…, 这张卡6217…
_CARD = re.compile("(?:[农工建中招邮]行|.)卡(?=[0-9:号])")
_NEVER = frozenset(
    ["路政", "市政", "财政", "民政", "邮政", "行政", "司法", "党政", "农政", "林政", "渔政", "运政"]
)


def is_never_name(text: str, start: int, stop: int) -> bool:
    """Tell whether characters that could be a name are none where they stand: 高三啊, 路政同志, 全淋着.

    Examples
    --------
    >>> is_never_name("孩子高三啊", 2, 5), is_never_name("孩子高一鸣啊", 2, 5)
    (True, False)
    """
    piece = text[start:stop]
    if not piece:
        return False
    if piece in _NEVER or (_SCHOOL_YEAR.match(piece) and piece[1:] not in PAIRS):
        return True
    if piece[:2] in KINS and len(piece) == 3:
        return True  # 孙女|丁晓曼
    if _CARD.match(text, start) and piece[-1] == "卡":
        return True
    if piece[-1] == "一" and _COUNTED.match(text, stop):
        return True
    if len(piece) != 2:
        return False
    return _GOES_ON.match(text, stop) is not None or _NO_JOINT.match(text, stop) is not None


def find_names_in_phrases(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and stop of names that a whole phrase of a half-width text shows to be names.

    Examples
    --------
    >>> text = "借给洪涛三万块,卖给方便了,受理的是高峰,姓名:安宁 反映:噪音"
    >>> [text[a:b] for a, b in find_names_in_phrases(text)]
    ['洪涛', '高峰', '安宁']
    """
    for pattern in (_GIVEN, _DONE, _FIELD):
        yield from (match.span(1) for match in pattern.finditer(text) if _is_borne(match.group(1)))
    for match in _CALLED.finditer(text):
        before = text[max(0, match.start() - _BEFORE_CALLED) : match.start()]
        is_person = re.search(_PERSON, before) and not re.search(_NO_PERSON, before)
        if is_person and _is_borne(match.group(1)):
            yield match.span(1)
    for pattern in (_BEFORE_TITLE, _SOUGHT):
        yield from (match.span(1) for match in pattern.finditer(text))
    listed = [match.span(1) for match in _LISTED.finditer(text) if _is_listed(match.group(1))]
    if len(listed) >= _LEAST_LISTED:
        yield from listed


def _is_borne(piece: str) -> bool:
    """Ask whether two characters are a name that people bear, be it a word too: 洪涛, 田野, not 方便."""
    if piece in WORD_NAMES:
        return True
    if piece in EVERYDAY_WORDS or is_common(piece):
        return False
    return SURNAMES.get(piece[0], 0.0) > _BORNE_SURNAME and piece[1] in ALONE


def _is_listed(piece: str) -> bool:
    """Ask whether what stands before a sum of money is a whole name: 黄彩云 2600元, not 维修费 2600元."""
    if is_word(piece) or is_unheard(piece) or piece in COMPOUND_SURNAMES:
        return False
    given = piece[1:]
    is_sum = piece[0] in _OF_SUMS and is_word(given)
    if len(given) > 1 and given not in PAIRS and (is_sum or is_common(given) or given in EVERYDAY_WORDS):
        return False  # 付定金8万元
    reading = read_forward(piece, is_whole=True)
    return reading is not None and reading.margin >= _LISTED_MARGIN + _SHORT * (len(piece) == 2)
