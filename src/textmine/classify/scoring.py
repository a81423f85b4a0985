"""Score predictions honestly: with intervals, calibration, and accuracy against coverage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmine.errors import InputError

__all__ = [
    "Scores",
    "accuracy_at_coverage",
    "bootstrap_interval",
    "compare_predictions",
    "expected_calibration_error",
    "reliability",
    "score_predictions",
]

N_BINS = 15
N_RESAMPLES = 1000


@dataclass(frozen=True)
class Scores:
    """Hold accuracy, F1 scores, per-class scores and the confusion of one set of predictions.

    Attributes
    ----------
    labels : tuple
        Labels that occur in the truth or among the predictions, sorted.
    per_class : DataFrame
        `label, precision, recall, f1, n`, one row a label.
    confusion : DataFrame
        Truth in rows, prediction in columns, counts.
    macro_f1 : float
        Mean F1 over the labels that occur in the truth.
    """

    labels: tuple[Any, ...]
    n: int
    accuracy: float
    macro_f1: float
    weighted_f1: float
    per_class: pd.DataFrame
    confusion: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return the per-class table."""
        return self.per_class.copy()


def score_predictions(truth: Sequence[Any], predicted: Sequence[Any]) -> Scores:
    """Compare predicted labels with the truth.

    Raises
    ------
    InputError
        When there are no rows, or lengths differ.

    Examples
    --------
    >>> scores = score_predictions(["灯", "灯", "车", "车"], ["灯", "车", "车", "车"])
    >>> scores.accuracy, round(scores.macro_f1, 4)
    (0.75, 0.7333)
    """
    if len(truth) != len(predicted):
        raise InputError(
            f"{len(truth)} true labels but {len(predicted)} predictions",
            zh=f"{len(truth)} 个真实标签，却有 {len(predicted)} 个预测",
        )
    if len(truth) == 0:
        raise InputError("there is nothing to score: no rows with a label", zh="没有带标签的行，无从评分")
    labels = sorted(set(truth) | set(predicted), key=lambda v: (str(type(v)), v))
    position = {label: at for at, label in enumerate(labels)}
    t = np.array([position[v] for v in truth])
    p = np.array([position[v] for v in predicted])
    counts = _confusion(t, p, len(labels))
    precision, recall, f1 = _per_class(counts)
    support = counts.sum(axis=1)
    per_class = pd.DataFrame(
        {"label": labels, "precision": precision, "recall": recall, "f1": f1, "n": support}
    )
    return Scores(
        tuple(labels),
        len(t),
        float(np.trace(counts) / len(t)),
        float(f1[support > 0].mean()),
        float((f1 * support).sum() / support.sum()),
        per_class,
        pd.DataFrame(
            counts, index=pd.Index(labels, name="truth"), columns=pd.Index(labels, name="predicted")
        ),
    )


def _confusion(t: npt.NDArray[np.int64], p: npt.NDArray[np.int64], k: int) -> npt.NDArray[np.int64]:
    return np.bincount(t * k + p, minlength=k * k).reshape(k, k)


def _per_class(counts: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.float64], ...]:
    right = np.diag(counts).astype(np.float64)
    said, there = counts.sum(axis=0), counts.sum(axis=1)
    precision = np.divide(right, said, out=np.zeros_like(right), where=said > 0)
    recall = np.divide(right, there, out=np.zeros_like(right), where=there > 0)
    f1 = np.divide(2 * right, said + there, out=np.zeros_like(right), where=(said + there) > 0)
    return precision, recall, f1


def bootstrap_interval(
    truth: Sequence[Any],
    predicted: Sequence[Any],
    *,
    measure: str = "macro_f1",
    level: float = 0.95,
    seed: int = 0,
) -> tuple[float, float]:
    """Return a percentile bootstrap interval of accuracy or macro-F1, resampling documents.

    Examples
    --------
    >>> low, high = bootstrap_interval(["灯", "车"] * 50, ["灯", "车"] * 45 + ["车", "灯"] * 5, measure="accuracy")
    >>> bool(low < 0.9 < high)
    True
    """
    values = _resampled(truth, [predicted], measure, seed)[0]
    tail = (1 - level) / 2
    return float(np.quantile(values, tail)), float(np.quantile(values, 1 - tail))


