"""Places are names, not phrases, and a position speaks of the nearest one."""

from __future__ import annotations

import random

import pytest

from textmine.news import places
from textmine.news.placechoice import index_places
from textmine.news.places import find_places
from textmine.news.sentences import clause_around, quote_window, split_sentences


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("澜溪市青禾区杨柳街道灯芯巷社区的路灯坏了。", ["杨柳街道", "灯芯巷社区"]),
        ("在桃园小区门口，居民说。", ["桃园小区"]),
        ("老旧小区改造、社区治理、各社区、本社区。", []),
        ("小事不出楼，大事不出社区。", []),
        ("", []),
    ],
)
def test_find_places_finds_names_only(text: str, names: list[str]) -> None:
    assert small_places(text) == names


def small_places(text: str) -> list[str]:
    return [place.name for place in find_places(split_sentences(text)) if place.level != "district"]


def test_place_index_prefers_the_sentence_then_looks_back() -> None:
    index = index_places("灯芯巷社区来了人。路灯坏了。望湖小区的灯也坏了。")
    assert index.place_of(1, 0) == "灯芯巷社区"
    assert index.place_of(2, 9) == "望湖小区"


def test_split_sentences_keeps_every_character_of_a_paragraph() -> None:
    text = "“灯坏了。”他说；没人管！真的？……后来呢\n小标题\n好。"
    assert "".join(s.text for s in split_sentences(text)) == text.replace("\n", "")
    assert [s.paragraph for s in split_sentences(text)][-2:] == [1, 2]


def test_split_sentences_bounds_a_piece_without_end() -> None:
    pieces = split_sentences("灯亮了，" * 2000)
    assert max(len(p.text) for p in pieces) <= 1000
    assert "".join(p.text for p in pieces) == "灯亮了，" * 2000


def test_quote_window_holds_the_span_within_150_characters() -> None:
    text = "甲乙丙丁，" * 60 + "办结5件；" + "戊己庚辛，" * 60
    at = text.index("办结")
    window = quote_window(text, at, at + 4)
    assert "办结5件" in window
    assert window in text
    assert len(window) <= 150
    assert text[slice(*clause_around(text, at, at + 4))] == "办结5件"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("住在鸿福里小区的居民说。", ["鸿福里小区"]),
        ("云水街道和谐社区是全县最大的安置点。", ["云水街道", "和谐社区"]),
        ("石牌楼社区粮油小区雨污混流多年。", ["石牌楼社区", "粮油小区"]),
        ("机床厂宿舍的居民、锦华苑三期的业主都来了。", ["机床厂宿舍", "锦华苑三期"]),
        ("党旗在社区高高飘扬，有的小区没有物业，常态化下沉社区。", []),
    ],
)
def test_find_places_keeps_names_whole_and_leaves_phrases(text: str, names: list[str]) -> None:
    assert small_places(text) == names


def test_words_for_a_whole_city_end_a_place() -> None:
    text = "杏林社区清理杂物30车。全市今年共投入资金3600万元。在河西区，120名网格员走访了居民。南湖街道的路灯坏了半年。"
    index = index_places(text)
    assert [index.place_of(number, 12) for number in range(4)] == ["杏林社区", "", "河西区", "南湖街道"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("澜溪市杏林社区清理杂物30车。全市今年共投入资金3600万元。", "澜溪市"),
        ("河西区杏林社区清理杂物30车。全区今年共投入资金3600万元。", "河西区"),
        ("河西区杏林社区清理杂物30车。全市今年共投入资金3600万元。", ""),
        ("杏林社区清理杂物30车。各社区今年共投入资金3600万元。", ""),
        ("杏林社区清理杂物30车。全区今年共投入资金3600万元，用于望湖社区。", ""),
    ],
)
def test_words_for_a_whole_unit_speak_of_a_place_of_that_kind(text: str, place: str) -> None:
    assert index_places(text).place_of(1, 14) == place


@pytest.mark.parametrize("seed", range(4))
def test_the_quick_look_for_wide_mentions_misses_none(seed: int) -> None:
    chance = random.Random(seed)
    letters = "全我该本各整外个省市区县州旗街道镇乡辖社小村在从，、共已今去近投青禾民"
    texts = ["".join(chance.choices(letters, k=12)) for _ in range(4000)]
    wide = [text for text in texts if places._WIDE.search(text)]
    assert wide
    assert all(places._MAYBE_WIDE.search(text) for text in wide)
