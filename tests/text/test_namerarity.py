"""Given characters that people seldom choose are told from those they choose."""

from __future__ import annotations

import pytest

from textmine.text.namerarity import is_unheard, is_unusual


@pytest.mark.parametrize("name", ["王建国", "张丽", "陈秀英", "刘子涵", "欧阳倩", "李杨思雨"])
def test_plain_names_are_neither_unheard_nor_unusual(name):
    assert not is_unheard(name)
    assert not is_unusual(name)


@pytest.mark.parametrize("name", ["林权办", "黄网格", "金物价"])
def test_what_an_office_is_called_is_unheard_as_a_name(name):
    assert is_unheard(name)


def test_a_rare_character_of_names_is_not_unheard():
    assert not is_unheard("张澍")
    assert not is_unheard("罗粲")
