"""Count month by month, say how sure the counts are, where they changed, and which are unusually high."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmine.errors import InputError
from textmine.mining.keyness import false_discovery_rates
from textmine.reading.straytimes import without_strays

__all__ = ["TREND_COLUMNS", "count_interval", "find_change", "measure_season", "measure_trends", "warns"]

TREND_COLUMNS = [
    "group", "month", "n", "n_low", "n_high", "share", "share_low", "share_high", "expected", "is_warning",
    "change_month", "change_p", "change_q", "season_index",
]  # fmt: skip
WARNING_RATE = 0.01  # Share of quiet months that warn although nothing changed: the stated false-alarm rate.
_BASE_MONTHS = 12
_MIN_BASE = 4
_CHANGE_LEVEL = 0.05
_N_DRAWS = 999
_MIN_SEASON_MONTHS = 24  # Two of every month: from here on a season can be told from a change.
_SEASON_PRIOR = 5.0
_N_ROUNDS = 200  # Rounds of fitting season and level in turn; they settle in a dozen.
_N_STEPS, _EDGE = 12, 15.0  # Steps of Newton's method, and the largest logarithm of a ratio of levels.


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


def warns(
    history: npt.ArrayLike,
    now: float,
    *,
    season: npt.ArrayLike | None = None,
    season_variance: float = 0.0,
    rate: float = WARNING_RATE,
) -> bool:
    """Tell whether a count is higher than the months before explain.

    Given the mean of `m` earlier months, the next count is negative binomial when counts are Poisson with a
    Gamma(½, 0) prior (a predictive distribution: it knows that the mean is estimated). Extra variance of the months
    among themselves, where there is any, widens it.

    Parameters
    ----------
    history : counts of the months before, at least four.
    now : the count in question.
    season : season index of each month before and, last, of this month; all 1 when not given.
    season_variance : float
        Relative variance of the index of this month, which is estimated, too.
    rate : float
        At most this share of quiet months warns.

    Examples
    --------
    >>> warns([10, 12, 9, 11, 8, 10], 30), warns([10, 12, 9, 11, 8, 10], 13), warns([3, 2], 50)
    (True, False, False)
    >>> warns([10, 12, 9, 11, 8, 10], 30, season=[1, 1, 1, 1, 1, 1, 2.5])
    False
    """
    from scipy.stats import nbinom

    past = np.asarray(history, dtype=float)
    if len(past) < _MIN_BASE:
        return False
    weight = np.ones(len(past) + 1) if season is None else np.asarray(season, dtype=float)
    before, this = weight[:-1], weight[-1]
    size, share = past.sum() + 0.5, before.sum() / (before.sum() + this)
    mean = size * (1 - share) / share
    variance = size * (1 - share) / share**2
    # Quasi-Poisson: dispersion above 1 widens the prediction, below 1 it does not narrow it.
    fitted = np.maximum(before * past.sum() / before.sum(), 1e-9)
    dispersion = max(1.0, float(((past - fitted) ** 2 / fitted).sum() / (len(past) - 1)))
    if dispersion > 1.0 or season_variance > 0.0:
        variance = variance * dispersion + season_variance * mean**2
        size, share = mean**2 / max(variance - mean, 1e-9), mean / variance
    return bool(nbinom.sf(now - 1, size, share) < rate)


def measure_season(counts: npt.ArrayLike, calendar: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Estimate how many times the mean of all months each month has, by its place in the calendar.

    The index is drawn towards 1 as if five more messages had come in an average month: a month seen twice with few
    messages says little.

    Parameters
    ----------
    counts : counts of whole years, or of at least two of every month.
    calendar : month of each count, 1 to 12.

    Returns
    -------
    float array
        Index of each entry of `counts`; 1 for all where nothing was counted.

    Examples
    --------
    >>> measure_season([30, 10] * 12, [1, 2] * 12).round(2).tolist()[:2]
    [1.49, 0.51]
    """
    n, month = np.asarray(counts, dtype=float), np.asarray(calendar)
    if not n.sum():
        return np.ones(len(n))
    seen = np.bincount(month, minlength=13)
    expected = seen * n.mean()
    index = (np.bincount(month, weights=n, minlength=13) + _SEASON_PRIOR) / (expected + _SEASON_PRIOR)
    return np.asarray(index[month])


