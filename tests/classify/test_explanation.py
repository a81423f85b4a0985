"""An explanation adds up to the score it explains, and its words are words of the text."""

from __future__ import annotations

import json

import numpy as np
import pytest

from textmine.classify.codepoints import fold_texts
from textmine.classify.explanation import explain_category, explain_text
from textmine.classify.store import default_model

TEXTS = [
    "公交车半小时不来一趟，司机还甩站，公交公司电话没人接",
    "小区电梯坏了半个月，物业一直拖着不修，老人上不了楼",
    "Ａ3区　幼儿园 学费 2.5倍，太贵！\n学费太贵",
    "灯",
    "𠮷野家门口垃圾没人清",
]


@pytest.mark.parametrize("text", TEXTS)
def test_contributions_add_up_to_the_difference_of_scores(text: str) -> None:
    model = default_model()
    found = explain_text(model, text, n_words=10_000)
    total = sum(v for _, v in found.words_for) + sum(v for _, v in found.words_against) + found.rest
    n_words = len(found.words_for) + len(found.words_against)
    assert total == pytest.approx(found.difference, abs=1e-4 * (n_words + 2))
    scores = model.decision_function([text])[0]
    labels = [str(c) for c in model.classes_.tolist()]
    direct = scores[labels.index(found.label)] - scores[labels.index(found.second_label)]
    assert found.difference == pytest.approx(direct, abs=1e-6)


@pytest.mark.parametrize("text", TEXTS)
def test_label_and_confidence_are_those_of_the_prediction(text: str) -> None:
    model = default_model()
    found = explain_text(model, text)
    assert found.label == model.predict([text])[0]
    p = model.predict_proba([text])[0]
    assert (found.confidence, found.second_confidence) == pytest.approx(tuple(np.sort(p)[::-1][:2]))


def test_words_are_words_of_the_text_and_ordered() -> None:
    found = explain_text(default_model(), TEXTS[0])
    for word, _ in (*found.words_for, *found.words_against):
        assert word in fold_texts([TEXTS[0]]).texts()[0]
    values = [v for _, v in found.words_for]
    assert values == sorted(values, reverse=True)
    assert all(v > 0 for v in values)
    assert all(v < 0 for _, v in found.words_against)


def test_taking_out_the_strongest_word_weakens_the_category() -> None:
    model = default_model()
    found = explain_text(model, TEXTS[0])
    labels = [str(c) for c in model.classes_.tolist()]
    at = labels.index(found.label)
    word = found.words_for[0][0]
    whole, without = model.decision_function([TEXTS[0], TEXTS[0].replace(word, "")])[:, at]
    assert without < whole


def test_to_frame_and_to_dict_are_plain() -> None:
    found = explain_text(default_model(), TEXTS[1])
    assert json.loads(json.dumps(found.to_dict()))["label"] == found.label
    values = found.to_frame()["value"].tolist()
    assert values == sorted(values, reverse=True)


def test_explain_category_against_another_turns_its_sign() -> None:
    model = default_model()
    for_transport = explain_category(model, "transport", against="education", n=5)
    for_education = explain_category(model, "education", against="transport", n=5)
    assert not set(for_transport["feature"]) & set(for_education["feature"])
    assert (for_transport["weight"] > 0).all()
    assert for_transport["weight"].is_monotonic_decreasing
    everything = explain_category(model, "transport", against="education", n=10**9)
    mirrored = explain_category(model, "education", against="transport", n=10**9).set_index("feature")[
        "weight"
    ]
    some = everything.head(50)
    np.testing.assert_allclose(some["weight"], -mirrored[some["feature"]].to_numpy(), atol=1e-3)
