"""Take what mining needs from a table as read: declared columns beside the rows as they came."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

import pandas as pd

from textmine.errors import InputError
from textmine.mining.delays import is_reply
from textmine.mining.places import find_districts
from textmine.reading.answers import settled_categories
from textmine.reading.headingrows import rows_of_headings
from textmine.reading.headings import free_heading
from textmine.reading.sheets import to_text
from textmine.reading.straytimes import without_strays
from textmine.reading.tables import Table
from textmine.reading.times import parse_times

__all__ = ["add_columns", "complaints_of", "grouping_of", "is_answered", "require_reply"]

_COUNT = re.compile(r"([+-]?\d{1,15}(?:\.\d{1,10})?)\s*(万)?\s*[个次人赞票]?")
_TIMES = {"time": "received_at", "reply_time": "replied_at", "closed_time": "closed_at"}


def complaints_of(table: Table) -> pd.DataFrame:
    """Return the complaints in a table, row by row, in the columns that mining works on.

    Returns
    -------
    DataFrame
        `complaint_id` (the row number where the table has none), `title`, `text`, and, where the table has them,
        `received_at`, `replied_at`, `closed_at`, `person`, `likes`, `reply`, `community`, `category`, `unit`.

    Raises
    ------
    InputError
        When no column holds text.

    Examples
    --------
    >>> from textmine.reading.headings import recognise_roles
    >>> frame = pd.DataFrame({"留言主题": ["路灯"], "留言详情": ["不亮"], "点赞数": ["3"]})
    >>> complaints_of(Table(frame, recognise_roles(list(frame)), ())).values.tolist()
    [['1', '路灯', '不亮', 3]]
    """
    table.require_text()
    n = len(table.frame)
    out: dict[str, Any] = {}
    ids = table.column("id")
    out["complaint_id"] = [str(at + 1) for at in range(n)] if ids is None else [to_text(v) for v in ids]
    for role in ("title", "text"):
        values = table.column(role)
        out[role] = [""] * n if values is None else [_text(v) for v in values]
    for at in rows_of_headings(table.frame, table.roles):
        out["title"][at] = out["text"][at] = ""
    for role, name in _TIMES.items():
        if (values := table.column(role)) is not None:
            out[name] = without_strays(parse_times(values)).to_numpy()
    for role in ("person", "reply", "community", "category", "unit"):
        if (values := table.column(role)) is not None:
            # The same telephone is one person, as 13974028816 and as 13974028816.0.
            out[role] = [to_text(v) if role == "person" else _text(v) for v in values]
    if (values := table.column("likes")) is not None:
        out["likes"] = (
            pd.Series([_count(v) for v in values], dtype="float64")
            .fillna(0)
            .clip(lower=0)
            .astype("int64")
            .to_numpy()
        )
    return pd.DataFrame(out, index=pd.RangeIndex(n))


def grouping_of(table: Table, by: str) -> pd.Series:
    """Return the column that groups the rows: a heading, else a role, else a part of the time (``month``, ``year``).

    ``category`` is what a person settled on in ``checked_category``, else the newest answer: what the report counts.

    Raises
    ------
    InputError
        When the table has no such column; the message lists the headings.

    Examples
    --------
    >>> table = Table(pd.DataFrame({"街道": ["甲", "乙"]}), {"community": "街道"}, ())
    >>> grouping_of(table, "community").tolist()
    ['甲', '乙']
    """
    if by in ("category", table.roles.get("category")) and (settled := settled_categories(table)) is not None:
        return pd.Series([category or None for category in settled], index=table.frame.index, dtype=object)
    if by in table.frame.columns:
        return table.frame[by]
    if (values := table.column(by)) is not None:
        return values
    if by == "category" and (values := table.column("label")) is not None:
        return values  # a table that people labelled: 问题类别, 类别 …
    if by in ("month", "year") and (times := table.column("time")) is not None:
        return without_strays(parse_times(times)).dt.strftime("%Y-%m" if by == "month" else "%Y")
    if by == "district" and {"title", "text"} & set(table.roles):
        complaints = complaints_of(table)
        return pd.Series(find_districts(complaints["title"].tolist(), complaints["text"].tolist()))
    found = ", ".join(map(str, table.frame.columns))
    raise InputError(
        f"no column {by!r} to group by",
        column=by,
        fix=f"headings found: {found}",
        zh=f"没有这一列；现有列：{found}",
    )


def require_reply(table: Table) -> Table:
    """Return the table itself, or raise an error that lists the headings when no column holds the reply.

    Examples
    --------
    >>> require_reply(Table(pd.DataFrame({"诉求": ["路灯不亮"], "处理": ["已修"]}), {"text": "诉求"}, ()))
    Traceback (most recent call last):
        ...
    textmine.errors.InputError: no column is known to hold the reply; name it with --columns reply=HEADING; headings found: 诉求, 处理
    """
    if "reply" in table.roles:
        return table
    found = ", ".join(map(str, table.frame.columns))
    raise InputError(
        "no column is known to hold the reply",
        path=table.sources[0].path if table.sources else None,
        fix=f"name it with --columns reply=HEADING; headings found: {found}",
        zh=f"找不到答复列；请用 --columns reply=列名 指定。现有列：{found}",
    )


def is_answered(table: Table) -> list[bool]:
    """Tell which messages have a reply: a text that is more than "in hand", or something in the column of its time.

    Examples
    --------
    >>> frame = pd.DataFrame({"答复": ["已修好", "办理中", "", "-"], "答复时间": ["", "", "3月5日", None]})
    >>> is_answered(Table(frame, {"reply": "答复", "reply_time": "答复时间"}, ()))
    [True, False, True, False]
    """
    found = [False] * len(table.frame)
    for role in ("reply", "reply_time"):
        if (values := table.column(role)) is not None:
            found = [old or is_reply(value) for old, value in zip(found, values, strict=True)]
    return found


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value)


def _count(value: Any) -> float:
    """Read a count as people and pages write it; NaN where it is none.

    Examples
    --------
    >>> [_count(v) for v in (3, "1,234", "１２", "12次", "1.2万", "无")]
    [3.0, 1234.0, 12.0, 12.0, 12000.0, nan]
    """
    text = unicodedata.normalize("NFKC", to_text(value)).replace(",", "").strip()
    found = _COUNT.fullmatch(text)
    return float("nan") if found is None else round(float(found[1]) * (10_000 if found[2] else 1), 3)


def add_columns(
    frame: pd.DataFrame, added: pd.DataFrame, *, first: Sequence[str] = ()
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Put our columns beside the user's; one of ours that the table has already is called ``textmine_<name>``.

    Parameters
    ----------
    first : columns of `added` that stand before the user's; the others follow.

    Returns
    -------
    (DataFrame, dict of str to str)
        The joined table, and what those are called whose names had to change.

    Examples
    --------
    >>> add_columns(pd.DataFrame({"rank": ["甲"]}), pd.DataFrame({"rank": [1]}), first=["rank"])
    (   textmine_rank rank
    0              1    甲, {'rank': 'textmine_rank'})
    """
    renamed = {name: free_heading(name, frame.columns) for name in added.columns if name in frame.columns}
    ours = added.rename(columns=renamed).set_axis(frame.index)
    before = [renamed.get(name, name) for name in first]
    after = [name for name in ours.columns if name not in before]
    return pd.concat([ours[before], frame, ours[after]], axis=1), renamed
