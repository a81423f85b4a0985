from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from textmine.errors import InputError
from textmine.governance.comparison import Comparison, compare_models
from textmine.governance.outcomes import RECORD, read_panel
from textmine.governance.scenarios import MODELS, SCENARIOS, Scenario, draw_conditions
from textmine.governance.simulation import simulate_cells

KEYS = {"model_id", "outcome", "estimate", "low", "high", "n_treated", "method", "flags"}


def panel(scenario: Scenario, seed: int = 1) -> pd.DataFrame:
    return simulate_cells(draw_conditions(scenario, seed), seed)


# Twelve adopters a model and twenty communities that never adopt: enough for the main method, and quick.
CITY = replace(SCENARIOS["S1"], n_communities=80, n_months=24, cohorts=(9, 13, 17))


@pytest.fixture(scope="module")
def s1() -> pd.DataFrame:
    return panel(CITY)


@pytest.fixture(scope="module")
def compared(s1: pd.DataFrame) -> Comparison:
    return compare_models(s1)


def test_compare_models_gives_one_effect_of_record_a_model(compared: Comparison) -> None:
    assert sorted(e.model_id for e in compared.of_record()) == sorted(MODELS)
    record = compared.to_record()
    json.dumps(record, allow_nan=False)
    assert set(record["effects"][0]) >= KEYS


def test_compare_models_lies_near_the_truth(compared: Comparison) -> None:
    conditions = draw_conditions(CITY, 1)
    for effect in compared.of_record():
        truth = conditions.effect(MODELS.index(effect.model_id))
        assert abs(effect.estimate - truth) < 3 * effect.se


def test_compare_models_repeats_and_leaves_the_panel_alone(s1: pd.DataFrame, compared: Comparison) -> None:
    before = s1.copy()
    again = compare_models(s1)
    pd.testing.assert_frame_equal(s1, before)
    assert again.to_record() == compared.to_record()


def test_compare_models_understands_a_panel_of_text(s1: pd.DataFrame, compared: Comparison) -> None:
    text = s1.astype({"is_treated": object, "is_usable": object}).map(str)
    text["month"] = text["month"].str.replace("-0", "/").str.replace("-", "/")
    text["is_usable"] = "是"
    assert compare_models(text).to_record() == compared.to_record()


def test_compare_models_does_not_depend_on_the_order_of_rows(s1: pd.DataFrame, compared: Comparison) -> None:
    shuffled = s1.sample(frac=1.0, random_state=3)
    first, second = compare_models(shuffled).to_frame(), compared.to_frame()
    assert first["estimate"].to_numpy() == pytest.approx(second["estimate"].to_numpy(), nan_ok=True)


def test_compare_models_never_calls_a_count_an_improvement(compared: Comparison) -> None:
    intake = [e for e in compared.effects if e.outcome == "log_intake"]
    assert intake
    assert all("count_not_improvement" in e.flags for e in intake)


def test_compare_models_shows_the_two_way_regression_as_the_bad_example(compared: Comparison) -> None:
    other = compared.tables["other_methods"]
    assert (other.loc[other["method"] == "two_way", "flags"] == "bad_example").all()
    assert "two_way" not in {e.method for e in compared.effects}


def test_compare_models_gives_bounds_also_where_the_pretest_passes(compared: Comparison) -> None:
    assert set(compared.tables["honest_bounds"]["model_id"]) == set(MODELS)
    assert set(compared.tables["pre_trends"]["model_id"]) >= set(MODELS)


def test_compare_models_judges_few_adopters_by_shuffling() -> None:
    found = compare_models(panel(SCENARIOS["S4"]))
    methods = {e.n_treated: e.method for e in found.of_record()}
    assert methods[1] == methods[2] == "synthetic_did"
    assert methods[3] == methods[5] == methods[8] == "imputation_randomisation"
    assert all("few_treated" in e.flags for e in found.of_record())
    small = found.tables["other_methods"]
    cohorts = small[small["method"] == "callaway_santanna"]
    assert cohorts["low"].isna().all()


