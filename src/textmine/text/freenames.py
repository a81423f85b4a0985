"""Recognise names that no label announces, by what stands on both sides: 把材料寄给了郜大伟, 申屠浩等五人联名, 你问鲍国栋去.

Candidates (:mod:`textmine.text.namecandidates`) are weighed (:mod:`textmine.text.namescore`), and the likeliest that do not
overlap are taken; nothing behind a name may make it an estate, a road or a firm anywhere in the text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import islice

from textmine.text.mentions import Mentions
from textmine.text.namecandidates import Candidate, find_candidates
from textmine.text.namecontexts import is_thing, right_side
from textmine.text.namedata import TRANSCRIBING
from textmine.text.namemodel import log_words
from textmine.text.namescore import name_scores
from textmine.text.nativenames import NO_PART_ENDS, native_runs
from textmine.text.uncommonnames import WORD_NAMES

__all__ = ["ESTATE_BEHIND", "find_free_names"]

# The natural logarithm of the odds from which a candidate is taken, alone and beside a name. A name left is worse than a word
# masked: of what real messages gain between 0 and -.25 two fifths are persons, of what they gain below it a third.
_ENOUGH, _ENOUGH_BESIDE = -0.25, -2.0
# In front of what makes an estate or a firm of it, characters are a name only behind kin, a role or a label.
_TOLD = frozenset(["kin", "role", "rolelike", "label", "self"])
# Characters that read far better as words are a name only where what follows tells of a person.
_LEAST_MARGIN = -4.0
# 我是金科天悦的住户: the name of an estate.
ESTATE_BEHIND = re.compile(
    "[\u4e00-\u9fa5]{0,9}?(?:业主|住户|村民|居民|小区|[期苑府城郡庄村镇乡县市区人号栋楼]|的一[名个位])"
)
_TELLING = frozenset(["number", "sex", "friendly", "title", "household", "meant", "belonging"])
_TRANSCRIBING = "".join(sorted(TRANSCRIBING))
_TRIM = 3.0  # nats
_DOTTED = re.compile(f"[{_TRANSCRIBING}]{{2,7}}(?:[·•][{_TRANSCRIBING}]{{2,8}}){{1,3}}")
_MANCHU = re.compile(
    "(?:爱新觉罗|叶赫那拉|钮祜禄|瓜尔佳|富察|赫舍里|索绰罗|那拉|佟佳|马佳|博尔济吉特|郭络罗)[·•][\u4e00-\u9fa5]{2}"
)
_BEFORE_TITLE = re.compile(f"[{_TRANSCRIBING}]{{3,7}}(?=先生|女士|小姐|太太|夫人)")
_PER_CHARACTER = 5.2  # Some hundred and eighty characters transcribe.
_NATIVE_SCORE = 9.0
_KIN_TITLE = re.compile("阿[姨婆公妈爸]|大[爷妈叔姐哥娘婶伯]|老[师人汉]")
_DOTS = frozenset("·•")
_JOINS = frozenset("、和与跟及")


def find_free_names(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and stop of each name that stands where a person stands, in a half-width text.

    Examples
    --------
    >>> text = "我把材料寄给了郜大伟,到现在没有回音"
    >>> [text[a:b] for a, b in find_free_names(text)]
    ['郜大伟']
    >>> text = "车要穿越万家丽桥下主路,程明物业说不管"
    >>> [text[a:b] for a, b in find_free_names(text)]
    []
    """
    sure = [(-math.inf, start, stop) for start, stop in _dotted(text)]
    near: list[tuple[float, int, int]] = []
    candidates = list(find_candidates(text))
    hopeless = {at for at, one in enumerate(candidates) if _is_hopeless(text, one)}
    for one, score in zip(candidates, name_scores(text, candidates, left_out=hopeless), strict=True):
        score -= one.right == "thing"
        if score >= _ENOUGH_BESIDE:
            (sure if score >= _ENOUGH else near).append((-score, one.start, one.stop))
    sure += _native(text)
    taken = _Taken()
    for _, start, stop in sorted(sure):
        taken.add(start, stop)
    # What stands beside a name needs less.
    for _, start, stop in sorted(near) if taken.spans else ():
        is_beside = text[start - 1 : start] in _JOINS and start - 1 in taken.stops
        if is_beside or (text[stop : stop + 1] in _JOINS and stop + 1 in taken.spans):
            taken.add(start, stop)
    mentions = Mentions(text)
    things: dict[str, list[int]] = {}
    for start, stop in taken.spans.items():
        name = text[start:stop]
        if name not in things:
            things[name] = _places_as_thing(text, mentions, name)
        if all(at == start for at in things[name]):
            yield start, stop


