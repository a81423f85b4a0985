"""Count, weigh and score the features of texts in one pass over their code points, in compiled code.

Three blocks of features: characters and pairs of characters (``char``), the same over the head of the text
(``head``), and words (``word``). Each block is a TF-IDF vector scaled to the block's weight. It comes in two weightings: *sublinear*,
``(1 + log tf) · idf`` over its Euclidean length, and *occurrence*, ``tf · idf`` over the root of the summed squared idf of
all occurrences, which needs no counting and so takes a single pass.
The functions are compiled by numba on first use and kept in its cache; where numba is missing,
:mod:`textmine.classify.plain` computes the same numbers more slowly.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

__all__ = ["fold_codes", "row_keys", "score_rows", "transform_rows"]

SPACE = np.uint32(32)
# A key is a feature in 64 bits: the block in the top bits, then one or two code points of 21 bits, or a hash.
_CHAR = np.uint64(1 << 61)
_HEAD = np.uint64(2 << 61)
_WORD = np.uint64(3 << 61)
_PAIR = np.uint64(1 << 60)
_SHIFT = np.uint64(21)
_FNV_OFFSET = np.uint64(0xCBF29CE484222325)
_FNV_PRIME = np.uint64(0x100000001B3)
_HASH_BITS = np.uint64((1 << 60) - 1)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_ONE = np.uint64(1)
_NONE = np.uint64(0)


@njit(cache=True, nogil=True)
def fold_codes(codes: Any, offsets: Any, table: Any) -> Any:
    """Fold code points by a table and collapse white space; returns new codes and offsets."""
    out = np.empty(codes.size, np.uint32)
    bounds = np.zeros(offsets.size, np.int64)
    n = 0
    limit = np.uint32(table.size)
    for doc in range(offsets.size - 1):
        start = n
        for at in range(offsets[doc], offsets[doc + 1]):
            code = codes[at]
            if code < limit:
                code = table[code]
            if code == SPACE and (n == start or out[n - 1] == SPACE):
                continue
            out[n] = code
            n += 1
        if n > start and out[n - 1] == SPACE:
            n -= 1
        bounds[doc + 1] = n
    return out[:n], bounds


@njit(cache=True, nogil=True)
def _word_key(codes: Any, start: int, stop: int) -> Any:
    hashed = _FNV_OFFSET
    for at in range(start, stop):
        hashed = (hashed ^ np.uint64(codes[at])) * _FNV_PRIME
    return _WORD | (hashed & _HASH_BITS)


@njit(cache=True, nogil=True)
def row_keys(
    codes: Any, start: int, stop: int, head_stop: int, ends: Any, first: int, last: int, out: Any
) -> Any:
    """Write the keys of one text's features into `out`; return the end of each block in it."""
    n = 0
    for at in range(start, stop):
        code = np.uint64(codes[at])
        out[n] = _CHAR | code
        n += 1
        if at + 1 < stop:
            out[n] = _CHAR | _PAIR | (code << _SHIFT) | np.uint64(codes[at + 1])
            n += 1
    end_char = n
    for at in range(start, head_stop):
        code = np.uint64(codes[at])
        out[n] = _HEAD | code
        n += 1
        if at + 1 < head_stop:
            out[n] = _HEAD | _PAIR | (code << _SHIFT) | np.uint64(codes[at + 1])
            n += 1
    end_head = n
    before = start
    for word in range(first, last):
        end = start + ends[word]
        # White space between words is no word.
        if not (end == before + 1 and codes[before] == SPACE):
            out[n] = _word_key(codes, before, end)
            n += 1
        before = end
    return end_char, end_head, n


@njit(cache=True, nogil=True)
def _find(key: Any, slots: Any, shift: Any) -> Any:
    """Return the position of a feature plus one, or 0 when it is unknown."""
    hashed = key * _GOLDEN
    mark = hashed & _LOW
    slot = hashed >> shift
    mask = np.uint64(slots.size - 1)
    entry = slots[slot]
    while entry != _NONE and (entry >> _HALF) != mark:
        slot = (slot + _ONE) & mask
        entry = slots[slot]
    return entry & _LOW


@njit(cache=True, nogil=True)
def build_slots(keys: Any, slots: Any, shift: Any) -> None:
    """Fill an open-addressing table: 32 bits of a feature's hash, then its position plus one.

    Slot and mark come from different bits of a one-to-one hash, so two features are mistaken for each other with
    probability below 2**-50; one entry is one look into memory.
    """
    mask = np.uint64(slots.size - 1)
    for at in range(keys.size):
        hashed = keys[at] * _GOLDEN
        slot = hashed >> shift
        while slots[slot] != _NONE:
            slot = (slot + _ONE) & mask
        slots[slot] = ((hashed & _LOW) << _HALF) | np.uint64(at + 1)


