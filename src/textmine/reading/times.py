"""Read times as people write them: text, dates and serial numbers in one column."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pandas as pd

from textmine.errors import Remark

__all__ = [
    "looks_like_time",
    "parse_time",
    "parse_times",
    "remark_on_undated",
]

# Day 0 of the serial numbers of Excel, as its 1900 system counts for dates after February 1900.
_EXCEL_EPOCH = dt.datetime(1899, 12, 30)
_SERIAL_RANGE = (20000, 80000)  # 1954 to 2119: other numbers in a time column are not dates
_CLOCK = (
    r"(?:[\sT]*(?:星期.|周.)?\s*(?P<part>凌晨|早上|上午|中午|下午|晚上|[AP]M)?\s*"
    r"(?P<hour>\d{1,2})\s*[:：时点]\s*(?P<minute>\d{1,2})\s*(?:[:：分]\s*(?P<second>\d{1,2})?(?:\.\d+)?)?\s*秒?"
    r"(?:\s*(?P<end>[AP]M))?)?"
)
_PATTERN = re.compile(
    r"\s*(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*(?:[-/.月]\s*(?P<day>\d{1,2})\s*日?)?" + _CLOCK,
    re.IGNORECASE,
)
_AFTERNOON, _BEFORE_NOON, _NOON = ("中午", "下午", "晚上", "PM"), ("凌晨", "早上", "上午", "AM"), 12
# Programs set to English put the year last; whether the month or the day comes first, only a whole column can tell.
_YEAR_LAST = re.compile(r"\s*(?P<one>\d{1,2})(?P<mark>[-/.])(?P<other>\d{1,2})(?P=mark)(?P<year>\d{4})(?!\d)")
_MONTHS = 12
_FIRST_YEAR = (
    1900  # Before it lie slips (the year 0024 is 2024 cut short) and the zero of Excel's clock, no dates.
)
# Digits and marks of full width, as Chinese input methods type them.
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_SERIAL_TEXT = re.compile(r"\s*\d{5}(?:\.\d+)?\s*")
_COMPACT = re.compile(
    r"\s*(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?)?\s*$"
)


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
    >>> parse_time("２０２４－０３－０２")
    datetime.datetime(2024, 3, 2, 0, 0)
    >>> parse_time("尽快") is None, parse_time("0024-03-02") is None
    (True, True)
    """
    if value is None or value is pd.NaT or isinstance(value, bool):
        return None
    if isinstance(value, dt.date) and value.year < _FIRST_YEAR:
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
    text = _narrow(str(value))
    return _from_match(_PATTERN.match(text) or _COMPACT.match(text))


def _narrow(text: str) -> str:
    return text if text.isascii() else text.translate(_WIDE)


def _from_match(match: re.Match[str] | None) -> dt.datetime | None:
    if match is None:
        return None
    found = match.groupdict()
    part = (found.get("part") or found.get("end") or "").upper()
    hour = int(found["hour"] or 0)
    if part in _AFTERNOON and 0 < hour < _NOON:
        hour += _NOON
    elif part in _BEFORE_NOON and hour == _NOON:
        hour = 0  # as clocks of twelve hours count
    if int(found["year"]) < _FIRST_YEAR:
        return None
    try:
        return dt.datetime(
            int(found["year"]),
            int(found["month"] or 1),
            int(found["day"] or 1),
            hour,
            int(found["minute"] or 0),
            int(found["second"] or 0),
        )
    except ValueError:
        return None


def looks_like_time(value: Any) -> bool:
    """Tell whether a value is a time, or one that only its column can tell how to read.

    Examples
    --------
    >>> [looks_like_time(value) for value in ("2020年1月8日", "3/2/2024", "43524.5", "尽快")]
    [True, True, True, False]
    """
    return bool(parse_time(_number_if_serial(value)) or _YEAR_LAST.match(_narrow(str(value))))


def _number_if_serial(value: Any) -> Any:
    return float(value) if isinstance(value, str) and _SERIAL_TEXT.fullmatch(value) else value


def parse_times(values: pd.Series) -> pd.Series:
    """Read a column of times; NaT where a value is no time. Serial numbers of Excel may be text, as in a csv file.

    Dates with the year last (3/13/2024) are read where a number above 12 anywhere in the column tells which of the two
    first numbers is the day, and none contradicts it.

    Examples
    --------
    >>> parse_times(pd.Series(["2019/2/28 11:25:05", "", None, "43524.5"], dtype=object)).isna().tolist()
    [False, True, True, False]
    >>> parse_times(pd.Series(["3/2/2024", "3/13/2024 09:05"])).dt.strftime("%Y-%m-%d %H:%M").tolist()
    ['2024-03-02 00:00', '2024-03-13 09:05']
    >>> parse_times(pd.Series(["3/2/2024", "4/5/2024"])).isna().tolist()
    [True, True]
    """
    moments = [parse_time(_number_if_serial(value)) for value in _with_year_first(values.tolist())]
    return pd.Series(pd.to_datetime(pd.Series(moments, index=values.index, dtype=object)))


def _with_year_first(given: list[Any]) -> list[Any]:
    values = [_narrow(value) if isinstance(value, str) else value for value in given]
    found = [_YEAR_LAST.match(value) if isinstance(value, str) else None for value in values]
    has_day_last = any(int(match["other"]) > _MONTHS for match in found if match)
    if has_day_last == any(int(match["one"]) > _MONTHS for match in found if match):
        return values  # nothing tells, or rows contradict each other
    month, day = ("one", "other") if has_day_last else ("other", "one")
    return [
        f"{match['year']}-{match[month]}-{match[day]}{value[match.end() :]}" if match else value
        for value, match in zip(values, found, strict=True)
    ]


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
