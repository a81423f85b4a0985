"""Read numerals, Chinese and Arabic, as the values they can mean."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["POWERS", "parse_numeral"]

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}

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
    >>> parse_numeral("几") is None
    True
    """
    text = text.replace(",", "").replace("，", "")
    if arabic := re.fullmatch(r"(\d+(?:\.\d+)?)([十百千万亿]*)", text):
        value = float(arabic.group(1))
        for c in arabic.group(2):
            value *= POWERS[c]
        return round(value, 6), round(value, 6)
    whole, _, fraction = text.partition("点")
    if fraction:
        base = parse_numeral(whole)
        digits = "".join(str(_DIGITS.get(c, "")) for c in fraction)
        return (
            None if base is None or base[0] is None or not digits else (base[0] + float(f"0.{digits}"),) * 2
        )
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
    if span := re.fullmatch(r"(十)([一二三四五六七八九])([二三四五六七八九])", whole):
        return 10.0 + _DIGITS[span.group(2)], 10.0 + _DIGITS[span.group(3)]
    number = _read_chinese(whole)
    return None if number is None else (float(number), float(number))


def _read_chinese(text: str) -> int | None:
    if not text or any(c not in _DIGITS and c not in POWERS for c in text):
        return None
    if len(text) > 1 and all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text)) if len(text) <= 6 else None
    total, section, digit, last = 0, 0, 0, 1
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif POWERS[c] >= 10_000:
            total = (total + section + digit or 1) * POWERS[c]
            section, digit, last = 0, 0, POWERS[c]
        else:
            section += (digit or 1) * POWERS[c]
            digit, last = 0, POWERS[c]
    if digit and text[-1] in _DIGITS and last >= 100 and len(text) >= 2 and text[-2] in "百千万亿":
        digit *= last // 10  # 一百五: 150
    return total + section + digit
