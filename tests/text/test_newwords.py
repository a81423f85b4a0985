"""Words that stick together and stand in varied company are proposed."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from textmine.text.lexicon import Lexicon
from textmine.text.newwords import discover_words

BEFORE = ["东街", "西巷", "南门", "北院", "甲楼", "乙幢", "丙座", "丁区"]
AFTER = ["来了", "开会", "走访", "很忙", "请假", "值班", "换人", "登记"]
TEXTS = [f"{a}网格长{b}" for a, b in itertools.product(BEFORE, AFTER)]


def test_discover_words_finds_a_word_the_dictionary_lacks():
    found = discover_words(TEXTS, min_count=20, min_cohesion=1).to_frame()
    assert found["word"].tolist() == ["网格长"]
    row = found.iloc[0]
    assert row["n"] == row["n_documents"] == 64
    assert row["left_entropy"] == pytest.approx(3.0)
    assert row["right_entropy"] == pytest.approx(3.0)
    assert row["score"] == pytest.approx(row["cohesion"] + 3.0)
    assert "网格长" in row["example"]


def test_cohesion_is_the_mutual_information_of_the_weakest_cut():
    found = discover_words(TEXTS, min_count=20, min_cohesion=1).to_frame().iloc[0]
    # 7 characters a text: 7 single ones, 6 pairs, 5 triples; 网, 格, 长, 网格 and 格长 stand 64 times each.
    cuts = [(64 / 320) / ((64 / 448) * (64 / 384))] * 2
    assert found["cohesion"] == pytest.approx(np.log2(min(cuts)))


def test_discover_words_leaves_out_known_words():
    assert (
        discover_words(TEXTS, lexicon=Lexicon().add("网格长"), min_count=20, min_cohesion=1).to_frame().empty
    )
    known = [text.replace("网格长", "电梯") for text in TEXTS]
    assert "电梯" not in discover_words(known, min_count=20, min_cohesion=0.1).to_frame()["word"].tolist()


def test_discover_words_drops_fragments():
    """网格 is always followed by 长: no word by itself."""
    assert "格长" not in discover_words(TEXTS, min_count=20, min_cohesion=0.1).to_frame()["word"].tolist()


def test_discover_words_of_nothing_is_empty():
    for texts in ([], [""], ["abc 123"]):
        assert discover_words(texts).to_frame().empty


def test_candidates_become_a_lexicon():
    assert "网格长" in discover_words(TEXTS, min_count=20, min_cohesion=1).lexicon()
