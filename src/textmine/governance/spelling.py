"""Read the spellings of months, dates, keys, yes and no that hotline exports use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from textmine.errors import InputError

__all__ = [
    "Month",
    "month_index",
    "month_name",
    "parse_month",
    "read_booleans",
    "read_dates",
    "read_identifiers",
]

_YES = frozenset(re.split(" ", "true t yes y 1 1.0 是 已 有 对 有效 已联系 已解决 解决 剔除 √ ✓"))
_NO = frozenset(re.split(" ", "false f no n 0 0.0 否 未 无 不 无效 未联系 未解决 没有解决 不剔除 × ✗"))
_BLANK = frozenset({"", "nan", "none", "null", "nat", "<na>", "na", "n/a", "-", "—", "/", "无数据"})
_QUARTER = re.compile(r"^(\d{4})\s*年?[-/. ]?(?:第?\s*([1-4一二三四])\s*季度?|q\s*([1-4]))$", re.IGNORECASE)
_YEAR = re.compile(r"^(\d{4})(?:\s*年)?$")
_MONTH = re.compile(
    r"^(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})(?:\s*月)?(?:\s*(?:[-/.]?\s*\d{1,2}\s*日?)(?:[ T].*)?)?$"
)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})?$")
_ZONE = r"\d{1,2}:\d{2}.*(?:Z|[+-]\d{2}:?\d{2})$"
_CHINESE_DIGIT = {"一": 1, "二": 2, "三": 3, "四": 4}


@dataclass(frozen=True)
class Month:
    """Hold the first and last month a date may mean, as counts of months since year 0.

    Examples
    --------
    >>> month_name(parse_month("2023年第二季度").last)
    '2023-06'
    """

    first: int
    last: int


def month_index(year: int, month: int) -> int:
    """Count months since year 0, so that differences are months."""
    return year * 12 + month - 1


def month_name(index: int) -> str:
    """Write a month count as YYYY-MM.

    Examples
    --------
    >>> month_name(month_index(2023, 5))
    '2023-05'
    """
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def parse_month(value: object) -> Month | None:
    """Read one month, quarter or year in any of the usual spellings; blank gives None.

    Raises
    ------
    InputError
        When the value names no month, or is a number such as 2023.1: a cell of numbers keeps 2023.10 like that.

    Examples
    --------
    >>> [month_name(parse_month(v).first) for v in ("2023-05", "2023/5", "2023年5月", "202305", "2023Q2")]
    ['2023-05', '2023-05', '2023-05', '2023-05', '2023-04']
    >>> parse_month("未启用")
    Traceback (most recent call last):
        ...
    textmine.errors.InputError: '未启用' is not a month; write it as 2023-05
    """
    if value is None or (isinstance(value, float) and np.isnan(value)) or value is pd.NaT or value is pd.NA:
        return None
    if hasattr(value, "year") and hasattr(value, "month"):
        at = month_index(int(value.year), int(value.month))
        return Month(at, at)
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if text.lower() in _BLANK:
        return None
    if isinstance(value, float) and text.endswith(".1"):
        of_year = text.removesuffix(".1")
        raise InputError(
            f"the number {text} may be January or October of {of_year}",
            fix=f"write it as text: {of_year}-01 or {of_year}-10",
            zh=f"数字 {text} 可能是{of_year}年1月，也可能是10月；请写成文本 {of_year}-01 或 {of_year}-10",
        )
    text = text.removesuffix(".0")
    quarter = _QUARTER.match(text)
    if quarter:
        digit = quarter[2] or quarter[3]
        first = month_index(int(quarter[1]), 3 * (_CHINESE_DIGIT.get(digit) or int(digit)) - 2)
        return Month(first, first + 2)
    if year := _YEAR.match(text):
        first = month_index(int(year[1]), 1)
        return Month(first, first + 11)
    found = _MONTH.match(text) or _COMPACT.match(text)
    if found and 1 <= int(found[2]) <= 12:
        at = month_index(int(found[1]), int(found[2]))
        return Month(at, at)
    raise InputError(
        f"{text!r} is not a month", fix="write it as 2023-05", zh=f"{text!r} 不是月份，请写成 2023-05"
    )


def read_identifiers(values: pd.Series) -> pd.Series:
    """Write keys as text: no blanks around them, no '.0' a spreadsheet added, full-width digits narrowed.

    Examples
    --------
    >>> read_identifiers(pd.Series([12.0, " 012", "０７"])).tolist()
    ['12', '012', '07']
    """
    text = values.map(lambda v: "" if pd.isna(v) else unicodedata.normalize("NFKC", str(v)).strip())
    if pd.api.types.is_float_dtype(values.dtype) or values.dtype == object:
        text = text.str.replace(r"^(\d+)\.0$", r"\1", regex=True)
    return text.where(~text.str.lower().isin(_BLANK), "").astype("str")


def read_booleans(values: pd.Series, *, name: str = "") -> pd.Series:
    """Read yes and no in any of the usual spellings into pandas' nullable booleans.

    Raises
    ------
    InputError
        When a value is neither, with its row.

    Examples
    --------
    >>> read_booleans(pd.Series(["是", "FALSE", "1", ""])).tolist()
    [True, False, True, <NA>]
    """
    if pd.api.types.is_bool_dtype(values.dtype):
        return values.astype("boolean")
    known: dict[Any, Any] = {}
    odd: list[Any] = []
    for value in pd.unique(values.astype(object)):
        word = "" if pd.isna(value) else unicodedata.normalize("NFKC", str(value)).strip().lower()
        if word in _BLANK:
            known[value] = pd.NA
        elif word in _YES or word in _NO:
            known[value] = word in _YES
        else:
            odd.append(value)
    if odd:
        raise _neither(values, odd, name or str(values.name))
    mapped = [pd.NA if pd.isna(v) else known[v] for v in values.astype(object)]
    return pd.Series(pd.array(mapped, dtype="boolean"), index=values.index, name=values.name)


_NAMED_VALUES = 5  # more say no more


def _neither(values: pd.Series, odd: Sequence[Any], name: str) -> InputError:
    """Name what is neither yes nor no, each with its rows, and the first row."""
    cells = values.astype(object)
    rows = [(cells == value).to_numpy() for value in odd[:_NAMED_VALUES]]
    more = " …" * (len(odd) > _NAMED_VALUES)
    english = ", ".join(
        f"{value!r} ({own.sum()} {'row' if own.sum() == 1 else 'rows'})"
        for value, own in zip(odd, rows, strict=False)
    )
    chinese = "、".join(f"{value!r}（{own.sum()} 行）" for value, own in zip(odd, rows, strict=False))
    return InputError(
        f"{english}{more}: neither yes nor no",
        row=int(rows[0].argmax()) + 2,
        column=name,
        fix="write true/false, 1/0 or 是/否, and leave blank what is not known",
        zh=f"{chinese}{more} 既不是“是”也不是“否”；请改为 是/否 或 1/0，不清楚的留空",
    )


def _dates_of_text(text: pd.Series) -> pd.Series:
    """Read dates, those with a time zone as local time of China."""
    is_zoned = text.str.contains(_ZONE, regex=True).fillna(False).astype(bool)
    dates = pd.to_datetime(text.mask(is_zoned), errors="coerce", format="mixed").astype("datetime64[us]")
    if is_zoned.any():
        zoned = pd.to_datetime(text[is_zoned], errors="coerce", format="mixed", utc=True)
        dates[is_zoned] = zoned.dt.tz_convert("Asia/Shanghai").dt.tz_localize(None).astype("datetime64[us]")
    return dates


def read_dates(values: pd.Series) -> pd.Series:
    """Read dates of mixed spelling; what cannot be read becomes NaT; time zones are dropped at UTC+8.

    Examples
    --------
    >>> read_dates(pd.Series(["2023-05-01", "2023/5/2 08:30", "2023年5月3日", "昨天"])).dt.day.tolist()
    [1.0, 2.0, 3.0, nan]
    >>> read_dates(pd.Series(["2023-05-01T20:00:00Z", "2023-05-01"])).dt.day.tolist()
    [2, 1]
    """
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        dates = values
    else:
        text = values.map(lambda v: pd.NA if pd.isna(v) else v).astype("string").str.strip()
        text = text.str.replace(r"年|月", "-", regex=True).str.replace("日", "", regex=False)
        dates = _dates_of_text(text)
    if getattr(dates.dt, "tz", None) is not None:
        dates = dates.dt.tz_convert("Asia/Shanghai").dt.tz_localize(None)
    return dates.astype("datetime64[us]")
