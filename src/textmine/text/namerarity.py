"""Tell names with given characters that people seldom choose: likelier an estate, a firm or a word the dictionary lacks."""

from __future__ import annotations

import math

from textmine.text.namedata import COMPOUND_SURNAMES, PAIRS, UNLISTED
from textmine.text.namedictionary import UNKNOWN_LOG, word_logs
from textmine.text.namemodel import given_logs

__all__ = ["is_unheard", "is_unusual"]

_UNLISTED_LOG = math.log(UNLISTED)
# Set by hand: twice what a character of no table has; the share of a character in sixty million that is of daily use;
# the share of an only character, and of two, below which hardly any of our invented persons is.
_SELDOM_ALONE_LOG, _SELDOM_LOG = math.log(3e-4), math.log(4e-7)
_UNHEARD_LOG, _OFTEN_LOG = math.log(8e-5), math.log(3e-5)


def is_unheard(text: str) -> bool:
    """Tell whether a possible name has a given character of everyday use that hardly any name has.

    Examples
    --------
    >>> is_unheard("商用"), is_unheard("严丽君")
    (True, False)
    """
    only, first, last = given_logs()
    logs = word_logs()
    given = text[2:] if text[:2] in COMPOUND_SURNAMES or len(text) == 4 else text[1:]
    tables = (only,) if len(given) == 1 else (first, last)
    return any(
        table.get(c, _UNLISTED_LOG) < _UNHEARD_LOG and logs.get(c, UNKNOWN_LOG) > _OFTEN_LOG
        for c, table in zip(given, tables, strict=False)
    )


def is_unusual(text: str) -> bool:
    """Tell whether the given characters of a possible name are seldom chosen together.

    Examples
    --------
    >>> is_unusual("经办费"), is_unusual("严丽君")
    (True, False)
    """
    only, first, last = given_logs()
    given = text[2:] if text[:2] in COMPOUND_SURNAMES or len(text) == 4 else text[1:]
    if given in PAIRS:
        return False
    if len(given) == 1:
        return only.get(given, _UNLISTED_LOG) < _SELDOM_ALONE_LOG
    return (
        len(given) == 2
        and first.get(given[0], _UNLISTED_LOG) + last.get(given[1], _UNLISTED_LOG) < _SELDOM_LOG
    )
