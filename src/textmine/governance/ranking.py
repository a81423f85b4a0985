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
    "vikor_table",
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
        raise InputError(
            "rows are alternatives and columns criteria, with one weight and one direction each",
            zh="行应为方案，列应为指标，每列一个权重和一个方向",
        )
    if not np.isfinite(x).all():
        raise InputError(
            "a criterion is blank for an alternative",
            fix="leave out the alternative or the criterion",
            zh="有方案的指标为空；请去掉该方案或该指标",
        )
    if (w < 0).any() or w.sum() <= 0:
        raise InputError("a weight is negative, or all are 0", zh="权重为负或全为 0")
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
        raise InputError(
            "entropy weights need two rows or more, no negative value and no empty column",
            zh="熵权需要至少两行，不能有负值和全空的列",
        )
    share = x / x.sum(axis=0)
    logs = np.log(np.where(share > 0, share, 1.0))
    divergence = 1 + (share * logs).sum(axis=0) / np.log(len(x))
    total = divergence.sum()
    out: Array = divergence / total if total > 1e-15 else np.full(x.shape[1], 1 / x.shape[1])
    return out


_NORMALISATIONS = ("vector", "minmax", "sum", "max", "none")


def _normalised(x: Array, good: Array, kind: str) -> tuple[Array, Array]:
    """Bring criteria to one scale; return them with their directions, which min-max turns to "more is better".

    ``max`` divides by the largest value of a benefit and divides the smallest value of a cost by each
    value, so that both become benefits (the usual "linear" way).
    """
    if kind not in _NORMALISATIONS:
        raise InputError(
            f"unknown normalisation {kind!r}",
            fix=f"choose one of {', '.join(_NORMALISATIONS)}",
            zh=f"未知归一化方式 {kind}，可选：{'、'.join(_NORMALISATIONS)}",
        )
    if kind == "none":
        return x, good
    if kind == "minmax":
        return _minmax(x, good), np.ones_like(good)
    if kind == "max":
        if (x <= 0).any():
            raise InputError(
                "this normalisation divides by values: all must be above 0",
                zh="此归一化要除以数值，所有值都应大于 0",
            )
        return np.where(good, x / x.max(axis=0), x.min(axis=0) / x), np.ones_like(good)
    size = np.sqrt((x**2).sum(axis=0)) if kind == "vector" else np.abs(x).sum(axis=0)
    return x / np.where(size > 0, size, 1.0), good


def topsis(
    matrix: npt.ArrayLike,
    weights: npt.ArrayLike,
    is_benefit: Sequence[bool],
    *,
    normalisation: str = "vector",
) -> Array:
    """Score alternatives by closeness to the ideal (Hwang & Yoon 1981); 1 is best.

    `normalisation` is ``vector`` (the original), ``minmax``, ``sum``, ``max`` or ``none``. Weights are
    used as given.

    Examples
    --------
    >>> peaks = [[1, 3000], [2, 3750], [5, 4500]]
    >>> topsis(peaks, [0.5, 0.5], [False, True], normalisation="minmax").round(3).tolist()
    [0.5, 0.617, 0.5]
    """
    x, w, good = _checked(matrix, weights, is_benefit)
    scaled, good = _normalised(x, good, normalisation)
    scaled = scaled * w
    best = np.where(good, scaled.max(axis=0), scaled.min(axis=0))
    worst = np.where(good, scaled.min(axis=0), scaled.max(axis=0))
    to_best = np.sqrt(((scaled - best) ** 2).sum(axis=1))
    to_worst = np.sqrt(((scaled - worst) ** 2).sum(axis=1))
    total = to_best + to_worst
    out: Array = np.where(total > 0, to_worst / np.where(total > 0, total, 1.0), 0.5)
    return out


def simple_weighting(
    matrix: npt.ArrayLike,
    weights: npt.ArrayLike,
    is_benefit: Sequence[bool],
    *,
    normalisation: str = "minmax",
) -> Array:
    """Score alternatives by the weighted sum of scaled criteria; higher is better.

    `normalisation` as for :func:`topsis`; under ``vector``, ``sum`` and ``none`` a cost counts negative.

    Examples
    --------
    >>> simple_weighting([[2, 100], [4, 50]], [0.5, 0.5], [False, True], normalisation="max").tolist()
    [1.0, 0.5]
    """
    x, w, good = _checked(matrix, weights, is_benefit)
    scaled, good = _normalised(x, good, normalisation)
    out: Array = np.where(good, scaled, -scaled) @ w
    return out


