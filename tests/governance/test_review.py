"""What a reviewer found: months cut away, pilots beside one neighbour, starts before the data, dates that are numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine import build_panel, compare_models
from textmine.errors import InputError
from textmine.governance.effects.design import Design, lay_out
from textmine.governance.effects.estimate import METHODS, estimate_effects
from textmine.governance.effects.results import interval
from textmine.governance.effects.series import count_interruption
from textmine.governance.inputs import month_name, parse_month, read_dates
from textmine.governance.measures.shrinkage import shrink_rates
from textmine.governance.outcomes import read_panel
from textmine.report.governance_notes import note_sentence

DESIGN = Design("y", "u", "t", "g")


def panel(
    n: int,
    n_adopters: int,
    *,
    start: int = 13,
    effect: float = 0.0,
    share: float | None = None,
    seed: int = 1,
) -> pd.DataFrame:
    """Make two years of invented call-backs of `n` communities, of which the first adopt in one month."""
    rng = np.random.default_rng(seed)
    rows = []
    for unit in range(n):
        level = rng.normal(0.6, 0.05)
        for month in range(1, 25):
            on = unit < n_adopters and month >= start
            p = np.clip(level + effect * on + rng.normal(0, 0.03), 0, 1) if share is None else share
            rows.append(
                {
                    "community_id": f"c{unit:02d}",
                    "month": month_name(2021 * 12 + month - 1),
                    "model_id": "m" if unit < n_adopters else "",
                    "adopted_month": month_name(2021 * 12 + start - 1) if unit < n_adopters else "",
                    "n_valid_cb": 50,
                    "n_solved": rng.binomial(50, p),
                }
            )
    return pd.DataFrame(rows)


@pytest.mark.parametrize("seed", range(5))
def test_one_adopter_beside_one_control_has_no_interval(seed: int) -> None:
    (found,) = compare_models(panel(2, 1, seed=seed)).of_record()
    assert np.isfinite(found.estimate)
    assert np.isnan([found.low, found.high, found.p_value]).all()
    assert not found.is_clear
    assert "interval_unbounded" in found.flags
    usual = estimate_effects(read_panel(panel(2, 1, seed=seed)), method="two_way")
    assert np.isfinite(usual.estimate)
    assert np.isnan([usual.low, usual.high, usual.p_value]).all()


def test_a_standard_error_of_rounding_is_none() -> None:
    assert np.isnan(interval(0.03, 1e-16)).all()
    assert np.isfinite(interval(0.03, 1e-6)).all()


def test_many_adopters_beside_one_control_are_not_called_few() -> None:
    (found,) = compare_models(panel(13, 12)).of_record()
    assert "few_treated" not in found.flags
    assert "few_controls" in found.flags


@pytest.mark.parametrize("share", [0.0, 0.999, 1.0])
def test_shares_at_the_ends_are_compared(share: float) -> None:
    (found,) = compare_models(panel(8, 4, share=share)).of_record()
    assert found.estimate == pytest.approx(0, abs=0.02)
    shrunk = shrink_rates([36_000 - (share < 1)] * 20, [36_000] * 20)
    assert np.isfinite(shrunk.mean).all()
    assert (shrunk.mean > 0.999).all()


def with_starts(table: pd.DataFrame) -> pd.DataFrame:
    """Give a panel the columns `t`, `g` and `is_treated`, as ``build_panel`` writes them."""
    return read_panel(table)


@pytest.mark.parametrize("left_out", [[], ["t"], ["g"], ["adopted_month"], ["t", "g"]])
def test_months_cut_away_leave_adoption_where_it_was(left_out: list[str]) -> None:
    whole = with_starts(panel(20, 10, effect=0.15))
    cut = whole.loc[whole["month"] >= "2021-07"].drop(columns=left_out)
    read = read_panel(cut)
    adopters = read.loc[read["model_id"] == "m"]
    assert set(adopters["g"]) == {7}
    assert set(adopters.loc[adopters["is_treated"], "month"]) == set(whole["month"].unique()[12:])
    (found,) = compare_models(cut).of_record()
    assert found.estimate == pytest.approx(0.15, abs=0.03)


def test_a_panel_that_begins_after_adoption_has_no_month_before() -> None:
    whole = with_starts(panel(6, 3))
    read = read_panel(whole.loc[whole["month"] >= "2022-01"])
    adopters = read["model_id"] == "m"
    assert set(read.loc[adopters, "g"]) == {-1}
    assert set(read.loc[adopters, "unusable_reason"]) == {"before_panel"}
    assert not read.loc[adopters, "is_usable"].any()


def test_a_start_that_contradicts_its_month_is_refused() -> None:
    whole = with_starts(panel(6, 3))
    wrong = whole.assign(g=whole["g"].where(whole["g"] == 0, 9))
    with pytest.raises(InputError, match="adopted_month is 2022-01"):
        read_panel(wrong)


def units() -> pd.DataFrame:
    """Ten units treated before the first time and on a path of their own, ten treated from 3 on by 1, ten never."""
    rng = np.random.default_rng(0)
    rows = []
    for unit in range(30):
        kind = unit // 10
        for t in range(1, 7):
            gain = (kind == 1 and t >= 3) + 0.5 * t * (kind == 0)
            rows.append((unit, t, {0: -3, 1: 3, 2: 0}[kind], rng.normal(0, 0.1) + gain))
    return pd.DataFrame(rows, columns=["u", "t", "g", "y"])


@pytest.mark.parametrize("method", [m for m in METHODS if m != "two_way"])
def test_what_was_treated_before_the_data_is_no_control(method: str) -> None:
    table = units()
    found = estimate_effects(table, DESIGN, method=method)
    assert found.estimate == pytest.approx(1.0, abs=0.15)
    alone = estimate_effects(table[table["g"] != -3], DESIGN, method=method)
    assert found.estimate == pytest.approx(alone.estimate, abs=1e-6)


@pytest.mark.parametrize("method", [m for m in METHODS if m != "two_way"])
@pytest.mark.parametrize("added", [10, 2000])
def test_counting_time_from_elsewhere_changes_nothing(method: str, added: int) -> None:
    table = units()
    later = table.assign(t=table["t"] + added, g=table["g"].where(table["g"] == 0, table["g"] + added))
    first, second = (estimate_effects(one, DESIGN, method=method) for one in (table, later))
    assert second.estimate == pytest.approx(first.estimate, abs=1e-6)


def test_times_among_which_0_lies_are_refused() -> None:
    table = units()
    with pytest.raises(InputError, match="add one number to all times"):
        lay_out(table.assign(t=table["t"] - 5), DESIGN)


def test_a_month_read_as_a_number_is_refused_where_it_means_two() -> None:
    with pytest.raises(InputError, match="January or October of 2023"):
        parse_month(2023.1)
    assert [month_name(parse_month(v).first) for v in (2023.11, "2023.10", 2023.05)] == [  # type: ignore[union-attr]
        "2023-11",
        "2023-10",
        "2023-05",
    ]


def test_dates_with_and_without_zones_stand_together() -> None:
    read = read_dates(pd.Series(["2023-05-01T20:30:00Z", "2023-05-02", "2023-05-03T08:00:00+08:00", "昨天"]))
    assert read.astype("string").tolist()[:3] == [
        "2023-05-02 04:30:00",
        "2023-05-02 00:00:00",
        "2023-05-03 08:00:00",
    ]
    assert pd.isna(read.iloc[3])


@pytest.mark.parametrize("counts", [[0] * 48, [0] * 30 + [2] * 18, [3] * 30 + [0] * 18])
def test_a_series_without_a_count_on_one_side_is_refused(counts: list[int]) -> None:
    with pytest.raises(InputError, match="all counts on one side"):
        count_interruption(counts, 30)


def cases() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    days = pd.date_range("2023-01-10", periods=24, freq="MS") + pd.Timedelta(days=9)
    table = pd.DataFrame(
        {
            "case_id": range(24),
            "community_id": ["a", "b"] * 12,
            "received_at": days,
            "closed_at": days + pd.Timedelta(days=2),
            "solved": True,
        }
    )
    places = pd.DataFrame({"community_id": ["a", "b"], "name": ["a", "b"], "residents": 1000})
    return (
        table,
        places,
        pd.DataFrame({"community_id": ["a"], "model_id": ["m"], "adopted_month": ["2024-01"]}),
    )


def test_answers_without_a_word_on_the_call_back_are_counted_in_a_note() -> None:
    table, places, adoption = cases()
    made = build_panel(table.assign(callback_valid=[None] * 12 + [True] * 12), places, adoption)
    assert made["n_valid_cb"].sum() == 12
    assert any(note.startswith("12 cases say whether they were solved") for note in made.attrs["notes"])
    assert "填写了是否解决" in note_sentence(made.attrs["notes"][-1], "zh")
    silent = build_panel(table, places, adoption).attrs["notes"]
    assert not any("say whether they were solved" in note for note in silent)


def test_cases_after_the_last_day_of_the_data_are_left_out_and_counted() -> None:
    table, places, adoption = cases()
    made = build_panel(table, places, adoption, censor_date="2024-06-30")
    assert made["month"].max() == "2024-06"
    n_later = int((table["received_at"] > "2024-07-01").sum())
    assert n_later > 0
    assert made["n_recv"].sum() == len(table) - n_later
    assert any(
        note.startswith(f"{n_later} cases left out: received after 2024-06-30")
        for note in made.attrs["notes"]
    )


@pytest.mark.parametrize(
    ("day", "words"), [("年底", "not a date"), ("2020-01-01", "every case was received after")]
)
def test_a_last_day_that_cannot_be_is_refused(day: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        build_panel(*cases(), censor_date=day)
