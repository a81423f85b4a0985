"""Find runs of one to three characters of a vocabulary in many stretches of a text at once.

Weights of runs add up by the thousand a page. Looked up one by one in a dictionary that was most of the time of reading a
page; here all places of a page are looked up in arrays together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["Integers", "RunIndex", "code_points", "distinct_in_windows", "distinct_of", "stretches"]

Integers = npt.NDArray[np.int64]
Spans = Sequence[int] | Integers
_MOST_POINTS = 0x110000
_LONGEST = 3
_BITS = 20  # Of a key the lower bits name the run: vocabularies have some ten thousand.
_RUN = (1 << _BITS) - 1


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """Give the code points of a text, one a character.

    Examples
    --------
    >>> code_points("灯a").tolist()
    [28783, 97]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


class RunIndex:
    """Number the runs of a vocabulary, and find them.

    Parameters
    ----------
    runs : iterable of str
        Distinct runs of one to three characters, numbered from 0 as they come.

    Raises
    ------
    ValueError
        For a run that is empty or longer.

    Examples
    --------
    >>> index = RunIndex(["灯", "灯坏", "坏"])
    >>> owners, found = index.found_in("灯坏灯，坏灯", [0, 4], [3, 6])
    >>> owners.tolist(), found.tolist()
    ([0, 0, 0, 1, 1], [0, 1, 2, 0, 2])
    """

    def __init__(self, runs: Iterable[str]) -> None:
        names = list(runs)
        if any(not 1 <= len(run) <= _LONGEST for run in names):
            raise ValueError("a run has one to three characters")
        characters = sorted({character for run in names for character in run})
        self._base = len(characters) + 1  # 0 is a character of no run.
        self._number_of = np.zeros(_MOST_POINTS, dtype=np.uint16)
        self._number_of[[ord(character) for character in characters]] = np.arange(1, self._base)
        number_of = {character: number for number, character in enumerate(characters, start=1)}
        keys: dict[int, dict[int, int]] = {length: {} for length in range(1, _LONGEST + 1)}
        for at, run in enumerate(names):
            key = 0
            for character in run:
                key = key * self._base + number_of[character]
            keys[len(run)][key] = at
        self._one = np.full(self._base, -1, dtype=np.int32)
        self._one[list(keys[1])] = list(keys[1].values())
        # A table of all pairs: some megabytes for some thousand characters, most of them never touched.
        self._two = np.full(self._base**2, -1, dtype=np.int16 if len(names) < 1 << 15 else np.int32)
        self._two[list(keys[2])] = list(keys[2].values())
        self._three = np.array(sorted(keys[3]), dtype=np.int64)
        # Few pairs begin a run of three: only behind them a third character is looked up.
        self._begins_three = np.zeros(self._base**2, dtype=bool)
        self._begins_three[self._three // self._base] = True
        self._name_of_three = np.array([keys[3][key] for key in sorted(keys[3])], dtype=np.int64)

    def pairs_at(self, points: npt.NDArray[np.uint32]) -> Integers:
        """Give the number of the pair that begins at each character but the last; -1 for a pair not of the vocabulary."""
        numbers = self._number_of[points].astype(np.int64)
        return self._two[numbers[:-1] * self._base + numbers[1:]].astype(np.int64)

    def found_in(self, text: str, starts: Spans, ends: Spans) -> tuple[Integers, Integers]:
        """List the distinct runs of stretches of a text.

        Parameters
        ----------
        starts, ends : sequence of int
            The stretches, in order; none overlaps the next.

        Returns
        -------
        tuple of arrays
            Of each pair of a stretch and a run in it the numbers of both, in order.
        """
        numbers = self._number_of[code_points(text)].astype(np.int64)
        owners = _owners(len(numbers), starts, ends)
        names = self._one[numbers]
        at = ((names >= 0) & (owners >= 0)).nonzero()[0]
        keys = [owners[at] << _BITS | names[at]]
        if len(numbers) > 1:
            is_within = (owners[1:] >= 0) & (owners[1:] == owners[:-1])
            pairs = numbers[:-1] * self._base + numbers[1:]
            names = self._two[pairs]
            at = ((names >= 0) & is_within).nonzero()[0]
            keys.append(owners[at] << _BITS | names[at])
            if len(self._three):
                of_all = is_within[1:] & is_within[:-1] & self._begins_three[pairs[:-1]]
                at = of_all.nonzero()[0]
                asked = pairs[at] * self._base + numbers[at + 2]
                place = np.minimum(np.searchsorted(self._three, asked), len(self._three) - 1)
                is_run = self._three[place] == asked
                keys.append(owners[at[is_run]] << _BITS | self._name_of_three[place[is_run]])
        found = _distinct(np.concatenate(keys))
        return found >> _BITS, found & _RUN


def _owners(n: int, starts: Spans, ends: Spans) -> Integers:
    """Give the number of the stretch each of `n` characters belongs to; -1 for none."""
    lengths = np.asarray(ends, dtype=np.int64) - np.asarray(starts, dtype=np.int64)
    owners = np.full(n, -1, dtype=np.int64)
    number = np.repeat(np.arange(len(lengths)), lengths)
    begins = np.cumsum(lengths) - lengths
    owners[np.arange(len(number)) - begins[number] + np.asarray(starts, dtype=np.int64)[number]] = number
    return owners


def _distinct(keys: Integers) -> Integers:
    keys.sort()
    is_new = np.ones(len(keys), dtype=bool)
    np.not_equal(keys[1:], keys[:-1], out=is_new[1:])
    return keys[is_new]


def distinct_of(owners: Integers, names: Integers) -> tuple[Integers, Integers]:
    """Drop pairs of an owner and a number that come up again, and order them.

    Examples
    --------
    >>> owners, names = distinct_of(np.array([1, 0, 1]), np.array([5, 3, 5]))
    >>> owners.tolist(), names.tolist()
    ([0, 1], [3, 5])
    """
    found = _distinct(owners << _BITS | names)
    return found >> _BITS, found & _RUN


def stretches(lengths: Sequence[int], most: int) -> Iterator[tuple[int, int]]:
    """Part a row of texts into stretches of about `most` characters: first text of each, and the one behind its last.

    Examples
    --------
    >>> list(stretches([3, 3, 9, 1], 5)), list(stretches([], 5))
    ([(0, 2), (2, 3), (3, 4)], [])
    """
    low = held = 0
    for at, length in enumerate(lengths):
        held += length
        if held > most:
            yield low, at + 1
            low, held = at + 1, 0
    if low < len(lengths):
        yield low, len(lengths)


def distinct_in_windows(names: Integers, lows: Integers, highs: Integers) -> tuple[Integers, Integers]:
    """List the distinct numbers of windows that may overlap; numbers below 0 are left out.

    Parameters
    ----------
    names : array of int
        A number at each place.
    lows, highs : arrays of int
        First place of each window, and the one behind its last; a window whose end is not behind its start is empty.

    Returns
    -------
    tuple of arrays
        Of each pair of a window and a number in it both, in order.

    Examples
    --------
    >>> windows, found = distinct_in_windows(np.array([4, 7, 4, -1]), np.array([0, 2]), np.array([3, 4]))
    >>> windows.tolist(), found.tolist()
    ([0, 0, 1], [4, 7, 4])
    """
    lengths = np.maximum(0, highs - lows)
    begins = np.cumsum(lengths) - lengths
    owners = np.repeat(np.arange(len(lengths)), lengths)
    own = names[np.arange(len(owners)) + np.repeat(lows - begins, lengths)]
    is_known = own >= 0
    return distinct_of(owners[is_known], own[is_known])
