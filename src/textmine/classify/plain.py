"""Compute what the compiled kernel computes, in numpy alone: for machines without numba, and as its check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

if TYPE_CHECKING:
    from textmine.classify.features import Features, Prepared

__all__ = ["document_keys", "score_rows", "transform_rows"]

_CHAR, _HEAD, _WORD, _PAIR = 1 << 61, 2 << 61, 3 << 61, 1 << 60
_FNV_OFFSET, _FNV_PRIME, _MASK = 0xCBF29CE484222325, 0x100000001B3, (1 << 64) - 1
_SPACE = 32


def _ngram_keys(codes: npt.NDArray[np.uint32], tag: int) -> npt.NDArray[np.uint64]:
    wide = codes.astype(np.uint64)
    pairs = np.uint64(tag | _PAIR) | (wide[:-1] << np.uint64(21)) | wide[1:]
    return np.concatenate([np.uint64(tag) | wide, pairs])


def _word_keys(codes: npt.NDArray[np.uint32], ends: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
    keys, before = [], 0
    listed = codes.tolist()
    for end in ends.tolist():
        word = listed[before:end]
        before = end
        if word == [_SPACE]:
            continue
        hashed = _FNV_OFFSET
        for code in word:
            hashed = ((hashed ^ code) * _FNV_PRIME) & _MASK
        keys.append(_WORD | (hashed & ((1 << 60) - 1)))
    return np.array(keys, dtype=np.uint64)


def _blocks(
    codes: Any, offsets: Any, heads: Any, ends: Any, words: Any, doc: int
) -> list[npt.NDArray[np.uint64]]:
    text = codes[offsets[doc] : offsets[doc + 1]]
    head = codes[offsets[doc] : heads[doc]]
    return [
        _ngram_keys(text, _CHAR),
        _ngram_keys(head, _HEAD),
        _word_keys(text, ends[words[doc] : words[doc + 1]]),
    ]


def document_keys(codes: Any, offsets: Any, heads: Any, ends: Any, words: Any) -> npt.NDArray[np.uint64]:
    """Return the distinct keys of each text, end to end."""
    n = len(offsets) - 1
    found = [np.unique(np.concatenate(_blocks(codes, offsets, heads, ends, words, doc))) for doc in range(n)]
    return np.concatenate(found) if found else np.zeros(0, np.uint64)


def _rows(prepared: Prepared, features: Features) -> tuple[sparse.csr_matrix, npt.NDArray[np.float64]]:
    points, keys, idf = prepared.points, features.keys, features.idf
    indptr, indices, values = [0], [], []
    unseen = np.zeros(len(prepared))
    for doc in range(len(prepared)):
        blocks = _blocks(points.codes, points.offsets, prepared.heads, prepared.ends, prepared.words, doc)
        n_values = 0
        for number, block in enumerate(blocks):
            found, counts = np.unique(block, return_counts=True)
            at = np.minimum(np.searchsorted(keys, found), max(len(keys) - 1, 0))
            known = keys[at] == found if len(keys) else np.zeros(len(found), dtype=bool)
            if number == 0 and len(block):
                unseen[doc] = counts[~known].sum() / len(block)
            index, count = at[known], counts[known]
            if features.is_sublinear:
                value = idf[index] * (1 + np.log(count))
                norm = np.sqrt((value**2).sum())
            else:
                value = idf[index] * count
                norm = np.sqrt((idf[index] * value).sum())
            if norm > 0:
                n_values += len(index)
                indices.append(index)
                values.append(value * (features.scales[number] / norm))
        indptr.append(indptr[-1] + n_values)
    joined = np.concatenate(indices) if indices else np.zeros(0, np.int64)
    data = np.concatenate(values) if values else np.zeros(0)
    matrix = sparse.csr_matrix((data, joined, np.array(indptr)), shape=(len(prepared), len(keys)))
    matrix.sort_indices()
    return matrix, unseen


def transform_rows(prepared: Prepared, features: Features) -> sparse.csr_matrix:
    """Return the scaled TF-IDF rows, documents × vocabulary."""
    return _rows(prepared, features)[0]


def score_rows(
    prepared: Prepared, features: Features, weights: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return scores and unseen shares, as the compiled kernel does."""
    matrix, unseen = _rows(prepared, features)
    return np.asarray(matrix @ weights.astype(np.float64)), unseen
