"""Mask what identifies a private person in the texts of a table that is handed on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from textmine.reading.stream import TableStream
from textmine.text.privacy import PLACE, TIME, Span, cell_text, find_in_cell, mask_personal_data
from textmine.text.privatecolumns import columns_to_mask

__all__ = ["cues_of", "mask_frame", "masked_record"]

PERSON_TAG = "[PERSON]"
_NUMBERS = {"int", "float", "NoneType", "huge int"}
_SHORT = 40  # cells up to this length may well come again: satisfied, by telephone, the same office


def cues_of(stream: TableStream, first: pd.DataFrame) -> dict[str, str]:
    """Choose the columns to mask once for all parts of a table, with their cues (`columns_to_mask`).

    Parameters
    ----------
    first : the first part, as read
    """
    if stream.whole is not None:
        return columns_to_mask(stream.whole.frame, stream.roles)
    numbers = frozenset[str]().union(*(plan.private_numbers() for plan in stream.plans))
    # A column of numbers may be blank in the first part.
    of_numbers = [name for name, kinds in stream.kinds.items() if "NoneType" in kinds and kinds <= _NUMBERS]
    told = first.astype(dict.fromkeys((name for name in of_numbers if name in first), "float64"))
    return columns_to_mask(told, stream.roles, numbers=numbers)


def mask_frame(
    frame: pd.DataFrame,
    roles: Mapping[str, str],
    *,
    ours: Collection[str] = (),
    cues: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return the table with tags in the place of personal data in its texts, and of the person.

    Tags are numbered within each row, so that rows can be masked one by one: the same number in two rows is not the same
    person. An empty table comes back empty.

    Parameters
    ----------
    roles : mapping of role to heading
    ours : headings of the columns textmine added; they are left alone
    cues : the columns to mask with their cues, where the table is a part of another (`cues_of`)

    Examples
    --------
    >>> table = pd.DataFrame({"来电人": ["何秀英"], "诉求内容": ["我叫何秀英，电话13974028816。"]})
    >>> mask_frame(table, {"person": "来电人", "text": "诉求内容"}).values.tolist()
    [['[PERSON]', '我叫[NAME_1]，电话[PHONE_1]。']]
    """
    out = frame.copy()
    person = roles.get("person")
    if cues is None:
        cues = columns_to_mask(frame, roles, kept=ours)
    rows: list[dict[tuple[str, str], str]] = [{} for _ in range(len(frame))]
    for name, cue in cues.items():
        if name == person:
            continue
        old = frame[name].tolist()
        known: dict[str, list[Span]] = {}
        new = [_masked(value, cue, tags, known) for value, tags in zip(old, rows, strict=True)]
        if cue not in ("", PLACE, TIME) and not isinstance(frame[name].dtype, pd.StringDtype):
            # Numbers that may become tags are text in every part of a table, also where nothing was found.
            out[name] = pd.Series([cell_text(v) or None for v in new], index=frame.index, dtype="str")
        elif str(frame[name].dtype).startswith(("category", "dictionary")):
            out[name] = pd.Series(new, index=frame.index, dtype="str")
        elif any(a is not b for a, b in zip(old, new, strict=True)):
            out[name] = pd.Series(new, index=frame.index, dtype=frame[name].dtype)
    if person is not None:
        blank = frame[person].isna()
        out[person] = pd.Series(PERSON_TAG, index=frame.index, dtype="str").where(~blank)
    return out


def masked_record(about: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a result was made of with tags in the names of its inputs: files and sheets are named after residents, too.

    Examples
    --------
    >>> masked_record({"mode": "best", "input 1": "何秀英13974028816.xlsx [3月]: 2 rows, xlsx"})
    {'mode': 'best', 'input 1': '[NAME_1][PHONE_1].xlsx [3月]: 2 rows, xlsx'}
    """
    names = [name for name in about if name.startswith("input ") and not name.endswith("sha256")]
    return {**about, **dict(zip(names, mask_personal_data([about[n] for n in names]).texts, strict=True))}


def _masked(value: Any, cue: str, tags: dict[tuple[str, str], str], known: dict[str, list[Span]]) -> Any:
    """Return the cell with tags in it; a cell in which nothing is found comes back as it is."""
    if isinstance(value, str) and len(value) <= _SHORT:
        spans = known[value] if value in known else known.setdefault(value, find_in_cell(value, cue))
    else:
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
