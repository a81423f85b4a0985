"""Write patterns for long lists of words."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["one_of"]


def one_of(words: Iterable[str]) -> str:
    """Write a pattern for any of the words, the longest first, with common beginnings shared: a third of the time.

    Examples
    --------
    >>> one_of(["业主", "业主代表", "房东"])
    '(?:业主(?:代表)?|房东)'
    """
    heads: dict[str, list[str]] = {}
    for word in sorted(set(words)):
        heads.setdefault(word[:1], []).append(word[1:])
    is_end = "" in heads
    heads.pop("", None)
    branches = [re.escape(head) + one_of(rest) for head, rest in heads.items()]
    if not branches:
        return ""
    if len(branches) == 1 and not is_end:
        return branches[0]
    return f"(?:{'|'.join(branches)}){'?' if is_end else ''}"
