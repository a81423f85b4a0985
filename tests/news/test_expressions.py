"""Expressions are looked for where they can begin, and found as the engine alone would find them."""

from __future__ import annotations

import random
import re

import pytest

from textmine.news import expressions
from textmine.news.expressions import Expressions, beginnings
from textmine.news.mechanisms import load_mechanisms


def found(groups: list[list[str]], text: str) -> list[list[tuple[int, int]]]:
    return [[m.span() for m in places.matches()] for places in Expressions(groups).places(text)]


@pytest.mark.parametrize(
    ("expression", "heads"),
    [
        ("走访", {"走访"}),
        ("[走回]访.{0,4}户", {"走访", "回访"}),
        ("(?:楼栋|网格)长", {"楼栋长", "网格长"}),
        ("再?来", {"再来", "来"}),
        ("(?:再|又)?来过", {"再来过", "又来过", "来过"}),
        ("(?<!不)办(?!公)结", {"办结"}),
        ("走+访", {"走"}),
        ("义务巡逻", {"义务巡"}),
        ("\\d间", {f"{n}间" for n in range(10)}),
        ("甲|乙", {"甲", "乙"}),
    ],
)
def test_beginnings_lists_what_a_find_can_begin_with(expression: str, heads: set[str]) -> None:
    assert beginnings(expression) == heads


@pytest.mark.parametrize(
    "expression", [".户", "[^，]户", "走*", "(?:走?)访", "(?i)ab", "^走", "\\w走", "(?P<n>走)"]
)
def test_beginnings_are_none_where_they_are_not_plain(expression: str) -> None:
    assert beginnings(expression) == set()


def test_expressions_find_what_has_no_plain_beginning_too() -> None:
    assert found([[".户", "走访"]], "三户，走访两户") == [[(0, 2), (3, 5), (5, 7)]]


def test_places_keeps_to_a_stretch() -> None:
    text = "走访。\n走访。\n"
    places = Expressions([["走访"], [".访"]]).places(text, 4, 8)
    assert [[m.span() for m in own.matches()] for own in places] == [[(4, 6)], [(4, 6)]]


def test_expressions_of_nothing_find_nothing() -> None:
    assert found([], "走访") == []
    assert found([[]], "走访") == [[]]


@pytest.mark.parametrize("seed", range(6))
def test_expressions_find_what_the_engine_finds(seed: int) -> None:
    chance = random.Random(seed)
    vocabulary = load_mechanisms()
    groups = [list(group) for m in vocabulary for group in (m.acts, m.named)]
    letters = [c for group in groups for one in group for c in one if "\u4e00" <= c <= "\u9fff"]
    # Halves of expressions set side by side, so that most of them are found.
    pieces = re.findall("[\u4e00-\u9fff]{2,}", "，".join(one for group in groups for one in group))
    text = "".join(
        chance.choice(pieces) if chance.random() < 0.6 else chance.choice([*letters, "3", "，", "。\n"])
        for _ in range(3000)
    )
    for group, spans in zip(groups, found(groups, text), strict=True):
        joined = "|".join(f"(?:{one})" for one in group)
        assert spans == [m.span() for m in re.finditer(joined, text)]


@pytest.mark.parametrize(
    ("part", "length"),
    [
        ("走访", 2),
        ("(?<!不)走.{0,4}户", 6),
        ("(?:走|回访)[过了]?", 3),
        ("\\d{2}间{3,}", 1 << 40),
        ("走+", 1 << 40),
        ("(?P<n>走)", 1 << 40),
        ("\\1", 1 << 40),
        ("", 0),
    ],
)
def test_what_is_found_is_no_longer_than_said(part: str, length: int) -> None:
    assert expressions._longest(part) == length


@pytest.mark.parametrize("seed", range(6))
def test_a_needed_word_may_stand_anywhere_in_what_is_found(seed: int) -> None:
    chance = random.Random(seed)
    groups = [
        ["走访?.{0,3}户", "甲乙丙"], ["[甲乙].{0,2}乙丙"], ["走(?:访|访户|户).{1,4}甲"], ["丙+户访"],
        ["甲?乙.*户"], ["(?:走访户|访)甲"], ["乙丙{1,2}甲"], ["走访户"],
    ]  # fmt: skip
    text = "".join(chance.choices("走访户甲乙丙\n", k=4000))
    for group, spans in zip(groups, found(groups, text), strict=True):
        joined = "|".join(f"(?:{one})" for one in group)
        assert spans == [m.span() for m in re.finditer(joined, text)]


def test_an_expression_is_tried_only_where_its_needed_word_is_near() -> None:
    places = Expressions([["走.{0,3}议事会"]]).places("走走走走走走走走走走走走议事会走走走走")[0]
    assert [start for start, _ in sorted(places.tries)] == [8, 9, 10, 11]
    assert [match.group() for match in places.matches()] == ["走走走走议事会"]
