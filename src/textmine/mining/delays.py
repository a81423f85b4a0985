"""Compare how long units take to reply, counting those that have not replied yet."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmine.errors import InputError
from textmine.reading.straytimes import without_strays

__all__ = ["MIN_MESSAGES", "compare_delays", "days_between", "is_reply", "shrink_medians", "survival_median"]

MIN_MESSAGES = 20  # The median of fewer says nothing.
_MIN_UNITS = 3  # The variance between two units says nothing.
_Z = 1.959964  # 97.5 % point of the normal distribution
# What stands in the column of replies while there is none.
_NO_REPLY = re.compile(
    r"\W*(?:无|暂无|没有|(?:尚|暂)?未(?:答复|回复|办结|办理|处理|反馈)|(?:正在)?(?:办理|处理|核实|调查|转办|协调)中?|待.{0,6})?\W*"
)


def days_between(received: pd.Series, replied: pd.Series) -> npt.NDArray[np.float64]:
    """Count the days from each message to its reply; below zero where the reply predates the message, NaN where one is unknown.

    A reply at midnight sharp is taken for one of which only the date is known: then dates are compared, and a reply on the
    day of the message took 0 days.

    Examples
    --------
    >>> received = pd.to_datetime(pd.Series(["2025-05-01 14:46", "2025-05-01 12:00"]))
    >>> days_between(received, pd.to_datetime(pd.Series(["2025-05-01 00:00", "2025-05-03 00:00"]))).tolist()
    [0.0, 2.0]
    >>> days_between(received, pd.to_datetime(pd.Series(["2025-05-02 14:46", None]))).tolist()
    [1.0, nan]
    """
    is_date = replied == replied.dt.normalize()
    begin = received.where(~is_date, received.dt.normalize())
    return np.asarray((replied - begin).dt.total_seconds() / 86400.0, dtype=np.float64)


def survival_median(days: npt.ArrayLike, is_replied: npt.ArrayLike) -> tuple[float, float, float]:
    """Estimate the median days to a reply with its 95 % interval, those still open taken as censored.

    Kaplan and Meier (1958); interval by Brookmeyer and Crowley (1982) on the log-log scale with Greenwood's variance.

    Returns
    -------
    (median, low, high)
        NaN where the curve does not fall that far: half of the messages are still open.

    Examples
    --------
    >>> survival_median([1, 2, 3, 4, 5, 6, 7, 8], [True] * 8)[0]
    4.0
    """
    time, replied = np.asarray(days, dtype=float), np.asarray(is_replied, dtype=bool)
    at = np.unique(time[replied])
    if not len(at):
        return (np.nan, np.nan, np.nan)
    order = np.sort(time)
    n_at_risk = len(time) - np.searchsorted(order, at, side="left")
    n_events = np.array([(replied & (time == t)).sum() for t in at])
    survival = np.cumprod(1 - n_events / n_at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(n_events / (n_at_risk * (n_at_risk - n_events)))
        spread = np.sqrt(greenwood) / np.abs(np.log(survival))
        low_curve = survival ** np.exp(_Z * spread)
        high_curve = survival ** np.exp(-_Z * spread)
    last = survival <= 0
    low_curve, high_curve = np.where(last, 0.0, low_curve), np.where(last, 0.0, high_curve)

    def first(curve: npt.NDArray[Any]) -> float:
        below = np.flatnonzero(curve <= 0.5 + 1e-12)
        return float(at[below[0]]) if len(below) else float("nan")

    return first(survival), first(low_curve), first(high_curve)


def shrink_medians(
    median: npt.NDArray[np.float64], low: npt.NDArray[np.float64], high: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Draw medians of units towards their common mean, the more the less is known of them.

    On the log scale each median has the standard error that its 95 % interval implies; the variance between units is
    estimated by moments (DerSimonian and Laird, 1986) and each unit gets its posterior mean and 95 % interval under a
    normal distribution of units (empirical Bayes: that the mean and the variance are estimated is left out).

    Returns
    -------
    (shrunk, low, high)
        NaN where a median or an end of its interval is unknown; with fewer than three known units, the input.

    Examples
    --------
    >>> from numpy import array
    >>> shrunk = shrink_medians(array([5.0, 10, 20]), array([4.5, 9, 5]), array([5.5, 11, 80]))[0]
    >>> shrunk.round(1).tolist()
    [5.0, 10.0, 10.9]
    """
    known = np.isfinite(median) & np.isfinite(low) & np.isfinite(high) & (low > 0) & (median > 0)
    if known.sum() < _MIN_UNITS:
        return median, low, high
    value = np.log(median[known])
    variance = np.maximum((np.log(high[known] / low[known]) / (2 * _Z)) ** 2, 1e-6)
    weight = 1 / variance
    common = (weight * value).sum() / weight.sum()
    spread = (weight * (value - common) ** 2).sum() - (known.sum() - 1)
    between = max(0.0, float(spread / (weight.sum() - (weight**2).sum() / weight.sum())))
    weight = 1 / (variance + between)
    common = (weight * value).sum() / weight.sum()
    own = between / (between + variance)
    centre, half = common + own * (value - common), _Z * np.sqrt(own * variance)
    out = [np.full(len(median), np.nan) for _ in range(3)]
    for target, values in zip(out, (centre, centre - half, centre + half), strict=True):
        target[known] = np.exp(values)
    return out[0], out[1], out[2]


