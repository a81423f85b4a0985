"""Tell the second-level labels of each category apart, with a small model a category."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from textmine.classify.calibration import Calibration, ReviewCurve
from textmine.classify.features import Features, prepare
from textmine.classify.head import SCALES, Head
from textmine.classify.linear import fit_linear
from textmine.errors import InputError

__all__ = ["Levels", "fit_second_level"]

Levels = dict[str, tuple[npt.NDArray[Any], Head]]


def fit_second_level(
    texts: list[str],
    truth: npt.NDArray[np.int64],
    classes: npt.NDArray[Any],
    second_labels: Any,
    *,
    penalty: float,
    seed: int,
) -> Levels:
    """Fit, within each label, a model that tells its second-level labels apart; blank second labels are left out.

    Raises
    ------
    InputError
        When the lengths differ.
    """
    levels: dict[str, tuple[npt.NDArray[Any], Head]] = {}
    if second_labels is None:
        return levels
    seconds = np.array([str(s) if isinstance(s, str) and s else "" for s in second_labels])
    if len(seconds) != len(texts):
        raise InputError(
            f"{len(texts)} documents but {len(seconds)} second labels",
            zh=f"{len(texts)} 篇文档，却有 {len(seconds)} 个二级标签",
        )
    for position, label in enumerate(classes.tolist()):
        rows = np.flatnonzero((truth == position) & (seconds != ""))
        if len(rows) == 0:
            continue
        subs, second_truth = np.unique(seconds[rows], return_inverse=True)
        levels[str(label)] = (
            subs,
            _fit_plain_head([texts[at] for at in rows], second_truth, len(subs), penalty, seed),
        )
    return levels


def _fit_plain_head(
    texts: list[str], truth: npt.NDArray[np.int64], n_classes: int, penalty: float, seed: int
) -> Head:
    """Fit characters only, without calibration: the second level has a few dozen rows a label."""
    prepared = prepare(texts, with_words=False)
    features = Features.fit(prepared, scales=SCALES["fast"])
    if n_classes == 1:
        weights, intercepts = np.zeros((len(features), 1), np.float32), np.zeros(1, np.float32)
    else:
        matrix = features.transform(prepared)
        weights, intercepts = fit_linear(matrix, truth, n_classes=n_classes, penalty=penalty, seed=seed)
    nothing = np.zeros(0)
    return Head(
        features,
        weights,
        intercepts,
        Calibration(1.0, np.zeros(n_classes), 0),
        ReviewCurve(nothing, nothing),
    )
