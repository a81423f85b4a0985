"""Recognise the places and named things that messages are about: estates, roads, schools, projects, firms.

Two passes. The first reads names by their endings (…小区, …路, …中学) and cuts the left edge at words that cannot
belong to a name. The second looks for the names found, without their ending, in all messages: who writes
"诺亚山林小区" once and "诺亚山林" elsewhere means one place.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate

from textmine.mining.placewords import ENDING_SET, ENDINGS, GENERIC, KINDS, NEEDS_MORE, NO_ENDING, STOP, TAILS

__all__ = ["ADMINISTRATIVE", "ending_of", "find_districts", "find_places", "join_codes", "name_core"]

# Province, city, district, county, and the codes that anonymised data put in their stead (A市, A7县).
# 东湖小区 and 和平社区 end in 区 and are no districts.
ADMINISTRATIVE = re.compile(r"(?:[A-Z]\d{0,2}|[\u4e00-\u9fff]{2,3})(?:省|市|(?<![小社])区|县)$")
_DISTRICTS = (
    re.compile(r"([A-Z]\d{1,2}(?:区|县|市))"),
    re.compile(r"(?<=市)([\u4e00-\u9fff]{2,3}(?<!小|社|地|景|园|厂|校|库|山|市)(?:区|县))"),
)
_CODE = re.compile(r"[A-Z]\d{0,2}(?:市|区|县|省)|(?:黑龙江|[\u4e00-\u9fff]{2})省")
_LETTER_CODE = re.compile(r"[A-Z]\d{0,2}[市区县省]")
# "严重影响小区" makes no name of 严重影响: of all its uses, too few carry the ending of a name.
_MIN_WITH_ENDING_SHARE = 0.1
_NAME_TOKEN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·]+$")
# Dates, sums and bare kinds are no names.
_NO_NAME = re.compile(r"^\d+[年月日号栋楼期元万]|[年月]\d|^有限|^[A-Za-z0-9]+$|^[为及按并把被使将让]|[的了]")
_MAX_NAME, _MIN_CORE = 10, 3
_MAX_TOKENS, _MIN_USES, _MOST_USES = 4, 3, 0.6
_SHORT_SHARE = 0.5
# A "name" found in more than 5 % of all texts is no particular place; small tables may be about one place.
_MOST_TEXTS_SHARE, _FEWEST_TEXTS = 0.05, 50


@functools.lru_cache(maxsize=200_000)
def name_core(name: str) -> str:
    """Strip what names add at will: administrative codes before, 小区 or 公司 after, dots within.

    Examples
    --------
    >>> name_core("A2区丽景新城小区"), name_core("滨江·春晓公寓")
    ('丽景新城', '滨江春晓')
    """
    core = re.sub(r"^(?:[A-Z]\d{0,2}(?:市|区|县|省))+", "", name).replace("·", "")
    for ending in GENERIC:
        if core.endswith(ending) and len(core) - len(ending) >= _MIN_CORE:
            return core[: -len(ending)]
    return core


def find_districts(titles: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Read the district or county each message names; blank where none is named.

    A code (A7县) comes before a name, the title before the text.

    Examples
    --------
    >>> find_districts(["A7县星沙停电", "云渡市望岳区修路", "停水"], ["", "", "家住A3区"])
    ['A7县', '望岳区', 'A3区']
    """
    found = []
    for title, text in zip(titles, texts, strict=True):
        hits = (pattern.search(str(part)) for pattern in _DISTRICTS for part in (title, text))
        found.append(next((hit.group(1) for hit in hits if hit), ""))
    return found


def ending_of(name: str) -> str:
    """Return the longest known ending of a name, empty when it has none.

    Examples
    --------
    >>> ending_of("仁和堂医院"), ending_of("天屿名都")
    ('医院', '')
    """
    return next((name[at:] for at in range(1, len(name)) if name[at:] in ENDING_SET), "")


def join_codes(words: Sequence[str]) -> list[str]:
    """Join the words of a code that the segmenter cut.

    Examples
    --------
    >>> join_codes(["A7", "县", "星沙"])
    ['A7县', '星沙']
    """
    text = "".join(words)
    # The longer pattern looks at every pair of characters; few texts name a province.
    codes = (_CODE if "省" in text else _LETTER_CODE).finditer(text)
    out: list[str] = []
    taken = 0
    ends: list[int] = []
    for code in codes:
        ends = ends or list(accumulate(map(len, words)))
        first, last = bisect_right(ends, code.start()), bisect_left(ends, code.end())
        if (ends[first - 1] if first else 0) != code.start():
            continue
        out += words[taken:first]
        out.append(code.group())
        if ends[last] > code.end():
            out.append(text[code.end() : ends[last]])
        taken = last + 1
    return [*out, *words[taken:]]


