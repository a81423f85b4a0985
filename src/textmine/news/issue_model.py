"""Weigh what a sentence says into the probability that it names a problem of residents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from math import exp
from typing import Any

from textmine.news.issue_marks import GRAM
from textmine.resources import data_path

__all__ = ["THRESHOLD", "WEIGHTS", "IssueWeights", "lean", "problem_probability"]

WEIGHTS = "news_issues.json"
# From this probability on a sentence names a problem; benchmarks/train_news_issues.py --check prints F1 around it.
THRESHOLD = 0.14


class IssueWeights:
    """Hold weights of marks and of runs of characters, in thousandths: halves of whole numbers add up alike in any order.

    Parameters
    ----------
    table : mapping
        `intercept`, `marks` and `grams`, as the file of weights holds them.
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        from ahocorasick_rs import AhoCorasick

        self.intercept = round(1000 * table["intercept"])
        self.marks = {name: round(1000 * weight) for name, weight in table["marks"].items()}
        self.grams = {gram: round(1000 * weight) for gram, weight in table["grams"].items()}
        self._finder = AhoCorasick(list(self.grams), store_patterns=True) if self.grams else None

    def lean(self, text: str) -> float:
        """Add up the weights of the distinct runs of a text, in thousandths."""
        if self._finder is None:
            return 0.0
        runs = set(self._finder.find_matches_as_strings(text, True))
        return GRAM * sum(map(self.grams.__getitem__, runs))


@lru_cache(maxsize=1)
def _weights() -> IssueWeights:
    return IssueWeights(json.loads(data_path(WEIGHTS).read_text(encoding="utf-8")))


def problem_probability(marks: Mapping[str, float], text: str, *, leaning: float | None = None) -> float:
    """Weigh the marks and the runs of characters of a sentence by a logistic regression fitted on authored pages alone.

    Parameters
    ----------
    leaning : float, optional
        What `lean` says of the text, where that is known.

    Examples
    --------
    >>> from textmine.news.issue_features import read_sentence
    >>> from textmine.news.issue_marks import sentence_marks
    >>> from textmine.news.sentences import split_sentences
    >>> sentences = split_sentences("楼道灯坏了快两个月，没人来修。会议部署了下一阶段任务。")
    >>> readings = [read_sentence(s.text) for s in sentences]
    >>> [problem_probability(sentence_marks(readings, sentences, n), s.text) > 0.5 for n, s in enumerate(sentences)]
    [True, False]
    """
    table = _weights()
    weights = table.marks
    total = sum([weights[mark] * value for mark, value in marks.items() if mark in weights], table.intercept)
    score = total / 1000 + (lean(text) if leaning is None else leaning)
    return 1.0 / (1.0 + exp(-max(-50.0, min(50.0, score))))


def lean(text: str) -> float:
    """Say how much the words of a text are those of problems: positive for, negative against.

    Examples
    --------
    >>> lean("路灯黑着没人修") > 0 > lean("会议强调提高认识")
    True
    """
    return _weights().lean(text) / 1000
