"""Turn the three tables of an evaluation (cases, communities, adoption) into values to compute with.

Hotline exports write a yes as 是, TRUE, 1 or 已解决 and a month as 2023-05, 2023/5 or 2023年5月. All of that
is settled here, once, and a table whose keys do not meet is refused instead of being joined into nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from textmine.errors import InputError
from textmine.schema import ADOPTION, CASES, COMMUNITIES

__all__ = [
    "Inputs",
    "Month",
    "month_index",
    "month_name",
    "parse_month",
    "prepare_inputs",
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
_CHINESE_DIGIT = {"一": 1, "二": 2, "三": 3, "四": 4}
# A join that loses more than this share of the cases is taken for a wrong key, not for stray rows.
UNKNOWN_SHARE_LIMIT = 0.05
_PRECISION = {
    "": "month",
    "month": "month",
    "月": "month",
    "quarter": "quarter",
    "季": "quarter",
    "季度": "quarter",
    "year": "year",
    "年": "year",
    "before": "before",
    "之前": "before",
    "以前": "before",
}


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


@dataclass(frozen=True)
class Inputs:
    """Hold the three tables with settled types, and the notes on what was left out."""

    cases: pd.DataFrame
    communities: pd.DataFrame
    adoption: pd.DataFrame
    notes: tuple[str, ...]


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
        When the value names no month.

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
    for value in pd.unique(values.astype(object)):
        word = "" if pd.isna(value) else unicodedata.normalize("NFKC", str(value)).strip().lower()
        if word in _BLANK:
            known[value] = pd.NA
        elif word in _YES or word in _NO:
            known[value] = word in _YES
        else:
            at = int((values.astype(object) == value).to_numpy().argmax())
            raise InputError(
                f"{value!r} is neither yes nor no",
                row=at + 2,
                column=name or str(values.name),
                fix="write true/false, 1/0 or 是/否",
                zh=f"{value!r} 既不是“是”也不是“否”",
            )
    mapped = [pd.NA if pd.isna(v) else known[v] for v in values.astype(object)]
    return pd.Series(pd.array(mapped, dtype="boolean"), index=values.index, name=values.name)


def read_dates(values: pd.Series) -> pd.Series:
    """Read dates of mixed spelling; what cannot be read becomes NaT; time zones are dropped at UTC+8.

    Examples
    --------
    >>> read_dates(pd.Series(["2023-05-01", "2023/5/2 08:30", "2023年5月3日", "昨天"])).dt.day.tolist()
    [1.0, 2.0, 3.0, nan]
    """
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        dates = values
    else:
        text = values.map(lambda v: pd.NA if pd.isna(v) else v).astype("string").str.strip()
        text = text.str.replace(r"年|月", "-", regex=True).str.replace("日", "", regex=False)
        dates = pd.to_datetime(text, errors="coerce", format="mixed")
    if getattr(dates.dt, "tz", None) is not None:
        dates = dates.dt.tz_convert("Asia/Shanghai").dt.tz_localize(None)
    return dates.astype("datetime64[us]")


def _known_rows(
    table: pd.DataFrame, known: Iterable[str], notes: list[str], *, path: str | None, limit: float
) -> pd.DataFrame:
    names = set(known)
    is_unknown = ~table["community_id"].isin(names)
    n_unknown = int(is_unknown.sum())
    if not n_unknown:
        return table
    some = ", ".join(repr(v) for v in table.loc[is_unknown, "community_id"].unique()[:3])
    if n_unknown > limit * len(table):
        there = ", ".join(repr(v) for v in list(names)[:3])
        raise InputError(
            f"{n_unknown} of {len(table)} rows name communities the communities table lacks, such as {some}",
            path=path,
            column="community_id",
            fix=f"the communities table has {there}; check leading zeros and which column is the key",
            zh=f"{len(table)} 行中有 {n_unknown} 行的社区编号不在社区表中，例如 {some}；请检查前导零和编号列",
        )
    notes.append(f"{n_unknown} cases left out: their community is unknown ({some})")
    return table.loc[~is_unknown]


def _prepare_cases(cases: pd.DataFrame, notes: list[str], path: str | None) -> pd.DataFrame:
    table = CASES.check(cases, path=path).copy()
    for name in ("case_id", "community_id", "issue_id", "person_id"):
        if name in table:
            table[name] = read_identifiers(table[name])
    for name in ("received_at", "replied_at", "closed_at"):
        table[name] = (
            read_dates(table[name])
            if name in table
            else pd.Series(pd.NaT, index=table.index, dtype="datetime64[us]")
        )
    for name in ("callback_valid", "contacted", "solved", "excluded"):
        column = table[name] if name in table else pd.Series(pd.NA, index=table.index, dtype="boolean")
        table[name] = read_booleans(column, name=name)
    n_undated = int(table["received_at"].isna().sum())
    if n_undated == len(table) and len(table):
        raise InputError(
            "no case has a readable date", path=path, column="received_at", fix="write dates as 2023-05-01"
        )
    if n_undated:
        notes.append(f"{n_undated} cases left out: received_at is blank or not a date")
        table = table.loc[table["received_at"].notna()]
    is_backward = table["closed_at"] < table["received_at"]
    if is_backward.any():
        notes.append(
            f"{int(is_backward.sum())} cases were closed before they were received: closing date ignored"
        )
        table["closed_at"] = table["closed_at"].mask(is_backward)
    return table


def _prepare_adoption(adoption: pd.DataFrame, path: str | None) -> pd.DataFrame:
    table = ADOPTION.check(adoption, path=path).copy()
    table["community_id"] = read_identifiers(table["community_id"])
    table["model_id"] = table["model_id"].map(lambda v: "" if pd.isna(v) else str(v).strip()).astype("str")
    given = table.get("precision", pd.Series("", index=table.index))
    firsts, lasts, precisions = [], [], []
    for row, (month, word) in enumerate(zip(table["adopted_month"], given)):
        key = "" if pd.isna(word) else str(word).strip().lower()
        if key not in _PRECISION:
            raise InputError(
                f"unknown precision {key!r}", path=path, row=row + 2, column="precision",
                fix="choose month, quarter, year or before",
            )  # fmt: skip
        precision = _PRECISION[key]
        try:
            span = parse_month(month)
        except InputError as error:
            raise InputError(
                error.problem, path=path, row=row + 2, column="adopted_month", fix=error.fix, zh=error.zh
            ) from None
        if span is None and precision != "before":
            firsts.append(-1)
            lasts.append(-1)
        else:
            first, last = _widen(span, precision)
            firsts.append(first)
            lasts.append(last)
        precisions.append(precision)
    table["first_month"], table["last_month"], table["precision"] = firsts, lasts, precisions
    table = table.loc[(table["first_month"] >= 0) & (table["model_id"] != "")]
    return table


def _widen(span: Month | None, precision: str) -> tuple[int, int]:
    """Return the first and last month in which adoption may have begun; 'before' begins at 0."""
    if precision == "before" or span is None:
        return 0, 0 if span is None else span.last
    if precision == "quarter":
        return span.first // 3 * 3, span.last // 3 * 3 + 2
    if precision == "year":
        return span.first // 12 * 12, span.last // 12 * 12 + 11
    return span.first, span.last


def prepare_inputs(
    cases: pd.DataFrame,
    communities: pd.DataFrame,
    adoption: pd.DataFrame,
    *,
    paths: tuple[str | None, str | None, str | None] = (None, None, None),
) -> Inputs:
    """Settle types and keys of the three tables; the given tables are not changed.

    Raises
    ------
    InputError
        When a required column is missing, a key repeats, there are no cases, a value is not what its
        column holds, adoption names an unknown community, or more than 5 % of the cases do.
    """
    notes: list[str] = []
    places = COMMUNITIES.check(communities, path=paths[1]).copy()
    places["community_id"] = read_identifiers(places["community_id"])
    for name in ("residents", "households"):
        if name in places:
            places[name] = pd.to_numeric(
                places[name].astype("string").str.replace(",", "").str.strip(), errors="coerce"
            ).astype(float)
    COMMUNITIES.check(places, path=paths[1])
    places = places.loc[places["community_id"] != ""]
    is_without = ~(places["residents"] > 0)
    if is_without.any():
        places["residents"] = places["residents"].mask(is_without)
        some = ", ".join(places.loc[is_without, "community_id"].head(3))
        notes.append(f"{int(is_without.sum())} communities without residents have no intake rate ({some})")
    if not len(places):
        raise InputError("the table of communities has no rows", path=paths[1])
    if not len(cases):
        CASES.check(cases, path=paths[0])
        raise InputError("the table of cases has no rows", path=paths[0], zh="工单表没有数据行")
    told = _prepare_cases(cases, notes, paths[0])
    CASES.check(told, path=paths[0])
    told = _known_rows(told, places["community_id"], notes, path=paths[0], limit=UNKNOWN_SHARE_LIMIT)
    adopted = _prepare_adoption(adoption, paths[2])
    adopted = _known_rows(adopted, places["community_id"], notes, path=paths[2], limit=0.0)
    return Inputs(
        told.reset_index(drop=True),
        places.reset_index(drop=True),
        adopted.reset_index(drop=True),
        tuple(notes),
    )
