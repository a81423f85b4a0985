"""Dictionaries count words, not substrings."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from textmine import InputError
from textmine.mining.dictionaries import count_dictionary, keyword_in_context
from textmine.text.segment import Segmenter


def test_count_dictionary_counts_a_country_inside_another_not_at_all() -> None:
    words = Segmenter().segment(["印度尼西亚发生地震", "印度发生地震"])
    assert count_dictionary(words, {"印度": ["印度"]})["印度"].tolist() == [0, 1]


def test_count_dictionary_agrees_with_a_plain_count_and_sums_to_the_parent() -> None:
    rng = np.random.default_rng(0)
    words = [list(rng.choice(["甲", "乙", "丙", "丁"], 30)) for _ in range(50)]
    found = count_dictionary(words, {"全/一": ["甲"], "全/二": ["乙", "丙"]})
    for row, doc in zip(found.to_dict("records"), words, strict=True):
        n = Counter(doc)
        assert row == {"全": n["甲"] + n["乙"] + n["丙"], "全/一": n["甲"], "全/二": n["乙"] + n["丙"]}


def test_count_dictionary_counts_a_word_of_two_children_once_for_the_parent() -> None:
    found = count_dictionary([["停车费"]], {"停车/钱": ["停车费"], "停车/事": ["停车*"]})
    assert found.iloc[0].to_dict() == {"停车": 1, "停车/事": 1, "停车/钱": 1}


def test_count_dictionary_refuses_an_entry_without_words() -> None:
    with pytest.raises(InputError, match="has no words"):
        count_dictionary([["停车"]], {"空": []})


def test_keyword_in_context_gives_back_the_text_around() -> None:
    found = keyword_in_context([["小区", "停车", "难", "停车", "贵"]], "停车")
    assert (found["before"] + found["keyword"] + found["after"]).tolist() == ["小区停车难停车贵"] * 2


def test_keyword_in_context_agrees_with_a_plain_walk() -> None:
    rng = np.random.default_rng(4)
    words = [[str(w) for w in rng.choice(["停车", "难", "贵", "乱"], 20)] for _ in range(30)]
    found = keyword_in_context(words, "停车", window=3)
    plain = [(d, at) for d, doc in enumerate(words) for at, w in enumerate(doc) if w == "停车"]
    assert list(zip(found["document"], found["position"], strict=True)) == plain
    for row in found.itertuples():
        text, before = "".join(words[row.document]), "".join(words[row.document][: row.position])
        assert text[len(before) :].startswith(row.keyword + row.after)
        assert before.endswith(row.before)
    assert len(keyword_in_context([], "停车")) == 0
