"""Weigh how far a problem is solved: what the rules tell, the words of its sentence and of the next, and the thing's later mentions.

The weights in ``data/news_status.json`` are those of a multinomial logistic regression on authored pages
(``benchmarks/train_news_issues.py``); a mark of a single problem has no weight.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from textmine.news.issue_features import Item, Reading
from textmine.news.issue_status import (
    STATUSES,
    is_survey,
    later_mention,
    problem_status,
    told_segment,
    told_status,
)
from textmine.news.sentences import Sentence
from textmine.resources import data_path

__all__ = ["STATUS_WEIGHTS", "by_mark", "status_marks", "status_of", "weighed_status"]

STATUS_WEIGHTS = "news_status.json"
_BEHIND = 4  # Sentences behind a problem whose words are looked at,
_NEAR = 2  # and how many of them in another paragraph too.
_OWN, _SAME, _OTHER = 0.5, 0.5, 0.25
_MOST = 4
_LONGEST = 1000  # Characters of a sentence that are looked at.
_LEAST_BEHIND = 2


def status_marks(
    readings: Sequence[Reading],
    sentences: Sequence[Sentence],
    number: int,
    item: Item,
    problems: Collection[int],
) -> dict[str, float]:
    """List the marks of a problem with their values.

    Parameters
    ----------
    number : int
        Sentence of the problem; `item` is the piece of it.
    problems : collection of int
        Sentences that name problems.

    Examples
    --------
    >>> from textmine.news.issue_features import read_sentence
    >>> from textmine.news.sentences import split_sentences
    >>> sentences = split_sentences("化粪池漏了。化粪池第二天修好了。")
    >>> readings = [read_sentence(s.text) for s in sentences]
    >>> marks = status_marks(readings, sentences, 0, readings[0].items[0], {0})
    >>> marks["rule resolved"], marks["later resolved"], "own " in marks
    (1.0, 1.0, True)
    """
    here, paragraph = readings[number].text, sentences[number].paragraph
    marks: dict[str, float] = {}
    _add_words(marks, "word ", here, _OWN)
    _add_words(marks, "behind ", here[item.start :], 1.0)
    for at in range(number + 1, min(number + 1 + _BEHIND, len(readings))):
        ahead = at - number
        is_same = sentences[at].paragraph == paragraph
        zone = f"{min(ahead, 3)}{'' if is_same else ' apart'} "
        if ahead <= _NEAR or is_same:
            _add_words(marks, f"next {zone}", readings[at].text, _SAME if is_same else _OTHER)
        marks[f"told {zone}{told_status(readings[at])}"] = 1.0
        marks[f"problem {zone}{at in problems}"] = 1.0
    mention = later_mention(readings, number, item)
    if mention is not None:
        at, place, told = mention
        marks[f"later {told}"] = 1.0
        _add_words(marks, "mention ", readings[at].text[place:], _SAME)
    n_near = sum(abs(at - number) <= _NEAR for at in problems)
    marks |= {
        f"rule {problem_status(readings, sentences, number, item, problems)}": 1.0,
        f"own {told_status(readings[number], *told_segment(here, item.start))}": 1.0,
        "survey": float(is_survey(here)),
        f"near {min(_MOST, n_near)}": 1.0,
        f"items {min(_MOST, len(readings[number].items))}": 1.0,
        "last paragraph": float(paragraph == sentences[-1].paragraph),
        "far": number / len(sentences),
    }
    return marks


def _add_words(marks: dict[str, float], zone: str, text: str, value: float) -> None:
    marks |= {zone + word: value for word in _words(text[:_LONGEST])}


@lru_cache(maxsize=512)
def _words(text: str) -> tuple[str, ...]:
    """Cut a sentence into words; the problems of a page look at the same ones again and again."""
    import rjieba

    return tuple(rjieba.cut(text, True))


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, Sequence[float]]:
    return by_mark(json.loads(data_path(STATUS_WEIGHTS).read_text(encoding="utf-8"))["weights"])


def by_mark(weights: Mapping[str, Mapping[str, float]]) -> dict[str, tuple[float, ...]]:
    """Turn the weights of each status into those of each mark, in the order of ``STATUSES``.

    Examples
    --------
    >>> by_mark({"raised": {"bias": 0.5}, "resolved": {"bias": 0.0}})["bias"]
    (0.5, -inf, -inf, 0.0, -inf)
    """
    marks = dict.fromkeys(mark for own in weights.values() for mark in own)
    return {
        mark: tuple(
            weights[status].get(mark, 0.0) if status in weights else float("-inf") if mark == "bias" else 0.0
            for status in STATUSES
        )
        for mark in marks
    }


def weighed_status(
    readings: Sequence[Reading],
    sentences: Sequence[Sentence],
    number: int,
    item: Item,
    problems: Collection[int],
) -> str:
    """Say how far a problem is solved; of equal weights the earlier status of ``STATUSES``.

    Examples
    --------
    >>> from textmine.news.issue_features import read_sentence
    >>> from textmine.news.sentences import split_sentences
    >>> sentences = split_sentences("化粪池漏了。排水所来看过。化粪池第二天修好了。")
    >>> readings = [read_sentence(s.text) for s in sentences]
    >>> weighed_status(readings, sentences, 0, readings[0].items[0], {0})
    'resolved'
    """
    if len(readings) - number <= _LEAST_BEHIND:
        # Where hardly anything follows the rules know all there is to know.
        return problem_status(readings, sentences, number, item, problems)
    return status_of(status_marks(readings, sentences, number, item, problems), _weights())


def status_of(marks: Mapping[str, float], weights: Mapping[str, Sequence[float]]) -> str:
    """Weigh the marks of a problem; what the rules take for a mere claim of success is one.

    Parameters
    ----------
    weights : mapping of mark to a weight for each status (`by_mark`)

    Examples
    --------
    >>> weights = by_mark({"raised": {"bias": 0.5}, "resolved": {"bias": 0.0, "later resolved": 1.0}})
    >>> status_of({}, weights), status_of({"later resolved": 1.0}, weights), status_of({"rule claimed": 1.0}, weights)
    ('raised', 'resolved', 'claimed')
    """
    if "rule claimed" in marks:
        return "claimed"
    scores = list(weights["bias"])
    for mark, value in marks.items():
        own = weights.get(mark)
        if own is not None:
            for at, weight in enumerate(own):
                scores[at] += weight * value
    return max(zip(STATUSES, scores, strict=True), key=lambda one: round(one[1], 6))[0]
