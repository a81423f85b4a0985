"""Copies among messages: the same groups as by looking at every pair, in the memory of a few."""

from __future__ import annotations

import itertools
import tracemalloc

import numpy as np
import pandas as pd
import pytest

from textmine import find_hotspots
from textmine.mining import grouping, hotspots, likeness
from textmine.mining.grouping import group_messages
from textmine.mining.likeness import build_space, row_products
from textmine.mining.linkage import join_pairs

PLAINT = "桂花苑南门的路灯坏了半个月，晚上一片漆黑，老人孩子出门很不安全，多次向物业反映没有人来维修，请尽快恢复照明"
ENDS = ["", "谢谢", "盼复", "急", "请回电话告知处理结果和时间安排"]
OTHERS = ["青枫雅苑搅拌站夜间噪音粉尘何时治理", "白鹭家园旁边的搅拌站粉尘太大", "咨询医保报销比例和所需材料"]


def _by_every_pair(space: likeness.MessageSpace, known: np.ndarray) -> np.ndarray:
    n = space.words.shape[0]
    alike = space.likeness(np.arange(n))
    words = (space.words @ space.words.T).toarray()
    pairs = [(a, b) for a, b in itertools.combinations(range(n), 2) if min(alike[a, b], words[a, b]) >= 0.8]
    same = [(a, b) for a, b in itertools.combinations(range(n), 2) if known[a] == known[b] >= 0]
    return join_pairs(n, pairs + same)


@pytest.mark.parametrize("size", [1, 7, 20_000])
def test_copies_are_those_found_by_looking_at_every_pair(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(grouping, "_MOST_PAIRS", size)
    monkeypatch.setattr(likeness, "_PAIRS", size)
    texts = [PLAINT + end for end in ENDS] * 4 + OTHERS * 2 + [PLAINT[:30], PLAINT[:45]]
    space = build_space([""] * len(texts), texts)
    rows = np.arange(len(texts))
    for known in (np.full(len(texts), -1), np.where(rows % 9 == 0, rows % 2, -1)):
        found = grouping._copies(space, rows, space.likeness(rows), known)
        assert found.tolist() == _by_every_pair(space, known).tolist()


def test_row_products_are_those_of_all_rows_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    words = build_space([""] * 8, [PLAINT + end for end in ENDS] + OTHERS).words
    first, second = np.repeat(np.arange(8), 8), np.tile(np.arange(8), 8)
    whole = row_products(words, first, second)
    monkeypatch.setattr(likeness, "_PAIRS", 5)
    assert row_products(words, first, second).tolist() == whole.tolist()
    assert whole.reshape(8, 8) == pytest.approx((words @ words.T).toarray(), abs=1e-6)


@pytest.mark.parametrize("n", [1_500])
def test_a_text_sent_by_all_takes_the_memory_of_a_table_of_different_ones(n: int) -> None:
    texts = [PLAINT + ENDS[at % 3] for at in range(n)]
    space = build_space([""] * n, texts)
    tracemalloc.start()
    groups = group_messages(space, min_likeness=0.15)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(set(groups.tolist())) == 1
    assert peak < 120 * 1024**2  # it was 2.6 GB; 6,000 such messages ended in an error


def test_large_tables_are_cut_into_the_same_parts_whatever_is_looked_at_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = [
        f"{name}小区{thing}没人管"
        for name in ["青枫", "白鹭", "丽景", "桂花", "翠湖", "金桥"]
        for thing in ENDS * 3
    ]
    space = build_space([""] * len(texts), texts)
    monkeypatch.setattr(grouping, "MAX_DENSE", 20)
    monkeypatch.setattr(grouping, "_MAX_WORD_SHARE", 0.5)
    whole = group_messages(space, min_likeness=0.15).tolist()
    monkeypatch.setattr(grouping, "_MOST_CELLS", 300)
    assert group_messages(space, min_likeness=0.15).tolist() == whole


QUIET = [
    "医保",
    "公积金",
    "居住证",
    "图书馆",
    "公交",
    "燃气",
    "快递",
    "养老金",
    "滑梯",
    "流浪狗",
    "户口",
    "驾照",
]


def _large(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Make a table that counts as large: 72 quiet rows, then 20 who sent one text and 20 who sent it about another estate."""
    for module in (grouping, hotspots):
        monkeypatch.setattr(module, "MAX_DENSE", 60)
    quiet = [f"{a}{b}的{c}" for a in ("咨询", "投诉", "建议") for b in QUIET for c in ("手续", "价格")]
    copies = [PLAINT.replace("桂花苑", "桂花苑小区") + ENDS[at % 3] for at in range(20)]
    return [*quiet, *copies, *(text.replace("桂花苑", "青枫雅苑") for text in copies)]


def test_an_issue_of_a_large_share_of_a_large_table_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = _large(monkeypatch)
    table = pd.DataFrame({"complaint_id": [str(at) for at in range(len(texts))], "title": "", "text": texts})
    found = find_hotspots(table)
    members = found.members.groupby("rank")["row"].agg(list).tolist()
    assert sorted(members[:2]) == [list(range(72, 92)), list(range(92, 112))]
    assert sorted(found.issues["place"][:2]) == ["桂花苑", "青枫雅苑"]


def test_known_groups_stay_together_and_apart_in_a_large_table(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = _large(monkeypatch)
    space = build_space([""] * len(texts), texts, with_copies=True)
    known = np.full(len(texts), -1)
    known[[72, 95]], known[73] = 0, 1
    groups = group_messages(space, min_likeness=0.15, fixed=known)
    assert groups[72] == groups[95]
    assert list(dict.fromkeys(groups.tolist())) == list(range(groups.max() + 1))
    numbers, first = grouping._texts(space, known)
    assert (numbers[first] == np.arange(len(first))).all()
    assert numbers[75] == numbers[78] not in (numbers[72], numbers[73])
