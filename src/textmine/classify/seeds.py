"""Classify without labels: start from the words that mark each category, refine on the user's own texts.

Texts in which one category's words clearly prevail become provisional examples; a model learns from them, relabels the
texts it is surest of, and learns again. What comes out has never seen a true label: it says so, and everything should be
checked before it is believed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from textmine.classify.model import ComplaintClassifier
from textmine.errors import InputError
from textmine.taxonomy import Taxonomy

__all__ = ["fit_from_seeds", "score_seeds"]

_N_ROUNDS = 3
_MIN_TEXTS = 50
# Share of the surest texts of each category that a round learns from: chosen before any score was looked at.
_KEPT_SHARE = 0.6
_HEAD_CHARACTERS = 40
_HEAD_WEIGHT = 2.0


def score_seeds(taxonomy: Taxonomy, documents: Sequence[str]) -> npt.NDArray[np.float64]:
    """Score documents by seed words: rarer words count more, words at the head of a text count twice.

    Returns
    -------
    documents × categories
        Zero where no word of a category occurs.

    Examples
    --------
    >>> from textmine.taxonomy import load_taxonomy
    >>> taxonomy = load_taxonomy()
    >>> taxonomy.codes[int(score_seeds(taxonomy, ["公交车班次太少，站台也没有"]).argmax())]
    'transport'
    """
    import ahocorasick_rs

    words = sorted({word for category in taxonomy.categories for word in category.seeds})
    owners = [[at for at, c in enumerate(taxonomy.categories) if word in c.seeds] for word in words]
    automaton = ahocorasick_rs.AhoCorasick(words, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    hits = [automaton.find_matches_as_indexes(text) for text in documents]
    df = np.zeros(len(words))
    for found in hits:
        df[list({word for word, _, _ in found})] += 1
    idf = np.log((1 + len(documents)) / (1 + df)) + 1
    scores = np.zeros((len(documents), len(taxonomy.categories)))
    for doc, found in enumerate(hits):
        counted: dict[int, float] = {}
        for word, start, _ in found:
            counted[word] = counted.get(word, 0.0) + (_HEAD_WEIGHT if start < _HEAD_CHARACTERS else 1.0)
        for word, count in counted.items():
            for category in owners[word]:
                scores[doc, category] += idf[word] * (1 + np.log(count)) / len(owners[word])
    return scores


def fit_from_seeds(taxonomy: Taxonomy, documents: Sequence[str], *, seed: int = 0) -> ComplaintClassifier:
    """Learn a classifier from seed words and unlabelled documents.

    Raises
    ------
    InputError
        When there are fewer than 50 documents, or the words of fewer than two categories occur in them.

    Examples
    --------
    >>> from textmine.taxonomy import load_taxonomy
    >>> fit_from_seeds(load_taxonomy(), ["路灯不亮"])
    Traceback (most recent call last):
        ...
    textmine.errors.InputError: 1 documents are too few to learn from without labels; give at least 50
    """
    texts = [text for text in dict.fromkeys(documents) if text.strip()]
    if len(texts) < _MIN_TEXTS:
        raise InputError(
            f"{len(texts)} documents are too few to learn from without labels",
            fix=f"give at least {_MIN_TEXTS}",
        )
    scores = score_seeds(taxonomy, texts)
    codes = np.array(taxonomy.codes)
    model: ComplaintClassifier | None = None
    for _ in range(_N_ROUNDS):
        rows, labels = _surest(scores)
        if len(np.unique(labels)) < 2:
            raise InputError(
                "the words of fewer than two categories occur in the documents", fix="add words to `seeds`"
            )
        model = ComplaintClassifier(calibrate=False, random_state=seed)
        model.fit([texts[at] for at in rows], codes[labels], unlabelled=texts)
        raw = model._scores(texts, "best")[0]
        scores = np.full((len(texts), len(codes)), -np.inf)
        for at, label in enumerate(model.classes_.tolist()):
            scores[:, taxonomy.codes.index(label)] = raw[:, at]
        scores -= np.where(np.isinf(scores), 0, scores).min()
        scores[np.isinf(scores)] = 0
    assert model is not None
    model.training_["labels"] = (
        "none: seed words of a taxonomy, refined on unlabelled texts; never checked against true labels"
    )
    return model


def _surest(scores: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Choose, per category, the texts whose best category is furthest ahead of the next."""
    ranked = np.sort(scores, axis=1)
    margin = (ranked[:, -1] - ranked[:, -2]) / (ranked[:, -1] + 1e-9)
    best = scores.argmax(axis=1)
    chosen = []
    for category in np.unique(best[ranked[:, -1] > 0]):
        members = np.flatnonzero((best == category) & (ranked[:, -1] > 0))
        order = members[np.argsort(-margin[members], kind="stable")]
        chosen.append(order[: max(2, int(np.ceil(_KEPT_SHARE * len(order))))])
    rows = np.sort(np.concatenate(chosen)) if chosen else np.zeros(0, np.int64)
    return rows, best[rows]
