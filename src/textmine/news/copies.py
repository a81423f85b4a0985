"""Find pages that only repeat another page's text, so that no evidence counts twice."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd

from textmine.news.sentences import split_sentences

__all__ = ["find_copies"]

_SAID = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]+")
_SHORT = 8  # Characters below which a sentence may stand in any two pages.
_COPIED = 0.9  # Share of a page's characters that stand in one earlier page.


def find_copies(articles: pd.DataFrame) -> dict[str, str]:
    """Say of each page that repeats an earlier one which page that is: nine tenths of its sentences stand there.

    Parameters
    ----------
    articles : DataFrame
        Schema ``ARTICLES``; `article_id` and `text` are used. Pages without text are copies of none.

    Returns
    -------
    dict of str to str
        By `article_id` of the copy; empty where every page says something of its own.

    Examples
    --------
    >>> text = "灯芯巷社区共记下居民反映的问题214件。其中办结189件，居民很满意。"
    >>> find_copies(pd.DataFrame({"article_id": ["a1", "a2", "a3"], "text": [text, text + "转载。", "另一篇报道写的是别的事情。"]}))
    {'a2': 'a1'}
    """
    first: dict[str, set[str]] = {}
    copies: dict[str, str] = {}
    for key, text in zip(articles["article_id"].astype(str), articles["text"].astype(str), strict=True):
        said = {_SAID.sub("", sentence.text) for sentence in split_sentences(text)}
        long = {one for one in said if len(one) >= _SHORT} or {one for one in said if one}
        total = sum(map(len, long))
        shared: Counter[str] = Counter()
        for one in sorted(long):
            for other in sorted(first.get(one, ())):
                shared[other] += len(one)
        best = max(shared.items(), key=lambda pair: pair[1], default=("", 0))
        if total and best[1] >= _COPIED * total:
            copies[key] = best[0]
            continue
        for one in long:
            first.setdefault(one, set()).add(key)
    return copies
