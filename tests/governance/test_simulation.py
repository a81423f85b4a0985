from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from textmine.errors import InputError
from textmine.governance.effects import impute, imputed_effect
from textmine.governance.outcomes import OUTCOMES, outcome_grid, read_panel
from textmine.governance.panel import build_panel
from textmine.governance.scenarios import MODELS, SCENARIOS, draw_conditions, scenario_named
from textmine.governance.simulation import simulate_cells, simulate_city, write_city
from textmine.schema import ADOPTION, CASES, COMMUNITIES

TEXTS = pd.DataFrame(
    [
        {"category": code, "title": f"{code}标题{i}", "text": f"{code}正文{i}"}
        for code in [
            "property",
            "building",
            "utilities",
            "transport",
            "sanitation",
            "pollution",
            "safety",
            "disputes",
            "welfare",
            "administration",
        ]
        for i in range(3)
    ]
)
SMALL = replace(SCENARIOS["S1"], n_communities=12, n_months=14, cohorts=(7, 9), cases_a_month=8.0)


@pytest.mark.parametrize("name", SCENARIOS)
def test_simulate_city_makes_every_scenario_with_the_documented_columns(name: str) -> None:
    scenario = SCENARIOS[name]
    small = replace(scenario, n_communities=min(scenario.n_communities, 24), cases_a_month=2.0)
    city = simulate_city(seed=1, conditions=draw_conditions(small, 1), texts=TEXTS)
    for schema, table in ((CASES, city.cases), (COMMUNITIES, city.communities), (ADOPTION, city.adoption)):
        schema.check(table)
        assert [n for n in schema.names if n not in table] == []
    assert city.truth["scenario"] == name


def test_simulate_city_repeats_with_the_seed_and_differs_without() -> None:
    first, second, other = (
        simulate_city(seed=seed, conditions=draw_conditions(SMALL, seed), texts=TEXTS) for seed in (3, 3, 4)
    )
    pd.testing.assert_frame_equal(first.cases, second.cases)
    assert first.truth == second.truth
    assert len(first.cases) != len(other.cases)


def test_simulate_city_quotes_texts_of_the_right_category() -> None:
    cases = simulate_city(seed=1, conditions=draw_conditions(SMALL, 1), texts=TEXTS).cases
    assert all(text.startswith(code) for text, code in zip(cases["text"], cases["category"]))


def test_simulate_city_refuses_texts_that_lack_a_category() -> None:
    with pytest.raises(InputError, match="hold no complaint of category"):
        simulate_city(
            seed=1, conditions=draw_conditions(SMALL, 1), texts=TEXTS[TEXTS["category"] != "property"]
        )


def test_scenario_named_lists_the_choices() -> None:
    with pytest.raises(InputError, match="choose one of S0, S1"):
        scenario_named("S12")


def test_draw_conditions_has_the_effects_it_declares() -> None:
    null, effect = draw_conditions(SCENARIOS["S0"], 1), draw_conditions(SCENARIOS["S1"], 1)
    assert all(null.effect(m) == 0 for m in range(5))
    for at, model in enumerate(MODELS):
        full = SCENARIOS["S1"].effects[model]
        assert 0.75 * full <= effect.effect(at) <= full


def test_simulate_city_solves_cases_at_the_rate_it_declares() -> None:
    scenario = replace(SCENARIOS["S1"], n_communities=30, cases_a_month=30.0)
    conditions = draw_conditions(scenario, 2)
    city = simulate_city(seed=2, conditions=conditions, texts=TEXTS)
    panel = read_panel(build_panel(city.cases, city.communities, city.adoption))
    expected = np.average(conditions.p_with.ravel(), weights=panel["n_valid_cb"])
    n = panel["n_valid_cb"].sum()
    # Reports about one incident share their luck, so the binomial error is doubled before it is used as a
    # limit.
    assert panel["n_solved"].sum() / n == pytest.approx(expected, abs=8 * np.sqrt(0.25 / n))


def test_simulate_cells_have_the_same_law_as_cases() -> None:
    scenario = replace(SCENARIOS["S1"], n_communities=40)
    conditions = draw_conditions(scenario, 5)
    city = simulate_city(seed=5, conditions=conditions, texts=TEXTS)
    by_case = read_panel(build_panel(city.cases, city.communities, city.adoption))
    by_cell = read_panel(simulate_cells(conditions, 5))
    assert by_cell["n_solved"].sum() / by_cell["n_valid_cb"].sum() == pytest.approx(
        by_case["n_solved"].sum() / by_case["n_valid_cb"].sum(), abs=0.02
    )
    assert (
        by_case.drop_duplicates("community_id")["g"].tolist()
        == by_cell.drop_duplicates("community_id")["g"].tolist()
    )


def test_main_method_finds_the_truth_in_sixty_cities() -> None:
    scenario = replace(SCENARIOS["S1"], effects=dict.fromkeys(MODELS, 0.06), n_communities=120)
    errors, covers = [], []
    for seed in range(1000, 1060):
        conditions = draw_conditions(scenario, seed)
        grid = outcome_grid(read_panel(simulate_cells(conditions, seed)), OUTCOMES[0])
        truth = float((conditions.p_with - conditions.p_without)[conditions.is_treated].mean())
        effect = imputed_effect(impute(grid), grid.weight, is_small_sample=True)
        errors.append(effect.estimate - truth)
        covers.append(effect.low <= truth <= effect.high)
    assert abs(np.mean(errors)) < 0.004
    assert np.mean(covers) >= 0.87


def test_write_city_writes_four_files_and_refuses_to_overwrite(tmp_path: Path) -> None:
    city = simulate_city(seed=1, conditions=draw_conditions(SMALL, 1), texts=TEXTS)
    paths = write_city(city, tmp_path / "城")
    assert [p.name for p in paths] == ["cases.parquet", "communities.csv", "adoption.csv", "truth.json"]
    truth = json.loads(paths[3].read_text(encoding="utf-8"))
    assert {"model_id", "outcome", "estimate", "low", "high", "n_treated", "method", "flags"} <= set(
        truth["effects"][0]
    )
    with pytest.raises(InputError, match="--force"):
        write_city(city, tmp_path / "城")
    write_city(city, tmp_path / "城", force=True)
