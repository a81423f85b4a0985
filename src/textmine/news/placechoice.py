"""Say which of the places a page names a figure or a problem speaks of, or that none is likelier than not.

The weights of ``data/place_choice.json`` (``benchmarks/train_place_choice.py``) are those of a conditional logistic
regression: the places named shortly before and behind, and none, each with marks that tell how far away it is, its level
and how often the page names it; fitted on authored pages whose problems have the place their author gave.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from textmine.news.placenames import LEVELS
from textmine.news.places import Place, Wide, find_places, wide_mentions
from textmine.news.sentences import SHORT_TEXT, Sentence, split_sentences
from textmine.resources import data_path

__all__ = ["CHOICE_WEIGHTS", "PlaceIndex", "index_places"]

CHOICE_WEIGHTS = "place_choice.json"
LEAST_PROBABILITY = 0.5  # A place less likely than not is not given.
_MOST_BEFORE, _MOST_AFTER = 8, 3  # Places looked at in front of a position and behind it.
_LOOKED_AT = 60  # Mentions looked through for them: a page of one endless list is read in linear time.
_REACH = 2  # Sentences behind in which a place may still be the one spoken of.
_GAPS, _TIMES = (2, 3, 5, 9, 16), (2, 3, 5, 8)
# Words by which a sentence speaks of places in general; `in` is faster than an expression.
_GENERAL_WORDS = (
    "一些 部分 不少 许多 有的 个别 多数 普遍 反映较多 反映最多 反映集中 各类 主要是 主要有 涉及 排在前"
)
_GENERAL = tuple(_GENERAL_WORDS.split())


def index_places(text: str) -> PlaceIndex:
    """Index the places of an article's text; figures and problems of one article share it."""
    return _index_once(text) if len(text) <= SHORT_TEXT else PlaceIndex(split_sentences(text))


@lru_cache(maxsize=512)
def _index_once(text: str) -> PlaceIndex:
    return PlaceIndex(split_sentences(text))


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, float]:
    weights: dict[str, float] = json.loads(data_path(CHOICE_WEIGHTS).read_text(encoding="utf-8"))["weights"]
    return weights


class PlaceIndex:
    """Answer which place a position of a text speaks of: its name, or blank where none is likelier than not.

    Parameters
    ----------
    sentences : sequence of Sentence
        Those of the text.

    Examples
    --------
    >>> index = index_places("灯芯巷社区的路灯坏了。居民王大爷说，摸黑走了半年。")
    >>> index.place_of(1, 0), index_places("路灯坏了。").place_of(0, 0)
    ('灯芯巷社区', '')
    """

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._sentences = sentences
        self._places = find_places(sentences)
        self._wide = wide_mentions(sentences)
        self._keys = [(place.number, place.start) for place in self._places]
        self._begins = frozenset(self._keys)
        self._times = Counter(place.name for place in self._places)
        small = Counter(p.name for p in self._places if p.level in ("estate", "community"))
        self._most_told = max(small, key=lambda name: small[name], default="")
        self._first = {place.name: n for n, place in reversed(list(enumerate(self._places)))}
        self._known: dict[Place, Told] = {}
        self._chosen: dict[tuple[int, int, int], str] = {}

    def place_of(self, number: int, start: int) -> str:
        """Name the place that a position of a sentence speaks of."""
        # All positions between two mentions speak of one place.
        at = bisect_right(self._keys, (number, start))
        wide = bisect_right(self._wide, (number, start, "\uffff"))
        key = number, at, wide
        if key not in self._chosen:
            self._chosen[key] = self._likeliest(number, start)
        return self._chosen[key]

    def _likeliest(self, number: int, start: int) -> str:
        names, sums = [], []
        for name, sight in self._sights(number, start):
            names.append(name)
            sums.append(_weigh(sight))
        highest = max(sums)
        share = 1 / math.fsum([math.exp(own - highest) for own in sums])
        return names[sums.index(highest)] if share >= LEAST_PROBABILITY else ""

    def candidates(self, number: int, start: int) -> list[tuple[str, list[str]]]:
        """List the places a position may speak of, each with its marks, and last none, as a blank name.

        Behind words for a whole city in the same sentence it is the only one of those before, and none behind.

        Examples
        --------
        >>> index = index_places("灯芯巷社区清理杂物30车。全市投入900万元。")
        >>> [name for name, marks in index.candidates(1, 4)], [name for name, marks in index.candidates(0, 8)]
        ([''], ['灯芯巷社区', ''])
        """
        return [(name, _marks(sight)) for name, sight in self._sights(number, start)]

    def _sights(self, number: int, start: int) -> Iterator[tuple[str, Sight]]:
        at = bisect_right(self._keys, (number, start))
        wide_at = bisect_right(self._wide, (number, start, "\uffff"))
        wide = self._wide[wide_at - 1] if wide_at else None
        is_wide_here = (
            wide is not None and wide.number == number and (not at or self._keys[at - 1] < wide[:2])
        )
        text, paragraph, _ = self._sentences[number]
        is_general = any(word in text for word in _GENERAL)
        before, behind = self._around(number, at)
        ranks = dict.fromkeys(LEVELS, 0)
        for rank, place in enumerate(before):
            level = place.level
            level_rank = ranks[level]
            ranks[level] = level_rank + 1
            if is_wide_here and wide is not None and not _is_unit(place, wide):
                continue
            told_in = place.number
            sight = Sight(
                "before",
                self._told(place),
                _gap(number - told_in),
                told_in == number,
                rank if rank < 5 else 5,
                level_rank if level_rank < 4 else 4,
                self._sentences[told_in].paragraph == paragraph,
                wide is not None and wide[:2] > (told_in, place.start),
                is_wide_here,
                is_general,
                True,
            )
            yield place.name, sight
        for rank, place in enumerate(behind if not is_wide_here else ()):
            gap = place.number - number
            yield (
                place.name,
                Sight("behind", self._told(place), gap, gap == 0, rank, has_before=bool(before)),
            )
        yield (
            "",
            Sight("none", is_wide_here=is_wide_here, is_general=is_general, has_before=bool(before)),
        )

    def _told(self, place: Place) -> Told:
        told = self._known.get(place)
        if told is None:
            name, level, number, start = place
            end = start + len(name)
            told = self._known[place] = Told(
                level,
                _step(self._times[name], _TIMES),
                (number, end) in self._begins,
                name == self._most_told,
                self._first[name] < 2,
                self._sentences[number].text[end : end + 1],
            )
        return told

    def _around(self, number: int, at: int) -> tuple[list[Place], list[Place]]:
        """List the places last named before a mention, the last first, and those first named from it on."""
        before: dict[str, Place] = {}
        for place in reversed(self._places[max(0, at - _LOOKED_AT) : at]):
            if len(before) == _MOST_BEFORE:
                break
            before.setdefault(place.name, place)
        behind: dict[str, Place] = {}
        for place in self._places[at : at + _LOOKED_AT]:
            if len(behind) == _MOST_AFTER or place.number > number + _REACH:
                break
            if place.name not in before:
                behind.setdefault(place.name, place)
        return list(before.values()), list(behind.values())


