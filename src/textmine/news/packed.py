"""Add up the weights of several classes at once: a row of them stands in one whole number, so one addition adds all."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["LARGEST", "pack", "unpack"]

_BITS = 24
_MASK = (1 << _BITS) - 1
_HALF = 1 << (_BITS - 1)
LARGEST = _HALF - 1  # A class's sum may not be further from zero.


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
    row = []
    for _ in range(n):
        weight = ((total + _HALF) & _MASK) - _HALF  # What is below zero has borrowed from the next.
        row.append(weight)
        total = (total - weight) >> _BITS
    return row
