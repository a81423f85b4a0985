"""Find the words of a vocabulary in a text, the longest at each place, in one pass over the text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

__all__ = ["Hit", "Scanner"]


@dataclass(frozen=True, slots=True)
class Hit:
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
        at, length = 0, len(text)
        while at < length:
            hit = None
            for word, classes in table.get(text[at : at + 2], ()):
                if text.startswith(word, at):
                    hit = Hit(at, at + len(word), classes)
                    break
            if hit is None and text[at] in singles:
                hit = Hit(at, at + 1, table[text[at]][0][1])
            if hit is None:
                at += 1
            else:
                found.append(hit)
                at = hit.end
        return found
