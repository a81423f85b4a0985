"""Topics: planted ones are found and repeat; noise gains nothing and repeats little."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from textmine import InputError
from textmine.mining.topics import compare_topic_numbers, find_topics, match_topics

THEMES = [
    ["停车", "车位", "道闸", "收费"],
    ["噪音", "施工", "夜里", "打桩"],
    ["学位", "学校", "招生", "划片"],
    ["电梯", "维保", "停运", "困人"],
]


def _planted(n: int = 120) -> list[list[str]]:
    rng = np.random.default_rng(0)
    return [[str(w) for w in rng.choice(THEMES[at % 4], 6)] for at in range(n)]


def test_find_topics_finds_planted_topics_in_every_run() -> None:
    found = find_topics(_planted(), n_topics=4)
    assert {frozenset(words.split("、")) for words in found.topics["words"]} == {frozenset(t) for t in THEMES}
    assert found.topics["stability_low"].min() > 0.95
    assert found.chance < 0.1
    assert found.topics["n_documents"].tolist() == [30, 30, 30, 30]
    assert found.topics["share"].sum() == pytest.approx(1, abs=1e-3)


def test_find_topics_gains_the_bits_that_knowing_half_of_the_words_is_worth() -> None:
    found = find_topics(_planted(600), n_topics=4)

    # Half of six words are given. With k of them the theme has weight (k + .5) / (k + 2), and a word of it is foretold
    # with .2125 of that weight and .0125 of the rest, where frequency alone says 1/16; the mean over k is near 1.15.
    def gain(k: int) -> float:
        weight = (k + 0.5) / (k + 2)
        return float(np.log2((0.2125 * weight + 0.0125 * (1 - weight)) * 16))

    ways = [1, 6, 15, 20, 15, 6, 1]
    expected = sum(n * (6 - k) * gain(k) for k, n in enumerate(ways)) / sum(
        n * (6 - k) for k, n in enumerate(ways)
    )
    assert found.gain_low <= found.held_out_gain <= found.gain_high
    assert found.held_out_gain == pytest.approx(expected, abs=0.15)


def test_find_topics_gains_nothing_from_words_drawn_at_random() -> None:
    rng = np.random.default_rng(1)
    words = [[str(w) for w in rng.choice(list(itertools.chain(*THEMES)), 4)] for _ in range(300)]
    found = find_topics(words, n_topics=4)
    assert found.held_out_gain < 0.02
    assert found.topics["stability"].mean() < 0.9


def test_find_topics_is_the_same_twice_and_another_seed_leaves_the_topics() -> None:
    one, two, other = (find_topics(_planted(), n_topics=4, seed=s) for s in (0, 0, 5))
    pd.testing.assert_frame_equal(one.to_frame(), two.to_frame())
    np.testing.assert_array_equal(one.documents, two.documents)
    assert one.topics["words"].tolist() == other.topics["words"].tolist()


def test_compare_topic_numbers_is_most_stable_at_the_planted_number() -> None:
    table = compare_topic_numbers(_planted(300), [2, 4, 6], n_runs=3)
    assert table.loc[table["stability"].idxmax(), "n_topics"] == 4
    assert table["held_out_gain"].idxmax() in (1, 2)


def test_match_topics_agrees_with_trying_every_order() -> None:
    rng = np.random.default_rng(3)
    one, other = rng.random((5, 12)), rng.random((5, 12))
    alike, partner = match_topics(one, other)
    best = max(sum(alike[at, to] for at, to in enumerate(p)) for p in itertools.permutations(range(5)))
    assert sum(alike[at, to] for at, to in enumerate(partner)) == pytest.approx(best)


def test_find_topics_refuses_too_few_documents() -> None:
    with pytest.raises(InputError, match="too few for 10 topics"):
        find_topics([["停车", "车位"]] * 8)
    with pytest.raises(InputError, match="0 usable words"):
        find_topics([[]] * 60, n_topics=2)