def is_reply(cell: Any) -> bool:
    """Tell whether a cell of the replies, or of their times, holds one: more than nothing and than "in hand".

    Examples
    --------
    >>> [is_reply(cell) for cell in ("已修好", "办理中", "-", None, "3月5日")]
    [True, False, False, False, True]
    """
    text = "" if cell is None or cell != cell else str(cell)
    return not _NO_REPLY.fullmatch(text.strip())


def compare_delays(complaints: pd.DataFrame, *, by: str, min_messages: int = MIN_MESSAGES) -> pd.DataFrame:
    """Compare units by days to reply.

    Parameters
    ----------
    complaints : DataFrame
        `received_at`, `replied_at` (NaT while open) and the column `by`; optional `is_answered` or else `reply`, for
        messages that have a reply although its time is unknown.
    by : str
        Column whose values are compared.
    min_messages : int
        Units with fewer messages are left out: their median says nothing.

    Returns
    -------
    DataFrame
        `by, n_messages, n_open, median_days, low, high, shrunk_days, shrunk_low, shrunk_high`, fastest first. A
        message without a reply counts as open until the last time in the table. Rows whose reply predates the message
        are left out, as are rows that were answered nobody knows when: they are not open. So are rows with a time far from
        all others. The shrunk columns are drawn towards the mean of all units, see :func:`shrink_medians`.

    Examples
    --------
    >>> day = pd.to_datetime(["2024-01-01"] * 4)
    >>> table = pd.DataFrame({"unit": ["甲"] * 4, "received_at": day,
    ...     "replied_at": day + pd.to_timedelta([1, 2, 3, 4], unit="D")})
    >>> compare_delays(table, by="unit", min_messages=4)[["unit", "n_messages", "median_days"]].values.tolist()
    [['甲', 4, 2.0]]
    """
    for column in ("received_at", "replied_at", by):
        if column not in complaints.columns:
            raise InputError("the table lacks this column", column=column, zh="表中缺少这一列")
    received, reply = without_strays(complaints["received_at"]), without_strays(complaints["replied_at"])
    end = max(received.max(), reply.max())
    replied = reply.notna().to_numpy()
    answered = complaints["replied_at"].notna().to_numpy()
    if "is_answered" in complaints.columns:
        answered = answered | complaints["is_answered"].to_numpy(dtype=bool)
    elif "reply" in complaints.columns:
        answered = answered | complaints["reply"].map(is_reply).to_numpy(dtype=bool)
    days: Any = np.where(answered & ~replied, np.nan, days_between(received, reply.fillna(end)))
    rows = []
    for unit, at in complaints.groupby(by, sort=True).indices.items():
        use = at[np.isfinite(days[at]) & (days[at] >= 0)]
        if len(use) >= min_messages:
            median, low, high = survival_median(days[use], replied[use])
            rows.append(
                {
                    by: unit,
                    "n_messages": len(use),
                    "n_open": int((~replied[use]).sum()),
                    "median_days": median,
                    "low": low,
                    "high": high,
                }
            )
    out = pd.DataFrame(rows, columns=[by, "n_messages", "n_open", "median_days", "low", "high"])
    shrunk = shrink_medians(*(out[name].to_numpy(dtype=float) for name in ("median_days", "low", "high")))
    out[["shrunk_days", "shrunk_low", "shrunk_high"]] = np.column_stack(shrunk).round(2)
    return out.sort_values(["median_days", by], kind="stable").reset_index(drop=True)
