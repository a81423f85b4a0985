"""Fit one linear score per class."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

__all__ = ["fit_linear"]

Weights = npt.NDArray[np.float32]


def fit_linear(
    matrix: sparse.csr_matrix,
    truth: npt.NDArray[np.int64],
    *,
    n_classes: int,
    penalty: float,
    seed: int = 0,
    importance: npt.NDArray[np.float64] | None = None,
) -> tuple[Weights, Weights]:
    """Fit a one-against-rest linear SVC with balanced classes.

    Parameters
    ----------
    matrix : documents × features
    truth : class position of each document; every class occurs
    penalty : the C of the SVC
    importance : weight of each document

    Returns
    -------
    weights : features × classes
    intercepts : classes
        Both rounded to half precision, so that what is stored is what was used.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.svm import LinearSVC

    model = LinearSVC(C=penalty, class_weight="balanced", random_state=seed, dual=True, max_iter=2000)
    with warnings.catch_warnings():
        # Few texts under many labels never settle in the last digits; what comes of it is measured on rows left out.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(matrix, truth, sample_weight=importance)
    coefficients: Any = model.coef_
    intercepts: Any = model.intercept_
    if n_classes == 2:  # one column separates two classes
        coefficients = np.vstack([-coefficients, coefficients])
        intercepts = np.concatenate([-intercepts, intercepts])
    weights = np.ascontiguousarray(coefficients.T).astype(np.float16).astype(np.float32)
    return weights, intercepts.astype(np.float16).astype(np.float32)
