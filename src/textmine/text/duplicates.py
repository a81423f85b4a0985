"""Find documents that say the same thing.

Two documents say the same thing when most of their wording is the same: the Jaccard similarity of their
sets of character 3-grams, white space left out, reaches a threshold. For documents about the same incident in
other words see :mod:`textmine.text.incidents`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmine.errors import InputError

__all__ = ["DuplicateGroups", "group_duplicates", "near_duplicate_groups"]

Ints = npt.NDArray[np.int64]
_N_VALUES = 96  # Entries of a sketch: standard error of the estimated similarity at most .051.
_MIN_FOUND = 0.985  # Share of pairs exactly at the threshold that the bands must propose.
_SLACK = 0.2  # Four standard errors: pairs whose estimate lies further below the threshold are not checked.
_SMALL_BUCKET = 64  # Up to here all pairs of a bucket are proposed; beyond, each with its neighbours.
_N_NEIGHBOURS = 16
_SEED = 20090


@dataclass(frozen=True)
class DuplicateGroups:
    """Hold which documents say the same thing.

    Attributes
    ----------
    group : int64 array
        Group of each document, numbered in order of first appearance.
    representative : int64 array
        Position of the most typical document of each document's group: highest mean similarity to the others.
    similarity : float array
        Jaccard similarity (0-1) of each document to that representative.
    """

    group: Ints
    representative: Ints
    similarity: npt.NDArray[np.float64]

    def to_frame(self) -> pd.DataFrame:
        """Return one row per group of two or more: its size, representative and spread, largest first.

        `spread` is the mean distance (1 - similarity) of the members to the representative: 0 for copies.
        """
        table = pd.DataFrame(
            {"group": self.group, "representative": self.representative, "spread": 1 - self.similarity}
        )
        groups = table.groupby("group", as_index=False).agg(
            n_documents=("group", "size"),
            representative=("representative", "first"),
            spread=("spread", "mean"),
        )
        found = groups[groups["n_documents"] > 1]
        return found.sort_values(["n_documents", "group"], ascending=[False, True], ignore_index=True)


def near_duplicate_groups(texts: Sequence[str], *, similarity: float = 0.5) -> Ints:
    """Number the groups of texts whose character 3-grams overlap (Jaccard) by at least `similarity`.

    Candidates come from MinHash banding, which proposes at least 98.5 % of the pairs at the threshold and
    more above it, and each is checked exactly. Groups are chained: a~b and b~c put a, b and c together.

    Parameters
    ----------
    similarity : float
        From 0.3 to 1; below 0.3 the bands would propose nearly every pair.

    Returns
    -------
    int64 array
        Group of each text, numbered in order of first appearance; empty for no texts.

    Examples
    --------
    >>> near_duplicate_groups(["路灯坏了三天没人修", "路灯坏了三天没人修！", "停车收费"]).tolist()
    [0, 0, 1]
    >>> near_duplicate_groups([]).tolist(), near_duplicate_groups(["", " "]).tolist()
    ([], [0, 1])
    """
    groups, _ = _groups(texts, similarity)
    return groups


def group_duplicates(texts: Sequence[str], *, similarity: float = 0.5) -> DuplicateGroups:
    """Group texts that say the same thing, with the most typical text of each group.

    Examples
    --------
    >>> found = group_duplicates(["路灯坏了三天没人修", "路灯坏了三天没人修！", "停车收费"])
    >>> found.to_frame().round(3).to_dict("records")
    [{'group': 0, 'n_documents': 2, 'representative': 0, 'spread': 0.062}]
    """
    from textmine.text.shingles import gram_sets, shared_shares

    groups, squeezed = _groups(texts, similarity)
    representative = np.arange(len(texts), dtype=np.int64)
    shares = np.ones(len(texts))
    order = np.argsort(groups, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(groups[order])) + 1):
        if len(members) < 2:
            continue
        codes, offsets = _encode([squeezed[at] for at in members])
        sets, bounds = gram_sets(codes, offsets, np.arange(len(members)))
        some = np.arange(min(len(members), _SMALL_BUCKET))
        left, right = np.repeat(some, len(some)), np.tile(some, len(some))
        typical = int(shared_shares(sets, bounds, left, right).reshape(len(some), -1).mean(axis=1).argmax())
        everyone = np.arange(len(members))
        shares[members] = shared_shares(sets, bounds, np.full(len(members), typical), everyone)
        representative[members] = members[typical]
    return DuplicateGroups(groups, representative, shares)


def _groups(texts: Sequence[str], similarity: float) -> tuple[Ints, list[str]]:
    if not 0.3 <= similarity <= 1:
        raise InputError(
            f"similarity {similarity} is outside 0.3 to 1",
            fix="0.5 finds lightly edited copies",
            zh=f"相似度 {similarity} 不在 0.3 到 1 之间",
        )
    squeezed = ["".join(text.split()) for text in texts]
    first: dict[str, int] = {}
    same = np.array([first.setdefault(text, len(first)) for text in squeezed], dtype=np.int64)
    if not first:
        return same, squeezed
    roots = _chain(list(first), similarity)[same]
    numbers: dict[int, int] = {}
    # What says nothing says the same as nothing else: a blank text is alone.
    roots = np.where([bool(text) for text in squeezed], roots, -1 - np.arange(len(squeezed)))
    groups = [numbers.setdefault(root, len(numbers)) for root in roots.tolist()]
    return np.array(groups, dtype=np.int64), squeezed


def _chain(texts: list[str], similarity: float) -> Ints:
    """Return for each of the different texts the first text of its chain."""
    from textmine.text.shingles import gram_sets, link_pairs, sketch_texts

    codes, offsets = _encode(texts)
    random = np.random.default_rng(_SEED)
    factors = random.integers(0, 2**31, _N_VALUES, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    terms = random.integers(0, 2**32, _N_VALUES, dtype=np.uint32)
    sketches = sketch_texts(codes, offsets, factors, terms)
    left, right = _candidates(sketches, similarity)
    wanted = np.unique(np.concatenate([left, right]))
    sets, bounds = gram_sets(codes, offsets, wanted)
    parent = link_pairs(
        sets, bounds, np.searchsorted(wanted, left), np.searchsorted(wanted, right), similarity
    )
    roots = np.arange(len(texts), dtype=np.int64)
    roots[wanted] = wanted[parent]
    return roots


def _encode(texts: list[str]) -> tuple[npt.NDArray[np.uint32], Ints]:
    offsets = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum([len(text) for text in texts], out=offsets[1:])
    raw = "".join(texts).encode("utf-32-le", "surrogatepass")
    return np.frombuffer(raw, dtype="<u4").astype(np.uint32), offsets


def _n_rows(similarity: float) -> int:
    """Choose how many sketch values make a band: as many as still propose pairs at the threshold."""
    chosen = 1
    for n_rows in range(2, 13):
        n_bands = _N_VALUES // n_rows
        if 1 - (1 - similarity**n_rows) ** n_bands >= _MIN_FOUND:
            chosen = n_rows
    return chosen


def _candidates(sketches: npt.NDArray[np.uint32], similarity: float) -> tuple[Ints, Ints]:
    """Propose pairs (left < right) that agree in a whole band and look similar enough."""
    n, n_rows = len(sketches), _n_rows(similarity)
    found = [np.zeros(0, dtype=np.int64)]
    for start in range(0, _N_VALUES - n_rows + 1, n_rows):
        key = np.zeros(n, dtype=np.uint64)
        for column in range(start, start + n_rows):
            key = (key ^ sketches[:, column]) * np.uint64(0x9E3779B97F4A7C15)
            key ^= key >> np.uint64(29)
        found.append(_bucket_pairs(key, n))
    pairs = np.unique(np.concatenate(found))
    left, right = pairs // n, pairs % n
    enough = _N_VALUES * (similarity - _SLACK)
    keep = np.zeros(len(pairs), dtype=bool)
    for at in range(0, len(pairs), 100_000):
        part = slice(at, at + 100_000)
        keep[part] = (sketches[left[part]] == sketches[right[part]]).sum(axis=1) >= enough
    return left[keep], right[keep]


def _bucket_pairs(key: npt.NDArray[np.uint64], n: int) -> Ints:
    """Pair the members of each bucket of equal keys, coded as ``left * n + right``."""
    order = np.argsort(key, kind="stable").astype(np.int64)
    key = key[order]
    starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    sizes = np.diff(np.concatenate([starts, [n]]))
    size_of = np.repeat(sizes, sizes)
    place = np.arange(n) - np.repeat(starts, sizes)
    pairs = [np.zeros(0, dtype=np.int64)]
    for back in range(1, min(int(sizes.max()), _SMALL_BUCKET)):
        later = np.flatnonzero((place >= back) & ((size_of <= _SMALL_BUCKET) | (back <= _N_NEIGHBOURS)))
        pairs.append(order[later - back] * n + order[later])
    return np.concatenate(pairs)
