"""scikit-learn's own estimator checks, over numbers written as texts.

The checks feed matrices of numbers; this estimator reads texts. A thin wrapper writes each row as a text, one character for each
rounded number, and hands it on: what is checked (idempotence, order and subset of rows, pickling, cloning, labels of every
kind, input left alone, refusals) is the behaviour of the classifier itself. The table in docs/classification.md is made of the
names below.
"""

from __future__ import annotations

from typing import Any
from unittest import SkipTest

import numpy as np
import pytest
from sklearn.utils.estimator_checks import estimator_checks_generator
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from textmine.classify.model import ComplaintClassifier

# Checks that do not hold, and why.
EXPECTED_TO_FAIL = {
    "check_fit2d_1sample": "one row is refused in words of ours: 'all 1 rows carry the label', not '1 sample'",
}
_FIRST = 0x4E00
_LEVELS = 81


def as_texts(X: Any) -> list[str]:
    """Write each row of numbers as a text: one Chinese character for each column and level."""
    levels = np.clip(np.round(np.asarray(X, dtype=float) * 2), -40, 40).astype(int) + 40
    return [
        "".join(chr(_FIRST + _LEVELS * (at % 200) + level) for at, level in enumerate(row))
        for row in levels.tolist()
    ]


class OverNumbers(ComplaintClassifier):
    """Read numbers, as the checks of scikit-learn want it."""

    def fit(self, X: Any, y: Any, **more: Any) -> OverNumbers:
        X, y = validate_data(self, X, y)
        check_classification_targets(y)
        n_features = self.n_features_in_
        super().fit(as_texts(X), y, **more)
        self.n_features_in_ = n_features
        return self

    def _read(self, X: Any) -> list[str]:
        check_is_fitted(self, "heads_")
        return as_texts(validate_data(self, X, reset=False))

    def predict(self, X: Any, *, mode: str | None = None) -> Any:
        texts = self._read(X)
        return self.classes_[super().predict_proba(texts, mode=mode).argmax(axis=1)]

    def predict_proba(self, X: Any, *, mode: str | None = None) -> Any:
        return super().predict_proba(self._read(X), mode=mode)

    def decision_function(self, X: Any, *, mode: str | None = None) -> Any:
        return super().decision_function(self._read(X), mode=mode)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string, tags.input_tags.two_d_array = False, True
        return tags


CHECKS = list(estimator_checks_generator(OverNumbers(calibrate=False)))


def name_of(check: Any) -> str:
    return str(check.func.__name__)


@pytest.mark.filterwarnings("ignore")  # what the checks themselves warn of is not ours
@pytest.mark.parametrize(
    ("estimator", "check"),
    CHECKS,
    ids=[f"{name_of(check)}-{at}" for at, (_, check) in enumerate(CHECKS)],
)
def test_estimator_check_holds(estimator: Any, check: Any) -> None:
    expected = name_of(check) in EXPECTED_TO_FAIL
    try:
        check(estimator)
    except SkipTest as reason:
        pytest.skip(str(reason))
    except AssertionError:
        if not expected:
            raise
        return
    assert not expected, f"{name_of(check)} holds now: take it off the list"


def test_the_list_names_checks_that_exist() -> None:
    assert set(EXPECTED_TO_FAIL) <= {name_of(check) for _, check in CHECKS}
    assert len(CHECKS) > 40


@pytest.mark.filterwarnings("ignore:Can't test estimator")  # scikit-learn says that it skips the numeric ones
def test_checks_for_text_input_hold_without_the_wrapper() -> None:
    for estimator, check in estimator_checks_generator(ComplaintClassifier(calibrate=False)):
        check(estimator)
