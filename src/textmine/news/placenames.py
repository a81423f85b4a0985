"""Weigh whether a name ends in a word for a kind of place (灯芯巷社区 does, 拉上社区 does not), and where it begins.

Names of communities and estates are made of ordinary words, so no list of words tells 和谐社区 from 退休社区. Two logistic
regressions over the characters in and around the name decide (``data/place_names.json``,
``benchmarks/train_place_names.py``, fitted on authored pages): a quick one asks whether any name ends there, the other
weighs each character in front as the name's first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from textmine.resources import data_path
from textmine.text.namedictionary import tag_of, word_logs

__all__ = [
    "LEVELS",
    "PLACE_WEIGHTS",
    "begin_marks",
    "earliest_begin",
    "end_marks",
    "level_of",
    "possible_ends",
    "weigh_names",
]

PLACE_WEIGHTS = "place_names.json"
_KINDS = {
    "estate": "小区 家园 嘉园 佳园 花园 花苑 名苑 雅苑 雅居 华庭 豪庭 苑 家属院 家属区 家属楼 宿舍 宿舍楼 大院 老院 号院 小院 新村 公寓 片区 湾 城",
    "community": "社区 居民区 村",
    "street": "街道 镇 乡",
    "road": "路 街 大道 巷 弄 胡同 里",
    "district": "省 市 区 县",
}
LEVELS = tuple(_KINDS)
_LEVEL = {ending: level for level, endings in _KINDS.items() for ending in endings.split()}
# 里, 城 and 湾 end a name only where a clause ends or goes on as behind one; elsewhere they are other words.
_BEHIND = (
    dict.fromkeys("城湾", r"(?=[，。、的居内业门住])")
    | {"里": r"(?=[，。、的居内业门住小])"}
    | dict.fromkeys("市区县", "(?!民)")
)
_END = re.compile(
    "|".join(
        ending + _BEHIND.get(ending, "")
        for ending in sorted(_LEVEL, key=lambda ending: (-len(ending), ending))
    )
)
_LONGEST = 7  # Characters of a name before its kind.
# Natural logarithms of odds: below the first no name is looked for; both regressions together decide by the second.
# Chosen where each author's pages were left out: below the first end one in a thousand names.
LEAST_END, LEAST_BOTH = -4.5, -1.5
_NO_BETTER = 1  # Characters further in front that are tried after the likeliest beginning so far.
_UNIT = 1000  # Whole numbers add up alike in any order.
_REMEMBERED = 100_000  # Sums that are kept of each part, some twenty megabytes in all at most.
_FREQUENT = (-9.0, -11.0, -13.0, -15.0)  # Natural logarithms of shares of all words.


def level_of(kind: str) -> str:
    """Give the level of a word for a kind of place, one of ``LEVELS``.

    Examples
    --------
    >>> level_of("家属院"), level_of("街道")
    ('estate', 'street')
    """
    return _LEVEL[kind]


def possible_ends(text: str) -> list[tuple[int, int]]:
    """List start and end of each word for a kind of place behind a Chinese character or digit.

    Examples
    --------
    >>> possible_ends("灯芯巷社区的路灯")
    [(2, 3), (3, 5), (6, 7)]
    """
    return [match.span() for match in _END.finditer(text, 1) if _is_of_names(text[match.start() - 1])]


def _is_of_names(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff" or character.isdecimal()


def earliest_begin(text: str, at: int) -> int:
    """Give the first place at which a name may begin whose word for its kind begins at ``at``.

    Examples
    --------
    >>> earliest_begin("亮了。灯芯巷社区", 6)
    3
    """
    low = at
    while low and at - low < _LONGEST and _is_of_names(text[low - 1]):
        low -= 1
    return low


def end_marks(text: str, at: int, end: int) -> list[str]:
    """Name what speaks for and against a name that ends in ``text[at:end]``: the kind, characters before and behind.

    Examples
    --------
    >>> end_marks("拉上社区。", 2, 4)[:3]
    ['社区', '上社区', '拉上社区']
    """
    kind = text[at:end]
    return _marks_in_front(kind, text[max(0, at - 3) : at]) + _marks_behind(kind, text[end : end + 2])


def _marks_in_front(kind: str, three: str) -> list[str]:
    level, two, last = _LEVEL[kind], three[-2:], three[-1:]
    return [
        kind,
        last + kind,
        two + kind,
        f"{level} {last}",
        f"{level} {two}",
        f"{level} {three}",
        "$" + two,
        "$" + last,
        f"{level} third {three[:1]}",
        f"{level} words {_how_frequent(two)} {_how_frequent(last + kind[:1])}",
        f"{level} tags {tag_of(two)} {tag_of(last)}",
        f"tags {tag_of(two)}",
        f"tag third {tag_of(three[:2])} {tag_of(last)}",
    ]


def _marks_behind(kind: str, behind: str) -> list[str]:
    return [f"{kind}>{behind[:1]}", f"{_LEVEL[kind]}>{behind}", f"{_LEVEL[kind]}>{behind[:1]}"]


def _how_frequent(word: str) -> int:
    log = word_logs().get(word)
    return 9 if log is None else sum([log < bound for bound in _FREQUENT])


def begin_marks(text: str, start: int, at: int, end: int) -> list[str]:
    """Name what speaks for and against ``text[start:end]`` as a name, whose word for its kind begins at ``at``.

    Examples
    --------
    >>> "<。" in begin_marks("亮了。灯芯巷社区", 3, 6, 8)
    True
    """
    kind, name, n = text[at:end], text[start:at], at - start
    marks = _marks_of_length(kind, n) + _marks_of_front(_LEVEL[kind], text[max(0, start - 2) : start])
    marks += _marks_across(text[max(0, start - 1) : start + 1]) + _marks_of_first(n, name[:3])
    marks += _marks_of_last(_LEVEL[kind], name[-2:])
    return marks + [mark for character in name for mark in _marks_of_one(character)]


def _marks_of_length(kind: str, n: int) -> list[str]:
    return [f"n{n}{_LEVEL[kind]}", f"n{n}{kind}"]


def _marks_of_front(level: str, two: str) -> list[str]:
    before = two[-1:]
    return [
        "<" + before,
        "<<" + two,
        f"<{level}{before}",
        f"ends in front {_ends_unit(two)}",
        f"front {_how_frequent(two)}",
        f"tag front {tag_of(before)} {tag_of(two)}",
    ]


def _marks_across(pair: str) -> list[str]:
    """Mark the character in front and the first one of a name; at the beginning of a text there is the latter alone."""
    before = pair[:-1]
    return [f"across {_how_frequent(pair)} {before != '' and _is_of_names(before)}"]


def _marks_of_first(n: int, three: str) -> list[str]:
    return [
        "^" + three[0],
        "^^" + three[:2],
        f"^^^{n}" + three,
        f"begin {min(n, 3)} {_how_frequent(three[:2])}",
        f"tag begins {tag_of(three[0])}",
    ]


def _marks_of_last(level: str, two: str) -> list[str]:
    return ["$" + two[-1], "$$" + two, f"=={level}{two}"]


def _marks_of_one(character: str) -> list[str]:
    return ["." + character]


_UNIT_BEFORE = re.compile(r"(?:街道|社区|[镇乡市区县省州村])$")


def _ends_unit(two: str) -> str:
    found = _UNIT_BEFORE.search(two)
    return found.group() if found else ""


@lru_cache(maxsize=1)
def _weights() -> tuple[Mapping[str, int], Mapping[str, int]]:
    content = json.loads(data_path(PLACE_WEIGHTS).read_text(encoding="utf-8"))
    ends, begins = (
        {mark: round(_UNIT * weight) for mark, weight in content[part].items()} for part in ("ends", "begins")
    )
    return ends, begins


class _Sums(dict[tuple[object, ...], int]):
    """Remember the sum of the weights of a few marks by what they are made from: the same characters come again and again."""

    def __init__(self, weights: Mapping[str, int], marks: Callable[..., list[str]]) -> None:
        super().__init__()
        self._weights, self._marks = weights, marks

    def __missing__(self, key: tuple[object, ...]) -> int:
        if len(self) > _REMEMBERED:
            self.clear()
        get = self._weights.get
        self[key] = total = sum([get(mark, 0) for mark in self._marks(*key)])
        return total


class _Scale:
    """Weigh ends and beginnings of names: the sums of the weights of `end_marks` and `begin_marks`, from remembered parts."""

    def __init__(self, ends: Mapping[str, int], begins: Mapping[str, int]) -> None:
        self._bias_of_ends, self._bias_of_begins = ends["bias"], begins["bias"]
        self._in_front, self._behind = _Sums(ends, _marks_in_front), _Sums(ends, _marks_behind)
        self._length, self._front = _Sums(begins, _marks_of_length), _Sums(begins, _marks_of_front)
        self._across, self._first = _Sums(begins, _marks_across), _Sums(begins, _marks_of_first)
        self._last, self._one = _Sums(begins, _marks_of_last), _Sums(begins, _marks_of_one)

    def weigh_end(self, text: str, at: int, end: int) -> int:
        kind = text[at:end]
        return (
            self._bias_of_ends
            + self._in_front[kind, text[max(0, at - 3) : at]]
            + self._behind[kind, text[end : end + 2]]
        )

    def likeliest_begin(self, text: str, at: int, end: int) -> tuple[int, int]:
        """Give the weight of the likeliest beginning and where it is."""
        # Names and sums are looked up once: this is the innermost loop of all that is read from a page.
        kind = text[at:end]
        level, length, first, front = _LEVEL[kind], self._length, self._first, self._front
        one, across = self._one, self._across
        highest, best, characters = -(10**9), at, 0
        lasts = self._last[level, text[at - 1 : at]], self._last[level, text[at - 2 : at]] if at > 1 else 0
        for start in range(at - 1, max(-1, at - 1 - _LONGEST), -1):
            character = text[start]
            if not _is_of_names(character):
                break
            n = at - start
            characters += one[(character,)]
            weight = (
                characters
                + length[kind, n]
                + first[n, text[start : start + 3 if n > 2 else at]]
                + front[level, text[start - 2 : start] if start > 1 else text[:start]]
                + across[(text[start - 1 : start + 1] if start else character,)]
                + lasts[n > 1]
            )
            if weight > highest:
                highest, best = weight, start
            elif best - start > _NO_BETTER:
                break
        return highest + self._bias_of_begins, best


@lru_cache(maxsize=1)
def _scale() -> _Scale:
    return _Scale(*_weights())


def weigh_names(
    text: str, least: float = LEAST_BOTH, *, ends: Sequence[tuple[int, int]] | None = None
) -> list[tuple[int, int, float]]:
    """Weigh what may be the name of a place in one sentence: where each begins and ends, and how likely it is one.

    Of the characters at which a name may begin only the likeliest is given; names may overlap (望湖花园小区, 望湖花园).

    Parameters
    ----------
    least : float
        Names below are left out. The number is the sum of two natural logarithms of odds: that a name ends there, and
        that this one does.
    ends : sequence of (int, int), optional
        What `possible_ends` gives, where it is known.

    Examples
    --------
    >>> text = "灯芯巷社区的老书记拉上社区民警，去了望湖小区。"
    >>> [text[start:end] for start, end, weight in weigh_names(text)]
    ['灯芯巷社区', '望湖小区']
    >>> weigh_names("")
    []
    """
    scale = _scale()
    found: list[tuple[int, int, float]] = []
    for at, end in possible_ends(text) if ends is None else ends:
        last = scale.weigh_end(text, at, end)
        if last < LEAST_END * _UNIT:
            continue
        best, start = scale.likeliest_begin(text, at, end)
        if last + best >= least * _UNIT:
            found.append((start, end, (last + best) / _UNIT))
    return found
