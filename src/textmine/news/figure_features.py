"""Describe a figure by the words around it: unit, noun counted, nearest verbs, turns of phrase."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from textmine.news.figure_grams import figure_grams
from textmine.news.measures import CLASS_OF_UNIT
from textmine.news.numbers import Quantity
from textmine.news.sentences import clause_around
from textmine.resources import corpus_path
from textmine.text.scanner import Hit, Scanner

__all__ = ["FigureMarks", "figure_features", "figure_marks"]

# Endings by which a single verb is known for one (捐了, 租来); without them one character is any word's.
_ENDINGS = "了好上出到来走成掉过起完进下"
_VERBS = frozenset(
    ("put_in", "act", "finish", "change", "rating", "incident", "done_rate", "rule", "background")
)
_NOUNS = frozenset(("staff", "org", "team", "helped", "case", "event", "thing", "paper", "aspect"))
_MEASURES = frozenset(("change", "rating", "incident", "done_rate", "comparison", "among"))
_FAR = _MEASURES | {"rule", "background"}
_EACH = re.compile(r"每[^，。；]{0,10}$")
_PLANNED = re.compile(r"(?:将(?!近)|拟|计划|预计|力争|明年|下一步)[^，。；]{0,16}$")
_FROM = re.compile(r"(?:由|从)[^，。；]{0,10}$")
_MAX_NOUN = 14  # Characters behind a figure in which the noun counted is looked for.
_NEAR = 12  # Characters behind a figure whose words bear on it.
_EARLIER = 45  # Characters of earlier clauses that still speak of the figure.
# Verbs of the whole sentence that are named in order, from the figure outwards.
_N_IN_FRONT, _N_BEHIND = 3, 2


class _Marks(dict[tuple[str, ...], tuple[str, ...]]):
    """Hold the marks that a word's classes make on one side of a figure: made once, there are some dozens of such rows."""

    def __init__(self, side: str, told: Callable[[str], bool]) -> None:
        super().__init__()
        self._side, self._told = side, told

    def __missing__(self, classes: tuple[str, ...]) -> tuple[str, ...]:
        self[classes] = tuple(f"{self._side}:{name}" for name in classes if self._told(name))
        return self[classes]


def _is_no_noun(name: str) -> bool:
    return name not in _NOUNS


_LEFT, _RIGHT = _Marks("left", _is_no_noun), _Marks("right", _is_no_noun)
_BEFORE, _EVERYWHERE = _Marks("before", _FAR.__contains__), _Marks("sentence", _MEASURES.__contains__)


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[Scanner, dict[str, str]]:
    import yaml

    content = yaml.safe_load(corpus_path("claim_words.yaml").read_text(encoding="utf-8"))
    words = {
        name: text.split() for group in ("classes", "nouns", "turns") for name, text in content[group].items()
    }
    words["neutral"] = content["neutral"].split()
    stems: dict[str, str] = {}
    for name, text in content["stems"].items():
        for stem in text.split():
            stems.setdefault(stem, name)
            words[name].extend(stem + ending for ending in _ENDINGS)
    return Scanner(words), stems


def figure_features(sentence: str, quantities: Sequence[Quantity]) -> list[set[str]]:
    """Name what is known of each figure of a sentence, as a set of marks that `figure_kinds` weighs.

    Examples
    --------
    >>> from textmine.news.numbers import find_quantities
    >>> text = "先后走访420户居民，办结28件。"
    >>> first, second = figure_features(text, find_quantities(text))
    >>> sorted(mark for mark in first if mark.startswith(("verb=", "noun=")) and "|" not in mark)
    ['noun=helped', 'verb=act']
    >>> sorted(mark for mark in second if mark.startswith(("verb=", "noun=")) and "|" not in mark)
    ['noun=-', 'verb=finish']
    """
    return [
        {*marks.nearest, *marks.others, *figure_grams(sentence, quantity.start, quantity.end)}
        for marks, quantity in zip(figure_marks(sentence, quantities), quantities, strict=True)
    ]


class FigureMarks(NamedTuple):
    """Hold the marks of a figure without its characters: the words nearest to it, which few sets make up, and others."""

    nearest: frozenset[str]
    others: set[str]


def figure_marks(sentence: str, quantities: Sequence[Quantity]) -> list[FigureMarks]:
    """Name what is known of each figure of a sentence but for its pairs of characters.

    Examples
    --------
    >>> from textmine.news.numbers import find_quantities
    >>> text = "其中先后走访420户居民。"
    >>> sorted(figure_marks(text, find_quantities(text))[0].others)
    ['called 户', 'called 户…', 'first', 'left:act', 'left:among', 'left:total', 'sentence:among']
    """
    scanner, stems = _vocabulary()
    words = _Words.of(scanner.find(sentence))
    return [_features(sentence, quantity, quantities, words, stems) for quantity in quantities]


class _Words(NamedTuple):
    """Hold the words of a sentence with their places, so that those of a stretch are found by halving."""

    hits: list[Hit]
    starts: list[int]
    ends: list[int]
    everywhere: set[str]

    @classmethod
    def of(cls, hits: list[Hit]) -> _Words:
        measures = set().union(*[_EVERYWHERE[hit.classes] for hit in hits])
        return cls(hits, [hit.start for hit in hits], [hit.end for hit in hits], measures)

    def between(self, low: int, high: int) -> list[Hit]:
        return self.hits[bisect_left(self.starts, low) : bisect_right(self.ends, high)]


