"""Rows behind a bar: the same rows by menu, by code and on paper."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from textmine.errors import InputError
from textmine.figures import exploration
from textmine.figures.exploration import explore

ROWS = pd.DataFrame(
    {
        "community": ["梧桐社区", "梧桐社区", "河湾社区", None],
        "category": ["property", "noise", "noise", "noise"],
        "received_at": pd.to_datetime(["2024-01-05", "2024-02-01", "2024-02-03", None]),
        "text": ["电梯停了", "夜里施工", "<b>广场舞</b>", "狗叫"],
    }
)


def test_explore_shows_the_rows_of_a_choice() -> None:
    found = explore(ROWS, columns=["text"], community="梧桐社区", month="2024-02")
    assert found.to_frame()["text"].tolist() == ["夜里施工"]
    assert found.sentence() == "community = 梧桐社区，month = 2024-02：1 条"


def test_explore_without_a_choice_shows_all() -> None:
    assert len(explore(ROWS).to_frame()) == len(ROWS)
    assert "前 2 条" in explore(ROWS, n_rows=2).sentence()


def test_explore_leaves_the_table_unchanged() -> None:
    before = ROWS.copy()
    explore(ROWS, community="河湾社区").to_frame()
    pd.testing.assert_frame_equal(ROWS, before)


def test_explore_offers_only_what_the_table_has() -> None:
    assert explore(ROWS[["text", "category"]]).choices == ("category",)
    assert explore(ROWS.assign(community=None)).choices == ("category", "month")


def test_explore_refuses_a_choice_there_is_none_of() -> None:
    with pytest.raises(InputError, match="no choice of 'street'"):
        explore(ROWS, street="长江路")


def test_options_count_rows_most_frequent_first_and_months_in_order() -> None:
    found = explore(ROWS)
    assert found.options("category") == [
        ("全部（4）", ""),
        ("noise（3）", "noise"),
        ("property（1）", "property"),
    ]
    assert [value for _, value in found.options("month")] == ["", "2024-01", "2024-02"]


def test_html_is_escaped_and_the_same_twice() -> None:
    found = explore(ROWS, community="河湾社区")
    assert "<b>" not in found._repr_html_()
    assert found._repr_html_() == explore(ROWS, community="河湾社区")._repr_html_()


def test_menus_change_what_is_shown() -> None:
    pytest.importorskip("ipywidgets")
    box = explore(ROWS, columns=["text"]).menus()
    menus, shown = box.children
    assert "狗叫" in shown.value
    menus.children[0].value = "河湾社区"
    assert "狗叫" not in shown.value
    assert "广场舞" in shown.value
    menus.children[0].value = ""
    assert "狗叫" in shown.value


def test_batch_run_stores_a_table_and_no_menus(monkeypatch: pytest.MonkeyPatch) -> None:
    display = pytest.importorskip("IPython.display")
    given: list[Any] = []
    monkeypatch.setattr(display, "display", lambda what, **_: given.append(what))
    explore(ROWS)._ipython_display_()
    assert set(given[0]) == {"text/plain", "text/html"}
    monkeypatch.setattr(exploration, "_somebody_looks", lambda: True)
    explore(ROWS)._ipython_display_()
    assert type(given[1]).__name__ == "VBox"
