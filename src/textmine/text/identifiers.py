"""Recognise numbers and addresses that belong to one person: telephones, identity numbers, cards, plates, mail.

Every pattern is asked of a text whose full-width letters, digits and dashes were made half-width one for one, so
that positions stay those of the original. A number with a checksum must satisfy it, unless a cue names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["find_identifiers", "half_width", "is_card_number", "is_identity_number"]

_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_HALF |= {ord(c): ord("-") for c in "—–‐‑−"}
_DIGITS = "一二三四五六七八九十〇零"

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63} ?@ ?[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,4}\.[A-Za-z]{2,10}"
)
# In one piece, by region, birthday and serial, or in fours.
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}[ -]?\d{8}[ -]?\d{3}[0-9Xx](?![0-9A-Za-z])|(?<![0-9A-Za-z])[1-9]\d{3}(?:[ -]\d{4}){3}[ -]\d[0-9Xx](?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z])[1-9]\d{2}[ -]?\d{3}(?:[ -]\d{4}){2}[ -]\d{3}[0-9Xx](?![0-9A-Za-z])|(?<![0-9A-Za-z])[1-9]\d{5}[ -]\d{4}[ -]\d{2}[ -]\d{2}[ -]\d{3}[0-9Xx](?![0-9A-Za-z])"
)
_IDENTITY_CUED = re.compile(
    r"(?:身份证|身份号码|证件号)[^0-9。;,]{0,8}?(?<![0-9A-Za-z])(\d{6}[ -]?(?:\d{8}[ -]?\d{3}[0-9Xx]|\d{6}[ -]?\d{3}))(?![0-9A-Za-z])"
)
# 身份证是15位的,510…
_IDENTITY_OLD = re.compile(
    r"(?:身份证|证件)[^。;]{0,4}15位[^0-9。;]{0,6}(\d{8}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3})(?!\d)"
)
# A disability card's number is the identity number and two digits more.
_IDENTITY_DISABLED = re.compile(
    r"残疾(?:人)?证(?:号码?)?(?:是|为|:)?(?<!\d)([1-9]\d{16}[0-9Xx])(?=\d[0-9B]\d?(?!\d))"
)
# 请带上411327680314254这个旧证
_IDENTITY_BEFORE = re.compile(
    r"(?<![0-9A-Za-z])([1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3})(?=(?:这个|的)?(?:一代|旧|老)(?:身份)?证)"
)
_CARD = re.compile(r"(?<![0-9A-Za-z-])(?:\d{16,19}|\d{4}(?:[ -]\d{4}){3}(?:[ -]\d{1,3})?)(?![0-9A-Za-z-])")
_CARD_CUED = re.compile(
    r"(?:银行卡|储蓄卡|信用卡|工资卡|卡号|存折|(?:银行|收款|打款|汇款|转账|对公|开户)[账帐][号户]|[账帐][号户](?=[:是为 ]{0,2}62))[^0-9。；，,]{0,6}?((?:\d[ -]?){14,18}\d)(?![0-9])"
)
_NO_DIGIT = r"(?![0-9A-Za-z]|\.\d|-\d)"
# In one piece, or with blanks, hyphens or dots between groups of 3-4-4, 3-8, 3-3-5, 3-5-3, 5-3-3, 5-6, 7-4.
_MOBILE = re.compile(
    r"(?<![0-9A-Za-z.])(?:(?:\(?(?:\+|00)?86\)?)[- ]{0,2})?1(?:(?: \d){10}|[3-9]\d(?:\d{8}|([- .·]{1,2})\d{4}[- .·]{1,2}\d{4}|[- ]\d{8}|\d[- ]?\d{3}[- ]\d{4}"
    r"|[- ]\d{3}[- ]\d{5}|[- ]\d{5}[- ]\d{3}|\d{2}[- ]\d{3}[- ]\d{3}|\d{2}[- ]\d{6}))"
    # A spreadsheet's 13974028816.0, too.
    r"(?![0-9A-Za-z]|\.(?!0(?!\d))\d|-\d)"
)
_SPOKEN = re.compile(rf"(?<![{_DIGITS}幺])[一幺][{_DIGITS}幺]{{10}}(?![{_DIGITS}幺])")
# 零五一二68291473
_AREA_SPOKEN = re.compile(
    rf"(?<![{_DIGITS}])[零〇][一二三四五六七八九][{_DIGITS}]{{1,2}}[- ]?[2-9]\d{{6,7}}(?!\d)"
)
_AREA = r"0(?:10|2\d|[3-9]\d{2})"
_LOCAL = r"[2-9]\d{2,3}[- ]?\d{4}"
_EXTENSION = r"(?:(?:-| ?(?:转|分机|[Ee]xt\.?) ?)\d{1,4}(?!\d))?"
_LANDLINE = re.compile(
    rf"(?<![0-9A-Za-z.-])0(?:(?:10|2\d)[2-9]\d{{7}}|[3-9]\d{{2}}[2-9]\d{{6,7}})(?![0-9A-Za-z.])"
    rf"|(?<![0-9A-Za-z.-])(?:(?:\+|00)?86[- ]?)?(?:\({_AREA}\)[- ]?|{_AREA}(?:[- ]{{1,2}}| - )|(?<=86[- ])[1-9]\d{{1,2}}[- ])[2-9]\d{{2,3}}[- ]?\d{{3,4}}(?![0-9A-Za-z]){_EXTENSION}"
)
_PHONE_CUED = re.compile(
    rf"(?:电话|座机|宅电|固话|传真|手机|联系方式|致电|拨打|[Tt]el|TEL)[^0-9。;,]{{0,8}}?(?<![0-9A-Za-z.-])((?:{_AREA}[2-9]\d{{6,7}}|{_LOCAL})(?![0-9A-Za-z.]){_EXTENSION})(?!-?\d)"
)
# 电话85512203、85512204: a second number needs no cue of its own.
_PHONE_LISTED = re.compile(r" ?(?:[、/,]|或者?|和|及) ?((?:0\d{2,3}-)?[2-9]\d{6,7})(?![0-9A-Za-z.-])")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼] ?[A-Za-z][·•. -]{0,2}"
    r"(?:[A-HJ-Ka-hj-k][A-HJ-NP-Za-hj-np-z0-9] ?\d{4}|[A-HJ-NP-Za-hj-np-z] \d{4}(?![0-9])|[A-HJ-Ka-hj-k][A-HJ-NP-Za-hj-np-z0-9]{2} ?\d{3}|[A-HJ-Ka-hj-k](?=[A-Za-z]{0,3}\d)[A-HJ-NP-Za-hj-np-z0-9]{5}|\d{4} ?\d ?[A-HJ-Ka-hj-k]|\d{4} \d|[A-HJ-Ka-hj-k][·•. ]\d{5}|(?=[A-Za-z]*\d)[A-HJ-NP-Za-hj-np-z0-9]{4}[A-HJ-NP-Za-hj-np-z0-9挂学警港澳])"
    r"[挂学警港澳]?(?![A-Za-z0-9])"
)
_QQ = re.compile(
    r"(?:Q ?Q|qq|Qq|扣扣|企鹅|球球|[Qq]号|加[Qq]|(?<![A-Za-z])[Qq](?=:))群?(?:号码|账号|号)?(?:或微信|/微信|联系)?(?:是|为|:|,| )*([1-9]\d{4,10}|[1-9]\d{2,3}(?: \d{3,4}){1,2})(?![0-9@A-Za-z])"
)
# 他微信名叫老K,号是kk-laohu91; 发到905173826的邮箱
_WECHAT_APART = re.compile(
    r"(?:微信|[Ww]e[Cc]hat|[Vv][Xx])[^。;\n]{1,14}?(?:号(?:码)?(?:是|为|:)|加(?:我|她|他)?:?)([A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9_@.-])"
)
# 加我zhou13_xf
_WECHAT_ADDED = re.compile(
    r"加(?:我|他|她|下我|一下我)(?:好友|微信)?(?:是|:)? ?((?=[A-Za-z_-]*\d|[A-Za-z-]*_)[A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9_@.-])"
)
_QQ_MAIL = re.compile(r"(?<![0-9A-Za-z.-])([1-9]\d{6,10})(?=(?:的|这个)?(?:QQ|qq)?邮箱)")
_WXID = re.compile(r"(?<![A-Za-z0-9_])wxid_[A-Za-z0-9]{8,24}(?![A-Za-z0-9_])")
_WECHAT = re.compile(
    r"(?:微信|微 信|[Ww]e[Cc]hat|[Ww]ei[Xx]in|[Vv][Xx]|[Ww][Xx](?!id_)|[Vv]信|[薇威徽]信|加[Vv薇](?![A-Za-z]))(?:账号|帐号|号码|号| ?ID| ?id)?(?:或QQ|/QQ)?(?:是|为|搜|加|:| )*"
    r"([A-Za-z][A-Za-z0-9_-]{5,19}|(?<=[号:D 是为])[1-9]\d{5,10})(?![A-Za-z0-9_@.-])"
)

# What stands before or behind a number that is something else.
_OTHER_BEFORE = re.compile(
    r"(?:单号|编号|流水号?|代码|户号|账号|帐号|学号|准考证号?|考号|批号|编码|宽带|案号|档案号?|条码|凭证号|订单号?|物料\w{0,3}|资产号|串号|金额|[￥¥])(?:是|为|:|码| )*$"
)
_OTHER_AFTER = re.compile(r" ?(?:元|万|亿|平方|平米|㎡|人次|户|公里|吨|%)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_CARD_PREFIXES = (
    "62",
    "4",
    "51",
    "52",
    "53",
    "54",
    "55",
    "35",
    "34",
    "37",
)  # ISO/IEC 7812 issuers met in China


def half_width(text: str) -> str:
    """Make full-width letters, digits, punctuation and dashes half-width, one for one.

    Examples
    --------
    >>> half_width("１３８—０")
    '138-0'
    """
    return text.translate(_HALF)


def is_identity_number(number: str) -> bool:
    """Tell whether 18 characters are a mainland identity number: a date of birth and a right check digit (GB 11643).

    Examples
    --------
    >>> is_identity_number("11010519491231002X"), is_identity_number("110105194912310021")
    (True, False)
    """
    number = re.sub("[ -]", "", number)
    if not re.fullmatch(
        r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx]", number
    ):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


def is_card_number(number: str) -> bool:
    """Tell whether digits are a bank card's: 15 to 19 of them, an issuer's prefix, a right Luhn digit (ISO/IEC 7812).

    Examples
    --------
    >>> is_card_number("6222 0200 0000 0000 006"), is_card_number("6222020000000000007")
    (False, False)
    >>> is_card_number("4111 1111 1111 1111")
    True
    """
    digits = re.sub("[ -]", "", number)
    if not 15 <= len(digits) <= 19 or not digits.startswith(_CARD_PREFIXES):
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0


def find_identifiers(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, stop and kind of every identifier in a half-width text; spans may overlap, the earlier wins.

    Examples
    --------
    >>> list(find_identifiers("车牌湘A12345，微信lanxi_88"))
    [(2, 9, 'PLATE'), (12, 20, 'WECHAT')]
    """
    for match in _EMAIL.finditer(text):
        yield *match.span(), "EMAIL"
    if any(map(text.__contains__, "0123456789")):
        yield from _numbers(text)
    yield from ((*match.span(), "WECHAT") for match in _WXID.finditer(text))
    yield from (
        (*match.span(1), "WECHAT") for match in _WECHAT.finditer(text) if "www." not in match.group(1)
    )
    for pattern in (_WECHAT_APART, _WECHAT_ADDED):
        yield from ((*match.span(1), "WECHAT") for match in pattern.finditer(text))
    for pattern in (_SPOKEN, _AREA_SPOKEN):
        yield from ((*match.span(), "PHONE") for match in pattern.finditer(text))


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _IDENTITY.finditer(text):
        if is_identity_number(match.group()) and not _is_other(text, match.start(), match.end()):
            yield *match.span(), "ID"
    for pattern in (_IDENTITY_CUED, _IDENTITY_OLD, _IDENTITY_BEFORE, _IDENTITY_DISABLED):
        yield from ((*match.span(1), "ID") for match in pattern.finditer(text))
    for match in _CARD.finditer(text):
        if is_card_number(match.group()) and not _is_other(text, match.start(), match.end()):
            yield *match.span(), "CARD"
    yield from ((*match.span(1), "CARD") for match in _CARD_CUED.finditer(text))
    for pattern in (_QQ, _QQ_MAIL):
        yield from ((*match.span(1), "QQ") for match in pattern.finditer(text))
    for pattern, group in ((_MOBILE, 0), (_LANDLINE, 0), (_PHONE_CUED, 1)):
        for match in pattern.finditer(text):
            start, stop = match.span(group)
            if _is_other(text, start, stop):
                continue
            yield start, stop, "PHONE"
            while pattern is not _MOBILE and (more := _PHONE_LISTED.match(text, stop)):
                start, stop = more.span(1)
                yield start, stop, "PHONE"
    yield from ((*match.span(), "PLATE") for match in _PLATE.finditer(text))


def _is_other(text: str, start: int, stop: int) -> bool:
    """Tell whether the words around a number say that it counts or names something else."""
    before = text[max(0, start - 10) : start]
    return _OTHER_BEFORE.search(before) is not None or _OTHER_AFTER.match(text, stop) is not None