def _resampled(
    truth: Sequence[Any], predictions: Sequence[Sequence[Any]], measure: str, seed: int
) -> npt.NDArray[np.float64]:
    if measure not in ("macro_f1", "accuracy"):
        raise InputError(
            f"unknown measure {measure!r}",
            fix="choose accuracy or macro_f1",
            zh=f"未知指标 {measure}，可选 accuracy 或 macro_f1",
        )
    labels = sorted(set(truth).union(*map(set, predictions)), key=str)
    position = {label: at for at, label in enumerate(labels)}
    k = len(labels)
    t = np.array([position[v] for v in truth])
    ps = [np.array([position[v] for v in p]) for p in predictions]
    rng = np.random.default_rng(seed)
    out = np.empty((len(ps), N_RESAMPLES))
    for draw in range(N_RESAMPLES):
        rows = rng.integers(0, len(t), len(t))
        for which, p in enumerate(ps):
            counts = _confusion(t[rows], p[rows], k)
            if measure == "accuracy":
                out[which, draw] = np.trace(counts) / len(rows)
            else:
                out[which, draw] = _per_class(counts)[2][counts.sum(axis=1) > 0].mean()
    return out


@dataclass(frozen=True)
class Difference:
    """Hold the difference of two models on the same documents, with its interval."""

    measure: str
    first: float
    second: float
    low: float
    high: float

    @property
    def difference(self) -> float:
        """Second minus first."""
        return self.second - self.first

    def to_frame(self) -> pd.DataFrame:
        """Return the comparison as one row."""
        row = {
            "measure": self.measure,
            "first": self.first,
            "second": self.second,
            "difference": self.difference,
        }
        return pd.DataFrame([{**row, "low": self.low, "high": self.high}])


def compare_predictions(
    truth: Sequence[Any],
    first: Sequence[Any],
    second: Sequence[Any],
    *,
    measure: str = "macro_f1",
    seed: int = 0,
) -> Difference:
    """Compare two models on the same documents by a paired bootstrap (both are resampled with the same rows).

    Examples
    --------
    >>> truth = ["灯", "车"] * 50
    >>> found = compare_predictions(truth, ["灯"] * 100, truth, measure="accuracy")
    >>> found.difference, bool(found.low > 0)
    (0.5, True)
    """
    draws = _resampled(truth, [first, second], measure, seed)
    gaps = draws[1] - draws[0]

    def value(scores: Scores) -> float:
        return scores.macro_f1 if measure == "macro_f1" else scores.accuracy

    return Difference(
        measure,
        value(score_predictions(truth, first)),
        value(score_predictions(truth, second)),
        float(np.quantile(gaps, 0.025)),
        float(np.quantile(gaps, 0.975)),
    )


def reliability(confidence: npt.NDArray[np.float64], is_right: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """Return the reliability diagram's data: 15 equal-width bins of confidence.

    Returns
    -------
    DataFrame
        `low, high, n, confidence, accuracy`; bins without documents are left out.
    """
    right = np.asarray(is_right, dtype=np.float64)
    edges = np.linspace(0, 1, N_BINS + 1)
    which = np.clip(np.ceil(np.asarray(confidence) * N_BINS).astype(int) - 1, 0, N_BINS - 1)
    rows = []
    for at in range(N_BINS):
        inside = which == at
        if inside.any():
            rows.append(
                (
                    edges[at],
                    edges[at + 1],
                    int(inside.sum()),
                    float(confidence[inside].mean()),
                    float(right[inside].mean()),
                )
            )
    return pd.DataFrame(rows, columns=["low", "high", "n", "confidence", "accuracy"])


def expected_calibration_error(confidence: npt.NDArray[np.float64], is_right: npt.NDArray[np.bool_]) -> float:
    """Return the mean gap between confidence and accuracy over 15 equal-width bins, weighted by documents.

    Guo et al. 2017 (ICML), for the top label.

    Examples
    --------
    >>> expected_calibration_error(np.array([0.9] * 10), np.array([True] * 9 + [False]))
    0.0
    """
    table = reliability(confidence, is_right)
    gaps = (table["confidence"] - table["accuracy"]).abs() * table["n"]
    return float(round(gaps.sum() / max(table["n"].sum(), 1), 12))


def accuracy_at_coverage(
    confidence: npt.NDArray[np.float64],
    is_right: npt.NDArray[np.bool_],
    coverages: Sequence[float] = (0.8, 0.9),
) -> dict[str, float]:
    """Return the share right among the surest documents, for each share of documents kept.

    Examples
    --------
    >>> accuracy_at_coverage(np.array([0.9, 0.8, 0.7, 0.6, 0.5]), np.array([True, True, True, True, False]), [0.8])
    {'0.8': 1.0}
    """
    order = np.argsort(-np.asarray(confidence), kind="stable")
    right = np.asarray(is_right)[order]
    return {str(c): float(right[: max(1, round(c * len(right)))].mean()) for c in coverages}
