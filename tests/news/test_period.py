"""The period of a figure is the last one named in front of it, but for what it is compared with."""

from __future__ import annotations

import pytest

from textmine.news.numbers import find_quantities
from textmine.news.period import PERIOD_REACH, period_of


def periods(sentence: str) -> list[str]:
    return [period_of(sentence, quantity) for quantity in find_quantities(sentence)]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("今年上半年投诉由去年同期的64件降到11件。", ["去年同期", "今年上半年"]),
        ("今年一季度报修266起，比去年同期缩短17分钟。", ["今年一季度", "今年一季度"]),
        ("10月20日至31日，入户9400余家。", ["10月20日至31日"]),
        ("2022年1月至6月办结5件。", ["2022年1月至6月"]),
        ("工作室2021年3月挂牌以来，登记意见214条。", ["2021年3月挂牌以来"]),
        ("一年半下来，劝走堆物三百余处。", ["", "一年半下来"]),
        ("三个月来，走访居民500户。", ["", "三个月来"]),
        ("近三年换了9位书记。", ["", "近三年"]),
        ("去年汛期下过3场大雨。", ["去年汛期"]),
        ("上个月来了30人，8月来了50人。", ["上个月", "8月"]),
        ("今年73岁的老马来了。", [""]),
        ("每月上门不少于2次。", [""]),  # the unit is 次/月
        ("五年内建成30个。", ["", ""]),
        ("办结5件。", [""]),
    ],
)
def test_periods(sentence: str, found: list[str]) -> None:
    own = periods(sentence)
    assert own[-len(found) :] == found or own == found[-len(own) :]


@pytest.mark.parametrize(("n", "period"), [(PERIOD_REACH - 7, "2024年"), (PERIOD_REACH - 6, "")])
def test_the_period_stands_in_the_ninety_characters_before(n: int, period: str) -> None:
    sentence = "2024年" + "灯" * n + "办结5件。"
    quantity = next(q for q in find_quantities(sentence) if q.unit == "件")
    assert period_of(sentence, quantity) == period