def _is_hopeless(text: str, one: Candidate) -> bool:
    """Ask whether a candidate is none where it stands, whatever else is said of it."""
    if one.right == "thing" and one.left not in _TOLD:
        return True
    if one.left == "self" and ESTATE_BEHIND.match(text, one.stop):
        return True
    # 确保安|全文明|施工
    return (
        one.reading.margin < _LEAST_MARGIN
        and one.right not in _TELLING
        and text[one.start : one.stop] not in WORD_NAMES
    )


def _native(text: str) -> Iterator[tuple[float, int, int]]:
    """Find names made of parts of names of other languages: 才让卓玛, 吉克阿牛."""
    for start, stop in native_runs(text):
        is_apart = _DOTS.isdisjoint(text[max(0, start - 1) : start] + text[stop : stop + 3])
        if is_apart and not is_thing(text, stop):
            yield -_NATIVE_SCORE, start, stop


class _Taken:
    """Keep spans that do not overlap, in the order of their coming; a further one costs its own length."""

    def __init__(self) -> None:
        self.spans: dict[int, int] = {}
        self.stops: set[int] = set()
        self._places: set[int] = set()

    def add(self, start: int, stop: int) -> None:
        """Take a span where none of its characters is taken."""
        if self._places.isdisjoint(range(start, stop)):
            self.spans[start] = stop
            self.stops.add(stop)
            self._places.update(range(start, stop))


def _places_as_thing(text: str, mentions: Mentions, name: str) -> list[int]:
    """List up to two places where a name makes an estate or a firm: 温斯顿英语, 华颖公司."""
    return list(islice((at for at in mentions.places(name) if is_thing(text, at + len(name))), 2))


def _dotted(text: str) -> Iterator[tuple[int, int]]:
    """Find names of other languages with a dot between their parts, or before a title: 阿不都热依木·吐尔逊."""
    for match in _BEFORE_TITLE.finditer(text):
        run = match.group()
        at = max(range(len(run) - 2), key=lambda at: log_words(run[:at]) - _PER_CHARACTER * (len(run) - at))
        if log_words(run[at:]) < _PER_CHARACTER * (at - len(run) + 1):
            yield match.start() + at, match.end()
    yield from (match.span() for match in _MANCHU.finditer(text))
    for match in _DOTTED.finditer(text):
        if right_side(text, match.end(), "") == "thing":
            continue
        first, *rest = re.split("[·•]", match.group())
        # Dictionaries hold parts of such names (阿卜杜) as words, so a long word in front of one must be much likelier.
        start = max(
            range(len(first) - 1),
            key=lambda at: log_words(first[:at]) - _PER_CHARACTER * (len(first) - at) - _TRIM * (at > 2),
        )
        last = rest[-1]
        size = max(range(2, len(last) + 1), key=lambda stop: log_words(last[stop:]) - _PER_CHARACTER * stop)
        size = max(2, len(last[:size].rstrip(NO_PART_ENDS)))
        if size > 2 and _KIN_TITLE.match(text, match.end() - len(last) + size - 1):
            size -= 1  # 艾合买提|阿姨
        yield match.start() + start, match.end() - len(last) + size
