"""Weigh a personal name against ordinary words: which reading of some characters is the more probable one.

A name is a surname and one or two given characters, each with a probability from tables of our own; ordinary words
have the frequencies of jieba's dictionary. Both readings of a stretch of text are paths through one lattice, so the
end of a name is where the rest of the sentence reads best: 业主|严丽君|交|了, not 业主|严丽|君|交|了.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from textmine.text.namedata import (
    ALONE,
    ALONE_SHARE,
    COMPOUND_SURNAMES,
    FIRST,
    LAST,
    NEVER,
    NEVER_LAST,
    PAIR_LOG,
    PAIRS,
    SURNAMES,
    TRANSCRIBED,
    UNLISTED,
)
from textmine.text.namedictionary import UNKNOWN_LOG, given_counts, word_logs

__all__ = [
    "COMPOUND_SURNAMES",
    "Reading",
    "given_logs",
    "is_surname",
    "log_name",
    "log_words",
    "may_be_name",
    "name_margins",
    "name_probability",
    "read_backward",
    "read_between",
    "read_forward",
    "surname_bound",
]

# Words of one character that may close a sentence behind a name.
_CLOSES = frozenset("说称讲问答去到在等收住死亡签呈上敬者方家处及和与均")
# The last character of a place: 石家巷 is none of the family 石.
_ENDS_PLACE = frozenset("巷街路村镇乡县市区苑园城湖局所厂店院站处寺庙桥州府湾坪塘冲坝屯寨社组界省馆")
_PLACE_SHARE = 0.005
_ONE_GIVEN = 0.2  # Share of names with one given character; the report of 2020 says somewhat less.
_COMPOUND = 0.0008  # All compound surnames together, .1 %, most of them 欧阳.
_BOTH_SHARE = (
    0.004  # Share of names that join two surnames, times a little for the tables of the given characters.
)
_COMMON_SURNAME = 0.0008  # That of the hundred and fifty or so commonest.
_SHORTEST_TRANSCRIBED, _LONGEST_TRANSCRIBED = 3, 7
_UNLISTED_LOG = math.log(UNLISTED)
_LOG_ONE, _LOG_TWO = math.log(_ONE_GIVEN), math.log(1 - _ONE_GIVEN)
_WORD_ALLOWANCE = 5.0  # A name that is a word too may be that much less probable.
_UNSEEN_BOUND = _UNLISTED_LOG - UNKNOWN_LOG
_COMMON_LOG = math.log(
    5e-4
)  # 于, 来, 也 and the like are words of their own more often than the end of a name.
_SIZES = (2, 3, 4)
_MAX_WORD = 4  # Longer words of the dictionary are mostly made of shorter ones.


def is_surname(text: str) -> bool:
    """Tell whether one or two characters are a surname.

    Examples
    --------
    >>> is_surname("欧阳"), is_surname("严"), is_surname("的")
    (True, True, False)
    """
    return text in SURNAMES or text in COMPOUND_SURNAMES


def name_probability(text: str) -> float:
    """Give the probability of a whole name among all names; 0 where it can be none.

    Examples
    --------
    >>> name_probability("严丽君") > 10 * name_probability("严丽交") > 0
    True
    >>> name_probability("严的君")
    0.0
    """
    return math.exp(log_name(text))


def log_name(text: str) -> float:
    """Give the natural logarithm of the probability of a whole name; minus infinity where it can be none.

    A surname and one or two given characters, two common surnames and two given characters (李杨思雨), or from three
    characters on a name of another language in Chinese characters (海日古).

    Examples
    --------
    >>> log_name("海日古") > log_name("海日的")
    True
    """
    only, first, last = given_logs()
    n, n_surname = len(text), 1
    surname = SURNAMES.get(text[:1], 0.0)
    if n > 2 and text[:2] in COMPOUND_SURNAMES:
        n_surname, surname = 2, _COMPOUND
    elif n == 4:
        n_surname, surname = 2, _BOTH_SHARE * _common(text[0]) * _common(text[1])
    given = text[n_surname:]
    if not surname or not 1 <= len(given) <= 2 or not NEVER.isdisjoint(given):
        return _log_transcribed(text)
    if given[-1] in NEVER_LAST:
        return -math.inf
    if len(given) == 1:
        return math.log(surname * _ONE_GIVEN) + only.get(given, _UNLISTED_LOG)
    surname *= _PLACE_SHARE if given[-1] in _ENDS_PLACE else 1.0
    doubled = 4.0 if given[0] == given[1] else 1.0  # 婷婷, 丹丹: far more often than chance.
    log = math.log(surname * (1 - _ONE_GIVEN) * doubled)
    log += first.get(given[0], _UNLISTED_LOG) + last.get(given[1], _UNLISTED_LOG)
    log += PAIR_LOG if given in PAIRS else 0.0
    return max(log, _log_transcribed(text))


def _common(character: str) -> float:
    weight = SURNAMES.get(character, 0.0)
    return weight if weight > _COMMON_SURNAME else 0.0


def _log_transcribed(text: str) -> float:
    """Give the logarithm of the probability of a name that only transcribes another language."""
    n = len(text)
    if not _SHORTEST_TRANSCRIBED <= n <= _LONGEST_TRANSCRIBED:
        return -math.inf
    return max(
        (
            share + n * each
            for characters, (share, each) in TRANSCRIBED.items()
            if characters.issuperset(text)
        ),
        default=-math.inf,
    )


@functools.cache
def given_logs() -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """Give the log probabilities of an only, a first and a last given character.

    Half is our own table, half is counted among the names of three characters in jieba's dictionary.

    Examples
    --------
    >>> only, first, last = given_logs()
    >>> first["志"] > first["栋"]
    True
    """
    counts = given_counts()
    tables = []
    for own, counted in zip((FIRST, LAST), counts, strict=True):
        total = sum(counted.values()) or 1
        tables.append(
            {
                c: 0.5 * own.get(c, UNLISTED) + 0.5 * max(counted.get(c, 0) / total, UNLISTED)
                for c in own.keys() | counted.keys()
            }
        )
    first, last = tables
    only = {c: max(first.get(c, UNLISTED), last.get(c, UNLISTED)) for c in first.keys() | last.keys()}
    only |= {c: max(only.get(c, UNLISTED), ALONE_SHARE) for c in ALONE}
    to_log = [
        {c: math.log(p) for c, p in table.items()} | dict.fromkeys(never, -math.inf)
        for table, never in ((only, NEVER | NEVER_LAST), (first, NEVER), (last, NEVER | NEVER_LAST))
    ]
    return to_log[0], to_log[1], to_log[2]


@dataclass(frozen=True)
class Reading:
    """Hold the best reading of a stretch in which a name stands at the beginning or at the end.

    Attributes
    ----------
    start, stop : int
        Where the name stands in the stretch.
    margin : float
        Natural logarithm of how much more probable this is than the best reading without a name, the prior left out.
    following : str
        The word behind the name in this reading; empty at the end.
    preceding : str
        The word in front of it, where a stretch was read on both sides.
    """

    start: int
    stop: int
    margin: float
    following: str
    preceding: str = ""


def read_forward(
    stretch: str, *, lead: str = "", is_whole: bool = False, is_closed: bool = False
) -> Reading | None:
    """Read Han characters as a name and the words behind it, and as words alone; None when they begin with no name.

    Parameters
    ----------
    lead : str
        What stands in front of the stretch. Without a name its words may run on into the stretch (利民|工程).
    is_whole : bool
        The name must be the whole stretch.
    is_closed : bool
        A mark closes the stretch: then a single character behind a name of two belongs to it.

    Examples
    --------
    >>> reading = read_forward("严丽君交了五年")
    >>> reading.stop, reading.margin > 0, reading.following
    (3, True, '交')
    >>> read_forward("高度怀疑账目").margin < -5
    True
    >>> read_forward("程一旦").margin > 0 > read_forward("程一旦", lead="扰民工").margin
    True
    """
    n = len(stretch)
    names = [(n, log_name(stretch))] if is_whole else [(k, log_name(stretch[:k])) for k in _SIZES if k <= n]
    names = [(stop, value) for stop, value in names if value > -math.inf]
    if not names:
        return None
    logs = word_logs()
    n_lead = len(lead)
    tail, step = _tails(_edges(lead + stretch), n_lead + n)
    of_lead = _tails(_edges(lead), n_lead)[0][0]
    value, stop = max((of_lead + value + tail[n_lead + stop], stop) for stop, value in names)
    is_rare = logs.get(stretch[-1], UNKNOWN_LOG) < _COMMON_LOG
    is_left = stop == n - 1 and stretch[-1] not in _CLOSES and (is_closed or is_rare)
    if is_left and name_probability(stretch):
        stop = n  # 童国|栋: a character left over at the end belongs to the name.
    return Reading(0, stop, value - tail[0], stretch[stop : stop + step[n_lead + stop]])


def _edges(stretch: str) -> list[tuple[int, int, float]]:
    """List the dictionary words of a stretch by where they begin, single characters among them, with their logs."""
    logs = word_logs()
    n = len(stretch)
    get = logs.get
    edges = []
    for at in range(n):
        edges.append((at, at + 1, get(stretch[at], UNKNOWN_LOG)))
        for stop in range(at + 2, min(n, at + _MAX_WORD) + 1):
            found = get(stretch[at:stop])
            if found is not None:
                edges.append((at, stop, found))
    return edges


def _tails(edges: Sequence[tuple[int, int, float]], n: int) -> tuple[list[float], list[int]]:
    """Give for each place the log probability of the best words from there to the end, and the length of the first."""
    tail, step = [-math.inf] * n + [0.0], [0] * (n + 1)
    for at, stop, found in reversed(edges):
        value = found + tail[stop]
        if value > tail[at]:
            tail[at], step[at] = value, stop - at
    return tail, step


def _heads(edges: Sequence[tuple[int, int, float]], n: int) -> tuple[list[float], list[int]]:
    """Give for each place the log probability of the best words up to there, and the length of the last of them."""
    head, back = [0.0] + [-math.inf] * n, [0] * (n + 1)
    for at, stop, found in edges:
        value = head[at] + found
        if value > head[stop]:
            head[stop], back[stop] = value, stop - at
    return head, back


def read_backward(stretch: str) -> Reading | None:
    """Read Han characters as words and a name behind them, and as words alone; None when they end with no name.

    Examples
    --------
    >>> reading = read_backward("请转告申小玲")
    >>> reading.start, reading.margin > 0
    (3, True)
    """
    n = len(stretch)
    head = _heads(_edges(stretch), n)[0]
    names = [
        (head[at] + value, at)
        for at in range(max(0, n - 4), n - 1)
        if (value := log_name(stretch[at:])) > -math.inf
    ]
    if not names:
        return None
    value, start = max(names)
    return Reading(start, n, value - head[n], "")


def read_between(stretch: str, candidates: Sequence[tuple[int, int]]) -> list[Reading]:
    """Weigh candidates for names inside a stretch.

    Parameters
    ----------
    candidates : start and stop of each, all of them possible names

    Examples
    --------
    >>> [(r.stop, r.preceding, r.following, r.margin > 4) for r in read_between("你问鲍国栋去", [(2, 4), (2, 5)])]
    [(4, '问', '栋', True), (5, '问', '去', True)]
    >>> read_between("你问", [])
    []
    """
    if not candidates:
        return []
    edges, n = _edges(stretch), len(stretch)
    tail, step = _tails(edges, n)
    head, back = _heads(edges, n)
    return [
        Reading(
            start,
            stop,
            head[start] + log_name(stretch[start:stop]) + tail[stop] - tail[0],
            stretch[stop : stop + step[stop]] if stop < len(stretch) else "",
            stretch[start - back[start] : start],
        )
        for start, stop in candidates
    ]


def log_words(text: str) -> float:
    """Give the log probability of the best words of a few characters.

    Examples
    --------
    >>> log_words("方便") > log_words("方更")
    True
    """
    return _tails(_edges(text), len(text))[0][0]


def may_be_name(stretch: str, at: int, least2: float, least3: float) -> bool:
    """Tell by single characters whether a name may begin at a place: quick, and never too strict.

    Parameters
    ----------
    least2, least3 : how far a name of two, of three characters must beat its characters one by one

    Examples
    --------
    >>> may_be_name("问郜大伟去", 1, 8, 8), may_be_name("问问题的人", 1, 8, 8)
    (True, False)
    """
    alone, only_of, first_of, last_of = _bounds()
    surname = alone.get(stretch[at], -math.inf)
    two = stretch[at : at + 2]
    second = two[1:]
    if not second:
        return False
    value = surname + only_of.get(second, _UNSEEN_BOUND)
    if value >= least2 or (value >= least2 - _WORD_ALLOWANCE and two in word_logs()):
        return True
    third = stretch[at + 2 : at + 3]
    if not third:
        return False
    value = surname + first_of.get(second, _UNSEEN_BOUND) + last_of.get(third, _UNSEEN_BOUND)
    value += PAIR_LOG if second + third in PAIRS else 0.0
    if value >= least3 or (value >= least3 - _WORD_ALLOWANCE and stretch[at : at + 3] in word_logs()):
        return True
    return two in COMPOUND_SURNAMES or (
        SURNAMES.get(second, 0.0) > _COMMON_SURNAME < SURNAMES.get(two[0], 0.0) and len(stretch) > at + 3
    )


def name_margins(stretch: str, at: int, least: Sequence[float]) -> list[tuple[int, float]]:
    """Give where the names end that may begin with the surname at a place, and how far each may at best beat words.

    The bound looks at the characters of the name alone; what stands around them can only lower it.

    Parameters
    ----------
    least : what the bound must reach for a name of two, three and four characters

    Examples
    --------
    >>> [(stop, bound > 5) for stop, bound in name_margins("问郜大伟去", 1, (-9, -9, -9))]
    [(3, True), (4, True)]
    >>> name_margins("问", 0, (-9, -9, -9))
    []
    """
    one, two, three = stretch[at], stretch[at : at + 2], stretch[at : at + 3]
    alone, only_of, first_of, last_of = _bounds()
    get = word_logs().get
    surname = alone.get(one, -math.inf)
    second, third = two[1:], three[2:]
    found = []
    is_compound = two in COMPOUND_SURNAMES
    # First against single characters, then, where that suffices, against words: what the words gain is lost.
    if second:
        value = surname + only_of.get(second, _UNSEEN_BOUND)
        log = get(two)
        if value >= least[0] or (log is not None and value >= least[0] - _WORD_ALLOWANCE):
            value -= _gain(log, one, second)
            if value >= least[0] - (_WORD_ALLOWANCE if log is not None else 0.0):
                found.append((at + 2, value))
        if third and not is_compound:
            value = surname + first_of.get(second, _UNSEEN_BOUND) + last_of.get(third, _UNSEEN_BOUND)
            value += PAIR_LOG if second + third in PAIRS else 0.0
            if value >= least[1] - _WORD_ALLOWANCE:
                log3 = get(three)
                floor = least[1] - (_WORD_ALLOWANCE if log3 is not None else 0.0)
                if value >= floor:
                    value -= max(
                        _gain(log3, one, second, third),
                        _gain(get(three[1:]), second, third),
                        _gain(log, one, second),
                    )
                    if value >= floor:
                        found.append((at + 3, value))
    if is_compound or (SURNAMES.get(second, 0.0) > _COMMON_SURNAME and surname > -math.inf):
        for size in (3, 4) if is_compound else (4,):
            piece = stretch[at : at + size]
            if len(piece) == size and (value := log_name(piece) - log_words(piece)) >= least[size - 2]:
                found.append((at + size, value))
    return found


def _gain(log: float | None, *characters: str) -> float:
    """Say how much more probable a word is than its characters one by one; 0 where it is none."""
    if log is None:
        return 0.0
    get = word_logs().get
    return max(0.0, log - sum(get(character, UNKNOWN_LOG) for character in characters))


@functools.cache
def _bounds() -> tuple[dict[str, float], dict[str, float], dict[str, float], dict[str, float]]:
    """Give for each character how much more probable it is as a surname, as an only, first or last given one than alone."""
    only, first, last = given_logs()
    logs = word_logs()
    singles = [character for character in logs if len(character) == 1]
    given = [
        {c: table.get(c, _UNLISTED_LOG) - logs[c] + shift for c in singles}
        for table, shift in ((only, _LOG_ONE), (first, _LOG_TWO), (last, 0.0))
    ]
    surnames = {c: math.log(weight) - logs.get(c, UNKNOWN_LOG) for c, weight in SURNAMES.items()}
    return surnames, given[0], given[1], given[2]


def surname_bound(character: str) -> float:
    """Say how much more probable a character is as a surname of a name than as a word of its own.

    Examples
    --------
    >>> surname_bound("郜") > 0 > surname_bound("来")
    True
    """
    return _bounds()[0].get(character, -math.inf)
