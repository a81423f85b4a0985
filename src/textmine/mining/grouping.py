"""Group messages into issues: average linkage on the likeness of things and places."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from textmine.mining.likeness import MessageSpace, community_factor, place_factor, row_products
from textmine.mining.linkage import join_pairs, link_average

__all__ = ["MAX_DENSE", "group_messages"]

Ints = npt.NDArray[np.int64]

_COPY_WORDS = 0.8  # Two messages at one place with this cosine of words are copies and count as one text.
MAX_DENSE = 8000  # So many messages are compared all with all (8000² distances: a quarter of a gigabyte).
_MAX_WORD_SHARE = 0.02  # In larger tables only pairs that share a word rarer than this are looked at.
_ROWS, _MOST_CELLS = 2000, 8_000_000  # rows, and pairs of messages, looked at together
_COPIES = 500  # rows added up together
_MOST_PAIRS = 20_000  # pairs that may be copies asked about together
_STRAY = 0.05  # Overlap of names below which a message is elsewhere.


def group_messages(space: MessageSpace, *, min_likeness: float, fixed: Ints | None = None) -> Ints:
    """Number the issue of each message.

    Messages are joined by average linkage while the mean likeness of two groups is at least `min_likeness`. Copies
    are collapsed first: a text entered ten times is one text. Time plays no part: a quiet gap does not split an issue.

    Parameters
    ----------
    space : vectors of the messages.
    min_likeness : float
        Mean likeness (0 to 1) above which groups join.
    fixed : int array, optional
        Known groups that stay together; -1 where a message has none.

    Returns
    -------
    int64 array
        Group of each message, numbered in order of first appearance.

    Notes
    -----
    Of tables of more than 8000 messages, copies that name the same places are one text from the start: what thousands
    wrote in the same words has no rare word. If still more than 8000 texts are left, they are cut into connected parts of
    pairs that share a rare word and are alike enough; a part that is still too large is cut at a higher likeness.
    """
    n = space.words.shape[0]
    if n == 0:
        return np.zeros(0, dtype=np.int64)
    known = np.full(n, -1, dtype=np.int64) if fixed is None else fixed
    if n > MAX_DENSE and space.copies is not None:
        texts, first = _texts(space, known)
        if len(first) < n:
            return _in_order(
                group_messages(space.only(first), min_likeness=min_likeness, fixed=known[first])[texts]
            )
    labels = np.arange(n, dtype=np.int64)
    next_label = n
    for part in [np.arange(n)] if n <= MAX_DENSE else _parts(space, min_likeness):
        inside = _group_part(space, part, min_likeness, known[part])
        labels[part] = inside + next_label
        next_label += int(inside.max()) + 1
    for label in np.unique(known[known >= 0]):  # a known group may have been cut by the parts
        members = labels[known == label]
        labels[np.isin(labels, members)] = members[0]
    _send_away_strays(space, labels, known)
    return _in_order(labels)


def _texts(space: MessageSpace, known: Ints) -> tuple[Ints, Ints]:
    """Number the texts of a table, copies that name the same places counted as one; second, the first message of each."""
    numbers: dict[tuple[Any, ...], int] = {}
    copies: Any = space.copies
    named = [tuple(sorted(set(names))) for names in space.places]
    keys = zip(copies.tolist(), named, space.communities.tolist(), known.tolist(), strict=True)
    texts = np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)
    return texts, np.unique(texts, return_index=True)[1].astype(np.int64)


def _group_part(space: MessageSpace, rows: npt.NDArray[Any], min_likeness: float, known: Ints) -> Ints:
    if len(rows) == 1:
        return np.zeros(1, dtype=np.int64)
    alike = space.likeness(rows)
    nodes = _copies(space, rows, alike, known)
    means = _mean_by_node(alike, nodes)
    del alike
    return link_average(means, min_likeness=min_likeness)[nodes]


def _mean_by_node(alike: Any, nodes: Ints) -> Any:
    """Average likeness over copies; the array given may be changed."""
    sizes = np.bincount(nodes).astype(np.float32)
    if len(sizes) == len(nodes):
        return alike
    first = np.unique(nodes, return_index=True)[1]
    several = np.flatnonzero(sizes > 1)
    number = np.full(len(sizes), -1)
    number[several] = np.arange(len(several))
    copies = np.flatnonzero(number[nodes] >= 0)
    sums = np.zeros((len(several), len(nodes)), dtype=np.float32)
    for start in range(0, len(copies), _COPIES):
        some = copies[start : start + _COPIES]
        np.add.at(sums, number[nodes[some]], alike[some])
    members = sp.csr_matrix((1 / sizes[nodes], (nodes, np.arange(len(nodes)))))
    means = (members @ sums.T).T / sizes[several][:, None]
    out = alike[np.ix_(first, first)]
    out[several], out[:, several] = means, means.T
    return out


def _copies(space: MessageSpace, rows: npt.NDArray[Any], alike: Any, known: Ints) -> Ints:
    """Number the texts: copies of one another, and what a known group holds together, have one number.

    A text entered a thousand times makes half a million pairs; once it is known to be a copy of another one, its pairs
    with further copies of that one are not looked at.
    """
    n = len(rows)
    pairs = [
        pair
        for label in np.unique(known[known >= 0])
        for pair in itertools.pairwise(np.flatnonzero(known == label).tolist())
    ]
    nodes = join_pairs(n, pairs)
    waiting: list[tuple[int, npt.NDArray[Any]]] = []
    n_waiting = 0
    for at in range(n):
        others = at + 1 + np.flatnonzero(alike[at, at + 1 :] >= _COPY_WORDS)
        others = others[nodes[others] != nodes[at]]
        if len(others):
            waiting.append((at, others))
            n_waiting += len(others)
        if n_waiting and (n_waiting >= _MOST_PAIRS or at == n - 1):
            first = np.repeat([at for at, _ in waiting], [len(found) for _, found in waiting])
            second = np.concatenate([found for _, found in waiting])
            same = row_products(space.words, rows[first], rows[second]) >= _COPY_WORDS
            if same.any():
                pairs += zip(first[same].tolist(), second[same].tolist(), strict=True)
                nodes = join_pairs(n, pairs)
                pairs = list(_chains(nodes))
            waiting, n_waiting = [], 0
    return nodes


def _chains(nodes: Ints) -> Iterator[tuple[int, int]]:
    """Yield as few pairs as hold together what has one number."""
    last: dict[int, int] = {}
    for at, node in enumerate(nodes.tolist()):
        if node in last:
            yield last[node], at
        last[node] = at


def _parts(space: MessageSpace, min_likeness: float) -> list[npt.NDArray[Any]]:
    """Cut a large table into parts of at most 8000 messages that hold together."""
    n = space.words.shape[0]
    step = max(1, min(_ROWS, _MOST_CELLS // n))
    shares = np.asarray((space.words > 0).sum(axis=0)).ravel() / n
    rare = space.words[:, shares <= _MAX_WORD_SHARE]
    across = rare.T.tocsr()
    rows, columns, values = [], [], []
    has_place = space.has_place
    for start in range(0, n, step):
        block = slice(start, min(start + step, n))
        near = (rare[block] @ across).tocoo()
        keep = near.data > min_likeness / 4
        first, second = near.row[keep] + start, near.col[keep]
        later = second > first
        first, second = first[later], second[later]
        words = row_products(space.words, first, second)
        names = row_products(space.names, first, second)
        place = np.where(has_place[first] & has_place[second], place_factor(names), 1.0)
        alike = words * place * community_factor(space.communities[first], space.communities[second], place)
        keep = alike >= min_likeness
        rows.append(first[keep])
        columns.append(second[keep])
        values.append(alike[keep])
    graph = sp.csr_matrix(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=(n, n)
    )
    return _split(graph, np.arange(n), min_likeness)


def _split(graph: Any, rows: npt.NDArray[Any], threshold: float) -> list[npt.NDArray[Any]]:
    kept = graph.multiply(graph >= threshold)
    numbers = sp.csgraph.connected_components(kept, directed=False)[1]
    order = np.argsort(numbers, kind="stable")
    parts = np.split(rows[order], np.flatnonzero(np.diff(numbers[order])) + 1)
    places = np.split(order, np.flatnonzero(np.diff(numbers[order])) + 1)
    out: list[npt.NDArray[Any]] = []
    for part, inside in zip(parts, places, strict=True):
        if len(part) <= MAX_DENSE or threshold >= 1:
            out.extend(part[at : at + MAX_DENSE] for at in range(0, len(part), MAX_DENSE))
        else:
            out.extend(_split(graph[inside][:, inside], part, threshold + 0.05))
    return out


def _send_away_strays(space: MessageSpace, labels: Ints, known: Ints) -> None:
    """Take out who names another place than the one that most members of the group name."""
    order = np.argsort(labels, kind="stable")
    next_label = int(labels.max()) + 1
    for members in np.split(order, np.flatnonzero(np.diff(labels[order])) + 1):
        placed = members[space.has_place[members]]
        if len(members) < 3 or 2 * len(placed) < len(members):
            continue
        overlap = (space.names[placed] @ space.names[placed].T).toarray() > _STRAY
        core = overlap[int(overlap.sum(axis=1).argmax())]
        if 2 * core.sum() < len(members):
            continue
        for stray in placed[~core]:
            if known[stray] < 0:
                labels[stray] = next_label
                next_label += 1


def _in_order(labels: Ints) -> Ints:
    numbers: dict[int, int] = {}
    return np.array([numbers.setdefault(int(label), len(numbers)) for label in labels], dtype=np.int64)
