"""A description holds what was drawn: another value gives another text."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from textmine.figures.complaints import draw_category_counts, draw_community_heatmap
from textmine.figures.corpus import draw_counts, draw_lengths, draw_months
from textmine.figures.description import describe_figure
from textmine.figures.style import use_chinese_font


def _axis() -> Any:
    return Figure(figsize=(4, 3)).subplots()


def _text(ax: Any) -> str:
    return describe_figure(ax.get_figure())


def test_describe_figure_of_nothing_gives_the_size() -> None:
    assert describe_figure(Figure(figsize=(4, 3))) == "Figure 400 x 300"


def test_describe_figure_names_categories_and_values() -> None:
    ax = _axis()
    draw_counts(pd.Series({"物业管理": 12, "道路交通": 7}), ax=ax)
    said = _text(ax)
    assert "y: 道路交通, 物业管理" in said
    assert "bars: 7 12" in said
    assert "words: 条数" in said


@pytest.mark.parametrize("changed", [0, 1, 2])
def test_describe_figure_differs_when_one_value_differs(changed: int) -> None:
    values = [3.0, 5.0, 8.0]
    other = [v + (at == changed) for at, v in enumerate(values)]
    for draw in ("plot", "scatter", "bar", "fill_between"):
        texts = []
        for heights in (values, other):
            ax = _axis()
            getattr(ax, draw)([1, 2, 3], heights)
            texts.append(_text(ax))
        assert texts[0] != texts[1], draw


def test_describe_figure_differs_for_one_cell_of_a_grid_and_one_span() -> None:
    grid = np.zeros((9, 9))
    texts = set()
    for value in (0, 1):
        ax = _axis()
        grid[4, 4] = value
        ax.imshow(grid)
        ax.hlines([1, 2], [0, 0], [3, 4 + value])
        texts.add(_text(ax))
    assert len(texts) == 2


def test_describe_figure_holds_no_address_and_is_the_same_twice() -> None:
    said = []
    for _ in range(2):
        ax = _axis()
        draw_months(pd.Series(pd.to_datetime(["2024-01-03", "2024-03-01"])), ax=ax)
        said.append(_text(ax))
    assert said[0] == said[1]
    assert "0x" not in said[0]
    assert "2024-01, 2024-02, 2024-03" in said[0]


def test_describe_figure_leaves_colour_bars_out() -> None:
    ax = _axis()
    rows = pd.DataFrame({"community": ["甲", "甲", "乙"], "category": ["property", "noise", "property"]})
    draw_community_heatmap(rows, ax=ax)
    assert "grid 2 x 2: 1 1 1 0" in _text(ax)
    assert "area" not in _text(ax)


def test_describe_figure_survives_missing_values() -> None:
    ax = _axis()
    ax.plot([np.nan] * 40)
    ax.plot([1.0, np.nan])
    assert "40 values, none finite" in _text(ax)
    assert "line: 1 nan" in _text(ax)


def test_use_chinese_font_draws_outside_a_notebook_too() -> None:
    ax = _axis()
    assert use_chinese_font(ax) is ax


def test_lengths_and_review_are_told() -> None:
    ax = _axis()
    draw_lengths(pd.Series([10, 30, 31]), ax=ax)
    assert "中位数 30 字" in _text(ax)
    ax = _axis()
    draw_category_counts(
        pd.DataFrame({"category": ["property"] * 3, "needs_review": [True, False, False]}), ax=ax
    )
    assert _text(ax).count("bars:") == 2
