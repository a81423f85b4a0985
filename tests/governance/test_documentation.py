"""The numbers in docs/evaluation.md are those the benchmarks saved, and the targets they were held to."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from textmine.governance import remarks

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "bench_governance", ROOT / "benchmarks" / "bench_governance.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def saved(study: str) -> dict[str, dict[str, Any]]:
    record = json.loads(
        (ROOT / "benchmarks" / "results" / f"governance_{study}.json").read_text(encoding="utf-8")
    )
    assert record["runs"] >= 500
    return {row["name"]: row for row in record["summary"]}


def test_documentation_shows_the_saved_results(bench: ModuleType) -> None:
    text = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    assert bench.filled(text) == text


@pytest.mark.parametrize("study", ["S0", "S1"])
def test_main_method_meets_its_targets(study: str) -> None:
    row = saved(study)["imputation"]
    assert abs(row["bias"]) < 0.001
    assert 0.92 <= row["coverage"] <= 0.97
    if study == "S0":
        assert 0.03 <= row["rejects"] <= 0.08


def test_two_way_regression_shows_its_bias() -> None:
    row = saved("S1")["two-way (bad example)"]
    assert row["bias"] < -0.006
    assert row["coverage"] < 0.88


@pytest.mark.parametrize("n", [10, 5, 3])
def test_shuffling_holds_its_level_with_few_adopters(n: int) -> None:
    rows = saved(f"S4_{n}_null")
    assert 0.02 <= rows[f"n={n}: randomisation"]["rejects"] <= 0.09
    assert rows[f"n={n}: imputation, published se"]["rejects"] > 0.09


def test_holm_bounds_false_findings() -> None:
    rows = saved("S8")
    assert rows["any false finding among null models, Holm"]["rejects"] <= 0.05
    assert rows["any false finding among null models, no correction"]["rejects"] > 0.10


def test_a_trend_is_hardly_ever_called_a_rise_without_reservation() -> None:
    rows = saved("S3_verdicts")
    assert rows["effect 0.00: interval excludes zero"]["rejects"] > 0.2
    assert rows["effect 0.00: called a rise"]["rejects"] < 0.01


def test_misread_categories_dilute_the_effect_and_invent_none() -> None:
    rows = saved("chain")
    true, read, lot = (
        rows[name] for name in ("true categories", "predicted categories", "a fifth of the categories by lot")
    )
    assert rows["accuracy of the predicted categories"]["rejects"] > 0.7
    for row in (read, lot):
        assert -0.03 < row["bias"] < true["bias"]
        assert row["coverage"] >= 0.92


@pytest.mark.parametrize(
    "remark, level",
    [("pre_trend, own or all adopters", remarks.PRE_TREND_LEVEL), ("placebo_effect", remarks.PLACEBO_LEVEL)],
)
def test_remarks_stand_at_the_highest_level_the_rule_allows(
    bench: ModuleType, remark: str, level: float
) -> None:
    path = ROOT / "benchmarks" / "results" / "governance_thresholds.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    lost = {row["name"]: row["rejects"] for row in record["summary"]}
    costs = {at: lost[f"S1, an effect: {remark} at {at:.2f}"] for at in bench.LEVELS}
    assert level == max(at for at, cost in costs.items() if cost <= 0.10)
    assert lost[f"S3, no effect: {remark} at {level:.2f}"] > costs[level]


def test_taking_the_slope_off_restores_coverage() -> None:
    rows = saved("S3")
    assert rows["imputation"]["coverage"] < 0.5
    assert rows["imputation, trend taken off"]["coverage"] >= 0.92
