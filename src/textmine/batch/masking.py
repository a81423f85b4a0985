"""Mask what identifies a private person in the texts of a table that is handed on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from textmine.text.privacy import cell_text, columns_to_mask, find_in_cell

__all__ = ["mask_frame"]

PERSON_TAG = "[PERSON]"


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
    out = frame.copy()
    person = roles.get("person")
    cues = columns_to_mask(frame, roles, kept=ours)
    rows: list[dict[tuple[str, str], str]] = [{} for _ in range(len(frame))]
    for name, cue in cues.items():
        if name == person:
            continue
        old = frame[name].tolist()
        new = [_masked(value, cue, tags) for value, tags in zip(old, rows, strict=True)]
        if cue and not pd.api.types.is_string_dtype(frame[name].dtype):
            # Numbers that may become tags are text in every part of a table, also where nothing was found.
            out[name] = pd.Series([cell_text(v) or None for v in new], index=frame.index, dtype="str")
        elif any(a is not b for a, b in zip(old, new, strict=True)):
            out[name] = pd.Series(new, index=frame.index, dtype=frame[name].dtype)
    if person is not None:
        blank = frame[person].isna()
        out[person] = pd.Series(PERSON_TAG, index=frame.index, dtype="str").where(~blank)
    return out


def _masked(value: Any, cue: str, tags: dict[tuple[str, str], str]) -> Any:
    """Return the cell with tags in it; a cell in which nothing is found comes back as it is."""
    spans = find_in_cell(value, cue)
    if not spans:
        return value
    text = cell_text(value)
    pieces: list[str] = []
    end = 0
    for start, stop, kind in spans:
        found = (kind, "".join(c for c in text[start:stop] if c.isalnum()))
        number = sum(k == kind for k, _ in tags) + 1
        tag = tags.setdefault(found, f"[{kind}_{number}]")
        pieces += [text[end:start], tag]
        end = stop
    return "".join([*pieces, text[end:]])
