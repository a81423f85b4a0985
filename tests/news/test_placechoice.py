"""A figure or problem gets the place it speaks of, and none where none is likelier than not."""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path

import pytest

from textmine.news import placechoice
from textmine.news.placechoice import CHOICE_WEIGHTS, PlaceIndex, index_places
from textmine.news.sentences import split_sentences
from textmine.resources import data_path

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.mark.parametrize(
    ("text", "number", "place"),
    [
        ("望湖社区的路灯坏了。", 0, "望湖社区"),
        ("杨柳街道望湖社区的路灯坏了。", 0, "望湖社区"),  # and not the street it lies in
        ("望湖社区的路灯坏了。居民说，摸黑走了半年。", 1, "望湖社区"),
        ("路灯坏了。", 0, ""),
    ],
)
def test_a_problem_is_where_the_page_is(text: str, number: int, place: str) -> None:
    index = index_places(text)
    assert index.place_of(number, len(split_sentences(text)[number].text) - 1) == place


def test_a_place_less_likely_than_not_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "望湖社区的路灯坏了。"
    assert PlaceIndex(split_sentences(text)).place_of(0, 6) == "望湖社区"
    monkeypatch.setattr(placechoice, "LEAST_PROBABILITY", 1.01)
    assert PlaceIndex(split_sentences(text)).place_of(0, 6) == ""


def test_candidates_are_few_however_many_places_a_page_names() -> None:
    text = "。".join(f"{a}{b}社区的路灯坏了" for a in "望青石白桃杏柳兰" for b in "湖溪桥桥山田园")
    index = index_places(text)
    for number in (0, 20, 40):
        candidates = index.candidates(number, 3)
        assert candidates[-1][0] == ""
        assert 1 < len(candidates) <= 8 + 3 + 1
        assert len({name for name, _ in candidates}) == len(candidates)


def test_the_weights_are_those_of_the_committed_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    trained = runpy.run_path(str(BENCHMARKS / "train_place_choice.py"))
    stored = json.loads(data_path(CHOICE_WEIGHTS).read_text(encoding="utf-8"))["weights"]
    fitted = trained["fit"](list(trained["read_choices"]()))
    marks = fitted.keys() | stored.keys()
    assert max(abs(fitted.get(mark, 0.0) - stored.get(mark, 0.0)) for mark in marks) <= 0.03
    sys.modules.pop("bench_places", None)


def test_what_the_docs_say_is_what_the_program_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    measure = runpy.run_path(str(BENCHMARKS / "bench_places.py"))
    saved = json.loads((BENCHMARKS / "results" / "news_places.json").read_text(encoding="utf-8"))
    title = "problems, authors nothing is learned of"
    assert measure["shares"](measure["count_places"]("issues", measure["UNSEEN"])) == saved[title]
    assert saved[title]["right of given"] > 0.7
    sys.modules.pop("bench_places", None)
