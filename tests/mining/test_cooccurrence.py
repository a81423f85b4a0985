"""Links between words: counts by hand, strength as scipy has it, none by chance."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from textmine.mining.cooccurrence import COOCCURRENCE_COLUMNS, link_words


def _texts() -> list[list[str]]:
    rng = np.random.default_rng(0)
    texts = [
        ["停车", "车位"],
        ["停车", "收费"],
        ["噪音", "施工", "停车"],
        ["噪音", "施工"],
        ["路灯", "漆黑"],
        ["电梯", "停运"],
        ["学校", "招生"],
        ["公交", "绕行"],
    ] * 12
    return [[*t, *(str(w) for w in rng.choice(["小雨", "周一", "下午", "南边", "昨天"], 1))] for t in texts]


def test_link_words_agrees_with_plain_counts_and_with_the_g_test_of_scipy() -> None:
    texts = _texts()
    table = link_words(texts, max_q=1.0)
    assert len(table) >= 4
    for row in table.itertuples():
        a, b = row.first, row.second
        both = sum(a in t and b in t for t in texts)
        only_a, only_b = sum(a in t and b not in t for t in texts), sum(b in t and a not in t for t in texts)
        assert (row.n_together, row.n_first, row.n_second) == (both, both + only_a, both + only_b)
        cells = [[both, only_a], [only_b, len(texts) - both - only_a - only_b]]
        g2 = chi2_contingency(cells, correction=False, lambda_="log-likelihood").statistic
        assert row.log_likelihood == pytest.approx(g2, abs=2e-3)
        p = both / len(texts)
        pmi = math.log(p / ((both + only_a) / len(texts) * (both + only_b) / len(texts)))
        assert row.npmi == pytest.approx(pmi / -math.log(p), abs=1e-3)


def test_link_words_gives_one_to_words_that_never_part() -> None:
    table = link_words(_texts()).set_index(["first", "second"])
    assert table.loc[("噪音", "施工"), "npmi"] == 1.0


def test_link_words_links_hardly_anything_in_words_drawn_at_random() -> None:
    rng = np.random.default_rng(2)
    vocabulary = [f"词{chr(0x4E00 + at)}" for at in range(40)]
    texts = [[str(w) for w in rng.choice(vocabulary, 8, replace=False)] for _ in range(400)]
    assert len(link_words(texts, max_q=0.01)) == 0


def test_link_words_gives_no_row_for_no_text_and_keeps_its_columns() -> None:
    for texts in ([], [[]], [["停车"]]):
        table = link_words(texts)
        assert len(table) == 0
        assert list(table.columns) == COOCCURRENCE_COLUMNS
