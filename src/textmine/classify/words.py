"""Find where the words of many texts end, for the words block of the features."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["word_ends"]


@functools.cache
def _segmenter() -> Any:
    """Use the plain jieba dictionary: a model must not depend on the lexicon a user happens to have."""
    from textmine.text.segment import Segmenter

    return Segmenter(lexicon=None)


def word_ends(texts: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the ends of all words, each relative to its text's start, and where each text's words begin.

    Examples
    --------
    >>> ends, first = word_ends(["小区路灯", ""])
    >>> ends.tolist(), first.tolist()
    ([2, 4], [0, 2, 2])
    """
    words = _segmenter().segment(texts)
    first = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(np.fromiter(map(len, words), dtype=np.int64, count=len(words)), out=first[1:])
    lengths = np.fromiter(
        map(len, itertools.chain.from_iterable(words)), dtype=np.int64, count=int(first[-1])
    )
    running = np.concatenate([[0], np.cumsum(lengths)])
    ends = running[1:] - np.repeat(running[first[:-1]], np.diff(first))
    return ends, first
