"""Compare two periods between treated and controls that differ in covariates or count unequally.

The three answers of Sant'Anna & Zhao (2020, Journal of Econometrics 219: 101) for panels: a regression of
the change on the covariates among controls, weights that make controls look like the treated, and both at
once, which is right when either is. Each comes with the influence of every unit, so that sums of them have
standard errors.
"""

from __future__ import annotations

import numpy as np

from textmine.errors import InputError
from textmine.governance.effects.design import Array

__all__ = ["ADJUSTMENTS", "conditional_difference"]

ADJUSTMENTS = ("regression", "weighting", "doubly_robust")
# Controls that are all but certain to be treated cannot be weighted.
_PROPENSITY_LIMIT = 1 - 1e-6


def _outcome_model(change: Array, x: Array, weight: Array, control: Array) -> tuple[Array, Array]:
    """Predict the change from covariates among controls; return predictions and influence on coefficients."""
    own = weight * control
    gram = (own[:, None] * x).T @ x / len(x)
    if np.linalg.matrix_rank(gram) < x.shape[1]:
        raise InputError(
            "the covariates cannot be told apart among the controls",
            fix="leave out constant or doubled covariates, or use fewer",
            zh="对照组中的协变量无法区分；请去掉不变或重复的协变量",
        )
    beta = np.linalg.solve(gram, x.T @ (own * change) / len(x))
    predicted = x @ beta
    moved: Array = (own * (change - predicted))[:, None] * x @ np.linalg.inv(gram)
    return predicted, moved


def _propensity(treated: Array, x: Array, weight: Array) -> tuple[Array, Array]:
    """Fit a logistic regression of being treated; return probabilities and influence on coefficients."""
    beta = np.zeros(x.shape[1])
    for _ in range(60):
        p = 1.0 / (1.0 + np.exp(-np.clip(x @ beta, -30, 30)))
        information = (weight * p * (1 - p))[:, None] * x
        gram = information.T @ x
        if np.linalg.matrix_rank(gram) < x.shape[1]:
            break
        step = np.linalg.solve(gram, x.T @ (weight * (treated - p)))
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            score = (weight * (treated - p))[:, None] * x
            return np.minimum(p, _PROPENSITY_LIMIT), np.asarray(score @ np.linalg.inv(gram / len(x)))
    raise InputError(
        "the covariates separate treated from controls: nobody comparable is left",
        fix="use fewer covariates, or adjustment='regression'",
        zh="协变量把启用组与对照组完全分开，没有可比的社区；请减少协变量，或用 adjustment='regression'",
    )


def conditional_difference(
    change: Array, treated: Array, x: Array, weight: Array, *, adjustment: str = "doubly_robust"
) -> tuple[float, Array]:
    """Return the difference in change, treated less controls alike in covariates, and its influences.

    Parameters
    ----------
    change : array of units
        Outcome after less outcome before.
    treated : array of units
        1 for treated, 0 for control.
    x : array, units x covariates
        With a column of ones.
    weight : array of units
    adjustment
        ``regression``, ``weighting`` or ``doubly_robust``.

    Returns
    -------
    tuple
        The estimate and one influence a unit: its variance is their mean square over the number of units.

    Raises
    ------
    InputError
        When the covariates separate treated from controls or repeat each other.

    Examples
    --------
    >>> change, treated = np.array([0.3, 0.3, 0.1, 0.1]), np.array([1.0, 1.0, 0.0, 0.0])
    >>> round(conditional_difference(change, treated, np.ones((4, 1)), np.ones(4))[0], 3)
    0.2
    """
    if adjustment not in ADJUSTMENTS:
        raise InputError(
            f"unknown adjustment {adjustment!r}",
            fix=f"choose one of {', '.join(ADJUSTMENTS)}",
            zh=f"未知调整方式 {adjustment}，可选：{'、'.join(ADJUSTMENTS)}",
        )
    w_treated = weight * treated
    if adjustment == "regression":
        predicted, moved = _outcome_model(change, x, weight, 1 - treated)
        mean_t, mean_c = w_treated @ change / w_treated.sum(), w_treated @ predicted / w_treated.sum()
        size = w_treated.mean()
        influence = w_treated * (change - mean_t) - w_treated * (predicted - mean_c)
        influence = influence - moved @ (w_treated[:, None] * x).mean(axis=0)
        return float(mean_t - mean_c), np.asarray(influence / size)
    p, shifted = _propensity(treated, x, weight)
    w_control = weight * p * (1 - treated) / (1 - p)
    predicted, moved = np.zeros_like(change), np.zeros_like(x)
    if adjustment == "doubly_robust":
        predicted, moved = _outcome_model(change, x, weight, 1 - treated)
    gap = change - predicted
    mean_t, mean_c = w_treated @ gap / w_treated.sum(), w_control @ gap / w_control.sum()
    for_treated = w_treated * (gap - mean_t) - moved @ (w_treated[:, None] * x).mean(axis=0)
    for_control = w_control * (gap - mean_c) - moved @ (w_control[:, None] * x).mean(axis=0)
    for_control = for_control + shifted @ ((w_control * (gap - mean_c))[:, None] * x).mean(axis=0)
    influence = for_treated / w_treated.mean() - for_control / w_control.mean()
    return float(mean_t - mean_c), np.asarray(influence)
