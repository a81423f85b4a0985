"""Choose the pieces of a sentence that each name a problem: of a list every item, else the best."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection

from textmine.news.issue_features import Item, Reading

__all__ = ["problem_items"]

# In front of a colon these announce a list of problems; commas part its items.
_ANNOUNCED = re.compile(
    r"(?:问题|几?样|[类块条]|有|困难|难题|难处|事|短板|弱项|诉求|需求|投诉|抱怨|意见|原因|隐患|如下|地图|项目|内容|不同|[年月]|边上|的是|不外乎|集中在|包括|涉及|分别是|数|情况|意见很大|怨言)[^，。：]{0,3}：$"
)
# Each of several pieces that begin or end alike is an item: 有的…有的…, 一是…二是…, …占三成，…占两成.
_STARTER = re.compile(r"有的|有[人家]|[一二三四五六]是|其[一二三四五]|还有|再就是|[①-⑳]")
_SHARE = re.compile(r"占(?:了|到|比)?[^，。]{0,4}(?:\d|[一二两三四五六七八九]成)|\d[\d.,万]*件$")
_COUNTED = re.compile(r"\d[\d,.万余多]*(?:件|起|处|盏|个|米|公里|辆|车|条|户|张|套|部|平方米)$")
_PROBLEMS_NAMED = re.compile("问题|难题|急难愁盼|烦心事|关键小事|堵点|痛点|诉求|[^艰困]难$")
_ANEW = re.compile(r"所以|还有|另外?|也|加上|同时|再就是|以及|有(?:业主|居民|人|住户)")
_BARE = 4  # Characters of a mere noun, which only its list makes a problem.
_LEANS = 0.2  # From here on the words of a piece are those of problems.
_LONG_LIST = 3  # Pieces of one sentence that each tell of another trouble.


def problem_items(
    reading: Reading, lean: Callable[[str], float] | None = None, *, is_sure: bool = True
) -> list[Item]:
    """Choose the pieces of a sentence that each name a problem.

    Parameters
    ----------
    lean : callable, optional
        How much the words of a piece are those of problems; decides where the vocabulary knows no piece.
    is_sure : bool
        Whether the sentence surely names problems: then every thing in a list is one.

    Examples
    --------
    >>> from textmine.news.issue_features import read_sentence
    >>> for text in ("楼道堆物、车辆乱停、油烟扰民等问题", "停车难占三成，养狗扰民占两成", "化粪池渗漏，臭气熏天"):
    ...     print([text[i.start : i.end] for i in problem_items(read_sentence(text))])
    ['楼道堆物', '车辆乱停', '油烟扰民等问题']
    ['停车难占三成', '养狗扰民占两成']
    ['化粪池渗漏']
    """
    text = reading.text
    named = [item for item in reading.items if item.things or (item.has_trouble and item.is_quoted)]
    strong = [item for item in named if item.things and (item.has_trouble or "wish" in item.classes)]
    listed = _listed(reading, lean, is_sure)
    if len(listed) > 1:
        kept = [item for item in reading.items if item in listed or item in strong]
    elif strong:
        many = len({item.things[0][2] for item in strong}) >= _LONG_LIST
        kept = [item for n, item in enumerate(strong) if not n or many or _begins_anew(text, item)]
    else:
        kept = [item for item in named if item.things and "better" in item.classes]
    chosen: list[Item] = []
    seen: set[str] = set()
    for item in kept or named[:1]:
        names = {text[low:high] for low, high, _ in item.things}
        kinds = {kind for _, _, kind in item.things}
        # In a list every piece is a problem; elsewhere only what is of another category than the pieces before.
        if (names and names <= seen) or (strong and len(listed) < 2 and kinds <= seen):
            continue
        seen |= names | kinds
        chosen.append(item)
    return chosen or named[:1] or _without_vocabulary(reading, lean)


def _without_vocabulary(reading: Reading, lean: Callable[[str], float] | None) -> list[Item]:
    troubled = [item for item in reading.items if item.has_trouble]
    if troubled or lean is None or not reading.items:
        return troubled[:1]
    return [max(reading.items, key=lambda item: lean(reading.text[item.start : item.end]))]


def _begins_anew(text: str, item: Item) -> bool:
    """What follows a comma mostly goes on about the same matter: 化粪池渗漏，臭气熏天."""
    return text[item.start - 1] in "；。！？“：" or _ANEW.match(text, item.start) is not None


def _listed(reading: Reading, lean: Callable[[str], float] | None, is_sure: bool) -> Collection[Item]:
    """List the items of a sentence that stand in a list and can be problems."""
    text, items = reading.text, reading.items
    pieces = [text[item.start : item.end] for item in items]
    found = {n for n, item in enumerate(items) if _is_between_marks(text, item)}
    found |= _after_announcement(text, items)
    found |= _alike(pieces, items)
    if _last_has_all(items, pieces, found):
        return ()
    return [
        items[n]
        for n in sorted(found)
        if (is_sure and items[n].things) or _can_be_item(items[n], pieces[n], lean)
    ]


def _can_be_item(item: Item, piece: str, lean: Callable[[str], float] | None) -> bool:
    """What is listed is a problem when it is in trouble, wished for or repaired, or when its words are those of problems."""
    if item.has_trouble or (item.things and item.classes & {"wish", "better"}):
        return True
    return lean is not None and lean(piece) > _LEANS


def _bare(items: Collection[Item], pieces: list[str]) -> set[int]:
    return {
        n
        for n, item in enumerate(items)
        if len(pieces[n]) <= _BARE and not item.has_trouble and not item.classes & {"wish", "better"}
    }


def _last_has_all(items: tuple[Item, ...], pieces: list[str], found: set[int]) -> bool:
    """三轮车、电动车、私家车挤作一团 is one problem: mere nouns that share the last one's predicate."""
    listed = sorted(found)
    bare = _bare(items, pieces)
    return (
        len(listed) > 1
        and all(n in bare for n in listed[:-1])
        and listed[-1] not in bare
        and "问题" not in pieces[listed[-1]]
        and "等" not in pieces[listed[-1]]
    )


