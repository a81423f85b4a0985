"""Describe a figure by the pairs of characters in its clause and in its sentence, and by those that touch it."""

from __future__ import annotations

import re
from itertools import pairwise
from operator import add

__all__ = [
    "LEFT_PAIR",
    "RIGHT_PAIR",
    "SENTENCE_PAIR",
    "figure_grams",
    "figure_sides",
    "sentence_grams",
    "sentence_pairs",
    "touching_grams",
]

SENTENCE_PAIR = "S"  # First character of the marks of a sentence, which all its figures share.
LEFT_PAIR, RIGHT_PAIR = (
    "L",
    "R",
)  # First characters of the pairs of the clause in front of a figure and behind it.
_REACH = 14  # Characters of the clause on either side.
_HAN = "零〇一二两三四五六七八九十百千万亿"
_NUMERAL = re.compile(rf"[0-9０-９{_HAN}](?:(?<=\d)[\d.,]*|[{_HAN}]*)")
_LEFT_END = re.compile(r"[，。；：！？、,;]")  # Looked for from the figure backwards.
_RIGHT_END = re.compile(r"[，。；：！？,;]")


def sentence_pairs(sentence: str) -> set[str]:
    """List the pairs of characters of a sentence; a numeral is one character, 0.

    Examples
    --------
    >>> sorted(sentence_pairs("办结12件"))
    ['0件', '办结', '结0']
    """
    plain = _NUMERAL.sub("0", sentence)
    return set(map(add, plain, plain[1:]))


def sentence_grams(sentence: str) -> set[str]:
    """Name the pairs of characters of a sentence as marks.

    Examples
    --------
    >>> sorted(sentence_grams("办结12件"))
    ['S0件', 'S办结', 'S结0']
    """
    return {SENTENCE_PAIR + pair for pair in sentence_pairs(sentence)}


def figure_grams(sentence: str, start: int, end: int) -> set[str]:
    """Name pairs of characters in front of a figure and behind it in its clause, and up to three that touch it.

    Examples
    --------
    >>> sorted(figure_grams("共办结5件，", 3, 5))
    ['L共办', 'L办结', 'l共办结', 'l办结', 'l结', 'r']
    """
    left, right = figure_sides(sentence, start, end)
    return {
        *[LEFT_PAIR + one + two for one, two in pairwise(left)],
        *[RIGHT_PAIR + one + two for one, two in pairwise(right)],
        *touching_grams(left, right),
    }


def figure_sides(sentence: str, start: int, end: int) -> tuple[str, str]:
    """Give what stands in front of a figure and behind it in its clause; a numeral is one character, 0.

    Examples
    --------
    >>> figure_sides("走访，共2次办结5件，", 8, 10)
    ('共0次办结', '')
    """
    before, after = sentence[max(0, start - _REACH) : start], sentence[end : end + _REACH]
    if cut := _LEFT_END.search(before[::-1]):
        before = before[len(before) - cut.start() :]
    if cut := _RIGHT_END.search(after):
        after = after[: cut.start()]
    return _NUMERAL.sub("0", before), _NUMERAL.sub("0", after)


def touching_grams(left: str, right: str) -> tuple[str, ...]:
    """Name one, two and three characters that touch a figure on either side."""
    return (
        "l" + left[-1:],
        "l" + left[-2:],
        "l" + left[-3:],
        "r" + right[:1],
        "r" + right[:2],
        "r" + right[:3],
    )
