"""Name what speaks for and against each piece of a sentence naming a problem of residents: its state, place, wording, neighbours."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from operator import add

from textmine.news.issue_features import THING, Item, Reading

__all__ = [
    "ANEW_HEADS",
    "FORM_LENGTHS",
    "ITEM_HEADS",
    "MANY_PIECES",
    "PROBLEM_ENDS",
    "Marks",
    "begins_anew",
    "begins_item",
    "first_announced",
    "form_marks",
    "is_between_marks",
    "is_share",
    "neighbour_marks",
    "piece_marks",
    "place_marks",
    "runs_of_characters",
    "state_marks",
    "story_marks",
]

Marks = tuple[str, ...]
# In front of a colon these announce a list of problems; commas part its items.
_ANNOUNCED = re.compile(
    r"(?:问题|几?样|[类块条]|有|困难|难题|难处|事|短板|弱项|诉求|需求|投诉|抱怨|意见|原因|隐患|如下|地图|项目|内容|不同|[年月]|边上|的是|不外乎|集中在|包括|涉及|分别是|数|情况|意见很大|怨言)[^，。：]{0,3}：$"
)
# Each of several pieces that begin or end alike is an item: 有的…有的…, 一是…二是…, …占三成，…占两成.
_STARTER = re.compile(r"有的|有[人家]|[一二三四五六]是|其[一二三四五]|还有|再就是|[①-⑳]")
_ANEW = re.compile(r"所以|还有|另外?|也|加上|同时|再就是|以及|有(?:业主|居民|人|住户)")
ITEM_HEADS, ANEW_HEADS = (
    frozenset("有一二三四五六其还再①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    frozenset("所还另也加同再以有"),
)
_NO_KINDS: set[str] = set()
_SHARE = re.compile(r"占(?:了|到|比)?[^，。]{0,4}(?:\d|[一二两三四五六七八九]成)|\d[\d.,万]*件$")
PROBLEM_ENDS = frozenset(("问题", "现象", "难题", "纠纷", "矛盾"))
FORM_LENGTHS = (4, 8, 14, 22)  # Characters; what is longer is one class.
MANY_PIECES = 5
_TOLD_OF_NEIGHBOURS = ("better", "official", "wish", "complaint", "resident")


def runs_of_characters(text: str) -> set[str]:
    """List the runs of one to three characters of a text.

    Examples
    --------
    >>> sorted(runs_of_characters("灯坏了"))
    ['了', '坏', '坏了', '灯', '灯坏', '灯坏了']
    """
    pairs = list(map(add, text, text[1:]))
    return {*text, *pairs, *map(add, pairs, text[2:])}


def piece_marks(reading: Reading) -> list[tuple[Marks, ...]]:
    """Name the marks of each piece of a sentence, in groups that few distinct ones make up.

    `piece_sums` adds up their weights for many sentences at once, without naming them.

    Examples
    --------
    >>> from textmine.news.issue_features import read_sentence
    >>> first, second = piece_marks(read_sentence("楼道灯坏了，社区开展宣讲。"))
    >>> "thing in trouble" in first[0], "thing in trouble" in second[0], "before: thing in trouble" in second[-2]
    (True, False, True)
    """
    text, items = reading.text, reading.items
    announced = first_announced(text, items)
    last = len(items) - 1
    n_pieces = min(MANY_PIECES, last + 1)
    rows: list[tuple[Marks, ...]] = []
    told: set[str] = set()
    was_in_trouble = False
    # What the first piece sees in front of it, the last one behind it: nothing.
    beside = [None, *[(bool(item.things), item.has_trouble, item.classes) for item in items], None]
    for n, (start, end, things, classes, is_quoted, has_trouble) in enumerate(items):
        before, after = text[start - 1 : start] if start else "", text[end : end + 1]
        is_listed = is_between_marks(text, items[n])
        kinds = {kind for _, _, kind in things} if things else _NO_KINDS
        rows.append(
            (
                state_marks(min(2, len(things)), has_trouble, is_quoted, is_listed, classes),
                place_marks(before, after, n == 0, n == last, n_pieces, is_listed),
                _wording(text[start:end]),
                story_marks(0 <= announced <= n, was_in_trouble, bool(told) and not kinds.isdisjoint(told)),
                neighbour_marks("before", beside[n]),
                neighbour_marks("behind", beside[n + 2]),
            )
        )
        if kinds:
            told |= kinds
            was_in_trouble = was_in_trouble or has_trouble
    return rows


@lru_cache(maxsize=20_000)
def state_marks(
    n_things: int, has_trouble: bool, is_quoted: bool, is_listed: bool, classes: frozenset[str]
) -> Marks:
    """Name what a piece says, and how: number of its things, at most 2, trouble, quotation, list, classes of its words.

    Examples
    --------
    >>> state_marks(1, True, False, False, frozenset({"trouble"}))
    ('class trouble', 'thing', 'thing in trouble', 'trouble')
    """
    has_thing = n_things > 0
    marks = [f"class {name}" for name in classes if not name.startswith(THING)]
    marks += _true(
        {
            "thing": has_thing,
            "things": n_things > 1,
            "trouble": has_trouble,
            "thing in trouble": has_thing and has_trouble,
            "trouble alone": has_trouble and not has_thing,
            "quoted": is_quoted,
            "trouble, quoted": is_quoted and has_trouble,
            "thing, quoted": is_quoted and has_thing,
            "trouble, listed": is_listed and has_trouble,
            "thing, listed": is_listed and has_thing,
        }
    )
    return tuple(sorted(marks))


@lru_cache(maxsize=20_000)
def place_marks(
    before: str, after: str, is_first: bool, is_last: bool, n_pieces: int, is_listed: bool
) -> Marks:
    """Name where a piece stands: the characters around it, blank at the ends of its sentence, and its number there.

    Examples
    --------
    >>> place_marks("", "，", True, False, 2, False)
    ('in front ', 'at the end ，', 'pieces 2', 'first')
    """
    marks = [f"in front {before}", f"at the end {after}", f"pieces {n_pieces}"]
    flags = {
        "first": is_first,
        "last": is_last,
        "only": is_first and is_last,
        "listed": is_listed,
    }
    return (*marks, *_true(flags))


def _wording(piece: str) -> Marks:
    return form_marks(
        bisect_left(FORM_LENGTHS, len(piece)),
        begins_item(piece),
        begins_anew(piece),
        is_share(piece),
        piece[-1:] == "难",
        piece[-2:] in PROBLEM_ENDS,
        "等" in piece[-4:],
    )


@lru_cache(maxsize=1000)
def form_marks(
    length: int, starts: bool, anew: bool, is_share: bool, is_hard: bool, ends: bool, is_open: bool
) -> Marks:
    """Name the form of a piece: the number of its length in `FORM_LENGTHS`, how it begins and ends.

    Examples
    --------
    >>> form_marks(1, True, False, False, False, False, False)
    ('length 8', 'starter')
    """
    flags = {
        "starter": starts,
        "anew": anew,
        "share": is_share,
        "hard": is_hard,
        "problem at the end": ends,
        "and so on": is_open,
    }
    return (f"length {(*FORM_LENGTHS, 'more')[length]}", *_true(flags))


@lru_cache(maxsize=8)
def story_marks(is_announced: bool, was_in_trouble: bool, was_told: bool) -> Marks:
    """Name what the pieces before tell a piece.

    Examples
    --------
    >>> story_marks(True, False, True)
    ('announced', 'kind before')
    """
    return _true({"announced": is_announced, "trouble before": was_in_trouble, "kind before": was_told})


@lru_cache(maxsize=20_000)
def neighbour_marks(side: str, neighbour: tuple[bool, bool, frozenset[str]] | None) -> Marks:
    """Name what a piece sees on a side, before or behind: whether its neighbour has a thing, a trouble, and its classes.

    Examples
    --------
    >>> neighbour_marks("before", None), neighbour_marks("behind", (True, False, frozenset({"wish"})))
    (('before: none',), ('behind: thing', 'behind: wish'))
    """
    if neighbour is None:
        return (f"{side}: none",)
    has_thing, has_trouble, classes = neighbour
    flags = {
        "thing": has_thing,
        "trouble": has_trouble,
        "thing in trouble": has_thing and has_trouble,
        **{name: name in classes for name in _TOLD_OF_NEIGHBOURS},
    }
    return tuple(f"{side}: {name}" for name in _true(flags))


def _true(flags: dict[str, bool]) -> Marks:
    return tuple([name for name, holds in flags.items() if holds])


def begins_item(piece: str) -> bool:
    """Tell whether a piece begins as the items of a list do: 一是…, 有的…

    Examples
    --------
    >>> begins_item("二是路灯不亮"), begins_item("二楼漏水")
    (True, False)
    """
    return piece[:1] in ITEM_HEADS and _STARTER.match(piece) is not None


def begins_anew(piece: str) -> bool:
    """Tell whether a piece begins as what follows another matter does: 还有…, 加上…

    Examples
    --------
    >>> begins_anew("还有人往下扯线"), begins_anew("臭气熏天")
    (True, False)
    """
    return piece[:1] in ANEW_HEADS and _ANEW.match(piece) is not None


def is_share(piece: str) -> bool:
    """Tell whether a piece gives the share or the number of a matter in a count: 停车难占三成.

    Examples
    --------
    >>> is_share("停车难占三成"), is_share("占了消防通道")
    (True, False)
    """
    return ("占" in piece or piece.endswith("件")) and _SHARE.search(piece) is not None


def is_between_marks(text: str, item: Item) -> bool:
    """Tell whether a piece stands between 、 or in quotation marks of its own, as the items of a list do.

    Examples
    --------
    >>> from textmine.news.issue_features import read_sentence
    >>> reading = read_sentence("停车难、充电难等，都解决了。")
    >>> [is_between_marks(reading.text, item) for item in reading.items]
    [True, True, False]
    """
    before, after = text[item.start - 1 : item.start], text[item.end : item.end + 1]
    return "、" in (before, after) or (
        before == "“" and after == "”" and "“" in text[: item.start - 1] + text[item.end + 1 :]
    )


def first_announced(text: str, items: Sequence[Item]) -> int:
    """Give the number of the first piece of a list that a colon announces; -1 for none.

    Examples
    --------
    >>> from textmine.news.issue_features import read_sentence
    >>> reading = read_sentence("问题有三类：停车难，充电难，没路灯。")
    >>> first_announced(reading.text, reading.items)
    1
    """
    if "：" in text:
        for n, item in enumerate(items):
            if text[item.start - 1 : item.start] == "：" and _ANNOUNCED.search(text, 0, item.start):
                return n
    return -1
