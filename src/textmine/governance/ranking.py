"""Rank, where a ranking is wanted at all: with the probability of every rank, and no winner below 0.8."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmine.errors import InputError

__all__ = [
    "RankProbabilities",
    "entropy_weights",
    "kendall_w",
    "rank_probabilities",
    "simple_weighting",
    "topsis",
    "vikor",
]

Array = npt.NDArray[Any]
WINNER_PROBABILITY = 0.8


def _checked(
    matrix: npt.ArrayLike, weights: npt.ArrayLike, is_benefit: Sequence[bool]
) -> tuple[Array, Array, Array]:
    x, w, good = (
        np.asarray(matrix, dtype=float),
        np.asarray(weights, dtype=float),
        np.asarray(is_benefit, dtype=bool),
    )
    if x.ndim != 2 or x.shape[1] != len(w) or len(w) != len(good):
        raise InputError("rows are alternatives and columns criteria, with one weight and one direction each")
    if not np.isfinite(x).all():
        raise InputError(
            "a criterion is blank for an alternative", fix="leave out the alternative or the criterion"
        )
    return x, w, good


def _minmax(x: Array, good: Array) -> Array:
    span = x.max(axis=0) - x.min(axis=0)
    safe = np.where(span > 0, span, 1.0)
    out: Array = np.where(span > 0, np.where(good, x - x.min(axis=0), x.max(axis=0) - x) / safe, 1.0)
    return out


def entropy_weights(matrix: npt.ArrayLike) -> Array:
    """Weight criteria by how unevenly they are spread (Shannon entropy, 1 - E, scaled to 1).

    An indicator that is noisy because its counts are small looks informative to this rule; see
    docs/evaluation.md.

    Raises
    ------
    InputError
        When a value is negative or a column sums to 0.

    Examples
    --------
    >>> entropy_weights([[1, 5], [1, 1]]).round(2).tolist()
    [0.0, 1.0]
    """
    x = np.asarray(matrix, dtype=float)
    if (x < 0).any() or (x.sum(axis=0) <= 0).any() or len(x) < 2:
        raise InputError("entropy weights need two rows or more, no negative value and no empty column")
    share = x / x.sum(axis=0)
    logs = np.log(np.where(share > 0, share, 1.0))
    divergence = 1 + (share * logs).sum(axis=0) / np.log(len(x))
    total = divergence.sum()
    out: Array = divergence / total if total > 1e-15 else np.full(x.shape[1], 1 / x.shape[1])
    return out


def topsis(
    matrix: npt.ArrayLike,
    weights: npt.ArrayLike,
    is_benefit: Sequence[bool],
    *,
    normalisation: str = "vector",
) -> Array:
    """Score alternatives by closeness to the ideal (Hwang & Yoon 1981); 1 is best.

    `normalisation` is ``vector`` (the original) or ``minmax``.

    Examples
    --------
    >>> peaks = [[1, 3000], [2, 3750], [5, 4500]]
    >>> topsis(peaks, [0.5, 0.5], [False, True], normalisation="minmax").round(3).tolist()
    [0.5, 0.617, 0.5]
    """
    x, w, good = _checked(matrix, weights, is_benefit)
    if normalisation == "vector":
        norm = np.sqrt((x**2).sum(axis=0))
        scaled = x / np.where(norm > 0, norm, 1.0) * w
    elif normalisation == "minmax":
        scaled, good = _minmax(x, good) * w, np.ones_like(good)
    else:
        raise InputError(f"unknown normalisation {normalisation!r}", fix="choose vector or minmax")
    best = np.where(good, scaled.max(axis=0), scaled.min(axis=0))
    worst = np.where(good, scaled.min(axis=0), scaled.max(axis=0))
    to_best = np.sqrt(((scaled - best) ** 2).sum(axis=1))
    to_worst = np.sqrt(((scaled - worst) ** 2).sum(axis=1))
    total = to_best + to_worst
    out: Array = np.where(total > 0, to_worst / np.where(total > 0, total, 1.0), 0.5)
    return out


def simple_weighting(matrix: npt.ArrayLike, weights: npt.ArrayLike, is_benefit: Sequence[bool]) -> Array:
    """Score alternatives by the weighted sum of min-max scaled criteria; higher is better."""
    x, w, good = _checked(matrix, weights, is_benefit)
    out: Array = _minmax(x, good) @ w
    return out


def vikor(
    matrix: npt.ArrayLike, weights: npt.ArrayLike, is_benefit: Sequence[bool], *, v: float = 0.5
) -> Array:
    """Score alternatives by VIKOR's Q (Opricovic & Tzeng 2004), reversed so that higher is better.

    `v` weighs the good of the many against the regret of the worst criterion.
    """
    x, w, good = _checked(matrix, weights, is_benefit)
    gap = (1 - _minmax(x, good)) * w
    total, worst = gap.sum(axis=1), gap.max(axis=1)

    def scaled(values: Array) -> Array:
        span = values.max() - values.min()
        return np.asarray((values - values.min()) / span if span > 0 else np.zeros_like(values))

    out: Array = 1 - (v * scaled(total) + (1 - v) * scaled(worst))
    return out


def kendall_w(scores: npt.ArrayLike) -> float:
    """Measure agreement between rankings (rows of scores): 1 all alike, 0 none."""
    from scipy.stats import rankdata

    ranks = rankdata(np.asarray(scores, dtype=float), axis=1)
    m, n = ranks.shape
    if n < 2:
        return float("nan")
    totals = ranks.sum(axis=0)
    return float(12 * ((totals - totals.mean()) ** 2).sum() / (m**2 * (n**3 - n)))


@dataclass(frozen=True)
class RankProbabilities:
    """Hold the probability of each rank (column 0 is the first) for each alternative."""

    names: tuple[str, ...]
    probability: Array
    agreement: float

    @property
    def winner(self) -> str | None:
        """Name the alternative that is first with probability 0.8 or more; otherwise nobody."""
        at = int(self.probability[:, 0].argmax())
        return self.names[at] if self.probability[at, 0] >= WINNER_PROBABILITY else None

    def to_frame(self) -> pd.DataFrame:
        """List the probabilities, one row an alternative."""
        columns = [f"p_rank_{r + 1}" for r in range(self.probability.shape[1])]
        return pd.DataFrame(self.probability, columns=columns, index=pd.Index(self.names, name="name"))


def rank_probabilities(scores: npt.ArrayLike, names: Sequence[str]) -> RankProbabilities:
    """Count how often each alternative takes each rank over many drawn scores (higher is better).

    Parameters
    ----------
    scores : array, draws x alternatives
        Draws over resampled cases, weights and methods. Ties are split evenly by order of drawing.

    Examples
    --------
    >>> draws = [[0.9, 0.5], [0.4, 0.6], [0.9, 0.1], [0.8, 0.2]]
    >>> found = rank_probabilities(draws, ["老书记工作室", "第一书记"])
    >>> found.probability[:, 0].tolist(), found.winner
    ([0.75, 0.25], None)
    """
    draws = np.asarray(scores, dtype=float)
    if draws.ndim != 2 or draws.shape[1] != len(names) or not len(draws):
        raise InputError("one row a draw and one column an alternative are needed")
    ranks = (-draws).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    probability = np.stack([(ranks == r).mean(axis=0) for r in range(draws.shape[1])], axis=1)
    return RankProbabilities(tuple(names), probability, kendall_w(draws))