@njit(cache=True, nogil=True)
def _known_features(codes: Any, start: int, stop: int, tag: Any, slots: Any, shift: Any, out: Any) -> int:
    """Write the positions of the known features of one block; return how many there are."""
    n = 0
    before = np.uint64(0)
    for at in range(start, stop):
        code = np.uint64(codes[at])
        found = _find(tag | code, slots, shift)
        if found != _NONE:
            out[n] = np.uint32(found - _ONE)
            n += 1
        if at > start:
            found = _find(tag | _PAIR | (before << _SHIFT) | code, slots, shift)
            if found != _NONE:
                out[n] = np.uint32(found - _ONE)
                n += 1
        before = code
    return n


@njit(cache=True, nogil=True)
def _sum_rows(rows: Any, found: Any, n: int, sums: Any) -> None:
    """Add up the rows found. This is where the time goes: the plain loop becomes a few vector additions."""
    sums[:] = np.float32(0.0)
    for at in range(n):
        row = found[at]
        for column in range(sums.size):
            sums[column] += rows[row, column]


@njit(cache=True, nogil=True)
def _sum_of_eight(rows: Any, found: Any, n: int, sums: Any) -> None:
    """Add up rows of eight columns (up to seven classes): eight sums in registers take a quarter less time than the loop."""
    s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = np.float32(0.0)
    for at in range(n):
        row = found[at]
        s0 += rows[row, 0]
        s1 += rows[row, 1]
        s2 += rows[row, 2]
        s3 += rows[row, 3]
        s4 += rows[row, 4]
        s5 += rows[row, 5]
        s6 += rows[row, 6]
        s7 += rows[row, 7]
    sums[0], sums[1], sums[2], sums[3] = s0, s1, s2, s3
    sums[4], sums[5], sums[6], sums[7] = s4, s5, s6, s7


@njit(cache=True, nogil=True)
def score_occurrences(
    codes: Any, offsets: Any, heads: Any, slots: Any, shift: Any, rows: Any, scales: Any
) -> Any:
    """Score texts without counting: every occurrence of a feature adds its row.

    Parameters
    ----------
    rows : features × columns (float32)
        Idf squared, then idf times the weight of each class, then padding to whole vectors of eight.

    Returns
    -------
    sums, documents × columns (column 0 unused), and each document's share of unseen features
    """
    n_docs = offsets.size - 1
    n_columns = rows.shape[1]
    scores = np.zeros((n_docs, n_columns))
    unseen = np.zeros(n_docs)
    found = np.empty(2 * _longest(offsets) + 2, np.uint32)
    sums = np.empty(n_columns, np.float32)
    for doc in range(n_docs):
        start = offsets[doc]
        for block in range(2):
            stop = offsets[doc + 1] if block == 0 else heads[doc]
            n = _known_features(codes, start, stop, _CHAR if block == 0 else _HEAD, slots, shift, found)
            if block == 0 and stop > start:
                unseen[doc] = 1.0 - n / (2 * (stop - start) - 1)
            if n_columns == 8:
                _sum_of_eight(rows, found, n, sums)
            else:
                _sum_rows(rows, found, n, sums)
            if sums[0] > np.float32(0.0):
                factor = scales[block] / math.sqrt(sums[0])
                for column in range(n_columns):
                    scores[doc, column] += factor * sums[column]
    return scores, unseen


@njit(cache=True, nogil=True)
def _count_block(
    buffer: Any, start: int, stop: int, slots: Any, shift: Any, counts: Any, touched: Any
) -> Any:
    n = 0
    n_unseen = 0
    for at in range(start, stop):
        found = _find(buffer[at], slots, shift)
        if found == _NONE:
            n_unseen += 1
            continue
        index = np.int64(found) - 1
        if counts[index] == 0:
            touched[n] = index
            n += 1
        counts[index] += 1
    return n, n_unseen


@njit(cache=True, nogil=True)
def _longest(offsets: Any) -> int:
    most = 0
    for doc in range(offsets.size - 1):
        most = max(most, offsets[doc + 1] - offsets[doc])
    return most


