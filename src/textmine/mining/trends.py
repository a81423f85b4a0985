"""Count month by month, say how sure the counts are, where they changed, and which are unusually high."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmine.errors import InputError

__all__ = ["TREND_COLUMNS", "count_interval", "find_change", "measure_trends", "warns"]

TREND_COLUMNS = [
    "group", "month", "n", "n_low", "n_high", "share", "share_low", "share_high", "expected", "is_warning",
    "change_month", "change_p", "season_index",
]  # fmt: skip
WARNING_RATE = 0.01  # Share of quiet months that warn although nothing changed: the stated false-alarm rate.
_BASE_MONTHS = 12
_MIN_BASE = 4
_CHANGE_LEVEL = 0.05
_N_DRAWS = 999


def count_interval(n: npt.ArrayLike) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Give the exact 95 % interval of a Poisson mean after one count (Garwood, 1936).

    Examples
    --------
    >>> low, high = count_interval([0, 10])
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.0, 4.8], [3.69, 18.39])
    """
    from scipy.stats import chi2

    k = np.asarray(n, dtype=float)
    low = np.where(k > 0, chi2.ppf(0.025, 2 * np.maximum(k, 1)) / 2, 0.0)
    return low, np.asarray(chi2.ppf(0.975, 2 * (k + 1)) / 2)


def warns(history: npt.ArrayLike, now: float, *, rate: float = WARNING_RATE) -> bool:
    """Tell whether a count is higher than the months before explain.

    Given the mean of `m` earlier months, the next count is negative binomial when counts are Poisson with a
    Gamma(½, 0) prior (a predictive distribution: it knows that the mean is estimated). Extra variance of the months
    among themselves, where there is any, widens it.

    Parameters
    ----------
    history : counts of the months before, at least four.
    rate : float
        At most this share of quiet months warns.

    Examples
    --------
    >>> warns([10, 12, 9, 11, 8, 10], 30), warns([10, 12, 9, 11, 8, 10], 13), warns([3, 2], 50)
    (True, False, False)
    """
    from scipy.stats import nbinom

    past = np.asarray(history, dtype=float)
    if len(past) < _MIN_BASE:
        return False
    size, share = past.sum() + 0.5, len(past) / (len(past) + 1)
    mean = size * (1 - share) / share
    variance = size * (1 - share) / share**2
    # Quasi-Poisson: dispersion above 1 widens the prediction, below 1 it does not narrow it.
    dispersion = max(1.0, float(past.var(ddof=1) / max(past.mean(), 1e-9)))
    if dispersion > 1.0:
        variance *= dispersion
        size, share = mean**2 / max(variance - mean, 1e-9), mean / variance
    return bool(nbinom.sf(now - 1, size, share) < rate)


def find_change(counts: npt.ArrayLike, *, seed: int = 0) -> tuple[int | None, float]:
    """Find where the level of a series of counts changes most, and how often chance alone does as much.

    The statistic is the largest Poisson log-likelihood ratio over all places of one change; its p value comes from
    permuting the months (999 draws), so that no distribution of counts is assumed, only exchangeable months.

    Returns
    -------
    (int or None, float)
        Position of the first month at the new level, None when p is above .05; and p.

    Examples
    --------
    >>> find_change([5, 6, 4, 5, 6, 5, 15, 14, 16, 15, 14, 17])[0]
    6
    >>> find_change([5, 5, 5, 5, 5, 5])
    (None, 1.0)
    """
    series = np.asarray(counts, dtype=float)
    if len(series) < 2 * _MIN_BASE - 2 or series.max() == series.min():
        return None, 1.0
    best, at = _largest_ratio(series[None, :])
    draws = np.random.default_rng(seed).permuted(np.tile(series, (_N_DRAWS, 1)), axis=1)
    p = float((1 + (_largest_ratio(draws)[0] >= best[0] - 1e-9).sum()) / (1 + _N_DRAWS))
    return (int(at[0]) if p <= _CHANGE_LEVEL else None), p