def find_change(
    counts: npt.ArrayLike, *, calendar: npt.ArrayLike | None = None, seed: int = 0
) -> tuple[int | None, float]:
    """Find where the level of a series of counts changes most, and how often chance alone does as much.

    The statistic is the largest Poisson log-likelihood ratio over all places of one change; its p value comes from
    permuting the months (999 draws), so that no distribution of counts is assumed, only exchangeable months. Where
    the calendar is known and every month of it occurs twice or more, only months of one name change places (January
    with January), and season and level are estimated together at every place: a season is then no change, and a
    change is not taken for season. Months of a name that lie on one side of a place only say nothing about it. Where
    the months, the change apart, show no season at 5 %, the change is dated without one: two years say little of both.

    Parameters
    ----------
    counts : one count per month.
    calendar : month of each count, 1 to 12; used from 24 months on.
    seed : of the permutations.

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
    rng = np.random.default_rng(seed)
    month = np.zeros(len(series), dtype=int) if calendar is None else np.asarray(calendar, dtype=int)
    draws = np.tile(series, (_N_DRAWS, 1))
    ratios = _level_ratios
    if calendar is not None and len(series) >= _MIN_SEASON_MONTHS:
        for m in np.unique(month):
            draws[:, month == m] = rng.permuted(draws[:, month == m], axis=1)

        def ratios(rows: npt.NDArray[np.float64], cut: int) -> npt.NDArray[np.float64]:
            return _seasonal_ratios(rows, cut, month)
    else:
        draws = rng.permuted(draws, axis=1)
    cuts = range(2, len(series) - 1)
    every = np.vstack([series[None, :], draws])
    found = np.column_stack([ratios(every, cut) for cut in cuts])
    largest = found.max(axis=1)
    p = float((1 + (largest[1:] >= largest[0] - 1e-9).sum()) / (1 + _N_DRAWS))
    if p > _CHANGE_LEVEL:
        return None, p
    if ratios is not _level_ratios:
        plain = np.array([_level_ratios(series[None, :], cut)[0] for cut in cuts])
        if not _shows_season(series, month, float(found[0].max() - plain.max())):
            return cuts[int(plain.argmax())], p
    return cuts[int(found[0].argmax())], p


def _shows_season(series: npt.NDArray[np.float64], month: npt.NDArray[np.int_], gain: float) -> bool:
    """Tell whether calendar months differ beside a change of level, by a likelihood-ratio test at 5 %.

    `gain` is how much more of log-likelihood a change adds with a season than without one.
    """
    from scipy.stats import chi2

    names, of = np.unique(month, return_inverse=True)
    total, times = np.bincount(of, weights=series), np.bincount(of)
    of_season = (total * np.log(np.maximum(total, 1e-9) / times)).sum() - series.sum() * np.log(series.mean())
    return bool(2 * (of_season + gain) > chi2.ppf(1 - _CHANGE_LEVEL, len(names) - 1))


def _level_ratios(rows: npt.NDArray[np.float64], cut: int) -> npt.NDArray[np.float64]:
    """Give the log-likelihood ratio of two Poisson levels, before and from a place on, to one; one value a row."""
    n = rows.shape[1]
    left, whole = rows[:, :cut].sum(axis=1), rows.sum(axis=1)

    def term(count: npt.NDArray[Any], exposure: float) -> npt.NDArray[Any]:
        return np.where(count > 0, count * np.log(np.maximum(count, 1e-9) / exposure), 0.0)

    return np.asarray(term(left, cut) + term(whole - left, n - cut) - term(whole, n))


def _seasonal_ratios(
    rows: npt.NDArray[np.float64], cut: int, month: npt.NDArray[np.int_]
) -> npt.NDArray[np.float64]:
    """Give the same ratio with a mean of its own for each calendar month, the sums of which all rows share.

    Given its sum N, what a calendar month has from the place on is binomial with the share ar / (b + ar), a and b
    being how often the month lies there and before and r the ratio of levels: only r is left to be estimated, and
    only the sum from the place on matters.
    """
    names, of = np.unique(month, return_inverse=True)
    is_after = np.arange(len(month)) >= cut
    after, before = (
        np.bincount(of[is_after], minlength=len(names)),
        np.bincount(of[~is_after], minlength=len(names)),
    )
    total = np.bincount(of, weights=rows[0], minlength=len(names))
    told = (after > 0) & (before > 0) & (total > 0)
    if not told.any():
        return np.zeros(len(rows))
    after, before, total = after[told], before[told], total[told]
    sums, inverse = np.unique(rows[:, is_after & told[of]].sum(axis=1), return_inverse=True)

    def likelihood(log_r: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.asarray(sums * log_r - np.log(before + after * np.exp(log_r)[:, None]) @ total)

    # Newton's steps on a concave function of one number; where all or nothing lies on one side it runs to the edge.
    log_r = np.log((sums + 0.5) / (total.sum() - sums + 0.5)) - np.log(after.sum() / before.sum())
    for _ in range(_N_STEPS):
        share = 1 / (1 + before / after * np.exp(-log_r)[:, None])
        slope, curvature = sums - share @ total, (share * (1 - share)) @ total
        log_r = np.clip(log_r + np.clip(slope / np.maximum(curvature, 1e-9), -2, 2), -_EDGE, _EDGE)
    return np.asarray((likelihood(log_r) - likelihood(np.zeros(len(sums))))[inverse])


def measure_trends(times: pd.Series, groups: pd.Series, *, seed: int = 0) -> pd.DataFrame:
    """Measure how the number of messages of each group moves from month to month.

    Parameters
    ----------
    times : datetimes; rows without one, or with one far from all others (:func:`textmine.reading.straytimes.is_stray`),
        are left out.
    groups : the group of each message; blank ones count in the whole only.

    Returns
    -------
    DataFrame
        ``TREND_COLUMNS``, one row per group and month from the first to the last of the table, months without
        messages included; group ``(all)`` is the whole table. `n_low, n_high`: exact Poisson interval. `share` of the
        month's messages with Wilson's interval. `expected`: mean of up to twelve months before, times the season
        where two whole years lie before. `is_warning`: see :func:`warns`. `change_month`: first month at a new level,
        with its p value (`change_q`: share of false changes among the groups with a p as small, Benjamini and
        Hochberg). `season_index`: mean of the calendar month over the mean of all months, only where the table covers two
        years; where a change was found, of the counts as they would be without it.

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
    times = without_strays(times)
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
    table = pd.concat(parts, ignore_index=True)
    tested = table.groupby("group", sort=False)["change_p"].first()
    q = pd.Series(false_discovery_rates(tested), index=tested.index)
    table["change_q"] = table["group"].map(q).round(4)
    return table[TREND_COLUMNS]


