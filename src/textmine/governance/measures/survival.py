"""Measure the time to close a case without forgetting the cases that are still open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from textmine.errors import InputError

__all__ = [
    "SurvivalCurve",
    "compare_restricted_means",
    "kaplan_meier",
    "log_rank",
    "restricted_mean",
]

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class SurvivalCurve:
    """Hold a Kaplan-Meier curve: share still open after each closing day, with limits."""

    time: Array
    n_at_risk: Array
    n_events: Array
    survival: Array
    low: Array
    high: Array
    n: int

    def median(self) -> float:
        """Return the first day on which half are closed; infinite when that is never seen."""
        below = np.flatnonzero(self.survival <= 0.5 + 1e-12)
        return float(self.time[below[0]]) if len(below) else float("inf")

    def median_interval(self) -> tuple[float, float]:
        """Return the days on which the limits of the curve cross one half."""
        ends = []
        for limit in (self.low, self.high):
            below = np.flatnonzero(limit <= 0.5)
            ends.append(float(self.time[below[0]]) if len(below) else float("inf"))
        return ends[0], ends[1]

    def at(self, day: float) -> float:
        """Return the share still open after a day."""
        before = np.flatnonzero(self.time <= day)
        return float(self.survival[before[-1]]) if len(before) else 1.0

    def to_frame(self) -> pd.DataFrame:
        """List the curve, one row an event time."""
        names = ("time", "n_at_risk", "n_events", "survival", "low", "high")
        return pd.DataFrame({name: getattr(self, name) for name in names})


def kaplan_meier(
    days: npt.ArrayLike, is_closed: npt.ArrayLike, *, limits: str = "log-log", level: float = 0.95
) -> SurvivalCurve:
    """Estimate the share still open over time, cases not yet closed being censored (Kaplan & Meier 1958).

    Limits by Greenwood's variance on the scale of `limits`: ``log-log`` (always within 0 and 1), ``log``
    (what R's survival prints) or ``plain``. No cases give an empty curve.

    Raises
    ------
    InputError
        When a time is blank or negative, or the scale is unknown.

    Examples
    --------
    >>> curve = kaplan_meier([2, 3, 3, 8, 10], [True, True, False, True, False])
    >>> curve.survival.round(2).tolist(), curve.median()
    ([0.8, 0.6, 0.3], 8.0)
    """
    times, events = _times(days, is_closed)
    if limits not in ("log-log", "log", "plain"):
        raise InputError(
            f"unknown scale {limits!r}",
            fix="choose log-log, log or plain",
            zh=f"未知尺度 {limits}，可选 log-log、log 或 plain",
        )
    at, n_events = np.unique(times[events], return_counts=True)
    n_at_risk = len(times) - np.searchsorted(np.sort(times), at, side="left").astype(float)
    survival = np.cumprod(1 - n_events / n_at_risk) if len(at) else np.array([])
    z = float(stats.norm.ppf(0.5 + level / 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = z * np.sqrt(np.cumsum(n_events / (n_at_risk * (n_at_risk - n_events))))
        if limits == "log-log":
            reach = spread / np.abs(np.log(survival))
            low, high = survival ** np.exp(reach), survival ** np.exp(-reach)
        elif limits == "log":
            low, high = survival * np.exp(-spread), np.minimum(survival * np.exp(spread), 1.0)
        else:
            low, high = survival * np.maximum(1 - spread, 0.0), np.minimum(survival * (1 + spread), 1.0)
    ended = survival <= 0
    low, high = np.where(ended, 0.0, low), np.where(ended, 0.0, high)
    return SurvivalCurve(at, n_at_risk, n_events, survival, low, high, len(times))


def _times(days: npt.ArrayLike, is_closed: npt.ArrayLike) -> tuple[Array, npt.NDArray[np.bool_]]:
    times, events = np.asarray(days, dtype=float), np.asarray(is_closed, dtype=bool)
    if times.shape != events.shape:
        raise InputError(
            f"{times.size} times and {events.size} marks of closing do not belong together",
            zh=f"{times.size} 个时间与 {events.size} 个办结标记个数不符",
        )
    if not np.isfinite(times).all() or (times < 0).any():
        raise InputError(
            "a time to close is blank or negative",
            fix="for an open case give the days until the data end",
            zh="办结时间为空或为负；未办结的请给到数据截止日的天数",
        )
    return times, events


def restricted_mean(curve: SurvivalCurve, horizon: float) -> tuple[float, float]:
    """Return the mean days open within the horizon, the area under the curve, and its standard error.

    Examples
    --------
    >>> curve = kaplan_meier([2, 3, 3, 8, 10], [True, True, False, True, False])
    >>> round(restricted_mean(curve, 10)[0], 2)
    6.4
    """
    inside = curve.time < horizon
    edges = np.r_[0.0, curve.time[inside], horizon]
    areas = np.r_[1.0, curve.survival[inside]] * np.diff(edges)
    remaining = np.cumsum(areas[::-1])[::-1][1:]
    n, d = curve.n_at_risk[inside], curve.n_events[inside]
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(n > d, remaining**2 * d / (n * (n - d)), 0.0)
    return float(areas.sum()), float(np.sqrt(terms.sum()))


def compare_restricted_means(
    days: npt.ArrayLike, is_closed: npt.ArrayLike, group: npt.ArrayLike, horizon: float
) -> pd.DataFrame:
    """Compare the mean days open within a horizon between groups, each with the first in sorted order.

    Returns
    -------
    DataFrame
        One row a group: `group`, `n`, `mean_days`, `se`, and against the first group `difference`, `low`,
        `high`, `p_value` (normal, groups independent), `ratio`.

    Raises
    ------
    InputError
        When the horizon lies beyond the longest time of a group: the mean is not known there.

    Examples
    --------
    >>> found = compare_restricted_means([2, 4, 9, 1, 2, 3], [True] * 6, ["甲"] * 3 + ["乙"] * 3, 5)
    >>> found["mean_days"].round(2).tolist()
    [2.0, 3.67]
    """
    times, events = _times(days, is_closed)
    labels = np.asarray(group)
    if labels.shape != times.shape:
        raise InputError("there must be one group for each time", zh="每个时间必须对应一个组")
    rows: list[dict[str, Any]] = []
    for label in np.unique(labels):
        own = labels == label
        # Past the last event of a group that closed everything the curve is known to be 0.
        if times[own].max() < horizon and not events[own][times[own] == times[own].max()].all():
            raise InputError(
                f"group {label!r} is followed for {times[own].max():g} days only",
                fix=f"choose a horizon of at most {times[own].max():g}",
                zh=f"组“{label}”只观察了 {times[own].max():g} 天；期限最多取 {times[own].max():g}",
            )
        mean, se = restricted_mean(kaplan_meier(times[own], events[own]), horizon)
        rows.append({"group": label, "n": int(own.sum()), "mean_days": mean, "se": se})
    table = pd.DataFrame(rows)
    gap = table["mean_days"] - table["mean_days"].iloc[0]
    se = np.sqrt(table["se"] ** 2 + table["se"].iloc[0] ** 2)
    se = se.where(table.index > 0)
    return table.assign(
        difference=gap,
        low=gap - stats.norm.ppf(0.975) * se,
        high=gap + stats.norm.ppf(0.975) * se,
        p_value=2 * stats.norm.sf(np.abs(gap / se)),
        ratio=table["mean_days"] / table["mean_days"].iloc[0],
    )


def log_rank(
    days: npt.ArrayLike, is_closed: npt.ArrayLike, group: npt.ArrayLike, *, weights: str = "log-rank"
) -> tuple[float, float]:
    """Test whether two or more groups close at the same pace: chi-square and p-value.

    `weights` is ``log-rank`` (all times alike) or ``wilcoxon`` (Gehan & Breslow: early times count more).

    Raises
    ------
    InputError
        With fewer than two groups, or nothing closed.

    Examples
    --------
    >>> chi2, p = log_rank([2, 3, 4, 8, 9, 10], [True] * 6, ["甲"] * 3 + ["乙"] * 3)
    >>> round(chi2, 2), bool(p < 0.05)
    (5.05, True)
    """
    from statsmodels.duration.survfunc import survdiff

    times, events = _times(days, is_closed)
    labels = np.asarray(group)
    if len(np.unique(labels)) < 2 or not events.any():
        raise InputError(
            "a comparison of pace needs two groups and something that was closed",
            zh="比较快慢需要两个组和至少一件已办结",
        )
    kinds = {"log-rank": None, "wilcoxon": "gb"}
    if weights not in kinds:
        raise InputError(
            f"unknown weights {weights!r}",
            fix=f"choose one of {', '.join(kinds)}",
            zh=f"未知权重 {weights}，可选：{'、'.join(kinds)}",
        )
    chi2, p = survdiff(times, events.astype(float), labels, weight_type=kinds[weights])
    return float(chi2), float(p)
