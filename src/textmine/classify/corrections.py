"""Read what people typed into ``checked_category``, and tell it from what a model said."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Sequence

import pandas as pd

from textmine.errors import Remark
from textmine.reading.answers import CONFIRMATIONS, answer_columns, apply_corrections, is_confirmation
from textmine.reading.sheets import to_text
from textmine.reading.tables import Table
from textmine.taxonomy import load_taxonomy

__all__ = [
    "CONFIRMATIONS",
    "answers_column",
    "apply_corrections",
    "is_confirmation",
    "remark_on_corrections",
    "remark_unknown",
]


def answers_column(frame: pd.DataFrame) -> str | None:
    """Name the column that holds a model's newest answers, or None where the categories of a table are labels.

    Examples
    --------
    >>> from textmine.schema import CLASSIFICATION
    >>> answers_column(pd.DataFrame(columns=["text", "category"])) is None
    True
    >>> answers_column(pd.DataFrame(columns=["text", *CLASSIFICATION.names]))
    'category'
    >>> answers_column(pd.DataFrame(columns=["category", "textmine_category", *CLASSIFICATION.names[1:]]))
    'textmine_category'
    >>> sample = ["text", "category", "confidence", "second_category", "margin", "chosen_for"]
    >>> answers_column(pd.DataFrame(columns=sample))
    'category'
    """
    return next(iter(answer_columns([str(name) for name in frame.columns])), None)


_NAMED_VALUES = 5  # more say no more


def remark_unknown(typed: Sequence[str], known: Collection[str], *, first_row: int = 1) -> Remark | None:
    """Name what was typed as a category and is none that is known: a slip of the keyboard, or a new category.

    Parameters
    ----------
    typed : cells of ``checked_category``, in the order of the rows
    known : codes and names of the categories there are
    first_row : the row of the sheet in which the first of the cells stands

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
        row = values.index(value) + first_row
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


def remark_on_corrections(table: Table) -> Remark | None:
    """Name what was typed into ``checked_category`` and is no category of the model or of the taxonomy."""
    checked, category = table.column("checked_category"), table.column("category")
    if checked is None or category is None:
        return None
    taxonomy = load_taxonomy()
    known = {word for c in taxonomy.categories for word in (c.code, c.zh)} | {to_text(v) for v in category}
    return remark_unknown([to_text(v) for v in checked], known - {""}, first_row=table.first_row)
