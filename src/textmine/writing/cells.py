"""Make single values safe and faithful in the format they are written to."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pandas as pd

from textmine.formulas import guard

__all__ = ["MAX_CELL_CHARACTERS", "delimited_cell", "json_value", "sheet_pieces", "storable_column"]

MAX_CELL_CHARACTERS = 32767  # what one cell of Excel holds
_FEWEST, _MOST = 10.0**6, 2.0**53  # below, a decimal may be meant; above, floating point has lost digits
_MAX_EXACT_INTEGER = 10**15  # Excel keeps 15 digits


def is_missing(value: Any) -> bool:
    """Tell whether a cell is blank: None, NaN, NaT or NA."""
    return (
        value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value))
    )


def delimited_cell(value: Any) -> str:
    """Write one cell for a csv file that will be opened in Excel.

    Text that Excel would run as a formula gets a leading apostrophe, which our readers take off again. Whole numbers of seven
    and more digits, telephones and keys in a column with blanks, are written without decimals.

    Examples
    --------
    >>> delimited_cell("=HYPERLINK(1)"), delimited_cell("-12.5"), delimited_cell(None), delimited_cell(True)
    ("'=HYPERLINK(1)", '-12.5', '', 'True')
    >>> delimited_cell(13974028816.0), delimited_cell(3.0), delimited_cell(4.101011990030745e17)
    ('13974028816', '3.0', '4.101011990030745e+17')
    """
    if is_missing(value):
        return ""
    if isinstance(value, str):
        return guard(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, float):
        return str(int(value)) if _FEWEST <= abs(value) < _MOST and value.is_integer() else repr(value)
    return str(value)


def json_value(value: Any) -> Any:
    """Make one value fit for JSON: times as ISO text, blanks and infinities as null."""
    if isinstance(value, list | tuple):
        return [json_value(v) for v in value]
    if isinstance(value, dict):
        return {str(k): json_value(v) for k, v in value.items()}
    if is_missing(value) or (isinstance(value, float) and math.isinf(value)):
        return None
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


def sheet_pieces(value: Any) -> list[Any]:
    """Make one value fit for a sheet; text longer than a cell holds is split into several pieces.

    Integers of more than 15 digits become text, since Excel would round them.

    Examples
    --------
    >>> [len(piece) for piece in sheet_pieces("长" * 40000)]
    [32767, 7233]
    >>> sheet_pieces(110101199003070000)
    ['110101199003070000']
    """
    if is_missing(value):
        return [None]
    if hasattr(value, "item") and not isinstance(value, str):
        value = value.item()
    if isinstance(value, bool):
        return [value]
    if isinstance(value, int):
        return [value if abs(value) < _MAX_EXACT_INTEGER else str(value)]
    if isinstance(value, float):
        return [value if math.isfinite(value) else str(value)]
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return [value]
    text = value if isinstance(value, str) else str(value)
    return [text[at : at + MAX_CELL_CHARACTERS] for at in range(0, len(text), MAX_CELL_CHARACTERS)] or [None]


def storable_column(values: pd.Series) -> pd.Series:
    """Give a mixed column one type, as a columnar file needs: text, with times in ISO form.

    Examples
    --------
    >>> storable_column(pd.Series([dt.datetime(2019, 1, 2), "2019/1/3", None], dtype=object)).tolist()
    ['2019-01-02 00:00:00', '2019/1/3', None]
    """
    if values.dtype != object:
        return values
    kinds = {type(v) for v in values if not is_missing(v)}
    if len(kinds) <= 1 and not kinds & {dict, set}:
        return values
    if kinds <= {list, tuple}:
        return values
    texts = [None if is_missing(v) else (v if isinstance(v, str) else str(json_value(v))) for v in values]
    return pd.Series(texts, index=values.index, dtype=object)
