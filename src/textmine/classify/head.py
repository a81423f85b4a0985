"""Hold what one way through the classifier needs: features, weights, calibration, review curve."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from textmine.classify.calibration import Calibration, ReviewCurve
from textmine.classify.features import Features, Prepared, Scorer

__all__ = ["MODES", "SCALES", "Head"]

MODES = ("best", "fast")
# Weights of the blocks (characters, head, words) per mode; the head's weight was chosen by grouped cross-validation, see
# docs/classification.md.
SCALES = {"best": (1.0, 0.7, 1.0), "fast": (1.0, 0.7, 0.0)}


@dataclass(frozen=True)
class Head:
    """Hold what one mode needs: features, weights, calibration, review curve, and its out-of-fold record."""

    features: Features
    weights: npt.NDArray[np.float32]
    intercepts: npt.NDArray[np.float32]
    calibration: Calibration
    review: ReviewCurve

    @cached_property
    def _scorer(self) -> Scorer:
        return self.features.scorer(self.weights)

    @cached_property
    def characters(self) -> Scorer:
        """Score by characters alone, as if they stood for the head and the words too."""
        scales = np.array([self.features.scales.sum(), 0.0, 0.0])
        return replace(self.features, scales=scales).scorer(self.weights)

    def scores(self, prepared: Prepared) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return scores, documents × classes, and each document's share of unseen features."""
        scores, unseen = self._scorer.score(prepared)
        return scores + self.intercepts, unseen
