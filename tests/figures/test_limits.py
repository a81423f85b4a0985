"""What figures show just below and just above each of their limits."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from textmine.figures.catalogue import draw_claim_grades
from textmine.figures.description import describe_figure
from textmine.figures.voices import draw_growth


@pytest.mark.parametrize(("n", "is_told_whole"), [(30, True), (31, False)])
def test_describe_figure_tells_up_to_thirty_values_one_by_one(n: int, is_told_whole: bool) -> None:
    figure, ax = plt.subplots()
    ax.bar(range(n), range(n))
    said = describe_figure(figure)
    plt.close(figure)
    assert ("values, sum" not in said) is is_told_whole


@pytest.mark.parametrize(("n", "shown"), [(18, "灯" * 18), (19, "灯" * 17 + "…")])
def test_names_of_issues_have_eighteen_characters(n: int, shown: str) -> None:
    figure, ax = plt.subplots()
    growth = pd.DataFrame({"rank": 1, "month": ["2025-01", "2025-02"], "n_people_so_far": [1, 2]})
    draw_growth(growth, ax=ax, names={1: "灯" * n})
    assert shown in [text.get_text() for text in ax.get_legend().get_texts()]
    plt.close(figure)


def test_the_longest_bar_of_claims_ends_before_the_frame() -> None:
    figure, ax = plt.subplots()
    draw_claim_grades(pd.DataFrame({"G1": [10, 4], "G2": [2, 0]}, index=["甲", "乙"]), ax=ax)
    assert ax.get_xlim()[1] > 12
    plt.close(figure)