# What follows a name without being part of it: 丽景名都业主, 丽景名都二期, 丽景名都楼下.
_FOLLOWERS = re.compile(
    r"(?:业主|住户|业委会|物业|开发商|楼盘|项目|楼下|楼上|门口|旁边?|附近|周边|周围|对面|隔壁|门面|商户|售楼部|售楼处|车库|公司|平台|公交车?)$"
    r"|(?:[一二三四五六七八九十]|\d{1,2})(?:期|栋|楼|号楼|标|标段|单元|组团)$"
)


@functools.lru_cache(maxsize=200_000)
def _is_follower(word: str) -> bool:
    return bool(_FOLLOWERS.fullmatch(word))


_PLAIN, _ENDS, _UNIT, _BREAK = range(4)


@functools.lru_cache(maxsize=200_000)
def _role(word: str) -> int:
    """Say what a word can do in a name: end it, be a county within it, break it, or none of these."""
    if not _NAME_TOKEN.match(word):
        return _BREAK
    if ADMINISTRATIVE.fullmatch(word):
        return _UNIT
    if word in NO_ENDING:
        return _ENDS if word in NEEDS_MORE else _PLAIN
    return _ENDS if word.endswith(ENDINGS) or word[-1] in TAILS else _PLAIN


def _names_by_ending(words: Sequence[str]) -> list[str]:
    """Read the names in one text up to their ending: …小区, …路."""
    found: list[str] = []
    start_free = 0
    for at, role in enumerate(map(_role, words)):
        if role == _PLAIN:
            continue
        if role == _BREAK or (role == _UNIT and not _is_code_in_name(words, at)):
            start_free = at + 1
            continue
        first = at
        name = word = words[at]
        while first > start_free and at - first < 3:
            before = words[first - 1]
            if before in STOP or not _can_stand_in_name(before) or len(before) + len(name) > _MAX_NAME:
                break
            name, first = before + name, first - 1
        core = name_core(name)
        if not _can_be_core(core):
            continue
        if name not in ENDINGS and core not in ENDINGS and name not in STOP:
            found.append(name)
            start_free = at + 1 if word.endswith(ENDINGS) else start_free
    return found


@functools.lru_cache(maxsize=200_000)
def _can_be_core(core: str) -> bool:
    return len(core) >= _MIN_CORE and not _NO_NAME.search(core) and not ADMINISTRATIVE.fullmatch(core)


def _can_stand_in_name(word: str) -> bool:
    return word not in NO_ENDING and _role(word) in (_PLAIN, _ENDS)


def _names_before_followers(documents: Sequence[Sequence[str]]) -> list[list[str]]:
    """Read the names that stand before 业主, 二期, 门口 …, whatever they end in.

    Where such a name begins is read off the whole table: it grows to the left as long as most uses of the shorter
    form are uses of the longer one.
    """
    before = [
        [words[max(0, at - _MAX_TOKENS) : at] for at, word in enumerate(words) if _is_follower(word)]
        for words in documents
    ]
    # Only the runs that stand before such a word are counted.
    counts = {tuple(run[at:]): 0 for runs in before for run in runs for at in range(len(run))}
    starts = {run[0] for run in counts}
    for words in documents:
        for at, word in enumerate(words):
            if word in starts:
                for end in range(at + 1, min(at + _MAX_TOKENS, len(words)) + 1):
                    if (run := tuple(words[at:end])) in counts:
                        counts[run] += 1
    return [[name for run in runs if (name := _grown_leftward(run, counts))] for runs in before]


def _grown_leftward(before: Sequence[str], counts: Mapping[tuple[str, ...], int]) -> str:
    first = len(before)
    while first > 0 and _can_stand_in_name(word := before[first - 1]):
        if len(word) > 1 and word in STOP:
            break
        longer, shorter = tuple(before[first - 1 :]), tuple(before[first:])
        is_long = len("".join(shorter)) >= _MIN_CORE
        if is_long and counts[longer] < _MOST_USES * counts[shorter]:
            break
        first -= 1
    while first < len(before) and before[first] in STOP:
        first += 1
    run = tuple(before[first:])
    name = "".join(run)
    is_name = _MIN_CORE <= len(name) <= _MAX_NAME and len(run) > 1 and counts[run] >= _MIN_USES
    return name if is_name and not _NO_NAME.search(name) else ""


