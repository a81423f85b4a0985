"""Split documents so that near-duplicates never stand on both sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from textmine.errors import InputError

__all__ = ["calibration_folds", "duplicate_groups", "split_documents"]

# Texts that share more than half of their 3-grams say the same thing in other words.
DUPLICATE_SIMILARITY = 0.5
N_FOLDS = 5
_MIN_ROWS_TO_CALIBRATE = 40


def duplicate_groups(texts: Sequence[str]) -> npt.NDArray[np.int64]:
    """Number the groups of near-duplicates; a text without a double is a group of its own.

    Examples
    --------
    >>> duplicate_groups(["小区东门路灯不亮三天了", "小区东门的路灯不亮三天了", "物业乱收停车费"]).tolist()
    [0, 0, 1]
    """
    from textmine.text.duplicates import near_duplicate_groups

    return near_duplicate_groups(texts, similarity=DUPLICATE_SIMILARITY)


def split_documents(
    texts: Sequence[str],
    labels: Sequence[Any] | npt.NDArray[Any],
    *,
    n_folds: int = 5,
    seed: int = 0,
    groups: npt.NDArray[np.int64] | None = None,
) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Yield (train, test) positions of a stratified cross-validation that keeps near-duplicates together.

    Plain cross-validation flatters: the double of a test document in the training part gives its label away.

    Raises
    ------
    InputError
        When there are fewer groups than folds.

    Examples
    --------
    >>> texts = [f"{place}{thing}" for place in "甲乙丙丁" for thing in ("路灯不亮", "停车收费乱")]
    >>> labels = ["灯", "车"] * 4
    >>> [len(test) for _, test in split_documents(texts, labels, n_folds=2)]
    [4, 4]
    """
    from sklearn.model_selection import StratifiedGroupKFold

    grouped = duplicate_groups(texts) if groups is None else np.asarray(groups)
    n_groups = len(np.unique(grouped))
    if n_groups < n_folds:
        raise InputError(
            f"{n_groups} distinct documents cannot be split into {n_folds} folds",
            fix="label more rows",
            zh=f"{n_groups} 篇不同的文档无法分成 {n_folds} 份；请标注更多行",
        )
    splitter = StratifiedGroupKFold(n_splits=n_folds, shuffle=True, random_state=seed)
    yield from splitter.split(np.zeros(len(texts)), np.asarray(labels), grouped)


def calibration_folds(
    texts: list[str], truth: npt.NDArray[np.int64], groups: Any, *, seed: int = 0
) -> list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Return the folds that confidence is learnt on; none where the rows are too few to leave any out.

    Examples
    --------
    >>> calibration_folds(["路灯不亮", "车位太少"], np.array([0, 1]), None)
    []
    """
    counts = np.bincount(truth)
    if len(texts) < _MIN_ROWS_TO_CALIBRATE or counts.min() < 2:
        return []
    grouped = duplicate_groups(texts) if groups is None else np.asarray(groups)
    n_folds = int(min(N_FOLDS, max(2, counts.min())))
    if len(np.unique(grouped)) < n_folds:
        return []
    folds = list(split_documents(texts, truth, n_folds=n_folds, seed=seed, groups=grouped))
    # A fold whose training part lacks a class cannot be scored like the others.
    complete = all(len(np.unique(truth[train])) == len(counts) for train, _ in folds)
    return folds if complete else []