def _last(hits: Sequence[Hit], classes: frozenset[str]) -> tuple[str, Hit | None]:
    for hit in reversed(hits):
        for name in hit.classes:
            if name in classes:
                return name, hit
    return "-", None


def _first(hits: Sequence[Hit], classes: frozenset[str]) -> tuple[str, Hit | None]:
    for hit in hits:
        for name in hit.classes:
            if name in classes:
                return name, hit
    return "-", None


def _features(
    sentence: str,
    quantity: Quantity,
    quantities: Sequence[Quantity],
    words: _Words,
    stems: dict[str, str],
) -> FigureMarks:
    low, high = clause_around(sentence, quantity.start, quantity.end)
    unit = CLASS_OF_UNIT.get(quantity.unit.split("/")[0], "other")
    left = words.between(low, quantity.start)
    right = words.between(quantity.end, high)
    earlier_words = words.between(low - _EARLIER, low)
    verb, at = _last(left, _VERBS)
    before = sentence[low : quantity.start].rstrip("约近共了")
    if before and before[-1] in stems and not (at is not None and at.end >= low + len(before)):
        verb = stems[before[-1]]
    second, _ = _last(left[: left.index(at)] if at is not None else left, _VERBS)
    follows, behind = _first(right, _VERBS)
    noun, near = _noun(left, right, behind, quantity)
    earlier = "-"
    if verb == "-":
        earlier, _ = _last(earlier_words, _VERBS)
    marks = _forms(sentence, quantity, quantities, (low, high))
    marks |= words.everywhere
    marks.update(_called(quantity.unit))
    for hit in left:
        marks.update(_LEFT[hit.classes])
    for hit in right:
        if hit.start - quantity.end >= _NEAR:
            break
        marks.update(_RIGHT[hit.classes])
    for hit in earlier_words:
        marks.update(_BEFORE[hit.classes])
    return FigureMarks(_core(unit, verb, follows, noun, near, earlier, second), marks)


@lru_cache(maxsize=5_000)
def _called(unit: str) -> tuple[str, str]:
    """Name a unit itself, and by its first character: its class says less."""
    return f"called {unit}", f"called {unit[:1]}…"


@lru_cache(maxsize=20_000)
def _core(
    unit: str, verb: str, follows: str, noun: str, near: str, earlier: str, second: str
) -> frozenset[str]:
    """Name the words nearest to a figure, alone and by twos."""
    marks = {
        f"unit={unit}", f"verb={verb}", f"follows={follows}", f"noun={noun}", f"near={near}", f"earlier={earlier}",
        f"second={second}", f"unit={unit}|verb={verb}", f"noun={noun}|verb={verb}", f"unit={unit}|noun={noun}",
    }  # fmt: skip
    if verb == "-":
        marks |= {
            f"-|follows={follows}", f"-|earlier={earlier}", f"-|follows={follows}|noun={noun}",
            f"-|earlier={earlier}|unit={unit}",
        }  # fmt: skip
    return frozenset(marks)


def _noun(
    left: Sequence[Hit], right: Sequence[Hit], behind: Hit | None, quantity: Quantity
) -> tuple[str, str]:
    """Name what is counted: the last noun behind the figure, else the last in front of it (问题办结12件)."""
    tail = [
        name
        for hit in right
        if hit.start - quantity.end <= _MAX_NOUN and (behind is None or hit.start <= behind.start)
        for name in hit.classes
        if name in _NOUNS
    ]
    if tail:
        return tail[-1], tail[0]
    name, _ = _last(left, _NOUNS)
    return (f"<{name}" if name != "-" else "-"), "None"


def _forms(
    sentence: str, quantity: Quantity, quantities: Sequence[Quantity], clause: tuple[int, int]
) -> set[str]:
    """Name marks of form: where the figure stands, its neighbours, limits, other figures of its unit."""
    start, end = quantity.start, quantity.end
    before = sentence[max(0, start - 12) : start]
    marks = set()
    if quantity.per:
        marks.add("per")
    if quantity.low is None:
        marks.add("below")
    if sentence[:1] == "“":
        marks.add("quoted")
    if start - clause[0] <= 1:
        marks.add("opens")
    if clause[1] - end <= 1:
        marks.add("closes")
    if clause[0] == 0:
        marks.add("first")
    if len(quantities) > 1:
        same = [other for other in quantities if other.unit == quantity.unit and other is not quantity]
        if same:
            marks.add("same")
            if any(other.start < start and other.value >= quantity.value for other in same):
                marks.add("part")
    if quantity.wording[-1:] == "内":
        marks.add("within")
    if "每" in before and _EACH.search(sentence, clause[0], start) is not None:
        marks.add("each")
    if _PLANNED.search(sentence, max(0, start - 22), start) is not None:
        marks.add("planned")
    if ("由" in before or "从" in before) and _FROM.search(before) is not None:
        marks.add("from")
    if start > clause[0] and before.endswith(("至", "到", "为", "成")):
        marks.add("to")
    if "率" in before:
        marks.add("rate")
    return marks
