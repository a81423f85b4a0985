"""The compiled kernel, the plain path and scikit-learn's definition agree."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from textmine.classify import features as module
from textmine.classify.codepoints import fold_texts
from textmine.classify.features import IDF_POWER, Features, Prepared, prepare
from textmine.classify.keys import block_of, spelling

TEXTS = [
    "路灯坏了三天，路灯不亮！",
    "Ａ3区　停车位太少",
    "",
    " \n ",
    "𠮷野家门口的灯",
    "灯" * 50,
    "物业费 2.5元/㎡，太贵",
]


@pytest.fixture(params=["compiled", "plain"])
def path_taken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "plain":
        monkeypatch.setattr(module, "_KERNEL", None)
    return str(request.param)


def scores_of(
    texts: list[str], scales: tuple[float, float, float]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    prepared = prepare(texts, with_words=scales[2] > 0)
    features = Features.fit(prepared, scales=scales)
    weights = np.random.default_rng(0).normal(size=(len(features), 18)).astype(np.float32)
    scores, unseen = features.scorer(weights).score(prepared)
    return scores, unseen, np.asarray(features.transform(prepared) @ weights)


@pytest.mark.parametrize("scales", [(1.0, 0.7, 1.0), (1.0, 0.7, 0.0)])
def test_score_equals_the_matrix_product(path_taken: str, scales: tuple[float, float, float]) -> None:
    scores, unseen, product = scores_of(TEXTS, scales)
    np.testing.assert_allclose(scores, product, atol=2e-5)
    assert unseen.tolist() == [0.0] * len(TEXTS)


@pytest.mark.parametrize("scales", [(1.0, 0.7, 1.0), (1.0, 0.7, 0.0)])
def test_plain_path_equals_the_kernel(
    monkeypatch: pytest.MonkeyPatch, scales: tuple[float, float, float]
) -> None:
    fast = scores_of(TEXTS, scales)
    monkeypatch.setattr(module, "_KERNEL", None)
    slow = scores_of(TEXTS, scales)
    for a, b in zip(fast, slow, strict=True):
        np.testing.assert_allclose(a, b, atol=2e-5)


@pytest.mark.real_data
@pytest.mark.parametrize("scales", [(1.0, 0.7, 1.0), (1.0, 0.7, 0.0)])
def test_plain_path_equals_the_kernel_on_every_real_text(
    real_data: Path, monkeypatch: pytest.MonkeyPatch, scales: tuple[float, float, float]
) -> None:
    from textmine.reading.tables import read_complaints

    texts = [
        text
        for name in ("附件3.xlsx", "附件4.xlsx")
        for text in read_complaints(real_data / "tipdm2020" / name)["document"]
    ]
    prepared = prepare(texts, with_words=scales[2] > 0)
    features = Features.fit(prepared, scales=scales)
    weights = np.random.default_rng(0).normal(size=(len(features), 7)).astype(np.float32)
    fast, fast_unseen = features.scorer(weights).score(prepared)
    monkeypatch.setattr(module, "_KERNEL", None)
    slow, slow_unseen = features.scorer(weights).score(prepared)
    np.testing.assert_allclose(fast, slow, atol=1e-3)  # sums of up to 20,000 single-precision terms
    np.testing.assert_array_equal(fast_unseen, slow_unseen)


def test_transform_is_sublinear_tfidf_of_unit_length_per_block() -> None:
    """An independent slow way: counters and the textbook formula."""
    texts = ["路灯路灯坏", "停车位坏"]
    features = Features.fit(prepare(texts, with_words=False), scales=(1.0, 0.0, 1.0))
    row = features.transform(prepare(texts, with_words=False))[0]
    folded = fold_texts(texts).texts()
    grams = [Counter([*t, *(t[i : i + 2] for i in range(len(t) - 1))]) for t in folded]
    df = Counter(g for c in grams for g in c)
    expected = {g: (1 + np.log(n)) * (np.log(3 / (1 + df[g])) + 1) ** IDF_POWER for g, n in grams[0].items()}
    length = np.sqrt(sum(v * v for v in expected.values()))
    got = {spelling(int(features.keys[i])): v for i, v in zip(row.indices, row.data, strict=True)}
    assert got.keys() == expected.keys()
    for gram, value in expected.items():
        assert got[gram] == pytest.approx(value / length)


def test_folding_makes_spelling_variants_agree() -> None:
    assert fold_texts(["Ａ３区，ＯＫ！", "a3区,ok!"]).texts()[0] == "a3区,ok!"


def test_prepare_take_gives_the_same_rows() -> None:
    rows = np.array([5, 0, 6])
    part = prepare(TEXTS, with_words=True).take(rows)
    direct = prepare([TEXTS[at] for at in rows], with_words=True)
    for name in ("heads", "ends", "words"):
        np.testing.assert_array_equal(getattr(part, name), getattr(direct, name))
    assert part.points.texts() == direct.points.texts()


def test_unseen_share_counts_occurrences(path_taken: str) -> None:
    features = Features.fit(prepare(["路灯"], with_words=False), scales=(1.0, 0.7, 0.0))
    weights = np.zeros((len(features), 2), np.float32)
    _, unseen = features.scorer(weights).score(prepare(["路灯", "路车"], with_words=False))
    assert unseen.tolist() == [0.0, pytest.approx(2 / 3)]


def test_no_texts_give_no_rows() -> None:
    empty: Prepared = prepare([], with_words=True)
    assert len(empty) == 0
    assert len(Features.fit(empty)) == 0


def test_blocks_are_told_apart() -> None:
    features = Features.fit(prepare(["路灯不亮"], with_words=True))
    assert set(block_of(features.keys).tolist()) == {0, 1, 2}
