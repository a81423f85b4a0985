"""Learn from unlabelled documents too, when labels are few.

A first model labels the unlabelled documents; those it is surest of join the training, with less weight, and the model learns
again. The three numbers below were fixed before scores were compared, not tuned; docs/classification.md has the learning curve.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from textmine.classify.features import Features, Prepared, join_prepared
from textmine.classify.linear import Weights, fit_linear

__all__ = ["FEW_LABELS", "fit_with_unlabelled"]

FEW_LABELS = 50  # labels a class up to which self-training is the default
_N_ROUNDS = 3
_KEPT_SHARE = 0.5  # of the documents given to a class, those with the largest margin
_WEIGHT = 0.3


def fit_with_unlabelled(
    labelled: Prepared,
    truth: npt.NDArray[np.int64],
    unlabelled: Prepared | None,
    *,
    idf_source: Prepared | None,
    scales: Sequence[float],
    n_classes: int,
    penalty: float,
    seed: int,
) -> tuple[Features, Weights, Weights]:
    """Fit features and weights; with unlabelled documents, in rounds of self-training.

    Parameters
    ----------
    unlabelled : documents to learn from, or None for none
    idf_source : documents whose IDF is counted as well, or None
    """
    features = Features.fit(labelled, scales=scales, unlabelled=idf_source)
    weights, intercepts = fit_linear(
        features.transform(labelled), truth, n_classes=n_classes, penalty=penalty, seed=seed
    )
    if unlabelled is None or len(unlabelled) == 0:
        return features, weights, intercepts
    for _ in range(_N_ROUNDS):
        scores = features.scorer(weights).score(unlabelled)[0] + intercepts
        rows = _surest(scores)
        both = join_prepared(labelled, unlabelled.take(rows))
        labels = np.concatenate([truth, scores[rows].argmax(axis=1)])
        importance = np.concatenate([np.ones(len(truth)), np.full(len(rows), _WEIGHT)])
        features = Features.fit(both, scales=scales, unlabelled=idf_source)
        weights, intercepts = fit_linear(
            features.transform(both),
            labels,
            n_classes=n_classes,
            penalty=penalty,
            seed=seed,
            importance=importance,
        )
    return features, weights, intercepts


def _surest(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    ranked = np.sort(scores, axis=1)
    margin = ranked[:, -1] - ranked[:, -2]
    best = scores.argmax(axis=1)
    chosen = []
    for label in np.unique(best):
        members = np.flatnonzero(best == label)
        order = members[np.argsort(-margin[members], kind="stable")]
        chosen.append(order[: int(np.ceil(_KEPT_SHARE * len(order)))])
    return np.sort(np.concatenate(chosen))
