"""Join the pieces of a sentence that name problems: what goes on about the same matter is one problem, not two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp
from typing import NamedTuple

from textmine.news.issue_features import Item, Reading
from textmine.news.issue_marks import begins_anew, begins_item, first_announced, is_between_marks, is_share
from textmine.news.issue_model import weight_table

__all__ = ["JOINED_FROM", "Problem", "join_marks", "join_probability", "named_problems"]

# From this probability on two pieces are of one problem: lower, and problems authors tell apart become one; higher, and one is told twice.
JOINED_FROM = 0.85
_SEPARATORS = "，；、。：“”！？…"
_SHORT, _LONG = 5, 12  # Characters of a piece.
_FAR = 3
# Pieces in a row are of like length, between so many characters, and parted by one of these.
_ROW_MARKS, _ROW_SHORTEST, _ROW_LONGEST = ("，", "、", "；"), 4, 9
_LENGTH_STEP, _LONGEST = 30, 4
_EDGE = 0.5  # What the characters at the edge of a piece count beside a mark, which counts 1.


class Problem(NamedTuple):
    """Hold one problem of a sentence: the piece that names it best, where its words begin and end, all things, how sure it is."""

    item: Item
    start: int
    end: int
    things: tuple[tuple[int, int, str], ...]
    probability: float


def named_problems(
    reading: Reading,
    probabilities: Sequence[float],
    threshold: float,
    *,
    joins: Mapping[str, float] | None = None,
) -> list[Problem]:
    """List the problems of a sentence in order: pieces from a probability on, joined where they tell of one matter.

    Parameters
    ----------
    probabilities : sequence of float
        How sure it is that each piece names a problem.
    joins : mapping, optional
        Weights of ``join_marks``; those of the package where not given.

    Examples
    --------
    >>> from textmine.news.issue_features import read_sentence
    >>> for text in ("快递车横在门口，救护车进不来，居民说。", "“门禁坏了”“油烟扰民”，社区介绍。"):
    ...     reading = read_sentence(text)
    ...     print([text[one.start : one.end] for one in named_problems(reading, [0.9, 0.9, 0.1], 0.5)])
    ['快递车横在门口，救护车进不来']
    ['门禁坏了', '油烟扰民']
    """
    groups: list[list[int]] = []
    for n in _chosen(reading, probabilities, threshold):
        if groups and _is_of_one(reading, groups[-1][-1], n, joins):
            groups[-1].append(n)
        else:
            groups.append([n])
    return [_problem(reading, group, probabilities) for group in groups]


def _chosen(reading: Reading, probabilities: Sequence[float], threshold: float) -> list[int]:
    """List the pieces from a probability on, and those that stand in a row with one: 菜市场井然有序，公厕干净整洁，公路宽敞通达."""
    chosen = {n for n, probability in enumerate(probabilities) if probability >= threshold}
    waiting = sorted(chosen)
    while waiting:
        n = waiting.pop()
        for other in (n - 1, n + 1):
            if (
                0 <= other < len(probabilities)
                and other not in chosen
                and _is_in_a_row(reading, min(n, other))
            ):
                chosen.add(other)
                waiting.append(other)
    return sorted(chosen)


def _is_in_a_row(reading: Reading, n: int) -> bool:
    first, second = reading.items[n : n + 2]
    lengths = first.end - first.start, second.end - second.start
    return (
        bool(first.things and second.things)
        and reading.text[first.end : second.start] in _ROW_MARKS
        and max(lengths) - min(lengths) <= 1
        and min(lengths) >= _ROW_SHORTEST
        and max(lengths) <= _ROW_LONGEST
    )


def _is_of_one(reading: Reading, one: int, other: int, joins: Mapping[str, float] | None) -> bool:
    first, second = (reading.text[reading.items[n].start : reading.items[n].end] for n in (one, other))
    # 有的…有的…, 一是…二是…, …占三成，…占两成 part by their form.
    if begins_item(second) or (is_share(first) and is_share(second)):
        return False
    return join_probability(reading, one, other, weights=joins) >= JOINED_FROM


def _problem(reading: Reading, group: Sequence[int], probabilities: Sequence[float]) -> Problem:
    def rank(n: int) -> tuple[bool, float]:
        item = reading.items[n]
        return bool(item.things) and item.has_trouble, probabilities[n]

    best = reading.items[max(group, key=rank)]
    others = [thing for n in group for thing in reading.items[n].things if thing not in best.things]
    return Problem(
        best,
        reading.items[group[0]].start,
        reading.items[group[-1]].end,
        (*best.things, *others),
        max(probabilities[n] for n in group),
    )


def join_probability(
    reading: Reading, one: int, other: int, *, weights: Mapping[str, float] | None = None
) -> float:
    """Give the probability that two pieces of a sentence tell of one problem: a logistic regression over ``join_marks``.

    Examples
    --------
    >>> from textmine.news.issue_features import read_sentence
    >>> join_probability(read_sentence("水压低，洗澡要等到后半夜。"), 0, 1) > 0.8
    True
    """
    table = weight_table()["joins"] if weights is None else weights
    score = table["intercept"] + sum(
        [table.get(mark, 0.0) * value for mark, value in join_marks(reading, one, other).items()]
    )
    return 1.0 / (1.0 + exp(-score))


def join_marks(reading: Reading, one: int, other: int) -> dict[str, float]:
    """Name what speaks for and against two pieces of a sentence telling of one problem.

    Examples
    --------
    >>> from textmine.news.issue_features import read_sentence
    >>> sorted(join_marks(read_sentence("停车难、充电难"), 0, 1))[:4]
    ['apart 1', 'begins 充', 'begins 充电', 'behind 、']
    """
    text, first, second = reading.text, reading.items[one], reading.items[other]
    own, next_one = text[first.start : first.end], text[second.start : second.end]
    between = text[first.end : second.start]
    names = [f"apart {min(_FAR, other - one)}", f"length {min(_LONGEST, len(text) // _LENGTH_STEP)}"]
    names += [f"between {mark}" for mark in sorted(set(between).intersection(_SEPARATORS))]
    if other - one == 1:
        names.append(f"behind {between[:1]}")
    names.append(f"kinds {_kinds(first, second)}")
    names.append(f"trouble {first.has_trouble:d}{second.has_trouble:d}")
    for side, piece in (("first", own), ("second", next_one)):
        flags = {
            "short": len(piece) <= _SHORT,
            "long": len(piece) > _LONG,
            "starter": begins_item(piece),
            "anew": begins_anew(piece),
            "share": is_share(piece),
        }
        names += [f"{side} {name}" for name, holds in flags.items() if holds]
    names_of_things = {text[low:high] for low, high, _ in first.things}
    flags = {
        "end alike": own[-1:] == next_one[-1:],
        "begin alike": own[:1] == next_one[:1],
        "listed": is_between_marks(text, second),
        "announced": 0 <= first_announced(text, reading.items) <= one,
        "one quoted": first.is_quoted != second.is_quoted,
        "same thing": any(text[low:high] in names_of_things for low, high, _ in second.things),
        "better": "better" in second.classes,
        "wish": "wish" in second.classes,
    }
    names += [name for name, holds in flags.items() if holds]
    edges = dict.fromkeys(
        (f"begins {next_one[:1]}", f"begins {next_one[:2]}", f"ends {next_one[-1:]}"), _EDGE
    )
    return dict.fromkeys(names, 1.0) | edges


def _kinds(first: Item, second: Item) -> str:
    one, other = {kind for _, _, kind in first.things}, {kind for _, _, kind in second.things}
    if not other:
        return "none" if not one else "of the first"
    if not one:
        return "of the second"
    if one <= other or other <= one:
        return "same"
    return "meet" if one & other else "other"
