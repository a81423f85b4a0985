"""Turn scores into probabilities one can trust, and set the line below which a person should look.

Both are learnt from scores on documents the model did not see (out-of-fold), never from training scores.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Calibration", "ReviewCurve", "fit_calibration", "fit_review_curve"]

Floats = npt.NDArray[np.float64]

# Without enough held-out documents the slope cannot be learnt; this one suits unit-length SVC scores and is cautious.
_DEFAULT_SLOPE = 1.5


@dataclass(frozen=True)
class Calibration:
    """Map scores to probabilities: ``softmax(slope · score + bias)``.

    Attributes
    ----------
    slope : float
    bias : array of the classes' length
    n : int
        Held-out documents it was learnt from; 0 means it is a cautious default.

    Examples
    --------
    >>> Calibration(slope=2.0, bias=np.zeros(2), n=0).probabilities(np.array([[1.0, 0.0]])).round(3).tolist()
    [[0.881, 0.119]]
    """

    slope: float
    bias: Floats
    n: int

    def probabilities(self, scores: Floats) -> Floats:
        """Return one row of probabilities per document."""
        z = self.slope * np.asarray(scores, dtype=np.float64) + self.bias
        z -= z.max(axis=1, keepdims=True)
        np.exp(z, out=z)
        z /= z.sum(axis=1, keepdims=True)
        return z


def fit_calibration(scores: Floats, accepted: npt.NDArray[np.bool_]) -> Calibration:
    """Fit the slope by maximum likelihood on out-of-fold scores.

    Temperature scaling (Guo et al. 2017, ICML): one number, so that it cannot change which class is first. A bias per class
    fits the training source a little better and was dropped because it moves predictions on texts of another source.

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
    >>> bool(1.0 < fitted.slope < 2.0), fitted.n
    (True, 900)
    """
    from scipy.optimize import minimize_scalar

    n, n_classes = accepted.shape
    if n < 10 * n_classes or accepted.any(axis=0).sum() < 2:
        return Calibration(_DEFAULT_SLOPE, np.zeros(n_classes), 0)

    def loss(log_slope: float) -> float:
        z = np.exp(log_slope) * scores
        z = z - z.max(axis=1, keepdims=True)
        p = np.exp(z)
        right = np.maximum((p * accepted).sum(axis=1), 1e-300)
        return float(-np.log(right / p.sum(axis=1)).mean())

    found = minimize_scalar(
        loss, bounds=(np.log(0.05), np.log(100.0)), method="bounded", options={"xatol": 1e-8}
    )
    return Calibration(round(float(np.exp(found.x)), 6), np.zeros(n_classes), n)


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
