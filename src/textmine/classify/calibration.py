"""Turn scores into probabilities one can trust, and set the line below which a person should look.

Both are learnt from scores on documents the model did not see (out-of-fold), never from training scores.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

__all__ = ["Calibration", "ReviewCurve", "fit_calibration", "fit_review_curve"]

Floats = npt.NDArray[np.float64]

# Without enough held-out documents the slope cannot be learnt; this one suits unit-length SVC scores and is cautious.
_DEFAULT_SLOPE = 1.5
# Held-out documents that were right, and that were wrong, below which the margin's part is not learnt.
_MIN_OF_EACH = 10
_OFFSET_SD = 1.0  # a class is expected to be surer or less sure than the others by about one logit


@dataclass(frozen=True)
class Calibration:
    """Map scores to probabilities.

    The shape comes from ``softmax(slope · score)``. Where it was learnt, the first class then gets the probability that it is
    right, ``logistic(w0 + w1 · best score + w2 · second score + offset of the first class)``, and the others share the rest;
    no class but the one with the highest score can be first.

    Attributes
    ----------
    slope : float
    bias : array of the classes' length
        Offset of each class when it is first.
    n : int
        Held-out documents it was learnt from; 0 means it is a cautious default.
    margin : tuple of 3 floats, or empty
        w0, w1, w2; empty where too few documents were held out, which leaves the softmax.

    Examples
    --------
    >>> Calibration(slope=2.0, bias=np.zeros(2), n=0).probabilities(np.array([[1.0, 0.0]])).round(3).tolist()
    [[0.881, 0.119]]
    >>> sure = Calibration(slope=2.0, bias=np.zeros(2), n=900, margin=(0.0, 3.0, -1.0))
    >>> sure.probabilities(np.array([[1.0, 0.0]])).round(3).tolist()
    [[0.953, 0.047]]
    """

    slope: float
    bias: Floats
    n: int
    margin: tuple[float, ...] = ()

    def probabilities(self, scores: Floats) -> Floats:
        """Return one row of probabilities per document."""
        p = _softmax(self.slope * np.asarray(scores, dtype=np.float64))
        if not self.margin or not len(p):
            return p
        first, design = _first_and_design(np.asarray(scores, dtype=np.float64))
        rows = np.arange(len(p))
        right = expit(design @ np.array(self.margin) + self.bias[first])
        p[rows, first] = 0.0
        rest = p.sum(axis=1)
        share = p / np.maximum(rest, 1e-300)[:, None]
        # The first class stays first, however unsure it is.
        top = share.max(axis=1)
        right = np.maximum(right, top / (1 + top) + 1e-9)
        p = share * (1 - right)[:, None]
        p[rows, first] = right
        return p


def _softmax(z: Floats) -> Floats:
    z = z - z.max(axis=1, keepdims=True)
    np.exp(z, out=z)
    z /= z.sum(axis=1, keepdims=True)
    return z


def _first_and_design(scores: Floats) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return the class with the highest score, and the columns 1, best score, second score."""
    two = np.partition(scores, scores.shape[1] - 2, axis=1)[:, -2:]
    return scores.argmax(axis=1), np.column_stack([np.ones(len(scores)), two[:, 1], two[:, 0]])


def fit_calibration(scores: Floats, accepted: npt.NDArray[np.bool_]) -> Calibration:
    """Fit probabilities by maximum likelihood on out-of-fold scores.

    Two steps. Temperature scaling (Guo et al. 2017, ICML) gives the slope: one number, so that it cannot change which class is
    first; a bias per class fits the training source a little better and was dropped because it moves predictions on texts of
    another source. Then a logistic regression of "the first class is right" on the two highest scores and the first class,
    with a normal prior on the classes' offsets: it ranks and calibrates better than the softmax alone
    (docs/classification.md) and moves no prediction either.

    Parameters
    ----------
    scores : documents × classes
    accepted : documents × classes
        Which classes count as right; the likelihood is that of their sum.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> truth = rng.integers(0, 3, 900)
    >>> scores = rng.normal(size=(900, 3)); scores[np.arange(900), truth] += 1.5
    >>> fitted = fit_calibration(scores, np.eye(3, dtype=bool)[truth])
    >>> bool(1.0 < fitted.slope < 2.0), fitted.n, len(fitted.margin)
    (True, 900, 3)
    """
    n, n_classes = accepted.shape
    if n < 10 * n_classes or accepted.any(axis=0).sum() < 2:
        return Calibration(_DEFAULT_SLOPE, np.zeros(n_classes), 0)
    slope = _fit_slope(scores, accepted)
    first, design = _first_and_design(scores)
    is_right = accepted[np.arange(n), first]
    if min(is_right.sum(), n - is_right.sum()) < _MIN_OF_EACH:
        return Calibration(slope, np.zeros(n_classes), n)
    margin, offsets = _fit_margin(design, first, is_right, n_classes)
    return Calibration(slope, offsets, n, margin)


