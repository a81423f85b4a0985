from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from textmine.figures.governance import draw_adoption
from textmine.figures.panels import (
    draw_closing,
    draw_cohort_quarters,
    draw_issue_months,
    draw_two_way_parts,
)
from textmine.governance.comparison import Comparison, compare_models
from textmine.governance.descriptions import (
    WITHOUT_MODEL,
    closing_table,
    cohort_quarters,
    issue_months,
    two_way_parts,
)
from textmine.governance.effects import Design, decompose_two_way, lay_out
from textmine.governance.effects.sensitivity import quarterly
from textmine.governance.inputs import month_index
from textmine.governance.measures import kaplan_meier
from textmine.governance.outcomes import OUTCOMES, outcome_grid, read_panel
from textmine.governance.panel import build_panel
from textmine.governance.scenarios import SCENARIOS, draw_conditions
from textmine.governance.simulation import City, simulate_cells, simulate_city
from textmine.report.governance_captions import caption
from textmine.report.governance_figures import draw_figures
from textmine.report.governance_words import method_name

FIRST = month_index(2021, 1)


@pytest.fixture(scope="module")
def city() -> City:
    scenario = replace(SCENARIOS["S1"], n_communities=24, n_months=18, cohorts=(7, 10), cases_a_month=8.0)
    return simulate_city(seed=2, conditions=draw_conditions(scenario, 2), texts=pd.DataFrame())


@pytest.fixture(scope="module")
def panel(city: City) -> pd.DataFrame:
    return read_panel(build_panel(city.cases, city.communities, city.adoption))


@pytest.fixture(scope="module")
def comparison(panel: pd.DataFrame) -> Comparison:
    with pytest.MonkeyPatch.context() as patch:
        # How often adoption is shuffled does not matter here, and takes time.
        for name in ("N_SHUFFLES", "N_SHUFFLES_SIDE"):
            patch.setattr(f"textmine.governance.comparison.{name}", 19)
        return compare_models(panel)


def test_closing_table_is_the_kaplan_meier_curve_of_cases_followed_for_thirty_days(
    city: City, panel: pd.DataFrame
) -> None:
    cases = city.cases
    known = [cases[name].max() for name in ("received_at", "replied_at", "closed_at")]
    end = max(date for date in known if not pd.isna(date))
    due = cases.loc[(end - cases["received_at"]).dt.total_seconds() >= 30 * 86_400]
    took = (due["closed_at"].fillna(end) - due["received_at"]).dt.total_seconds() / 86_400
    curve = kaplan_meier(took, due["closed_at"].notna())
    found = closing_table(panel)
    start = found.loc[found["day"] == 0].set_index("model_id")["n_open"]
    assert start.sum() == len(due)
    for day in (1, 7, 30):
        at = found.loc[found["day"] == day].set_index("model_id")
        assert float((at["share_open"] * start).sum() / start.sum()) == pytest.approx(curve.at(day))


def test_closing_table_keeps_months_with_and_without_a_model_apart(panel: pd.DataFrame) -> None:
    found = closing_table(panel)
    assert set(found["model_id"]) == {WITHOUT_MODEL, *panel.loc[panel["is_treated"], "model_id"]}
    for _, rows in found.groupby("model_id"):
        assert rows["share_open"].is_monotonic_decreasing
        assert ((rows["low"] <= rows["share_open"]) & (rows["share_open"] <= rows["high"])).all()


def test_closing_table_without_closing_times_is_empty(panel: pd.DataFrame) -> None:
    assert closing_table(panel.drop(columns=["n_due"])).empty
    assert closing_table(panel.assign(n_due=0.0)).empty


def test_issue_months_count_every_case_once(city: City, panel: pd.DataFrame) -> None:
    found = issue_months(panel)
    assert found["n"].sum() == len(city.cases)
    sizes = found.groupby("category")["n"].sum()
    assert sizes.to_dict() == city.cases["category"].value_counts().to_dict()
    assert found["category"].unique().tolist() == sizes.sort_values(ascending=False).index.tolist()
    assert found.groupby("category")["to_mean"].mean().to_numpy() == pytest.approx(1.0)


def test_issue_months_add_rare_categories_up(city: City) -> None:
    cases = city.cases.assign(category=[f"类{i % 25:02d}" if i % 3 else "" for i in range(len(city.cases))])
    found = issue_months(read_panel(build_panel(cases, city.communities, city.adoption)))
    assert "(other)" in set(found["category"])
    assert found["category"].nunique() == 21
    assert found["n"].sum() == (cases["category"] != "").sum()


def test_issue_months_without_categories_are_empty(city: City) -> None:
    bare = build_panel(city.cases.drop(columns=["category"]), city.communities, city.adoption)
    assert issue_months(read_panel(bare)).empty


def test_cohort_quarters_find_the_effect_after_and_nothing_before() -> None:
    scenario = replace(
        SCENARIOS["S1"], cases_a_month=200.0, effects=dict.fromkeys(SCENARIOS["S1"].effects, 0.2)
    )
    table = read_panel(simulate_cells(draw_conditions(scenario, 1), 1))
    found = cohort_quarters(outcome_grid(table, OUTCOMES[0]), FIRST)
    late = found.loc[found["quarter"] >= "2023-07"]
    assert late["estimate"].between(0.1, 0.3).all()
    assert abs(found.loc[~found["is_after"], "estimate"].mean()) < 0.03
    assert sorted(found["cohort"].unique()) == ["2022-01", "2022-07", "2023-01"]


