"""The status of a problem is weighed; where hardly anything follows the rules decide."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from textmine.news.issue_features import read_sentence
from textmine.news.issue_status import STATUSES, later_mention, problem_status
from textmine.news.sentences import split_sentences
from textmine.news.status_model import (
    STATUS_WEIGHTS,
    StatusMarks,
    StatusWeights,
    status_marks,
    weighed_status,
)
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


def _marks(*facts: str, far: float = 0.0, words: str = "") -> StatusMarks:
    return StatusMarks({"word ": frozenset(words)}, frozenset(facts), far)


def test_equal_weights_give_the_earlier_status() -> None:
    assert StatusWeights({status: {"bias": 0.0} for status in STATUSES}).status_of(_marks()) == STATUSES[0]


def test_a_status_without_weights_is_never_chosen() -> None:
    weights = StatusWeights({"resolved": {"bias": -9.0}})
    assert weights.status_of(_marks()) == "resolved"


def test_words_count_half_and_what_is_far_by_its_place() -> None:
    weights = StatusWeights(
        {
            "raised": {"bias": 0.4},
            "resolved": {"bias": 0.0, "word 修": 0.9, "far": 0.5},
            "promised": {"bias": -1.0},
        }
    )
    assert weights.status_of(_marks(words="修")) == "resolved"
    assert weights.status_of(_marks(far=0.7)) == "raised"
    assert weights.status_of(_marks(far=0.9)) == "resolved"
    assert weights.status_of(_marks()) == "raised"


def test_many_words_do_not_run_into_the_next_status() -> None:
    words = [chr(0x4E00 + n) for n in range(500)]
    weights = StatusWeights(
        {
            "raised": {"bias": 0.0} | {f"word {word}": -3.0 for word in words},
            "promised": {"bias": 0.0},
            "resolved": {"bias": 0.5} | {f"word {word}": -2.0 for word in words},
        }
    )
    assert weights.status_of(_marks(words="".join(words))) == "promised"


def test_marks_name_the_rule_and_the_later_mention() -> None:
    readings, sentences = _read("化粪池漏了。有人来过。化粪池修好了。")
    marks = status_marks(readings, sentences, 0, readings[0].items[0], {0})
    mention = later_mention(readings, 0, readings[0].items[0])
    assert mention is not None
    assert f"later {mention[2]}" in marks.facts
    assert sum(fact.startswith("rule ") for fact in marks.facts) == 1
    assert set(marks.words) == {"word ", "next "}
    assert "来" in "".join(marks.words["next "])
    assert later_mention(readings, 2, readings[2].items[0]) is None
    assert set(marks.values()) >= {"far", *marks.facts}


def test_words_of_another_paragraph_are_not_looked_at() -> None:
    readings, sentences = _read("化粪池漏了。\n有人来过。\n化粪池修好了。")
    assert set(status_marks(readings, sentences, 0, readings[0].items[0], {0}).words) == {"word "}


class _NeverWalked(set[int]):
    """Refuse to be gone through: of a page with thousands of problems each would look at all others."""

    def __iter__(self) -> Iterator[int]:
        raise AssertionError("gone through")


def test_a_problem_looks_at_those_beside_it_alone() -> None:
    text = "路灯坏了。化粪池漏了。停车难。社区答应明年修。大家等着。"
    sentences = split_sentences(text)
    readings = [read_sentence(sentence.text) for sentence in sentences]
    problems = {0, 1, 2}
    for number in problems:
        item = readings[number].items[0]
        near = status_marks(readings, sentences, number, item, _NeverWalked(problems))
        assert near == status_marks(readings, sentences, number, item, problems)
        assert f"near {len(problems)}" in near.facts
