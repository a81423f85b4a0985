"""Weigh the sentences of an article into the mechanisms it shows: told as a deed, only named, or neither.

Two steps. The words of each sentence are weighed for every mechanism: does the sentence show it, does it tell a deed.
Then the sentences of the article together, and what the expressions of the vocabulary found, give its strength. Both are
logistic regressions fitted on authored pages alone (benchmarks/train_mechanisms.py).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from textmine.news.character_runs import RunIndex, stretches
from textmine.news.modality import is_denied, may_deny
from textmine.resources import data_path

__all__ = [
    "MECHANISM_WEIGHTS",
    "MIN_SENTENCES",
    "PAGE_MARKS",
    "STRENGTHS",
    "MechanismWeights",
    "Verdict",
    "heaviest_place",
    "page_marks",
    "sentence_probabilities",
    "weigh_article",
    "weigh_articles",
]

MECHANISM_WEIGHTS = "news_mechanisms.json"
STRENGTHS = ("", "named", "concrete")
# The weights were learned from whole articles: of a few sentences the expressions alone decide.
MIN_SENTENCES = 8
PAGE_MARKS = (
    "shown", "shown, second", "shown, third", "deed", "deed, second", "shown, all", "deed, all", "sentences",
    "nothing found", "named found", "deed found",
)  # fmt: skip
# What counts beside the log odds that a sentence tells a deed when one is chosen as evidence: those that it shows the mechanism
# at all, and that an expression of the vocabulary found it. With authors left out .84 of the sentences given for a deed are then
# right and .90 show the mechanism (.83 and .87 by the odds alone); 1.5 for the second does as well there, but on the five real
# pages, where words are less sure of anything, sentences that expressions found were the righter ones.
_SHOWN_COUNTS, _FOUND_COUNTS = 0.25, 2.0
_EDGE = 0.01
_AT_ONCE = 50_000  # Characters whose runs are looked up together.
Floats = npt.NDArray[np.float64]


class Verdict(NamedTuple):
    """Hold how strongly an article shows a mechanism, and the number of the sentence that shows it best."""

    strength: str
    sentence: int


class MechanismWeights:
    """Hold the weights of runs of characters for every mechanism, a row a run, and those of a page's marks.

    Parameters
    ----------
    table : mapping
        `mechanisms`, `intercepts` and `runs` (thousandths, shown then deed of each mechanism), `page` and `blank_over`.
    """

    def __init__(self, table: Mapping[str, Any]) -> None:

        self.mechanisms = tuple(table["mechanisms"])
        weights = np.zeros((len(table["runs"]), 2 * len(self.mechanisms)), dtype=np.int32)
        for row, pairs in zip(weights, table["runs"].values(), strict=True):
            row[pairs[::2]] = pairs[1::2]  # Column, weight, column, weight.
        self._weights = weights
        self._intercepts = np.array(table["intercepts"], dtype=np.int32)
        self._runs = list(table["runs"])
        self._index = RunIndex(self._runs)
        self.page = np.array([table["page"][strength] for strength in STRENGTHS], dtype=float) / 1000
        self.blank_over = float(table["blank_over"])

    def scores(self, texts: Sequence[str]) -> npt.NDArray[np.int32]:
        """Add up the weights of the distinct runs of each sentence, a row each: whole numbers add up alike in any order."""
        parts = [
            self._scores_of(texts[low:high])
            for low, high in stretches([len(text) for text in texts], _AT_ONCE)
        ]
        return np.concatenate(parts)

    def _scores_of(self, texts: Sequence[str]) -> npt.NDArray[np.int32]:
        from scipy.sparse import csr_array

        ends = np.cumsum([len(text) + 1 for text in texts]) - 1
        starts = ends - [len(text) for text in texts]
        sentences, runs = self._index.found_in("\n".join(texts), starts, ends)
        begins = np.searchsorted(sentences, np.arange(len(texts) + 1))
        stands_in = csr_array(
            (np.ones(len(runs), dtype=np.int32), runs, begins), shape=(len(texts), len(self._runs))
        )
        return np.asarray(stands_in @ self._weights + self._intercepts)

    def heaviest_run(self, text: str, column: int) -> str:
        """Give the run of a sentence that weighs most in a column, of equal ones the first of the file; blank for none."""
        _, runs = self._index.found_in(text, [0], [len(text)])
        return self._runs[runs[self._weights[runs, column].argmax()]] if len(runs) else ""


@lru_cache(maxsize=1)
def _weights() -> MechanismWeights:
    return MechanismWeights(json.loads(data_path(MECHANISM_WEIGHTS).read_text(encoding="utf-8")))


def sentence_probabilities(texts: Sequence[str], *, weights: MechanismWeights | None = None) -> Floats:
    """Give the probability that each sentence shows each mechanism, and that it tells a deed of it.

    Returns
    -------
    array of shape (sentences, mechanisms, 2)

    Examples
    --------
    >>> probability = sentence_probabilities(["两家的矛盾经调解员上门调解，握手言和。", "今天天气晴朗。"])
    >>> probability.shape, bool(probability[0, 11, 1] > probability[1, 11, 1])
    ((2, 19, 2), True)
    """
    table = weights or _weights()
    scores = table.scores(texts) / 1000.0
    probability = 1.0 / (1.0 + np.exp(-np.clip(scores, -30.0, 30.0)))
    return np.asarray(probability.reshape(len(texts), -1, 2))


def page_marks(probability: Floats, found: Sequence[str]) -> Floats:
    """Sum up an article for every mechanism: its best sentences, all of them, its length, what the expressions found.

    Parameters
    ----------
    probability : array of shape (sentences, mechanisms, 2)
        At least one sentence.
    found : sequence of str
        Of ``STRENGTHS``: what the expressions found of each mechanism.

    Returns
    -------
    array of shape (mechanisms, marks of ``PAGE_MARKS``)
    """
    n, mechanisms, _ = probability.shape
    best = np.zeros((3, mechanisms, 2))
    best[: min(3, n)] = -np.sort(-probability, axis=0)[:3]
    odds = _log_odds(best)
    everything = np.log1p(probability.sum(axis=0))
    marks = np.zeros((mechanisms, len(PAGE_MARKS)))
    marks[:, 0:3] = odds[:, :, 0].T
    marks[:, 3:5] = odds[:2, :, 1].T
    marks[:, 5:7] = everything
    marks[:, 7] = np.log(n) - 3.0
    for row, strength in enumerate(found):
        marks[row, 8 + STRENGTHS.index(strength)] = 1.0
    return marks


def _log_odds(probability: Floats) -> Floats:
    """Give the log odds of probabilities, those near 0 and 1 drawn in: there it matters little how near they are."""
    return np.asarray(np.log((probability + _EDGE) / (1.0 + _EDGE - probability)))


def weigh_article(
    texts: Sequence[str],
    found: Sequence[tuple[str, int]],
    *,
    weights: MechanismWeights | None = None,
) -> list[Verdict]:
    """Say how strongly an article shows each mechanism.

    Parameters
    ----------
    texts : sequence of str
        The sentences of the article; at least one.
    found : sequence of (str, int)
        What the expressions found of each mechanism: strength of ``STRENGTHS`` and sentence, -1 for none.

    Returns
    -------
    list of Verdict
        One a mechanism; blank strength and sentence -1 where it is not shown.

    Examples
    --------
    >>> texts = ["老调解员三次上门，调解了漏水的纠纷，双方签了调解协议。", *["今天天气晴朗。"] * 9]
    >>> weigh_article(texts, [("concrete", 0) if n == 11 else ("", -1) for n in range(19)])[11]
    Verdict(strength='concrete', sentence=0)
    """
    return weigh_articles([texts], [found], weights=weights)[0]


def weigh_articles(
    articles: Sequence[Sequence[str]],
    found: Sequence[Sequence[tuple[str, int]]],
    *,
    weights: MechanismWeights | None = None,
) -> list[list[Verdict]]:
    """Say how strongly each of several articles shows each mechanism, as `weigh_article` does of one.

    Examples
    --------
    >>> nothing = [("", -1)] * 19
    >>> articles = [["老调解员三次上门，调解了漏水的纠纷。", *["今天天气晴朗。"] * 9], ["今天天气晴朗。"] * 8]
    >>> [weigh_article(texts, nothing) for texts in articles] == weigh_articles(articles, [nothing] * 2)
    True
    >>> weigh_articles([], [])
    []
    """
    if not articles:
        return []
    table = weights or _weights()
    probability = sentence_probabilities([text for texts in articles for text in texts], weights=table)
    own = np.split(probability, np.cumsum([len(texts) for texts in articles])[:-1])
    return [
        _verdicts(texts, chances, strengths, table)
        for texts, chances, strengths in zip(articles, own, found, strict=True)
    ]


def _verdicts(
    texts: Sequence[str], chances: Floats, found: Sequence[tuple[str, int]], table: MechanismWeights
) -> list[Verdict]:
    probability = _without_denials(texts, chances, table)
    marks = page_marks(probability, [strength for strength, _ in found])
    scores = marks @ table.page[:, :-1].T + table.page[:, -1]
    blank, named, concrete = (np.exp(scores - scores.max(axis=1, keepdims=True))).T
    is_shown = blank / (blank + named + concrete) <= table.blank_over
    level = (concrete >= named).astype(int)
    number = np.arange(len(found))
    odds = _log_odds(probability)
    of_level = odds[:, number, level] + _SHOWN_COUNTS * level * odds[:, :, 0]
    for mechanism, (strength, sentence) in enumerate(found):
        if strength == STRENGTHS[1 + level[mechanism]]:
            of_level[sentence, mechanism] += _FOUND_COUNTS
    chosen = of_level.argmax(axis=0)
    return [
        Verdict(STRENGTHS[1 + one], sentence) if shown else Verdict("", -1)
        for shown, one, sentence in zip(is_shown.tolist(), level.tolist(), chosen.tolist(), strict=True)
    ]


_TOLD = 0.3  # Below this a sentence hardly shows a mechanism, and what it denies does not matter.


def _without_denials(texts: Sequence[str], probability: Floats, table: MechanismWeights) -> Floats:
    """Let a sentence show no mechanism whose weightiest words stand in a clause that denies or supposes something."""
    for number, text in enumerate(texts):
        if not may_deny(text):
            continue
        for mechanism in np.flatnonzero(probability[number, :, 0] > _TOLD).tolist():
            place = text.find(table.heaviest_run(text, 2 * mechanism))
            if is_denied(text, max(0, place)):
                probability[number, mechanism] = 0.0
    return probability


def heaviest_place(text: str, mechanism: int, strength: str) -> int:
    """Give the place in a sentence of the run that speaks most for a mechanism: there a long one is cut out.

    Examples
    --------
    >>> heaviest_place("今天天气晴朗，两家的矛盾经调解员上门调解。", 11, "concrete") > 6
    True
    """
    run = _weights().heaviest_run(text, 2 * mechanism + (strength == "concrete"))
    return max(0, text.find(run))
