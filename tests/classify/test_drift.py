"""Drift finds what differs: other words, other shares; and stays silent on more of the same."""

from __future__ import annotations

import json

import pytest

from textmine.classify.drift import measure_drift
from textmine.classify.model import ComplaintClassifier
from textmine.errors import InputError
from textmine.reading.corpus import load_corpus


@pytest.fixture(scope="module")
def fitted() -> ComplaintClassifier:
    corpus = load_corpus("train")
    chosen = corpus[corpus["category"].isin(["transport", "education", "health"])]
    return ComplaintClassifier(calibrate=False).fit(chosen["document"], chosen["category"])


@pytest.fixture(scope="module")
def heldout() -> dict[str, list[str]]:
    corpus = load_corpus("heldout")
    return {str(k): part["document"].tolist() for k, part in corpus.groupby("category")}


def test_more_of_the_same_is_not_notable(fitted: ComplaintClassifier, heldout: dict[str, list[str]]) -> None:
    found = measure_drift(fitted, heldout["transport"] + heldout["education"] + heldout["health"])
    assert not found.is_notable
    assert found.n == sum(len(heldout[k]) for k in ("transport", "education", "health"))
    assert abs(found.mean_characters - found.training_mean_characters) < 40


def test_another_kind_of_text_is_notable(fitted: ComplaintClassifier) -> None:
    found = measure_drift(fitted, ["The quarterly earnings exceeded expectations", "ＫＬＭ飞絮氤氲缱绻"] * 20)
    assert found.is_notable
    assert "抽查" in found.sentence_zh


def test_unseen_share_grows_with_foreign_text(
    fitted: ComplaintClassifier, heldout: dict[str, list[str]]
) -> None:
    plain = measure_drift(fitted, heldout["transport"]).features_unseen_share
    mixed = measure_drift(fitted, [t + " lorem ipsum dolor sit amet" for t in heldout["transport"]])
    assert mixed.features_unseen_share > plain + 0.05


def test_a_shifted_category_is_found_and_its_interval_holds_the_share(
    fitted: ComplaintClassifier, heldout: dict[str, list[str]]
) -> None:
    found = measure_drift(fitted, heldout["health"])
    table = found.categories.set_index("category")
    assert table.loc["health", "is_shifted"]
    assert table.loc["health", "share"] > table.loc["health", "training_share"]
    assert ((table["low"] <= table["share"]) & (table["share"] <= table["high"])).all()
    assert table["share"].sum() == pytest.approx(1, abs=0.001)


def test_wilson_interval_is_the_textbook_one(
    fitted: ComplaintClassifier, heldout: dict[str, list[str]]
) -> None:
    from statsmodels.stats.proportion import proportion_confint

    texts = heldout["transport"] + heldout["health"]
    found = measure_drift(fitted, texts)
    for row in found.categories.to_dict("records"):
        low, high = proportion_confint(round(row["share"] * len(texts)), len(texts), method="wilson")
        assert (row["low"], row["high"]) == pytest.approx((low, high), abs=1e-3)


def test_a_batch_without_text_is_refused(fitted: ComplaintClassifier) -> None:
    with pytest.raises(InputError, match="holds no text"):
        measure_drift(fitted, ["", " \n"])


def test_the_result_is_plain_values(fitted: ComplaintClassifier) -> None:
    found = measure_drift(fitted, ["公交车不来", "医院挂不上号"])
    assert json.loads(json.dumps(found.to_dict()))["n"] == 2
    assert found.to_frame() is not found.categories
