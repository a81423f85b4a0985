"""Join groups while they are alike on average (average linkage), by chains of nearest neighbours.

scipy's linkage builds the whole tree; here only the joins above a known likeness are wanted, which lets most messages
drop out at once, and spares loading scipy's cluster and graph packages (half a second of every run).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

__all__ = ["join_pairs", "link_average"]

Ints = npt.NDArray[np.int64]


def join_pairs(n: int, pairs: Iterable[tuple[int, int]]) -> Ints:
    """Number the connected parts of a graph, in order of their first node.

    Examples
    --------
    >>> join_pairs(5, [(3, 0), (2, 4)]).tolist()
    [0, 1, 2, 0, 2]
    """
    head = list(range(n))

    def head_of(node: int) -> int:
        while head[node] != node:
            head[node] = head[head[node]]
            node = head[node]
        return node

    for pair in pairs:
        first, second = sorted(map(head_of, pair))
        head[second] = first
    numbers: dict[int, int] = {}
    return np.fromiter(
        (numbers.setdefault(head_of(at), len(numbers)) for at in range(n)), dtype=np.int64, count=n
    )


def link_average(alike: npt.NDArray[np.floating], *, min_likeness: float) -> Ints:
    """Group by average linkage: two groups join while the mean likeness of their members is at least `min_likeness`.

    Parameters
    ----------
    alike : symmetric array (n, n), changed in place.

    Returns
    -------
    int64 array
        Group of each node, numbered in order of first appearance.

    Notes
    -----
    Chains of nearest neighbours (Murtagh 1983) give the tree of the greedy way, as two groups that are each other's
    nearest stay so whatever else joins. A group whose nearest is below `min_likeness` is finished: joins elsewhere
    bring nothing nearer to it.

    Examples
    --------
    >>> alike = np.array([[1, .9, .2, 0], [.9, 1, .4, 0], [.2, .4, 1, .1], [0, 0, .1, 1]])
    >>> link_average(alike.copy(), min_likeness=.3).tolist(), link_average(alike, min_likeness=.31).tolist()
    ([0, 0, 0, 1], [0, 0, 1, 2])
    """
    n = len(alike)
    np.fill_diagonal(alike, -np.inf)
    sizes = np.ones(n, dtype=alike.dtype)
    is_open = alike.max(axis=1, initial=-np.inf) >= min_likeness
    joined: list[tuple[int, int]] = []
    chain: list[int] = []
    for start in range(n):
        if is_open[start]:
            chain.append(start)
        while chain:
            top = chain[-1]
            row = alike[top]
            nearest = int(row.argmax())
            if row[nearest] < min_likeness:
                is_open[top] = False
                chain.pop()
                continue
            if len(chain) < 2 or row[chain[-2]] < row[nearest]:
                chain.append(nearest)
                continue
            chain.pop()
            kept = chain.pop()
            mean = (sizes[top] * row + sizes[kept] * alike[kept]) / (sizes[top] + sizes[kept])
            mean[top] = mean[kept] = -np.inf
            alike[kept], alike[:, kept] = mean, mean
            alike[:, top] = -np.inf
            sizes[kept] += sizes[top]
            is_open[top] = False
            joined.append((top, kept))
            if not chain and is_open[start]:
                chain.append(start)
    return join_pairs(n, joined)