def _largest_ratio(series: npt.NDArray[np.float64]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    n = series.shape[1]
    cuts = np.arange(2, n - 1)
    so_far = np.cumsum(series, axis=1)
    left, whole = so_far[:, cuts - 1], so_far[:, -1:]
    right = whole - left

    def term(count: npt.NDArray[Any], months: npt.NDArray[Any] | int) -> npt.NDArray[Any]:
        return np.where(count > 0, count * np.log(np.maximum(count, 1e-9) / months), 0.0)

    ratio = term(left, cuts) + term(right, n - cuts) - term(whole, n)
    best = ratio.argmax(axis=1)
    return ratio[np.arange(len(ratio)), best], cuts[best]


def measure_trends(times: pd.Series, groups: pd.Series, *, seed: int = 0) -> pd.DataFrame:
    """Measure how the number of messages of each group moves from month to month.

    Parameters
    ----------
    times : datetimes; rows without one are left out.
    groups : the group of each message; blank ones count in the whole only.

    Returns
    -------
    DataFrame
        ``TREND_COLUMNS``, one row per group and month from the first to the last of the table, months without
        messages included; group ``(all)`` is the whole table. `n_low, n_high`: exact Poisson interval. `share` of the
        month's messages with Wilson's interval. `expected`: mean of up to twelve months before. `is_warning`: see
        :func:`warns`. `change_month`: first month at a new level, with its p value. `season_index`: mean of the
        calendar month over the mean of all months, only where the table covers two years.

    Raises
    ------
    InputError
        When no row has a time.

    Examples
    --------
    >>> times = pd.Series(pd.to_datetime(["2024-01-05", "2024-01-09", "2024-03-02"]))
    >>> measure_trends(times, pd.Series(["停车", "停车", "噪音"]))[["group", "month", "n"]].values.tolist()[:3]
    [['(all)', '2024-01', 2], ['(all)', '2024-02', 0], ['(all)', '2024-03', 1]]
    """
    use = times.notna().to_numpy()
    if not use.any():
        raise InputError(
            "no row has a time", fix="name the column with --columns time=HEADING", zh="没有可识别的时间"
        )
    months = pd.PeriodIndex(pd.DatetimeIndex(times[use]), freq="M")
    span = pd.period_range(months.min(), months.max(), freq="M")
    named = groups[use].map(lambda g: "" if g is None or g != g else str(g).strip()).to_numpy()
    position = (months.year - span[0].year) * 12 + months.month - span[0].month
    whole = np.bincount(position, minlength=len(span))
    parts = [_trend("(all)", whole, whole, span, seed)]
    for name in sorted(set(named) - {""}):
        counts = np.bincount(np.asarray(position)[named == name], minlength=len(span))
        parts.append(_trend(name, counts, whole, span, seed))
    return pd.concat(parts, ignore_index=True)[TREND_COLUMNS]


def _trend(
    name: str, n: npt.NDArray[Any], whole: npt.NDArray[Any], span: pd.PeriodIndex, seed: int
) -> pd.DataFrame:
    low, high = count_interval(n)
    share_low, share_high = _wilson(n, whole)
    change, p = find_change(n, seed=seed)
    expected = [n[max(0, at - _BASE_MONTHS) : at].mean() if at else np.nan for at in range(len(n))]
    season = np.full(len(n), np.nan)
    if len(n) >= 24 and n.sum():
        calendar = np.array([month.month for month in span])
        season = np.array([n[calendar == month].mean() / n.mean() for month in calendar])
    return pd.DataFrame(
        {
            "group": name,
            "month": [str(month) for month in span],
            "n": n.astype(int),
            "n_low": low.round(2),
            "n_high": high.round(2),
            "share": np.round(n / np.maximum(whole, 1), 4),
            "share_low": share_low.round(4),
            "share_high": share_high.round(4),
            "expected": np.round(expected, 2),
            "is_warning": [warns(n[max(0, at - _BASE_MONTHS) : at], float(n[at])) for at in range(len(n))],
            "change_month": None if change is None else str(span[change]),
            "change_p": round(p, 4),
            "season_index": season.round(3),
        }
    )


def _wilson(n: npt.NDArray[Any], whole: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Interval of a share by Wilson (1927)."""
    z2 = 1.959964**2
    size = np.maximum(whole, 1)
    share = n / size
    centre = (share + z2 / (2 * size)) / (1 + z2 / size)
    half = np.sqrt(z2) * np.sqrt(share * (1 - share) / size + z2 / (4 * size**2)) / (1 + z2 / size)
    empty = whole == 0
    return np.where(empty, 0.0, np.maximum(centre - half, 0)), np.where(
        empty, 1.0, np.minimum(centre + half, 1)
    )