def _is_between_marks(text: str, item: Item) -> bool:
    """A piece between 、 or in quotation marks of its own is an item of a list."""
    before, after = text[item.start - 1 : item.start], text[item.end : item.end + 1]
    return "、" in (before, after) or (
        before == "“" and after == "”" and "“" in text[: item.start - 1] + text[item.end + 1 :]
    )


def _after_announcement(text: str, items: tuple[Item, ...]) -> set[int]:
    for n, item in enumerate(items):
        if text[item.start - 1 : item.start] == "：" and _ANNOUNCED.search(text, 0, item.start):
            return {at for at in range(n, len(items)) if items[at].things or items[at].has_trouble}
    return set()


def _is_repair(item: Item) -> bool:
    return bool(item.things) and ("better" in item.classes or item.has_trouble)


def _alike(pieces: list[str], items: tuple[Item, ...]) -> set[int]:
    groups = [
        {n for n, piece in enumerate(pieces) if _STARTER.match(piece)},
        {n for n, piece in enumerate(pieces) if _SHARE.search(piece) and "其他" not in piece},
    ]
    # Where problems are named before, these are the answers to them.
    if not any(_PROBLEMS_NAMED.search(piece) for piece in pieces):
        groups.append({n for n, p in enumerate(pieces) if _is_repair(items[n]) and _COUNTED.search(p)})
    ends: dict[str, set[int]] = defaultdict(set)
    for n, piece in enumerate(pieces):
        if len(piece) > _BARE and items[n].things and items[n].has_trouble:
            ends[piece[-2:]].add(n)
    groups += ends.values()
    return {n for group in groups if len(group) > 1 for n in group}
