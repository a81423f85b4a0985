"""Read what people typed into ``checked_category``, and tell it from what a model said."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from textmine.errors import Remark

__all__ = ["CONFIRMATIONS", "answers_column", "apply_corrections", "is_confirmation", "remark_unknown"]

# Typed instead of a category: the model's answer was looked at and is right.
CONFIRMATIONS = frozenset({"ok", "right", "yes", "y", "对", "对的", "正确", "是", "无误", "√", "✓", "✔"})

# By these columns a table of `classify`, and one of `label sample`, is known.
_SIGNATURES = (
    ("category", "confidence", "second_confidence", "needs_review", "features_unseen_share"),
    ("category", "confidence", "second_category", "margin", "chosen_for"),
)


def is_confirmation(typed: str) -> bool:
    """Tell whether a cell says "looked at, right" instead of naming a category.

    Examples
    --------
    >>> is_confirmation("对"), is_confirmation(" OK "), is_confirmation("道路交通"), is_confirmation("")
    (True, True, False, False)
    """
    return typed.strip().lower() in CONFIRMATIONS


def answers_column(frame: pd.DataFrame) -> str | None:
    """Name the column that holds a model's answers, or None where the table was not written by `classify` or `label sample`.

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
    >>> answers_column(pd.DataFrame(columns=["text", *_SIGNATURES[1]]))
    'category'
    """
    headings = set(map(str, frame.columns))
    for signature in _SIGNATURES:
        names = [f"textmine_{n}" if f"textmine_{n}" in headings else n for n in signature]
        if set(names) <= headings:
            return names[0]
    return None


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


_NAMED_VALUES = 5  # more say no more


def remark_unknown(typed: Sequence[str], known: Collection[str]) -> Remark | None:
    """Name what was typed as a category and is none that is known: a slip of the keyboard, or a new category.

    Parameters
    ----------
    typed : cells of ``checked_category``, in the order of the rows
    known : codes and names of the categories there are

    Returns
    -------
    Remark or None
        Each value with its first row, how many rows it stands in, and the known category that is nearest to it.

    Examples
    --------
    >>> remark_unknown(["对", "", "trasnport", "trasnport"], ["transport", "property"])
    "checked_category: 'trasnport' is no known category (2 rows, first row 3; nearest: transport)"
    >>> remark_unknown(["transport"], ["transport"]) is None
    True
    """
    values = [cell.strip() for cell in typed]
    counts = Counter(v for v in values if v and v not in known and not is_confirmation(v))
    english, chinese = [], []
    for value, n in sorted(counts.items(), key=lambda item: -item[1])[:_NAMED_VALUES]:
        row = values.index(value) + 1
        near = next(iter(difflib.get_close_matches(value, sorted(known), n=1, cutoff=0.5)), "")
        english.append(
            f"{value!r} is no known category ({n} rows, first row {row}{f'; nearest: {near}' if near else ''})"
        )
        chinese.append(
            f"“{value}”不是已有类别（{n} 行，首见第 {row} 行{f'；最接近：{near}' if near else ''}）"
        )
    if not counts:
        return None
    more = len(counts) - len(english)
    if more:
        english.append(f"and {more} more")
        chinese.append(f"另有 {more} 个")
    return Remark("checked_category: " + "; ".join(english), zh="checked_category 列：" + "；".join(chinese))
