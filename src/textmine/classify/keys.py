"""Read the 64-bit keys of features: which block, which characters."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["BLOCKS", "block_of", "spelling"]

BLOCKS = ("char", "head", "word")
_PAIR = 1 << 60
_LOW = (1 << 21) - 1


def block_of(keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """Return the block of each key: 0 char, 1 head, 2 word."""
    return (keys >> np.uint64(61)).astype(np.int64) - 1


def spelling(key: int) -> str | None:
    """Return the characters of a key of the char or head block; None for a word, whose key is a hash.

    Examples
    --------
    >>> spelling((1 << 61) | (1 << 60) | (ord("路") << 21) | ord("灯"))
    '路灯'
    """
    if key >> 61 == 3:
        return None
    low = key & ((1 << 60) - 1)
    return chr(low >> 21) + chr(low & _LOW) if key & _PAIR else chr(low)
