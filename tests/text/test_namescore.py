"""Candidates for names are weighed by learned marks."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

from textmine.resources import data_path
from textmine.text.freenames import find_free_names
from textmine.text.namecandidates import find_candidates
from textmine.text.namescore import WEIGHTS, name_marks, name_scores, rivals

ROOT = Path(__file__).resolve().parents[2]


def _names(text: str) -> list[str]:
    return [text[start:stop] for start, stop in sorted(find_free_names(text))]


def test_the_weights_are_those_the_trainer_fits() -> None:
    stored = json.loads(data_path(WEIGHTS).read_text(encoding="utf-8"))["weights"]
    trainer = runpy.run_path(str(ROOT / "benchmarks" / "train_names.py"))
    fitted = trainer["fit"](trainer["read_rows"]())
    both = set(stored) & set(fitted)
    assert len(both) > 0.99 * max(len(stored), len(fitted))
    assert max(abs(stored[mark] - fitted[mark]) for mark in both) < 0.05


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("把钱还给郜大伟就走", ["郜大伟"]),
        ("周大年这三个字都写错了", ["周大年"]),
        ("听说郜大伟和鲍国栋打起来了", ["郜大伟", "鲍国栋"]),
        ("业主于前天开会投票", []),
        ("班主任向家长推荐课外班", []),
        ("我是金科天悦的住户", []),
        ("确保安全文明施工", []),
        ("", []),
    ],
)
def test_names_that_nothing_announces(text: str, names: list[str]) -> None:
    assert _names(text) == names


def test_persons_weigh_more_than_things() -> None:
    weights = json.loads(data_path(WEIGHTS).read_text(encoding="utf-8"))["weights"]
    assert weights["left kin"] > 0 > weights["left noun"]
    assert weights["right friendly"] > 0 > weights["right thing"]


def test_a_better_place_scores_higher() -> None:
    scores = []
    for text in ("我弟郜大伟说要来", "这个郜大伟路段"):
        candidates = [one for one in find_candidates(text) if text[one.start : one.stop] == "郜大伟"]
        scores.append(name_scores(text, candidates)[0] if candidates else -99.0)
    assert scores[0] > scores[1]


def test_rivals_are_those_that_overlap() -> None:
    text = "郜大伟去了,鲍国栋没去"
    candidates = list(find_candidates(text))
    for one, margin in zip(candidates, rivals(candidates), strict=True):
        others = [
            o.reading.margin for o in candidates if o is not one and o.start < one.stop and one.start < o.stop
        ]
        assert margin == (max(others) if others else None)


def test_marks_are_finite_and_named() -> None:
    text = "郜大伟去了"
    for one in find_candidates(text):
        for mark, value in name_marks(text, one, 30.0).items():
            assert mark
            assert abs(value) < 20
