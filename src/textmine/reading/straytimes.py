"""Find dates that stand far from all others in their column: defaults such as 1970-01-01, and slips of the keyboard."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from textmine.errors import Remark
from textmine.reading.tables import Table
from textmine.reading.times import parse_times, remark_on_undated

__all__ = ["is_stray", "remark_on_strays", "remarks_on_times", "without_strays"]

# Hotlines and their programs are younger; blanks become 1900, 1970 or 1980 in some of them.
_LEAST_DATE = pd.Timestamp(1990, 1, 1)
_SHARE, _FAR = 0.01, pd.Timedelta(days=3 * 366)
_FEWEST = 10  # Among fewer rows nothing tells which of them is the stray one.
_NAMED = 3  # more say no more


def is_stray(moments: pd.Series) -> np.ndarray:
    """Tell which times stand apart: before 1990, or the few (one row, or one in a hundred) three years or more from all others.

    A series by month that began with them would be years of zeros, and every month after them an alarm. What then stands
    apart at an end, in turn, is stray too. A table whose times are mostly older than 1990 is one of that age.

    Examples
    --------
    >>> days = pd.Series(pd.date_range("2024-03-01", periods=12)).astype("datetime64[us]")
    >>> days[[3, 5]] = pd.to_datetime(["1970-01-01", "2034-03-06"])
    >>> [at for at, stray in enumerate(is_stray(days)) if stray]
    [3, 5]
    >>> is_stray(pd.to_datetime(pd.Series(["2014-03-01", "2024-03-01"]))).tolist()
    [False, False]
    """
    times = pd.to_datetime(pd.Series(moments)).reset_index(drop=True)
    is_old = (times < _LEAST_DATE).to_numpy()
    if 2 * is_old.sum() >= times.notna().sum():
        is_old = np.zeros(len(times), dtype=bool)
    known = times[~is_old].dropna().sort_values(kind="stable")
    # Until nothing stands apart: times without strays have none, however often a count asks.
    while len(known) >= _FEWEST:
        most = max(1, int(_SHARE * len(known)))
        gaps = known.diff().to_numpy()
        begins = [at for at in range(1, most + 1) if gaps[at] >= _FAR]
        ends = [at for at in range(len(known) - most, len(known)) if gaps[at] >= _FAR]
        if not begins and not ends:
            break
        known = known.iloc[begins[-1] if begins else 0 : ends[0] if ends else len(known)]
    out = times.notna().to_numpy(copy=True)
    out[known.index] = False
    return out


def without_strays(moments: pd.Series) -> pd.Series:
    """Return the times with NaT in the place of each that stands apart.

    Examples
    --------
    >>> without_strays(pd.to_datetime(pd.Series(["1970-01-01", "2024-03-01", "2024-03-02"]))).isna().tolist()
    [True, False, False]
    """
    times = pd.to_datetime(pd.Series(moments))
    return times.mask(is_stray(times))


def remark_on_strays(values: pd.Series, moments: pd.Series, *, first_row: int = 1) -> Remark | None:
    """Say how many rows hold a time that stands apart, with the first of them and their rows; None where none does.

    Parameters
    ----------
    first_row : the row of the sheet in which the first of the values stands; 1 counts messages

    Examples
    --------
    >>> values = pd.Series(["1970-01-01", "2024-03-01", "2024-03-02"], name="受理时间")
    >>> remark_on_strays(values, parse_times(values)).zh
    '1 行的时间远离其他各行，未按时间统计（列“受理时间”：1970-01-01，第 1 条）；请核对'
    """
    rows = np.flatnonzero(is_stray(moments))
    if not len(rows):
        return None
    days = [f"{moment:%Y-%m-%d}" for moment in pd.to_datetime(pd.Series(moments)).iloc[rows[:_NAMED]]]
    more = len(rows) > _NAMED
    unit = "行" if first_row > 1 else "条"
    english = "; ".join(f"{day}, row {at + first_row}" for day, at in zip(days, rows, strict=False))
    chinese = "；".join(f"{day}，第 {at + first_row} {unit}" for day, at in zip(days, rows, strict=False))
    return Remark(
        f"{len(rows)} rows hold a time far from all others and are in no count by time "
        f"(column {values.name!r}: {english}{' …' if more else ''}); check them",
        zh=f"{len(rows)} 行的时间远离其他各行，未按时间统计（列“{values.name}”：{chinese}{' …' if more else ''}）；请核对",
    )


def remarks_on_times(table: Table, roles: Sequence[str] = ("time",)) -> list[Remark]:
    """Say which times of a table are in no count, by column: those not understood, and those that stand apart.

    Examples
    --------
    >>> remarks_on_times(Table(pd.DataFrame({"日期": ["2024-03-01"]}), {"time": "日期"}, ()))
    []
    """
    found: list[Remark | None] = []
    for role in roles:
        if (values := table.column(role)) is not None:
            moments = parse_times(values)
            found += [
                remark_on_undated(values, moments),
                remark_on_strays(values, moments, first_row=table.first_row),
            ]
    return [remark for remark in found if remark is not None]
