"""Judge communities against limits that widen for the small: a funnel plot instead of a league table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from textmine.errors import InputError
from textmine.governance.measures.rates import checked_counts

__all__ = ["Funnel", "funnel_limits", "funnel_ratio_limits", "standardised_ratio"]

Array = npt.NDArray[Any]
LIMITS = (1.96, 3.09)
WINSOR_SHARE = 0.1
SPREADS = ("multiplicative", "additive", "none")


@dataclass(frozen=True)
class Funnel:
    """Hold a funnel: target, over-dispersion, each unit's rate and z, and its limits at 95 % and 99.8 %.

    `overdispersion` is φ; `between_sd` the standard deviation between units where that was asked for.
    """

    target: float
    overdispersion: float
    n: Array
    rate: Array
    z: Array
    low95: Array
    high95: Array
    low998: Array
    high998: Array
    between_sd: float = 0.0

    @property
    def is_outside(self) -> npt.NDArray[np.bool_]:
        """Tell which units lie outside the 99.8 % limits."""
        outside: npt.NDArray[np.bool_] = (self.rate < self.low998) | (self.rate > self.high998)
        return outside

    def to_frame(self) -> pd.DataFrame:
        """List the units."""
        names = ("n", "rate", "z", "low95", "high95", "low998", "high998")
        return pd.DataFrame({name: getattr(self, name) for name in names} | {"is_outside": self.is_outside})


def _dispersion(z: Array) -> float:
    known = z[np.isfinite(z)]
    if not len(known):
        return 1.0
    low, high = np.quantile(known, [WINSOR_SHARE, 1 - WINSOR_SHARE])
    return float(np.mean(np.clip(known, low, high) ** 2))


def _widened(error: Array, phi: float, spread: str) -> tuple[Array, float]:
    """Widen standard errors by a factor, or by a variance between units (Spiegelhalter 2005, appendix)."""
    if spread == "none":
        return error, 0.0
    if spread == "multiplicative":
        return np.sqrt(max(1.0, phi)) * error, 0.0
    weight = 1 / error[np.isfinite(error)] ** 2
    n = len(weight)
    bottom = weight.sum() - (weight**2).sum() / weight.sum() if n else 0.0
    tau2 = max(0.0, (n * phi - (n - 1)) / bottom) if bottom > 0 else 0.0
    return np.sqrt(error**2 + tau2), float(np.sqrt(tau2))


def _edges(target: float, wide: Array, top: float) -> list[Array]:
    return [np.clip(target + sign * limit * wide, 0, top) for limit in LIMITS for sign in (-1, 1)]


def _exact_edges(distribution: Any, size: Array) -> list[Array]:
    """Interpolate between neighbouring counts so that each tail holds what it should (Spiegelhalter A.1.1)."""
    edges = []
    for limit in LIMITS:
        for share in (stats.norm.sf(limit), stats.norm.cdf(limit)):
            at = distribution.ppf(share)
            above, below = distribution.cdf(at), distribution.cdf(at - 1)
            with np.errstate(divide="ignore", invalid="ignore"):
                part = (above - share) / (above - below)
                edges.append(np.maximum((at - part) / size, 0.0))
    return edges


def _check(spread: str, limits: str) -> None:
    if spread not in SPREADS or limits not in ("normal", "exact"):
        raise InputError(
            f"unknown choice {spread!r} / {limits!r}",
            fix="overdispersion: multiplicative, additive or none; limits: normal or exact",
            zh=f"未知选项 {spread} / {limits}；overdispersion 可选 multiplicative、additive、none，limits 可选 normal、exact",
        )
    if limits == "exact" and spread != "none":
        raise InputError(
            "exact limits know no over-dispersion",
            fix="add overdispersion='none'",
            zh="精确界限不能与过度离散并用；请加 overdispersion='none'",
        )


def funnel_limits(
    k: npt.ArrayLike,
    n: npt.ArrayLike,
    *,
    target: float | None = None,
    overdispersion: str = "multiplicative",
    limits: str = "normal",
) -> Funnel:
    """Compute funnel limits for proportions that allow for ordinary spread between units.

    Spiegelhalter 2005, Statistics in Medicine 24: 1185.

    z-scores against the target are winsorised at 10 %, their mean square is the over-dispersion φ, and
    the limits are target ± z·√(max(1, φ)·p(1 - p)/n). Units without trials have NaN.

    Parameters
    ----------
    target : float, optional
        The common level; by default all successes over all trials.
    overdispersion : str
        ``multiplicative``, ``additive`` (a variance between units is added, by moments) or ``none``.
    limits : str
        ``normal``, or ``exact`` binomial limits (only without over-dispersion).

    Raises
    ------
    InputError
        For an unknown choice, counts below 0, successes above trials or a target outside 0 to 1.

    Examples
    --------
    >>> found = funnel_limits([18, 160, 700], [22, 200, 1000])
    >>> found.overdispersion > 1 and not found.is_outside.any()
    True
    """
    _check(overdispersion, limits)
    successes, trials = checked_counts(k, n)
    if target is None:
        target = float(successes.sum() / trials.sum()) if trials.sum() else float("nan")
    elif not 0 <= target <= 1:
        raise InputError(
            f"the target {target} does not lie between 0 and 1", zh=f"目标 {target} 不在 0 与 1 之间"
        )
    safe = np.where(trials > 0, trials, np.nan)
    rate = successes / safe
    error = np.sqrt(max(target * (1 - target), 1e-12) / safe)
    z = (rate - target) / error
    phi = _dispersion(z)
    wide, between = _widened(error, phi, overdispersion)
    exact = limits == "exact"
    ends = _exact_edges(stats.binom(safe, target), safe) if exact else _edges(target, wide, 1.0)
    return Funnel(target, phi, trials, rate, z, ends[0], ends[1], ends[2], ends[3], between)


def funnel_ratio_limits(
    observed: npt.ArrayLike,
    expected: npt.ArrayLike,
    *,
    overdispersion: str = "multiplicative",
    limits: str = "normal",
) -> Funnel:
    """Compute funnel limits for observed over expected counts around 1; `n` is the expected count.

    The standard error is 1/√expected (Poisson); over-dispersion as for :func:`funnel_limits`. Units without
    an expectation have NaN.

    Examples
    --------
    >>> found = funnel_ratio_limits([41, 12], [24.0, 15.0], overdispersion="none", limits="exact")
    >>> found.rate.round(2).tolist(), found.is_outside.tolist()
    ([1.71, 0.8], [True, False])
    """
    _check(overdispersion, limits)
    o, e = _ratio_parts(observed, expected)
    safe = np.where(e > 0, e, np.nan)
    rate, error = o / safe, 1 / np.sqrt(safe)
    z = (rate - 1) / error
    phi = _dispersion(z)
    wide, between = _widened(error, phi, overdispersion)
    exact = limits == "exact"
    ends = _exact_edges(stats.poisson(safe), safe) if exact else _edges(1.0, wide, np.inf)
    return Funnel(1.0, phi, e, rate, z, ends[0], ends[1], ends[2], ends[3], between)


def _ratio_parts(observed: npt.ArrayLike, expected: npt.ArrayLike) -> tuple[Array, Array]:
    o, e = np.broadcast_arrays(np.asarray(observed, dtype=float), np.asarray(expected, dtype=float))
    if (o < 0).any() or (e < 0).any():
        raise InputError("an observed or expected count is below 0", zh="观察数或期望数小于 0")
    return o, e


def standardised_ratio(
    observed: npt.ArrayLike, expected: npt.ArrayLike, *, level: float = 0.95, method: str = "exact"
) -> pd.DataFrame:
    """Compute observed over expected with Poisson limits on the observed count.

    The limits treat the expectation as known. For a share of successes they are wider than needed, by about
    √(1 - p). Without an expectation the ratio is NaN. `method` is ``exact`` or ``byar`` (Breslow & Day
    1987, 2.3).

    Examples
    --------
    >>> standardised_ratio([12], [10.0]).round(2).values.tolist()
    [[1.2, 0.62, 2.1]]
    """
    if method not in ("exact", "byar"):
        raise InputError(
            f"unknown method {method!r}",
            fix="choose exact or byar",
            zh=f"未知方法 {method}，可选 exact 或 byar",
        )
    o, e = _ratio_parts(observed, expected)
    safe, tail = np.where(e > 0, e, np.nan), (1 - level) / 2
    if method == "exact":
        low = np.where(o > 0, stats.chi2.ppf(tail, 2 * np.maximum(o, 1)) / 2, 0.0)
        high = stats.chi2.ppf(1 - tail, 2 * (o + 1)) / 2
    else:
        z, more = stats.norm.ppf(1 - tail), o + 1
        down = np.maximum(o, 1.0)
        low = np.where(o > 0, o * (1 - 1 / (9 * down) - z / (3 * np.sqrt(down))) ** 3, 0.0)
        high = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    return pd.DataFrame({"ratio": o / safe, "low": low / safe, "high": high / safe})
