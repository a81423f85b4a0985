"""Read numerals, Chinese and Arabic, as the values they can mean."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["POWERS", "parse_numeral"]

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}

_MARKS_INSIDE = re.compile(r"[,，\s]")  # between thousands, and before 万
_ARABIC = re.compile(r"\d+(?:\.\d+)?(?:[十百千万亿]+\d+(?:\.\d+)?)*[十百千万亿]*")
_PART = re.compile(r"(\d+(?:\.\d+)?)([十百千万亿]*)")
_ABOUT = {"一两": (1, 2), "三两": (2, 3), "三五": (3, 5)}


@lru_cache(maxsize=4096)
def parse_numeral(text: str) -> tuple[float | None, float | None] | None:
    """Read a Chinese or Arabic numeral as the lowest and highest value it can mean.

    几 and 数 leave the top open (数百: at least 100); two neighbouring digits are a range (四五: 4 to 5).

    Examples
    --------
    >>> parse_numeral("一千二百"), parse_numeral("1.2万"), parse_numeral("1,268")
    ((1200.0, 1200.0), (12000.0, 12000.0), (1268.0, 1268.0))
    >>> parse_numeral("数百"), parse_numeral("十几"), parse_numeral("四五"), parse_numeral("百")
    ((100.0, None), (10.0, None), (4.0, 5.0), (100.0, 100.0))
    >>> parse_numeral("1亿2000万"), parse_numeral("一亿两千万"), parse_numeral("12万5000")
    ((120000000.0, 120000000.0), (120000000.0, 120000000.0), (125000.0, 125000.0))
    >>> parse_numeral("几") is None
    True
    """
    text = _MARKS_INSIDE.sub("", text).replace("廿", "二十").replace("卅", "三十")
    if text[:1].isdigit():
        return _read_arabic(text)
    whole, _, fraction = text.partition("点")
    if fraction:
        base, digits = parse_numeral(whole), fraction.rstrip("十百千万亿")
        if base is None or base[0] is None or any(c not in _DIGITS for c in digits):
            return None
        value = base[0] + float("0." + "".join(str(_DIGITS[c]) for c in digits))
        value = round(value * _product(fraction[len(digits) :]), 6)
        return value, value
    if whole.startswith(("数", "几")):
        rest = parse_numeral(whole[1:]) if whole[1:] else None
        return (rest[0], None) if rest and rest[0] and rest[0] >= 10 else None
    if "几" in whole or "数" in whole:
        head, _, tail = whole.partition("几" if "几" in whole else "数")
        rest = parse_numeral(head)
        if rest is None or rest[0] is None or any(c not in POWERS for c in tail):
            return None
        for c in tail:  # 十几万: at least a hundred thousand
            rest = (rest[0] * POWERS[c], None)
        return rest[0], None
    if span := re.fullmatch(r"(一两|三两|三五)([十百千万亿]*)", whole):  # 一两句, 三五天
        factor = 1
        for c in span.group(2):
            factor *= POWERS[c]
        first, last = _ABOUT[span.group(1)]
        return float(first * factor), float(last * factor)
    if len(whole) >= 2 and (
        span := re.fullmatch(r"([一二两三四五六七八九])([二三四五六七八九])([十百千万亿]*)", whole)
    ):
        low, high = _DIGITS[span.group(1)], _DIGITS[span.group(2)]
        power = 1
        for c in span.group(3):
            power *= POWERS[c]
        return (float(low * power), float(high * power)) if high == low + 1 else None
    if span := re.fullmatch(r"([一二三四五六七八九]?十)([一二三四五六七八九])([二三四五六七八九])", whole):
        tens, low, high = _read_chinese(span.group(1)) or 0, _DIGITS[span.group(2)], _DIGITS[span.group(3)]
        return (float(tens + low), float(tens + high)) if high == low + 1 else None
    number = _read_chinese(whole)
    return None if number is None else (float(number), float(number))


def _product(powers: str) -> int:
    value = 1
    for c in powers:
        value *= POWERS[c]
    return value


def _read_arabic(text: str) -> tuple[float, float] | None:
    """Read digits with powers, one after the other: 1亿2000万 is 120 million. A later part that is not smaller is no part."""
    if not _ARABIC.fullmatch(text):
        return None
    value, scale = 0.0, float("inf")
    for digits, powers in _PART.findall(text):
        part = float(digits) * _product(powers)
        if part >= scale:
            return None
        value, scale = value + part, _product(powers)
    return round(value, 6), round(value, 6)


def _read_chinese(text: str) -> int | None:
    if not text or any(c not in _DIGITS and c not in POWERS for c in text):
        return None
    if len(text) > 1 and all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text)) if len(text) <= 6 else None
    billions, thousands, section, digit, last = 0, 0, 0, 0, 1  # of 亿, of 万, below
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c == "亿":
            billions = (billions + thousands + section + digit or 1) * POWERS[c]
            thousands, section, digit, last = 0, 0, 0, POWERS[c]
        elif c == "万":
            thousands = (thousands + section + digit or 1) * POWERS[c]
            section, digit, last = 0, 0, POWERS[c]
        else:
            section += (digit or 1) * POWERS[c]
            digit, last = 0, POWERS[c]
    if digit and text[-1] in _DIGITS and last >= 100 and len(text) >= 2 and text[-2] in "百千万亿":
        digit *= last // 10  # 一百五: 150
    return billions + thousands + section + digit
