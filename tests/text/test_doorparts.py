"""Addresses are cut into parts, and parts that stand together are joined."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.text.doorparts import find_chains


def _kinds(text: str) -> list[str]:
    return [" ".join(part.kind for part in chain) for chain in find_chains(text)]


def _pieces(text: str) -> list[str]:
    return [text[chain[0].start : chain[-1].stop] for chain in find_chains(text)]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("3栋2单元501室", "building unit flat"),
        ("45号院3号楼2单元8号", "house building unit house"),
        ("318弄26号501", "lane house flat"),
        ("6号楼三楼左手边第二家", "building storey side"),
        ("4排7号", "row house"),
        ("T3-2708", "dashed"),
        ("十一栋八楼三号", "building storey house"),
        ("7座B梯1203", "building unit flat"),
        ("12号楼4单元2楼东,", "building unit storey side"),
        ("四号楼,一单元的703", "building unit flat"),
        ("46号院内平房3号", "house house"),
        ("66号供销社家属楼三单元102", "house unit flat"),
    ],
)
def test_the_parts_of_a_dwelling_are_one_chain(text: str, kinds: str) -> None:
    assert _kinds(text) == [kinds]
    assert _pieces(text)[0] == text.rstrip(",")


@pytest.mark.parametrize(
    "text",
    [
        "", "2019年", "1206元", "3层楼的", "12345", "4-6层", "35-64岁", "坐801路", "1.5万", "下个月18号",
        "2019-2021年", "502胶水", "A户型", "3301 0284 5571", "三室一厅", "10号线",
    ],
)  # fmt: skip
def test_numbers_of_other_things_are_no_flat_and_no_house(text: str) -> None:
    kinds = {part.kind for chain in find_chains(text) for part in chain}
    assert not kinds & {"flat", "house", "dashed"}


def test_a_list_of_houses_is_several_chains_and_a_range_of_flats_is_one() -> None:
    assert _pieces("3号4号6号都坏") == ["3号", "4号", "6号"]
    assert _pieces("501到504室都有裂缝") == ["501到504室"]
    assert _pieces("202和302两家") == ["202", "302"]


@given(st.text(alphabet="0123456789一二三号栋楼单元室户-/., #弄排东西户甲A座层门家间", max_size=60))
def test_parts_stand_in_order_and_no_chain_is_long(text: str) -> None:
    at = 0
    for chain in find_chains(text):
        assert 0 < len(chain) <= 8
        for part in chain:
            assert at <= part.start < part.stop <= len(text)
            at = part.stop
