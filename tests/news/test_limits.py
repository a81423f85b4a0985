"""What the reading of news does just below and just above each of its limits."""

from __future__ import annotations

import pytest

from textmine.news.catalogue import assign_model, load_models
from textmine.news.claims import find_claims, link_repeats
from textmine.news.numbers import find_quantities
from textmine.news.sentences import quote_window, split_sentences
from textmine.news.splices import drop_spliced_fragments


@pytest.mark.parametrize(("n", "n_pieces"), [(1000, 1), (1001, 2)])
def test_split_sentences_cuts_what_has_no_end_within_a_thousand_characters(n: int, n_pieces: int) -> None:
    found = split_sentences("灯" * n)
    assert len(found) == n_pieces
    assert "".join(s.text for s in found) == "灯" * n


@pytest.mark.parametrize(("n", "is_whole"), [(150, True), (151, False)])
def test_quote_window_quotes_a_hundred_and_fifty_characters(n: int, is_whole: bool) -> None:
    sentence = "办结5件" + "灯" * (n - 4)
    window = quote_window(sentence, 0, 4)
    assert (window == sentence) is is_whole
    assert len(window) <= 150


@pytest.mark.parametrize(("written", "is_read"), [("9万亿元", True), ("11万亿元", False)])
def test_find_quantities_takes_no_sum_above_ten_million_million(written: str, is_read: bool) -> None:
    assert bool(find_quantities(f"全市投入{written}。")) is is_read


@pytest.mark.parametrize(("exact", "is_linked"), [("11190", True), ("11210", False), ("9990", False)])
def test_link_repeats_takes_an_exact_figure_for_a_rounded_one_within_twelve_per_cent(
    exact: str, is_linked: bool
) -> None:
    claims = find_claims(f"全省1万多家单位报到。目前共有{exact}家单位下沉社区。")
    assert (link_repeats(claims)[0] is not None) is is_linked


@pytest.mark.parametrize(("n_figures", "is_linked"), [(49, True), (60, False)])
def test_link_repeats_compares_fifty_exact_figures(n_figures: int, is_linked: bool) -> None:
    claims = [
        {"value_low": 10000 + at, "value_high": 10000 + at, "unit": "家", "counts": "店铺"}
        for at in range(n_figures)
    ]
    claims.append({"value_low": 10500, "value_high": 10500, "unit": "家", "counts": "单位"})
    rounded = {"value_low": 10000, "value_high": None, "unit": "家", "counts": "单位"}
    assert (link_repeats([*claims, rounded])[-1] is not None) is is_linked


def test_assign_model_counts_four_mentions_of_a_cue_and_twice_what_the_headline_says() -> None:
    model = next(m for m in load_models() if m.model_id == "first_secretary")
    weight = next(w for pattern, w in model.cues if pattern.search("第一书记"))

    def points(title: str, n: int) -> float:
        return assign_model(title, "灯亮了，第一书记。" * n).points["first_secretary"]

    assert points("", 4) - points("", 3) == points("", 3) - points("", 2) > 0
    assert points("", 5) == points("", 4)
    assert points("第一书记", 1) - points("", 1) == pytest.approx(2 * weight) or points(
        "第一书记", 1
    ) > points("", 3)


def test_assign_model_wants_six_points() -> None:
    guesses = [assign_model("", "灯亮了，第一书记。" * n) for n in range(1, 5)]
    for guess in guesses:
        assert bool(guess.model_id) is (max(guess.points.values()) >= 6)
    assert {bool(guess.model_id) for guess in guesses} == {True, False} or guesses[0].points[
        "first_secretary"
    ] >= 6


@pytest.mark.parametrize(("n_filler", "is_done"), [(59_000, True), (61_000, False)])
def test_drop_spliced_fragments_reads_pages_of_sixty_thousand_characters(
    n_filler: int, is_done: bool
) -> None:
    title = "件件小事暖人心——江边街道的党员干部下楼服务记"
    text = "楼道的灯亮了，边街大家都高兴，道的老人也下楼了，心江孩子跑了一圈。"
    found = drop_spliced_fragments([text, "灯" * n_filler], title)[1]
    assert (found is not None) is is_done