def _fit_slope(scores: Floats, accepted: npt.NDArray[np.bool_]) -> float:
    from scipy.optimize import minimize_scalar

    def loss(log_slope: float) -> float:
        p = _softmax(np.exp(log_slope) * scores)
        return float(-np.log(np.maximum((p * accepted).sum(axis=1), 1e-300)).mean())

    found = minimize_scalar(
        loss, bounds=(np.log(0.05), np.log(100.0)), method="bounded", options={"xatol": 1e-8}
    )
    return round(float(np.exp(found.x)), 6)


def _fit_margin(
    design: Floats, first: npt.NDArray[np.int64], is_right: npt.NDArray[np.bool_], n_classes: int
) -> tuple[tuple[float, ...], Floats]:
    """Fit the logistic regression by Newton's method; the penalised likelihood has one maximum."""
    offsets = np.eye(n_classes)[first]
    matrix = np.hstack([design, offsets])
    # A sliver on the scores keeps them finite where they separate right from wrong.
    penalty = np.concatenate([[0.0], np.full(2, 1e-3), np.full(n_classes, _OFFSET_SD**-2)])
    beta = np.zeros(matrix.shape[1])
    for _ in range(50):
        p = expit(matrix @ beta)
        gradient = matrix.T @ (is_right - p) - penalty * beta
        hessian = (matrix * (p * (1 - p))[:, None]).T @ matrix + np.diag(penalty)
        step = np.linalg.solve(hessian + 1e-9 * np.eye(len(beta)), gradient)
        # Newton may overshoot far from the maximum; a step of at most five logits does not.
        beta += step * min(1.0, 5.0 / max(float(np.abs(matrix @ step).max()), 1e-12))
        if np.abs(step).max() < 1e-9:
            break
    return tuple(round(float(v), 6) for v in beta[:3]), beta[3:].round(6)


@dataclass(frozen=True)
class ReviewCurve:
    """Know, from held-out documents, which confidence keeps which accuracy.

    Attributes
    ----------
    confidence : array, descending
    accuracy : array
        Share right among the documents at least as sure as each confidence.
    """

    confidence: Floats
    accuracy: Floats

    def threshold(self, target: float) -> float:
        """Return the lowest confidence at which documents at least as sure are right with the target share.

        Returns
        -------
        float
            Above 1 (so that every document is flagged) when the target was never reached or nothing was held out.

        Examples
        --------
        >>> ReviewCurve(np.array([0.9, 0.8, 0.5]), np.array([1.0, 1.0, 0.67])).threshold(0.9)
        0.8
        """
        reached = np.flatnonzero(self.accuracy >= target)
        return float(self.confidence[reached[-1]]) if len(reached) else 1.01


_MAX_CURVE_POINTS = 512
_MIN_DOCUMENTS = 20  # the first few documents of a curve say nothing


def fit_review_curve(confidence: Floats, is_right: npt.NDArray[np.bool_]) -> ReviewCurve:
    """Trace accuracy against confidence on held-out documents, smoothed so that it never rises as confidence falls."""
    from scipy.optimize import isotonic_regression

    if len(confidence) < _MIN_DOCUMENTS:
        return ReviewCurve(np.zeros(0), np.zeros(0))
    order = np.argsort(-confidence, kind="stable")
    # Accuracy as a function of confidence is monotone; smoothing it first takes the luck out of single documents.
    smooth = isotonic_regression(is_right[order].astype(np.float64), increasing=False).x
    cumulative = np.cumsum(smooth) / np.arange(1, len(order) + 1)
    sure = confidence[order]
    last = np.flatnonzero(np.append(sure[1:] != sure[:-1], True))
    last = last[last + 1 >= _MIN_DOCUMENTS]
    if len(last) > _MAX_CURVE_POINTS:
        last = last[np.linspace(0, len(last) - 1, _MAX_CURVE_POINTS).astype(int)]
    return ReviewCurve(sure[last], cumulative[last])
