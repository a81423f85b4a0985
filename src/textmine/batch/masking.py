"""Mask what identifies a private person in the texts of a table that is handed on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from textmine.text.privacy import find_personal_data

__all__ = ["mask_frame"]

PERSON_TAG = "[PERSON]"
# Columns of these roles hold codes, times and names of offices, and stay as they are.
_KEPT_ROLES = (
    "id",
    "label",
    "time",
    "reply_time",
    "closed_time",
    "community",
    "channel",
    "unit",
    "satisfaction",
    "likes",
    "category",
    "checked_category",
)


def mask_frame(frame: pd.DataFrame, roles: Mapping[str, str], *, ours: Collection[str] = ()) -> pd.DataFrame:
    """Return the table with tags in the place of personal data in its texts, and of the person.

    Tags are numbered within each row, so that rows can be masked one by one: the same number in two rows is not the same
    person. An empty table comes back empty.

    Parameters
    ----------
    roles : mapping of role to heading
    ours : headings of the columns textmine added; they are left alone

    Examples
    --------
    >>> table = pd.DataFrame({"来电人": ["何秀英"], "诉求内容": ["我叫何秀英，电话13974028816。"]})
    >>> mask_frame(table, {"person": "来电人", "text": "诉求内容"}).values.tolist()
    [['[PERSON]', '我叫[NAME_1]，电话[PHONE_1]。']]
    """
    kept = (
        {roles[role] for role in _KEPT_ROLES if role in roles} | set(ours) | {"source_file", "source_sheet"}
    )
    out = frame.copy()
    person = roles.get("person")
    textual = [
        name for name in frame.columns if name not in kept and name != person and _holds_text(frame[name])
    ]
    rows: list[dict[tuple[str, str], str]] = [{} for _ in range(len(frame))]
    for name in textual:
        values = [
            _masked(v, tags) if isinstance(v, str) else v
            for v, tags in zip(frame[name].tolist(), rows, strict=True)
        ]
        out[name] = pd.Series(values, index=frame.index, dtype=frame[name].dtype)
    if person is not None:
        blank = frame[person].isna()
        out[person] = pd.Series(PERSON_TAG, index=frame.index, dtype="str").where(~blank)
    return out


def _holds_text(values: pd.Series) -> bool:
    return values.dtype == object or pd.api.types.is_string_dtype(values.dtype)


def _masked(text: str, tags: dict[tuple[str, str], str]) -> str:
    pieces: list[Any] = []
    end = 0
    for start, stop, kind in find_personal_data(text):
        value = (kind, "".join(c for c in text[start:stop] if c.isalnum()))
        number = sum(k == kind for k, _ in tags) + 1
        tag = tags.setdefault(value, f"[{kind}_{number}]")
        pieces += [text[end:start], tag]
        end = stop
    return "".join([*pieces, text[end:]])
