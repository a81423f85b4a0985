"""Turn the three tables of an evaluation (cases, communities, adoption) into values to compute with.

Hotline exports write a yes as 是, TRUE, 1 or 已解决 and a month as 2023-05, 2023/5 or 2023年5月. All of that
is settled here, once, and a table whose keys do not meet is refused instead of being joined into nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from textmine.errors import InputError
from textmine.governance.spelling import (
    Month,
    month_index,
    month_name,
    parse_month,
    read_booleans,
    read_dates,
    read_identifiers,
)
from textmine.mining.delays import days_between
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


# Words that stand in the column of models where there is none.
_NO_MODEL = frozenset(
    {"无", "没有", "暂无", "未启用", "未采用", "否", "none", "nan", "null", "no", "na", "n/a", "-", "—", "/"}
)


@dataclass(frozen=True)
class Inputs:
    """Hold the three tables with settled types, and the notes on what was left out.

    `cases` has a column of its own, `closing_unknown`: the closing date given lies before receipt. `adoption` holds
    the adoptions of which model and month are known; `start_unknown` has a row for each of the others, `community_id`
    and `model_id` (blank where the model is what is not known).
    """

    cases: pd.DataFrame
    communities: pd.DataFrame
    adoption: pd.DataFrame
    start_unknown: pd.DataFrame
    notes: tuple[str, ...]


def _known_rows(
    table: pd.DataFrame, places: pd.DataFrame, notes: list[str], *, path: str | None, limit: float
) -> pd.DataFrame:
    names = set(places["community_id"])
    is_unknown = ~table["community_id"].isin(names)
    if is_unknown.sum() > limit * len(table):
        table = _by_name(table, places, notes)
        is_unknown = ~table["community_id"].isin(names)
    n_unknown = int(is_unknown.sum())
    if not n_unknown:
        return table
    some = ", ".join(repr(v) for v in table.loc[is_unknown, "community_id"].unique()[:3])
    if n_unknown > limit * len(table):
        there = ", ".join(repr(v) for v in places["community_id"].head(3))
        raise InputError(
            f"{n_unknown} of {len(table)} rows name communities the communities table lacks, such as {some}",
            path=path,
            column="community_id",
            fix=f"the communities table has {there}; check leading zeros and which column is the key",
            zh=f"{len(table)} 行中有 {n_unknown} 行的社区编号不在社区表中，例如 {some}；请检查前导零和编号列",
        )
    notes.append(f"{n_unknown} cases left out: their community is unknown ({some})")
    return table.loc[~is_unknown]


def _by_name(table: pd.DataFrame, places: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Join by name where a table holds names of communities in place of their keys and each name is one's own."""
    named = places.loc[places["name"].notna()].assign(name=lambda t: read_identifiers(t["name"]))
    if not len(table) or named["name"].duplicated().any():
        return table
    keys = table["community_id"].map(named.set_index("name")["community_id"])
    # One name that happens to look like a key would be no reason.
    if keys.isna().mean() > UNKNOWN_SHARE_LIMIT:
        return table
    notes.append(
        f"{len(table)} rows name communities by name; joined by name, because every name is one's own"
    )
    return table.assign(community_id=keys.fillna(table["community_id"]).astype("str"))


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
            "no case has a readable date",
            path=path,
            column="received_at",
            fix="write dates as 2023-05-01",
            zh="没有一件工单的日期可以识别；请写成 2023-05-01 这样的日期",
        )
    if n_undated:
        notes.append(f"{n_undated} cases left out: received_at is blank or not a date")
        table = table.loc[table["received_at"].notna()]
    # A closing of which only the date is known is compared by day: on the day of receipt it took 0 days.
    is_backward = days_between(table["received_at"], table["closed_at"]) < 0
    table["closing_unknown"] = is_backward
    if is_backward.any():
        notes.append(
            f"{int(is_backward.sum())} cases were closed before they were received: neither closed nor open in any closing measure"
        )
        table["closed_at"] = table["closed_at"].mask(is_backward)
    return table


def _prepare_adoption(adoption: pd.DataFrame, notes: list[str], path: str | None) -> pd.DataFrame:
    table = ADOPTION.check(adoption, path=path).copy()
    table["community_id"] = read_identifiers(table["community_id"])
    table["model_id"] = table["model_id"].map(_model_name).astype("str")
    given = table.get("precision", pd.Series("", index=table.index))
    firsts, lasts, precisions = [], [], []
    for row, (month, word) in enumerate(zip(table["adopted_month"], given)):
        key = "" if pd.isna(word) else str(word).strip().lower()
        if key not in _PRECISION:
            raise InputError(
                f"unknown precision {key!r}", path=path, row=row + 2, column="precision",
                fix="choose month, quarter, year or before",
            zh=f"未知精度“{key}”，可选 month、quarter、year 或 before")  # fmt: skip
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
    if "dose" in table:
        dose = pd.to_numeric(table["dose"], errors="coerce")
        n_text = int(
            (dose.isna() & table["dose"].notna() & (table["dose"].astype(str).str.strip() != "")).sum()
        )
        if n_text:
            notes.append(f"{n_text} doses are not numbers and are left blank")
        table["dose"] = dose
    is_nothing = (table["first_month"] < 0) & (table["model_id"] == "")
    if is_nothing.any():
        notes.append(
            f"{int(is_nothing.sum())} rows of adoption name neither a model nor a month: taken for no adoption"
        )
    return table.loc[~is_nothing]


def _model_name(value: Any) -> str:
    """Write the code of a model as text; a word for no model is blank."""
    word = "" if pd.isna(value) else str(value).strip()
    return "" if word.lower() in _NO_MODEL else word


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
        raise InputError("the table of communities has no rows", path=paths[1], zh="社区表没有数据行")
    if not len(cases):
        CASES.check(cases, path=paths[0])
        raise InputError("the table of cases has no rows", path=paths[0], zh="工单表没有数据行")
    told = _prepare_cases(cases, notes, paths[0])
    CASES.check(told, path=paths[0])
    told = _known_rows(told, places, notes, path=paths[0], limit=UNKNOWN_SHARE_LIMIT)
    adopted = _prepare_adoption(adoption, notes, paths[2])
    adopted = _known_rows(adopted, places, notes, path=paths[2], limit=0.0)
    # Something began in these communities, but not what, or not when: no month of theirs is known to be without it.
    is_known = (adopted["first_month"] >= 0) & (adopted["model_id"] != "")
    return Inputs(
        told.reset_index(drop=True),
        places.reset_index(drop=True),
        adopted.loc[is_known].reset_index(drop=True),
        adopted.loc[~is_known, ["community_id", "model_id"]].reset_index(drop=True),
        tuple(notes),
    )
