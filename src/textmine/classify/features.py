"""Turn documents into weighted features: characters, head and words, with IDF from any texts one has.

A document is one string, or a title and a body joined by a newline; its head is the first line when that is short,
else its first characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from textmine.classify.codepoints import CodePoints, encode_texts, fold_texts, folding_table
from textmine.classify.keys import block_of

__all__ = ["Features", "Prepared", "Scorer", "join_prepared", "prepare"]

HEAD_CHARACTERS = 30  # a message's title or first clause; measured in docs/classification.md
# Squared, as if query and document both carried it: better than 1 on two sources, see docs/classification.md.
IDF_POWER = 2.0
_CACHE_LINE = 64  # bytes


@dataclass(frozen=True)
class Prepared:
    """Hold folded texts with the ends of their heads and, for the words block, the ends of their words."""

    points: CodePoints
    heads: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    words: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.points)

    def take(self, rows: npt.NDArray[np.int64]) -> Prepared:
        """Return some of the texts, in the order asked for."""
        starts, stops = self.points.offsets[rows], self.points.offsets[rows + 1]
        first, last = self.words[rows], self.words[rows + 1]
        offsets, positions = _ranges(starts, stops)
        words, kept = _ranges(first, last)
        points = CodePoints(self.points.codes[positions], offsets)
        return Prepared(points, self.heads[rows] - starts + offsets[:-1], self.ends[kept], words)


def join_prepared(first: Prepared, second: Prepared) -> Prepared:
    """Put two sets of texts end to end."""

    def after(a: npt.NDArray[np.int64], b: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        return np.concatenate([a, b[1:] + a[-1]])

    shift = first.points.offsets[-1]
    points = CodePoints(
        np.concatenate([first.points.codes, second.points.codes]),
        after(first.points.offsets, second.points.offsets),
    )
    return Prepared(
        points,
        np.concatenate([first.heads, second.heads + shift]),
        np.concatenate([first.ends, second.ends]),
        after(first.words, second.words),
    )


def _ranges(
    starts: npt.NDArray[np.int64], stops: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return where each range begins when they are laid end to end, and all positions in them."""
    lengths = stops - starts
    bounds = np.zeros(len(starts) + 1, dtype=np.int64)
    np.cumsum(lengths, out=bounds[1:])
    return bounds, np.arange(bounds[-1]) + np.repeat(starts - bounds[:-1], lengths)


def prepare(texts: Sequence[str], *, with_words: bool) -> Prepared:
    """Fold texts, find their heads and, where wanted, their words.

    Examples
    --------
    >>> prepared = prepare(["路灯不亮"], with_words=True)
    >>> len(prepared), int(prepared.heads[0])
    (1, 4)
    """
    points = _fold(texts)
    heads = np.minimum(points.offsets[:-1] + HEAD_CHARACTERS, points.offsets[1:])
    n = len(points)
    if not with_words:
        return Prepared(points, heads, np.zeros(0, np.int64), np.zeros(n + 1, np.int64))
    from textmine.classify.words import word_ends

    ends, words = word_ends(points.texts())
    return Prepared(points, heads, ends, words)


def _fold(texts: Sequence[str]) -> CodePoints:
    kernel = _kernel()
    if kernel is None:
        return fold_texts(texts)
    encoded = encode_texts(texts)
    codes, offsets = kernel.fold_codes(encoded.codes, encoded.offsets, folding_table())
    return CodePoints(codes, offsets)


def _kernel() -> Any:
    """Return the compiled kernel, or None where numba is missing: the plain path then computes the same numbers."""
    global _KERNEL
    if _KERNEL is _UNKNOWN:
        try:
            from textmine.classify import kernel
        except ImportError:
            _KERNEL = None
        else:
            _KERNEL = kernel
    return _KERNEL


_UNKNOWN: Any = object()
_KERNEL: Any = _UNKNOWN