def _is_code_in_name(words: Sequence[str], at: int) -> bool:
    """Tell 万境K9县, an estate whose own number was taken for a county's, from 请问A7县 and A市A7县."""
    if not _CODE.fullmatch(words[at]) or not words[at].endswith("县") or at < 2:
        return False
    before = words[at - 1], words[at - 2]
    return all(
        len(w) > 1 and w not in STOP and not ADMINISTRATIVE.fullmatch(w) and _NAME_TOKEN.match(w)
        for w in before
    )


def find_places(
    texts: Sequence[str], *, words: Sequence[Sequence[str]], n_trusted: int | None = None
) -> list[list[str]]:
    """Find the names of places and things in each text, in order of appearance.

    Parameters
    ----------
    texts : the texts.
    words : their words; a text's words joined give the text.
    n_trusted : int, optional
        So many texts at the start (titles) are believed when they name what no other text names; in running text
        such a name is more often a slip of the rules. All, when not given.

    Returns
    -------
    list of lists
        Cores of names (see :func:`name_core`), without repetition; empty where a text names nothing particular.

    Examples
    --------
    >>> texts = ["A2区诺亚山林小区门口建医院", "诺亚山林小区旁要建医院", "反对在诺亚山林建医院"]
    >>> from textmine.text.segment import Segmenter
    >>> find_places(texts, words=Segmenter().segment(texts))
    [['诺亚山林'], ['诺亚山林'], ['诺亚山林']]
    >>> find_places([], words=[])
    []
    """
    if not texts:
        return []
    import ahocorasick_rs

    trusted = len(texts) if n_trusted is None else n_trusted
    joined = [join_codes(w) for w in words]
    direct = [[name_core(n) for n in _names_by_ending(w)] for w in joined]
    for names_, more in zip(direct, _names_before_followers(joined[:trusted]), strict=False):
        names_.extend(core for core in map(name_core, more) if _can_be_core(core))
    counts = Counter(core for names in direct for core in set(names))
    candidates = sorted(counts)
    if not candidates:
        return [[] for _ in texts]
    finder = ahocorasick_rs.AhoCorasick(candidates, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    everywhere = Counter(core for text in texts for core in set(finder.find_matches_as_strings(text)))
    most = max(_FEWEST_TEXTS, _MOST_TEXTS_SHARE * len(texts))
    names = {
        core
        for core in candidates
        if everywhere[core] <= most and counts[core] >= _MIN_WITH_ENDING_SHARE * everywhere[core]
    }
    titled = {core for own in direct[:trusted] for core in own}
    known = sorted(core for core in (names & titled) - KINDS if counts[core] >= 2 or len(core) >= 4)
    short = _short_forms(known, texts, most=most)
    known = sorted({*known, *short})
    if known:
        finder = ahocorasick_rs.AhoCorasick(known, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    return [
        list(
            dict.fromkeys(
                (finder.find_matches_as_strings(text) if known else [])
                or ([core for core in own if core in names] if at < trusted else [])
            )
        )
        for at, (text, own) in enumerate(zip(texts, direct, strict=True))
    ]


def _short_forms(known: Sequence[str], texts: Sequence[str], *, most: float) -> list[str]:
    """Find the first two characters of names that stand for the whole name: who says 天屿 means 天屿名都.

    They do when at least half of their uses are uses of one name: 万科 begins many and stands for none.
    """
    import ahocorasick_rs

    uses = _count_uses(known, texts)
    longest: Counter[str] = Counter()
    for name in known:
        if len(name) > _MIN_CORE and uses[name] >= _MIN_USES:
            longest[name[:2]] = max(longest[name[:2]], uses[name])
    starts = sorted(longest)
    if not starts:
        return []
    every = ahocorasick_rs.AhoCorasick(starts)
    n_uses = Counter(
        starts[which]
        for text in texts
        for which, _, _ in every.find_matches_as_indexes(text, overlapping=True)
    )
    return [s for s in starts if longest[s] >= _SHORT_SHARE * n_uses[s] and n_uses[s] <= most]


def _count_uses(names: Sequence[str], texts: Sequence[str]) -> Counter[str]:
    import ahocorasick_rs

    if not names:
        return Counter()
    finder = ahocorasick_rs.AhoCorasick(names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    return Counter(name for text in texts for name in finder.find_matches_as_strings(text))
