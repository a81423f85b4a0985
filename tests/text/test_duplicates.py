"""Near-duplicates are found as the slow obvious way finds them."""

from __future__ import annotations

import random

import numpy as np
import pytest

from textmine.errors import InputError
from textmine.text.duplicates import group_duplicates, near_duplicate_groups

BASE = [
    "丽景小区南门的夜宵摊每天营业到凌晨三点，音响开得很大，老人小孩都睡不着，请尽快处理。",
    "朝阳路公交站台没有遮雨棚，下雨天等车的人只能站在马路上，十分危险，希望能加装。",
    "我家楼上漏水半年，物业推给开发商，开发商推给施工方，到现在天花板都发霉了。",
]


def _edited(text: str, n_edits: int, rnd: random.Random) -> str:
    letters = list(text)
    for at in rnd.sample(range(len(letters)), n_edits):
        letters[at] = rnd.choice("甲乙丙丁戊己庚辛")
    return "".join(letters)


def _slow_groups(texts: list[str], similarity: float) -> list[int]:
    grams = []
    for text in texts:
        joined = "".join(text.split())
        grams.append({joined[at : at + 3] for at in range(max(1, len(joined) - 2))})
    parent = list(range(len(texts)))
    for a in range(len(texts)):
        for b in range(a):
            is_blank = not texts[a].strip() or not texts[b].strip()  # Says nothing, so the same as nothing.
            if not is_blank and len(grams[a] & grams[b]) >= similarity * len(grams[a] | grams[b]):
                low, high = sorted((parent[a], parent[b]))
                parent = [low if p == high else p for p in parent]
    numbers: dict[int, int] = {}
    return [numbers.setdefault(p, len(numbers)) for p in parent]


@pytest.mark.parametrize("similarity", [0.4, 0.5, 0.8])
def test_near_duplicate_groups_agrees_with_comparing_all_pairs(similarity):
    rnd = random.Random(3)
    texts = [_edited(rnd.choice(BASE), rnd.randint(0, 8), rnd) for _ in range(120)] + [
        "",
        " ",
        "好",
        "好 ",
        "好啊",
    ]
    found = near_duplicate_groups(texts, similarity=similarity).tolist()
    slow = _slow_groups(texts, similarity)
    # MinHash may miss a pair at the threshold, never join a pair below it; with this seed it misses none.
    assert found == slow


def test_near_duplicate_groups_numbers_by_first_appearance():
    groups = near_duplicate_groups([BASE[1], BASE[0], BASE[1] + "急！"])
    assert groups.tolist() == [0, 1, 0]
    assert groups.dtype == np.int64


def test_near_duplicate_groups_of_nothing_is_empty():
    assert near_duplicate_groups([]).tolist() == []
    assert group_duplicates([]).to_frame().empty


def test_near_duplicate_groups_takes_any_character():
    assert near_duplicate_groups(["\ud800啊啊", "🙂" * 5, "🙂" * 6]).tolist() == [0, 1, 1]


def test_near_duplicate_groups_copes_with_many_copies():
    texts = [f"{BASE[0]}{at % 7}" for at in range(5_000)]
    assert set(near_duplicate_groups(texts).tolist()) == {0}


@pytest.mark.parametrize("similarity", [0.1, 1.1])
def test_near_duplicate_groups_refuses_odd_thresholds(similarity):
    with pytest.raises(InputError, match="outside 0.3 to 1"):
        near_duplicate_groups(BASE, similarity=similarity)


def test_group_duplicates_names_the_most_typical_text():
    rnd = random.Random(1)
    texts = [_edited(BASE[0], 6, rnd), BASE[0], _edited(BASE[0], 6, rnd), BASE[2]]
    found = group_duplicates(texts, similarity=0.35)
    assert found.representative.tolist() == [1, 1, 1, 3]
    assert found.similarity[1] == 1.0
    table = found.to_frame()
    assert table["n_documents"].tolist() == [3]
    assert 0 < table["spread"].iloc[0] < 1


def test_group_duplicates_copies_have_no_spread():
    assert group_duplicates([BASE[0], BASE[0]]).to_frame()["spread"].tolist() == [0.0]
