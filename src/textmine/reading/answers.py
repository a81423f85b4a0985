"""Tell a model's answers from labels, and say which of several answers in one table counts: the newest.

`classify` puts ``textmine_`` before a heading the input has already, so a table that was classified again holds the old
answer beside the new one. What people typed into ``checked_category`` is read here too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textmine.reading.headings import versions_of
from textmine.reading.sheets import to_text
from textmine.reading.tables import Table
from textmine.taxonomy import load_taxonomy

__all__ = ["CONFIRMATIONS", "answer_columns", "apply_corrections", "is_confirmation", "settled_categories"]

# Typed instead of a category: the model's answer was looked at and is right.
CONFIRMATIONS = frozenset({"ok", "right", "yes", "y", "对", "对的", "正确", "是", "无误", "√", "✓", "✔"})
# What textmine writes beside a category. A column of labels may have one of these by chance, hardly two.
_BESIDE_ANSWERS = (
    "category_zh", "confidence", "second_confidence", "needs_review", "features_unseen_share", "margin", "chosen_for",
)  # fmt: skip
_FEWEST_SIGNS = 2


def is_confirmation(typed: str) -> bool:
    """Tell whether a cell says "looked at, right" instead of naming a category.

    Examples
    --------
    >>> is_confirmation("对"), is_confirmation(" OK "), is_confirmation("道路交通"), is_confirmation("")
    (True, True, False, False)
    """
    return typed.strip().lower() in CONFIRMATIONS


def answer_columns(headings: Sequence[str], *, checked: str | None = "checked_category") -> list[str]:
    """Name the columns that hold answers of a model, newest first; a category that stands alone is a label.

    A column of answers is never a column of labels: scoring a model on its own answers says nothing.

    Parameters
    ----------
    checked : heading of the column people check in; it is a sign of answers, too

    Examples
    --------
    >>> answer_columns(["text", "category"])
    []
    >>> answer_columns(["text", "category", "confidence", "needs_review"])
    ['category']
    >>> first = ["text", "category", "confidence", "needs_review", "checked_category"]
    >>> answer_columns([*first, "textmine_category", "textmine_confidence", "textmine_needs_review"])
    ['textmine_category', 'category']
    >>> answer_columns(["text", "category", "textmine_category", "confidence", "needs_review"])
    ['textmine_category']
    """
    names = [str(name) for name in headings]
    found: list[str] = []
    for depth, heading in enumerate(versions_of(names, "category")):
        signs = sum(len(versions_of(names, name)) > depth for name in _BESIDE_ANSWERS)
        # A column to check in that came after a newer answer was made for that one.
        end = names.index(found[-1]) if found else len(names)
        if signs + (checked in names[:end]) < _FEWEST_SIGNS:
            break
        found.append(heading)
    return found


def apply_corrections(
    answers: Sequence[str], typed: Sequence[str], names: Mapping[str, str] | None = None
) -> list[str]:
    """Give the label a person settled on for each row; blank where nobody looked.

    Parameters
    ----------
    answers : what the model said
    typed : cells of ``checked_category``: a code, a name, a confirmation such as 对, or blank
    names : mapping of category names to codes, optional

    Examples
    --------
    >>> apply_corrections(["transport", "property", "land"], ["对", "物业管理", ""], {"物业管理": "property"})
    ['transport', 'property', '']
    """
    known = names or {}
    return [
        answer if is_confirmation(cell) else known.get(cell.strip(), cell.strip())
        for answer, cell in zip(answers, typed, strict=True)
    ]


def settled_categories(table: Table) -> list[str] | None:
    """Give the category of each row: what a person settled on, else what the newest answer says; None without any.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"category": ["land", "land", "land"], "checked_category": ["对", "道路交通", None]})
    >>> settled_categories(Table(frame, {"category": "category", "checked_category": "checked_category"}, ()))
    ['land', 'transport', 'land']
    """
    answers, checked = table.column("category"), table.column("checked_category")
    if answers is None:
        return None
    said = [to_text(value).strip() for value in answers]
    if checked is None:
        return said
    codes = {c.zh: c.code for c in load_taxonomy().categories}
    typed = apply_corrections(said, [to_text(value).strip() for value in checked], codes)
    return [new or old for new, old in zip(typed, said, strict=True)]
