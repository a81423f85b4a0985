"""Know the headings of real tables: which Chinese or English heading plays which role.

This is the only place that knows Chinese headings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from textmine.errors import InputError, Remark

__all__ = [
    "ROLES",
    "find_header_row",
    "free_heading",
    "is_known_heading",
    "name_columns",
    "name_fields",
    "normalise_heading",
    "parse_columns",
    "recognise_roles",
    "title_above",
    "versions_of",
]

# Heading lists per role, in order of preference; the first heading found takes the role.
ROLES: dict[str, tuple[str, ...]] = {
    "text": (
        "text",
        "留言详情",
        "诉求内容",
        "投诉内容",
        "反映内容",
        "工单内容",
        "工单描述",
        "工单详情",
        "问题描述",
        "诉求描述",
        "事件描述",
        "案件描述",
        "来信内容",
        "信访内容",
        "留言内容",
        "具体内容",
        "详细内容",
        "主要内容",
        "事项内容",
        "内容描述",
        "诉求详情",
        "情况描述",
        "正文",
        "内容",
        "详情",
        "描述",
        "诉求",
        "body",
        "content",
        "message",
        "complaint",
        "description",
    ),
    "title": (
        "title",
        "留言主题",
        "诉求标题",
        "工单标题",
        "来信标题",
        "案件标题",
        "标题",
        "主题",
        "事由",
        "诉求主题",
        "subject",
        "headline",
    ),
    "id": (
        "id",
        "complaint_id",
        "case_id",
        "工单编号",
        "留言编号",
        "工单号",
        "案件编号",
        "受理编号",
        "诉求编号",
        "信件编号",
        "事件编号",
        "流水号",
        "编号",
        "序号",
    ),
    "label": ("label", "一级标签", "一级分类", "标签", "分类", "类别标签", "问题类别", "诉求类别", "类别"),
    "time": (
        "time",
        "received_at",
        "受理时间",
        "留言时间",
        "来电时间",
        "登记时间",
        "投诉时间",
        "反映时间",
        "创建时间",
        "来信时间",
        "提交时间",
        "上报时间",
        "发生时间",
        "受理日期",
        "日期",
        "时间",
        "date",
    ),
    "community": (
        "community",
        "所属社区",
        "社区",
        "社区名称",
        "村居",
        "村社区",
        "所在社区",
        "被反映社区",
        "community_id",
        "所属街道",
        "街道",
        "被反映街乡镇",
    ),
    "channel": ("channel", "渠道", "来源渠道", "诉求来源", "受理渠道", "来源", "来电渠道"),
    "unit": ("unit", "承办单位", "主办单位", "办理单位", "责任单位", "答复单位", "处置单位"),
    "reply": (
        "reply",
        "答复意见",
        "答复内容",
        "回复内容",
        "办理结果",
        "处理结果",
        "办理情况",
        "回复",
        "答复",
    ),
    "reply_time": ("reply_time", "replied_at", "答复时间", "回复时间", "反馈时间"),
    "closed_time": ("closed_time", "closed_at", "办结时间", "结案时间", "办结日期", "完成时间"),
    "satisfaction": ("satisfaction", "满意度", "是否满意", "满意情况", "回访满意度", "评价"),
    "likes": ("likes", "点赞数", "点赞", "支持数"),
    "person": (
        "person",
        "person_id",
        "留言用户",
        "来电人",
        "诉求人",
        "投诉人",
        "反映人",
        "市民",
        "用户",
        "姓名",
        "来电号码",
    ),
    "category": ("category",),
    "checked_category": ("checked_category", "复核类别", "人工类别"),
}

_MAX_HEADER_ROW = 30
_MAX_HEADING = 200  # characters


def normalise_heading(heading: object) -> str:
    """Fold a heading for comparison: width, case, spaces and what stands in brackets do not count.

    Examples
    --------
    >>> normalise_heading(" 留言 主题（必填）")
    '留言主题'
    """
    # A cell of a hundred thousand brackets is no heading, and would keep the patterns below busy for minutes.
    text = unicodedata.normalize("NFKC", str(heading if heading is not None else "")[:_MAX_HEADING])
    text = re.sub(r"\(.*?\)|\[.*?\]|【.*?】", "", text)
    return re.sub(r"[\s*:：]+", "", text).lower()


OURS = "textmine_"  # stands before a heading of ours that the input has already


def versions_of(headings: Sequence[str], name: str) -> list[str]:
    """List the columns of one name that runs one after the other wrote, newest first.

    Examples
    --------
    >>> versions_of(["category", "text", "textmine_category"], "category")
    ['textmine_category', 'category']
    """
    return sorted((h for h in headings if str(h).replace(OURS, "") == name), key=len, reverse=True)


def free_heading(name: str, taken: Collection[str]) -> str:
    """Put ``textmine_`` before a heading of ours until the table has no such column.

    Examples
    --------
    >>> free_heading("rank", ["rank", "textmine_rank"])
    'textmine_textmine_rank'
    """
    while name in taken:
        name = OURS + name
    return name


_KNOWN = {normalise_heading(name) for names in ROLES.values() for name in names}


def is_known_heading(heading: object) -> bool:
    """Tell whether a heading plays a role by itself.

    Examples
    --------
    >>> is_known_heading("工单内容（必填）"), is_known_heading("路灯不亮")
    (True, False)
    """
    return _known_name(heading, _KNOWN) in _KNOWN


def _known_name(heading: object, known: Collection[str]) -> str:
    """Fold a heading; one that is known by its first line alone (below it, how to fill the column in) is that line."""
    folded = normalise_heading(heading)
    if folded in known or not isinstance(heading, str):
        return folded
    first = normalise_heading(heading.strip().partition("\n")[0])
    return first if first in known else folded


def recognise_roles(headings: Sequence[str], *, columns: Mapping[str, str] | None = None) -> dict[str, str]:
    """Map roles to headings, by the table of known headings and by the caller's own choice.

    Of several answers in one table the newest plays the role ``category``.

    Parameters
    ----------
    columns : mapping of role to heading, optional
        Overrides the table; a heading that does not exist is an error.

    Examples
    --------
    >>> recognise_roles(["category", "textmine_category"])
    {'category': 'textmine_category'}
    >>> recognise_roles(["留言编号", "留言主题", "留言详情"])
    {'text': '留言详情', 'title': '留言主题', 'id': '留言编号'}
    >>> recognise_roles(["诉求内容（必填）\\n请写清地点"])
    {'text': '诉求内容（必填）\\n请写清地点'}
    >>> recognise_roles(["甲", "乙"], columns={"text": "丙"})
    Traceback (most recent call last):
        ...
    textmine.errors.InputError: column '丙': no such heading for the role text; found: 甲, 乙
    """
    found: dict[str, str] = {}
    folded: dict[str, str] = {}
    for fold in (normalise_heading, partial(_known_name, known=_KNOWN)):
        for heading in headings:
            folded.setdefault(fold(heading), heading)
    for role, names in ROLES.items():
        for name in names:
            known = folded.get(normalise_heading(name))
            if known is not None and known not in found.values():
                found[role] = known
                break
    if newest := versions_of(headings, "category"):
        found["category"] = newest[0]
    for role, heading in (columns or {}).items():
        if heading not in headings:
            raise InputError(
                f"no such heading for the role {role}",
                column=heading,
                fix=f"found: {', '.join(headings)}",
                zh=f"没有这一列；现有列：{'、'.join(headings)}",
            )
        found = {r: h for r, h in found.items() if h != heading}
        found[role] = heading
    return found


def parse_columns(text: str | None) -> dict[str, str]:
    """Read ``role=heading,role=heading`` as given to ``--columns``.

    Examples
    --------
    >>> parse_columns("text=来信正文,id=信件号")
    {'text': '来信正文', 'id': '信件号'}
    """
    chosen: dict[str, str] = {}
    for part in filter(None, (text or "").replace("，", ",").split(",")):
        role, sign, heading = part.partition("=")
        if not sign or role.strip() not in ROLES:
            raise InputError(
                f"{part!r} is not role=heading",
                fix=f"roles: {', '.join(ROLES)}",
                zh=f"{part!r} 应写成 角色=列名；角色有：{'、'.join(ROLES)}",
            )
        chosen[role.strip()] = heading.strip()
    return chosen


def find_header_row(rows: Sequence[Sequence[object]], *, columns: Mapping[str, str] | None = None) -> int:
    """Find the row that holds the headings: real exports put merged titles and notes above it.

    Returns
    -------
    int
        Position of the row with most known headings within the first 30; the first row that is not blank when none
        is known; 0 for no rows.

    Examples
    --------
    >>> find_header_row([["热线工单统计表", "", ""], ["编号", "标题", "内容"], ["1", "路灯", "不亮"]])
    1
    """
    known = _KNOWN | {normalise_heading(h) for h in (columns or {}).values()}
    best, best_score = None, 0
    first_filled = 0
    for at, row in enumerate(rows[:_MAX_HEADER_ROW]):
        cells = [_known_name(cell, known) for cell in row]
        if not any(cells):
            first_filled += first_filled == at
            continue
        score = len({cell for cell in cells if cell in known})
        if score > best_score:
            best, best_score = at, score
    # Rows of nothing but odd white space have no heading at all; the last of them is as good as any.
    return min(first_filled, max(len(rows) - 1, 0)) if best is None else best


def title_above(n_rows: int, title: str) -> Remark:
    """Say that rows above the headings were taken as a title."""
    return Remark(
        f"{n_rows} rows above the headings were taken as a title: {title[:80]!r}",
        zh=f"列名上方的 {n_rows} 行视为标题：“{title[:80]}”",
    )


def name_columns(row: Sequence[Any], body: Sequence[Sequence[Any]]) -> tuple[list[str], list[str]]:
    """Make every heading a name of its own; cells beyond the headings get columns too, so that nothing is lost.

    Returns
    -------
    names, warnings

    Examples
    --------
    >>> name_columns(["编号", "内容", "内容"], [["1", "路灯不亮", "请修", "附件"]])[0]
    ['编号', '内容', '内容_2', 'column_4']
    """
    width = max((len(r) for r in body), default=0)
    cells = [("" if cell is None else str(cell)).strip() for cell in row]
    while (
        cells
        and not cells[-1]
        and not any(len(r) >= len(cells) and r[len(cells) - 1] is not None for r in body)
    ):
        cells.pop()
    notes: list[str] = []
    if width > len(cells) and any(cell is not None for r in body for cell in r[len(cells) :]):
        used = max(at + 1 for r in body for at, cell in enumerate(r) if cell is not None)
        notes.append(
            Remark(
                f"some rows have {used} cells under {len(cells)} headings; columns were added for the rest",
                zh=f"有的行有 {used} 个单元格，而列名只有 {len(cells)} 个；已为多出的单元格添加列",
            )
        )
        cells += [""] * (used - len(cells))
    names, repeated = _told_apart([cell or f"column_{at}" for at, cell in enumerate(cells, start=1)])
    return names, notes + _remarks_on_repeated(repeated)


def name_fields(names: Sequence[Any]) -> tuple[list[str], list[str]]:
    """Make the names of fields of records columns of their own, as `name_columns` does of a row of headings.

    Examples
    --------
    >>> name_fields(["内容", ""])
    (['内容', 'column_2'], [])
    """
    return name_columns(names, [["x"] * len(names)])


def _told_apart(cells: Sequence[str]) -> tuple[list[str], dict[str, list[str]]]:
    """Number the headings that stand again; also give what the later ones of each are called."""
    names, repeated, taken = [], dict[str, list[str]](), set(cells)
    seen: set[str] = set()
    numbers: dict[str, int] = {}  # The last number tried: each is looked for once.
    for cell in cells:
        name = cell
        if cell in seen:
            number = numbers.get(cell, 1) + 1
            while f"{cell}_{number}" in taken:
                number += 1
            numbers[cell], name = number, f"{cell}_{number}"
            taken.add(name)
            repeated.setdefault(cell, []).append(name)
        seen.add(name)
        names.append(name)
    return names, repeated


_NAMED_REPEATED = 5  # Headings; more say no more.


def _remarks_on_repeated(repeated: Mapping[str, Sequence[str]]) -> list[str]:
    """Say which headings stand more than once, and what their later columns are called."""
    notes: list[str] = []
    for name, later in list(repeated.items())[:_NAMED_REPEATED]:
        if len(later) == 1:
            note = Remark(
                f"heading {name!r} stands twice; the later one is called {later[0]}",
                zh=f"列名“{name}”重复出现，后一列改称“{later[0]}”",
            )
        else:
            note = Remark(
                f"heading {name!r} stands {len(later) + 1} times; the later ones are called {later[0]} to {later[-1]}",
                zh=f"列名“{name}”出现 {len(later) + 1} 次，后面各列改称“{later[0]}”至“{later[-1]}”",
            )
        notes.append(note)
    if more := len(repeated) - _NAMED_REPEATED if len(repeated) > _NAMED_REPEATED else 0:
        notes.append(
            Remark(
                f"and {more} more headings stand more than once", zh=f"另有 {more} 个列名重复出现，均已编号"
            )
        )
    return notes
