"""Lists of problems are cut into single ones; mere nouns and answers are not."""

from __future__ import annotations

import pytest

from textmine.news.issue_features import read_sentence
from textmine.news.issue_items import problem_items


def _pieces(text: str, *, is_sure: bool = True) -> list[str]:
    reading = read_sentence(text)
    return [text[item.start : item.end] for item in problem_items(reading, is_sure=is_sure)]


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
def test_problem_items_cuts_a_list_into_its_items(text: str, n: int) -> None:
    assert len(_pieces(text)) == n


@pytest.mark.parametrize(
    "text", ["化粪池渗漏，臭气熏天。", "三轮车、电动车、私家车挤作一团。", "楼前一条小路，年久失修。"]
)
def test_problem_items_keeps_one_problem_one(text: str) -> None:
    assert len(_pieces(text)) == 1


def test_problem_items_takes_no_answers_for_problems() -> None:
    text = "针对路面坑洼、照明不足等问题，翻修道路3公里，补装路灯26盏。"
    assert _pieces(text) == ["针对路面坑洼", "照明不足等问题"]


def test_problem_items_of_an_unsure_sentence_leaves_offices_out() -> None:
    text = "他把路灯所、供水站和物业请到院里，才知道是水管裂了。"
    assert len(_pieces(text, is_sure=False)) <= len(_pieces(text))
    assert all("所" not in piece for piece in _pieces(text, is_sure=False))


def test_problem_items_without_vocabulary_leans_on_words() -> None:
    text = "甲乙丙丁，戊己庚辛。"
    reading = read_sentence(text)
    chosen = problem_items(reading, lambda piece: 1.0 if "庚" in piece else -1.0)
    assert [text[item.start : item.end] for item in chosen] == ["戊己庚辛"]
    assert problem_items(read_sentence("")) == []
