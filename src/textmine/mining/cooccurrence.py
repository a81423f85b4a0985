"""Link words that stand in the same documents more often than chance puts them there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from textmine.mining.keyness import false_discovery_rates, log_likelihood

__all__ = ["COOCCURRENCE_COLUMNS", "link_words"]

COOCCURRENCE_COLUMNS = [
    "first", "second", "n_together", "n_first", "n_second", "expected", "npmi", "log_likelihood", "q_value",
]  # fmt: skip
_MAX_DOCUMENT_SHARE, _FEW_DOCUMENTS = 0.3, 50


def link_words(
    words: Sequence[Sequence[str]], *, n_words: int = 200, min_together: int = 5, max_q: float = 0.01
) -> pd.DataFrame:
    """Link pairs of words by the documents they share.

    Parameters
    ----------
    words : words of each document; words of one character, marks and words in more than 30 % of all are left out.
    n_words : int
        So many words, those in most documents, are looked at.
    min_together : pairs in fewer documents are left out.
    max_q : expected share of chance links in the table (Benjamini and Hochberg over all pairs looked at).

    Returns
    -------
    DataFrame
        ``COOCCURRENCE_COLUMNS``, strongest first: documents with both, with each, and with both if words were
        independent; `npmi` is ln(p(xy)/(p(x)p(y))) / -ln p(xy), 1 when one never stands without the other and 0 when
        independent (Bouma, 2009); `log_likelihood` is G2 of the 2 x 2 table. Only pairs above chance. Empty for none.

    Examples
    --------
    >>> texts = [["停车", "车位"], ["停车", "车位", "收费"], ["噪音", "施工"], ["噪音", "施工"]] * 10
    >>> link_words(texts)[["first", "second", "n_together"]].values.tolist()[:2]
    [['停车', '车位', 20], ['噪音', '施工', 20]]
    >>> len(link_words([]))
    0
    """
    from scipy.stats import chi2
    from sklearn.feature_extraction.text import CountVectorizer

    counter = CountVectorizer(analyzer=_usable, binary=True, dtype=np.int64)
    try:
        there = counter.fit_transform(words)
    except ValueError:
        return pd.DataFrame(columns=COOCCURRENCE_COLUMNS)
    n = len(words)
    vocabulary = counter.get_feature_names_out()
    uses = np.asarray(there.sum(axis=0)).ravel()
    order = np.lexsort((vocabulary, -uses))
    most = n if n < _FEW_DOCUMENTS else _MAX_DOCUMENT_SHARE * n
    chosen = np.sort([at for at in order if min_together <= uses[at] <= most][:n_words])
    if len(chosen) < 2:
        return pd.DataFrame(columns=COOCCURRENCE_COLUMNS)
    there = there[:, chosen]
    both = np.asarray((there.T @ there).todense())
    i, j = np.triu_indices(len(chosen), 1)
    together, first, second = both[i, j], uses[chosen][i], uses[chosen][j]
    expected = first * second / n
    strength = _strength(together, first, second, n)
    q = false_discovery_rates(np.where(together > expected, chi2.sf(strength, 1), 1.0))
    share = np.maximum(together, 1) / n
    npmi = np.where(
        share < 1, np.log(share * n * n / (first * second)) / np.maximum(-np.log(share), 1e-12), 1.0
    )
    table = pd.DataFrame(
        {
            "first": vocabulary[chosen][i],
            "second": vocabulary[chosen][j],
            "n_together": together,
            "n_first": first,
            "n_second": second,
            "expected": expected.round(2),
            "npmi": npmi.round(3),
            "log_likelihood": strength.round(3),
            "q_value": q,
        }
    )
    keep = (table["n_together"] >= min_together) & (together > expected) & (table["q_value"] <= max_q)
    table = table[keep].sort_values(["log_likelihood", "first", "second"], ascending=[False, True, True])
    return table[COOCCURRENCE_COLUMNS].reset_index(drop=True)


def _strength(together: np.ndarray, first: np.ndarray, second: np.ndarray, n: int) -> np.ndarray:
    """Return G2 of the 2 x 2 table of two words: documents with the second among those with and without the first."""
    return log_likelihood(together, second - together, first, n - first) + log_likelihood(
        first - together, n - first - (second - together), first, n - first
    )


def _usable(words: Sequence[str]) -> list[str]:
    return [w for w in words if len(w) > 1 and w.isalnum() and not w.isdigit()]
