"""What figures show just below and just above each of their limits."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from textmine.figures import mining, news
from textmine.figures.catalogue import draw_claim_grades
from textmine.figures.description import describe_figure
from textmine.figures.style import label_periods
from textmine.figures.voices import draw_growth
from textmine.news.evidence import Evidence
from textmine.news.mechanisms import MECHANISM_CODES


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


@pytest.mark.parametrize(
    ("n_months", "n_ticks", "second"), [(10, 10, "2024-02"), (11, 6, "2024-03"), (21, 7, "2024-04")]
)
def test_the_growth_of_an_issue_names_up_to_ten_months(n_months: int, n_ticks: int, second: str) -> None:
    figure, ax = plt.subplots()
    months = pd.period_range("2024-01", periods=n_months, freq="M").astype(str)
    growth = pd.DataFrame({"rank": 1, "month": months, "n_messages_so_far": 1, "n_people_so_far": 1})
    mining.draw_growth(growth, ax)
    named = [label.get_text() for label in ax.get_xticklabels()]
    plt.close(figure)
    assert (len(named), named[1]) == (n_ticks, second)


def test_mechanisms_told_as_deeds_are_darker_than_those_only_named_and_these_than_none() -> None:
    codes = MECHANISM_CODES[:3]
    told = Evidence(
        "m",
        "模式",
        "model",
        1,
        {codes[1]: "named", codes[2]: "concrete"},
        {},
        {},
        {},
        (),
        (),
        (),
        pd.DataFrame(),
    )
    figure, ax = plt.subplots()
    news.draw_mechanisms([told], ax)
    image = ax.images[0]
    light = [sum(image.to_rgba(image.get_array())[at, 0, :3].astype(float)) for at in range(3)]
    plt.close(figure)
    assert light[0] > light[1] > light[2]


@pytest.mark.parametrize(
    ("n_months", "n_ticks", "second"), [(8, 8, "2024-02"), (9, 5, "2024-03"), (1, 1, "")]
)
def test_an_axis_of_months_names_at_most_eight(n_months: int, n_ticks: int, second: str) -> None:
    figure, ax = plt.subplots()
    label_periods(ax, list(pd.period_range("2024-01", periods=n_months, freq="M").astype(str)))
    named = [label.get_text() for label in ax.get_xticklabels()]
    plt.close(figure)
    assert (len(named), named[0]) == (n_ticks, "2024-01")
    assert named[1:2] == ([second] if second else [])


def test_the_growth_of_an_issue_rises_from_nothing_in_its_first_month() -> None:
    figure, ax = plt.subplots()
    growth = pd.DataFrame({"rank": [1, 2], "month": ["2025-02", "2025-01"], "n_people_so_far": [3, 4]})
    draw_growth(growth, ax=ax)
    rises = [collection.get_segments()[0].tolist() for collection in ax.collections]
    plt.close(figure)
    assert rises == [[[1, 0], [1, 3]], [[0, 0], [0, 4]]]


@pytest.mark.parametrize(("n", "named"), [(8, list(range(8))), (9, [0, 2, 4, 6, 8])])
def test_an_axis_names_up_to_eight_periods(n: int, named: list[int]) -> None:
    figure, ax = plt.subplots()
    label_periods(ax, [f"2024-{at + 1:02}" for at in range(n)])
    shown = [int(tick) for tick in ax.get_xticks()]
    plt.close(figure)
    assert shown == named
