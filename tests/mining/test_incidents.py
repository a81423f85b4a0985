"""Invented incidents with known members: most are found nearly whole, whichever half the factors were chosen on."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from textmine import find_hotspots, load_corpus
from textmine.mining.likeness import build_space
from textmine.mining.places import find_places
from textmine.text.segment import Segmenter

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "invented_incidents.py"


@pytest.fixture(scope="module")
def invented() -> ModuleType:
    spec = importlib.util.spec_from_file_location("invented_incidents", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def background() -> pd.DataFrame:
    return load_corpus().query("incident == ''").head(600)


@pytest.mark.parametrize("half", ["a", "b"])
def test_find_hotspots_finds_most_invented_incidents(
    half: str, invented: ModuleType, background: pd.DataFrame
) -> None:
    messages = invented.invent_messages(half, background, seed=1)
    scores = invented.score_groups(find_hotspots(messages).groups, messages["incident"])
    assert len(scores) == 14
    assert scores["f1"].mean() >= 0.85
    assert (scores["f1"] >= 0.8).mean() >= 0.8


def test_score_groups_is_one_for_the_truth_and_low_for_one_heap(
    invented: ModuleType, background: pd.DataFrame
) -> None:
    messages = invented.invent_messages("a", background.head(50), seed=0)
    assert (invented.score_groups(messages["incident"], messages["incident"])["f1"] == 1).all()
    heap = pd.Series(0, index=messages.index)
    assert invented.score_groups(heap, messages["incident"])["f1"].max() < 0.3


def test_invent_messages_is_the_same_twice(invented: ModuleType, background: pd.DataFrame) -> None:
    one, two = (invented.invent_messages("b", background.head(20), seed=3) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)


def test_find_places_reads_names_without_an_ending_before_words_that_follow_names() -> None:
    texts = [
        "天屿名都业主要求退款",
        "天屿名都二期漏水",
        "请查天屿名都物业",
        "天屿漏水三年",
        "全体业主反对",
        "停车难",
    ]
    places = find_places(texts, words=Segmenter().segment(texts))
    assert places[:3] == [["天屿名都"]] * 3
    assert places[3] == ["天屿"]
    assert places[4:] == [[], []]


def test_likeness_is_higher_within_a_community_than_between_two() -> None:
    titles = ["烧烤店油烟扰民", "烧烤店夜里油烟太大", "烧烤店油烟没人管"]
    inside = build_space(titles, [""] * 3, ["桂园社区", "桂园社区", "松涛社区"]).likeness([0, 1, 2])
    plain = build_space(titles, [""] * 3).likeness([0, 1, 2])
    assert inside[0, 1] > plain[0, 1] > 0
    assert inside[0, 2] < plain[0, 2]


def test_likeness_forgives_another_community_where_both_name_one_place() -> None:
    apart = ["桂园社区", "松涛社区"]

    def factor(titles: list[str]) -> float:
        plain = build_space(titles, ["", ""]).likeness([0, 1])[0, 1]
        return float(build_space(titles, ["", ""], apart).likeness([0, 1])[0, 1] / plain)

    assert factor(["青枫雅苑小区油烟扰民，夜里排烟", "投诉青枫雅苑小区门前停车难"]) == 1
    assert factor(["烧烤店油烟扰民", "烧烤店夜里油烟太大"]) == pytest.approx(0.5)


def test_likeness_takes_the_name_of_the_community_for_no_place_of_its_own() -> None:
    titles = ["粮库公园乒乓台没人修", "粮库十字路口红灯太长", "春晓路积水", "春晓路口积水没人管"]
    inside = build_space(titles, [""] * 4, ["粮库社区"] * 4).likeness(range(4))
    elsewhere = build_space(titles, [""] * 4, ["松涛社区"] * 4).likeness(range(4))
    assert inside[0, 1] == 0 < elsewhere[0, 1]
    assert inside[2, 3] >= elsewhere[2, 3] > 0