def test_compare_models_judges_one_community_by_its_series() -> None:
    effect = compare_models(panel(SCENARIOS["S7"])).of_record()[0]
    assert effect.method == "interrupted_time_series"
    assert {"no_controls", "single_unit"} <= set(effect.flags)


def test_compare_models_gives_no_number_for_a_short_single_series() -> None:
    short = panel(replace(SCENARIOS["S7"], n_months=20, cohorts=(11,)))
    effect = compare_models(short).of_record()[0]
    assert not effect.is_known
    assert effect.to_record()["estimate"] is None
    assert "series_too_short" in effect.flags


def all_at_once(table: pd.DataFrame) -> pd.DataFrame:
    changed = table.assign(model_id="first_secretary", g=13)
    return changed.assign(is_treated=changed["t"] >= 13)


def test_compare_models_gives_no_number_when_all_start_at_once(s1: pd.DataFrame) -> None:
    effect = compare_models(all_at_once(s1)).of_record()[0]
    assert not effect.is_known
    assert {"not_identified", "no_controls"} <= set(effect.flags)


def test_compare_models_answers_narrower_without_never_treated(s1: pd.DataFrame) -> None:
    found = compare_models(s1[s1["g"] > 0])
    for effect in found.of_record():
        assert "months_without_controls" in effect.flags


def test_compare_models_leaves_out_who_adopted_before(s1: pd.DataFrame) -> None:
    first = s1["model_id"] == MODELS[0]
    early = s1.assign(g=s1["g"].mask(first, -1), is_treated=s1["is_treated"] | first)
    effect = next(e for e in compare_models(early).of_record() if e.model_id == MODELS[0])
    assert not effect.is_known
    assert {"adopted_before_panel", "not_identified"} <= set(effect.flags)


def test_compare_models_says_so_when_nobody_adopted(s1: pd.DataFrame) -> None:
    found = compare_models(s1[s1["g"] == 0].assign(model_id=""))
    assert found.effects == ()
    assert any("no community adopted" in note for note in found.notes)
    assert len(found.tables["communities"]) == 20


def test_compare_models_without_a_callback_gives_no_number(s1: pd.DataFrame) -> None:
    found = compare_models(s1.assign(n_valid_cb=0, n_solved=0))
    assert all(not e.is_known and "no_callbacks" in e.flags for e in found.of_record())


def test_compare_models_finds_that_adopters_were_on_another_path() -> None:
    found = compare_models(panel(replace(SCENARIOS["S3"], trend=0.008)))
    assert any("pre_trend" in e.flags for e in found.of_record())


def test_compare_models_holds_a_changed_callback_share_against_the_effect(s1: pd.DataFrame) -> None:
    closed = np.random.default_rng(0).poisson(s1["n_valid_cb"] * np.where(s1["is_treated"], 2.0, 1.2))
    changed = s1.assign(n_closed=s1["n_valid_cb"] + closed)
    found = compare_models(changed)
    assert all("callback_changed" in e.flags for e in found.of_record())


def test_compare_models_refuses_what_is_not_a_panel(s1: pd.DataFrame) -> None:
    with pytest.raises(InputError, match=r"p\.csv, column 'n_solved': this is not a panel"):
        compare_models(s1.drop(columns="n_solved"), path="p.csv")
    with pytest.raises(InputError, match="no rows"):
        compare_models(s1.iloc[:0])
    with pytest.raises(InputError, match="more than one row"):
        compare_models(pd.concat([s1, s1.head(1)]))


def test_read_panel_makes_starts_from_adopted_months() -> None:
    bare = pd.DataFrame(
        {
            "community_id": ["c1", "c1", "c2", "c2"],
            "month": ["2023-01", "2023-02"] * 2,
            "model_id": ["first_secretary", "first_secretary", "", ""],
            "adopted_month": ["2023年2月", "2023年2月", "", ""],
            "n_valid_cb": [4, 4, 4, 4],
            "n_solved": [1, 2, 3, 4],
        }
    )
    found = read_panel(bare)
    assert found["g"].tolist() == [2, 2, 0, 0]
    assert found["is_treated"].tolist() == [False, True, False, False]
    assert RECORD in found
