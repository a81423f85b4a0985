"""Add up, for all figures of a page at once, the weights of the pairs of characters around them.

The windows are those of `figure_grams`: the clause in front of a figure and behind it, the clause before, the sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from textmine.news.character_runs import Integers, RunIndex, code_points, distinct_in_windows
from textmine.news.figure_grams import EARLIER, LEFT_ENDS, NUMERAL, REACH, RIGHT_ENDS
from textmine.news.sentences import CLAUSE_ENDS, MAX_SENTENCE

__all__ = ["PairWeights", "Windows"]

_ZONES = 4  # In front, behind, the clause before, the sentence.
_TOUCHING = 3
_IS_LEFT_END, _IS_RIGHT_END, _IS_CLAUSE_END = 1, 2, 4


def _marks_of_ends() -> npt.NDArray[np.uint8]:
    marks = np.zeros(0x110000, dtype=np.uint8)
    for characters, bit in (
        (LEFT_ENDS, _IS_LEFT_END),
        (RIGHT_ENDS, _IS_RIGHT_END),
        (CLAUSE_ENDS, _IS_CLAUSE_END),
    ):
        for character in (
            characters + "\n"
        ):  # Sentences are joined by line feeds, and no window reaches across.
            marks[ord(character)] |= bit
    return marks


_ENDS = _marks_of_ends()


class Windows(NamedTuple):
    """Hold, for the figures of some sentences, sums of weights and the characters that touch each.

    `of_sentence` holds a row for each sentence, `of_figure` one for each figure; a column is a class.
    """

    of_sentence: list[list[int]]
    of_figure: list[list[int]]
    touching: list[tuple[str, str]]


class PairWeights:
    """Hold the weights of pairs of characters by the window they stand in.

    Parameters
    ----------
    in_front, behind, before, sentence : mapping of a pair to a row of whole numbers
        The rows are of one length, a number for each class.
    n_classes : int
        Length of a row.

    Examples
    --------
    >>> weights = PairWeights({"办结": [1]}, {"投诉": [10]}, {"走访": [100]}, {"走访": [1000]}, n_classes=1)
    >>> sums = weights.sums(["走访12户，办结5件投诉，办结"], [[(2, 4), (8, 9)]])
    >>> sums.of_sentence, sums.of_figure, sums.touching
    ([[1000]], [[0], [111]], [('走访', '户'), ('办结', '件投诉')])
    """

    def __init__(
        self,
        in_front: Mapping[str, Sequence[int]],
        behind: Mapping[str, Sequence[int]],
        before: Mapping[str, Sequence[int]],
        sentence: Mapping[str, Sequence[int]],
        *,
        n_classes: int,
    ) -> None:
        pairs = dict.fromkeys([*in_front, *behind, *before, *sentence])
        number_of = {pair: number for number, pair in enumerate(pairs)}
        self._index = RunIndex(pairs)
        self._n_pairs, self._n_classes = len(pairs), n_classes
        self._rows = np.zeros((_ZONES * len(pairs), n_classes), dtype=np.int64)
        for zone, weights in enumerate((in_front, behind, before, sentence)):
            for pair, row in weights.items():
                self._rows[zone * len(pairs) + number_of[pair]] = row

    def sums(self, sentences: Sequence[str], figures: Sequence[Sequence[tuple[int, int]]]) -> Windows:
        """Add up the weights of the distinct pairs of each window.

        Parameters
        ----------
        sentences : sequence of str
        figures : sequence of sequences of (int, int)
            The spans of the figures of each sentence.
        """
        text = "\n".join(sentences)
        begins = np.cumsum([0, *[len(sentence) + 1 for sentence in sentences]])
        per_sentence = [len(spans) for spans in figures]
        n_figures = sum(per_sentence)
        spans = np.array([span for own in figures for span in own], dtype=np.int64).reshape(n_figures, 2)
        opens = np.repeat(begins[:-1], per_sentence)
        points = code_points(text)
        lows, highs = _windows(points, opens + spans[:, 0], opens + spans[:, 1], opens)
        plain, lows, highs = _without_numerals(
            points,
            [match.span() for match in NUMERAL.finditer(text)],
            np.concatenate([lows, begins[:-1]]),
            np.concatenate([highs, begins[1:] - 1]),
        )
        windows, pairs = distinct_in_windows(self._index.pairs_at(plain), lows, highs - 1)
        zones = np.repeat(np.arange(_ZONES), [n_figures] * (_ZONES - 1) + [len(sentences)])
        added = np.zeros((len(pairs) + 1, self._n_classes), dtype=np.int64)
        np.cumsum(self._rows[zones[windows] * self._n_pairs + pairs], axis=0, out=added[1:])
        borders = np.searchsorted(windows, np.arange(len(zones) + 1))
        sums = added[borders[1:]] - added[borders[:-1]]
        of_figure = (
            sums[: (_ZONES - 1) * n_figures].reshape(_ZONES - 1, n_figures, self._n_classes).sum(axis=0)
        )
        return Windows(
            sums[(_ZONES - 1) * n_figures :].tolist(),
            of_figure.tolist(),
            _touching(plain, lows, highs, n_figures),
        )


def _windows(
    points: npt.NDArray[np.uint32], starts: Integers, ends: Integers, opens: Integers
) -> tuple[Integers, Integers]:
    """Give the windows in front of figures, behind them, and of the clauses before, in this order."""
    marks = _ENDS[points]
    at = np.arange(len(points) + 1)

    def last_of(bit: int) -> Integers:
        """Give for every place the one behind the last mark before it."""
        return np.concatenate([[0], np.maximum.accumulate(np.where(marks & bit, at[1:], 0))])

    is_end = np.append(marks & _IS_RIGHT_END, 1)
    next_end = np.minimum.accumulate(np.where(is_end, at, len(points))[::-1])[::-1]
    last_clause_end = last_of(_IS_CLAUSE_END)
    clause = np.maximum(last_clause_end[starts], np.maximum(opens, starts - MAX_SENTENCE))
    has_earlier = clause > opens
    behind_earlier = np.where(has_earlier, clause - 1, opens)  # In front of the mark.
    earlier = np.maximum(
        np.maximum(last_clause_end[behind_earlier], opens),
        np.maximum(behind_earlier - MAX_SENTENCE, behind_earlier - EARLIER),
    )
    lows = [np.maximum(last_of(_IS_LEFT_END)[starts], starts - REACH), ends, earlier]
    highs = [starts, np.minimum(next_end[ends], ends + REACH), behind_earlier]
    return np.concatenate(lows), np.concatenate(highs)


def _without_numerals(
    points: npt.NDArray[np.uint32], numerals: Sequence[tuple[int, int]], lows: Integers, highs: Integers
) -> tuple[npt.NDArray[np.uint32], Integers, Integers]:
    """Write every numeral as one character, 0, and move the borders of windows; one inside a numeral takes it in whole."""
    plain, step = points.copy(), np.zeros(len(points) + 1, dtype=np.int64)
    if numerals:
        starts, ends = np.array(numerals).T
        plain[starts] = ord("0")
        step[starts + 1] += 1  # From its second character on a numeral is left out.
        step[ends] -= 1
    is_kept = np.cumsum(step) == 0
    place = np.cumsum(is_kept) - 1
    is_empty = highs <= lows
    first = place[lows]
    behind = np.where(is_empty, first, place[highs - 1] + 1)
    return plain[is_kept[:-1]], first, behind


def _touching(
    plain: npt.NDArray[np.uint32], lows: Integers, highs: Integers, n_figures: int
) -> list[tuple[str, str]]:
    """Give up to three characters in front of each figure and behind it."""
    text = plain.tobytes().decode("utf-32-le", "surrogatepass")
    of_left = zip(lows[:n_figures].tolist(), highs[:n_figures].tolist(), strict=True)
    right = slice(n_figures, 2 * n_figures)
    of_right = zip(lows[right].tolist(), highs[right].tolist(), strict=True)
    return [
        (text[max(left, left_end - _TOUCHING) : left_end], text[low : min(high, low + _TOUCHING)])
        for (left, left_end), (low, high) in zip(of_left, of_right, strict=True)
    ]
