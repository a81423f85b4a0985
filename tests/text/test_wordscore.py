"""Words are scored by spans."""

from __future__ import annotations

import pytest

from textmine.text.wordscore import score_words


def test_score_words_by_hand():
    # Gold: 3 + 2 words; found: 2 + 2; right: 甲 alone in the first, both in the second.
    score = score_words([["甲", "乙", "丙"], ["丁", "戊己"]], [["甲", "乙丙"], ["丁", "戊己"]])
    assert (score.n_gold, score.n_found, score.n_right) == (5, 4, 3)
    assert score.precision == 3 / 4
    assert score.recall == 3 / 5
    assert score.f1 == pytest.approx(2 * 0.75 * 0.6 / 1.35)


def test_score_words_counts_places_not_spellings():
    assert score_words([["人", "人人"]], [["人人", "人"]]).n_right == 0


def test_score_words_refuses_other_texts():
    with pytest.raises(ValueError, match="not the same text"):
        score_words([["甲"]], [["乙"]])


def test_score_words_of_nothing_is_zero():
    assert score_words([], []).f1 == 0
