"""Describe a figure by the pairs of characters in its clause and in its sentence, and by those that touch it."""

from __future__ import annotations

import re
from itertools import pairwise
from math import sqrt
from operator import add

from textmine.news.sentences import clause_around

__all__ = [
    "EARLIER",
    "EARLIER_PAIR",
    "LEFT_ENDS",
    "LEFT_PAIR",
    "NUMERAL",
    "REACH",
    "RIGHT_ENDS",
    "RIGHT_PAIR",
    "SENTENCE_PAIR",
    "clause_in_front",
    "figure_grams",
    "figure_sides",
    "sentence_grams",
    "sentence_pairs",
    "touching_grams",
    "weight_of_sentence",
]

SENTENCE_PAIR = "S"  # First character of the marks of a sentence, which all its figures share.
# First characters of the pairs of its clause in front of a figure and behind it, and of the clause before.
LEFT_PAIR, RIGHT_PAIR, EARLIER_PAIR = "L", "R", "P"
REACH = 14  # Characters of the clause on either side.
EARLIER = 20  # Characters of the clause before.
_SENTENCE = 4.0  # Over the root of a sentence's length: what its pairs count for each of its figures,
_SHORTEST = 8  # which are taken to be at least this many characters.
_HAN = "零〇一二两三四五六七八九十百千万亿"
NUMERAL = re.compile(rf"[0-9０-９{_HAN}](?:(?<=\d)[\d.,]*|[{_HAN}]*)")
LEFT_ENDS, RIGHT_ENDS = "，。；：！？、,;", "，。；：！？,;"
_LEFT_END = re.compile(f"[{LEFT_ENDS}]")  # Looked for from the figure backwards.
_RIGHT_END = re.compile(f"[{RIGHT_ENDS}]")


def weight_of_sentence(sentence: str) -> float:
    """Say what a pair of characters of the whole sentence counts beside one that stands next to the figure, which counts 1.

    Examples
    --------
    >>> weight_of_sentence("办" * 64)
    0.5
    """
    return _SENTENCE / sqrt(max(_SHORTEST, len(sentence)))


def sentence_pairs(sentence: str) -> set[str]:
    """List the pairs of characters of a sentence; a numeral is one character, 0.

    Examples
    --------
    >>> sorted(sentence_pairs("办结12件"))
    ['0件', '办结', '结0']
    """
    plain = NUMERAL.sub("0", sentence)
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
    """Name pairs of characters in front of a figure and behind it in its clause, of the clause before, and up to three that touch it.

    Examples
    --------
    >>> sorted(figure_grams("再走访，共办结5件，", 7, 9))
    ['L共办', 'L办结', 'P再走', 'P走访', 'l共办结', 'l办结', 'l结', 'r']
    """
    left, right = figure_sides(sentence, start, end)
    earlier = clause_in_front(sentence, start)
    return {
        *[LEFT_PAIR + one + two for one, two in pairwise(left)],
        *[RIGHT_PAIR + one + two for one, two in pairwise(right)],
        *[EARLIER_PAIR + one + two for one, two in pairwise(earlier)],
        *touching_grams(left, right),
    }


def clause_in_front(sentence: str, start: int) -> str:
    """Give the end of the clause before that of a figure; a numeral is one character, 0.

    Examples
    --------
    >>> clause_in_front("走访居民42户，共办结5件", 11), clause_in_front("办结5件", 2)
    ('走访居民0户', '')
    """
    low, _ = clause_around(sentence, start, start)
    if low == 0:
        return ""
    begin, _ = clause_around(sentence, low - 1, low - 1)
    return _without_numerals(sentence, max(begin, low - 1 - EARLIER), low - 1)


def figure_sides(sentence: str, start: int, end: int) -> tuple[str, str]:
    """Give what stands in front of a figure and behind it in its clause; a numeral is one character, 0.

    Examples
    --------
    >>> figure_sides("走访，共2次办结5件，", 8, 10)
    ('共0次办结', '')
    """
    low, high = max(0, start - REACH), min(len(sentence), end + REACH)
    if cut := _LEFT_END.search(sentence[low:start][::-1]):
        low = start - cut.start()
    if cut := _RIGHT_END.search(sentence, end, high):
        high = cut.start()
    return _without_numerals(sentence, low, start), _without_numerals(sentence, end, high)


def _without_numerals(sentence: str, low: int, high: int) -> str:
    """Write every numeral of a stretch as one character, 0, also one that begins in front of it (1|.5)."""
    if low >= high:
        return ""
    low = next((m.start() for m in NUMERAL.finditer(sentence, 0, high) if m.start() < low < m.end()), low)
    return NUMERAL.sub("0", sentence[low:high])


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
