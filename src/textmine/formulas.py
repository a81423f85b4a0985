"""Keep text from running as a formula where a spreadsheet program opens a csv file, and take the guard off again.

Excel runs a cell of a csv file that begins with = + - or @. Such text gets an apostrophe in front when it is written and loses
it when it is read, so that it comes back as it was.
"""

from __future__ import annotations

import re

__all__ = ["GUARDED", "guard", "unguard"]

_STARTS = r"=+\-@\t\r"
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*%?$")
_TO_GUARD = re.compile(rf"'*[{_STARTS}]")
# What `unguard` takes one apostrophe from; also understood by Arrow (RE2).
GUARDED = rf"^'('*[{_STARTS}])"
_GUARDED = re.compile(GUARDED)


def guard(text: str) -> str:
    """Put an apostrophe before text that would run as a formula; plain numbers and single marks do not.

    Examples
    --------
    >>> guard("=HYPERLINK(1)"), guard("-12.5"), guard("-"), guard("路灯不亮")
    ("'=HYPERLINK(1)", '-12.5', '-', '路灯不亮')
    """
    if _TO_GUARD.match(text) is None or len(text) == 1 or _PLAIN_NUMBER.match(text):
        return text
    return "'" + text


def unguard(text: str) -> str:
    """Take off the apostrophe that `guard` put there.

    Examples
    --------
    >>> unguard("'=HYPERLINK(1)"), unguard("'路灯'"), unguard("-12.5")
    ('=HYPERLINK(1)', "'路灯'", '-12.5')
    """
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text
