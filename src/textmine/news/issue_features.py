"""Describe a sentence by what it says of residents' troubles: things, troubles, wishes, repairs, who speaks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from textmine.news.expressions import compile_by_heads
from textmine.resources import corpus_path
from textmine.text.scanner import Hit, Scanner

__all__ = ["THING", "Item", "Reading", "read_sentence"]

THING = "thing:"  # In front of a category it is the class of the words for things that break there.
_PIECES = re.compile(r"[^，,；;：:。！？!?…“”‘’（）()\n、]+")
# 打不开, 认不出, 要不回来: what residents cannot do; 对不起, 了不起 and the like are set words.
_CANNOT = re.compile(
    r"不(?<=[\u4e00-\u9fff]不)(?:了|到|出|开|上|下|动|着|起|来|去|过|清|见|住|进|通|完|够|好|回来|明白)(?!起|很|少|意思|得不)"
)
# A bad state told by its form: 没人修, 太窄, 吵得, 成了垃圾场, 三年没换, 不亮 at the end of a piece, 越来越堵, 停了四个月.
_STATE = compile_by_heads(
    r"没(?:有)?(?:人|谁|处|地方)(?!员|大代表)[^，。]|没个|太(?:窄|陡|高|低|吵|挤|暗|小|短|慢|少|贵|重|密|远|旧|滑|黑|久|脏|乱|响|薄)"
    r"|(?:吵|熏|堵|呛|黑|臭|挤|愁|憋|烦|急|气|闹|脏|乱|震|颠|锈|破|烂)得|成了?.{0,2}(?:河|水塘|泥塘|泥潭|一锅粥|蜘蛛网|蛛网|摆设|垃圾场|垃圾堆|孤岛|老大难|心病|水帘洞)"
    r"|(?:多年|年|个月|天|周|一直|从来|从没|至今|常年|好久|始终|迟迟|到现在|总|老|都)(?:没|未|不(?!断|少|忘|变|离|缺席|曾|仅|会忘))"
    r"|不(?:亮|通|走|转|响|灵|准|平|严|稳|冷|热|全|齐|足|畅|净|清|牢|便|够|准时|及时|规范|合理|到位|上心|了了之)(?=[，。”；、的！？]|$)"
    r"|越来越(?:少|难|差|堵|吵|慢|乱|旧|脏)|(?:停|拖|闹|吵|等|堵|压|卡|断|欠|漏|坏|空)了?(?:\d|[一二两三四五六七八九十半几好多快近]){1,4}(?:年|个?多?月|天|周|回|次)"
    r"|差点|险些|只好|只能(?!说)|怨"
)
_FEAR = re.compile(r"怕(?<=[^不]怕)[^不，。]")
_HARD = re.compile(r"([\u4e00-\u9fff]{1,3}难)(?:[，。、”！？的；]|$)")  # 停车难, 办证难


class Item(NamedTuple):
    """Hold one piece of a sentence: its span, the things it names (word, category), what is said of them."""

    start: int
    end: int
    things: tuple[tuple[int, int, str], ...]
    classes: frozenset[str]
    is_quoted: bool
    has_trouble: bool


class Reading(NamedTuple):
    """Hold what the vocabulary finds in one sentence: its pieces, where repairs are told, the categories of its things."""

    text: str
    items: tuple[Item, ...]
    better: tuple[int, ...] = ()
    kinds: frozenset[str] = frozenset()


@lru_cache(maxsize=1)
def _scanner() -> Scanner:
    import yaml

    content = yaml.safe_load(corpus_path("issue_words.yaml").read_text(encoding="utf-8"))
    words = {THING + name: text.split() for name, text in content.pop("things").items()}
    return Scanner(words | {name: text.split() for name, text in content.items() if isinstance(text, str)})


def read_sentence(text: str) -> Reading:
    """Find the things, troubles, wishes and repairs a sentence tells of, piece by piece.

    Examples
    --------
    >>> reading = read_sentence("“楼道灯坏了，停车又难。”")
    >>> [(item.things[0][2], item.has_trouble) for item in reading.items if item.things]
    [('utilities', True), ('transport', True)]
    """
    hits = _scanner().find(text)
    hard_at = [match.end(1) for match in _HARD.finditer(text)] if "难" in text else ()
    bad_at = _bad_states(text)
    has_quotes = "“" in text
    items: list[Item] = []
    new = tuple.__new__  # A named tuple's own constructor takes twice as long.
    waiting, n_hits, names_things = 0, len(hits), False
    for piece in _PIECES.finditer(text):
        start, end = piece.span()
        classes, things, trouble = _NOTHING, _NO_THINGS, False
        if waiting < n_hits and hits[waiting].start < end:
            first = waiting
            while waiting < n_hits and hits[waiting].start < end:
                waiting += 1
            own = hits[first:waiting]
            if own[0].start < start or own[-1].end > end:  # A word that a mark cuts belongs to no piece.
                own = [hit for hit in own if hit.start >= start and hit.end <= end]
            classes, things = _classes_of(own)
            trouble = "trouble" in classes
            if things:
                names_things = True
                trouble = trouble or ("lack" in classes and _lacks(own, things))
        if bad_at and not trouble:
            low = bisect_left(bad_at, start)
            trouble = low < len(bad_at) and bad_at[low] < end
        if hard_at and any(start < place <= end for place in hard_at):
            trouble = True
        quoted = has_quotes and text.rfind("“", 0, start + 1) > text.rfind("”", 0, start + 1)
        items.append(new(Item, (start, end, things, classes, quoted, trouble)))
    if names_things:
        for n, item in enumerate(items[:-1]):
            if item.things and not item.has_trouble:
                items[n] = _with_predicate(text, item, items[n + 1])
    return _reading(text, items, hits)


def _bad_states(text: str) -> list[int]:
    """List the places where a bad state is told by its form."""
    found = [match.start() for match in _STATE.finditer(text)]
    if "不" in text:
        found += [match.start() - 1 for match in _CANNOT.finditer(text)]
    if "怕" in text:
        found += [match.start() - 1 for match in _FEAR.finditer(text)]
    return sorted(found)


def _reading(text: str, items: Sequence[Item], hits: Sequence[Hit]) -> Reading:
    if not hits:
        return Reading(text, tuple(items))
    return Reading(
        text,
        tuple(items),
        tuple([hit.start for hit in hits if "better" in hit.classes]),
        frozenset([kind for item in items for _, _, kind in item.things]),
    )


def _lacks(hits: Sequence[Hit], things: Sequence[tuple[int, int, str]]) -> bool:
    """没有 in front of a thing is a trouble: 没有路灯."""
    return any("lack" in hit.classes and any(0 <= low - hit.end <= 2 for low, _, _ in things) for hit in hits)


_NOTHING: frozenset[str] = frozenset()
_NO_THINGS: tuple[tuple[int, int, str], ...] = ()


def _classes_of(hits: Sequence[Hit]) -> tuple[frozenset[str], tuple[tuple[int, int, str], ...]]:
    """Gather the classes of a piece's words, and the things among them."""
    classes, things = _gathered(tuple([hit.classes for hit in hits]))
    if not things:
        return classes, _NO_THINGS
    return classes, tuple([(hits[n].start, hits[n].end, kind) for n, kind in things])


@lru_cache(maxsize=20_000)  # Few distinct rows of words come up.
def _gathered(words: tuple[tuple[str, ...], ...]) -> tuple[frozenset[str], tuple[tuple[int, str], ...]]:
    """Give the classes of some words as a set, and which of the words are things, with the category of each."""
    things = [
        (n, name[len(THING) :]) for n, names in enumerate(words) for name in names if name.startswith(THING)
    ]
    return _NOTHING.union(*words), tuple(things)


def _with_predicate(text: str, item: Item, following: Item) -> Item:
    """A comma may stand between a thing and what is wrong with it: 楼前一条小路，年久失修."""
    if following.has_trouble and not following.things and text[item.end : following.start] == "，":
        return item._replace(has_trouble=True)
    return item
