"""Count dictionary entries in segmented texts, and show words in their context: words, never substrings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import pandas as pd

from textmine.errors import InputError

__all__ = ["count_dictionary", "keyword_in_context"]


def count_dictionary(words: Sequence[Sequence[str]], dictionary: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Count in each document the words of each entry of a dictionary.

    Parameters
    ----------
    words : words of each document.
    dictionary : mapping of entry to words
        ``parent/child`` makes a hierarchy: what counts for the child counts for the parent, once. ``停车*`` matches
        every word that begins so.

    Returns
    -------
    DataFrame
        One row per document, one column per entry and parent, sorted by name; no document gives no row.

    Raises
    ------
    InputError
        When an entry has no words.

    Examples
    --------
    >>> count_dictionary([["印度尼西亚", "的", "停车场"]], {"国家/印度": ["印度"], "停车": ["停车*"]}).to_dict("records")
    [{'停车': 1, '国家': 0, '国家/印度': 0}]
    """
    entries: dict[str, list[str]] = defaultdict(list)
    for name, patterns in dictionary.items():
        if not list(patterns):
            raise InputError(
                f"the dictionary entry {name!r} has no words",
                fix="give it words or take it out",
                zh=f"词典条目“{name}”没有词；请补上词或删去该条目",
            )
        path = name.split("/")
        for depth in range(1, len(path) + 1):
            entries["/".join(path[:depth])].extend(patterns)
    names = sorted(entries)
    exact = {name: frozenset(p for p in entries[name] if not p.endswith("*")) for name in names}
    starts = {name: tuple(p[:-1] for p in entries[name] if p.endswith("*")) for name in names}
    rows = [
        [sum(w in exact[name] or w.startswith(starts[name]) for w in doc) for name in names] for doc in words
    ]
    return pd.DataFrame(rows, columns=names, dtype="int64")


def keyword_in_context(words: Sequence[Sequence[str]], keyword: str, *, window: int = 8) -> pd.DataFrame:
    """Show every use of a word with the words around it.

    Returns
    -------
    DataFrame
        `document` and `position` (word number, from 0), `before`, `keyword`, `after`.

    Examples
    --------
    >>> keyword_in_context([["小区", "停车", "难"], ["停车场", "关闭"]], "停车", window=1).values.tolist()
    [[0, 1, '小区', '停车', '难']]
    """
    rows = [
        (at, position, "".join(doc[max(0, position - window) : position]), word, "".join(doc[position + 1 : position + 1 + window]))
        for at, doc in enumerate(words)
        for position, word in enumerate(doc)
        if word == keyword
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["document", "position", "before", "keyword", "after"])
