"""Name what speaks for a number being somebody's home: its form, what touches it, and words of living or working near it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from textmine.resources import corpus_path
from textmine.text.doorparts import Part
from textmine.text.scanner import Scanner

__all__ = ["Surroundings", "door_marks", "surroundings_of"]

_NEUTRAL = "neutral"
_CLAUSE_END = re.compile(r"[。!?;\n,、:]")
_SENTENCE_ENDS = "。!?;\n"
_ROOM = re.compile(r"(?:[1-9]|[1-4]\d)(?:0[1-9]|1[0-2])")
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
_NUMBER = re.compile(r"\d+|[一二三四五六七八九十百零〇]+")
_MONTH = re.compile(r"\d月[^。;!?]{0,8}$")
_MARK = re.compile(r"[-./ ]")
_JOINT = re.compile(r" ?(?:、|和|与|跟|及|,|以及|还有) ?")
# What the words in front of a number are: a group of a village, an estate, a road, a village.
_PLACE = re.compile(
    r"(?:(?P<group>[一二三四五六七八九十\d民村][组社队])"
    r"|(?P<estate>小区|花园|家园|公寓|新村|大厦|广场|家属院|宿舍|安置房|公租房|[苑园城府庭居邸院轩阁郡]|[\d一二三四五六七八九十A-Z东西南北][期区])"
    r"|(?P<road>(?:路|街|道|巷|弄|胡同|马路|线|横)(?:[东西南北中]段?|尾|头)?)"
    r"|(?P<village>(?:村|屯|庄|寨|湾|坪|坝|沟|营|岭|塘|冲|河|坡|岙|埔|厝|涌|嘎查|生产队|坊|屋|坑|坳|窑|堡|山|社区|居委会?|里)[东西南北上下前后里口头边尾]?))$"
)
_PLACE_REACH = 8
_MOST_COUNTED = 4  # Parts of a run: with more it is long.
_REACH = 16  # Characters beside a number in which words bear on it.
_FAR = 80  # Characters in which the rest of its sentence is looked at.
_IDEOGRAPHS = ("\u4e00", "\u9fa5")


class Surroundings(NamedTuple):
    """Hold what all numbers of a text share: ends of clauses and sentences, telling words by class, flats told in full."""

    clauses: list[int]
    sentences: list[int]
    words: dict[str, list[int]]
    first_flat: int  # Where the first flat told in full ends, and where the last begins.
    last_flat: int


@lru_cache(maxsize=1)
def _scanner() -> tuple[Scanner, tuple[str, ...]]:
    import yaml

    content = yaml.safe_load(corpus_path("dwelling_words.yaml").read_text(encoding="utf-8"))
    names = tuple(name for name in content if name != _NEUTRAL)
    return Scanner({name: words.split() for name, words in content.items()}), names


def surroundings_of(text: str, chains: Sequence[Sequence[Part]]) -> Surroundings:
    """Find what all numbers of a half-width text share.

    Examples
    --------
    >>> from textmine.text.doorparts import find_chains
    >>> text = "家住翠园3栋501。店里停电。"
    >>> around = surroundings_of(text, list(find_chains(text)))
    >>> around.words["lives"], around.words["works"], around.sentences, around.first_flat, around.last_flat
    ([0], [10], [10, 15], 9, 4)
    """
    ends = [match.end() for match in _CLAUSE_END.finditer(text)]
    flats = [chain for chain in chains if _level(chain) == "joined flat"]
    scanner, names = _scanner()
    hits = scanner.find(text)
    return Surroundings(
        ends,
        [end for end in ends if text[end - 1] in _SENTENCE_ENDS],
        {name: [hit.start for hit in hits if name in hit.classes] for name in names},
        flats[0][-1].stop if flats else len(text) + 1,
        flats[-1][0].start if flats else -1,
    )


def _level(parts: Sequence[Part]) -> str:
    """Say how much of an address is told: one part alone, a flat in its house, or a house without a flat."""
    last = parts[-1].kind
    if len(parts) == 1:
        return last
    if last in ("flat", "dashed", "house"):
        return "joined flat"
    return "joined side" if last == "side" else f"open {last}"


def door_marks(
    text: str, chains: Sequence[Sequence[Part]], at: int, first: int, last: int, around: Surroundings
) -> set[str]:
    """Name the marks of a run of parts: those of chain `at` from `first` to `last`, both included.

    Examples
    --------
    >>> from textmine.text.doorparts import find_chains
    >>> text = "家住翠园3栋501。"
    >>> chains = list(find_chains(text))
    >>> marks = door_marks(text, chains, 0, 0, 1, surroundings_of(text, chains))
    >>> [mark in marks for mark in ("shape building flat", "lives before", "place estate", "works before")]
    [True, True, True, False]
    """
    chain = chains[at]
    parts = chain[first : last + 1]
    start, stop = parts[0].start, parts[-1].stop
    level = _level(parts)
    shape = " ".join([part.kind for part in parts])
    left = chain[first - 1].kind if first else "none"
    right = chain[last + 1].kind if last + 1 < len(chain) else "none"
    own = [f"left {left}", f"right {right}"]
    own += _number_marks(text[parts[-1].start : stop])
    own += _edge_marks(text, start, stop)
    if _MONTH.search(text, max(0, start - _REACH), start):
        own.append("behind month")
    found = _PLACE.search(text, max(0, start - _PLACE_REACH), start)
    place = str(found.lastgroup) if found else "none"
    own.append(f"place {place}")
    near = list(_near_marks(text, start, stop, around))
    own += near
    marks = {
        *own, *[f"{level} {mark}" for mark in own], *[f"{level} {place} {mark}" for mark in near],
        f"{shape} left {left}", f"{shape} right {right}", f"shape {shape}", f"level {level}",
        f"first {parts[0].kind}", f"last {parts[-1].kind}", f"n {min(_MOST_COUNTED, len(parts))}",
        f"before {text[max(0, start - 3) : start]}", f"behind {text[stop : stop + 3]}",
    }  # fmt: skip
    if len(parts) > 1:
        marks.update([f"first {mark}" for mark in _number_marks(text[start : parts[0].stop])])
    if parts[-1].kind == "dashed":
        marks.add(f"{level} segments {len(_MARK.findall(text, start, stop))} {text[start + 1 : start + 2]}")
    marks.update(_list_marks(text, chains, at, (first, last), level))
    return marks


def _number_marks(piece: str) -> list[str]:
    """Name the form of the last number of a part."""
    numbers = _NUMBER.findall(piece)
    if not numbers:
        return ["no number"]
    number = numbers[-1]
    if not number.isdigit():
        return ["han number", f"number {number}"]
    marks = [f"digits {len(number)}", f"number {number}"]
    is_room = _ROOM.fullmatch(number) is not None
    marks.append(f"{'' if is_room else 'no '}room {piece[-1] if _is_ideograph(piece[-1]) else ''}")
    if is_room:
        marks.append("room")
    if _YEAR.fullmatch(number):
        marks.append("year")
    if number[-1] == "0":
        marks.append("round")
    if number[0] == "0":
        marks.append("zero")
    return marks


def _is_ideograph(character: str) -> bool:
    return _IDEOGRAPHS[0] <= character <= _IDEOGRAPHS[1]


def _edge_marks(text: str, start: int, stop: int) -> list[str]:
    """Name the characters a run begins and ends with, and those that touch it."""
    before, behind = text[max(0, start - 2) : start], text[stop : stop + 2]
    marks = [
        f"before {before[-1:]}", f"behind {behind[:1]}", f"before {before}", f"behind {behind}",
        f"ends {text[stop - 1] if _is_ideograph(text[stop - 1]) else 'digit'}",
    ]  # fmt: skip
    if not text[start].isdigit():
        marks.append(f"begins {text[start]}")
    if not (before and _is_ideograph(before[-1])):
        marks.append("opens")
    if not (behind and _is_ideograph(behind[0])):
        marks.append("closes")
    return marks


def _near_marks(text: str, start: int, stop: int, around: Surroundings) -> Iterator[str]:
    """Name words of living and of working in the clause, in the sentence near by, and in the whole of it; other doors."""
    clause, sentence = _bounds(around.clauses, start, stop), _bounds(around.sentences, start, stop)
    for name, places in around.words.items():
        for where, (low, high), reach in (
            ("near ", clause, _REACH),
            ("", sentence, _REACH),
            ("far ", sentence, _FAR),
        ):
            if _stands(places, max(low, start - reach), start):
                yield f"{name} {where}before"
            if _stands(places, stop, min(high, stop + reach)):
                yield f"{name} {where}behind"
    if around.first_flat <= start or around.last_flat >= stop:
        yield "beside a flat in full"


def _bounds(ends: Sequence[int], start: int, stop: int) -> tuple[int, int]:
    low = bisect_right(ends, start)
    high = bisect_left(ends, stop + 1)
    return (ends[low - 1] if low else 0), (ends[high] if high < len(ends) else 1 << 60)


def _stands(places: Sequence[int], low: int, high: int) -> bool:
    at = bisect_left(places, low)
    return at < len(places) and places[at] < high


def _list_marks(
    text: str, chains: Sequence[Sequence[Part]], at: int, run: tuple[int, int], level: str
) -> Iterator[str]:
    """Say of what kind the parts are that a run is listed with: 202和302, 601、602、701."""
    first, last = run
    if first == 0 and at and _JOINT.fullmatch(text, chains[at - 1][-1].stop, chains[at][0].start):
        yield from ("listed before", f"listed before {chains[at - 1][-1].kind} {level}")
    if (
        last + 1 == len(chains[at])
        and at + 1 < len(chains)
        and _JOINT.fullmatch(text, chains[at][-1].stop, chains[at + 1][0].start)
    ):
        yield from ("listed behind", f"listed behind {chains[at + 1][0].kind} {level}")