@njit(cache=True, nogil=True)
def score_rows(
    codes: Any,
    offsets: Any,
    heads: Any,
    ends: Any,
    words: Any,
    slots: Any,
    shift: Any,
    idf: Any,
    weights: Any,
    scales: Any,
) -> Any:
    """Score every text against every class; returns scores and the share of features never seen in training.

    Parameters
    ----------
    codes, offsets : folded texts, end to end
    heads : end of each text's head, as a position in `codes`
    ends, words : ends of the words of each text relative to its start, and where each text's words begin in `ends`
    slots, shift : the hash table of the vocabulary
    idf : weight of each feature; weights : features × classes; scales : weight of each block
    """
    n_docs = offsets.size - 1
    n_classes = weights.shape[1]
    scores = np.zeros((n_docs, n_classes))
    unseen = np.zeros(n_docs)
    size = 5 * _longest(offsets) + 8
    buffer = np.empty(size, np.uint64)
    touched = np.empty(size, np.int64)
    counts = np.zeros(idf.size, np.int32)
    part = np.empty(n_classes)
    for doc in range(n_docs):
        bounds = row_keys(
            codes, offsets[doc], offsets[doc + 1], heads[doc], ends, words[doc], words[doc + 1], buffer
        )
        start = 0
        for block in range(3):
            stop = bounds[block]
            n, n_unseen = _count_block(buffer, start, stop, slots, shift, counts, touched)
            if block == 0 and stop > start:
                unseen[doc] = n_unseen / (stop - start)
            start = stop
            square = 0.0
            part[:] = 0.0
            for at in range(n):
                index = touched[at]
                count = counts[index]
                counts[index] = 0
                value = idf[index] if count == 1 else idf[index] * (1.0 + math.log(count))
                square += value * value
                for k in range(n_classes):
                    part[k] += value * weights[index, k]
            if square > 0.0:
                factor = scales[block] / math.sqrt(square)
                for k in range(n_classes):
                    scores[doc, k] += factor * part[k]
    return scores, unseen


@njit(cache=True, nogil=True)
def transform_rows(
    codes: Any,
    offsets: Any,
    heads: Any,
    ends: Any,
    words: Any,
    slots: Any,
    shift: Any,
    idf: Any,
    scales: Any,
    is_sublinear: bool,
) -> Any:
    """Return the scaled TF-IDF rows as (indptr, indices, values) of a sparse matrix."""
    n_docs = offsets.size - 1
    size = 5 * _longest(offsets) + 8
    buffer = np.empty(size, np.uint64)
    touched = np.empty(size, np.int64)
    counts = np.zeros(idf.size, np.int32)
    indptr = np.zeros(n_docs + 1, np.int64)
    capacity = 1024
    indices = np.empty(capacity, np.int64)
    values = np.empty(capacity)
    filled = 0
    for doc in range(n_docs):
        bounds = row_keys(
            codes, offsets[doc], offsets[doc + 1], heads[doc], ends, words[doc], words[doc + 1], buffer
        )
        start = 0
        for block in range(3):
            stop = bounds[block]
            n, _ = _count_block(buffer, start, stop, slots, shift, counts, touched)
            start = stop
            if filled + n > capacity:
                capacity = max(2 * capacity, filled + n)
                more_indices = np.empty(capacity, np.int64)
                more_indices[:filled] = indices[:filled]
                more_values = np.empty(capacity)
                more_values[:filled] = values[:filled]
                indices, values = more_indices, more_values
            square = 0.0
            first = filled
            for at in range(n):
                index = touched[at]
                count = counts[index]
                counts[index] = 0
                if is_sublinear:
                    value = idf[index] * (1.0 + math.log(count))
                    square += value * value
                else:
                    value = idf[index] * count
                    square += idf[index] * value
                indices[filled] = index
                values[filled] = value
                filled += 1
            if square > 0.0:
                factor = scales[block] / math.sqrt(square)
                for at in range(first, filled):
                    values[at] *= factor
        indptr[doc + 1] = filled
    return indptr, indices[:filled], values[:filled]


@njit(cache=True, nogil=True)
def document_keys(codes: Any, offsets: Any, heads: Any, ends: Any, words: Any) -> Any:
    """Return the distinct keys of each text, end to end: what the vocabulary is counted from."""
    n_docs = offsets.size - 1
    buffer = np.empty(5 * _longest(offsets) + 8, np.uint64)
    capacity = 1024
    out = np.empty(capacity, np.uint64)
    filled = 0
    for doc in range(n_docs):
        bounds = row_keys(
            codes, offsets[doc], offsets[doc + 1], heads[doc], ends, words[doc], words[doc + 1], buffer
        )
        keys = np.sort(buffer[: bounds[2]])
        if filled + keys.size > capacity:
            capacity = max(2 * capacity, filled + keys.size)
            more = np.empty(capacity, np.uint64)
            more[:filled] = out[:filled]
            out = more
        for at in range(keys.size):
            if at == 0 or keys[at] != keys[at - 1]:
                out[filled] = keys[at]
                filled += 1
    return out[:filled]
