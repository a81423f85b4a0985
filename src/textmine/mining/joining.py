"""Take up the hot issues of an earlier run, so that new messages join them and their numbers stay."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from textmine.errors import InputError
from textmine.mining.hotspots import HOTSPOTS, Hotspots
from textmine.mining.inputs import complaints_of
from textmine.mining.outputs import target_of
from textmine.reading.tables import Table, read_table
from textmine.writing.tables import format_of

__all__ = ["earlier_issues", "join_tables", "read_members"]

_OURS = ("rank", "textmine_rank", "issue_id", "textmine_issue_id")


def read_members(path: str | Path) -> Table:
    """Read the members of the hot issues that an earlier run wrote.

    Parameters
    ----------
    path : the target of that run, or its table of members.

    Raises
    ------
    InputError
        When the file holds no members.
    """
    target = Path(path)
    if format_of(target) == "xlsx":
        table = read_table(target, sheet="members")
    else:
        beside = target_of(target, "members")
        table = read_table(beside if beside.exists() else target)
    if "issue_id" not in table.frame.columns and "textmine_issue_id" not in table.frame.columns:
        raise InputError(
            "this file holds no members of hot issues: it has no column issue_id",
            path=target,
            fix="give the OUTPUT of an earlier `textmine hotspots`",
            zh="此文件没有热点成员（缺少 issue_id 列）；请给出此前 textmine hotspots 的输出文件",
        )
    return table


def earlier_issues(members: Table) -> Hotspots:
    """Turn a table of members into a result that :func:`textmine.find_hotspots` can continue.

    Examples
    --------
    >>> from textmine.reading.headings import recognise_roles
    >>> frame = pd.DataFrame({"rank": [1, 1], "留言编号": ["7", "8"], "留言主题": ["路灯不亮", "路灯又不亮"],
    ...                       "issue_id": ["7", "7"]})
    >>> earlier_issues(Table(frame, recognise_roles(list(frame)), ())).groups.tolist()
    ['7', '7']
    """
    messages = complaints_of(members)
    name = "textmine_issue_id" if "textmine_issue_id" in members.frame.columns else "issue_id"
    groups = pd.Series(
        [str(v) for v in members.frame[name]],
        index=messages["complaint_id"].to_numpy(),
        name="issue_id",
        dtype=object,
    )
    empty = pd.DataFrame(columns=["rank", "row", "complaint_id", "issue_id"])
    return Hotspots(HOTSPOTS.frame([]), empty, groups, messages)


def join_tables(members: Table, table: Table) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Put new rows behind the members of earlier issues.

    Returns
    -------
    (DataFrame, DataFrame)
        All rows, members first, with the columns of the input; and the complaints among the new rows that the
        members do not hold already (in the same order as the rows behind the members).

    Raises
    ------
    InputError
        When either table has no column that tells messages apart.
    """
    for part in (members, table):
        if part.column("id") is None:
            raise InputError(
                "messages can be joined only where a column tells them apart",
                fix="name it with --columns id=HEADING",
                zh="缺少编号列，无法与此前结果合并；请用 --columns id=列名 指定",
            )
    known = set(complaints_of(members)["complaint_id"])
    complaints = complaints_of(table)
    is_new = ~complaints["complaint_id"].isin(known).to_numpy()
    ours = [name for name in _OURS if name in members.frame.columns and name not in table.frame.columns]
    earlier = members.frame.drop(columns=ours)
    return (
        pd.concat([earlier, table.frame[is_new]], ignore_index=True),
        complaints[is_new].reset_index(drop=True),
    )
