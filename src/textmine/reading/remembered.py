"""Remember which heading played which role: a workbook that textmine wrote says so on its last sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textmine.reading.headingrows import find_headings
from textmine.reading.headings import ROLES, name_columns, versions_of
from textmine.reading.sheets import Sheet, to_text

__all__ = ["fitting_sheets", "remembered_columns"]

_ENTRY = "columns used"


def remembered_columns(sheets: Sequence[Sheet]) -> dict[str, str]:
    """Return the roles that the provenance sheet of a workbook of ours states; empty where there is none.

    Only headings that the first sheet has are believed: a user may have renamed or removed columns since. A column of
    answers is not: the run that stated it wrote a newer one.

    Examples
    --------
    >>> data = Sheet("data", [["情况说明", "日期"], ["路灯不亮", "3月"]])
    >>> remembered_columns([data, Sheet("provenance", [["item", "value"], ["columns used", "text=情况说明, time=时间"]])])
    {'text': '情况说明'}
    >>> remembered_columns([data])
    {}
    """
    stated = next(
        (
            to_text(row[1])
            for sheet in sheets[1:]
            for row in sheet.rows[:30]
            if len(row) > 1 and row[0] == _ENTRY
        ),
        "",
    )
    first = {to_text(cell) for row in sheets[0].rows[:1] for cell in row} if sheets else set()
    pairs = (part.partition("=") for part in stated.split(", "))
    answers = set(versions_of(sorted(first), "category"))
    return {
        role: heading
        for role, _, heading in pairs
        if role in ROLES and heading in first and not (role == "category" and heading in answers)
    }


def fitting_sheets(sheets: Sequence[Sheet], columns: Mapping[str, str]) -> list[Sheet]:
    """Keep the sheets that have every heading the caller chose; all of them where none has.

    A workbook's summary sheet lacks the headings of its data, and that is no error.

    Examples
    --------
    >>> both = [Sheet("data", [["情况说明"], ["路灯不亮"]]), Sheet("summary", [["类别"], ["路灯"]])]
    >>> [sheet.name for sheet in fitting_sheets(both, {"text": "情况说明"})]
    ['data']
    """

    def fits(sheet: Sheet) -> bool:
        names, _ = name_columns(find_headings(sheet.rows, columns=columns)[0], [])
        return set(columns.values()) <= set(names)

    return [sheet for sheet in sheets if fits(sheet)] or list(sheets)
