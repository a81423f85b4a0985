"""Explain predictions: which words speak for a category and which against, for one text, a category, or a pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from textmine.classify.features import prepare
from textmine.classify.keys import BLOCKS, block_of, spelling
from textmine.classify.model import ComplaintClassifier

__all__ = ["Explanation", "explain_category", "explain_text"]


@dataclass(frozen=True)
class Explanation:
    """Hold why one text got its label.

    Attributes
    ----------
    words_for, words_against : tuple of (word, value)
        Words of the text with their share of the score difference between the label and the next one; the values
        of all words and the rest (class constants, white space) add up to that difference.
    """

    label: str
    confidence: float
    second_label: str
    second_confidence: float
    words_for: tuple[tuple[str, float], ...]
    words_against: tuple[tuple[str, float], ...]
    difference: float
    rest: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, for JSON."""
        return {
            **self.__dict__,
            "words_for": [list(pair) for pair in self.words_for],
            "words_against": [list(pair) for pair in self.words_against],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row a word, strongest support first."""
        rows = [*self.words_for, *reversed(self.words_against)]
        return pd.DataFrame(rows, columns=["word", "value"])


def explain_text(model: ComplaintClassifier, text: str, *, n_words: int = 8) -> Explanation:
    """Explain one prediction of the better way by the words of the text.

    The score is linear in the features, so each feature's share of the difference between the label and the runner-up
    is exact: value times difference of weights. A character or pair gives its share in equal parts to the places where
    it stands, and each word gathers the shares of its characters, its head features and itself.

    Examples
    --------
    >>> from textmine.classify.store import default_model
    >>> found = explain_text(default_model(), "公交车半小时不来一趟，司机还甩站")
    >>> found.label, "公交车" in dict(found.words_for)
    ('transport', True)
    """
    head = model.heads_["best"]
    prepared = prepare([text], with_words=True)
    scores, _ = head.scores(prepared)
    p = model._probabilities(scores, head)[0]
    order = np.argsort(-p, kind="stable")
    first, second = int(order[0]), int(order[1])
    gap = head.weights[:, first].astype(np.float64) - head.weights[:, second]
    row = head.features.transform(prepared)
    shares = {
        int(key): float(v * gap[at])
        for key, at, v in zip(head.features.keys[row.indices].tolist(), row.indices, row.data, strict=True)
    }
    characters = prepared.points.texts()[0]
    per_character = _spread(characters, shares, int(prepared.heads[0]))
    words: dict[str, float] = {}
    rest = float(head.intercepts[first] - head.intercepts[second])
    start = 0
    for end in prepared.ends.tolist():
        word = characters[start:end]
        if word.strip():
            words[word] = words.get(word, 0.0) + sum(per_character[start:end])
        else:
            rest += sum(per_character[start:end])
        start = end
    for word, value in _word_shares(characters, prepared.ends.tolist(), shares).items():
        words[word] += value
    ranked = sorted(words.items(), key=lambda item: (-item[1], item[0]))
    return Explanation(
        str(model.classes_[first]),
        float(p[first]),
        str(model.classes_[second]),
        float(p[second]),
        tuple((w, round(v, 4)) for w, v in ranked[:n_words] if v > 0),
        tuple((w, round(v, 4)) for w, v in reversed(ranked[-n_words:]) if v < 0),
        float(scores[0, first] - scores[0, second]),
        rest,
    )


_CHAR, _HEAD, _WORD, _PAIR = 1 << 61, 2 << 61, 3 << 61, 1 << 60


def _spread(characters: str, shares: dict[int, float], head_stop: int) -> list[float]:
    """Give each character its part of the shares of the features it stands in."""
    out = [0.0] * len(characters)
    for tag, stop in ((_CHAR, len(characters)), (_HEAD, head_stop)):
        places: dict[int, list[int]] = {}
        for at in range(stop):
            places.setdefault(tag | ord(characters[at]), []).append(at)
            if at + 1 < stop:
                places.setdefault(
                    tag | _PAIR | (ord(characters[at]) << 21) | ord(characters[at + 1]), []
                ).append(at)
        for key, where in places.items():
            value = shares.get(key, 0.0) / len(where)
            for at in where:
                if key & _PAIR:
                    out[at] += value / 2
                    out[at + 1] += value / 2
                else:
                    out[at] += value
    return out


def _word_shares(characters: str, ends: list[int], shares: dict[int, float]) -> dict[str, float]:
    out: dict[str, float] = {}
    start = 0
    for end in ends:
        word = characters[start:end]
        start = end
        if word.strip() and word not in out:
            hashed = 0xCBF29CE484222325
            for character in word:
                hashed = ((hashed ^ ord(character)) * 0x100000001B3) & ((1 << 64) - 1)
            out[word] = shares.get(_WORD | (hashed & ((1 << 60) - 1)), 0.0)
    return out


def explain_category(
    model: ComplaintClassifier, label: str, *, against: str | None = None, n: int = 20
) -> pd.DataFrame:
    """List the characters and pairs that mark a category, or that tell it from another one.

    Parameters
    ----------
    against : label, optional
        The other label; default: the mean of all others.

    Returns
    -------
    DataFrame
        `feature, weight`, strongest first; weight times idf, from the characters-only way.

    Examples
    --------
    >>> from textmine.classify.store import default_model
    >>> marks = explain_category(default_model(), "transport", n=50)
    >>> bool(marks["feature"].isin(["公交", "道路", "堵", "路口"]).any())
    True
    """
    head = model.heads_["fast"]
    labels = [str(v) for v in model.classes_.tolist()]
    own = head.weights[:, labels.index(label)].astype(np.float64)
    if against is None:
        others = [at for at, name in enumerate(labels) if name != label]
        other = head.weights[:, others].mean(axis=1)
    else:
        other = head.weights[:, labels.index(against)]
    strength = (own - other) * head.features.idf
    # The same characters stand in the head block again.
    characters = np.flatnonzero(block_of(head.features.keys) == BLOCKS.index("char"))
    best = characters[np.argsort(-strength[characters], kind="stable")[:n]]
    rows = [(spelling(int(head.features.keys[at])), round(float(strength[at]), 4)) for at in best]
    return pd.DataFrame(rows, columns=["feature", "weight"])
