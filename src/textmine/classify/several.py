"""Find messages that raise two issues, and which the second one is.

A message is cut at the ends of its sentences, and before words that open another matter (另外, 而且, 同时 …). At each cut the two
parts are scored as if they stood alone. Where two categories, one a part, explain the parts far better than any single
category explains both, the message raises two issues.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from textmine.classify.features import prepare
from textmine.classify.model import ComplaintClassifier

__all__ = ["SecondIssues", "find_second_issues"]

Floats = npt.NDArray[np.float64]

# Two categories must explain the parts this many times better than one: a strong, not a decisive ratio of likelihoods.
_ODDS = 50.0
# Cuts that the first, coarse look finds worth a second one.
_CANDIDATE_ODDS = 20.0
# A runner-up can never be more probable than one half: above it, a second category is a second issue.
_MIN_CONFIDENCE = 0.5
_MIN_CHARACTERS = 4  # of a part: 噪音扰民 is one
_ENDS = r"。！？!?；;\n"
# One class of characters in front lets the search run from mark to mark.
_CUT = re.compile(
    rf"[{_ENDS}，,](?:(?<=[{_ENDS}])[{_ENDS}]*"
    r"|(?=另外|另有|还有|而且|并且|同时|此外|再有|再者|再就是|再一个|顺便|其次|二是|第二))"
)


@dataclass(frozen=True)
class SecondIssues:
    """Hold, for each message, whether it raises two issues and which the second one is.

    Attributes
    ----------
    is_several : bool array
    position : int array
        Class position of the second issue; -1 where there is none.
    confidence : float array
        How probable the second issue's category is for the part that raises it, above .5; 0 where there is none.
    """

    is_several: npt.NDArray[np.bool_]
    position: npt.NDArray[np.int64]
    confidence: Floats


def find_second_issues(
    model: ComplaintClassifier,
    documents: Sequence[str],
    first: npt.NDArray[np.int64],
    *,
    mode: str = "best",
) -> SecondIssues:
    """Look for a second issue in each document.

    Parameters
    ----------
    first : int array
        Class position of each document as a whole; the second issue is another one.

    Examples
    --------
    >>> from textmine.classify.store import default_model
    >>> model = default_model()
    >>> texts = ["路灯坏了半个月，晚上漆黑一片。另外幼儿园收费太贵，一学期涨了两千。", "路灯坏了半个月，晚上漆黑一片。"]
    >>> p = model.predict_proba(texts)
    >>> found = find_second_issues(model, texts, p.argmax(axis=1))
    >>> found.is_several.tolist(), sorted(str(model.classes_[at]) for at in (p[0].argmax(), found.position[0]))
    ([True, False], ['education', 'utilities'])
    """
    n = len(documents)
    found = SecondIssues(np.zeros(n, bool), np.full(n, -1, np.int64), np.zeros(n))
    cuts = _best_cuts(model, documents)
    rows = np.flatnonzero(cuts)
    if len(rows) == 0:
        return found
    at = cuts[rows].tolist()
    texts = [documents[row] for row in rows.tolist()]
    before = model.predict_proba([text[:cut] for text, cut in zip(texts, at, strict=True)], mode=mode)
    after = model.predict_proba([text[cut:] for text, cut in zip(texts, at, strict=True)], mode=mode)
    several = _log_odds(before, after) >= math.log(_ODDS)
    whole = first[rows]
    # The part whose category is not the document's own; where neither's is, the surer one.
    for p in (before, after):
        best = p.argmax(axis=1)
        sure = p[np.arange(len(rows)), best]
        better = several & (best != whole) & (sure > np.maximum(found.confidence[rows], _MIN_CONFIDENCE))
        found.position[rows[better]] = best[better]
        found.confidence[rows[better]] = sure[better]
    found.is_several[rows] = several & (found.position[rows] >= 0)
    return found


def _log_odds(before: Floats, after: Floats) -> Floats:
    """Return how much better two categories explain two parts than the best single one does, in logits."""
    a, b = np.log(np.maximum(before, 1e-12)), np.log(np.maximum(after, 1e-12))
    return np.asarray(a.max(axis=1) + b.max(axis=1) - (a + b).max(axis=1))


def _segments(text: str) -> list[int]:
    """Return the ends of a text's segments, none shorter than the shortest part."""
    ends, start = [], 0
    for found in _CUT.finditer(text):
        if found.end() - start >= _MIN_CHARACTERS and len(text) - found.end() >= _MIN_CHARACTERS:
            ends.append(found.end())
            start = found.end()
    return [*ends, len(text)]


def _best_cuts(model: ComplaintClassifier, documents: Sequence[str]) -> npt.NDArray[np.int64]:
    """Return, per document, the position of its most promising cut, 0 where there is none.

    Every segment is scored once, by its characters alone. Scores of a part follow from those of its segments: with the
    occurrence weighting a text's score is the sum of its features' rows over the root of its length, so the rows add up.
    """
    cuts = np.zeros(len(documents), dtype=np.int64)
    ends = [_segments(text) for text in documents]
    rows = [at for at, found in enumerate(ends) if len(found) > 1]
    if not rows:
        return cuts
    segments = [documents[at][a:b] for at in rows for a, b in zip([0, *ends[at]], ends[at], strict=False)]
    n_segments = np.array([len(ends[at]) for at in rows])
    stop = n_segments.cumsum()
    start = stop - n_segments
    head = model.heads_["fast"]
    scores, _ = head.characters.score(prepare(segments, with_words=False))
    lengths = np.array([max(len(segment.strip()), 1) for segment in segments], dtype=np.float64)
    sums = np.vstack([np.zeros(scores.shape[1]), (scores * np.sqrt(lengths)[:, None]).cumsum(axis=0)])
    length = np.concatenate([[0.0], lengths.cumsum()])
    # A cut stands before every segment but a document's first.
    owner = np.repeat(np.arange(len(rows)), n_segments - 1)
    at_cut = np.delete(np.arange(stop[-1]), start)

    def odds_of(first: npt.NDArray[np.int64], last: npt.NDArray[np.int64]) -> Floats:
        score = (sums[last] - sums[first]) / np.sqrt(length[last] - length[first])[:, None] + head.intercepts
        return _softmax(head.calibration.slope * score)

    odds = _log_odds(odds_of(start[owner], at_cut), odds_of(at_cut, stop[owner]))
    best = np.lexsort((odds, owner))[(n_segments - 1).cumsum() - 1]
    position = np.concatenate([ends[at] for at in rows])[at_cut - 1]
    promising = odds[best] >= math.log(_CANDIDATE_ODDS)
    cuts[np.array(rows)[promising]] = position[best[promising]]
    return cuts


def _softmax(z: Floats) -> Floats:
    p = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(p / p.sum(axis=1, keepdims=True))
