"""Add up the weights of several classes at once: a row of them stands in one whole number, so one addition adds all."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["LARGEST", "pack", "unpack"]

_BITS = 24
_MASK = (1 << _BITS) - 1
_HALF = 1 << (_BITS - 1)
LARGEST = _HALF - 1  # A class's sum may not be further from zero.
_MOST_CLASSES = 8
_SHIFTS = tuple(range(0, _BITS * _MOST_CLASSES, _BITS))
_HALVES = [sum(_HALF << shift for shift in _SHIFTS[:n]) for n in range(_MOST_CLASSES + 1)]


def pack(row: Sequence[int]) -> int:
    """Write the weights of a row, 24 bits each, into one whole number.

    Examples
    --------
    >>> unpack(pack([3, -5]) + pack([-4, 1]), 2)
    [-1, -4]
    """
    return sum(weight << (_BITS * at) for at, weight in enumerate(row))


def unpack(total: int, n: int) -> list[int]:
    """Read the `n` sums of a packed number."""
    total += _HALVES[n]  # Now no sum is below zero and none has borrowed from the next.
    return [(total >> shift & _MASK) - _HALF for shift in _SHIFTS[:n]]
