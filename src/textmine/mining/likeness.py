"""Say how alike two messages are as reports of one issue: the same thing at the same place.

Words tell the thing, names tell the place. Two messages that name different places are kept apart even when
their words are copied from each other; two that name the same place need fewer words in common.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from textmine.mining.places import ADMINISTRATIVE, ending_of, find_places, join_codes
from textmine.text.duplicates import near_duplicate_groups
from textmine.text.segment import Segmenter

__all__ = ["MessageSpace", "build_space", "community_factor", "place_factor", "row_products"]

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
_COMMUNITY_END = re.compile(r"(?<=..)(?:社区|街道|居委会|村委会|[村镇乡])$")
_BLOCK = 512  # Rows of likeness worked on at a time: a few megabytes, which stay in the cache.
_COMMON_SHARE = 0.03
_COPY_SHARE = 0.8  # of their runs of three characters, and more, two copies have in common
_TEXTS = 1_000  # cut into words at a time
_PAIRS = 20_000  # pairs of rows multiplied at a time: some two million numbers
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


def community_factor(first: npt.NDArray[np.int64], second: npt.NDArray[np.int64], place: Any = 1.0) -> Floats:
    """Return the factor on likeness for the communities of two messages: 1 where one is unknown.

    Two communities count against two messages only where their texts do not name the same place: a market draws
    complaints from all around.

    Parameters
    ----------
    place : factor for the places the texts name (see :func:`place_factor`).

    Examples
    --------
    >>> community_factor(np.array([0, 0, 0]), np.array([0, 1, -1])).tolist()
    [2.0, 0.5, 1.0]
    >>> community_factor(np.array([0, 0, 0]), np.array([0, 1, -1]), np.array([1.9, 1.9, 1.9])).tolist()
    [2.0, 1.0, 1.0]
    """
    known = (first >= 0) & (second >= 0)
    factor = np.where(first == second, _SAME_COMMUNITY, np.where(place > 1, 1.0, _OTHER_COMMUNITY))
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
    copies : int array, number of the text of each message, lightly edited copies counted as one; all different where None
    """

    words: Any
    names: Any
    places: list[list[str]]
    title_words: list[list[str]]
    communities: npt.NDArray[np.int64]
    copies: npt.NDArray[np.int64] | None = None

    def only(self, rows: npt.NDArray[np.int64]) -> MessageSpace:
        """Return the vectors of some messages, as different texts."""
        places, words = ([told[row] for row in rows] for told in (self.places, self.title_words))
        return MessageSpace(self.words[rows], self.names[rows], places, words, self.communities[rows])

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
            communities are known, times 2 in one community and .5 in two, unless both name one place. At most 1.
        """
        rows = np.asarray(rows, dtype=np.int64)
        columns = rows if others is None else np.asarray(others, dtype=np.int64)
        words = _Products(self.words[rows], self.words[columns])
        names, other_names = self.names[rows], self.names[columns].T.tocsr()
        is_here, is_there = self.has_place[rows], self.has_place[columns]
        has_areas = bool(self.communities.max(initial=-1) >= 0)
        out: Floats = np.empty((len(rows), len(columns)), dtype=np.float32)
        for start in range(0, len(rows), _BLOCK):
            block = slice(start, start + _BLOCK)
            alike = words.fill(out[block], start)
            shared = names[block] @ other_names
            shared.data = place_factor(shared.data) - OTHER_PLACE
            factor = shared.toarray()
            factor += np.float32(OTHER_PLACE)
            factor[~is_here[block]] = 1
            factor[:, ~is_there] = 1
            alike *= factor
            if has_areas:
                first, second = self.communities[rows[block]], self.communities[columns]
                alike *= community_factor(first[:, None], second[None, :], factor)
            np.minimum(alike, 1.0, out=alike)
        return out

    def representative(self, rows: npt.NDArray[np.int64]) -> int:
        """Return the message whose words are most like those of all others in the group."""
        words = self.words[rows]
        return int(rows[int((words @ np.asarray(words.sum(axis=0)).ravel()).argmax())])


def row_products(matrix: Any, first: npt.NDArray[Any], second: npt.NDArray[Any]) -> Floats:
    """Return the product of each pair of rows of a sparse matrix, some pairs at a time: each takes a copy of both rows.

    Examples
    --------
    >>> row_products(sp.csr_matrix([[1, 2], [3, 4]], dtype=np.float32), np.array([0, 1]), np.array([1, 1])).tolist()
    [11.0, 25.0]
    """
    out: Floats = np.empty(len(first), dtype=matrix.dtype)
    for start in range(0, len(first), _PAIRS):
        some = slice(start, start + _PAIRS)
        out[some] = np.asarray(matrix[first[some]].multiply(matrix[second[some]]).sum(axis=1)).ravel()
    return out


class _Products:
    """Multiply the rows of two sparse matrices, block by block.

    A common word meets itself in thousands of rows, which sparse products pay for one by one: the few common columns
    are multiplied as a dense matrix, the many rare ones as a sparse one (a quarter of the time).
    """

    def __init__(self, left: Any, right: Any) -> None:
        common = np.bincount(right.indices, minlength=right.shape[1]) > _COMMON_SHARE * right.shape[0]
        self._left_common, self._right_common = left[:, common].toarray(), right[:, common].toarray().T
        self._left, self._right = left[:, ~common], right[:, ~common].T.tocsr()

    def fill(self, out: Floats, start: int) -> Floats:
        """Write the products of so many rows as `out` has, from `start` on, into `out`."""
        stop = start + len(out)
        (self._left[start:stop] @ self._right).toarray(out=out)
        out += self._left_common[start:stop] @ self._right_common
        return out


def build_space(
    titles: Sequence[str],
    bodies: Sequence[str],
    communities: Sequence[object] | None = None,
    *,
    with_copies: bool = False,
) -> MessageSpace:
    """Turn messages into vectors of words and of names.

    Parameters
    ----------
    titles, bodies : one of each per message; either may be empty.
    communities : the community of each message, blank where unknown, if the table says.
    with_copies : find the copies among the messages, which large tables need.

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
    head_words, body_words = _words_of(heads), _words_of(bodies)
    start_words = [_until(words, _HEAD) for words in body_words]
    found = find_places(heads + starts, words=head_words + start_words, n_trusted=len(heads))
    n = len(heads)
    # What the title names weighs in full; what the beginning of the body adds, half.
    named = [{g: 1.0 for name in p for g in _bigrams(name)} for p in found[:n]]
    for counts, names_ in zip(named, found[n:], strict=True):
        for gram in {g for name in names_ for g in _bigrams(name)}:
            counts.setdefault(gram, _PLACE_IN_BODY_WEIGHT)
    places = [list(dict.fromkeys(a + b)) for a, b in zip(found[:n], found[n:], strict=True)]
    said = _names_of(communities, n)
    # That both messages name the community they are from says no more than the community does: 粮库社区 has a
    # 粮库公园 and a 粮库十字路口.
    stems = [[_COMMUNITY_END.sub("", name)] if name else [] for name in said]
    blocks = _word_blocks(head_words + body_words, heads + bodies, places * 2, stems * 2)
    for counts, stem in zip(named, stems, strict=True):
        for gram in [stem[0][at : at + 2] for at in range(len(stem[0]) - 1)] if stem else []:
            counts.pop(gram, None)
    names = _weigh(_matrix(named))
    plain = [[w for w in words if _is_word(w)] for words in head_words]
    numbers = {name: at for at, name in enumerate(sorted(set(said) - {""}))}
    areas = np.array([numbers.get(name, -1) for name in said], dtype=np.int64)
    copies = None
    if with_copies:
        texts = [f"{title}\n{body}" for title, body in zip(titles, bodies, strict=True)]
        copies = near_duplicate_groups(texts, similarity=_COPY_SHARE)
    return MessageSpace(sp.hstack(blocks, format="csr"), names, places, plain, areas, copies)


