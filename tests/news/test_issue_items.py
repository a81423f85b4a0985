"""The pieces of a sentence are problems of their own, or tell of one problem together."""

from __future__ import annotations

import pytest

from textmine.news.issue_features import read_sentence
from textmine.news.issue_items import join_probability, named_problems
from textmine.news.issue_model import THRESHOLD, piece_probabilities


def _problems(text: str) -> list[str]:
    reading = read_sentence(text)
    found = named_problems(reading, piece_probabilities(reading), THRESHOLD)
    return [text[one.start : one.end] for one in found]


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("居民反映的停车难、路灯不亮、垃圾乱堆等问题", 3),
        ("“顶楼漏雨”“水压太低”“路灯坏了”写在前三条。", 3),
        ("来访中物业费纠纷占三成，电梯故障占两成，噪声扰民占一成半。", 3),
        ("大家说得最多的有三样：路灯坏了没人修，垃圾桶没人清，电梯三天两头停。", 3),
        ("有的路灯不亮，有的垃圾没人收。", 2),
    ],
)
def test_the_items_of_a_list_are_problems_of_their_own(text: str, n: int) -> None:
    assert len(_problems(text)) == n


@pytest.mark.parametrize(
    "text",
    ["化粪池渗漏，臭气熏天。", "“快递车天天横在院门口，救护车进不来咋办？”", "楼前一条小路，年久失修。"],
)
def test_what_goes_on_about_the_same_matter_is_one_problem(text: str) -> None:
    assert len(_problems(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "老党员们从入户走访、社情民意收集、辖区派出所走访中收集线索。",
        "会议强调，要压实责任、健全机制、形成合力。",
    ],
)
def test_a_list_of_deeds_or_gifts_is_no_list_of_problems(text: str) -> None:
    assert _problems(text) == []


def test_a_problem_holds_the_words_and_things_of_all_its_pieces() -> None:
    reading = read_sentence("水压低，洗澡要等到后半夜，社区介绍。")
    (problem,) = named_problems(reading, [0.6, 0.7, 0.0], 0.5)
    assert (problem.start, problem.end) == (0, 12)
    assert problem.item == reading.items[1]  # of two that name a thing the likelier
    assert set(problem.things) == {thing for item in reading.items for thing in item.things}


def test_below_the_threshold_nothing_is_a_problem() -> None:
    reading = read_sentence("路灯坏了，垃圾没人收。")
    assert named_problems(reading, [0.4, 0.2], 0.5) == []
    assert named_problems(read_sentence(""), [], 0.5) == []


@pytest.mark.parametrize(("intercept", "n"), [(1.74, 1), (1.73, 2)])  # Log odds of .85 are 1.735.
def test_pieces_are_joined_from_their_probability_on(intercept: float, n: int) -> None:
    reading = read_sentence("路灯坏了，垃圾没人收。")
    assert len(named_problems(reading, [1.0, 1.0], 0.5, joins={"intercept": intercept})) == n


def test_a_comma_joins_more_than_a_semicolon_does() -> None:
    comma, semicolon = (
        join_probability(read_sentence(f"水压低{mark}洗澡要等到后半夜。"), 0, 1) for mark in "，；"
    )
    assert comma > semicolon + 0.1


@pytest.mark.parametrize(
    ("text", "n"),
    [
        (
            "路灯重亮，菜市场井然有序，公厕干净整洁",
            2,
        ),  # A row of seven and six characters; four are too few beside seven.
        ("菜市场井然有序。公厕干净整洁", 1),  # No row: another mark between them.
        ("菜市场井然有序，公厕天天有人来打扫", 1),  # No row: not as long.
        ("菜市场井然有序，大家都高兴极了", 1),  # No row: no thing.
    ],
)
def test_what_stands_in_a_row_with_a_problem_is_one_too(text: str, n: int) -> None:
    reading = read_sentence(text)
    sure = [float(text[item.start :].startswith("菜市场")) for item in reading.items]
    assert len(named_problems(reading, sure, 0.5, joins={"intercept": -9.0})) == n