@dataclass(frozen=True)
class Features:
    """Hold a vocabulary with its IDF; turn documents into rows or straight into scores.

    Attributes
    ----------
    keys : uint64 array, ascending
        One feature each: block, then code points or a hash of a word.
    idf : float64 array
    scales : float64 array of 3
        Weight of the blocks char, head, word; a block of weight 0 is left out.
    is_sublinear : bool
        Which weighting of the kernel; the occurrence weighting has no words.
    """

    keys: npt.NDArray[np.uint64]
    idf: npt.NDArray[np.float64]
    scales: npt.NDArray[np.float64]
    is_sublinear: bool = True

    @classmethod
    def fit(
        cls,
        prepared: Prepared,
        *,
        scales: Sequence[float] = (1.0, 0.7, 1.0),
        unlabelled: Prepared | None = None,
        min_documents: int = 1,
    ) -> Features:
        """Collect the features of labelled documents; count their IDF over unlabelled ones as well.

        IDF is ``log((1 + n) / (1 + df)) + 1``, as scikit-learn smooths it, to the power `IDF_POWER`.
        """
        keys, counts = _document_frequencies(prepared)
        n = len(prepared)
        known = counts >= min_documents
        keys, counts = keys[known], counts[known]
        if unlabelled is not None and len(unlabelled):
            more_keys, more_counts = _document_frequencies(unlabelled)
            at = np.searchsorted(more_keys, keys)
            at[at == len(more_keys)] = 0
            counts = counts + np.where(more_keys[at] == keys, more_counts[at], 0)
            n += len(unlabelled)
        used = np.asarray(scales, dtype=np.float64)
        keep = used[block_of(keys)] > 0
        idf = (np.log((1 + n) / (1 + counts[keep])) + 1) ** IDF_POWER
        # Counting needs the segmented words anyway; characters alone are weighed in one pass.
        return cls(keys[keep], idf, used, is_sublinear=bool(used[2] > 0))

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def needs_words(self) -> bool:
        """Tell whether documents must be segmented."""
        return bool(self.scales[2] > 0)

    @cached_property
    def _slots(self) -> tuple[npt.NDArray[np.uint64], np.uint64]:
        return _hash_table(self.keys)

    def transform(self, prepared: Prepared) -> sparse.csr_matrix:
        """Return the weighted features, documents × vocabulary."""
        kernel = _kernel()
        if kernel is None:
            from textmine.classify.plain import transform_rows

            return transform_rows(prepared, self)
        points = prepared.points
        indptr, indices, values = kernel.transform_rows(
            points.codes,
            points.offsets,
            prepared.heads,
            prepared.ends,
            prepared.words,
            *self._slots,
            self.idf,
            self.scales,
            self.is_sublinear,
        )
        matrix = sparse.csr_matrix((values, indices, indptr), shape=(len(prepared), len(self.keys)))
        matrix.sort_indices()
        return matrix

    def scorer(self, weights: npt.NDArray[np.float32]) -> Scorer:
        """Return what scores documents with these weights, features × classes; it may be kept and used again."""
        return Scorer(self, weights)


@dataclass(frozen=True)
class Scorer:
    """Score documents; holds the weights in the layout the compiled kernel reads fastest."""

    features: Features
    weights: npt.NDArray[np.float32]

    @cached_property
    def _layout(self) -> tuple[npt.NDArray[np.uint64], np.uint64, npt.NDArray[np.float32]]:
        """Lay rows out by falling document frequency: the few that occur everywhere share the processor's cache."""
        order = np.argsort(self.features.idf, kind="stable")
        n, n_classes = self.weights.shape
        idf = self.features.idf[order]
        rows = _aligned_zeros(n, -(-(n_classes + 1) // 8) * 8)
        rows[:, 0] = idf**2
        rows[:, 1 : n_classes + 1] = self.weights[order] * idf[:, None]
        return *_hash_table(self.features.keys[order]), rows

    def score(self, prepared: Prepared) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return scores, documents × classes, and each document's share of features never seen in training."""
        kernel, features, points = _kernel(), self.features, prepared.points
        if kernel is None:
            from textmine.classify.plain import score_rows

            return score_rows(prepared, features, self.weights)
        if features.is_sublinear:
            return kernel.score_rows(
                points.codes,
                points.offsets,
                prepared.heads,
                prepared.ends,
                prepared.words,
                *features._slots,
                features.idf,
                self.weights,
                features.scales,
            )
        scores, unseen = kernel.score_occurrences(
            points.codes, points.offsets, prepared.heads, *self._layout, features.scales
        )
        return scores[:, 1 : self.weights.shape[1] + 1], unseen


def _aligned_zeros(n_rows: int, n_columns: int) -> npt.NDArray[np.float32]:
    """Return zeros that begin where a line of the processor's cache begins: a row then spans as few lines as it can."""
    n_bytes = 4 * n_rows * n_columns
    space = np.zeros(n_bytes + _CACHE_LINE, dtype=np.uint8)
    first = -space.ctypes.data % _CACHE_LINE
    return space[first : first + n_bytes].view(np.float32).reshape(n_rows, n_columns)


def _hash_table(keys: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.uint64], np.uint64]:
    """Return the open-addressing table of a vocabulary and the shift that finds a slot in it."""
    bits = max(4, int(2 * max(len(keys), 1)).bit_length())
    slots, shift = np.zeros(1 << bits, dtype=np.uint64), np.uint64(64 - bits)
    _kernel().build_slots(keys, slots, shift)
    return slots, shift


def _document_frequencies(prepared: Prepared) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    kernel = _kernel()
    if kernel is None:
        from textmine.classify.plain import document_keys
    else:
        document_keys = kernel.document_keys
    points = prepared.points
    keys = document_keys(points.codes, points.offsets, prepared.heads, prepared.ends, prepared.words)
    found, counts = np.unique(keys, return_counts=True)
    return found, counts
