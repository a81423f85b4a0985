"""Notice what is odd about a table as a whole: headings shifted against their columns, rows of sums at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from textmine.reading.sheets import is_blank
from textmine.reading.times import parse_time

__all__ = ["SAMPLE_ROWS", "check_columns", "check_last_row"]

SAMPLE_ROWS = 500
_MIN_FILLED = 5  # fewer values say nothing about a column
_MIN_KEYS = 10
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
    notes = []
    for role, is_odd, said in _EXPECTED:
        heading = roles.get(role)
        if heading is None:
            continue
        values = [v for v in sample[heading].tolist() if not is_blank(v) and str(v).strip()]
        n_odd = sum(is_odd(v) for v in values)
        if len(values) >= _MIN_FILLED and n_odd > (1 - _FEW_SHARE) * len(values):
            notes.append(
                f"column {heading!r} ({role}) holds {said} in {n_odd} of {len(values)} rows: are the headings shifted?"
            )
    notes += _check_keys(sample, roles.get("id"))
    return notes


def _check_keys(sample: pd.DataFrame, heading: str | None) -> list[str]:
    """Notice a column of keys that repeats itself, as a column of places or channels does."""
    if heading is None:
        return []
    values = [str(v).strip() for v in sample[heading].tolist() if not is_blank(v) and str(v).strip()]
    n_different = len(set(values))
    if len(values) < _MIN_KEYS or n_different > _FEW_SHARE * len(values):
        return []
    return [
        f"column {heading!r} (id) holds only {n_different} different values in {len(values)} rows: are the headings shifted?"
    ]


def check_last_row(cells: Sequence[Any], row: int) -> list[str]:
    """Notice a row of sums or signatures at the end; it is kept and classified like the others.

    Examples
    --------
    >>> check_last_row(["合计", None, 128], 130)
    ["row 130, the last, looks like a summary ('合计'); it is kept as a row"]
    """
    filled = [str(cell).strip() for cell in cells if not is_blank(cell) and str(cell).strip()]
    if not filled or len(filled) > max(1, len(cells) // 2 + 1):
        return []
    first = filled[0].lower()
    if len(first) <= 12 and first.startswith(_SUMS):
        return [f"row {row}, the last, looks like a summary ({filled[0]!r}); it is kept as a row"]
    return []


def _is_date(value: Any) -> bool:
    return not isinstance(value, int | float) and parse_time(value) is not None and len(str(value)) <= 30


def _is_no_date(value: Any) -> bool:
    return parse_time(value) is None


def _is_number(value: Any) -> bool:
    try:
        float(str(value))
    except ValueError:
        return False
    return True


def _is_long(value: Any) -> bool:
    return len(str(value)) > _LONG_NAME


_EXPECTED = (
    ("text", _is_date, "dates"),
    ("text", _is_number, "numbers"),
    ("time", _is_no_date, "no dates"),
    ("likes", lambda value: not _is_number(value), "no numbers"),
    ("id", _is_long, "long texts"),
    ("community", _is_long, "long texts"),
    ("person", _is_long, "long texts"),
)
