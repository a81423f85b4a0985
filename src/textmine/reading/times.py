"""Read times as people write them: text, dates and serial numbers in one column."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pandas as pd

__all__ = ["parse_time", "parse_times"]

# Day 0 of the serial numbers of Excel, as its 1900 system counts for dates after February 1900.
_EXCEL_EPOCH = dt.datetime(1899, 12, 30)
_SERIAL_RANGE = (20000, 80000)  # 1954 to 2119: other numbers in a time column are not dates
_PATTERN = re.compile(
    r"\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*(?:[-/.月]\s*(\d{1,2})\s*日?)?"
    r"(?:[\sT]*(\d{1,2})\s*[:：时点]\s*(\d{1,2})\s*(?:[:：分]\s*(\d{1,2})?(?:\.\d+)?)?\s*秒?)?"
)
_COMPACT = re.compile(r"\s*(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?\s*$")


def parse_time(value: Any) -> dt.datetime | None:
    """Read one time; None when it is no time.

    Examples
    --------
    >>> parse_time("2019/2/28 11:25:05")
    datetime.datetime(2019, 2, 28, 11, 25, 5)
    >>> parse_time("2020年1月8日")
    datetime.datetime(2020, 1, 8, 0, 0)
    >>> parse_time(43524.5)
    datetime.datetime(2019, 2, 28, 12, 0)
    >>> parse_time("尽快") is None
    True
    """
    if value is None or value is pd.NaT or isinstance(value, bool):
        return None
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    if isinstance(value, int | float):
        if not _SERIAL_RANGE[0] <= value <= _SERIAL_RANGE[1]:
            return (
                _from_match(_COMPACT.match(str(int(value)))) if value == value and abs(value) < 1e15 else None
            )
        seconds = round((value - int(value)) * 86400)
        return _EXCEL_EPOCH + dt.timedelta(days=int(value), seconds=seconds)
    text = str(value)
    return _from_match(_PATTERN.match(text) or _COMPACT.match(text))


def _from_match(match: re.Match[str] | None) -> dt.datetime | None:
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(g) if g else None for g in match.groups())
    try:
        return dt.datetime(year or 1, month or 1, day or 1, hour or 0, minute or 0, second or 0)
    except ValueError:
        return None


def parse_times(values: pd.Series) -> pd.Series:
    """Read a column of times; NaT where a value is no time.

    Examples
    --------
    >>> parse_times(pd.Series(["2019/2/28 11:25:05", "", None], dtype=object)).isna().tolist()
    [False, True, True]
    """
    return pd.Series(
        pd.to_datetime(pd.Series([parse_time(v) for v in values], index=values.index, dtype=object))
    )
