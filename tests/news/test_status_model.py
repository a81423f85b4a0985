"""The status of a problem is weighed; where hardly anything follows the rules decide."""

from __future__ import annotations

import json

import pytest

from textmine.news.issue_features import read_sentence
from textmine.news.issue_status import STATUSES, later_mention, problem_status
from textmine.news.sentences import split_sentences
from textmine.news.status_model import STATUS_WEIGHTS, by_mark, status_marks, status_of, weighed_status
from textmine.resources import data_path


def _read(text: str):
    sentences = split_sentences(text)
    return [read_sentence(sentence.text) for sentence in sentences], sentences


def test_every_status_has_weights() -> None:
    weights = json.loads(data_path(STATUS_WEIGHTS).read_text(encoding="utf-8"))["weights"]
    assert set(weights) == set(STATUSES)
    assert all("bias" in own and len(own) > 50 for own in weights.values())


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("化粪池漏了。排水所来看过。化粪池第二天修好了。", "resolved"),
        ("化粪池漏了三年，没人来修。", "raised"),
        ("噪声扰民、占道经营等问题得到有效缓解。会上大家都说好。书记记在本子上。散会时天黑了。", "claimed"),
    ],
)
def test_weighed_status_of_plain_stories(text: str, status: str) -> None:
    readings, sentences = _read(text)
    assert weighed_status(readings, sentences, 0, readings[0].items[0], {0}) == status


def test_the_rules_decide_where_one_sentence_follows() -> None:
    readings, sentences = _read("化粪池漏了。天亮了。")
    item = readings[0].items[0]
    assert weighed_status(readings, sentences, 0, item, {0}) == problem_status(
        readings, sentences, 0, item, {0}
    )


def test_equal_weights_give_the_earlier_status() -> None:
    assert status_of({}, by_mark({status: {"bias": 0.0} for status in STATUSES})) == STATUSES[0]


def test_marks_name_the_rule_and_the_later_mention() -> None:
    readings, sentences = _read("化粪池漏了。有人来过。化粪池修好了。")
    marks = status_marks(readings, sentences, 0, readings[0].items[0], {0})
    mention = later_mention(readings, 0, readings[0].items[0])
    assert mention is not None
    assert marks[f"later {mention[2]}"] == 1.0
    assert sum(mark.startswith("rule ") for mark in marks) == 1
    assert later_mention(readings, 2, readings[2].items[0]) is None
