"""Find broad topics in segmented texts, and say whether other seeds and other texts would give the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmine.errors import InputError

__all__ = ["Topics", "compare_topic_numbers", "find_topics", "match_topics"]

Floats = npt.NDArray[np.float64]
_SAMPLE_SHARE = 0.8  # Each repeated run sees a random four fifths of the documents.
_SMOOTHING = 0.01  # So often every word has been seen before counting, so that no probability is 0.
# Short texts say little of their topics: each topic gets half a word in advance, and each word of a topic is in part
# any word of the table. Without this a topic model loses to plain frequencies on texts of forty words.
_PRIOR, _BACKGROUND = 0.5, 0.2
_MAX_DOCUMENT_SHARE = 0.3  # Words in more documents than this say nothing about a topic.
_FEW_DOCUMENTS = 50  # In a table so small a word may be in many without being a stock word.
_N_ITERATIONS = 150
_N_TOP_WORDS = 10


@dataclass(frozen=True)
class Topics:
    """Hold topics, and how far they can be trusted.

    Attributes
    ----------
    topics : DataFrame
        `topic, words, share, n_documents, stability, stability_low, stability_high`, largest first. `share`: of all
        weight; `n_documents`: those in which it is the largest; `stability`: mean cosine between its words and those
        of the topic matched with it in each repeated run, with the least and the largest.
    documents : float array (documents, topics)
        Share of each topic in each document; 0 in a row of a document without known words.
    chance : float
        Mean cosine between topics of different runs that are not matched: what stability is when nothing repeats.
    held_out_gain : float
        Bits per word by which the topics predict unseen words of unseen documents better than the frequency of words
        alone; 0 or less means that the topics are no better than none. `gain_low, gain_high`: 95 % interval over
        documents.
    """

    topics: pd.DataFrame
    documents: Floats
    chance: float
    held_out_gain: float
    gain_low: float
    gain_high: float

    def to_frame(self) -> pd.DataFrame:
        """Return the table of topics."""
        return self.topics.copy()


def find_topics(
    words: Sequence[Sequence[str]],
    *,
    n_topics: int = 10,
    n_runs: int = 5,
    min_documents: int = 5,
    seed: int = 0,
) -> Topics:
    """Find topics by non-negative factors of the counts of words.

    The factors minimise the Kullback-Leibler divergence, which is probabilistic latent semantic analysis (Hofmann,
    1999; Gaussier and Goutte, 2005); started from the singular vectors, so that the result on all documents depends
    on no seed. Repeated runs start at random on random four fifths of the documents; topics of two runs are matched
    so that the sum of their cosines is largest (Greene and others, 2014, "How many topics?").

    Parameters
    ----------
    words : words of each document; marks and single letters are left out.
    n_topics, n_runs : topics, and repeated runs for stability.
    min_documents : words in fewer documents are left out, as are those in more than 30 %.
    seed : for the repeated runs and the unseen documents.

    Raises
    ------
    InputError
        When there are too few documents or words for so many topics.

    Examples
    --------
    >>> found = find_topics([["停车", "车位", "收费"], ["停车", "车位"], ["噪音", "夜里", "施工"], ["噪音", "施工"]] * 10,
    ...                     n_topics=2, n_runs=2)
    >>> found.topics[["words", "n_documents"]].values.tolist()
    [['停车、车位、收费', 20], ['噪音、施工、夜里', 20]]
    >>> bool(found.topics["stability"].min() > 0.95 > found.chance)
    True
    """
    counts, vocabulary = _count(words, min_documents)
    if n_topics < 2 or counts.shape[1] < 2 * n_topics or counts.shape[0] < 5 * n_topics:
        raise InputError(
            f"{counts.shape[0]} documents with {counts.shape[1]} usable words are too few for {n_topics} topics",
            fix="ask for fewer topics or lower min_documents",
            zh="文本或词语太少，无法得到这么多主题",
        )
    weights, main = _factorise(counts, n_topics, None)
    rng = np.random.default_rng(seed)
    matched, apart = [], []
    for _ in range(n_runs):
        rows = np.sort(rng.choice(counts.shape[0], int(_SAMPLE_SHARE * counts.shape[0]), replace=False))
        _, other = _factorise(counts[rows], n_topics, int(rng.integers(2**31)))
        alike, partner = match_topics(main, other)
        own = alike[np.arange(n_topics), partner]
        matched.append(own)
        apart.append((alike.sum() - own.sum()) / (n_topics * (n_topics - 1)))
    gain, low, high = _held_out_gain(counts, n_topics, rng)
    total = weights.sum(axis=1, keepdims=True)
    shares = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    largest = np.bincount(shares[total[:, 0] > 0].argmax(axis=1), minlength=n_topics)
    size, agree = weights.sum(axis=0) / weights.sum(), np.array(matched)
    order = np.argsort(-size, kind="stable")
    return Topics(
        pd.DataFrame(
            {
                "topic": np.arange(1, n_topics + 1),
                "words": ["、".join(_top(main[at], vocabulary)) for at in order],
                "share": size[order].round(4),
                "n_documents": largest[order],
                "stability": agree.mean(axis=0)[order].round(3),
                "stability_low": agree.min(axis=0)[order].round(3),
                "stability_high": agree.max(axis=0)[order].round(3),
            }
        ),
        shares[:, order],
        float(np.mean(apart)),
        gain,
        low,
        high,
    )


def compare_topic_numbers(
    words: Sequence[Sequence[str]],
    numbers: Sequence[int],
    *,
    n_runs: int = 5,
    min_documents: int = 5,
    seed: int = 0,
) -> pd.DataFrame:
    """Compare numbers of topics by stability and by how well they predict unseen words.

    Returns
    -------
    DataFrame
        `n_topics, stability, chance, held_out_gain, gain_low, gain_high`, in the order asked for.

    Examples
    --------
    >>> texts = [["停车", "车位", "收费"], ["停车", "车位"], ["噪音", "夜里", "施工"], ["噪音", "施工"]] * 10
    >>> compare_topic_numbers(texts, [2, 3], n_runs=2)["n_topics"].tolist()
    [2, 3]
    """
    rows = []
    for n in numbers:
        found = find_topics(words, n_topics=n, n_runs=n_runs, min_documents=min_documents, seed=seed)
        rows.append(
            {
                "n_topics": n,
                "stability": round(float(found.topics["stability"].mean()), 3),
                "chance": round(found.chance, 3),
                "held_out_gain": round(found.held_out_gain, 3),
                "gain_low": round(found.gain_low, 3),
                "gain_high": round(found.gain_high, 3),
            }
        )
    return pd.DataFrame(
        rows, columns=["n_topics", "stability", "chance", "held_out_gain", "gain_low", "gain_high"]
    )


def match_topics(one: Floats, other: Floats) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Match the rows of two matrices one to one so that the sum of their cosines is largest.

    Returns
    -------
    (float array, int array)
        All cosines; and for each row of `one` the row of `other` matched with it.

    Examples
    --------
    >>> match_topics(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[0.1, 0.9], [0.9, 0.1]]))[1].tolist()
    [1, 0]
    """
    from scipy.optimize import linear_sum_assignment

    a, b = (m / np.maximum(np.linalg.norm(m, axis=1, keepdims=True), 1e-12) for m in (one, other))
    alike = a @ b.T
    return alike, np.asarray(linear_sum_assignment(-alike)[1], dtype=np.int64)


