"""Find the mentions of names in a text, in time that does not grow with names times characters."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["Mentions"]

_SHORT = 20_000  # Characters up to which searching again costs less than remembering places.


class Mentions:
    """Find names of two or more characters in a text; in a long one by the places of their beginnings.

    Examples
    --------
    >>> mentions = Mentions("李明光说，灯亮了。李明光笑了。")
    >>> mentions.count("李明光"), mentions.count("王芳"), list(mentions.places("李明"))
    (2, 0, [0, 9])
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._counts: dict[str, int] = {}
        self._beginnings: dict[str, list[int]] | None = None

    def count(self, name: str) -> int:
        """Count the places of a name that lie apart, as ``str.count`` does."""
        if name not in self._counts:
            self._counts[name] = self._count(name)
        return self._counts[name]

    def first(self, name: str) -> int:
        """Give the first place of a name; raises ``StopIteration`` where it does not stand in the text."""
        return next(self.places(name))

    def places(self, name: str) -> Iterator[int]:
        """Give the places of a name in order."""
        if len(self._text) <= _SHORT:
            at = self._text.find(name)
            while at >= 0:
                yield at
                at = self._text.find(name, at + 1)
        else:
            for at in self._index().get(name[:2], ()):
                if self._text.startswith(name, at):
                    yield at

    def _count(self, name: str) -> int:
        if len(self._text) <= _SHORT:
            return self._text.count(name)
        n, free = 0, 0
        for at in self.places(name):
            if at >= free:
                n, free = n + 1, at + len(name)
        return n

    def _index(self) -> dict[str, list[int]]:
        if self._beginnings is None:
            self._beginnings = {}
            for at in range(len(self._text) - 1):
                self._beginnings.setdefault(self._text[at : at + 2], []).append(at)
        return self._beginnings
