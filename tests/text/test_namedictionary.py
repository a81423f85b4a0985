"""Words are told from names by our complaints and jieba's dictionary."""

from __future__ import annotations

from textmine.text.everydaywords import EVERYDAY_WORDS
from textmine.text.namedata import SURNAMES
from textmine.text.namedictionary import given_counts, is_common, is_word, tag_of, word_logs


def test_is_word_leaves_names_out():
    assert is_word("马上")
    assert not is_word("白素贞")


def test_is_common_draws_a_line_in_frequency():
    assert is_common("文明")
    assert not is_common("甘露")
    assert not is_common("王伟")


def test_words_unseen_in_complaints_are_rare_whatever_books_say():
    assert "戈壁" not in EVERYDAY_WORDS
    assert word_logs()["戈壁"] < word_logs()["门口"]


def test_everyday_words_begin_with_a_surname():
    assert {"方便", "门口"} <= EVERYDAY_WORDS
    assert sum(word[0] in SURNAMES for word in EVERYDAY_WORDS) > 0.95 * len(EVERYDAY_WORDS)


def test_tag_of_names_kinds_of_words():
    assert (tag_of("反映"), tag_of("已经"), tag_of("花盆")) == ("verb", "adverb", "")


def test_given_counts_count_by_place():
    first, last = given_counts()
    assert first["志"] > last["志"]
