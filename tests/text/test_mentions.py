"""Mentions agree with the plain search, in short texts and in long ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.text.mentions import Mentions

names = st.text("李明王芳", min_size=2, max_size=4)


@given(text=st.text("李明王芳，", max_size=60), name=names, is_long=st.booleans())
def test_count_agrees_with_str_count(text: str, name: str, is_long: bool) -> None:
    text += "，" * 20_001 if is_long else ""
    assert Mentions(text).count(name) == text.count(name)


@given(text=st.text("李明王芳", max_size=40), name=names)
def test_places_are_the_same_in_a_long_text(text: str, name: str) -> None:
    assert list(Mentions(text).places(name)) == list(Mentions(text + "，" * 20_001).places(name))


def test_first_refuses_a_name_that_is_not_there() -> None:
    with pytest.raises(StopIteration):
        Mentions("李明光说").first("王芳")


def test_first_gives_the_first_of_overlapping_places() -> None:
    assert Mentions("明明明").first("明明") == 0
    assert list(Mentions("明明明").places("明明")) == [0, 1]
    assert Mentions("明明明").count("明明") == 1
