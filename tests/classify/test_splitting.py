"""Near-duplicates never straddle a split, classes are spread evenly, and too few documents are refused."""

from __future__ import annotations

import numpy as np
import pytest

from textmine.classify.splitting import duplicate_groups, split_documents
from textmine.errors import InputError

PLACES = ["槐花里", "石榴园", "墨池街", "灯芯巷", "松针岭", "东篱路", "云渡镇", "半坡村", "渡口桥", "梧桐苑"]
THINGS = {
    "灯": "门口那盏路灯坏了一个多星期，晚上下班黑得看不见台阶，老人摔过一跤",
    "车": "下班回来绕三圈找不到车位，消防通道也停满了，请问能不能增设划线",
    "水": "自来水发黄发臭，放十分钟还是浑的，烧开以后水壶底一层黄垢",
}


@pytest.fixture(scope="module")
def documents() -> tuple[list[str], list[str]]:
    texts, labels = [], []
    for place in PLACES:
        for label, thing in THINGS.items():
            texts += [f"{place}{thing}。", f"{place}的{thing}！"]
            labels += [label, label]
    return texts, labels


def test_doubles_share_a_group(documents: tuple[list[str], list[str]]) -> None:
    groups = duplicate_groups(documents[0])
    np.testing.assert_array_equal(groups[0::2], groups[1::2])


def test_no_group_straddles_a_split(documents: tuple[list[str], list[str]]) -> None:
    texts = [
        f"{t}{i}"
        for i, t in enumerate(
            ["楼上漏水到我家厨房", "广场舞音响吵到半夜", "公交车半小时不来一趟", "幼儿园退费拖了两个月"] * 8
        )
    ]
    labels = ["甲", "乙", "丙", "丁"] * 8
    groups = np.arange(32) // 2
    for train, test in split_documents(texts, labels, groups=groups, n_folds=4):
        assert not set(groups[train]) & set(groups[test])
    del documents


def test_every_document_is_tested_once(documents: tuple[list[str], list[str]]) -> None:
    texts, labels = documents
    groups = np.repeat(np.arange(30), 2)
    folds = list(split_documents(texts, labels, n_folds=5, groups=groups))
    assert sorted(np.concatenate([test for _, test in folds]).tolist()) == list(range(len(texts)))
    for train, test in folds:
        assert len(np.intersect1d(train, test)) == 0
        counts = np.unique(np.array(labels)[test], return_counts=True)[1]
        assert counts.max() - counts.min() <= 2  # stratified


def test_same_seed_same_split(documents: tuple[list[str], list[str]]) -> None:
    texts, labels = documents
    groups = np.repeat(np.arange(30), 2)

    def tests(seed: int) -> list[list[int]]:
        return [t.tolist() for _, t in split_documents(texts, labels, groups=groups, seed=seed)]

    assert tests(1) == tests(1)
    assert tests(1) != tests(2)


def test_fewer_groups_than_folds_are_refused() -> None:
    with pytest.raises(InputError, match="1 distinct documents cannot be split into 5 folds"):
        list(split_documents(["路灯不亮", "路灯不亮"], ["灯", "灯"]))
