"""Estimate a change in one series: the narrow answer when there is nobody to compare with.

Whatever else changed in the same month is counted as the model's effect; season and trend are taken out.
With few months the standard error is drawn from the fitted process itself, because the usual correction
for autocorrelation under-covers (Bottomley et al. 2023 review the problem).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from textmine.errors import InputError
from textmine.governance.effects.results import interval

__all__ = ["MIN_AFTER", "MIN_BEFORE", "Interruption", "count_interruption", "interrupted_time_series"]

Array = npt.NDArray[Any]
MIN_BEFORE, MIN_AFTER = 24, 12
_N_HARMONICS = 1
_NAN = float("nan")


@dataclass(frozen=True)
class Interruption:
    """Hold the step at the interruption, and the series with its counterfactual.

    Where a change of slope was asked for, `slope` is that change a period, with its standard error.
    """

    estimate: float
    low: float
    high: float
    se: float
    p_value: float
    rho: float
    fitted: Array
    counterfactual: Array
    slope: float = float("nan")
    slope_se: float = float("nan")
    overdispersion: float = float("nan")


def _design(n: int, start: int, period: int, n_harmonics: int, *, has_slope: bool = False) -> Array:
    t = np.arange(n, dtype=float)
    columns = [np.ones(n), t / n]
    for k in range(1, n_harmonics + 1):
        columns += [np.sin(2 * np.pi * k * t / period), np.cos(2 * np.pi * k * t / period)]
    if has_slope:
        columns.append(np.maximum(t - start, 0.0))
    columns.append((t >= start).astype(float))
    return np.column_stack(columns)


def _whiten(x: Array, rho: float) -> Array:
    first = np.sqrt(max(1 - rho**2, 1e-6)) * x[:1]
    return np.concatenate([first, x[1:] - rho * x[:-1]])


def _glsar(x: Array, y: Array) -> tuple[Array, Array, float, float]:
    """Fit by Prais-Winsten iterations; rho is corrected for the bias of short series."""
    rho = 0.0
    n, k = x.shape
    for _ in range(25):
        xw, yw = _whiten(x, rho), _whiten(y, rho)
        beta = np.linalg.lstsq(xw, yw, rcond=None)[0]
        residual = y - x @ beta
        raw = float((residual[1:] * residual[:-1]).sum() / max((residual**2).sum(), 1e-300))
        # First-order bias of rho when k regressors were fitted (Kendall 1954; Marriott & Pope 1954).
        new = float(np.clip(raw + (k + 3 * raw) / n, -0.9, 0.9))
        if abs(new - rho) < 1e-8:
            break
        rho = new
    xw, yw = _whiten(x, rho), _whiten(y, rho)
    beta = np.linalg.lstsq(xw, yw, rcond=None)[0]
    sigma2 = float(((yw - xw @ beta) ** 2).sum() / max(n - k, 1))
    return beta, np.linalg.pinv(xw.T @ xw) * sigma2, rho, sigma2


def interrupted_time_series(
    y: npt.ArrayLike,
    start: int,
    *,
    period: int = 12,
    n_harmonics: int = _N_HARMONICS,
    has_slope: bool = False,
) -> Interruption:
    """Estimate a step at `start` (position from 0) with trend, season and AR(1) errors.

    With `has_slope` the trend may change at `start` too (segmented regression); the estimate is then the
    step at the start itself. A series that trend, season and step fit exactly (all cases of all months closed in
    time) has no interval and no p-value: nothing shows how far it strays by chance.

    Raises
    ------
    InputError
        With fewer than 24 points before or 12 after, or a blank in the series: too little to tell a step
        from noise.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> y = 0.6 + rng.normal(0, 0.02, 48); y[30:] += 0.1
    >>> found = interrupted_time_series(y, 30)
    >>> found.low < 0.1 < found.high
    True
    """
    values = np.asarray(y, dtype=float)
    if start < MIN_BEFORE or len(values) - start < MIN_AFTER:
        raise InputError(
            f"{start} points before and {len(values) - start} after are too few to interrupt a series",
            fix=f"it needs {MIN_BEFORE} before and {MIN_AFTER} after",
            zh=f"启用前 {start} 期、启用后 {len(values) - start} 期太少；中断序列分析至少需要前 {MIN_BEFORE} 期、后 {MIN_AFTER} 期",
        )
    if not np.isfinite(values).all():
        raise InputError(
            "the series has blank months",
            fix="merge months into quarters or give complete months",
            zh="序列中有空白月份；请合并为季度，或补全月份",
        )
    x = _design(len(values), start, period, n_harmonics, has_slope=has_slope)
    beta, covariance, rho, _ = _glsar(x, values)
    se = float(np.sqrt(covariance[-1, -1]))
    df = max(len(values) * (1 - rho) / (1 + rho) - x.shape[1], 3.0) if rho > 0 else len(values) - x.shape[1]
    fitted = x @ beta
    n_new = 2 if has_slope else 1
    without = fitted - x[:, -n_new:] @ beta[-n_new:]
    estimate = float(beta[-1])
    low, high, p = interval(estimate, se, df)
    slope = (float(beta[-2]), float(np.sqrt(covariance[-2, -2]))) if has_slope else (_NAN, _NAN)
    return Interruption(estimate, low, high, se, p, rho, fitted, without, *slope)


def count_interruption(
    counts: npt.ArrayLike,
    start: int,
    *,
    exposure: npt.ArrayLike | None = None,
    period: int = 12,
    n_harmonics: int = 2,
    has_slope: bool = False,
    is_overdispersed: bool = True,
) -> Interruption:
    """Estimate the rate ratio (as its logarithm) of a step in counts by Poisson regression with trend.

    Lopez Bernal, Cummins & Gasparrini 2017, Int. J. Epidemiology 46: 348. `n_harmonics` of 0 leaves the
    season out, which biases the step whenever months before and after differ in season.

    Parameters
    ----------
    exposure : array, optional
        Residents, for rates.
    has_slope : bool
        Let the trend change at the start too.
    is_overdispersed : bool
        Widen standard errors by the spread found (quasi-Poisson); without it counts are taken for Poisson.

    Raises
    ------
    InputError
        With a count that is negative or blank, an exposure that is not above 0, a start outside the
        series, or nothing but 0 on one side of it.

    Examples
    --------
    >>> counts = [100, 110, 95, 105] * 9 + [80, 88, 76, 84] * 6
    >>> found = count_interruption(counts, 36, n_harmonics=0)
    >>> round(float(np.exp(found.estimate)), 1)
    0.8
    """
    import statsmodels.api as sm

    values = np.asarray(counts, dtype=float)
    if not np.isfinite(values).all() or (values < 0).any():
        raise InputError(
            "a count is negative or blank",
            fix="give one count of 0 or more for each month",
            zh="计数为负或空白；请为每个月给出不小于 0 的计数",
        )
    if not 2 <= start <= len(values) - 2:
        raise InputError(
            f"position {start} leaves fewer than two of {len(values)} months on one side",
            zh=f"位置 {start} 使 {len(values)} 个月的一侧不足 2 个月",
        )
    if not (values[:start].any() and values[start:].any()):
        raise InputError(
            "all counts on one side of the start are 0: a ratio of rates has no estimate",
            fix="join communities, or take a longer period",
            zh="启用前或启用后的计数全为 0，无法估计率比；请合并社区或延长时段",
        )
    offset = None
    if exposure is not None:
        people = np.broadcast_to(np.asarray(exposure, dtype=float), values.shape)
        if not np.isfinite(people).all() or (people <= 0).any():
            raise InputError("an exposure is blank or not above 0", zh="暴露量为空或不大于 0")
        offset = np.log(people)
    x = _design(len(values), start, period, n_harmonics, has_slope=has_slope)
    fit = sm.GLM(values, x, family=sm.families.Poisson(), offset=offset).fit(
        scale="X2" if is_overdispersed else 1.0
    )
    estimate, se = float(fit.params[-1]), float(fit.bse[-1])
    low, high = (float(v) for v in fit.conf_int()[-1])
    fitted = np.asarray(fit.fittedvalues, dtype=float)
    n_new = 2 if has_slope else 1
    without = fitted * np.exp(-x[:, -n_new:] @ fit.params[-n_new:])
    slope = (float(fit.params[-2]), float(fit.bse[-2])) if has_slope else (_NAN, _NAN)
    phi = float(fit.pearson_chi2 / fit.df_resid)
    return Interruption(estimate, low, high, se, float(fit.pvalues[-1]), 0.0, fitted, without, *slope, phi)
