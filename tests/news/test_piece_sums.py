"""Sums of marks for many sentences at once are those of the marks of each piece."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from textmine.news.issue_features import Reading, read_sentence
from textmine.news.issue_marks import piece_marks
from textmine.news.issue_model import IssueWeights, weight_table
from textmine.news.piece_sums import MarkSums, tabulate
from textmine.news.sentences import full_width_sentences

_DATA = Path(__file__).parent / "data"
# What the marks are made of: list heads, quotation marks, colons, shares, words for things and troubles.
_BITS = (
    *"，、；：。“”！？（）\n 一二有其还再①所也加件难等占3成\0a𠮷",
    "路灯坏了", "停车难", "没人修", "下水道堵了", "问题有三类：", "有的", "还有", "修好了", "居民说", "没有", "占三成", "12件", "等问题",
    "矛盾", "投诉", "物业", "希望", "社区",
)  # fmt: skip


def assert_sums_are_those_of_the_marks(readings: list[Reading], seed: int) -> None:
    chance = random.Random(seed)
    names = [
        [[mark for group in groups for mark in group] for groups in piece_marks(one)] for one in readings
    ]
    weights = {mark: chance.randrange(-999, 1000) for own in names for piece in own for mark in piece}
    table = tabulate(readings)
    assert table is not None
    expected = [sum(weights[mark] for mark in piece) for own in names for piece in own]
    assert MarkSums(weights).of_pieces(table, readings).tolist() == expected


@pytest.mark.parametrize("author", ["fifth", "eighth", "twelfth", "twentieth"])
def test_sums_of_authored_pages(author: str) -> None:
    lines = (_DATA / f"{author}_author.jsonl").read_text(encoding="utf-8").splitlines()
    text = "\n".join(paragraph for line in lines for paragraph in json.loads(line)["paragraphs"])
    assert_sums_are_those_of_the_marks([read_sentence(s) for s in full_width_sentences(text)], 1)


@pytest.mark.parametrize("seed", range(12))
def test_sums_of_any_text(seed: int) -> None:
    chance = random.Random(seed)
    texts = ["".join(chance.choices(_BITS, k=chance.randrange(40))) for _ in range(300)]
    assert_sums_are_those_of_the_marks([read_sentence(text) for text in [*texts, "路灯坏了"]], seed)


def test_scores_do_not_depend_on_what_is_weighed_together() -> None:
    weights = IssueWeights(weight_table())
    readings = [
        read_sentence(text)
        for text in ("“路灯坏了”“停车难”", "", "，，", "一是停车难；二是没路灯。", "他来了")
    ]
    assert weights.scores(readings) == [weights.scores([one])[0] for one in readings]


def test_no_piece_has_no_table() -> None:
    assert tabulate([]) is None
    assert tabulate([read_sentence("，。")]) is None
    assert IssueWeights(weight_table()).scores([read_sentence("，。")]) == [[]]
