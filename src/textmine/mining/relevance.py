"""Say how well a reply suits a message, and whether it suits that message better than other replies would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["PairSpace", "build_pair_space"]

Floats = npt.NDArray[np.float64]
_WORD_SHARE, _TITLE_SHARE = 0.5, 0.5  # beside 1 for the characters of the whole message
_NEIGHBOURS = 2
_MAX_RANKED = 5000
# Okapi BM25 with its usual constants (Robertson and Zaragoza, 2009): a term repeated counts less and less, and a long
# reply needs more of it.
_SATURATION, _LENGTH_SHARE = 1.2, 0.75


@dataclass(frozen=True)
class _Block:
    """Hold one view of the pairs: unit vectors for the cosine, and the replies as BM25 weighs them."""

    weight: float
    messages: Any
    replies: Any
    saturated: Any


@dataclass(frozen=True)
class PairSpace:
    """Hold the vectors of messages and of their replies, block by block with its weight."""

    blocks: list[_Block]
    n: int

    def relevance(self) -> Floats:
        """Measure the likeness of each message and its own reply, 0 (nothing in common) to 1."""
        total = np.zeros(self.n)
        for block in self.blocks:
            total += block.weight * np.asarray(block.messages.multiply(block.replies).sum(axis=1)).ravel()
        return total / sum(block.weight for block in self.blocks)

    def own_ranks(self) -> Floats:
        """Rank each message's own reply among all replies by BM25; 1 means that no other suits it better.

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
        for block in self.blocks:
            score = (block.messages @ block.saturated.T).toarray().astype(np.float32)
            best = float(score.max(axis=1).mean())  # brings the blocks to one scale
            alike += np.float32(block.weight / best if best > 0 else 0.0) * score
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


def _blocks(titles: Sequence[str], messages: Sequence[str], replies: Sequence[str]) -> list[_Block]:
    from textmine.text.segment import Segmenter

    segment = Segmenter().segment
    return [
        _block(1.0, messages, replies),
        _block(_WORD_SHARE, segment(messages), segment(replies), analyzer=_plain_words),
        _block(_TITLE_SHARE, titles, replies),
    ]


def _block(weight: float, left: Sequence[Any], right: Sequence[Any], *, analyzer: Any = None) -> _Block:
    """Compare over the terms both sides use, weighed by the geometric mean of the two inverse document frequencies.

    Messages and replies have stock phrases of their own: a term must be rare on both sides to count for much.
    Without an analyzer the terms are pairs of characters.
    """
    import scipy.sparse as sp
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.preprocessing import normalize

    length_of_term = (2, 2) if analyzer is None else (1, 1)
    counter = CountVectorizer(analyzer=analyzer or "char", ngram_range=length_of_term, dtype=np.float32)
    try:
        both = counter.fit_transform([*left, *right]).tocsr()
    except ValueError:  # not one term in the whole table
        empty = sp.csr_matrix(np.zeros((len(left), 1), dtype=np.float32))
        return _Block(weight, empty, empty, empty)
    a, b = both[: len(left)], both[len(left) :]
    in_a, in_b = a.getnnz(axis=0), b.getnnz(axis=0)
    n = len(left)
    idf = np.sqrt((np.log((1 + n) / (1 + in_a)) + 1) * (np.log((1 + n) / (1 + in_b)) + 1))
    weigh = sp.diags(np.where((in_a > 0) & (in_b > 0), idf, 0.0).astype(np.float32))
    length = np.asarray(b.sum(axis=1)).ravel()
    norm = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * length / max(float(length.mean()), 1e-9))
    saturated = b.copy()
    saturated.data = b.data * (_SATURATION + 1) / (b.data + norm[np.repeat(np.arange(n), np.diff(b.indptr))])
    vectors = []
    for matrix in (a, b):
        matrix.data = 1 + np.log(matrix.data)
        vectors.append(normalize(matrix @ weigh).astype(np.float32))
    return _Block(weight, vectors[0], vectors[1], (saturated @ weigh).astype(np.float32))


def _plain_words(words: Sequence[str]) -> list[str]:
    return [w for w in words if len(w) > 1 and w.isalnum()]
