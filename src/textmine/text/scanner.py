"""Find the words of a vocabulary in a text, the longest at each place, in one pass over the text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

__all__ = ["Hit", "Scanner"]


class Hit(NamedTuple):
    """Hold one word found: its span and the classes it belongs to."""

    start: int
    end: int
    classes: tuple[str, ...]


class Scanner:
    """Match words by one automaton: time does not grow with the size of the vocabulary.

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
        from ahocorasick_rs import AhoCorasick, MatchKind

        classes: dict[str, list[str]] = defaultdict(list)
        for name, members in words.items():
            for word in members:
                if name not in classes[word]:
                    classes[word].append(name)
        self._classes = [tuple(names) for names in classes.values()]
        self._finder = AhoCorasick(list(classes), matchkind=MatchKind.LeftmostLongest) if classes else None

    def find(self, text: str) -> list[Hit]:
        """List the words of a text in order; of words that overlap the one that begins first, then the longest."""
        if self._finder is None:
            return []
        classes, new = self._classes, tuple.__new__  # A named tuple's own constructor takes twice as long.
        return [
            new(Hit, (start, end, classes[which]))
            for which, start, end in self._finder.find_matches_as_indexes(text)
        ]