def test_two_way_parts_are_the_decomposition_of_the_quarters() -> None:
    table = read_panel(simulate_cells(draw_conditions(SCENARIOS["S1"], 1), 1))
    grid = outcome_grid(table, OUTCOMES[0])
    found = two_way_parts(grid, FIRST)
    merged = quarterly(grid)
    unit, time = np.nonzero(merged.weight > 0)
    rows = pd.DataFrame(
        {"community_id": unit, "t": time + 1, "g": merged.start[unit], "solved_share": merged.y[unit, time]}
    )
    complete = rows.groupby("community_id").filter(lambda part: len(part) == len(merged.times))
    whole = decompose_two_way(complete, Design())
    assert found["two_way_estimate"].iloc[0] == pytest.approx(whole.estimate)
    assert found["weight"].sum() == pytest.approx(1.0)
    assert found.loc[found["is_forbidden"], "kind"].unique().tolist() == ["later against earlier treated"]
    assert lay_out(complete, Design()).y.shape[1] == 12


def test_tables_of_effects_are_empty_where_nobody_can_be_compared() -> None:
    table = read_panel(simulate_cells(draw_conditions(SCENARIOS["S7"], 1), 1))
    grid = outcome_grid(table, OUTCOMES[0])
    assert cohort_quarters(grid, FIRST).empty
    assert two_way_parts(grid, FIRST).empty


def test_each_new_figure_is_drawn_and_has_its_sentence(comparison: Comparison) -> None:
    figures = draw_figures(comparison, lang="zh")
    for name in ("closing", "issue_months", "cohorts", "two_way"):
        assert figures[name].lstrip().startswith("<?xml")
        for lang in ("en", "zh"):
            assert len(caption(name, comparison, lang)) > 40


def test_captions_carry_the_numbers_of_their_tables(comparison: Comparison) -> None:
    parts = comparison.tables["two_way_parts"]
    bad = parts.loc[parts["is_forbidden"], "weight"].sum()
    assert f"{bad:.0%} of the weight" in caption("two_way", comparison, "en")
    closing = comparison.tables["closing"]
    base = closing.loc[(closing["day"] == 30) & (closing["model_id"] == WITHOUT_MODEL), "share_open"].item()
    assert f"{base:.0%} in months without one" in caption("closing", comparison, "en")
    assert "not an effect" in caption("closing", comparison, "en")


def test_figures_draw_on_the_axes_they_are_given(comparison: Comparison) -> None:
    from matplotlib.figure import Figure

    tables = comparison.tables
    upper, lower = Figure().subplots(2, 1)
    labels = {WITHOUT_MODEL: "未启用任何模式"}
    assert draw_closing(tables["closing"], upper, lower, labels=labels, baseline=WITHOUT_MODEL) is upper
    assert lower.get_yticklabels()[-1].get_text() == "未启用任何模式"
    assert any(text.get_text().replace(",", "").isdigit() for text in lower.texts)
    for one, table in ((draw_issue_months, "issue_months"), (draw_two_way_parts, "two_way_parts")):
        ax = Figure().add_subplot()
        assert one(tables[table], ax, labels={}) is ax
    ax = Figure().add_subplot()
    assert draw_cohort_quarters(tables["cohort_quarters"], ax) is ax
    assert len(ax.get_images()) == 1


def test_panel_columns_of_categories_survive_a_file(city: City, tmp_path: pytest.TempPathFactory) -> None:
    panel = build_panel(city.cases, city.communities, city.adoption)
    path = f"{tmp_path}/panel.csv"
    panel.to_csv(path, index=False)
    again = read_panel(pd.read_csv(path, dtype=str, keep_default_na=False))
    pd.testing.assert_frame_equal(issue_months(again), issue_months(read_panel(panel)))


def test_every_method_of_the_report_has_a_name_in_both_languages(city: City) -> None:
    comparison = compare_models(build_panel(city.cases, city.communities, city.adoption))
    used = {effect.method for effect in comparison.effects} | set(
        comparison.tables["other_methods"]["method"]
    )
    assert len(used) > 8
    for method in used:
        assert any("一" <= letter <= "鿿" for letter in method_name(method, "zh")), method
        assert "_" not in method_name(method, "en")


def test_models_in_a_figure_differ_by_more_than_colour() -> None:
    from matplotlib.figure import Figure

    table = pd.DataFrame(
        [(name, day, 10, 0.5, 0.4, 0.6) for name in (WITHOUT_MODEL, "a", "b", "c") for day in (0, 7, 30)],
        columns=["model_id", "day", "n_open", "share_open", "low", "high"],
    )
    curves, rows = Figure().subplots(2)
    draw_closing(table, curves, rows, labels={}, baseline=WITHOUT_MODEL)
    signs = [line.get_marker() for line in curves.get_lines()]
    assert len(set(signs)) == 4
    assert [line.get_marker() for line in rows.get_lines()] == signs
    steps = pd.DataFrame(
        [(name, month, 2) for name in "abc" for month in ("2023-01", "2023-02")],
        columns=["model_id", "month", "n_communities"],
    )
    axes = draw_adoption(steps, Figure().subplots())
    assert len({area.get_hatch() for area in axes.collections}) == 3
