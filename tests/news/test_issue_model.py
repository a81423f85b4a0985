"""The model of pieces that name problems: its weights, its marks, its words."""

from __future__ import annotations

import pytest

from textmine.news.issue_features import read_sentence
from textmine.news.issue_marks import piece_marks, runs_of_characters
from textmine.news.issue_model import THRESHOLD, IssueWeights, piece_probabilities, weight_around

_NO_WEIGHTS = {"intercept": 0.0, "marks": {}, "runs": {}, "around": {}}


@pytest.mark.parametrize(
    "text",
    [
        "“楼道里的灯坏了大半年，没人来换。”",
        "居民反映，小区北门的下水道一下雨就往外冒水。",
        "网友留言：楼下大排档的油烟直往屋里灌。",
    ],
)
def test_complaints_are_likely_problems(text: str) -> None:
    assert max(piece_probabilities(read_sentence(text))) > 0.5


@pytest.mark.parametrize(
    "text",
    [
        "会议强调，要压实责任，健全党建引领基层治理机制。",
        "社区组织党员开展消防安全宣讲12场。",
        "培训班为期三天，36名学员参加。",
    ],
)
def test_reports_are_no_problems(text: str) -> None:
    assert max(piece_probabilities(read_sentence(text))) < THRESHOLD


def test_the_piece_that_names_the_problem_is_the_likeliest_of_its_sentence() -> None:
    reading = read_sentence("上任头一天，网格员老周接到电话，三号楼的下水道又堵了，他拎上工具就走。")
    probabilities = piece_probabilities(reading)
    best = reading.items[probabilities.index(max(probabilities))]
    assert reading.text[best.start : best.end] == "三号楼的下水道又堵了"


def test_probabilities_stay_finite_for_a_long_sentence() -> None:
    probabilities = piece_probabilities(read_sentence("路灯坏了，" * 2000 + "。"))
    assert len(probabilities) == 2000
    assert all(0.0 <= one <= 1.0 for one in probabilities)


@pytest.mark.parametrize("text", ["", "。。。", "The lamp is broken.", "𠮷abc🙂"])
def test_any_text_has_a_probability_for_each_of_its_pieces(text: str) -> None:
    reading = read_sentence(text)
    assert len(piece_probabilities(reading)) == len(reading.items)


def test_scores_add_marks_and_distinct_runs_of_the_piece_and_weigh_those_of_its_sentence_by_length() -> None:
    reading = read_sentence("灯灯，亮")
    runs = IssueWeights({**_NO_WEIGHTS, "runs": {"灯": 2.0}})
    assert runs.scores([reading])[0] == [2.0, 0.0]
    around = IssueWeights({**_NO_WEIGHTS, "around": {"灯": 2.0}})
    assert around.scores([reading])[0] == pytest.approx([2 * weight_around(reading.text)] * 2)
    marks = IssueWeights({**_NO_WEIGHTS, "intercept": 0.5, "marks": {"first": 1.0}})
    assert marks.scores([reading])[0] == [1.5, 0.5]


@pytest.mark.parametrize(("n", "weight"), [(7, 3.5 / 8**0.5), (8, 3.5 / 8**0.5), (32, 3.5 / 32**0.5)])
def test_a_run_of_the_sentence_counts_by_the_root_of_its_length(n: int, weight: float) -> None:
    assert weight_around("灯" * n) == pytest.approx(weight)


def test_runs_have_one_to_three_characters() -> None:
    assert runs_of_characters("") == set()
    assert {len(run) for run in runs_of_characters("路灯坏了")} == {1, 2, 3}


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("楼道灯坏了，大家摸黑。", "thing in trouble"),
        ("“楼道灯坏了。”", "thing, quoted"),
        ("停车难、充电难", "listed"),
        ("停车难占三成，其他少。", "share"),
        ("停车难", "hard"),
        ("车辆乱停等问题", "problem at the end"),
        ("一是路灯不亮。", "starter"),
        ("还有路灯不亮。", "anew"),
    ],
)
def test_marks_of_a_piece_tell_its_state_and_form(text: str, mark: str) -> None:
    groups = piece_marks(read_sentence(text))
    assert any(mark in group for group in groups[0])


def test_marks_of_a_piece_tell_of_its_neighbours_and_of_what_was_told() -> None:
    first, second, third = piece_marks(read_sentence("问题有几样：路灯坏了，路灯不亮。"))
    assert "announced" not in {mark for group in first for mark in group}
    assert {"announced", "before: none"} & {mark for group in second for mark in group} == {"announced"}
    told = {mark for group in third for mark in group}
    assert {"announced", "trouble before", "kind before", "before: thing in trouble", "behind: none"} <= told


@pytest.mark.parametrize(
    ("n", "mark"), [(4, "length 4"), (5, "length 8"), (22, "length 22"), (23, "length more")]
)
def test_lengths_of_pieces_make_classes(n: int, mark: str) -> None:
    assert any(mark in group for group in piece_marks(read_sentence("灯" * n))[0])
