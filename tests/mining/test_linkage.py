"""Average linkage: equal to scipy's, which builds the whole tree."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from textmine.mining.likeness import build_space, place_factor
from textmine.mining.linkage import join_pairs, link_average
from textmine.mining.places import join_codes


def _alike(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    vectors = rng.random((int(rng.integers(2, 60)), 5))
    alike = vectors @ vectors.T
    return alike / alike.max()


def _partition(labels: np.ndarray) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(labels == label).tolist()) for label in np.unique(labels)}


@pytest.mark.parametrize("seed", range(40))
def test_link_average_joins_what_scipy_joins(seed: int) -> None:
    alike, least = _alike(seed), float(np.random.default_rng(seed + 1000).random())
    tree = linkage(squareform(np.maximum(1 - alike, 0), checks=False), method="average")
    theirs = fcluster(tree, 1 - least, criterion="distance")
    assert _partition(link_average(alike.astype(np.float32), min_likeness=least)) == _partition(theirs)


def test_link_average_joins_all_or_none_at_the_ends() -> None:
    alike = _alike(3)
    assert link_average(alike.copy(), min_likeness=1e-9).max() == 0
    assert link_average(alike.copy(), min_likeness=2.0).tolist() == list(range(len(alike)))
    assert link_average(np.zeros((0, 0)), min_likeness=0.5).tolist() == []


def test_join_pairs_is_the_same_whatever_the_order_of_pairs() -> None:
    rng = np.random.default_rng(5)
    pairs = rng.integers(0, 200, (150, 2)).tolist()
    labels = join_pairs(200, map(tuple, pairs))
    assert labels.tolist() == join_pairs(200, (tuple(p[::-1]) for p in pairs[::-1])).tolist()
    assert all(labels[a] == labels[b] for a, b in pairs)
    assert labels.max() + 1 >= 50


def test_likeness_by_blocks_equals_plain_products(monkeypatch: pytest.MonkeyPatch) -> None:
    titles = [
        f"{place}{thing}没人管"
        for place in ("丽景新城", "春晓家园", "")
        for thing in ("漏水", "噪音", "停车", "路灯")
    ]
    space = build_space(titles, ["物业一直不管，业主投诉多次"] * len(titles))
    words, names = (m.toarray().astype(float) for m in (space.words, space.names))
    factor = place_factor(names @ names.T)
    factor[~space.has_place] = factor[:, ~space.has_place] = 1
    plain = np.minimum((words @ words.T) * factor, 1)
    monkeypatch.setattr("textmine.mining.likeness._BLOCK", 5)
    assert space.likeness(range(len(titles))) == pytest.approx(plain, abs=1e-5)
    assert space.likeness([3, 1], [0, 2, 9]) == pytest.approx(plain[np.ix_([3, 1], [0, 2, 9])], abs=1e-5)


def test_join_codes_leaves_what_a_code_does_not_touch() -> None:
    assert join_codes(["请问", "A7", "县城", "A", "市", "湖南", "省"]) == [
        "请问",
        "A7县",
        "城",
        "A市",
        "湖南省",
    ]
    assert "".join(join_codes(["A", "市A7", "县"])) == "A市A7县"
    assert join_codes([]) == []
