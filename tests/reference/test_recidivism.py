"""Rossi's recidivism data: published Cox coefficients against ours."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from textmine.governance.measures import CoxModel, cox_model

pytestmark = pytest.mark.real_data

COVARIATES = ("fin", "age", "race", "wexp", "mar", "paro", "prio")
PUBLISHED = {
    "fin": (-0.3794, 0.1914), "age": (-0.0574, 0.0220), "race": (0.3139, 0.3080), "wexp": (-0.1498, 0.2122),
    "mar": (-0.4337, 0.3819), "paro": (-0.0849, 0.1958), "prio": (0.0915, 0.0286),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(real_data: Path) -> CoxModel:
    table = pd.read_csv(real_data / "reference" / "rossi.csv")
    return cox_model(table, COVARIATES, time="week", event="arrest")


@pytest.mark.parametrize("name", PUBLISHED)
def test_cox_model_gives_each_published_coefficient(found: CoxModel, name: str) -> None:
    row = found.to_frame().loc[name]
    assert (round(row["coefficient"], 4), round(row["se"], 4)) == PUBLISHED[name]


def test_cox_model_gives_the_published_likelihood_and_p_values(found: CoxModel) -> None:
    assert found.log_likelihood == pytest.approx(-658.748, abs=5e-4)
    assert (found.n, found.n_events) == (432, 114)
    assert round(found.to_frame().loc["fin", "p_value"], 4) == 0.0474
    assert round(found.to_frame().loc["age", "p_value"], 4) == 0.0090
