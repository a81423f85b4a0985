"""Read times as people write them: text, dates and serial numbers in one column."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pandas as pd

from textmine.errors import Remark

__all__ = ["parse_time", "parse_times", "remark_on_undated"]

# Day 0 of the serial numbers of Excel, as its 1900 system counts for dates after February 1900.
_EXCEL_EPOCH = dt.datetime(1899, 12, 30)
_SERIAL_RANGE = (20000, 80000)  # 1954 to 2119: other numbers in a time column are not dates
_PATTERN = re.compile(
    r"\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*(?:[-/.月]\s*(\d{1,2})\s*日?)?"
    r"(?:[\sT]*(\d{1,2})\s*[:：时点]\s*(\d{1,2})\s*(?:[:：分]\s*(\d{1,2})?(?:\.\d+)?)?\s*秒?)?"
)
_SERIAL_TEXT = re.compile(r"\s*\d{5}(?:\.\d+)?\s*")
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
    """Read a column of times; NaT where a value is no time. Serial numbers of Excel may be text, as in a csv file.

    Examples
    --------
    >>> parse_times(pd.Series(["2019/2/28 11:25:05", "", None, "43524.5"], dtype=object)).isna().tolist()
    [False, True, True, False]
    """
    moments = [
        parse_time(float(v) if isinstance(v, str) and _SERIAL_TEXT.fullmatch(v) else v) for v in values
    ]
    return pd.Series(pd.to_datetime(pd.Series(moments, index=values.index, dtype=object)))


def remark_on_undated(values: pd.Series, moments: pd.Series) -> Remark | None:
    """Say how many rows hold a time that is not understood, with the first of them; None where all are, blanks aside.

    Examples
    --------
    >>> values = pd.Series(["2024-03-01", "3月2日", ""], name="来电时间")
    >>> remark_on_undated(values, parse_times(values)).zh
    '1 行的时间无法识别，未按时间统计（列“来电时间”：3月2日）；请写成 2024-03-01 这样的日期'
    """
    text = values.map(lambda v: "" if v is None or v != v else str(v).strip())
    odd = text[(text != "") & moments.isna().to_numpy()]
    if odd.empty:
        return None
    some = list(dict.fromkeys(odd))[:3]
    return Remark(
        f"{len(odd)} rows hold a time that is not understood and are in no count by time "
        f"(column {values.name!r}: {', '.join(some)}); write it as 2024-03-01",
        zh=f"{len(odd)} 行的时间无法识别，未按时间统计（列“{values.name}”：{'、'.join(some)}）；请写成 2024-03-01 这样的日期",
    )
