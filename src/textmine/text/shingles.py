"""Sketch and compare sets of character 3-grams, in compiled code.

A gram is three code points of 21 bits in one 64-bit key, so keys never collide. A sketch holds, for each of
K permutations of the mixed keys, the smallest value over a text's grams (MinHash, Broder 1997): the share of
equal entries of two sketches estimates the Jaccard similarity of the sets with standard error
``sqrt(J(1-J)/K)``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

__all__ = ["gram_sets", "link_pairs", "shared_shares", "sketch_texts"]

_SHORT = np.uint64(1 << 63)
_ONE, _TWO = np.uint64(21), np.uint64(42)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)


@njit(cache=True, nogil=True)
def _write_keys(codes: Any, start: int, stop: int, out: Any) -> int:
    """Write the keys of one text; a text of fewer than three characters is one gram by itself."""
    if stop - start < 3:
        key = _SHORT
        for at in range(start, stop):
            key = (key << _ONE) | np.uint64(codes[at]) | _SHORT
        out[0] = key
        return 1
    n = 0
    for at in range(start, stop - 2):
        out[n] = (
            np.uint64(codes[at]) | (np.uint64(codes[at + 1]) << _ONE) | (np.uint64(codes[at + 2]) << _TWO)
        )
        n += 1
    return n


@njit(cache=True, nogil=True)
def sketch_texts(codes: Any, offsets: Any, factors: Any, terms: Any) -> Any:
    """Return the MinHash sketches, one row of K 32-bit values per text."""
    n_texts, n_values = offsets.size - 1, factors.size
    out = np.full((n_texts, n_values), np.uint32(0xFFFFFFFF), np.uint32)
    longest = 1
    for doc in range(n_texts):
        longest = max(longest, offsets[doc + 1] - offsets[doc])
    keys = np.empty(longest, np.uint64)
    for doc in range(n_texts):
        n = _write_keys(codes, offsets[doc], offsets[doc + 1], keys)
        row = out[doc]
        for at in range(n):
            key = keys[at]
            key = (key ^ (key >> _HALF)) * _MIX
            mixed = np.uint32((key ^ (key >> np.uint64(29))) * _MIX >> _HALF)
            for j in range(n_values):
                value = np.uint32(mixed * factors[j] + terms[j])
                row[j] = min(row[j], value)
    return out


@njit(cache=True, nogil=True)
def gram_sets(codes: Any, offsets: Any, wanted: Any) -> Any:
    """Return the sorted different keys of the wanted texts end to end, and where each begins."""
    bounds = np.zeros(wanted.size + 1, np.int64)
    total = 0
    for at in range(wanted.size):
        total += max(1, offsets[wanted[at] + 1] - offsets[wanted[at]])
    out = np.empty(total, np.uint64)
    n = 0
    for at in range(wanted.size):
        start, stop = offsets[wanted[at]], offsets[wanted[at] + 1]
        keys = np.empty(max(1, stop - start), np.uint64)
        keys = np.sort(keys[: _write_keys(codes, start, stop, keys)])
        for k in range(keys.size):
            if k == 0 or keys[k] != keys[k - 1]:
                out[n] = keys[k]
                n += 1
        bounds[at + 1] = n
    return out[:n], bounds


@njit(cache=True, nogil=True)
def _jaccard(sets: Any, bounds: Any, a: int, b: int) -> float:
    i, i_stop = bounds[a], bounds[a + 1]
    j, j_stop = bounds[b], bounds[b + 1]
    total = (i_stop - i) + (j_stop - j)
    shared = 0
    while i < i_stop and j < j_stop:
        x, y = sets[i], sets[j]
        shared += x == y
        i += x <= y
        j += y <= x
    return shared / (total - shared)


@njit(cache=True, nogil=True)
def shared_shares(sets: Any, bounds: Any, left: Any, right: Any) -> Any:
    """Return the Jaccard similarity of each pair of sets."""
    out = np.empty(left.size)
    for at in range(left.size):
        out[at] = _jaccard(sets, bounds, left[at], right[at])
    return out


@njit(cache=True, nogil=True)
def _root(parent: Any, at: int) -> int:
    while parent[at] != at:
        parent[at] = parent[parent[at]]
        at = parent[at]
    return at


@njit(cache=True, nogil=True)
def link_pairs(sets: Any, bounds: Any, left: Any, right: Any, similarity: float) -> Any:
    """Chain pairs of sets that are similar enough; return the smallest member of each set's chain."""
    parent = np.arange(bounds.size - 1)
    for at in range(left.size):
        a, b = _root(parent, left[at]), _root(parent, right[at])
        if a != b and _jaccard(sets, bounds, left[at], right[at]) >= similarity:
            parent[max(a, b)] = min(a, b)
    for at in range(parent.size):
        parent[at] = _root(parent, at)
    return parent
