"""Pull the rates of small communities towards the mean, as far as their smallness warrants and no further."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special, stats

from textmine.errors import InputError
from textmine.governance.measures.rates import checked_counts

__all__ = [
    "BetaPrior",
    "NormalShrinkage",
    "ShrunkRates",
    "fit_beta_prior",
    "shrink_counts",
    "shrink_normal",
    "shrink_rates",
]

Array = npt.NDArray[Any]
N_DRAWS = 4000
_GRID = 61
_MOST_LOGIT = 30.0


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
        ranks = (-self.draws).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
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
    successes, trials = checked_counts(k, n)
    raw = np.where(trials > 0, successes / np.where(trials > 0, trials, 1), np.nan)
    total = max(trials.sum(), 1.0)
    middle = (successes.sum() + 0.5) / (total + 1.0)
    reach = 5.0 * np.sqrt(1 / (middle * (1 - middle)) * max(0.05, 1 / total))
    centre = special.logit(middle)
    # Further out a share is exactly 0 or 1 to the computer, and the likelihood no number.
    logits = np.linspace(max(centre - reach, -_MOST_LOGIT), min(centre + reach, _MOST_LOGIT), _GRID)
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
    if (y < 0).any() or (e < 0).any() or y.shape != e.shape:
        raise InputError(
            "counts and expectations must not be below 0, one of each a unit",
            zh="计数与期望数不得小于 0，每个单位各一个",
        )
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
class BetaPrior:
    """Hold a beta distribution of rates between units, plugged in as if it were known.

    `a` and `b` are infinite where the units differ by no more than chance.
    """

    a: float
    b: float
    mean: float

    def shrink(self, k: npt.ArrayLike, n: npt.ArrayLike) -> pd.DataFrame:
        """Return `shrunken`, `low`, `high` (95 %) of each unit: Beta(a + k, b + n - k).

        The interval leaves out how uncertain a and b are: at five cases a unit it covers 76 %; use
        :func:`shrink_rates` for intervals.
        """
        successes, trials = checked_counts(k, n)
        if not np.isfinite(self.a + self.b):
            mean = np.full(successes.shape, self.mean)
            return pd.DataFrame({"shrunken": mean, "low": mean, "high": mean})
        up, down = self.a + successes, self.b + trials - successes
        low, high = stats.beta.ppf(0.025, up, down), stats.beta.ppf(0.975, up, down)
        return pd.DataFrame({"shrunken": up / (up + down), "low": low, "high": high})


def fit_beta_prior(k: npt.ArrayLike, n: npt.ArrayLike, *, method: str = "likelihood") -> BetaPrior:
    """Estimate the beta distribution that rates of units come from.

    Parameters
    ----------
    method : str
        ``likelihood`` (maximum of the beta-binomial likelihood) or ``moments`` (mean and variance of the
        raw rates, as in Gelman et al., Bayesian Data Analysis, 5.1).

    Raises
    ------
    InputError
        With fewer than two units that have trials, for an unknown method or impossible counts.

    Examples
    --------
    >>> prior = fit_beta_prior([3, 9, 14, 8], [20, 20, 20, 20])
    >>> round(prior.mean, 2)
    0.42
    """
    if method not in ("likelihood", "moments"):
        raise InputError(
            f"unknown method {method!r}",
            fix="choose likelihood or moments",
            zh=f"未知方法 {method}，可选 likelihood 或 moments",
        )
    successes, trials = checked_counts(k, n)
    successes, trials = successes[trials > 0], trials[trials > 0]
    if len(trials) < 2:
        raise InputError(
            "a distribution between units needs at least two units with trials",
            zh="至少需要两个有试验数的单位，才能估计单位间的分布",
        )
    if method == "moments":
        rate = successes / trials
        mean, variance = float(rate.mean()), float(rate.var(ddof=1))
        size = mean * (1 - mean) / variance - 1 if variance > 0 else np.inf
    else:
        from scipy.optimize import minimize

        def loss(at: Array) -> float:
            m, total = special.expit(at[0]), np.exp(at[1])
            a, b = m * total, (1 - m) * total
            gain = special.betaln(a + successes, b + trials - successes) - special.betaln(a, b)
            return -float(gain.sum())

        middle = (successes.sum() + 0.5) / (trials.sum() + 1)
        tight: dict[str, Any] = {"xatol": 1e-8, "fatol": 1e-10, "maxiter": 4000}
        found = [
            minimize(loss, [special.logit(middle), np.log(size)], method="Nelder-Mead", options=tight)  # type: ignore[call-overload]
            for size in (2.0, 20.0, 200.0)
        ]
        best = found[int(np.argmin([f.fun for f in found]))]
        mean, size = float(special.expit(best.x[0])), float(np.exp(best.x[1]))
        size = np.inf if size > 1e6 else size
    if not 0 < size < np.inf:
        return BetaPrior(float("inf"), float("inf"), float(successes.sum() / trials.sum()))
    return BetaPrior(mean * size, (1 - mean) * size, mean)


@dataclass(frozen=True)
class NormalShrinkage:
    """Hold the grand mean, the share kept of each deviation, and the shrunken values.

    `kept` is one number where all variances are equal, and one a value otherwise; `between` is the
    variance between the true values.
    """

    mean: float
    kept: Any
    values: Array
    between: float


def shrink_normal(
    values: npt.ArrayLike, variance: npt.ArrayLike, *, towards: float | None = None
) -> NormalShrinkage:
    """Shrink normal values of known variance towards their mean.

    Efron & Morris 1975 (JASA 70: 311): each deviation is kept to the share 1 - (k - 3)·σ²/S, not below 0.
    With unequal variances the variance between true values is found by iterated moments (Morris 1983,
    JASA 78: 47); with equal ones both are the same.

    Parameters
    ----------
    variance : number or array
        One variance, or one a value.
    towards : float, optional
        A point fixed beforehand instead of the mean; k - 3 becomes k - 2 (James & Stein 1961).

    Raises
    ------
    InputError
        When values are too few to learn from (four, or three with `towards`), or a variance is not positive.

    Examples
    --------
    >>> round(shrink_normal([0.2, 0.3, 0.4, 0.5, 0.6], 0.01).kept, 2)
    0.8
    """
    y, v = np.asarray(values, dtype=float), np.asarray(variance, dtype=float)
    n_lost = 3 if towards is None else 2
    if y.ndim != 1 or len(y) <= n_lost or not np.isfinite(y).all():
        raise InputError(
            f"shrinking needs more than {n_lost} known values",
            fix="give more units",
            zh=f"收缩需要多于 {n_lost} 个已知值；请给出更多单位",
        )
    if (v <= 0).any() or v.shape not in ((), y.shape):
        raise InputError(
            "a variance is not above 0, or there is not one for each value",
            zh="方差不大于 0，或与数值个数不符",
        )
    own = np.broadcast_to(v, y.shape).astype(float)
    free = len(y) - (1 if towards is None else 0)
    between = 0.0
    for _ in range(500):
        weight = 1 / (own + between)
        mean = float((weight * y).sum() / weight.sum()) if towards is None else float(towards)
        new = float((weight * ((y - mean) ** 2 * len(y) / free - own)).sum() / weight.sum())
        if abs(max(new, 0.0) - between) < 1e-14 * float(own.mean()):
            break
        between = max(new, 0.0)
    # (free - 2)/free makes up for the variance between being estimated.
    lost = (free - 2) / free * own / (own + between)
    if between == 0.0 and v.ndim == 0:
        lost = np.minimum(1.0, (free - 2) * own / max(float(((y - mean) ** 2).sum()), 1e-300))
    kept: Any = 1 - lost
    return NormalShrinkage(mean, float(kept[0]) if v.ndim == 0 else kept, mean + kept * (y - mean), between)
