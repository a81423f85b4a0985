"""Find the words that mark a category, a community or a period, with effect size, dispersion and error control."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmine.errors import InputError

__all__ = [
    "KEYNESS_COLUMNS",
    "false_discovery_rates",
    "log_likelihood",
    "measure_evenness",
    "measure_keyness",
]

KEYNESS_COLUMNS = [
    "group", "word", "n_in_group", "n_elsewhere", "n_documents", "log_likelihood", "log_ratio", "log_ratio_low",
    "log_ratio_high", "dispersion", "q_value",
]  # fmt: skip
_Z = 1.959964


def log_likelihood(
    a: npt.ArrayLike, b: npt.ArrayLike, n_a: npt.ArrayLike, n_b: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Compare the frequency of a word in two corpora by the log-likelihood ratio G².

    G² = 2 (a ln(a/E1) + b ln(b/E2)), E1 = N1 (a+b)/(N1+N2), E2 = N2 (a+b)/(N1+N2) (Rayson and Garside, 2000,
    "Comparing corpora using frequency profiling"). 3.84 is the 5 % point of one comparison (chi square, 1 df).

    Parameters
    ----------
    a, b : occurrences in the first and the second corpus.
    n_a, n_b : words in the first and the second corpus.

    Returns
    -------
    float array
        0 where the frequencies are equal; never negative.

    Examples
    --------
    >>> log_likelihood([10, 5], [10, 20], 1000, 1000).round(3).tolist()
    [0.0, 9.637]
    """
    first, second = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    size_a, size_b = np.asarray(n_a, dtype=float), np.asarray(n_b, dtype=float)
    together = (first + second) / (size_a + size_b)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.where(first > 0, first * np.log(first / (size_a * together)), 0.0)
        right = np.where(second > 0, second * np.log(second / (size_b * together)), 0.0)
    return np.maximum(2 * (left + right), 0.0)


