"""One incident in other words is found; another matter at the same place is kept apart."""

from __future__ import annotations

import itertools

import pytest

from textmine.errors import InputError
from textmine.text.duplicates import near_duplicate_groups
from textmine.text.incidents import find_places, group_incidents
from textmine.text.matters import find_matters

NOISE = "丽景小区南门夜宵摊噪音太大，半夜还在放音响，老人睡不着"
NOISE_TOLD_AGAIN = "我是丽景小区住户，楼下夜宵摊的音响噪音每晚都吵到后半夜"
PARKING = "丽景小区南门停车混乱，私家车把出口堵死，出不了门"
ELSEWHERE = "翠湖家园门口夜宵摊噪音太大，半夜还在放音响，大人睡不着觉"


def test_group_incidents_joins_other_words_about_one_matter():
    texts = [NOISE, PARKING, NOISE_TOLD_AGAIN]
    assert group_incidents(texts).group.tolist() == [0, 1, 0]
    assert near_duplicate_groups(texts).tolist() == [0, 1, 2]


def test_group_incidents_keeps_places_apart():
    assert group_incidents([NOISE_TOLD_AGAIN, "翠湖家园楼下夜宵摊音响吵到半夜"]).group.tolist() == [0, 1]


def test_group_incidents_asks_time():
    assert group_incidents([NOISE, NOISE_TOLD_AGAIN], days=[0, 30]).group.tolist() == [0, 0]
    assert group_incidents([NOISE, NOISE_TOLD_AGAIN], days=[0, 300]).group.tolist() == [0, 1]
    # A missing date parts no duplicates, but brings nothing else together.
    assert group_incidents([NOISE, NOISE], days=[0, float("nan")]).group.tolist() == [0, 0]
    assert group_incidents([NOISE, NOISE_TOLD_AGAIN], days=[0, float("nan")]).group.tolist() == [0, 1]


def test_group_incidents_leaves_blank_texts_alone():
    found = group_incidents(["", NOISE, "  ", NOISE])
    assert found.group.tolist() == [0, 1, 2, 1]
    assert found.to_frame()["n_documents"].tolist() == [2]


def test_group_incidents_without_a_place_joins_duplicates_only():
    assert group_incidents(
        ["楼下太吵了睡不着觉", "楼下太吵了睡不着觉！", "太吵，楼下睡不着"]
    ).group.tolist() == [0, 0, 1]


def test_group_incidents_of_nothing_is_empty():
    found = group_incidents([])
    assert found.group.tolist() == []
    assert found.to_frame().empty


def test_group_incidents_refuses_days_of_another_length():
    with pytest.raises(InputError, match="1 days for 2 texts"):
        group_incidents([NOISE, PARKING], days=[1])


def test_to_frame_names_size_and_spread():
    table = group_incidents([NOISE, PARKING, NOISE_TOLD_AGAIN]).to_frame()
    assert table[["group", "n_documents"]].values.tolist() == [[0, 2]]
    assert 0 < table["spread"].iloc[0] < 1


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("我们小区没有路灯", set()),
        ("在丽景小区和丽景小区", {"丽景小区"}),
        ("", set()),
        ("城南大道堵车", {"城南大道"}),
        ("莲花池小区和荷花池小区", {"莲花池小区", "荷花池小区"}),
        ("在十字路口等公交车站", set()),
    ],
)
def test_find_places_needs_a_name(text, places):
    assert find_places(text) == places


@pytest.mark.parametrize(
    ("name", "precision", "recall"), [("incidents_seen.txt", 0.9, 0.93), ("incidents_held.txt", 0.9, 0.82)]
)
def test_group_incidents_on_the_gold(name, precision, recall, incident_gold):
    """Pairs of texts of one incident; the second half was not used for tuning."""
    rows = incident_gold(name)
    assert len(rows) >= 120
    groups = group_incidents([text for text, _ in rows]).group.tolist()
    right = wrong = missed = 0
    for a, b in itertools.combinations(range(len(rows)), 2):
        is_same, is_found = rows[a][1] == rows[b][1], groups[a] == groups[b]
        right, wrong, missed = (
            right + (is_same and is_found),
            wrong + (is_found > is_same),
            missed + (is_same > is_found),
        )
    assert right / (right + wrong) >= precision
    assert right / (right + missed) >= recall


def test_group_incidents_does_not_join_appeals_by_their_phrases():
    texts = [
        "请加快枫林路的建设进度，早日解决居民出行问题",
        "请加快枫林路小学的建设进度，早日解决居民入学问题",
        "请加快桂园路的建设进度，早日解决居民出行问题",
    ]
    assert group_incidents(texts).group.tolist() == [0, 1, 2]


def test_group_incidents_keeps_two_estates_on_one_road_apart():
    texts = [
        "朝阳路上的丽景小区停水两天没有通知",
        "朝阳路翠湖家园停水两天了没有通知",
        "丽景小区停水没通知，朝阳路上就我们停",
    ]
    assert group_incidents(texts).group.tolist() == [0, 1, 0]


def test_find_matters_knows_words_for_one_thing():
    assert {name for _, name in find_matters("路口的红绿灯坏了")} == {
        name for _, name in find_matters("信号灯不亮")
    }
    assert find_matters("今天天气很好") == []
