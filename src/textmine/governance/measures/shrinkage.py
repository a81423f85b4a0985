"""Pull the rates of small communities towards the mean, as far as their smallness warrants and no further."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

__all__ = ["ShrunkRates", "shrink_counts", "shrink_normal", "shrink_rates"]

Array = npt.NDArray[Any]
N_DRAWS = 4000
_GRID = 61


@dataclass(frozen=True)
class ShrunkRates:
    """Hold shrunken rates: posterior mean, interval, and the draws ranks are computed from."""

    raw: Array
    mean: Array
    low: Array
    high: Array
    draws: Array

    def top_probability(self, n_top: int) -> Array:
        """Return for each unit the probability of being among the `n_top` highest."""
        ranks = (-self.draws).argsort(axis=1).argsort(axis=1)
        out: Array = (ranks < n_top).mean(axis=0)
        return out

    def to_frame(self) -> pd.DataFrame:
        """List the rates, one row a unit."""
        return pd.DataFrame({"raw": self.raw, "shrunken": self.mean, "low": self.low, "high": self.high})


def _from_draws(raw: Array, draws: Array) -> ShrunkRates:
    low, high = np.quantile(draws, [0.025, 0.975], axis=0)
    return ShrunkRates(raw, draws.mean(axis=0), low, high, draws)


def shrink_rates(k: npt.ArrayLike, n: npt.ArrayLike, *, n_draws: int = N_DRAWS, seed: int = 0) -> ShrunkRates:
    """Shrink proportions by a beta-binomial model whose own parameters are drawn, not plugged in.

    Parameters
    ----------
    k, n
        Successes and trials of each unit. A unit without trials gets the distribution of a new unit.

    Notes
    -----
    Posterior on a grid: flat on the mean's logit, uniform on the shrinkage n̄/(n̄ + a + b) (Christiansen
    & Morris 1997). Plug-in intervals cover 76 % at five cases a unit; these count the uncertainty of a and b.

    Examples
    --------
    >>> found = shrink_rates([1, 60, 700], [2, 80, 1000], seed=1)
    >>> bool(abs(found.mean[0] - 0.5) > abs(found.mean[2] - 0.7))
    True
    """
    successes, trials = np.asarray(k, dtype=float), np.asarray(n, dtype=float)
    raw = np.where(trials > 0, successes / np.where(trials > 0, trials, 1), np.nan)
    total = max(trials.sum(), 1.0)
    middle = (successes.sum() + 0.5) / (total + 1.0)
    reach = 5.0 * np.sqrt(1 / (middle * (1 - middle)) * max(0.05, 1 / total))
    logits = special.logit(middle) + np.linspace(-reach, reach, _GRID)
    shrinkage = (np.arange(_GRID) + 0.5) / _GRID
    typical = max(float(np.mean(trials[trials > 0])) if (trials > 0).any() else 1.0, 1.0)
    sizes = typical * shrinkage / (1 - shrinkage)
    means, total_ab = np.meshgrid(special.expit(logits), sizes, indexing="ij")
    a, b = means * total_ab, (1 - means) * total_ab
    log_likelihood = np.zeros_like(a)
    for successes_i, trials_i in zip(successes, trials):
        log_likelihood += special.betaln(a + successes_i, b + trials_i - successes_i) - special.betaln(a, b)
    weight = np.exp(log_likelihood - log_likelihood.max()).ravel()
    rng = np.random.default_rng(seed)
    at = rng.choice(weight.size, size=n_draws, p=weight / weight.sum())
    draws = rng.beta(a.ravel()[at][:, None] + successes, b.ravel()[at][:, None] + trials - successes)
    return _from_draws(raw, draws)


def shrink_counts(
    counts: npt.ArrayLike, expected: npt.ArrayLike, *, n_draws: int = N_DRAWS, seed: int = 0
) -> ShrunkRates:
    """Shrink ratios of counts to their expectation by a Gamma-Poisson model with drawn parameters.

    Examples
    --------
    >>> found = shrink_counts([3, 240], [1.0, 200.0], seed=1)
    >>> bool(found.mean[0] < 3), bool(abs(found.mean[1] - 1.2) < 0.1)
    (True, True)
    """
    y, e = np.asarray(counts, dtype=float), np.asarray(expected, dtype=float)
    overall = (y.sum() + 0.5) / max(e.sum(), 1e-9)
    means = overall * np.exp(np.linspace(-1.5, 1.5, _GRID))
    shrinkage = (np.arange(_GRID) + 0.5) / _GRID
    rates = max(float(e.mean()), 1e-9) * shrinkage / (1 - shrinkage)
    mean, beta = np.meshgrid(means, rates, indexing="ij")
    alpha = mean * beta
    log_likelihood = np.zeros_like(alpha)
    for y_i, e_i in zip(y, e):
        log_likelihood += (
            special.gammaln(alpha + y_i)
            - special.gammaln(alpha)
            + alpha * np.log(beta)
            - (alpha + y_i) * np.log(beta + e_i)
        )
    weight = np.exp(log_likelihood - log_likelihood.max()).ravel()
    rng = np.random.default_rng(seed)
    at = rng.choice(weight.size, size=n_draws, p=weight / weight.sum())
    draws = rng.gamma(alpha.ravel()[at][:, None] + y) / (beta.ravel()[at][:, None] + e)
    return _from_draws(np.where(e > 0, y / np.where(e > 0, e, 1), np.nan), draws)


@dataclass(frozen=True)
class NormalShrinkage:
    """Hold the grand mean, the factor kept of each deviation, and the shrunken values."""

    mean: float
    kept: float
    values: Array


def shrink_normal(values: npt.ArrayLike, variance: float) -> NormalShrinkage:
    """Shrink values of equal variance towards their mean.

    Efron & Morris 1975: each deviation is kept to the share 1 - (k - 3)·σ²/S, not below 0.

    Examples
    --------
    >>> round(shrink_normal([0.2, 0.3, 0.4, 0.5, 0.6], 0.01).kept, 2)
    0.8
    """
    y = np.asarray(values, dtype=float)
    mean = float(y.mean())
    spread = float(((y - mean) ** 2).sum())
    kept = max(0.0, 1 - (len(y) - 3) * variance / spread) if spread > 0 else 0.0
    return NormalShrinkage(mean, kept, mean + kept * (y - mean))
