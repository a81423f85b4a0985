"""Notice what is odd about a table as a whole: headings shifted against their columns, rows of sums at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from textmine.errors import Remark
from textmine.reading.longnumbers import remark_on_lost_digits
from textmine.reading.sheets import is_blank
from textmine.reading.times import looks_like_time, parse_time

__all__ = ["LAST_ROWS", "SAMPLE_ROWS", "check_columns", "check_last_row", "short_rows"]

SAMPLE_ROWS = 500
LAST_ROWS = 3  # Rows at the end among which sums and signatures stand.
_MIN_FILLED = 5  # fewer values say nothing about a column
_MIN_KEYS = 10
_MIN_TEXTS, _SAYS_MUCH = 3, 8  # different texts, of so many letters
_FEW_SHARE = 0.2
_LONG_NAME = 40
_SUMS = ("合计", "总计", "小计", "共计", "总数", "汇总", "制表", "填表人", "审核人", "total", "sum")


def check_columns(frame: pd.DataFrame, roles: Mapping[str, str]) -> list[str]:
    """Compare the content of columns with what their headings promise, by a sample of the first rows.

    Returns
    -------
    list of str
        One warning for each column that does not look like its heading; none for an empty table.

    Examples
    --------
    >>> days = ["2025-01-02", "2025-01-03", "2025-01-04", "2025-01-05", "2025-01-06"]
    >>> table = pd.DataFrame({"受理时间": ["路灯三天不亮，请尽快修理"] * 5, "诉求内容": days})
    >>> for warning in check_columns(table, {"time": "受理时间", "text": "诉求内容"}):
    ...     print(warning)
    column '诉求内容' (text) holds dates in 5 of 5 rows: are the headings shifted?
    column '受理时间' (time) holds no dates in 5 of 5 rows: are the headings shifted?
    """
    sample = frame.head(SAMPLE_ROWS)
    notes: list[str] = []
    for role, is_odd, said in _EXPECTED:
        heading = roles.get(role)
        if heading is None:
            continue
        values = [v for v in sample[heading].tolist() if not is_blank(v) and str(v).strip()]
        n_odd = sum(is_odd(v) for v in values)
        if len(values) >= _MIN_FILLED and n_odd > (1 - _FEW_SHARE) * len(values):
            notes.append(
                Remark(
                    f"column {heading!r} ({role}) holds {said} in {n_odd} of {len(values)} rows: are the headings shifted?",
                    zh=f"列“{heading}”（读作{_ROLES[role]}）的 {len(values)} 行中有 {n_odd} 行{said.zh}：列名是否错位？",
                )
            )
    notes += _check_blanks(sample, roles)
    notes += _check_keys(sample, roles.get("id"))
    for heading in sample.columns:
        if heading != roles.get("text") and (
            lost := remark_on_lost_digits(heading, sample[heading].tolist())
        ):
            notes.append(lost)
    return notes


def _check_blanks(sample: pd.DataFrame, roles: Mapping[str, str]) -> list[str]:
    """Notice rows whose text is blank while another column, one that plays no role, holds texts there."""
    read = [roles[role] for role in ("text", "title") if role in roles]
    if not read:
        return []
    blank = sample[read].map(lambda v: is_blank(v) or not str(v).strip()).all(axis=1)
    others = [name for name in sample.columns if name not in roles.values() and not _is_ours(name)]
    texts = {name: [v for v in sample.loc[blank, name].tolist() if _is_text(v)] for name in others}
    n_texts, heading = max(((len(set(v)), str(name)) for name, v in texts.items()), default=(0, ""))
    n_blank = int(blank.sum())
    if n_texts < max(_MIN_TEXTS, n_blank / 2) or n_blank < _FEW_SHARE * len(sample):
        return []
    return [
        Remark(
            f"column {read[0]!r} ({'text' if 'text' in roles else 'title'}) is blank in {n_blank} of {len(sample)} rows, where column "
            f"{heading!r} holds texts: --columns text={heading} reads that one",
            zh=f"列“{read[0]}”（读作{'正文' if 'text' in roles else '标题'}）的 {len(sample)} 行中有 {n_blank} 行空白，"
            f"这些行的文字在列“{heading}”中；要读那一列请加 --columns text={heading}",
        )
    ]


def _is_ours(heading: object) -> bool:
    return str(heading).startswith("textmine_")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and sum(c.isalpha() for c in value[:_LONG_NAME]) >= _SAYS_MUCH


def _check_keys(sample: pd.DataFrame, heading: str | None) -> list[str]:
    """Notice a column of keys that repeats itself, as a column of places or channels does."""
    if heading is None:
        return []
    values = [str(v).strip() for v in sample[heading].tolist() if not is_blank(v) and str(v).strip()]
    n_different = len(set(values))
    if len(values) < _MIN_KEYS or n_different > _FEW_SHARE * len(values):
        return []
    return [
        Remark(
            f"column {heading!r} (id) holds only {n_different} different values in {len(values)} rows: are the headings shifted?",
            zh=f"列“{heading}”（读作编号）的 {len(values)} 行中只有 {n_different} 个不同的值：列名是否错位？",
        )
    ]


def check_last_row(cells: Sequence[Any], row: int) -> list[str]:
    """Notice a row of sums or signatures at the end; it is kept and classified like the others.

    A first cell that is nothing but 合计 says so by itself; one that only begins so must stand in a row with blanks.

    Examples
    --------
    >>> check_last_row(["合计", None, 128], 130)
    ["row 130, at the end, looks like a summary ('合计'); it is kept as a row"]
    >>> len(check_last_row(["合计：", "共2件", 2], 3)), check_last_row(["合计费用不清", "共2件", 2], 3)
    (1, [])
    """
    filled = [str(cell).strip() for cell in cells if not is_blank(cell) and str(cell).strip()]
    if not filled:
        return []
    first = filled[0].lower().rstrip(":： ")
    has_blanks = len(filled) <= max(1, len(cells) // 2 + 1)
    if first in _SUMS or (has_blanks and len(first) <= 12 and first.startswith(_SUMS)):
        return [
            Remark(
                f"row {row}, at the end, looks like a summary ({filled[0]!r}); it is kept as a row",
                zh=f"末尾的第 {row} 行像是汇总或落款（“{filled[0]}”），仍按一行数据保留",
            )
        ]
    return []


def short_rows(n: int) -> Remark:
    """Say that rows have fewer cells than there are headings."""
    return Remark(
        f"{n} rows have fewer cells than there are headings; the rest was left blank",
        zh=f"{n} 行的单元格少于列名，缺少的部分留空",
    )


def _is_date(value: Any) -> bool:
    return not isinstance(value, int | float) and parse_time(value) is not None and len(str(value)) <= 30


def _is_no_date(value: Any) -> bool:
    return not looks_like_time(value)


def _is_number(value: Any) -> bool:
    try:
        float(str(value))
    except ValueError:
        return False
    return True


def _is_long(value: Any) -> bool:
    return len(str(value)) > _LONG_NAME


_LONG = Remark("long texts", zh="是长文本")
_ROLES = {
    "text": "正文",
    "time": "时间",
    "likes": "点赞数",
    "id": "编号",
    "community": "社区",
    "person": "来电人",
}
_EXPECTED = (
    ("text", _is_date, Remark("dates", zh="是日期")),
    ("text", _is_number, Remark("numbers", zh="是数字")),
    ("time", _is_no_date, Remark("no dates", zh="不是日期")),
    ("likes", lambda value: not _is_number(value), Remark("no numbers", zh="不是数字")),
    ("id", _is_long, _LONG),
    ("community", _is_long, _LONG),
    ("person", _is_long, _LONG),
)