def _count(words: Sequence[Sequence[str]], min_documents: int) -> tuple[Any, list[str]]:
    from sklearn.feature_extraction.text import CountVectorizer

    most = _MAX_DOCUMENT_SHARE if len(words) >= _FEW_DOCUMENTS else 1.0
    counter = CountVectorizer(analyzer=_usable, min_df=min_documents, max_df=most, dtype=np.float64)
    try:
        counts = counter.fit_transform(words)
    except ValueError:  # not one word is left
        return np.zeros((len(words), 0)), []
    return counts.tocsr(), counter.get_feature_names_out().tolist()


def _usable(words: Sequence[str]) -> list[str]:
    return [w for w in words if len(w) > 1 and w.isalnum() and not w.isdigit()]


def _factorise(counts: Any, n_topics: int, seed: int | None) -> tuple[Floats, Floats]:
    """Return weights of topics in documents and probabilities of words in topics."""
    import warnings

    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    model = NMF(
        n_topics, init="nndsvda" if seed is None else "random", solver="mu", beta_loss="kullback-leibler",
        max_iter=_N_ITERATIONS, tol=1e-4, random_state=0 if seed is None else seed,
    )  # fmt: skip
    with warnings.catch_warnings():
        # The divergence changes little after the first hundred steps; stability says whether that is enough.
        warnings.simplefilter("ignore", ConvergenceWarning)
        weights = model.fit_transform(counts)
    size = model.components_.sum(axis=1)
    return weights * size, model.components_ / np.maximum(size, 1e-12)[:, None]


def _top(topic: Floats, vocabulary: Sequence[str]) -> list[str]:
    order = np.lexsort((np.arange(len(topic)), -topic.round(10)))[:_N_TOP_WORDS]
    return [vocabulary[at] for at in order if topic[at] > 1e-6]


def _held_out_gain(counts: Any, n_topics: int, rng: np.random.Generator) -> tuple[float, float, float]:
    """Predict half of the words of each unseen document from its other half (document completion)."""
    n = counts.shape[0]
    order = rng.permutation(n)
    unseen, seen = np.sort(order[: n // 5]), np.sort(order[n // 5 :])
    _, topics = _factorise(counts[seen], n_topics, int(rng.integers(2**31)))
    plain = np.asarray(counts[seen].sum(axis=0)).ravel() + _SMOOTHING
    plain /= plain.sum()
    topics = (1 - _BACKGROUND) * topics + _BACKGROUND * plain[None, :]
    whole = counts[unseen].toarray()
    given = rng.binomial(whole.astype(np.int64), 0.5).astype(float)
    asked = whole - given
    mixture = np.full((len(unseen), n_topics), 1 / n_topics)
    for _ in range(50):  # EM for the weights, topics fixed
        fit = given / np.maximum(mixture @ topics, 1e-12)
        mixture = mixture * (fit @ topics.T) + _PRIOR
        mixture /= mixture.sum(axis=1, keepdims=True)
    gain = (asked * (np.log2(mixture @ topics) - np.log2(plain)[None, :])).sum(axis=1)
    size = asked.sum(axis=1)
    if not size.sum():
        return (np.nan, np.nan, np.nan)
    draws = rng.poisson(1.0, (400, len(unseen)))
    spread = (draws @ gain) / np.maximum(draws @ size, 1e-12)
    low, high = np.quantile(spread, [0.025, 0.975])
    return float(gain.sum() / size.sum()), float(low), float(high)
