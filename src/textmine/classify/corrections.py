"""Read what people typed into ``checked_category``, and tell it from what a model said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

__all__ = ["CONFIRMATIONS", "answers_column", "apply_corrections", "is_confirmation"]

# Typed instead of a category: the model's answer was looked at and is right.
CONFIRMATIONS = frozenset({"ok", "right", "yes", "y", "对", "对的", "正确", "是", "无误", "√", "✓", "✔"})


def is_confirmation(typed: str) -> bool:
    """Tell whether a cell says "looked at, right" instead of naming a category.

    Examples
    --------
    >>> is_confirmation("对"), is_confirmation(" OK "), is_confirmation("道路交通"), is_confirmation("")
    (True, True, False, False)
    """
    return typed.strip().lower() in CONFIRMATIONS


def answers_column(frame: pd.DataFrame) -> str | None:
    """Name the column that holds a model's answers, or None where the table was not written by `classify`.

    A column of answers is never a column of labels: scoring a model on its own answers says nothing.

    Examples
    --------
    >>> from textmine.schema import CLASSIFICATION
    >>> answers_column(pd.DataFrame(columns=["text", "category"])) is None
    True
    >>> answers_column(pd.DataFrame(columns=["text", *CLASSIFICATION.names]))
    'category'
    >>> answers_column(pd.DataFrame(columns=["category", "textmine_category", *CLASSIFICATION.names[1:]]))
    'textmine_category'
    """
    signature = ("category", "confidence", "second_confidence", "needs_review", "features_unseen_share")
    names = [f"textmine_{n}" if f"textmine_{n}" in frame.columns else n for n in signature]
    return names[0] if set(names) <= set(map(str, frame.columns)) else None


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
