"""What stands in one row of the effects table belongs together and was measured."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.errors import InputError
from textmine.governance.comparison import compare_models
from textmine.governance.effects import Grid, impute, imputed_effect, shuffle_synthetic_did, synthetic_did
from textmine.governance.effects.inference import judge_shuffles
from textmine.governance.effects.results import Effect
from textmine.governance.measures.voice import poisson_imputation
from textmine.governance.outcomes import OUTCOMES, has_case_mix, outcome_grid, read_panel
from textmine.governance.panel import build_panel
from textmine.report.governance import render_report
from textmine.report.governance_notes import note_sentence
from textmine.report.governance_words import verdict


def city(starts: list[int], *, n_months: int = 24, seed: int = 0, lift: float = 0.0) -> pd.DataFrame:
    """Draw a panel of counts; a start of 0 is never, `lift` is what adoption adds to the logarithm of intake."""
    rng = np.random.default_rng(seed)
    rows = []
    for at, start in enumerate(starts):
        size = 30 * np.exp(rng.normal(0, 0.3))
        share = 0.6 + rng.normal(0, 0.04)
        for t in range(1, n_months + 1):
            is_on = start > 0 and t >= start
            n = int(rng.poisson(size * np.exp(0.2 * np.sin(t) + lift * is_on)))
            called = int(rng.binomial(n, 0.6))
            solved = int(rng.binomial(called, share))
            month = str(pd.Period("2022-01", "M") + t - 1)
            model = "first_secretary" if start else ""
            rows.append((f"c{at:02}", month, t, model, start, is_on, n, called, solved))
    names = ["community_id", "month", "t", "model_id", "g", "is_treated", "n_recv", "n_valid_cb", "n_solved"]
    return pd.DataFrame(rows, columns=names)


def row_of(table: pd.DataFrame, outcome: str) -> Effect:
    """Return the one effect on an outcome."""
    (found,) = [effect for effect in compare_models(table).effects if effect.outcome == outcome]
    return found


WAVES = [8 + at % 4 * 4 for at in range(30)]


def test_poisson_imputation_expects_nothing_where_nobody_is_untreated() -> None:
    treated = np.array([[False, True, True], [False, False, True]])
    counts = np.array([[10.0, 30.0, 30.0], [20.0, 40.0, 60.0]])
    found = poisson_imputation(counts, np.ones((2, 3)), treated)
    assert np.isnan(found[:, 2]).all()
    assert found[:, :2] == pytest.approx(np.array([[10.0, 20.0], [20.0, 40.0]]))


def test_poisson_imputation_does_not_compare_groups_no_untreated_cell_connects() -> None:
    # The first unit is untreated in the first month only, the second in the second only.
    treated = np.array([[False, True], [True, False]])
    found = poisson_imputation(np.array([[4.0, 9.0], [5.0, 7.0]]), np.ones((2, 2)), treated)
    assert np.isnan(found[treated]).all()
    assert found[~treated] == pytest.approx([4.0, 7.0])


def test_poisson_imputation_of_a_unit_without_an_untreated_month_is_blank() -> None:
    treated = np.array([[True, True], [False, False]])
    found = poisson_imputation(np.full((2, 2), 6.0), np.ones((2, 2)), treated)
    assert np.isnan(found[0]).all()
    assert found[1] == pytest.approx([6.0, 6.0])


def test_counts_of_waves_without_a_control_left_are_about_the_months_that_have_one() -> None:
    intake, solved = row_of(city(WAVES), "log_intake"), row_of(city(WAVES), "solved_share")
    # The last wave has nobody to be compared with: 23 of 30 are left, the other seven are the controls.
    assert (intake.n_treated, intake.n_controls) == (solved.n_treated, solved.n_controls) == (23, 7)
    wanted = {"narrower", "months_without_controls", "few_controls"}
    assert wanted <= set(intake.flags)
    assert wanted <= set(solved.flags)
    assert abs(intake.estimate) < 3 * intake.se
    assert intake.low < 0 < intake.high


def test_counts_of_waves_find_an_effect_that_is_there() -> None:
    intake = row_of(city(WAVES, lift=0.4), "log_intake")
    assert intake.low < 0.4 < intake.high
    assert intake.low > 0


def test_intervals_of_counts_cover_where_everybody_adopts_in_waves() -> None:
    found = [row_of(city(WAVES, seed=seed), "log_intake") for seed in range(12)]
    assert sum(effect.low < 0 < effect.high for effect in found) >= 10


def test_counts_with_controls_throughout_carry_no_such_flag() -> None:
    intake = row_of(city([9] * 12 + [0] * 14), "log_intake")
    assert intake.flags == ("count_not_improvement", "earlier_months_not_examined")
    assert (intake.n_treated, intake.n_controls) == (12, 14)


def test_counts_say_that_who_adopted_before_the_data_is_left_out() -> None:
    intake = row_of(city([-1] * 2 + [9] * 12 + [0] * 14), "log_intake")
    assert {"adopted_before_panel", "narrower"} <= set(intake.flags)
    assert (intake.n_treated, intake.n_controls) == (12, 14)


def test_incidents_are_taken_over_the_cells_both_counts_know() -> None:
    rng = np.random.default_rng(3)
    table = city(WAVES)
    table = table.assign(n_dup=rng.poisson(0.3 * table["n_recv"]), open_days=4.0 * table["n_recv"])
    # Two months without an open day among the untreated: nothing tells the readiness to report in them.
    table["open_days"] = table["open_days"].mask(table["t"].isin([9, 13]) & ~table["is_treated"], 0.0)
    found = {effect.outcome: effect for effect in compare_models(table).effects}
    assert "months_without_controls" in found["log_reporting"].flags
    assert "months_without_controls" in found["log_incidents"].flags
    for name in ("log_reporting", "log_incidents"):
        assert found[name].low < 0 < found[name].high
    # Were incidents the plain difference of both rows, months of one would be mixed with those of the other.
    plain = found["log_intake"].estimate - found["log_reporting"].estimate
    assert found["log_incidents"].estimate != pytest.approx(plain, abs=1e-6)


def grid_of(starts: list[float], n_never: int, *, seed: int = 0, lift: float = 0.0) -> Grid:
    """Draw units x 16 months around levels of their own; `lift` is added to the treated months."""
    rng = np.random.default_rng(seed)
    n = len(starts) + n_never
    y = 0.6 + rng.normal(0, 0.1, (n, 1)) + rng.normal(0, 0.05, (n, 16))
    grid = Grid(np.arange(n), np.arange(1, 17), np.r_[starts, np.zeros(n_never)], y, np.ones_like(y))
    return grid.with_outcome(y + lift * grid.is_treated)


@pytest.mark.parametrize("starts", [[7.0], [7.0, 7.0], [7.0, 11.0]])
def test_shuffles_of_synthetic_did_begin_with_its_own_estimate(starts: list[float]) -> None:
    grid = grid_of(starts, 12)
    found = shuffle_synthetic_did(grid, n_draws=20)
    assert found.estimate == pytest.approx(synthetic_did(grid, n_placebos=2).estimate, abs=1e-9)


@pytest.mark.parametrize(("starts", "n"), [([7.0], 12), ([7.0, 7.0], 90), ([7.0, 11.0], 12 + 12 + 12 * 11)])
def test_every_adoption_by_other_communities_is_tried_once(starts: list[float], n: int) -> None:
    # One or both places go to a control: 12 of the first kind a place, 66 pairs of the second, ordered where starts differ.
    assert shuffle_synthetic_did(grid_of(starts, 12)).n_draws == n


def test_adoptions_are_drawn_where_there_are_too_many() -> None:
    found = shuffle_synthetic_did(grid_of([7.0, 7.0], 110), n_draws=30)
    assert found.n_draws == 30
    assert len(np.unique(found.shuffled)) == 30


@pytest.mark.parametrize("starts", [[7.0], [7.0, 7.0]])
def test_an_effect_moves_estimate_and_interval_alike(starts: list[float]) -> None:
    plain, lifted = (shuffle_synthetic_did(grid_of(starts, 22, lift=lift)) for lift in (0.0, 0.3))
    for name in ("estimate", "low", "high"):
        assert getattr(lifted, name) == pytest.approx(getattr(plain, name) + 0.3, abs=1e-6)
    assert lifted.p_value == pytest.approx(1 / (1 + lifted.n_draws))


@pytest.mark.parametrize(("n_never", "is_bounded"), [(18, False), (19, True)])
def test_one_adopter_has_an_interval_from_nineteen_controls_on(n_never: int, is_bounded: bool) -> None:
    found = shuffle_synthetic_did(grid_of([7.0], n_never, lift=0.5))
    assert np.isfinite([found.low, found.high]).all() == is_bounded
    assert (found.p_value <= 0.05) == is_bounded


def test_places_are_taken_within_a_stratum_only() -> None:
    grid = grid_of([7.0], 12)
    strata = np.array(["甲"] * 6 + ["乙"] * 7)
    assert shuffle_synthetic_did(grid, strata=strata).n_draws == 5


def test_shuffles_of_synthetic_did_with_one_control_have_no_p_value() -> None:
    found = shuffle_synthetic_did(grid_of([7.0], 1))
    assert np.isfinite(found.estimate)
    assert np.isnan([found.p_value, found.low, found.high]).all()


def test_shuffles_of_synthetic_did_refuse_without_controls() -> None:
    with pytest.raises(InputError, match="never-treated"):
        shuffle_synthetic_did(grid_of([7.0, 9.0], 0))


def test_an_interval_by_shuffles_ends_where_the_p_value_does() -> None:
    # The estimate lies a hair inside or outside the second farthest of 40 shuffled ones: 2/41 < .05 < 3/41.
    shuffled = np.arange(1, 41) / 40 * np.resize([1.0, -1.0], 40)
    for estimate, is_rejected in ((39 / 40 - 1e-4, False), (39 / 40 + 1e-4, True)):
        found = judge_shuffles(estimate, shuffled, np.zeros(40))
        assert (found.p_value <= 0.05) is is_rejected
        assert (found.low > 0) is is_rejected


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("n_adopters", [1, 2])
def test_estimate_interval_and_p_value_of_a_row_belong_together(seed: int, n_adopters: int) -> None:
    found = compare_models(city([11] * n_adopters + [0] * 22, seed=seed))
    (row,) = found.of_record()
    assert row.method == "synthetic_did"
    shuffled = found.shuffles["first_secretary"]
    assert shuffled.estimate == pytest.approx(row.estimate, abs=1e-9)
    assert (row.p_value, row.low, row.high) == (shuffled.p_value, shuffled.low, shuffled.high)
    as_far_out = (np.abs(shuffled.shuffled) >= abs(row.estimate) - 1e-12).sum()
    assert row.p_value == pytest.approx((1 + as_far_out) / (1 + shuffled.n_draws))
    assert (row.p_value <= 0.05) == (row.low * row.high > 0)
    looks = found.tables["many_looks"]
    assert looks.loc[looks["outcome"] == "solved_share", "p_value"].tolist() == [row.p_value]


def test_the_shuffled_imputation_of_few_adopters_is_a_row_of_its_own() -> None:
    table = city([11] + [0] * 44)
    found = compare_models(table)
    others = found.tables["other_methods"].set_index("method")
    beside = others.loc["imputation_randomisation"]
    (row,) = found.of_record()
    assert beside["estimate"] != pytest.approx(row.estimate, abs=1e-6)
    assert beside["low"] < beside["estimate"] < beside["high"]
    assert (beside["p_value"] <= 0.05) == (beside["low"] * beside["high"] > 0)


def test_synthetic_did_of_one_adopter_and_few_controls_says_that_it_has_no_interval() -> None:
    (row,) = compare_models(city([11] + [0] * 10)).of_record()
    assert row.method == "synthetic_did"
    assert "interval_unbounded" in row.flags
    assert not row.is_clear
    assert row.p_value >= 1 / 11


NOT_EXAMINED = "earlier_months_not_examined"


def cases_of(n_communities: int = 16, *, seed: int = 0, **columns: list[str]) -> tuple[pd.DataFrame, ...]:
    """Draw cases, communities and adoption by half of them; each named column takes its words by lot."""
    rng = np.random.default_rng(seed)
    months = pd.period_range("2022-01", periods=20, freq="M")
    rows = [
        (f"c{at:02}", month.to_timestamp() + pd.Timedelta(days=int(day)))
        for at in range(n_communities)
        for month in months
        for day in rng.integers(0, 27, 6)
    ]
    cases = pd.DataFrame(rows, columns=["community_id", "received_at"])
    cases.insert(0, "case_id", [str(at) for at in range(len(cases))])
    cases["closed_at"] = cases["received_at"] + pd.to_timedelta(rng.integers(1, 20, len(cases)), unit="D")
    cases["callback_valid"] = True
    cases["solved"] = rng.uniform(size=len(cases)) < 0.6
    for name, words in columns.items():
        cases[name] = rng.choice(words, len(cases))
    names = sorted(set(cases["community_id"]))
    places = pd.DataFrame({"community_id": names, "name": names, "residents": 3000})
    starts = pd.DataFrame(
        {"community_id": names[::2], "model_id": "first_secretary", "adopted_month": "2022-11"}
    )
    return cases, places, starts


def test_rows_whose_earlier_months_nobody_looked_at_say_so() -> None:
    found = compare_models(build_panel(*cases_of(category=["property", "pollution"])))
    side = [effect for effect in found.effects if effect.outcome != "solved_share"]
    assert {"solved_standardised", "rmst_days", "log_intake"} <= {effect.outcome for effect in side}
    assert all(NOT_EXAMINED in effect.flags for effect in side if effect.is_known)
    (record,) = found.of_record()
    assert NOT_EXAMINED not in record.flags
    page = render_report(found, {}, lang="zh")
    assert page.count("未检验启用前的走势") == sum(effect.is_known for effect in side)


def test_an_outcome_of_record_without_earlier_months_to_test_says_so_too() -> None:
    table = city([30], n_months=48)
    (record,) = compare_models(table).of_record()
    assert record.method == "interrupted_time_series"
    assert NOT_EXAMINED in record.flags


@pytest.mark.parametrize(("flags", "is_outright"), [((), True), ((NOT_EXAMINED,), False)])
def test_a_rise_is_not_called_outright_where_earlier_months_were_not_examined(
    flags: tuple[str, ...], is_outright: bool
) -> None:
    effect = Effect("first_secretary", "solved_share", 0.06, 0.02, 0.10, 18, "imputation", flags)
    assert ("cannot be ruled out" in verdict(effect, "en")) is not is_outright
    assert ("不能排除" in verdict(effect, "zh")) is not is_outright


def test_a_blank_row_is_not_said_to_lack_a_test() -> None:
    (record,) = compare_models(city([9] * 6)).of_record()
    assert not record.is_known
    assert NOT_EXAMINED not in record.flags


@pytest.mark.parametrize(
    ("columns", "is_shown"),
    [
        ({}, False),
        ({"category": ["property"]}, False),
        ({"category": ["property", "pollution"]}, True),
        ({"category": ["property"], "channel": ["phone", "app"]}, True),
    ],
)
def test_the_standardised_share_is_shown_and_counted_where_cases_can_be_told_apart(
    columns: dict[str, list[str]], is_shown: bool
) -> None:
    panel = build_panel(*cases_of(**columns))
    assert has_case_mix(panel) is is_shown
    found = compare_models(panel)
    assert ("solved_standardised" in {effect.outcome for effect in found.effects}) is is_shown
    looks = found.tables["many_looks"]
    n_others = int((looks["outcome"] != "solved_share").sum() - looks["p_value"].isna().sum())
    assert (looks.loc[looks["family"] == "exploratory", "n_tests"] == n_others).all()
    notes = [note for note in found.notes if "solved_standardised" in note]
    assert len(notes) == (0 if is_shown else 1)
    assert all("结构调整后的解决率" in note_sentence(note, "zh") for note in notes)


def test_an_uninformative_standardisation_would_repeat_the_share() -> None:
    # Why it is left out: month effects take up what depends on the month alone.
    table = city([9] * 12 + [0] * 14)
    table["exp_solved"] = table["n_valid_cb"] * (0.5 + 0.01 * table["t"])
    assert not has_case_mix(table)
    settled = read_panel(table)
    fits = [impute(outcome_grid(settled, outcome)) for outcome in OUTCOMES if "solved" in outcome.name]
    plain, standardised = (imputed_effect(fit, fit.grid.weight, is_small_sample=True) for fit in fits)
    for name in ("estimate", "low", "high", "p_value"):
        assert getattr(standardised, name) == pytest.approx(getattr(plain, name), rel=1e-6)


OPTIONAL = {
    "contacted": (["是", "否"], ["n_contacted"], {"contacted_share"}),
    "satisfaction": (["满意", "基本满意", "不满意"], ["n_sat", "n_basic"], {"satisfaction_score"}),
    "excluded": (
        ["是", "否"],
        ["n_excluded", "n_recv_kept", "n_valid_kept", "n_solved_kept"],
        {"excluded_share"},
    ),
}
INDICES = ["index_hotline_10_50_40", "index_zhungeer_30_35_35"]


def all_columns() -> dict[str, list[str]]:
    return {name: words for name, (words, _, _) in OPTIONAL.items()}


@pytest.mark.parametrize("missing", sorted(OPTIONAL))
def test_what_the_cases_do_not_tell_is_blank_and_not_nought(missing: str) -> None:
    given = {name: words for name, words in all_columns().items() if name != missing}
    whole, panel = build_panel(*cases_of(**all_columns())), build_panel(*cases_of(**given))
    _, counts, outcomes = OPTIONAL[missing]
    assert panel[counts].isna().all(axis=None)
    assert whole[counts].notna().all(axis=None)
    assert outcomes <= {effect.outcome for effect in compare_models(whole).effects}
    assert not outcomes & {effect.outcome for effect in compare_models(panel).effects}
    others = [name for _, more, _ in OPTIONAL.values() for name in more if name not in counts]
    assert panel[others].notna().all(axis=None)
    (note,) = [note for note in panel.attrs["notes"] if note.startswith("no case tells")]
    assert missing in note
    assert note_sentence(note, "zh").startswith("工单没有填写")
    # A panel read from a file has no notes of its own: they are made again from what is blank.
    panel.attrs.clear()
    assert note in compare_models(panel).notes


@pytest.mark.parametrize(
    ("missing", "is_known"), [("contacted", False), ("satisfaction", False), ("excluded", True)]
)
def test_an_index_without_one_of_its_parts_is_blank(missing: str, is_known: bool) -> None:
    given = {name: words for name, words in all_columns().items() if name != missing}
    table = compare_models(build_panel(*cases_of(**given))).tables["communities"]
    assert table[INDICES].notna().all(axis=None) == is_known
    assert table[INDICES].isna().all(axis=None) != is_known


def test_a_column_blank_throughout_is_one_that_was_not_filled_in() -> None:
    cases, places, starts = cases_of()
    panel = build_panel(cases.assign(contacted="", satisfaction=None), places, starts)
    assert panel[["n_contacted", "n_sat", "n_basic"]].isna().all(axis=None)


def test_marks_of_exclusion_left_blank_exclude_nothing() -> None:
    cases, places, starts = cases_of()
    panel = build_panel(cases.assign(excluded=""), places, starts)
    assert (panel["n_excluded"] == 0).all()
    assert (panel["n_recv_kept"] == panel["n_recv"]).all()


def test_closings_and_call_backs_nobody_recorded_have_no_effect_and_no_curve() -> None:
    cases, places, starts = cases_of()
    bare = build_panel(cases.drop(columns="closed_at"), places, starts)
    found = compare_models(bare)
    assert bare[["n_closed", "n_closed_30d"]].isna().all(axis=None)
    assert not {"closed_30d_share", "callback_share", "rmst_days"} & {e.outcome for e in found.effects}
    assert len(found.tables["closing"]) == 0
    assert "nonresponse_all_unsolved" not in set(found.tables["other_methods"]["method"])
    silent = build_panel(cases.drop(columns=["callback_valid", "solved"]), places, starts)
    assert silent["n_valid_cb"].isna().all()
    assert "callback_share" not in {e.outcome for e in compare_models(silent).effects}
    assert len(compare_models(build_panel(cases, places, starts)).tables["closing"]) > 0


def test_alternatives_without_the_excluded_need_exclusions() -> None:
    for columns, is_there in (({}, False), ({"excluded": ["是", "否"]}, True)):
        others = compare_models(build_panel(*cases_of(**columns))).tables["other_methods"]
        assert ("without_excluded" in set(others["method"])) is is_there
