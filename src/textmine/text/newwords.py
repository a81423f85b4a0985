"""Discover words that the dictionary lacks: strings whose characters stick together and whose surroundings vary.

Cohesion (Church & Hanks 1990): the pointwise mutual information of the weakest cut through the string,
``min over cuts of log2(p(ab) / (p(a) p(b)))``, in bits. Branching entropy (Jin & Tanaka-Ishii 2006): the entropy of the
character before, and of the one behind, in bits; a fragment of a longer word has hardly any on one side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    all_keys = {size: _keys(codes, size) for size in range(1, max_length + 1)}
    counts = {size: _count(keys) for size, keys in all_keys.items()}
    whole = "".join(map(chr, codes.tolist()))
    dictionary = default_words()
    rows = []
    for size in range(2, max_length + 1):
        keys, first, n = counts[size]
        frequent = n >= min_count
        keys, first, n = keys[frequent], first[frequent], n[frequent]
        cohesion = _cohesion(first, n, size, all_keys, counts)
        words = [whole[at : at + size] for at in first.tolist()]
        is_open = [
            w[0] not in stop
            and w[-1] not in stop
            and not (lexicon and w in lexicon)
            and not dictionary.knows(w)
            for w in words
        ]
        chosen = np.flatnonzero((cohesion >= min_cohesion) & np.array(is_open, dtype=bool))
        places = _places(keys[chosen], all_keys[size])
        for at, group in zip(chosen.tolist(), places, strict=True):
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
    key = np.zeros(max(0, len(codes) - size), dtype=np.uint64)
    is_whole = np.ones(len(key), dtype=bool)
    for at in range(size):
        part = codes[at : at + len(key)]
        is_whole &= part != 0
        key = (key ^ part) * _PRIME
        key ^= key >> np.uint64(31)
    return np.where(is_whole, key, np.uint64(0))


def _count(keys: Keys) -> tuple[Keys, Ints, Ints]:
    """Return the different keys, where each stands first, and how often."""
    found, first, n = np.unique(keys, return_index=True, return_counts=True)
    is_real = found != 0
    return found[is_real], first[is_real], n[is_real]


def _places(wanted: Keys, keys: Keys) -> list[Ints]:
    """List for each wanted key, given in rising order, the places where it stands."""
    if not len(wanted):
        return []
    at = np.flatnonzero(np.isin(keys, wanted))
    at = at[np.argsort(keys[at], kind="stable")]
    return np.split(at, np.flatnonzero(np.diff(keys[at])) + 1)


def _cohesion(
    first: Ints, n: Ints, size: int, keys: dict[int, Keys], counts: dict[int, tuple[Keys, Ints, Ints]]
) -> npt.NDArray[np.float64]:
    """Return the mutual information of the weakest cut of each string, in bits."""

    def share(places: Ints, length: int) -> npt.NDArray[np.float64]:
        known, _, often = counts[length]
        return np.asarray(often[np.searchsorted(known, keys[length][places])] / often.sum())

    weakest = np.full(len(first), np.inf)
    for cut in range(1, size):
        apart = share(first, cut) * share(first + cut, size - cut)
        weakest = np.minimum(weakest, np.log2(n / counts[size][2].sum() / apart))
    return weakest


def _entropy(neighbours: npt.NDArray[np.uint32]) -> float:
    """Entropy of the neighbouring characters in bits; each end of a run counts as a neighbour of its own."""
    _, n = np.unique(neighbours[neighbours != 0], return_counts=True)
    n_ends = int((neighbours == 0).sum())
    n = np.concatenate([n, np.ones(n_ends, dtype=n.dtype)])
    share = n / n.sum()
    return float(-(share * np.log2(share)).sum()) + 0.0
