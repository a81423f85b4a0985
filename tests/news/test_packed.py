"""Sums of packed rows are the rows of sums."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from textmine.news.packed import LARGEST, pack, unpack

ROWS = st.lists(st.lists(st.integers(-40_000, 40_000), min_size=6, max_size=6), min_size=1, max_size=100)


@given(ROWS)
def test_packed_numbers_add_up_class_by_class(rows: list[list[int]]) -> None:
    assert unpack(sum(map(pack, rows)), 6) == [sum(column) for column in zip(*rows, strict=True)]


def test_the_largest_sums_are_kept_apart() -> None:
    row = [LARGEST, -LARGEST, 0, LARGEST, -LARGEST]
    assert unpack(pack(row), 5) == row
    assert unpack(0, 3) == [0, 0, 0]
    assert unpack(pack([]), 0) == []