def false_discovery_rates(p_values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Turn p values into q values by Benjamini and Hochberg (1995).

    Examples
    --------
    >>> false_discovery_rates([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    p = np.asarray(p_values, dtype=float)
    if not len(p):
        return p
    order = np.argsort(p, kind="stable")
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    q = np.empty_like(p)
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q


def measure_keyness(
    words: Sequence[Sequence[str]], groups: Sequence[object], *, min_count: int = 5, max_q: float = 0.05
) -> pd.DataFrame:
    """Find the words that each group of documents uses more than all others together.

    Parameters
    ----------
    words : words of each document; words of one character that are no Chinese character, and marks, are left out.
    groups : the group of each document (category, community, month …); blank ones are compared with, not described.
    min_count : int
        Rarer words (in the whole table) are left out.
    max_q : float
        Expected share of false findings among the words of the table.

    Returns
    -------
    DataFrame
        ``KEYNESS_COLUMNS``, strongest first within each group. `log_ratio` is log2 of the relative frequencies with
        0.5 added to each count (1: twice as frequent), with its 95 % interval; `dispersion` is Gries' DPnorm over the
        group's documents turned round: 1 when the word is spread evenly, near 0 when one document holds it all.

    Notes
    -----
    G² takes words for independent, but words come in bursts: one long message can make a word look like a mark. The
    test therefore counts documents that hold the word, not occurrences; G² of occurrences is given beside it.

    Examples
    --------
    >>> words = [["停车", "难"], ["停车", "费"], ["停车", "贵"], ["停车", "乱"], ["停车", "占"]] + [["路灯", "坏"]] * 5
    >>> found = measure_keyness(words, ["parking"] * 5 + ["lighting"] * 5)
    >>> found[["group", "word", "n_in_group", "n_elsewhere"]].values.tolist()
    [['lighting', '坏', 5, 0], ['lighting', '路灯', 5, 0], ['parking', '停车', 5, 0]]
    """
    if len(words) != len(groups):
        raise InputError(
            f"{len(words)} documents but {len(groups)} groups",
            zh=f"{len(words)} 篇文档，却有 {len(groups)} 个组",
        )
    numbers, counts, sizes = _count_words(words)
    total = np.asarray(counts.sum(axis=0)).ravel()
    wanted = sorted((w, at) for w, at in numbers.items() if total[at] >= min_count)
    labels = np.array(["" if _is_blank(g) else str(g) for g in groups], dtype=object)
    names = sorted(set(labels) - {""})
    if len(names) < 2 or not wanted:
        return pd.DataFrame(columns=KEYNESS_COLUMNS)
    counts = counts[:, [at for _, at in wanted]].tocsr()
    vocabulary = [w for w, _ in wanted]
    parts = [_describe_group(name, labels == name, counts, sizes, vocabulary) for name in names]
    table = pd.concat(parts, ignore_index=True)
    table["q_value"] = false_discovery_rates(table["p"])
    table = table[(table["q_value"] <= max_q) & (table["log_ratio"] > 0)]
    table = table.sort_values(
        ["group", "log_likelihood", "word"], ascending=[True, False, True], kind="stable"
    )
    return table[KEYNESS_COLUMNS].reset_index(drop=True)


def _is_word(word: str) -> bool:
    return word.isalnum() and not word.isdigit() and (len(word) > 1 or "\u4e00" <= word <= "\u9fff")


def _is_blank(group: object) -> bool:
    return group is None or group != group or not str(group).strip()


def _count_words(words: Sequence[Sequence[str]]) -> tuple[dict[str, int], Any, npt.NDArray[np.float64]]:
    """Return the number of each word, the counts (documents by words) and the words of each document."""
    import scipy.sparse as sp

    numbers: dict[str, int] = {}
    kept: dict[str, bool] = {}
    columns: list[int] = []
    ends = [0]
    for document in words:
        for word in document:
            if word not in kept:
                kept[word] = _is_word(word)
            if kept[word]:
                columns.append(numbers.setdefault(word, len(numbers)))
        ends.append(len(columns))
    counts = sp.csr_matrix(
        (np.ones(len(columns)), np.array(columns, dtype=np.int64), np.array(ends, dtype=np.int64)),
        shape=(len(words), max(1, len(numbers))),
    )
    counts.sum_duplicates()
    return numbers, counts, np.diff(ends).astype(float)


def _describe_group(
    name: str,
    is_member: npt.NDArray[np.bool_],
    counts: Any,
    sizes: npt.NDArray[np.float64],
    vocabulary: list[str],
) -> pd.DataFrame:
    from scipy.stats import chi2

    inside = counts[is_member]
    all_counts, a = (np.asarray(m.sum(axis=0)).ravel() for m in (counts, inside))
    all_documents, d = counts.getnnz(axis=0).astype(float), inside.getnnz(axis=0).astype(float)
    size, n_words, n_members = sizes[is_member].sum(), sizes.sum(), int(is_member.sum())
    tested = log_likelihood(d, all_documents - d, n_members, len(sizes) - n_members)
    ratio = np.log2((a + 0.5) / (size + 0.5)) - np.log2((all_counts - a + 0.5) / (n_words - size + 0.5))
    spread = _Z * np.sqrt(1 / (a + 0.5) + 1 / (all_counts - a + 0.5)) / np.log(2)
    return pd.DataFrame(
        {
            "group": name,
            "word": vocabulary,
            "n_in_group": a.astype(int),
            "n_elsewhere": (all_counts - a).astype(int),
            "n_documents": d.astype(int),
            "log_likelihood": log_likelihood(a, all_counts - a, size, n_words - size).round(3),
            "log_ratio": ratio.round(3),
            "log_ratio_low": (ratio - spread).round(3),
            "log_ratio_high": (ratio + spread).round(3),
            "p": chi2.sf(tested, 1),
            "dispersion": measure_evenness(inside, sizes[is_member]).round(3),
        }
    )


def measure_evenness(counts: Any, sizes: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Measure how evenly each word is spread over documents: 1 - DPnorm (Gries, 2008; Lijffijt and Gries, 2012).

    Parameters
    ----------
    counts : sparse matrix, documents by words.
    sizes : words of each document.

    Returns
    -------
    float array
        1 where each document holds a word in proportion to its size, near 0 where one document holds it all; 0 for
        a word that does not occur.

    Notes
    -----
    DP is half the sum over documents of |share of the word's uses - share of the words|. Only documents that hold
    the word need a look: all others add their own share, and these sum to one less what is looked at.

    Examples
    --------
    >>> import scipy.sparse as sp
    >>> measure_evenness(sp.csr_matrix([[2, 4], [2, 0]]), np.array([10.0, 10.0])).tolist()
    [1.0, 0.0]
    """
    expected = sizes / max(float(sizes.sum()), 1.0)
    table = counts.tocoo()
    uses = np.bincount(table.col, weights=table.data, minlength=counts.shape[1])
    there = expected[table.row]
    apart = np.abs(table.data / uses[table.col] - there) - there
    deviation = 0.5 * (expected.sum() + np.bincount(table.col, weights=apart, minlength=counts.shape[1]))
    least = expected[expected > 0].min(initial=1.0)
    deviation = deviation / (1 - least) if least < 1 else np.zeros_like(deviation)
    return np.asarray(np.where(uses > 0, 1 - deviation, 0.0))
