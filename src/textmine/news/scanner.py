"""Find the words of a vocabulary in a text, the longest at each place, in one pass over the text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from operator import add
from typing import NamedTuple

__all__ = ["Hit", "Scanner"]


class Hit(NamedTuple):
    """Hold one word found: its span and the classes it belongs to."""

    start: int
    end: int
    classes: tuple[str, ...]


class Scanner:
    """Match words by a table of their first two characters: time does not grow with the size of the vocabulary.

    Parameters
    ----------
    words : mapping
        Class to words; a word may belong to several classes.

    Examples
    --------
    >>> scanner = Scanner({"act": ["走访", "开"], "thing": ["路灯"]})
    >>> [(h.start, h.end, h.classes) for h in scanner.find("走访后开会，路灯亮了")]
    [(0, 2, ('act',)), (3, 4, ('act',)), (6, 8, ('thing',))]
    >>> scanner.find("")
    []
    """

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        classes: dict[str, list[str]] = defaultdict(list)
        for name, members in words.items():
            for word in members:
                if name not in classes[word]:
                    classes[word].append(name)
        table: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        for word in sorted(classes, key=len, reverse=True):
            table[word[:2]].append((word, tuple(classes[word])))
        self._table = dict(table)
        self._singles = frozenset(key for key in table if len(key) == 1)

    def find(self, text: str) -> list[Hit]:
        """List the words of a text in order; of words that overlap the one that begins first, then the longest."""
        found: list[Hit] = []
        table, singles = self._table, self._singles
        end = 0
        for at, pair in enumerate(map(add, text, text[1:] + "\0")):
            if pair in table and at >= end:
                for word, classes in table[pair]:
                    if text.startswith(word, at):
                        end = at + len(word)
                        found.append(Hit(at, end, classes))
                        break
            if at >= end and pair[0] in singles:
                end = at + 1
                found.append(Hit(at, end, table[pair[0]][0][1]))
        return found
