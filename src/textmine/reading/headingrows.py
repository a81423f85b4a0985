"""Tell rows that hold headings: two of them above a table, and copies of them between its rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from textmine.errors import Remark
from textmine.reading.headings import find_header_row, is_known_heading, normalise_heading

__all__ = [
    "find_headings",
    "joined_headings",
    "remark_on_copies",
    "remark_on_two_rows",
    "rows_of_headings",
]

_LONG = 20  # characters; a sentence is no heading
_MOST = 200  # what stands in brackets may be long
_LEAST = 2
# What stands under a group of columns, besides headings that are known by themselves.
_PARTS = frozenset(
    [
        "电话",
        "联系电话",
        "手机",
        "手机号",
        "单位",
        "部门",
        "科室",
        "备注",
        "日期",
        "地址",
        "结果",
        "意见",
        "类型",
        "类别",
        "编号",
        "名称",
        "性别",
        "年龄",
        "人员",
        "标题",
        "内容",
        "时间",
        "状态",
    ]
)
_NUMBERED = re.compile(r"_\d+$")


def find_headings(
    rows: Sequence[Sequence[Any]], *, columns: Mapping[str, str] | None = None
) -> tuple[list[Any], int, int]:
    """Find the headings of a table, also where they stand in two rows.

    Returns
    -------
    headings, position of their first row, position of their last row

    Examples
    --------
    >>> find_headings([["3月工单"], ["编号", "诉求", None], [None, "内容", "姓名"], ["1", "路灯不亮", "王丽"]])
    (['编号', '诉求内容', '姓名'], 1, 2)
    """
    at = find_header_row(rows, columns=columns)
    if not rows:
        return [], 0, 0
    if at + 1 < len(rows) and (joined := joined_headings(rows[at], rows[at + 1])):
        return joined, at, at + 1
    # Cells merged down both rows stand in both, and the lower row is the one with more that is known.
    if at and _share_a_cell(rows[at - 1], rows[at]) and (joined := joined_headings(rows[at - 1], rows[at])):
        return joined, at - 1, at
    return list(rows[at]), at, at


def _share_a_cell(upper: Sequence[Any], lower: Sequence[Any]) -> bool:
    return any(a is not None and a == b for a, b in zip(upper, lower, strict=False))


def joined_headings(upper: Sequence[Any], lower: Sequence[Any]) -> list[Any]:
    """Join two rows of headings: the lower one fills the blanks of the upper one, which names groups; empty if they are none.

    Under a group stands its part alone (承办 above 单位 gives 承办单位, because that is known; 诉求 above 姓名 gives 姓名),
    and with the group where the part stands under an earlier one already.

    Examples
    --------
    >>> joined_headings(["编号", "诉求", None, "答复", None], [None, "内容", "电话", "内容", "电话"])
    ['编号', '诉求内容', '电话', '答复内容', '答复电话']
    >>> joined_headings(["编号", "内容", None], ["1", "路灯不亮", "请修"])
    []
    """
    width = max(len(upper), len(lower))
    top, low = ([*row, *[None] * (width - len(row))] for row in (upper, lower))
    if any(cell is not None and not _is_short_text(cell) for cell in [*top, *low]):
        return []
    n_parts = sum(cell is not None for cell in low)
    if sum(cell is not None for cell in top) < _LEAST or n_parts < _LEAST:
        return []
    names: list[Any] = []
    group, n_filled, n_known = None, 0, 0
    for at, (first, second) in enumerate(zip(top, low, strict=True)):
        if first is None and second is None:
            return []
        begins = first is not None and second is not None and first != second
        if begins and not (at + 1 < width and top[at + 1] is None):
            return []  # two headings for one column that is no group
        if first is not None:
            group = first if begins else None
        n_filled += first is None
        if second is None or first == second:
            n_known += second is not None
            names.append(first)
            continue
        both = f"{str(group or '').strip()}{str(second).strip()}"
        n_known += is_known_heading(second) or is_known_heading(both) or normalise_heading(second) in _PARTS
        names.append(both if group is not None and (is_known_heading(both) or second in names) else second)
    return names if n_filled and 2 * n_known >= n_parts else []


def _is_short_text(cell: Any) -> bool:
    return isinstance(cell, str) and len(cell.strip()) <= _LONG and not cell.strip().isdigit()


def rows_of_headings(frame: pd.DataFrame, roles: Mapping[str, str]) -> list[int]:
    """Return the positions of rows whose filled cells are the headings of their columns: files pasted below one another.

    Examples
    --------
    >>> table = pd.DataFrame({"编号": ["1", "编号", "2"], "内容": ["路灯不亮", "内容", "内容"]})
    >>> rows_of_headings(table, {"text": "内容", "id": "编号"})
    [1]
    """
    heading = roles.get("text", roles.get("title"))
    if heading is None:
        return []
    wanted, start = _bare(heading), str(heading).lstrip()[:1]
    # Hardly any cell is a heading: the cheap questions first, the other cells of the row last.
    at_all = [
        at
        for at, v in enumerate(frame[heading].tolist())
        if isinstance(v, str) and len(v) <= _MOST and v.lstrip()[:1] == start and _bare(v) == wanted
    ]
    found = []
    for at in at_all:
        filled = [
            (name, v) for name, v in zip(frame.columns, frame.iloc[at].tolist(), strict=True) if _is_filled(v)
        ]
        is_copy = all(isinstance(v, str) and _same(name, v) for name, v in filled)
        if is_copy and (len(filled) >= _LEAST or len(frame.columns) == 1):
            found.append(at)
    return found


def _is_filled(value: Any) -> bool:
    return value is not None and value == value and value is not pd.NA and str(value).strip() != ""


def _same(heading: object, cell: str) -> bool:
    return str(heading) in ("source_file", "source_sheet") or _bare(heading) == _bare(cell)


def _bare(heading: object) -> str:
    return normalise_heading(_NUMBERED.sub("", str(heading).strip()))


def remark_on_two_rows(top: int, last: int) -> Remark | None:
    """Say that headings stood in two rows; None where they stand in one. Positions from 0."""
    if top == last:
        return None
    return Remark(
        f"the headings stand in rows {top + 1} and {last + 1}; they were joined",
        zh=f"列名分写在第 {top + 1}、{last + 1} 两行，已合并",
    )


def remark_on_copies(n: int) -> Remark:
    """Say how many rows repeat the headings."""
    return Remark(
        f"{n} rows repeat the headings; they are kept as empty rows",
        zh=f"{n} 行重复了列名（几个表粘贴在一起？），按空行保留",
    )
