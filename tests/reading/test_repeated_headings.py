"""Headings that stand more than once are numbered, and said in few words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.errors import chinese_of
from textmine.reading.headings import name_columns


@pytest.mark.parametrize(
    ("headings", "names"),
    [
        (["内容", "内容", "内容"], ["内容", "内容_2", "内容_3"]),
        (["内容", "内容", "内容_2"], ["内容", "内容_3", "内容_2"]),
        (["内容_2", "内容", "内容", "内容_2"], ["内容_2", "内容", "内容_3", "内容_2_2"]),
        (["column_2", ""], ["column_2", "column_2_2"]),
    ],
)
def test_headings_that_stand_again_get_names_of_their_own(headings: list[str], names: list[str]) -> None:
    assert name_columns(headings, [["x"] * len(headings)])[0] == names


@given(
    st.lists(st.sampled_from(["", "内容", "内容_2", "内容_2_2", "column_1", "column_3", "编号"]), max_size=12)
)
def test_names_are_all_different_and_first_ones_stay(headings: list[str]) -> None:
    names, _ = name_columns(headings, [["x"] * len(headings)])
    assert len(names) == len(set(names)) == len(headings)
    for heading in set(headings) - {""}:
        assert heading in names


def test_few_words_are_said_of_many_headings() -> None:
    notes = name_columns(["内容", "内容", *(["甲"] * 900), *"乙乙丙丙丁丁戊戊己己庚庚"], [["x"] * 914])[1]
    assert len(notes) == 6
    assert notes[0] == "heading '内容' stands twice; the later one is called 内容_2"
    assert notes[1] == "heading '甲' stands 900 times; the later ones are called 甲_2 to 甲_900"
    assert "3 more headings" in notes[-1]
    assert "另有 3 个列名" in chinese_of(notes[-1])


def test_a_sheet_as_wide_as_sheets_get_is_named_like_any_other() -> None:
    names, notes = name_columns(["内容"] * 16_384, [["x"] * 16_384])
    assert len(set(names)) == 16_384
    assert len(notes) == 1