def _trend(
    name: str, n: npt.NDArray[Any], whole: npt.NDArray[Any], span: pd.PeriodIndex, seed: int
) -> pd.DataFrame:
    low, high = count_interval(n)
    share_low, share_high = _wilson(n, whole)
    calendar = np.array([month.month for month in span])
    change, p = find_change(n, calendar=calendar, seed=seed)
    expected, alarms = _watch(n, calendar)
    season = np.full(len(n), np.nan)
    if len(n) >= _MIN_SEASON_MONTHS and n.sum():
        season = _season_beside_change(n, calendar, change)
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
            "is_warning": alarms,
            "change_month": None if change is None else str(span[change]),
            "change_p": round(p, 4),
            "change_q": np.nan,
            "season_index": season.round(3),
        }
    )


def _season_beside_change(
    n: npt.NDArray[Any], calendar: npt.NDArray[np.int_], change: int | None
) -> npt.NDArray[np.float64]:
    """Give each month the index of its calendar month, of counts that are a season times a level before and one after.

    Poisson likelihood with both factors, by fitting them in turn (iterative proportional fitting): a series that
    doubles in July has no season of high second halves.
    """
    of = np.unique(calendar, return_inverse=True)[1]
    is_after = np.zeros(len(n), dtype=int) if change is None else (np.arange(len(n)) >= change).astype(int)
    total, sides = np.bincount(of, weights=n), np.bincount(is_after, weights=n)
    # Told apart only where a calendar month lies on both sides.
    is_told = len(np.unique(2 * of + is_after)) > len(total) and sides.min() > 0
    if len(sides) == 1 or not is_told:
        return np.asarray((total / np.bincount(of) / n.mean())[of])
    level, index = sides / np.bincount(is_after), np.ones(len(total))
    for _ in range(_N_ROUNDS):
        index = total / np.bincount(of, weights=level[is_after])
        index = index / index.mean()
        level = sides / np.bincount(is_after, weights=index[of])
    return np.asarray(index[of])


def _watch(n: npt.NDArray[Any], calendar: npt.NDArray[Any]) -> tuple[list[float], list[bool]]:
    """Expect each month from the twelve before, in season where two whole years lie before it, and warn."""
    expected, alarms = [np.nan], [False]
    for at in range(1, len(n)):
        first = max(0, at - _BASE_MONTHS)
        whole_years = at - at % 12
        season, spread = np.ones(at - first + 1), 0.0
        if at >= _MIN_SEASON_MONTHS:
            years = slice(at - whole_years, at)
            index = dict(zip(calendar[years], measure_season(n[years], calendar[years]), strict=True))
            spread = 1 / (n[years].sum() / 12 + _SEASON_PRIOR)
            season = np.array([index[month] for month in calendar[first : at + 1]])
        expected.append(float(n[first:at].sum() / season[:-1].sum() * season[-1]))
        alarms.append(warns(n[first:at], float(n[at]), season=season, season_variance=spread))
    return expected, alarms


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
