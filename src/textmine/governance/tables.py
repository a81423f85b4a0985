"""Fetch the tables of an evaluation from files, by the documented headings or by the usual Chinese ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from textmine.errors import InputError
from textmine.reading.headings import normalise_heading
from textmine.reading.tables import read_table
from textmine.schema import ADOPTION, CASES, COMMUNITIES, TableSchema

__all__ = ["Tables", "load_tables", "name_columns", "with_whole_counts"]


class Tables(NamedTuple):
    """Hold the three tables as read, and the files of a folder that could not be."""

    cases: pd.DataFrame
    communities: pd.DataFrame
    adoption: pd.DataFrame
    failures: tuple[InputError, ...]


_ROLES = {
    "id": "case_id",
    "community": "community_id",
    "time": "received_at",
    "title": "title",
    "text": "text",
    "category": "category",
    "channel": "channel",
    "reply_time": "replied_at",
    "closed_time": "closed_at",
    "satisfaction": "satisfaction",
    "person": "person_id",
}
# Beside each column's own Chinese name. The call-back headings are those of a 12345 export.
_WORDS: dict[str, dict[str, str]] = {
    "cases": {
        "callback_valid": "是否有效回访 回访是否有效",
        "contacted": "是否联系 已联系",
        "solved": "是否解决 已解决 解决情况",
        "satisfaction": "是否满意 满意情况",
        "excluded": "是否剔除 剔除标记",
        "issue_id": "事件编号 关联工单 主工单编号",
        "closed_at": "办结时间 办结日期 结案时间",
        "community_id": "社区编号 社区编码 社区代码 社区",
    },
    "communities": {
        "community_id": "社区编号 社区编码 社区代码 编号",
        "name": "社区名称 社区 名称",
        "street": "街道 乡镇 街乡镇 所属街道",
        "district": "区 区县 所属区",
        "residents": "居民数 人口 常住人口 居民人数 人口数",
        "households": "户数 总户数",
    },
    "adoption": {
        "community_id": "社区编号 社区编码 社区代码 社区",
        "model_id": "治理模式 模式 模式编号",
        "adopted_month": "启用月份 启用时间 采用月份 开始月份 启动时间",
        "precision": "精度 时间精度",
        "dose": "投入强度 投入 强度",
    },
}
_MODELS = {
    "veteran_secretary_office": "老书记工作室",
    "retired_party_branch": "退休党支部 退休党支部+楼栋长",
    "first_secretary": "社区第一书记 第一书记",
    "secretary_workshop": "书记工作室 传帮带",
    "cadres_to_community": "党员下沉 党员干部下沉",
}


def with_whole_counts(panel: pd.DataFrame) -> pd.DataFrame:
    """Turn counts and residents that are whole but partly unknown into whole numbers, to be written as 5 and not as 5.0.

    Examples
    --------
    >>> with_whole_counts(pd.DataFrame({"n_sat": [5.0, None], "rmst_days": [3.0, 2.5]}))
       n_sat  rmst_days
    0      5        3.0
    1   <NA>        2.5
    """
    chosen = [name for name in panel.columns if str(name).startswith("n_") or name == "residents"]
    whole = {name: panel[name].astype("Int64") for name in chosen if _is_whole(panel[name])}
    return panel.assign(**whole)


def _is_whole(column: pd.Series) -> bool:
    """Tell whether a column of floating numbers holds whole ones alone, all of which it can hold exactly."""
    if not pd.api.types.is_float_dtype(column.dtype):
        return False
    known = column.dropna()
    return bool(((known % 1 == 0) & (known.abs() < 2**53)).all())


def name_columns(table: pd.DataFrame, schema: TableSchema) -> pd.DataFrame:
    """Give columns with a usual Chinese heading their documented name; documented names are left alone.

    Examples
    --------
    >>> found = name_columns(pd.DataFrame(columns=["社区编号", "社区名称", "常住人口"]), COMMUNITIES)
    >>> found.columns.tolist()
    ['community_id', 'name', 'residents']
    """
    wanted = {normalise_heading(c.meaning_zh): c.name for c in schema.columns}
    for name, words in _WORDS[schema.name].items():
        wanted |= {normalise_heading(word): name for word in words.split()}
    taken = set(map(str, table.columns))
    renamed: dict[str, str] = {}
    for heading in map(str, table.columns):
        name = wanted.get(normalise_heading(heading), "")
        if name and heading not in schema.names and name not in taken:
            renamed[heading] = name
            taken.add(name)
    return table.rename(columns=renamed)


def _name_models(adoption: pd.DataFrame) -> pd.DataFrame:
    if "model_id" not in adoption:
        return adoption
    codes = {word: code for code, words in _MODELS.items() for word in words.split()}
    named = adoption["model_id"].map(lambda v: codes.get(str(v).strip(), v))
    return adoption.assign(model_id=named)


def load_tables(
    cases: Path | Sequence[Path],
    communities: Path,
    adoption: Path,
    *,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
) -> Tables:
    """Read cases, communities and adoption; usual Chinese headings take the documented names.

    The five models may be written by their Chinese names; any other name is a model of its own.

    Parameters
    ----------
    columns : mapping of role to heading, optional
        For the cases; overrides what is recognised.
    sheet, encoding : str, optional
        For the cases.

    Raises
    ------
    InputError
        When a file cannot be read; of a folder of cases the others are read and `failures` names it.
    """
    told = read_table(cases, columns=columns, sheet=sheet, encoding=encoding)
    frame = told.frame
    chosen = {heading: _ROLES[role] for role, heading in told.roles.items() if role in _ROLES}
    given = {heading for role, heading in told.roles.items() if role in (columns or {})}
    # What the user names wins over a column that happens to bear the documented name.
    frame = frame.drop(
        columns=[chosen[h] for h in given if h in chosen and h != chosen[h] and chosen[h] in frame]
    )
    renamed = {heading: name for heading, name in chosen.items() if name not in frame.columns}
    places = name_columns(read_table(communities).frame, COMMUNITIES)
    starts = name_columns(read_table(adoption).frame, ADOPTION)
    named = name_columns(frame.rename(columns=renamed), CASES)
    return Tables(named, places, _name_models(starts), told.failures)
