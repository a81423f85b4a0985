"""Describe models by several outcomes at once, and how far such a ranking depends on chance and on taste."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from textmine.governance.effects.design import Array
from textmine.governance.effects.results import Effect
from textmine.governance.outcomes import OUTCOMES
from textmine.governance.ranking import (
    entropy_weights,
    rank_probabilities,
    simple_weighting,
    topsis,
    vikor,
)

__all__ = ["rank_models"]

CRITERIA = ("solved_share", "satisfaction_score", "rmst_days", "repeated_share")
N_DRAWS = 600
# Dirichlet concentration around the preset: weights vary by about ten percentage points.
_CONCENTRATION = 20.0


def _drawn_weights(n: int, matrix: Array, at: int, rng: np.random.Generator) -> Array:
    equal = np.full(n, 1.0 / n)
    kind = at % 3
    if kind == 0:
        return equal
    if kind == 1:
        return np.asarray(rng.dirichlet(_CONCENTRATION * equal))
    span = matrix.max(axis=0) - matrix.min(axis=0)
    scaled = (matrix - matrix.min(axis=0)) / np.where(span > 0, span, 1.0) + 0.01
    return entropy_weights(scaled)


def rank_models(effects: Sequence[Effect], *, seed: int = 0) -> pd.DataFrame:
    """Draw effects within their uncertainty, and weights and methods at will; count who is first how often.

    Models with all criteria known and at least three adopters take part. Description, not evidence.

    Returns
    -------
    DataFrame
        `model_id`, `p_rank_1` …, `is_winner` (probability of the first rank 0.8 or more), `agreement`
        (Kendall's W over the draws); empty with fewer than two models.
    """
    better = {outcome.name: outcome.better for outcome in OUTCOMES}
    known = {
        (e.model_id, e.outcome): e
        for e in effects
        if e.is_known and np.isfinite(e.high - e.low) and e.n_treated >= 3
    }
    criteria = [c for c in CRITERIA if any(outcome == c for _, outcome in known)]
    models = sorted({m for m, _ in known if all((m, c) in known for c in criteria)})
    if len(models) < 2 or not criteria:
        return pd.DataFrame({"model_id": pd.Series(dtype="str")})
    centre = np.array([[known[m, c].estimate for c in criteria] for m in models])
    spread = np.array([[(known[m, c].high - known[m, c].low) / 3.92 for c in criteria] for m in models])
    is_benefit = [better[c] > 0 for c in criteria]
    rng = np.random.default_rng(seed)
    scores = np.empty((N_DRAWS, len(models)))
    for at in range(N_DRAWS):
        drawn = rng.normal(centre, spread)
        weights = _drawn_weights(len(criteria), drawn, at, rng)
        if at % 2:
            scores[at] = simple_weighting(drawn, weights, is_benefit)
        elif at % 4:
            scores[at] = vikor(drawn, weights, is_benefit)
        else:
            scores[at] = topsis(drawn, weights, is_benefit, normalisation="minmax")
    found = rank_probabilities(scores, models)
    table = found.to_frame().rename_axis("model_id").reset_index()
    return table.assign(is_winner=table["model_id"] == (found.winner or ""), agreement=found.agreement)
