"""A name is told from words by how probable each reading is."""

from __future__ import annotations

import pytest

from textmine.text.namemodel import is_surname, name_probability, read_backward, read_forward


@pytest.mark.parametrize(
    ("stretch", "stop"),
    [("严丽君交了五年", 3), ("何伟多次到物业", 2), ("欧阳子涵被要求", 4), ("童国栋", 3), ("龙飞凤实名举报", 3), ("石大山说要等", 3)],
)  # fmt: skip
def test_read_forward_finds_the_end_of_a_name(stretch, stop):
    reading = read_forward(stretch)
    assert (reading.stop, reading.margin > 0) == (stop, True)


@pytest.mark.parametrize(
    "stretch", ["高度怀疑账目", "连年上访", "应当知道", "单元门禁早坏了", "金额较大", "马上要调走"]
)
def test_read_forward_prefers_ordinary_words(stretch):
    reading = read_forward(stretch)
    assert reading is None or reading.margin < 0


def test_read_forward_of_no_surname_or_nothing_is_none():
    assert read_forward("的时候") is None
    assert read_forward("") is None
    assert read_forward("李") is None


def test_read_forward_whole_takes_all_or_nothing():
    assert read_forward("何伟", is_whole=True).stop == 2
    assert read_forward("何伟多次到物业", is_whole=True) is None


def test_read_backward_finds_where_a_name_begins():
    assert read_backward("请转告申小玲").start == 3
    assert read_backward("没有办法") is None or read_backward("没有办法").margin < 0


def test_name_probability_grows_with_common_characters():
    assert name_probability("王伟") > name_probability("王厩") > 0
    assert name_probability("王小伟") > name_probability("能小伟") == 0
    assert name_probability("王某") == name_probability("") == 0
    assert name_probability("田甜甜") > name_probability("田甜卓")


def test_is_surname_knows_compound_ones():
    assert is_surname("慕容")
    assert not is_surname("小王")
