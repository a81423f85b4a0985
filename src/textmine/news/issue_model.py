"""Weigh what a sentence says into the probability that it names a problem of residents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from math import exp
from typing import Any

from textmine.news.issue_marks import GRAM, sentence_grams
from textmine.resources import data_path

__all__ = ["THRESHOLD", "WEIGHTS", "lean", "problem_probability"]

WEIGHTS = "news_issues.json"
# From this probability on a sentence names a problem; benchmarks/train_news_issues.py --check prints F1 around it.
THRESHOLD = 0.22


@lru_cache(maxsize=1)
def _weights() -> dict[str, Any]:
    return dict(json.loads(data_path(WEIGHTS).read_text(encoding="utf-8")))


def problem_probability(marks: Mapping[str, float], text: str) -> float:
    """Weigh the marks and the runs of characters of a sentence by a logistic regression fitted on authored pages alone.

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
    weights = table["marks"]
    score = (
        table["intercept"] + sum(weights.get(mark, 0.0) * value for mark, value in marks.items()) + lean(text)
    )
    return 1.0 / (1.0 + exp(-max(-50.0, min(50.0, score))))


def lean(text: str) -> float:
    """Say how much the words of a text are those of problems: positive for, negative against.

    Examples
    --------
    >>> lean("路灯黑着没人修") > 0 > lean("会议强调提高认识")
    True
    """
    weights = _weights()["grams"]
    return GRAM * sum(map(weights.__getitem__, weights.keys() & sentence_grams(text)))
