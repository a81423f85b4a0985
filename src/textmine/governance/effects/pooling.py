"""Set several effects side by side: pulled together as far as they agree, and tested as many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from textmine.errors import InputError

__all__ = ["Pooled", "adjust_p_values", "contrasts", "pool_effects"]

Array = npt.NDArray[Any]
N_DRAWS = 4000
_ADJUSTMENTS = ("holm", "hochberg", "bonferroni", "fdr_bh", "fdr_by")
_GRID = 200


@dataclass(frozen=True)
class Pooled:
    """Hold partially pooled effects, their draws, and the spread between the true effects (`tau`)."""

    names: tuple[str, ...]
    mean: Array
    low: Array
    high: Array
    tau: float
    overall: float
    draws: Array

    def to_frame(self) -> pd.DataFrame:
        """List the pooled effects with the probability of each being the largest."""
        best = np.bincount(self.draws.argmax(axis=1), minlength=len(self.names)) / len(self.draws)
        return pd.DataFrame(
            {
                "model_id": self.names,
                "pooled": self.mean,
                "low": self.low,
                "high": self.high,
                "p_largest": best,
            }
        )


def pool_effects(
    estimates: npt.ArrayLike, covariance: npt.ArrayLike, names: Sequence[str], *, seed: int = 0
) -> Pooled:
    """Pool effects partially in a normal hierarchical model (Gelman et al., Bayesian Data Analysis, ch. 5).

    The spread between true effects is integrated over a grid (flat on tau), so that little information
    about it widens the intervals instead of being ignored.

    Examples
    --------
    >>> found = pool_effects([0.10, 0.02, 0.03], np.diag([0.03, 0.03, 0.03]) ** 2, ["甲", "乙", "丙"])
    >>> bool(found.mean[0] < 0.10) and bool(found.mean[1] > 0.02)
    True
    """
    y, v = np.asarray(estimates, dtype=float), np.asarray(covariance, dtype=float)
    k = len(y)
    if v.shape != (k, k) or len(names) != k or k < 2 or not (np.isfinite(y).all() and np.isfinite(v).all()):
        raise InputError(
            "pooling needs two known estimates or more, their covariance and their names",
            zh="合并至少需要两个已知估计值，以及它们的协方差和名称",
        )
    scale = float(np.sqrt(np.diag(v).mean()))
    taus = np.linspace(1e-4, 4.0, _GRID) * max(scale, float(np.std(y)))
    log_weight, parts = np.empty(_GRID), []
    one = np.ones(k)
    for at, tau in enumerate(taus):
        inverse = np.linalg.inv(v + tau**2 * np.eye(k))
        precision = float(one @ inverse @ one)
        centre = float(one @ inverse @ y) / precision
        gap = y - centre
        log_weight[at] = -0.5 * (-np.linalg.slogdet(inverse)[1] + np.log(precision) + gap @ inverse @ gap)
        parts.append((centre, 1 / precision, inverse))
    weight = np.exp(log_weight - log_weight.max())
    rng = np.random.default_rng(seed)
    picks = rng.choice(_GRID, size=N_DRAWS, p=weight / weight.sum())
    draws, overall = np.empty((N_DRAWS, k)), np.empty(N_DRAWS)
    for at in np.unique(picks):
        rows = np.flatnonzero(picks == at)
        centre, variance, inverse = parts[at]
        mu = rng.normal(centre, np.sqrt(variance), len(rows))
        pull = taus[at] ** 2 * inverse
        spread = taus[at] ** 2 * (np.eye(k) - pull)
        root = np.linalg.cholesky((spread + spread.T) / 2 + 1e-14 * np.eye(k))
        draws[rows] = mu[:, None] + (y - mu[:, None]) @ pull.T + rng.normal(size=(len(rows), k)) @ root.T
        overall[rows] = mu
    low, high = np.quantile(draws, [0.025, 0.975], axis=0)
    return Pooled(
        tuple(names), draws.mean(axis=0), low, high, float(taus[picks].mean()), float(overall.mean()), draws
    )


def contrasts(
    estimates: npt.ArrayLike, covariance: npt.ArrayLike, names: Sequence[str], df: float
) -> pd.DataFrame:
    """List all differences between effects, with intervals and Holm-adjusted p-values."""
    y, v = np.asarray(estimates, dtype=float), np.asarray(covariance, dtype=float)
    rows = []
    for i in range(len(y)):
        for j in range(i + 1, len(y)):
            se = float(np.sqrt(max(v[i, i] + v[j, j] - 2 * v[i, j], 0.0)))
            gap = float(y[i] - y[j])
            reach = float(stats.t.ppf(0.975, df)) * se
            p = float(2 * stats.t.sf(abs(gap) / se, df)) if se > 0 else float("nan")
            rows.append((names[i], names[j], gap, gap - reach, gap + reach, p))
    table = pd.DataFrame(rows, columns=["model_id", "other_model_id", "difference", "low", "high", "p_value"])
    return table.assign(p_holm=adjust_p_values(table["p_value"].to_numpy(), method="holm"))


def adjust_p_values(p_values: npt.ArrayLike, *, method: str = "holm") -> Array:
    """Adjust p-values for having looked many times; NaN stays NaN and does not count.

    ``holm`` bounds the chance of any false finding (primary outcome), ``fdr_bh`` the share of false ones
    (exploratory; Benjamini & Hochberg 1995). ``bonferroni`` and ``hochberg`` also bound any false finding,
    ``fdr_by`` the share also where tests depend on each other (Benjamini & Yekutieli 2001).

    Raises
    ------
    InputError
        For an unknown method or a value outside 0 to 1.

    Examples
    --------
    >>> adjust_p_values([0.01, 0.04, float("nan")]).tolist()
    [0.02, 0.04, nan]
    """
    p = np.asarray(p_values, dtype=float)
    if method not in _ADJUSTMENTS:
        raise InputError(
            f"unknown method {method!r}",
            fix=f"choose one of {', '.join(_ADJUSTMENTS)}",
            zh=f"未知方法 {method}，可选：{'、'.join(_ADJUSTMENTS)}",
        )
    out = np.full(p.shape, np.nan)
    known = np.isfinite(p)
    if not known.any():
        return out
    values = p[known]
    if (values < 0).any() or (values > 1).any():
        raise InputError("a p-value lies outside 0 to 1", zh="p 值不在 0 到 1 之间")
    order = np.argsort(values, kind="stable")
    m = len(values)
    at = np.arange(1, m + 1)
    factors: dict[str, Array] = {
        "bonferroni": np.full(m, float(m)),
        "holm": m + 1.0 - at,
        "hochberg": m + 1.0 - at,
        "fdr_bh": m / at,
        "fdr_by": m / at * (1.0 / at).sum(),
    }
    stepped = values[order] * factors[method]
    # Holm steps down from the smallest p-value, the others up from the largest.
    stepped = (
        np.maximum.accumulate(stepped) if method == "holm" else np.minimum.accumulate(stepped[::-1])[::-1]
    )
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(stepped, 1.0)
    out[known] = adjusted
    return out
