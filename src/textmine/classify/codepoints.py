"""Turn texts into one array of code points, folded so that spelling variants of a character agree.

Folding: full-width letters and digits become half-width, capitals small, every run of white space one space.
Texts themselves are never changed: folded code points live only inside the classifier.
"""

from __future__ import annotations

import functools
import itertools
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["CodePoints", "encode_texts", "fold_texts", "folding_table"]

Array = npt.NDArray[np.uint32]
Offsets = npt.NDArray[np.int64]
_BMP = 0x10000
_SPACE = 32


@dataclass(frozen=True)
class CodePoints:
    """Hold the folded code points of many texts end to end; text i is ``codes[offsets[i]:offsets[i + 1]]``."""

    codes: Array
    offsets: Offsets

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def texts(self) -> list[str]:
        """Return the folded texts as strings."""
        whole = self.codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
        bounds = self.offsets.tolist()
        return [whole[a:b] for a, b in itertools.pairwise(bounds)]


@functools.cache
def folding_table() -> Array:
    """Map every code point of the basic plane; characters that fold to several stay as they are."""
    table = np.arange(_BMP, dtype=np.uint32)
    for start, stop in ((0x00A0, 0x0180), (0x2000, 0x2070), (0x3000, 0x3001), (0xFF00, 0xFFF0)):
        for code in range(start, stop):
            folded = unicodedata.normalize("NFKC", chr(code))
            if len(folded) == 1:
                table[code] = ord(folded)
    for code in range(_BMP):
        if chr(code).isspace() or code < _SPACE or code == 0x200B or code == 0xFEFF:
            table[code] = _SPACE
    table[(table >= ord("A")) & (table <= ord("Z"))] += ord("a") - ord("A")
    # Chinese and ASCII punctuation of one meaning count as one character.
    for chinese, ascii_ in zip("，。！？：；（）“”‘’、【】", ",.!?:;()\"\"'',[]", strict=True):
        table[ord(chinese)] = ord(ascii_)
    return table


def encode_texts(texts: Sequence[str]) -> CodePoints:
    """Encode texts as they are, without folding; a lone surrogate is kept as its own code."""
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    offsets = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(lengths, out=offsets[1:])
    whole = "".join(texts).encode("utf-32-le", "surrogatepass")
    return CodePoints(np.frombuffer(whole, dtype="<u4").astype(np.uint32, copy=False), offsets)


def fold_texts(texts: Sequence[str]) -> CodePoints:
    """Encode and fold texts.

    Returns
    -------
    CodePoints
        Outer white space is gone. No texts give empty arrays.

    Examples
    --------
    >>> fold_texts(["  Ａ３区　路灯\\n不亮！ ", ""]).texts()
    ['a3区 路灯 不亮!', '']
    """
    encoded = encode_texts(texts)
    codes, lengths = encoded.codes, np.diff(encoded.offsets)
    low = np.minimum(codes, _BMP - 1)
    folded = np.where(codes < _BMP, folding_table()[low], codes)
    # A space is kept only after a character that is no space, within the same text, and not at the text's end.
    owner = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)
    is_space = folded == _SPACE
    keep = ~is_space
    if len(folded):
        previous_space = np.empty(len(folded), dtype=bool)
        previous_space[0] = True
        previous_space[1:] = is_space[:-1] | (owner[1:] != owner[:-1])
        keep |= is_space & ~previous_space
    kept, owner = folded[keep], owner[keep]
    if len(kept):
        is_last = np.empty(len(kept), dtype=bool)
        is_last[-1] = True
        is_last[:-1] = owner[1:] != owner[:-1]
        inside = ~(is_last & (kept == _SPACE))
        kept, owner = kept[inside], owner[inside]
    offsets = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner, minlength=len(texts)), out=offsets[1:])
    return CodePoints(kept, offsets)
