"""Weigh the pieces of a sentence into the probability that each names a problem of residents."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import copysign, exp, sqrt
from typing import Any

import numpy as np

from textmine.news.character_runs import RunIndex, distinct_of, stretches
from textmine.news.issue_features import Reading
from textmine.news.piece_sums import MarkSums, tabulate
from textmine.resources import data_path

__all__ = [
    "THRESHOLD",
    "THRESHOLD_WITHOUT_THING",
    "WEIGHTS",
    "IssueWeights",
    "page_probabilities",
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


class IssueWeights:
    """Hold weights of marks and of runs of characters, in thousandths: whole numbers add up alike in any order.

    Parameters
    ----------
    table : mapping
        `intercept`, `marks`, `runs` (of a piece) and `around` (of its sentence), as the file of weights holds them.
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.intercept = _thousandths(table["intercept"])
        self._marks = MarkSums({name: _thousandths(weight) for name, weight in table["marks"].items()})
        runs = dict.fromkeys([*table["runs"], *table["around"]])
        self._runs = RunIndex(runs)
        self._of_piece = np.array([_thousandths(table["runs"].get(run, 0.0)) for run in runs], dtype=float)
        self._around = np.array([_thousandths(table["around"].get(run, 0.0)) for run in runs], dtype=float)

    def scores(self, readings: Sequence[Reading]) -> list[list[float]]:
        """Add up, for each piece of each sentence, what speaks for it: log odds."""
        table = tabulate(readings)
        if table is None:
            return [[] for _ in readings]
        pieces, runs = self._runs.found_in(table.text, table.starts, table.ends)
        of_piece = np.bincount(pieces, self._of_piece[runs], len(table.starts))
        sentences, around = distinct_of(table.sentence[pieces], runs)
        of_sentence = np.bincount(sentences, self._around[around], len(readings)).tolist()
        shared = np.array(
            [
                self.intercept + weight_around(reading.text) * said
                for reading, said in zip(readings, of_sentence, strict=True)
            ]
        )
        marks = self._marks.of_pieces(table, readings)
        scores = ((shared[table.sentence] + of_piece + marks) / 1000).tolist()
        at = 0
        return [scores[at : (at := at + len(reading.items))] for reading in readings]


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


_FARTHEST = 50.0  # Log odds.
_AT_ONCE = 50_000  # Characters whose runs are looked up together.


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
    return page_probabilities([reading])[0]


def page_probabilities(readings: Sequence[Reading]) -> list[list[float]]:
    """Weigh the pieces of all sentences of a page, as `piece_probabilities` does those of one.

    Examples
    --------
    >>> from textmine.news.issue_features import read_sentence
    >>> readings = [read_sentence(text) for text in ("楼道灯坏了，没人修。", "", "社区开展宣讲活动。")]
    >>> page_probabilities(readings) == [piece_probabilities(reading) for reading in readings]
    True
    >>> page_probabilities([])
    []
    """
    weights = _weights()
    scores: list[list[float]] = []
    for low, high in stretches([len(reading.text) for reading in readings], _AT_ONCE):
        scores += weights.scores(readings[low:high])
    return [
        [
            1.0 / (1.0 + exp(-score if -_FARTHEST < score < _FARTHEST else -copysign(_FARTHEST, score)))
            for score in own
        ]
        for own in scores
    ]