def _words_of(texts: Sequence[str]) -> list[list[str]]:
    """Return the words of each text; a word is held once, however often it stands in the table."""
    segment = Segmenter().segment
    held: dict[str, str] = {}
    return [
        [held.setdefault(word, word) for word in join_codes(words)]
        for start in range(0, len(texts), _TEXTS)
        for words in segment(texts[start : start + _TEXTS])
    ]


def _names_of(communities: Sequence[object] | None, n: int) -> list[str]:
    return (
        [""] * n
        if communities is None
        else ["" if c is None or c != c else str(c).strip() for c in communities]
    )


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


def _word_blocks(
    words: Sequence[list[str]],
    texts: Sequence[str],
    names: Sequence[Sequence[str]],
    stems: Sequence[Sequence[str]],
) -> list[Any]:
    """Weigh the words of heads, and of heads and bodies together.

    Words that touch a name count half, words inside the name of the message's own community not at all.

    Parameters
    ----------
    words, texts, names, stems : of all heads, then of all bodies.
    """
    numbers: defaultdict[str, int] = defaultdict(itertools.count().__next__)
    lengths = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
    every = itertools.chain.from_iterable(words)
    ids = np.fromiter(map(numbers.__getitem__, every), dtype=np.int64, count=int(lengths.sum()))
    sizes = np.fromiter(map(len, numbers), dtype=np.int64, count=len(numbers))
    counts = np.fromiter(map(_is_word, numbers), dtype=np.bool_, count=len(numbers))[ids]
    ends = np.cumsum(sizes[ids])
    if any(stems):
        own = _inside(texts, stems)
        counts &= ~(own[ends - sizes[ids]] & own[ends - 1])
    inside = _inside(texts, names)
    touches = (inside[ends - sizes[ids]] | inside[ends - 1])[counts]
    weights = np.where(touches, _PLACE_WORD_WEIGHT, 1.0)
    rows = np.repeat(np.arange(len(words)), lengths)[counts]
    matrix = sp.csr_matrix((weights, (rows, ids[counts])), shape=(len(words), max(1, len(numbers))))
    heads, bodies = matrix[: len(words) // 2], matrix[len(words) // 2 :]
    return [
        np.float32(_TITLE_SHARE**0.5) * _weigh(heads),
        np.float32((1 - _TITLE_SHARE) ** 0.5) * _weigh(heads + bodies),
    ]


def _inside(texts: Sequence[str], names: Sequence[Sequence[str]]) -> npt.NDArray[np.bool_]:
    """Mark the characters of all texts, one after the other, that stand inside a name."""
    marks = bytearray(sum(map(len, texts)))
    offset = 0
    for text, own in zip(texts, names, strict=True):
        for name in own:
            at = text.find(name)
            while at >= 0:
                marks[offset + at : offset + at + len(name)] = b"\1" * len(name)
                at = text.find(name, at + len(name))
        offset += len(text)
    return np.frombuffer(marks, dtype=np.bool_)


def _matrix(counts: Sequence[dict[str, float]]) -> Any:
    every = itertools.chain.from_iterable
    numbers = {word: at for at, word in enumerate(dict.fromkeys(every(counts)))}
    columns = np.fromiter(map(numbers.__getitem__, every(counts)), dtype=np.int64)
    values = np.fromiter(every(c.values() for c in counts), dtype=np.float64)
    offsets = np.concatenate([[0], np.cumsum([len(c) for c in counts])]).astype(np.int64)
    return sp.csr_matrix((values, columns, offsets), shape=(len(counts), max(1, len(numbers))))


def _weigh(matrix: Any) -> Any:
    """Weigh by damped frequency and inverse document frequency, as in scikit-learn (smoothed); rows of length 1."""
    n, m = matrix.shape
    documents = np.bincount(matrix.indices, minlength=m)
    damped = np.where(matrix.data >= 1, 1 + np.log(np.maximum(matrix.data, 1)), matrix.data)
    values = damped * (np.log((1 + n) / (1 + documents)) + 1)[matrix.indices]
    row = np.repeat(np.arange(n), np.diff(matrix.indptr))
    length = np.sqrt(np.bincount(row, weights=values * values, minlength=n))
    values = (values / length[row]).astype(np.float32)
    return sp.csr_matrix((values, matrix.indices, matrix.indptr), shape=(n, m))