class Told(NamedTuple):
    """Hold how a place is told of, wherever one looks from: level, how often, another name right behind it, the next character."""

    level: str = ""
    times: int = 0
    is_container: bool = False
    is_most_told: bool = False
    is_first: bool = False
    next_character: str = ""


class Sight(NamedTuple):
    """Hold how a place is seen from a position: before or behind it, or none; how far away, and what stands around."""

    side: str
    told: Told = Told()
    gap: int = 0
    is_here: bool = False
    rank: int = 0
    level_rank: int = 0
    is_same_paragraph: bool = False
    is_behind_wide: bool = False
    is_wide_here: bool = False
    is_general: bool = False
    has_before: bool = True


@lru_cache(maxsize=50_000)
def _weigh(sight: Sight) -> float:
    get = _weights().get
    return math.fsum([get(mark, 0.0) for mark in _marks(sight)])


def _marks(sight: Sight) -> list[str]:
    if sight.side == "none":
        return [
            "none",
            *(["none, wide here"] if sight.is_wide_here else []),
            *(["none, general"] if sight.is_general else []),
            *(["none, nothing before"] if not sight.has_before else []),
        ]
    return _marks_before(sight) if sight.side == "before" else _marks_behind(sight)


def _marks_before(sight: Sight) -> list[str]:
    level, rank, told = sight.told.level, sight.rank, sight.told
    away = "same" if sight.is_here else f"away {sight.gap}"
    marks = [
        away,
        level,
        f"{away} {level}",
        f"rank {rank}",
        f"rank {min(rank, 3)} {level}",
        f"rank of level {sight.level_rank} {level}",
        f"rank of level {sight.level_rank} {away}",
        f"times {told.times} {level}",
        f"next {told.next_character} {sight.is_here}",
    ]
    if not sight.is_here:
        marks += (
            [f"same paragraph {level}"]
            if sight.is_same_paragraph
            else ["other paragraph", f"other paragraph {level}"]
        )
    if told.is_container:  # 鹿园街道|文华社区 speaks of the community.
        marks += ["container", f"container {away}"]
    if told.is_most_told:
        marks += ["most told", f"most told {away}"]
    if told.is_first:
        marks.append(f"first {level}")
    if sight.is_behind_wide:
        marks += ["wide", f"wide {level}", f"wide {level} {sight.is_wide_here}"]
    if sight.is_general:
        marks.append(f"general {level}")
    return marks


def _marks_behind(sight: Sight) -> list[str]:
    told = sight.told
    return [
        f"behind {sight.gap}",
        f"behind {sight.gap} {told.level}",
        f"rank behind {sight.rank}",
        f"times {told.times} {told.level}",
        *(["most told behind"] if told.is_most_told else []),
        *(["container behind"] if told.is_container else []),
        *(["behind, none before"] if not sight.has_before else []),
    ]


def _is_unit(place: Place, wide: Wide) -> bool:
    """Tell whether words for a whole unit (全市) can mean a place: 社区 ends in 区 and is no district."""
    return bool(wide.unit) and place.name.endswith(wide.unit) and place.level in ("district", "street")


@lru_cache(maxsize=10_000)
def _gap(n: int) -> int:
    return _step(n, _GAPS)


def _step(n: int, bounds: Sequence[int]) -> int:
    return sum(n >= bound for bound in bounds)
