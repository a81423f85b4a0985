"""Choices beyond the suite's own: agreement with other implementations, and refusals that say what to do."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from textmine.errors import InputError
from textmine.governance.effects import (
    Design,
    Grid,
    adjust_p_values,
    control_placebos,
    count_interruption,
    decompose_two_way,
    dynamic_effects,
    estimate_effects,
    group_time_effects,
    interrupted_time_series,
    pool_effects,
)
from textmine.governance.measures import (
    compare_restricted_means,
    cox_model,
    difference_interval,
    fit_beta_prior,
    funnel_limits,
    funnel_ratio_limits,
    kaplan_meier,
    log_rank,
    proportion_interval,
    shrink_normal,
    shrink_rates,
    standardised_ratio,
)
from textmine.governance.ranking import kendall_w, simple_weighting, topsis, vikor_table


@pytest.fixture(scope="module")
def staggered() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    start = np.repeat([0, 4, 6], [12, 8, 8])
    rows = []
    for unit, g in enumerate(start):
        level, size = rng.normal(0.6, 0.05), rng.integers(1, 9)
        for t in range(1, 9):
            effect = 0.1 * (g > 0 and t >= g)
            rows.append((f"c{unit:02d}", t, g, level + 0.01 * t + effect + rng.normal(0, 0.02), size, level))
    names = ["community_id", "t", "g", "solved_share", "residents", "level"]
    return pd.DataFrame(rows, columns=names)


@pytest.mark.parametrize("method", ["jeffreys", "exact", "agresti_coull", "wald"])
def test_proportion_interval_agrees_with_statsmodels(method: str) -> None:
    from statsmodels.stats.proportion import proportion_confint

    name = {"exact": "beta", "wald": "normal"}.get(method, method)
    for k, n in ((3, 22), (19, 22), (6000, 6530)):
        found = proportion_interval(k, n, method=method)
        low, high = proportion_confint(k, n, method=name)
        assert (float(found.low), float(found.high)) == pytest.approx((low, high), abs=1e-9)


def test_difference_interval_agrees_with_statsmodels() -> None:
    from statsmodels.stats.proportion import confint_proportions_2indep

    found = difference_interval((20, 700), (22, 1000))
    low, high = confint_proportions_2indep(20, 22, 700, 1000, method="newcomb")
    assert (float(found.low), float(found.high)) == pytest.approx((low, high), abs=1e-9)


@pytest.mark.parametrize("method", ["holm", "bonferroni", "fdr_bh", "fdr_by", "hochberg"])
def test_adjust_p_values_agree_with_statsmodels(method: str) -> None:
    from statsmodels.stats.multitest import multipletests

    p = [0.01, 0.2, 0.03, 0.04, 0.005, 0.9]
    name = {"hochberg": "simes-hochberg"}.get(method, method)
    assert adjust_p_values(p, method=method) == pytest.approx(multipletests(p, method=name)[1])


@pytest.mark.parametrize(
    "normalisation, name", [("vector", "vector"), ("minmax", "minmax"), ("max", "linear")]
)
def test_topsis_agrees_with_pymcdm(normalisation: str, name: str) -> None:
    methods = pytest.importorskip("pymcdm.methods")
    normalizations = pytest.importorskip("pymcdm.normalizations")
    x = np.random.default_rng(1).uniform(1, 9, (6, 4))
    weights, kinds = np.array([0.4, 0.3, 0.2, 0.1]), np.array([1, -1, 1, -1])
    theirs = methods.TOPSIS(getattr(normalizations, f"{name}_normalization"))(x, weights, kinds)
    assert topsis(x, weights, list(kinds > 0), normalisation=normalisation) == pytest.approx(theirs)


def test_vikor_table_agrees_with_pymcdm() -> None:
    methods = pytest.importorskip("pymcdm.methods")
    x = np.random.default_rng(1).uniform(1, 9, (6, 4))
    weights, kinds = np.array([0.4, 0.3, 0.2, 0.1]), np.array([1, -1, 1, -1])
    ours = vikor_table(x, weights, list(kinds > 0))["q"].to_numpy()
    assert ours == pytest.approx(methods.VIKOR()(x, weights, kinds))


def test_kendall_w_corrects_for_ties_upwards() -> None:
    scores = [[1, 1, 2, 3], [1, 2, 2, 3]]
    # 12·S/(m²(n³ - n) - m·ΣT) with S = 16.5, T = 6 for each judge.
    assert kendall_w(scores) == pytest.approx(12 * 16.5 / (4 * 60 - 2 * 12))
    assert kendall_w(scores, corrects_ties=False) == pytest.approx(12 * 16.5 / 240)


def test_kendall_w_agrees_with_friedmans_test() -> None:
    scores = np.random.default_rng(2).normal(size=(5, 7))
    chi2 = stats.friedmanchisquare(*scores.T).statistic
    assert kendall_w(scores) == pytest.approx(chi2 / (5 * 6))


def test_funnel_limits_hold_the_tail_they_promise_exactly() -> None:
    found = funnel_limits([10, 40], [40, 160], target=0.3, overdispersion="none", limits="exact")
    for n, low, high in zip(found.n, found.low95, found.high95):
        edge = stats.binom(n, 0.3)
        # The limit lies between the count whose tail is smaller and the next one.
        for limit, share in ((low * n, stats.norm.sf(1.96)), (high * n, stats.norm.cdf(1.96))):
            assert edge.cdf(np.floor(limit)) <= share <= edge.cdf(np.ceil(limit)) + 1e-12


def test_funnel_limits_widen_with_spread_between_units() -> None:
    rng = np.random.default_rng(3)
    n = rng.integers(20, 900, 60)
    k = rng.binomial(n, rng.beta(40, 10, 60))
    plain, wide = (funnel_limits(k, n, overdispersion=s) for s in ("none", "additive"))
    assert plain.is_outside.sum() > wide.is_outside.sum()
    assert wide.between_sd == pytest.approx(np.sqrt(0.8 * 0.2 / 51), rel=0.35)


def test_funnel_ratio_limits_centre_on_one() -> None:
    found = funnel_ratio_limits([50, 80, 120], [60.0, 75.0, 118.0], overdispersion="none")
    assert found.low95 + found.high95 == pytest.approx([2.0, 2.0, 2.0])


def test_standardised_ratio_by_byar_is_close_to_exact() -> None:
    exact, byar = (standardised_ratio([30], [25.0], method=m) for m in ("exact", "byar"))
    assert byar.iloc[0].tolist() == pytest.approx(exact.iloc[0].tolist(), abs=0.005)


def test_shrink_normal_with_equal_variances_is_the_classic_rule() -> None:
    y = np.array([0.2, 0.35, 0.4, 0.55, 0.7])
    one, each = shrink_normal(y, 0.01), shrink_normal(y, np.full(5, 0.01))
    assert each.values == pytest.approx(one.values)
    assert np.asarray(each.kept) == pytest.approx(np.full(5, one.kept))


def test_shrink_normal_pulls_the_less_certain_further() -> None:
    found = shrink_normal([0.2, 0.3, 0.4, 0.5, 0.8], [0.001, 0.001, 0.001, 0.001, 0.02])
    assert found.kept[4] < found.kept[0]


def test_shrink_normal_towards_a_fixed_point_keeps_james_and_steins_share() -> None:
    y = np.array([1.0, -2.0, 3.0, 1.5])
    found = shrink_normal(y, 1.0, towards=0.0)
    assert found.kept == pytest.approx(1 - 2 / (y**2).sum())


def test_fit_beta_prior_finds_the_truth_and_says_when_units_do_not_differ() -> None:
    rng = np.random.default_rng(4)
    n = np.full(3000, 40)
    found = fit_beta_prior(rng.binomial(n, rng.beta(8, 4, 3000)), n)
    assert (found.a, found.b) == (pytest.approx(8, rel=0.12), pytest.approx(4, rel=0.12))
    alike = fit_beta_prior([8, 8, 8, 8], [10, 10, 10, 10])
    assert np.isinf(alike.a)
    assert alike.shrink([2], [2])["shrunken"].item() == pytest.approx(0.8)


def test_kaplan_meier_on_the_log_scale_is_greenwoods() -> None:
    curve = kaplan_meier([1, 2, 3, 4, 5], [True, True, False, True, False], limits="log")
    spread = 1.959964 * np.sqrt(1 / 20 + 1 / 12)
    assert curve.low[1] == pytest.approx(0.6 * np.exp(-spread), abs=1e-6)
    assert curve.high[1] == 1.0


def test_group_time_effects_with_unit_weights_are_weighted_means(staggered: pd.DataFrame) -> None:
    found = group_time_effects(staggered, Design(weight="residents")).effects
    wide = staggered.pivot_table(index="community_id", columns="t", values="solved_share")
    about = staggered.drop_duplicates("community_id").set_index("community_id")
    change, w = wide[5] - wide[3], about["residents"]
    own, free = about["g"] == 4, about["g"] == 0
    by_hand = np.average(change[own], weights=w[own]) - np.average(change[free], weights=w[free])
    cell = found.loc[(found["group"] == 4) & (found["time"] == 5), "estimate"].item()
    assert cell == pytest.approx(by_hand)


def test_weights_of_one_change_nothing(staggered: pd.DataFrame) -> None:
    plain = group_time_effects(staggered)
    same = group_time_effects(staggered.assign(w=3.0), Design(weight="w"))
    assert same.simple() == pytest.approx(plain.simple())


def test_anticipation_compares_with_an_earlier_period(staggered: pd.DataFrame) -> None:
    found = group_time_effects(staggered, n_anticipated=1).effects
    wide = staggered.pivot_table(index="community_id", columns="t", values="solved_share")
    g = staggered.drop_duplicates("community_id").set_index("community_id")["g"]
    change = wide[5] - wide[2]
    cell = found.loc[(found["group"] == 4) & (found["time"] == 5), "estimate"].item()
    assert cell == pytest.approx(change[g == 4].mean() - change[g == 0].mean())


@pytest.mark.parametrize("method", ["imputation", "two_stage", "callaway_santanna", "sun_abraham"])
def test_dynamic_effects_find_a_constant_effect_and_no_earlier_one(
    staggered: pd.DataFrame, method: str
) -> None:
    found = dynamic_effects(staggered, method=method, n_before=2, n_after=2).set_index("event_time")
    assert found.loc[[0, 1, 2], "estimate"].tolist() == pytest.approx([0.1] * 3, abs=0.02)
    assert abs(found.loc[-2, "estimate"]) < 0.02
    assert set(found.index) <= {-2, -1, 0, 1, 2}


def test_decomposition_names_units_treated_throughout_as_controls(staggered: pd.DataFrame) -> None:
    early = staggered.assign(g=staggered["g"].replace(4, 1))
    found = decompose_two_way(early)
    assert "later against always treated" in set(found.parts["kind"])
    assert found.forbidden_share > 0.1
    assert found.estimate == pytest.approx(estimate_effects(early, method="two_way").estimate)


def test_decomposition_leaves_units_with_blanks_out_and_counts_them(staggered: pd.DataFrame) -> None:
    holes = staggered.drop(index=[3])
    assert decompose_two_way(holes).n_left_out == 1


def test_interruption_separates_step_and_slope() -> None:
    rng = np.random.default_rng(6)
    t = np.arange(60)
    y = 0.5 + 0.001 * t + np.where(t >= 30, 0.1 + 0.004 * (t - 30), 0) + rng.normal(0, 0.005, 60)
    found = interrupted_time_series(y, 30, has_slope=True)
    assert found.estimate == pytest.approx(0.1, abs=0.02)
    assert found.slope == pytest.approx(0.004, abs=4 * found.slope_se)


def test_count_interruption_without_overdispersion_has_poisson_errors() -> None:
    counts = np.random.default_rng(7).poisson(100, 60) * np.where(np.arange(60) >= 30, 2, 2)
    wide, narrow = (count_interruption(counts, 30, is_overdispersed=o) for o in (True, False))
    assert wide.estimate == pytest.approx(narrow.estimate)
    assert wide.se == pytest.approx(narrow.se * np.sqrt(wide.overdispersion))


def unit_grid(n: int, n_treated: int) -> Grid:
    y = np.random.default_rng(8).normal(size=(n, 6))
    start = np.where(np.arange(n) < n_treated, 4.0, 0.0)
    return Grid(np.arange(n), np.arange(1, 7), start, y, np.ones_like(y))


REFUSALS: list[tuple[Callable[[], object], str]] = [
    (lambda: proportion_interval(3, 2), "above the number of trials"),
    (lambda: proportion_interval(np.nan, 2), "blank"),
    (lambda: proportion_interval(1, 2, method="wald2"), "wilson_continuity"),
    (lambda: proportion_interval(1, 2, level=95), "between 0 and 1"),
    (lambda: funnel_limits([3], [2]), "above the number of trials"),
    (lambda: funnel_limits([1], [2], target=60), "between 0 and 1"),
    (lambda: funnel_limits([1], [2], limits="exact"), "overdispersion='none'"),
    (lambda: funnel_limits([1], [2], overdispersion="some"), "multiplicative"),
    (lambda: funnel_ratio_limits([-1], [2.0]), "below 0"),
    (lambda: standardised_ratio([1], [2.0], method="wald"), "exact or byar"),
    (lambda: shrink_normal([1.0, 2.0, 3.0], 1.0), "more than 3"),
    (lambda: shrink_normal([1.0, 2.0, 3.0, 4.0], [1.0, 0.0, 1.0, 1.0]), "not above 0"),
    (lambda: shrink_rates([3], [2]), "above the number of trials"),
    (lambda: fit_beta_prior([3], [5]), "at least two units"),
    (lambda: kaplan_meier([1, -2], [True, True]), "blank or negative"),
    (lambda: kaplan_meier([1, 2], [True]), "do not belong together"),
    (lambda: kaplan_meier([1], [True], limits="logit"), "log-log"),
    (lambda: log_rank([1, 2], [True, True], ["甲", "甲"]), "two groups"),
    (lambda: compare_restricted_means([5, 9], [False, True], ["甲", "乙"], 30), "at most 5"),
    (lambda: adjust_p_values([0.1], method="bh"), "fdr_bh"),
    (lambda: adjust_p_values([1.2]), "outside 0 to 1"),
    (lambda: pool_effects([0.1], [[1.0]], ["甲"]), "two known estimates"),
    (lambda: topsis([[1, 2], [2, 1]], [-1, 2], [True, True]), "negative"),
    (lambda: simple_weighting([[0, 1], [1, 2]], [1, 1], [True, True], normalisation="max"), "above 0"),
    (lambda: kendall_w([[1, np.nan]]), "complete table"),
    (lambda: count_interruption([1, -1, 2, 3], 2), "negative or blank"),
    (lambda: count_interruption([1, 1, 2, 3], 2, exposure=[1, 0, 1, 1]), "not above 0"),
    (lambda: count_interruption([1, 1, 2, 3], 3), "fewer than two"),
    (lambda: control_placebos(unit_grid(6, 2)), "one treated unit"),
    (lambda: control_placebos(unit_grid(2, 1)), "at least two never-treated"),
]


@pytest.mark.parametrize("call, words", REFUSALS)
def test_functions_refuse_with_words_that_help(call: Callable[[], object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        call()


@pytest.mark.parametrize(
    "changed, words",
    [
        ({"solved_share": "高"}, "not a number"),
        ({"g": "2023年"}, "not a number"),
    ],
)
def test_effects_refuse_text_where_numbers_belong(
    staggered: pd.DataFrame, changed: dict[str, str], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        estimate_effects(staggered.assign(**changed))


def test_effects_refuse_covariates_where_they_would_be_ignored(staggered: pd.DataFrame) -> None:
    with pytest.raises(InputError, match="takes no covariates"):
        estimate_effects(staggered, Design(covariates=("level",)))
    with pytest.raises(InputError, match="neither weights nor covariates"):
        decompose_two_way(staggered, Design(weight="residents"))


def test_effects_refuse_a_covariate_that_gives_treatment_away(staggered: pd.DataFrame) -> None:
    telling = staggered.assign(secret=(staggered["g"] > 0).astype(float))
    with pytest.raises(InputError, match="separate treated from controls"):
        group_time_effects(telling, Design(covariates=("secret",)))


def test_effects_refuse_unknown_choices(staggered: pd.DataFrame) -> None:
    with pytest.raises(InputError, match="regression, weighting, doubly_robust"):
        group_time_effects(staggered, adjustment="ols")
    with pytest.raises(InputError, match="sun_abraham"):
        dynamic_effects(staggered, method="did")
    with pytest.raises(InputError, match="no unit is treated"):
        dynamic_effects(staggered.assign(g=0))
    with pytest.raises(InputError, match="nothing to decompose"):
        decompose_two_way(staggered.assign(g=0))
    with pytest.raises(InputError, match="weight is negative"):
        estimate_effects(staggered.assign(w=-1.0), Design(weight="w"))


def test_cox_model_refuses_what_it_cannot_use() -> None:
    table = pd.DataFrame({"days": [1.0, 2.0, 3.0], "is_closed": [True, True, False], "channel": list("abc")})
    with pytest.raises(InputError, match="blank or not a number"):
        cox_model(table, ["channel"])
    with pytest.raises(InputError, match="never varies"):
        cox_model(table.assign(x=1.0), ["x"])
    with pytest.raises(InputError, match="efron or breslow"):
        cox_model(table.assign(x=[1.0, 2.0, 3.0]), ["x"], ties="exact")
