"""Weigh the pieces of a sentence into the probability that each names a problem of residents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from math import exp, sqrt
from typing import Any

from textmine.news.issue_features import Reading
from textmine.news.issue_marks import Marks, piece_marks
from textmine.resources import data_path

__all__ = [
    "THRESHOLD",
    "THRESHOLD_WITHOUT_THING",
    "WEIGHTS",
    "IssueWeights",
    "piece_probabilities",
    "weight_around",
    "weight_table",
]

WEIGHTS = "news_issues.json"
# From these probabilities on pieces name a problem: with a thing of the vocabulary, and without one. Runs of characters were
# learned from authored pages, and what they say without a thing was wrong more often on the three visible real pages. There the two
# were set; what single thresholds give with authors left out is printed by benchmarks/train_news_issues.py --check.
THRESHOLD, THRESHOLD_WITHOUT_THING = 0.12, 0.3
# What a run of characters of the sentence counts for each of its pieces: over the root of its length, at least of so many.
_AROUND, _SHORTEST = 3.5, 8


def weight_around(text: str) -> float:
    """Say what a run of characters of the whole sentence counts beside one of the piece itself, which counts 1.

    Examples
    --------
    >>> weight_around("路" * 49), weight_around("")
    (0.5, 1.2374368670764582)
    """
    return _AROUND / sqrt(max(_SHORTEST, len(text)))


class _Sums(dict[Marks, int]):
    """Add up the weights of a group of marks: once, since few distinct groups come up."""

    def __init__(self, weights: Mapping[str, int]) -> None:
        super().__init__()
        self._weights = weights

    def __missing__(self, marks: Marks) -> int:
        self[marks] = sum([self._weights.get(mark, 0) for mark in marks])
        return self[marks]


class IssueWeights:
    """Hold weights of marks and of runs of characters, in thousandths: whole numbers add up alike in any order.

    Parameters
    ----------
    table : mapping
        `intercept`, `marks`, `runs` (of a piece) and `around` (of its sentence), as the file of weights holds them.
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        from ahocorasick_rs import AhoCorasick

        self.intercept = _thousandths(table["intercept"])
        self._sums = _Sums({name: _thousandths(weight) for name, weight in table["marks"].items()})
        runs = dict.fromkeys([*table["runs"], *table["around"]])
        self._runs = {run: _thousandths(table["runs"].get(run, 0.0)) for run in runs}
        self._around = {run: _thousandths(table["around"].get(run, 0.0)) for run in runs}
        self._finder = AhoCorasick(list(runs), store_patterns=True) if runs else None

    def runs_in(self, text: str) -> set[str]:
        """List the distinct runs of a text that have a weight."""
        return set() if self._finder is None else set(self._finder.find_matches_as_strings(text, True))

    def scores(self, reading: Reading) -> list[float]:
        """Add up, for each piece of a sentence, what speaks for it: log odds."""
        text, items = reading.text, reading.items
        if not items:
            return []
        runs = [self.runs_in(text[item.start : item.end]) for item in items]
        around = sum(map(self._around.__getitem__, set().union(*runs) if len(runs) > 1 else runs[0]))
        shared = self.intercept + weight_around(text) * around
        weight_of, sums = self._runs.__getitem__, self._sums
        return [
            (shared + sum(map(weight_of, own)) + sum([sums[group] for group in groups])) / 1000
            for own, groups in zip(runs, piece_marks(reading), strict=True)
        ]


def _thousandths(weight: float) -> int:
    return round(1000 * weight)


@lru_cache(maxsize=1)
def weight_table() -> Mapping[str, Any]:
    """Read the file of weights, once: those of pieces, and under `joins` those by which pieces are one problem.

    Examples
    --------
    >>> sorted(weight_table())
    ['about', 'around', 'intercept', 'joins', 'marks', 'runs']
    """
    table: dict[str, Any] = json.loads(data_path(WEIGHTS).read_text(encoding="utf-8"))
    return table


@lru_cache(maxsize=1)
def _weights() -> IssueWeights:
    return IssueWeights(weight_table())


def piece_probabilities(reading: Reading) -> list[float]:
    """Weigh each piece of a sentence by a logistic regression fitted on authored pages alone: does it name a problem?

    Examples
    --------
    >>> from textmine.news.issue_features import read_sentence
    >>> told, done = piece_probabilities(read_sentence("楼道灯坏了快两个月没人修，社区开展宣讲活动。"))
    >>> told > 0.5 > done
    True
    >>> piece_probabilities(read_sentence(""))
    []
    """
    return [1.0 / (1.0 + exp(-max(-50.0, min(50.0, score)))) for score in _weights().scores(reading)]
