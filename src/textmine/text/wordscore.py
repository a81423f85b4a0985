"""Score a segmentation against gold by spans, as the SIGHAN bakeoffs do."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["WordScore", "score_words"]


@dataclass(frozen=True)
class WordScore:
    """Hold precision, recall and F1 (0-1) of words, and how many there were."""

    n_gold: int
    n_found: int
    n_right: int

    @property
    def precision(self) -> float:
        """Share of the found words that are right."""
        return self.n_right / self.n_found if self.n_found else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold words that were found."""
        return self.n_right / self.n_gold if self.n_gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.n_gold + self.n_found
        return 2 * self.n_right / total if total else 0.0


def score_words(gold: Sequence[Sequence[str]], found: Sequence[Sequence[str]]) -> WordScore:
    """Count the words that begin and end where a gold word does (Sproat & Emerson 2003).

    Raises
    ------
    ValueError
        When the two do not spell the same text.

    Examples
    --------
    >>> score = score_words([["物业", "费", "涨", "了"]], [["物业费", "涨", "了"]])
    >>> score.n_right, round(score.precision, 3), score.recall, round(score.f1, 3)
    (2, 0.667, 0.5, 0.571)
    """
    n_gold = n_found = n_right = 0
    for right, ours in zip(gold, found, strict=True):
        if "".join(right) != "".join(ours):
            raise ValueError(f"not the same text: {''.join(right)[:20]!r} and {''.join(ours)[:20]!r}")
        spans, our_spans = _spans(right), _spans(ours)
        n_gold, n_found, n_right = (
            n_gold + len(spans),
            n_found + len(our_spans),
            n_right + len(spans & our_spans),
        )
    return WordScore(n_gold, n_found, n_right)


def _spans(words: Sequence[str]) -> set[tuple[int, int]]:
    ends = list(itertools.accumulate(map(len, words)))
    return set(zip([0, *ends[:-1]], ends, strict=True)) if ends else set()
