"""Describe what a model was learnt from, for its file and for reports."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import numpy as np

from textmine.classify.scoring import expected_calibration_error, score_predictions

__all__ = ["describe_training"]

_LIBRARIES = ("numpy", "scikit-learn", "scipy", "jieba")


def describe_training(
    texts: Sequence[str], labels: Sequence[Any], out_of_fold: dict[str, Any]
) -> dict[str, Any]:
    """Return checksum, label counts, out-of-fold scores and library versions as plain values.

    The scores are those of predictions on rows the predicting model did not see; without folds there are none.
    """
    digest = hashlib.sha256()
    for text, label in zip(texts, labels, strict=True):
        digest.update(f"{label}\x1f{text}\x1e".encode("utf-8", "surrogatepass"))
    scores: dict[str, Any] = {}
    truth = out_of_fold["truth"]
    for mode, record in out_of_fold.items():
        if mode == "truth":
            continue
        scored = score_predictions(truth.tolist(), record["predicted"].tolist())
        confidence = record["probabilities"].max(axis=1)
        scores[mode] = {
            "accuracy": round(scored.accuracy, 4),
            "macro_f1": round(scored.macro_f1, 4),
            "ece": round(expected_calibration_error(confidence, record["predicted"] == truth), 4),
        }
    return {
        "n_rows": len(texts),
        "sha256": digest.hexdigest(),
        "label_counts": {str(k): n for k, n in sorted(Counter(map(str, labels)).items())},
        "out_of_fold": scores,
        "mean_characters": round(float(np.mean([len(t) for t in texts])), 1),
        "libraries": {name: version(name) for name in _LIBRARIES},
    }
