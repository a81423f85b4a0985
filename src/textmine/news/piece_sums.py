"""Add up the weights of the marks of all pieces of many sentences at once.

The sums are those of `issue_marks.piece_marks`, whose groups of marks are looked at one by one when weights are fitted. Here what
can be told from characters is told in arrays, and what few distinct pieces share is added up once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from textmine.news.character_runs import Integers, code_points
from textmine.news.issue_features import Reading
from textmine.news.issue_marks import (
    ANEW_HEADS,
    FORM_LENGTHS,
    ITEM_HEADS,
    MANY_PIECES,
    PROBLEM_ENDS,
    Marks,
    begins_anew,
    begins_item,
    first_announced,
    form_marks,
    is_between_marks,
    is_share,
    neighbour_marks,
    place_marks,
    state_marks,
    story_marks,
)

__all__ = ["MarkSums", "PieceTable", "tabulate"]

Booleans = npt.NDArray[np.bool_]
_NO_CHARACTER = 0x110000  # In front of a sentence and behind it.
_ITEM_HEAD, _ANEW_HEAD, _SHARE, _CASE, _HARD, _OPEN = (1 << bit for bit in range(6))
_LAST_FOUR = 4


def _marks_of_characters() -> npt.NDArray[np.uint8]:
    marks = np.zeros(_NO_CHARACTER, dtype=np.uint8)
    for characters, bit in (
        (ITEM_HEADS, _ITEM_HEAD),
        (ANEW_HEADS, _ANEW_HEAD),
        ("占", _SHARE),
        ("件", _CASE),
        ("难", _HARD),
        ("等", _OPEN),
    ):
        marks[[ord(character) for character in characters]] |= bit
    return marks


_MARKS = _marks_of_characters()
_ENDS = [ord(end[0]) << 32 | ord(end[1]) for end in PROBLEM_ENDS]


class PieceTable(NamedTuple):
    """Hold the pieces of some sentences in columns, and the sentences in one text, a line each.

    `starts` and `ends` are places in that text, and `opens` and `closes` those of the sentence; `sentence` is the number
    of the sentence of each piece, `place` its number there.
    """

    text: str
    starts: Integers
    ends: Integers
    opens: Integers
    closes: Integers
    sentence: Integers
    place: Integers
    is_first: Booleans
    is_last: Booleans
    things: Sequence[tuple[tuple[int, int, str], ...]]
    classes: Sequence[frozenset[str]]
    is_quoted: Sequence[bool]
    has_trouble: Sequence[bool]


def tabulate(readings: Sequence[Reading]) -> PieceTable | None:
    """Put the pieces of sentences in columns; nothing where there is no piece.

    Examples
    --------
    >>> from textmine.news.issue_features import read_sentence
    >>> table = tabulate([read_sentence("灯坏了，没人修。"), read_sentence("他来了。")])
    >>> table.starts.tolist(), table.sentence.tolist(), table.is_last.tolist()
    ([0, 4, 9], [0, 0, 1], [False, True, True])
    """
    items = [item for reading in readings for item in reading.items]
    if not items:
        return None
    starts, ends, things, classes, is_quoted, has_trouble = zip(*items, strict=True)
    n_pieces = np.array([len(reading.items) for reading in readings])
    sentence = np.repeat(np.arange(len(readings)), n_pieces)
    lengths = np.array([len(reading.text) for reading in readings])
    opens = (np.cumsum(lengths + 1) - lengths - 1)[sentence]
    place = np.arange(len(items)) - (np.cumsum(n_pieces) - n_pieces)[sentence]
    return PieceTable(
        "\n".join([reading.text for reading in readings]),
        opens + np.array(starts),
        opens + np.array(ends),
        opens,
        opens + lengths[sentence],
        sentence,
        place,
        place == 0,
        place == n_pieces[sentence] - 1,
        things,
        classes,
        is_quoted,
        has_trouble,
    )


class MarkSums:
    """Add up weights of marks, whole numbers.

    Parameters
    ----------
    weights : mapping of mark to int
        What is not in it weighs nothing.

    Examples
    --------
    >>> from textmine.news.issue_features import read_sentence
    >>> readings = [read_sentence("楼道灯坏了，没人修。")]
    >>> MarkSums({"first": 1, "thing in trouble": 10, "before: thing": 100}).of_pieces(tabulate(readings), readings).tolist()
    [11, 100]
    """

    def __init__(self, weights: Mapping[str, int]) -> None:
        def total(marks: Marks) -> int:
            return sum([weights.get(mark, 0) for mark in marks])

        @lru_cache(maxsize=20_000)
        def of_state(
            n_things: int, has_trouble: bool, is_quoted: bool, is_listed: bool, classes: frozenset[str]
        ) -> int:
            return total(state_marks(n_things, has_trouble, is_quoted, is_listed, classes))

        @lru_cache(maxsize=20_000)
        def of_place(
            before: int, after: int, is_first: bool, is_last: bool, n_pieces: int, is_listed: bool
        ) -> int:
            around = _character(before), _character(after)
            return total(place_marks(*around, is_first, is_last, n_pieces, is_listed))

        def on_both_sides(neighbour: tuple[bool, bool, frozenset[str]] | None) -> tuple[int, int]:
            return total(neighbour_marks("before", neighbour)), total(neighbour_marks("behind", neighbour))

        @lru_cache(maxsize=20_000)
        def of_neighbour(has_thing: bool, has_trouble: bool, classes: frozenset[str]) -> tuple[int, int]:
            return on_both_sides((has_thing, has_trouble, classes))

        self._of_state: Callable[..., int] = of_state
        self._of_place: Callable[..., int] = of_place
        self._of_neighbour: Callable[..., tuple[int, int]] = of_neighbour
        self._of_no_neighbour = on_both_sides(None)
        either = (False, True)
        self._of_form = np.array(
            [
                total(form_marks(length, *flags))
                for length in range(len(FORM_LENGTHS) + 1)
                for flags in product(either, repeat=6)
            ]
        )
        self._of_story = np.array([total(story_marks(*flags)) for flags in product(either, repeat=3)])

    def of_pieces(self, table: PieceTable, readings: Sequence[Reading]) -> Integers:
        """Add up the weights of each piece of a table of these sentences."""
        points = code_points(table.text)
        before = np.where(table.starts > table.opens, points[table.starts - 1], _NO_CHARACTER)
        padded = np.append(points, np.uint32(ord("\n")))
        after = np.where(table.ends < table.closes, padded[table.ends], _NO_CHARACTER)
        is_listed = _listed(table, readings, before, after)
        sums = self._of_form[_forms(table, points)] + self._of_story[_stories(table, readings)]
        n_things = [min(2, len(own)) for own in table.things]
        listed = is_listed.tolist()
        sums += np.fromiter(
            map(self._of_state, n_things, table.has_trouble, table.is_quoted, listed, table.classes),
            np.int64,
        )
        n_pieces = np.minimum(MANY_PIECES, np.bincount(table.sentence))[table.sentence]
        sums += np.fromiter(
            map(
                self._of_place,
                before.tolist(),
                after.tolist(),
                table.is_first.tolist(),
                table.is_last.tolist(),
                n_pieces.tolist(),
                listed,
            ),
            np.int64,
        )
        beside = np.array(
            list(map(self._of_neighbour, map(bool, n_things), table.has_trouble, table.classes)),
            dtype=np.int64,
        )
        none_in_front, none_behind = self._of_no_neighbour
        sums += np.where(table.is_first, none_in_front, np.roll(beside[:, 0], 1))
        sums += np.where(table.is_last, none_behind, np.roll(beside[:, 1], -1))
        return np.asarray(sums)


def _character(point: int) -> str:
    return "" if point == _NO_CHARACTER else chr(point)


def _listed(table: PieceTable, readings: Sequence[Reading], before: Integers, after: Integers) -> Booleans:
    """Tell which pieces stand between marks, as `is_between_marks` does of one."""
    comma, opening, closing = map(ord, "、“”")
    is_listed = (before == comma) | (after == comma)
    for n in np.flatnonzero((before == opening) & (after == closing)).tolist():
        reading = readings[table.sentence[n]]
        is_listed[n] = is_between_marks(reading.text, reading.items[table.place[n]])
    return np.asarray(is_listed)


def _forms(table: PieceTable, points: npt.NDArray[np.uint32]) -> Integers:
    """Number the form of each piece: its length, then what its wording is like, in the order of `form_marks`."""
    starts, ends = table.starts, table.ends
    marks = _MARKS[points]
    first, last = marks[starts], marks[ends - 1]

    def holds(bit: int, lows: Integers) -> Booleans:
        """Tell which pieces hold a character from a place on."""
        upto = np.concatenate([[0], np.cumsum((marks & bit) != 0)])
        return np.asarray(upto[ends] > upto[lows])

    def where(asked: Booleans, tells: Callable[[str], bool]) -> Booleans:
        """Ask a function of the few pieces that can be of a form."""
        told = np.zeros(len(starts), dtype=bool)
        for n in np.flatnonzero(asked).tolist():
            told[n] = tells(table.text[starts[n] : ends[n]])
        return told

    wide = points.astype(np.int64)
    last_two = np.where(ends - starts > 1, wide[ends - 2] << 32 | wide[ends - 1], 0)
    number = np.searchsorted(FORM_LENGTHS, ends - starts)
    for flag in (
        where((first & _ITEM_HEAD) != 0, begins_item),
        where((first & _ANEW_HEAD) != 0, begins_anew),
        where(((last & _CASE) != 0) | holds(_SHARE, starts), is_share),
        (last & _HARD) != 0,
        np.isin(last_two, _ENDS),
        holds(_OPEN, np.maximum(starts, ends - _LAST_FOUR)),
    ):
        number = 2 * number + flag
    return np.asarray(number)


def _stories(table: PieceTable, readings: Sequence[Reading]) -> Integers:
    """Number what the pieces before tell each piece, in the order of `story_marks`."""
    n_sentences = len(readings)
    announced = np.full(n_sentences, len(table.things))
    for number, reading in enumerate(readings):
        if "：" in reading.text and (at := first_announced(reading.text, reading.items)) >= 0:
            announced[number] = at
    in_trouble = np.full(n_sentences, len(table.things))  # The first piece with a thing in trouble.
    was_told = np.zeros(len(table.things), dtype=bool)
    told: set[str] = set()
    last, sentences, places = -1, table.sentence.tolist(), table.place.tolist()
    for n, things in enumerate(table.things):
        if not things:
            continue
        if sentences[n] != last:
            last, told = sentences[n], set()
        kinds = {kind for _, _, kind in things}
        was_told[n] = not kinds.isdisjoint(told)
        told |= kinds
        if table.has_trouble[n] and in_trouble[last] > places[n]:
            in_trouble[last] = places[n]
    return np.asarray(
        4 * (table.place >= announced[table.sentence])
        + 2 * (table.place > in_trouble[table.sentence])
        + was_told
    )
