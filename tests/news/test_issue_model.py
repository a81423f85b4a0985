"""The model of problem sentences: its weights, its marks, its words."""

from __future__ import annotations

import math

import pytest

from textmine.news.issue_features import read_sentence
from textmine.news.issue_marks import sentence_grams, sentence_marks
from textmine.news.issue_model import THRESHOLD, lean, problem_probability
from textmine.news.sentences import split_sentences


def _probabilities(text: str) -> list[float]:
    sentences = split_sentences(text)
    readings = [read_sentence(sentence.text) for sentence in sentences]
    return [
        problem_probability(sentence_marks(readings, sentences, n), s.text) for n, s in enumerate(sentences)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "“楼道里的灯坏了大半年，没人来换。”",
        "居民反映，小区北门的下水道一下雨就往外冒水。",
        "网友留言：楼下大排档的油烟直往屋里灌。",
    ],
)
def test_problem_probability_is_high_for_complaints(text: str) -> None:
    assert _probabilities(text)[0] > 0.5


@pytest.mark.parametrize(
    "text",
    [
        "会议强调，要压实责任，健全党建引领基层治理机制。",
        "社区组织党员开展消防安全宣讲12场。",
        "培训班为期三天，36名学员参加。",
    ],
)
def test_problem_probability_is_low_for_reports(text: str) -> None:
    assert _probabilities(text)[0] < THRESHOLD


def test_problem_probability_stays_finite_for_a_long_sentence() -> None:
    assert 0.0 <= _probabilities("路灯坏了，" * 2000 + "。")[0] <= 1.0


def test_lean_adds_the_weights_of_distinct_runs() -> None:
    assert lean("") == 0.0
    assert lean("路灯坏了路灯坏了") - lean("路灯坏了") == pytest.approx(
        lean("了路灯坏了") - lean("路灯坏了"), abs=0.5
    )
    assert math.isfinite(lean("𠮷abc🙂"))


def test_sentence_grams_lists_runs_of_one_to_three() -> None:
    assert sentence_grams("") == set()
    assert {len(gram) for gram in sentence_grams("路灯坏了")} == {1, 2, 3}


def test_sentence_marks_know_a_thing_named_before() -> None:
    text = "“路灯坏了三个月。”电工第二天修好了路灯。"
    sentences = split_sentences(text)
    readings = [read_sentence(sentence.text) for sentence in sentences]
    assert "thing in trouble before" in sentence_marks(readings, sentences, 1)
    assert "thing is new" in sentence_marks(readings, sentences, 0)
