"""Say how well a reply suits a message, and whether it suits that message better than other replies would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["PairSpace", "build_pair_space"]

Floats = npt.NDArray[np.float64]
_WORD_SHARE, _TITLE_SHARE = 0.5, 0.3  # beside 1 for the characters of the whole message
_NEIGHBOURS = 2
_MAX_RANKED = 5000


@dataclass(frozen=True)
class PairSpace:
    """Hold the vectors of messages and of their replies, block by block with its weight."""

    blocks: list[tuple[float, Any, Any]]
    n: int

    def relevance(self) -> Floats:
        """Measure the likeness of each message and its own reply, 0 (nothing in common) to 1."""
        total = np.zeros(self.n)
        for weight, left, right in self.blocks:
            total += weight * np.asarray(left.multiply(right).sum(axis=1)).ravel()
        return total / sum(weight for weight, _, _ in self.blocks)

    def own_ranks(self) -> Floats:
        """Rank each message's own reply among all replies; 1 means that no other suits it better.

        A reply that suits every message (a hub) is held back: from twice the likeness, the mean likeness of the
        reply to its two nearest messages is taken (cross-domain similarity local scaling: Conneau and others, 2018,
        "Word translation without parallel data", there with k = 10). Equal replies share the better rank.

        Returns
        -------
        float array
            NaN everywhere when there are fewer than 2 or more than 5000 replies.
        """
        if self.n < 2 or self.n > _MAX_RANKED:
            return np.full(self.n, np.nan)
        alike = np.zeros((self.n, self.n), dtype=np.float32)
        for weight, left, right in self.blocks:
            alike += np.float32(weight) * (left @ right.T).toarray().astype(np.float32)
        nearest = np.partition(alike, -_NEIGHBOURS, axis=0)[-_NEIGHBOURS:].mean(axis=0)
        alike = 2 * alike - nearest[None, :]
        own = np.diag(alike)
        return np.asarray(1.0 + (alike > own[:, None] + 1e-6).sum(axis=1), dtype=np.float64)


def build_pair_space(titles: Sequence[str], messages: Sequence[str], replies: Sequence[str]) -> PairSpace:
    """Turn messages and replies into comparable vectors.

    Examples
    --------
    >>> space = build_pair_space(["路灯不亮", "停水"], ["长虹路路灯不亮", "小区停水三天"], ["长虹路路灯已修", "水管已修"])
    >>> space.own_ranks().tolist()
    [1.0, 1.0]
    """
    return PairSpace(_blocks(titles, messages, replies), len(replies))


def _blocks(
    titles: Sequence[str], messages: Sequence[str], replies: Sequence[str]
) -> list[tuple[float, Any, Any]]:
    from textmine.text.segment import Segmenter

    segment = Segmenter().segment
    message_words, reply_words = segment(messages), segment(replies)
    return [
        (1.0, *_vectors(messages, replies, ngrams=(2, 3))),
        (_WORD_SHARE, *_vectors(message_words, reply_words)),
        (_TITLE_SHARE, *_vectors(titles, replies, ngrams=(2, 3))),
    ]


def _vectors(
    left: Sequence[Any], right: Sequence[Any], *, ngrams: tuple[int, int] | None = None
) -> tuple[Any, Any]:
    """Vectors over the terms both sides use, weighed by the geometric mean of the two inverse document frequencies.

    Messages and replies have stock phrases of their own: a term must be rare on both sides to count for much.
    """
    import scipy.sparse as sp
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.preprocessing import normalize

    if ngrams is None:
        counter = CountVectorizer(analyzer=_plain_words, dtype=np.float32)
    else:
        counter = CountVectorizer(analyzer="char", ngram_range=ngrams, dtype=np.float32)
    try:
        both = counter.fit_transform([*left, *right]).tocsr()
    except ValueError:  # not one term in the whole table
        empty = sp.csr_matrix(np.zeros((len(left), 1), dtype=np.float32))
        return empty, empty
    a, b = both[: len(left)], both[len(left) :]
    in_a, in_b = np.asarray((a > 0).sum(axis=0)).ravel(), np.asarray((b > 0).sum(axis=0)).ravel()
    n = len(left)
    idf = np.sqrt((np.log((1 + n) / (1 + in_a)) + 1) * (np.log((1 + n) / (1 + in_b)) + 1))
    weight = sp.diags(np.where((in_a > 0) & (in_b > 0), idf, 0.0))
    out = []
    for matrix in (a, b):
        matrix.data = 1 + np.log(matrix.data)
        out.append(normalize(matrix @ weight).astype(np.float32))
    return out[0], out[1]


def _plain_words(words: Sequence[str]) -> list[str]:
    return [w for w in words if len(w) > 1 and w.isalnum()]
