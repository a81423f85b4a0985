"""Castle-doctrine laws and homicide (Cheng & Hoekstra 2013): published numbers against ours.

Published: documentation of the R packages `did2s` and `didimputation`. The former dates a law by the
first full year (`post`), the latter by the year in which it was passed, one earlier.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from textmine.governance.effects import Design, decompose_two_way, dynamic_effects, estimate_effects

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def states(real_data: Path) -> pd.DataFrame:
    table = pd.read_csv(real_data / "reference" / "castle.csv")[
        ["sid", "year", "l_homicide", "post", "popwt"]
    ]
    first = table.loc[table["post"] == 1].groupby("sid")["year"].min()
    full = table["sid"].map(first)
    return table.assign(first_full_year=full.fillna(0), passed=(full - 1).fillna(0))


def test_two_stage_estimate_with_population_weights(states: pd.DataFrame) -> None:
    design = Design("l_homicide", unit="sid", time="year", start="first_full_year", weight="popwt")
    effect = estimate_effects(states, design, method="two_stage")
    assert effect.estimate == pytest.approx(0.075142, abs=5e-7)
    assert effect.se == pytest.approx(0.03538, abs=5e-6)
    assert effect.estimate / effect.se == pytest.approx(2.12387, abs=5e-6)
    assert effect.n_treated == 21


def test_imputation_estimate_without_weights(states: pd.DataFrame) -> None:
    design = Design("l_homicide", unit="sid", time="year", start="passed")
    effect = estimate_effects(states, design)
    assert round(effect.estimate, 4) == 0.0798
    assert round(effect.se, 4) == 0.0609


def test_imputation_agrees_with_diff_diff(states: pd.DataFrame) -> None:
    diff_diff = pytest.importorskip("diff_diff")
    fit = diff_diff.ImputationDiD().fit(
        states.astype({"passed": int}), outcome="l_homicide", unit="sid", time="year", first_treat="passed"
    )
    ours = estimate_effects(states, Design("l_homicide", unit="sid", time="year", start="passed"))
    assert ours.estimate == pytest.approx(fit.overall_att, abs=1e-10)
    assert ours.se == pytest.approx(fit.overall_se, abs=1e-8)


def test_two_way_estimate_is_near_the_eight_percent_of_the_paper(states: pd.DataFrame) -> None:
    design = Design("l_homicide", unit="sid", time="year", start="first_full_year", weight="popwt")
    effect = estimate_effects(states, design, method="two_way")
    # The paper's "8 percent net increase" has covariates; without them another library gives .0755 (.0329).
    assert round(effect.estimate, 4) == 0.0755
    # Ours counts the year effects among the parameters; without that factor, 549/538, it is the library's
    # .0329.
    assert round(effect.se * (538 / 549) ** 0.5, 4) == 0.0329
    assert "bad_example" in effect.flags


def test_decomposition_gives_the_published_weights_and_estimates(states: pd.DataFrame) -> None:
    # Documentation of the R package `bacondecomp`.
    found = decompose_two_way(states, Design("l_homicide", unit="sid", time="year", start="passed"))
    table = found.to_frame().set_index("kind").round(5)
    assert table.loc["earlier against later treated"].tolist() == [0.05976, -0.00554]
    assert table.loc["later against earlier treated"].tolist() == [0.03190, 0.07032]
    assert table.loc["treated against never treated"].tolist() == [0.90834, 0.08796]
    assert found.estimate == pytest.approx(0.08181162, abs=5e-9)
    assert found.forbidden_share == pytest.approx(0.03190, abs=5e-6)


def test_decomposition_adds_up_to_the_two_way_estimate(states: pd.DataFrame) -> None:
    design = Design("l_homicide", unit="sid", time="year", start="first_full_year")
    found = decompose_two_way(states, design)
    assert found.estimate == pytest.approx(estimate_effects(states, design, method="two_way").estimate)
    assert found.parts["weight"].sum() == pytest.approx(1.0)


@pytest.mark.parametrize("ours, theirs", [("imputation", "ImputationDiD"), ("two_stage", "TwoStageDiD")])
def test_dynamic_effects_agree_with_diff_diff(states: pd.DataFrame, ours: str, theirs: str) -> None:
    diff_diff = pytest.importorskip("diff_diff")
    fit = getattr(diff_diff, theirs)().fit(
        states.astype({"passed": int}), outcome="l_homicide", unit="sid", time="year", first_treat="passed"
    )
    event = fit.aggregate("event_study")
    design = Design("l_homicide", unit="sid", time="year", start="passed")
    found = dynamic_effects(states, design, method=ours).set_index("event_time")
    for time, att, se in zip(event.event_time, event.att, event.se):
        if time >= 0:
            assert found.loc[time, "estimate"] == pytest.approx(att, abs=1e-8)
            assert found.loc[time, "se"] == pytest.approx(se, abs=1e-8)
