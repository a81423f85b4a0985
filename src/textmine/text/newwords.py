"""Discover words that the dictionary lacks: strings whose characters stick together and whose surroundings vary.

Cohesion (Church & Hanks 1990): the pointwise mutual information of the weakest cut through the string,
``min over cuts of log2(p(ab) / (p(a) p(b)))``, in bits. Branching entropy (Jin & Tanaka-Ishii 2006): the entropy of the
character before, and of the one behind, in bits; a fragment of a longer word has hardly any on one side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmine.text.jiebawords import default_words
from textmine.text.lexicon import Lexicon, read_stop_words

__all__ = ["WordCandidates", "discover_words"]

Keys = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_EXAMPLE_WIDTH = 12
COLUMNS = ["word", "n", "n_documents", "cohesion", "left_entropy", "right_entropy", "score", "example"]


@dataclass(frozen=True)
class WordCandidates:
    """Hold proposed words with their scores, best first; `n_characters` is how much text they were sought in."""

    table: pd.DataFrame
    n_characters: int

    def to_frame(self) -> pd.DataFrame:
        """Return one row per candidate.

        `n` occurrences in `n_documents`, `cohesion`, `left_entropy`, `right_entropy` and `score` in bits, and an
        `example` with its surroundings.
        """
        return self.table.copy()

    def lexicon(self, *, tag: str = "n") -> Lexicon:
        """Return the candidates as a lexicon, to be read by a person before it is used."""
        lexicon = Lexicon()
        for word in self.table["word"]:
            lexicon = lexicon.add(word, tag=tag)
        return lexicon


def discover_words(
    texts: Sequence[str],
    *,
    lexicon: Lexicon | None = None,
    min_count: int = 5,
    min_cohesion: float = 6.0,
    min_entropy: float = 1.5,
    max_length: int = 6,
) -> WordCandidates:
    """Propose strings of 2 to `max_length` Chinese characters as words.

    Left out are words that jieba's dictionary or `lexicon` holds and strings that begin or end with a function
    word of one character. `score` is cohesion plus the smaller of the two entropies. The default thresholds are
    conventions of the method, not fitted.

    Examples
    --------
    >>> texts = [f"{a}网格长{b}" for a in "东西南北甲乙" for b in ("来了", "走访", "开会", "很忙")]
    >>> discover_words(texts, min_count=10, min_cohesion=1).to_frame()[["word", "n"]].values.tolist()
    [['网格长', 24]]
    >>> len(discover_words([]).to_frame())
    0
    """
    codes, document = _encode(texts)
    stop = {word for word in read_stop_words() if len(word) == 1}
    counts = {1: _count(codes, 1, min_count)[0]}
    whole = "".join(map(chr, codes.tolist()))
    dictionary = default_words()
    rows = []
    for size in range(2, max_length + 1):
        counts[size], places = _count(codes, size, min_count)
        first = counts[size].first
        cohesion = _cohesion(codes, size, counts)
        words = [whole[at : at + size] for at in first.tolist()]
        is_open = [
            w[0] not in stop
            and w[-1] not in stop
            and not (lexicon and w in lexicon)
            and not dictionary.knows(w)
            for w in words
        ]
        chosen = np.flatnonzero((cohesion >= min_cohesion) & np.array(is_open, dtype=bool))
        for at in chosen.tolist():
            group = places[at]
            left, right = _entropy(codes[group - 1]), _entropy(codes[group + size])
            if min(left, right) >= min_entropy:
                a, b = int(group[0]) - _EXAMPLE_WIDTH, int(group[0]) + size + _EXAMPLE_WIDTH
                example = whole[max(0, a) : b].replace("\x00", " ").strip()
                score = float(cohesion[at]) + min(left, right)
                n_documents = len(np.unique(document[group]))
                rows.append(
                    (words[at], len(group), n_documents, float(cohesion[at]), left, right, score, example)
                )
    table = pd.DataFrame(rows, columns=COLUMNS)
    table = table.sort_values(["score", "word"], ascending=[False, True], ignore_index=True)
    return WordCandidates(table, int(np.count_nonzero(codes)))


def _encode(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint32], Ints]:
    """Join texts into code points, everything but Chinese characters becoming 0, a 0 between and around texts."""
    joined = "\x00" + "".join(f"{text}\x00" for text in texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint32)
    codes = np.where((codes >= 0x4E00) & (codes <= 0x9FD5), codes, 0).astype(np.uint32)
    document = np.repeat(np.arange(len(texts) + 1), [1, *(len(text) + 1 for text in texts)])
    return codes, document


def _keys(codes: npt.NDArray[np.uint32], size: int) -> Keys:
    """Hash the string of `size` characters that begins at each place; 0 where it holds something not Chinese."""
    return _hashed([codes[at : at + max(0, len(codes) - size)] for at in range(size)])


def _hashed(columns: Sequence[npt.NDArray[np.uint32]]) -> Keys:
    """Hash strings whose first characters, second characters and so on stand in columns."""
    key = np.zeros(len(columns[0]), dtype=np.uint64)
    is_whole = np.ones(len(key), dtype=bool)
    for part in columns:
        is_whole &= part != 0
        key ^= part
        key *= _PRIME
        key ^= key >> np.uint64(31)
    key[~is_whole] = 0
    return key


class _Counts(NamedTuple):
    """Hold the frequent strings of one length: keys in rising order, where each stands first, how often; and all places."""

    keys: Keys
    first: Ints
    n: Ints
    n_places: int


def _count(codes: npt.NDArray[np.uint32], size: int, min_count: int) -> tuple[_Counts, list[Ints]]:
    """Count strings of a length and keep the frequent ones, with all places of each by its number.

    What a frequent string is made of is as frequent, so the others are never asked for.
    """
    keys = _keys(codes, size)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    is_first = np.ones(len(keys), dtype=bool)
    np.not_equal(keys[1:], keys[:-1], out=is_first[1:])
    begins = np.flatnonzero(is_first)
    n = np.diff(begins, append=len(keys))
    n_places = int(np.count_nonzero(keys))
    is_kept = (n >= min_count) & (keys[begins] != 0)
    begins, n = begins[is_kept], n[is_kept]
    places = [order[begin : begin + own] for begin, own in zip(begins.tolist(), n.tolist(), strict=True)]
    return _Counts(keys[begins], order[begins], n, n_places), places


def _cohesion(
    codes: npt.NDArray[np.uint32], size: int, counts: Mapping[int, _Counts]
) -> npt.NDArray[np.float64]:
    """Return the mutual information of the weakest cut of each frequent string, in bits."""

    def share(places: Ints, length: int) -> npt.NDArray[np.float64]:
        known = counts[length]
        keys = _hashed([codes[places + at] for at in range(length)])
        return np.asarray(known.n[np.searchsorted(known.keys, keys)] / known.n_places)

    own = counts[size]
    weakest = np.full(len(own.first), np.inf)
    for cut in range(1, size):
        apart = share(own.first, cut) * share(own.first + cut, size - cut)
        weakest = np.minimum(weakest, np.log2(own.n / own.n_places / apart))
    return weakest


def _entropy(neighbours: npt.NDArray[np.uint32]) -> float:
    """Entropy of the neighbouring characters in bits; each end of a run counts as a neighbour of its own."""
    _, n = np.unique(neighbours[neighbours != 0], return_counts=True)
    n_ends = int((neighbours == 0).sum())
    n = np.concatenate([n, np.ones(n_ends, dtype=n.dtype)])
    share = n / n.sum()
    return float(-(share * np.log2(share)).sum()) + 0.0
