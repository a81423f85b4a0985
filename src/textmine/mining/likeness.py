"""Say how alike two messages are as reports of one issue: the same thing at the same place.

Words tell the thing, names tell the place. Two messages that name different places are kept apart even when
their words are copied from each other; two that name the same place need fewer words in common.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from textmine.mining.places import ADMINISTRATIVE, ending_of, find_places, join_codes
from textmine.text.segment import Segmenter

__all__ = ["MessageSpace", "build_space", "community_factor", "place_factor"]

Floats = npt.NDArray[np.float32]

_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{2,}$")
_TITLE_SHARE = 0.3  # A title sums a message up in a tenth of its length; it gets three times that weight.
_PLACE_WORD_WEIGHT = (
    0.5  # Words inside names are counted again by the place; half weight keeps the thing audible.
)
_PLACE_IN_BODY_WEIGHT = 0.5
_HEAD = 150  # Characters of the body in which a message without a title says where it is.
# Factor on the likeness of words where places differ or are the same. Messages that name places without anything in
# common stay below MIN_LIKENESS of the hot issues whatever their words: copies are sent about other estates, too.
OTHER_PLACE, SAME_PLACE = 0.1, 2.0
# A community is larger than the place of an issue, and messages of one issue may come from two: milder factors.
_OTHER_COMMUNITY, _SAME_COMMUNITY = 0.5, 2.0


def place_factor(names: Any) -> Any:
    """Return the factor on the likeness of words, given the cosine of the names of two messages.

    The root, because a short form (老桥) of a long name (老桥村安置区) shares few of its pairs of characters.

    Examples
    --------
    >>> place_factor(np.array([0.0, 0.25, 1.0])).round(2).tolist()
    [0.1, 1.05, 2.0]
    """
    return OTHER_PLACE + (SAME_PLACE - OTHER_PLACE) * np.sqrt(names)


def community_factor(first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]) -> Floats:
    """Return the factor on likeness for the communities of two messages: 1 where one is unknown.

    Examples
    --------
    >>> community_factor(np.array([0, 0, 0]), np.array([0, 1, -1])).tolist()
    [2.0, 0.5, 1.0]
    """
    known = (first >= 0) & (second >= 0)
    factor = np.where(first == second, _SAME_COMMUNITY, _OTHER_COMMUNITY)
    return np.where(known, factor, 1.0).astype(np.float32)


@dataclass(frozen=True)
class MessageSpace:
    """Hold the vectors of messages.

    Attributes
    ----------
    words : sparse (n, vocabulary), rows of length 1
    names : sparse (n, name bigrams), rows of length 1, or 0 where a message names no place
    places : list of lists, the names in each message
    title_words : list of lists, words of each title (or of the head of the text where there is no title)
    communities : int array, number of the community of each message, -1 where it is unknown
    """

    words: Any
    names: Any
    places: list[list[str]]
    title_words: list[list[str]]
    communities: npt.NDArray[np.int64]

    @functools.cached_property
    def has_place(self) -> npt.NDArray[np.bool_]:
        """Tell which messages name a place."""
        return np.asarray(self.names.getnnz(axis=1) > 0)

    def likeness(self, rows: Sequence[int] | npt.NDArray[np.int64], others: Any = None) -> Floats:
        """Compare messages pairwise.

        Returns
        -------
        float32 array (rows, others)
            Cosine of the weighted words, times .1 where both name places that have nothing in common, rising with
            the root of the likeness of the names to 2 where they agree; unchanged where one of them names none. Where
            communities are known, times 2 in one community and .5 in two. At most 1.
        """
        rows = np.asarray(rows, dtype=np.int64)
        columns = rows if others is None else np.asarray(others, dtype=np.int64)
        alike: Floats = (self.words[rows] @ self.words[columns].T).toarray()
        factor: Floats = (self.names[rows] @ self.names[columns].T).toarray()
        factor = place_factor(factor)
        factor[~self.has_place[rows]] = 1
        factor[:, ~self.has_place[columns]] = 1
        alike *= factor
        if self.communities.max(initial=-1) >= 0:
            alike *= community_factor(self.communities[rows][:, None], self.communities[columns][None, :])
        return np.minimum(alike, 1.0, out=alike)

    def representative(self, rows: npt.NDArray[np.int64]) -> int:
        """Return the message whose words are most like those of all others in the group."""
        words = self.words[rows]
        return int(rows[int(np.asarray((words @ words.T).sum(axis=1)).argmax())])


def build_space(
    titles: Sequence[str], bodies: Sequence[str], communities: Sequence[object] | None = None
) -> MessageSpace:
    """Turn messages into vectors of words and of names.

    Parameters
    ----------
    titles, bodies : one of each per message; either may be empty.
    communities : the community of each message, blank where unknown, if the table says.

    Examples
    --------
    >>> space = build_space(["丽景新城旁搅拌站噪音大", "丽景新城搅拌站夜间噪音", "春晓家园搅拌站噪音大"], ["", "", ""])
    >>> likeness = space.likeness([0, 1, 2])
    >>> bool(likeness[0, 1] > likeness[0, 2])
    True
    """
    titles = ["".join(t.split()) for t in titles]
    bodies = ["".join(b.split()) for b in bodies]
    heads = [t or b[:_HEAD] for t, b in zip(titles, bodies, strict=True)]
    starts = [b[:_HEAD] for b in bodies]
    segment = Segmenter().segment
    head_words, body_words = [join_codes(w) for w in segment(heads)], [join_codes(w) for w in segment(bodies)]
    start_words = [_until(words, _HEAD) for words in body_words]
    found = find_places(heads + starts, words=head_words + start_words, n_trusted=len(heads))
    n = len(heads)
    # What the title names weighs in full; what the beginning of the body adds, half.
    named = [{g: 1.0 for name in p for g in _bigrams(name)} for p in found[:n]]
    for counts, names_ in zip(named, found[n:], strict=True):
        for gram in {g for name in names_ for g in _bigrams(name)}:
            counts.setdefault(gram, _PLACE_IN_BODY_WEIGHT)
    places = [list(dict.fromkeys(a + b)) for a, b in zip(found[:n], found[n:], strict=True)]
    head_counts = [_count(w, t, p) for w, t, p in zip(head_words, heads, places, strict=True)]
    all_counts = [
        _add(first, _count(w, b, p))
        for first, w, b, p in zip(head_counts, body_words, bodies, places, strict=True)
    ]
    blocks = [np.sqrt(_TITLE_SHARE) * _weigh(head_counts), np.sqrt(1 - _TITLE_SHARE) * _weigh(all_counts)]
    names = _weigh(named)
    plain = [[w for w in words if _is_word(w)] for words in head_words]
    areas = np.full(n, -1, dtype=np.int64)
    if communities is not None:
        said = ["" if c is None or c != c else str(c).strip() for c in communities]
        numbers = {name: at for at, name in enumerate(sorted(set(said) - {""}))}
        areas = np.array([numbers.get(name, -1) for name in said], dtype=np.int64)
    return MessageSpace(sp.hstack(blocks, format="csr"), names, places, plain, areas)


def _until(words: Sequence[str], n_characters: int) -> list[str]:
    out, length = [], 0
    for word in words:
        length += len(word)
        if length > n_characters:
            break
        out.append(word)
    return out


@functools.lru_cache(maxsize=200_000)
def _is_word(word: str) -> bool:
    return bool(_WORD.match(word)) and not ADMINISTRATIVE.fullmatch(word)


def _bigrams(name: str) -> list[str]:
    """Return the pairs of characters of a name, those inside its ending left out: every clinic is a 医院."""
    own = max(2, len(name) - max(0, len(ending_of(name)) - 1))
    return [name[at : at + 2] for at in range(own - 1)]


def _count(words: Sequence[str], text: str, names: Sequence[str]) -> dict[str, float]:
    """Count the words of a text; those that touch a name count half."""
    inside = bytearray(len(text))
    for name in names:
        at = text.find(name)
        while at >= 0:
            inside[at : at + len(name)] = b"\1" * len(name)
            at = text.find(name, at + len(name))
    counts: dict[str, float] = {}
    at = 0
    for word in words:
        end = at + len(word)
        if _is_word(word):
            touches = inside[at] or inside[end - 1]
            counts[word] = counts.get(word, 0.0) + (_PLACE_WORD_WEIGHT if touches else 1.0)
        at = end
    return counts


def _add(first: dict[str, float], second: dict[str, float]) -> dict[str, float]:
    out = dict(first)
    for word, n in second.items():
        out[word] = out.get(word, 0.0) + n
    return out


def _weigh(counts: Sequence[dict[str, float]], *, min_documents: int = 1) -> Any:
    """Weigh by damped frequency and inverse document frequency, as in scikit-learn (smoothed); rows of length 1."""
    numbers: dict[str, int] = {}
    columns = np.fromiter((numbers.setdefault(w, len(numbers)) for c in counts for w in c), dtype=np.int64)
    values = np.fromiter((v for c in counts for v in c.values()), dtype=np.float64)
    values = np.where(values >= 1, 1 + np.log(np.maximum(values, 1)), values)
    offsets = np.concatenate([[0], np.cumsum([len(c) for c in counts])]).astype(np.int64)
    n, m = len(counts), max(1, len(numbers))
    matrix = sp.csr_matrix((values, columns, offsets), shape=(n, m))
    documents = np.bincount(columns, minlength=m)
    idf = np.where(documents >= min_documents, np.log((1 + n) / (1 + documents)) + 1, 0.0)
    matrix = matrix @ sp.diags(idf)
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix = sp.diags(1 / np.where(length > 0, length, 1)) @ matrix
    out = matrix.tocsr().astype(np.float32)
    out.eliminate_zeros()
    return out
