"""Runs found in arrays are those found by looking at every run of every stretch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.news.character_runs import RunIndex, code_points, distinct_in_windows, stretches

_ALPHABET = "灯坏修a0，\n𠮷"


def _runs_of(text: str, runs: list[str]) -> list[int]:
    return [number for number, run in enumerate(runs) if run in text]


@given(
    st.lists(st.text(_ALPHABET, min_size=1, max_size=3), unique=True, max_size=12),
    st.lists(st.tuples(st.text(_ALPHABET, max_size=6), st.text(_ALPHABET + "其", max_size=3)), max_size=6),
)
def test_every_stretch_has_the_runs_that_stand_in_it(runs: list[str], parts: list[tuple[str, str]]) -> None:
    text, starts, ends = "", [], []
    for stretch, between in parts:
        starts.append(len(text))
        text += stretch
        ends.append(len(text))
        text += between
    owners, found = RunIndex(runs).found_in(text, starts, ends)
    expected = [(at, run) for at, (stretch, _) in enumerate(parts) for run in _runs_of(stretch, runs)]
    assert list(zip(owners.tolist(), found.tolist(), strict=True)) == expected


@given(
    st.lists(st.integers(-1, 4), max_size=20),
    st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=8),
)
def test_windows_that_overlap_hold_each_number_once(names: list[int], spans: list[tuple[int, int]]) -> None:
    spans = [(low, min(high, len(names))) for low, high in spans if low <= len(names)]
    lows, highs = np.array(spans, dtype=np.int64).reshape(-1, 2).T
    owners, found = distinct_in_windows(np.array(names, dtype=np.int64), lows, highs)
    expected = [
        (at, name)
        for at, (low, high) in enumerate(spans)
        for name in sorted({one for one in names[low:high] if one >= 0})
    ]
    assert list(zip(owners.tolist(), found.tolist(), strict=True)) == expected


def test_a_run_may_not_be_empty_or_long() -> None:
    with pytest.raises(ValueError, match="one to three"):
        RunIndex(["灯坏了吗"])
    with pytest.raises(ValueError, match="one to three"):
        RunIndex([""])


def test_half_a_surrogate_pair_is_a_character_like_any_other() -> None:
    owners, found = RunIndex(["灯"]).found_in("\ud800灯", [0], [2])
    assert (owners.tolist(), found.tolist()) == ([0], [0])
    assert code_points("\ud800").tolist() == [0xD800]


@given(st.lists(st.integers(0, 30)), st.integers(1, 40))
def test_stretches_join_to_all_texts_and_are_no_longer_than_asked_plus_one_text(
    lengths: list[int], most: int
) -> None:
    parts = list(stretches(lengths, most))
    assert [at for low, high in parts for at in range(low, high)] == list(range(len(lengths)))
    assert all(sum(lengths[low : high - 1]) <= most for low, high in parts)