def vikor_table(
    matrix: npt.ArrayLike, weights: npt.ArrayLike, is_benefit: Sequence[bool], *, v: float = 0.5
) -> pd.DataFrame:
    """Compute VIKOR's S, R and Q (Opricovic & Tzeng 2004), less being better, and its compromise.

    `v` weighs the good of the many (S) against the regret of the worst criterion (R). `is_compromise` marks
    the best alternative alone where it leads by 1/(n - 1) and is first by S or R too, otherwise all that
    cannot be told from it.

    Examples
    --------
    >>> vikor_table([[1, 3000], [2, 3750], [5, 4500]], [0.5, 0.5], [False, True])["s"].tolist()
    [0.5, 0.375, 0.5]
    """
    x, w, good = _checked(matrix, weights, is_benefit)
    gap = (1 - _minmax(x, good)) * w
    s, r = gap.sum(axis=1), gap.max(axis=1)

    def scaled(values: Array) -> Array:
        span = values.max() - values.min()
        return np.asarray((values - values.min()) / span if span > 0 else np.zeros_like(values))

    q = v * scaled(s) + (1 - v) * scaled(r)
    order = np.argsort(q, kind="stable")
    best = order[0]
    is_ahead = q - q[best] >= 1 / (len(q) - 1) if len(q) > 1 else np.ones(1, dtype=bool)
    is_stable = s[best] <= s.min() or r[best] <= r.min()
    chosen = ~is_ahead
    chosen[best] = True
    if chosen.sum() == 1 and not is_stable:
        chosen[order[1]] = True
    return pd.DataFrame({"s": s, "r": r, "q": q, "is_compromise": chosen})


def vikor(
    matrix: npt.ArrayLike, weights: npt.ArrayLike, is_benefit: Sequence[bool], *, v: float = 0.5
) -> Array:
    """Score alternatives by 1 less VIKOR's Q, so that higher is better; see :func:`vikor_table`."""
    out: Array = 1 - vikor_table(matrix, weights, is_benefit, v=v)["q"].to_numpy(float)
    return out


def kendall_w(scores: npt.ArrayLike, *, corrects_ties: bool = True) -> float:
    """Measure agreement between rankings (rows of scores, one a judge): 1 all alike, 0 none.

    Kendall & Babington Smith 1939; ties take the mean rank and, unless told otherwise, the correction for
    them. m(n - 1)·W is about chi-square with n - 1 degrees of freedom where judges do not agree.

    Examples
    --------
    >>> round(kendall_w([[1, 2, 3, 4], [1, 3, 2, 4], [2, 1, 3, 4]]), 2)
    0.78
    """
    from scipy.stats import rankdata

    values = np.asarray(scores, dtype=float)
    if values.ndim != 2 or not np.isfinite(values).all():
        raise InputError(
            "agreement needs a complete table, one row a judge and one column an alternative",
            zh="一致性需要完整的表：每行一位评判者，每列一个方案",
        )
    ranks = rankdata(values, axis=1)
    m, n = ranks.shape
    if n < 2:
        return float("nan")
    totals = ranks.sum(axis=0)
    lost = 0.0
    if corrects_ties:
        for row in ranks:
            sizes = np.unique(row, return_counts=True)[1].astype(float)
            lost += float((sizes**3 - sizes).sum())
    bottom = m**2 * (n**3 - n) - m * lost
    return float(12 * ((totals - totals.mean()) ** 2).sum() / bottom) if bottom > 0 else float("nan")


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
        raise InputError(
            "one row a draw and one column an alternative are needed", zh="需要每行一次抽样、每列一个方案"
        )
    ranks = (-draws).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    probability = np.stack([(ranks == r).mean(axis=0) for r in range(draws.shape[1])], axis=1)
    return RankProbabilities(tuple(names), probability, kendall_w(draws))
