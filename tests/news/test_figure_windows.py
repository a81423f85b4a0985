"""Weights added up in arrays are those of the pairs that `figure_grams` lists figure by figure."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.news.figure_grams import figure_grams, figure_sides, sentence_pairs
from textmine.news.figure_windows import PairWeights
from textmine.news.kinds import claim_kinds, page_kinds
from textmine.news.numbers import find_quantities
from textmine.news.sentences import full_width_sentences

_WINDOWS = "LRPS"
_PIECES = [
    "走访",
    "居民",
    "12",
    "1,200",
    "三十五",
    "３",
    "户",
    "，",
    "、",
    "；",
    ":",
    "：",
    "办结",
    "件",
    "！",
    "零5",
    "2.5",
    "1.25",
    "万",
]


def _sentences(pieces: list[list[str]]) -> list[str]:
    return ["".join(own) for own in pieces]


class _Numbered(defaultdict[str, int]):
    """Give every mark a weight of its own, so that equal sums mean equal marks."""

    def __missing__(self, mark: str) -> int:
        self[mark] = 1 << min(40, len(self))
        return self[mark]


def _pair_weights(marks: _Numbered) -> PairWeights:
    windows = [{m[1:]: [marks[m]] for m in list(marks) if m[0] == name} for name in _WINDOWS]
    return PairWeights(*windows, n_classes=1)


@given(st.lists(st.lists(st.sampled_from(_PIECES), max_size=25), min_size=1, max_size=4))
def test_sums_are_those_of_the_pairs_listed_one_by_one(pieces: list[list[str]]) -> None:
    sentences = _sentences(pieces)
    figures = [[(one.start, one.end) for one in find_quantities(sentence)] for sentence in sentences]
    marks = _Numbered()
    near = [
        sum(marks[m] for m in figure_grams(sentence, *span) if m[0] in _WINDOWS)
        for sentence, own in zip(sentences, figures, strict=True)
        for span in own
    ]
    around = [sum(marks["S" + pair] for pair in sentence_pairs(sentence)) for sentence in sentences]
    sums = _pair_weights(marks).sums(sentences, figures)
    assert sums.of_figure == [[weight] for weight in near]
    assert sums.of_sentence == [[weight] for weight in around]
    sides = [figure_sides(s, *span) for s, own in zip(sentences, figures, strict=True) for span in own]
    assert sums.touching == [(left[-3:], right[:3]) for left, right in sides]


@pytest.mark.parametrize("n_sentences", [0, 1, 3])
def test_no_figures_no_rows(n_sentences: int) -> None:
    sums = PairWeights({"办结": [1]}, {}, {}, {}, n_classes=1).sums(
        ["办结"] * n_sentences, [[]] * n_sentences
    )
    assert len(sums.of_sentence) == n_sentences
    assert sums.of_figure == []
    assert sums.touching == []


def test_kinds_do_not_depend_on_what_else_is_read_with_them() -> None:
    text = "区里选派38名干部，宣讲300余场次。投诉由31件降到4件。天晴了。走访居民1,200户，办结2.5万件！" * 3
    sentences = full_width_sentences(text)
    figures = [find_quantities(sentence) for sentence in sentences]
    alone = [claim_kinds(sentence, own) for sentence, own in zip(sentences, figures, strict=True)]
    assert page_kinds(sentences, figures) == alone
    assert {kind for own in alone for kind in own} >= {"activity", "outcome"}
