"""Words that are borne as names and names of other languages are told from words and places."""

from __future__ import annotations

import re

import pytest

from textmine.text.namedata import SURNAMES
from textmine.text.nativenames import NATIVE_NAME, NATIVE_PART
from textmine.text.personnames import find_names
from textmine.text.uncommonnames import WORD_NAMES, guarded


def _found(text):
    return [text[start:stop] for start, stop, _ in find_names(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("藏族学生才让卓玛的助学金被扣了", ["才让卓玛"]),
        ("彝族工友吉克阿牛不识字", ["吉克阿牛"]),
        ("蒙古族牧民巴特尔的草场补贴卡", ["巴特尔"]),
        ("次仁央金开的甜茶馆要转让", ["次仁央金"]),
        ("维吾尔族小伙艾尼瓦尔的羊肉摊被没收", ["艾尼瓦尔"]),
        ("反映人:阿卜杜热合曼·买买提,摆馕摊", ["阿卜杜热合曼·买买提"]),
        ("业主白雪(9栋)反映漏水", ["白雪"]),
        ("我丈夫高峰跑长途", ["高峰"]),
        ("高峰期地铁口太挤", []),
        ("业主白雪公主主题乐园", []),
        ("乌兰察布的草场", []),
        ("去高峰路怎么走", []),
        ("居民平安过年", []),
    ],
)
def test_uncommon_names_need_a_person_on_their_place(text, names):
    assert _found(text) == names


def test_word_names_begin_with_a_surname_or_are_weighed_by_their_sides_only():
    assert sum(word[0] in SURNAMES for word in WORD_NAMES) > 0.9 * len(WORD_NAMES) > 100


@pytest.mark.parametrize("name", ["扎西", "卓玛", "巴图", "沙马"])
def test_a_part_of_a_native_name_is_one_only_where_a_cue_stands(name):
    assert NATIVE_PART.fullmatch(name)
    assert not NATIVE_NAME.fullmatch(name)


@pytest.mark.parametrize("words", [["高峰", "白雪"], ["高", "高峰", "高峰期"]])
def test_guarded_finds_what_one_of_finds(words):
    text = "白雪盖了高峰期的高"
    found = re.findall(guarded(words), text)
    assert found == re.findall("|".join(sorted(words, key=len, reverse=True)), text) != []
