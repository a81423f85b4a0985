"""The classifier: values, edges, refusals, directions, laws."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import cross_val_score

from textmine.classify.model import ComplaintClassifier
from textmine.errors import InputError
from textmine.reading.corpus import load_corpus


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    corpus = load_corpus("train")
    chosen = corpus[corpus["category"].isin(["transport", "education", "health", "labour"])]
    return chosen.groupby("category").head(120).reset_index(drop=True)


@pytest.fixture(scope="module")
def fitted(rows: pd.DataFrame) -> ComplaintClassifier:
    return ComplaintClassifier().fit(rows["document"], rows["category"], second_labels=rows["subcategory"])


def test_probabilities_are_probabilities(fitted: ComplaintClassifier, rows: pd.DataFrame) -> None:
    for mode in ("best", "fast"):
        p = fitted.predict_proba(rows["document"][:50], mode=mode)
        assert p.shape == (50, 4)
        np.testing.assert_allclose(p.sum(axis=1), 1)


def test_same_input_gives_the_same_model(rows: pd.DataFrame) -> None:
    one, two = (
        ComplaintClassifier(calibrate=False).fit(rows["document"], rows["category"]) for _ in range(2)
    )
    for mode in ("best", "fast"):
        np.testing.assert_array_equal(one.heads_[mode].weights, two.heads_[mode].weights)


def test_rows_are_predicted_one_by_one_as_together(fitted: ComplaintClassifier, rows: pd.DataFrame) -> None:
    texts = rows["document"][:20].tolist()
    together = fitted.predict_proba(texts)
    alone = np.vstack([fitted.predict_proba([text]) for text in texts])
    np.testing.assert_array_equal(together, alone)


def test_input_is_left_unchanged(rows: pd.DataFrame) -> None:
    before = rows.copy()
    ComplaintClassifier(calibrate=False).fit(rows["document"], rows["category"])
    pd.testing.assert_frame_equal(rows, before)


def test_confidence_is_honest_on_rows_left_out(fitted: ComplaintClassifier) -> None:
    record = fitted.out_of_fold_["best"]
    confidence = record["probabilities"].max(axis=1)
    right = record["predicted"] == fitted.out_of_fold_["truth"]
    assert abs(confidence.mean() - right.mean()) < 0.03
    assert (
        right[confidence > np.median(confidence)].mean() > right[confidence <= np.median(confidence)].mean()
    )


def test_review_threshold_rises_with_the_target(fitted: ComplaintClassifier) -> None:
    lines = [fitted.review_threshold(t) for t in (0.8, 0.9, 0.97)]
    assert lines == sorted(lines)
    with pytest.raises(InputError, match="no share"):
        fitted.review_threshold(97)


def test_class_priors_move_predictions(rows: pd.DataFrame) -> None:
    plain = ComplaintClassifier(calibrate=False).fit(rows["document"], rows["category"])
    biased = clone(plain).set_params(
        class_priors={"health": 0.97, "transport": 0.01, "labour": 0.01, "education": 0.01}
    )
    biased.fit(rows["document"], rows["category"])
    texts = ["请问这件事该找谁"]
    health = plain.classes_.tolist().index("health")
    assert biased.predict_proba(texts)[0, health] > plain.predict_proba(texts)[0, health]


def test_second_level_stays_within_its_category(fitted: ComplaintClassifier) -> None:
    labels = fitted.predict(["公交车总是不来", "孩子入学划片不公"])
    for label, second in zip(
        labels, fitted.predict_second_level(["公交车总是不来", "孩子入学划片不公"], labels), strict=True
    ):
        assert second.startswith(f"{label}.")


@pytest.mark.parametrize(
    ("texts", "labels", "match"),
    [
        ([], [], "no documents"),
        (["路灯"], ["a", "b"], "1 documents but 2 labels"),
        (["路灯", "车位"], ["a", "a"], "at least two labels"),
        (["路灯", "车位"], ["a", None], "label is missing"),
        (["路灯", 3], ["a", "b"], "row 2: int is no text"),
    ],
)
def test_fit_refuses_what_it_cannot_learn_from(texts: list[object], labels: list[object], match: str) -> None:
    with pytest.raises(InputError, match=match):
        ComplaintClassifier().fit(texts, labels)


def test_fit_works_with_one_row_a_class_and_odd_labels() -> None:
    for labels in (["路 灯", "停 车"], [1, 2], [1.5, 2.5], [True, False]):
        model = ComplaintClassifier().fit(["路灯不亮了", "停车位太少"], labels)
        assert model.predict(["路灯"])[0] == np.array(labels)[0]
        assert model.review_threshold(0.9) > 1  # nothing was held out, so everything is flagged


def test_empty_and_huge_texts_get_a_prediction(fitted: ComplaintClassifier) -> None:
    p = fitted.predict_proba(["", "公交车" * 33_334, "\x00\ud800"])
    assert np.isfinite(p).all()


def test_unfitted_says_so() -> None:
    with pytest.raises(NotFittedError):
        ComplaintClassifier().predict(["路灯"])


def test_it_is_a_scikit_learn_estimator(rows: pd.DataFrame) -> None:
    model = ComplaintClassifier(calibrate=False, penalty=0.5)
    assert clone(model).get_params() == model.get_params()
    scores = cross_val_score(model, rows["document"].to_numpy(), rows["category"].to_numpy(), cv=3)
    assert scores.mean() > 0.8


def test_no_document_is_predicted_the_same_from_title_and_body(fitted: ComplaintClassifier) -> None:
    pair, joined = (
        fitted.predict_proba([("公交太少", "早上等半小时")]),
        fitted.predict_proba(["公交太少\n早上等半小时"]),
    )
    np.testing.assert_array_equal(pair, joined)


def test_predict_of_nothing_is_nothing(fitted: ComplaintClassifier) -> None:
    assert fitted.predict([]).shape == (0,)
