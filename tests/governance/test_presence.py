"""Months before a community is in the data, and after it left, are no months without complaints."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.governance.comparison import compare_models
from textmine.governance.panel import build_panel
from textmine.governance.presence import CHANCE, absence_notes, absent_months
from textmine.report.governance_notes import note_sentence

IDS = [f"c{i:02d}" for i in range(30)]


def table(counts: np.ndarray) -> pd.DataFrame:
    n, months = counts.shape
    return pd.DataFrame(
        {
            "community_id": np.repeat(IDS[:n], months),
            "t": np.tile(np.arange(1, months + 1), n),
            "month": np.tile([str(m) for m in pd.period_range("2022-01", periods=months, freq="M")], n),
            "n_recv": counts.ravel(),
        }
    )


def marked(counts: np.ndarray) -> np.ndarray:
    return absent_months(table(counts)).to_numpy().reshape(counts.shape)


def test_both_ends_of_a_community_that_came_late_and_left_early_are_marked() -> None:
    counts = np.random.default_rng(0).poisson(8, (20, 30))
    counts[0, :9] = counts[1, 20:] = 0
    counts[0, 15] = 0  # A month inside stays a zero.
    found = marked(counts)
    assert np.flatnonzero(found[0]).tolist() == list(range(9))
    assert np.flatnonzero(found[1]).tolist() == list(range(20, 30))
    assert not found[2:].any()


@pytest.mark.parametrize("rate", [0.1, 0.5, 2.0])
def test_hardly_a_community_that_was_always_there_is_marked(rate: float) -> None:
    rng = np.random.default_rng(1)
    season = 1 + 0.4 * np.sin(np.arange(36) / 6 * np.pi)
    counts = np.vstack([rng.poisson(rng.gamma(rate * season, 1, (600, 36)))])
    ids = np.repeat(np.arange(600), 36)
    long = pd.DataFrame({"community_id": ids, "t": np.tile(np.arange(36), 600), "n_recv": counts.ravel()})
    share = absent_months(long).groupby(ids).any().mean()
    assert share <= 2 * CHANCE + 3 * np.sqrt(2 * CHANCE / 600)


def test_a_small_community_keeps_its_zeros() -> None:
    counts = np.random.default_rng(2).poisson(8, (20, 30))
    counts[0] = 0
    counts[0, [14, 22]] = 1
    assert not marked(counts).any()


@pytest.mark.parametrize(("n", "is_marked"), [(9, False), (10, True)])
def test_the_limit_is_one_in_a_thousand_given_the_number_of_cases(n: int, is_marked: bool) -> None:
    # Half of all cases of the others lie in the run: n cases miss it with probability 2 ** -n, 1/512 or 1/1024.
    counts = np.zeros((2, 20), dtype=int)
    counts[0] = 1000
    counts[1, 10:] = 0
    counts[1, 10 : 10 + n] = 1
    found = absent_months(table(counts))
    assert bool(found.iloc[20:30].all()) is is_marked


@pytest.mark.parametrize("n_months", [1, 2])
def test_one_empty_month_at_an_end_is_no_absence(n_months: int) -> None:
    counts = np.random.default_rng(6).poisson(30, (20, 30))
    counts[0, :n_months] = 0
    assert marked(counts)[0].sum() == (0 if n_months == 1 else 2)


def test_a_burst_in_one_month_is_one_case() -> None:
    counts = np.random.default_rng(3).poisson(8, (20, 30))
    counts[0] = 0
    counts[0, 12] = 40
    assert not marked(counts).any()


def test_months_in_which_nobody_has_a_case_are_no_sign_of_absence() -> None:
    counts = np.random.default_rng(4).poisson(8, (20, 30))
    counts[:, :6] = 0
    assert not marked(counts).any()


def test_a_table_without_cases_or_counts_has_no_absent_month() -> None:
    counts = np.zeros((2, 5), dtype=int)
    assert not marked(counts).any()
    assert not absent_months(table(counts).drop(columns="n_recv")).any()
    assert absent_months(table(counts)[:0]).empty
    assert absence_notes(table(counts)) == []


def test_the_order_of_rows_and_names_changes_nothing() -> None:
    counts = np.random.default_rng(5).poisson(5, (12, 24))
    counts[3, :8] = 0
    long = table(counts)
    mixed = long.sample(frac=1, random_state=1)
    pd.testing.assert_series_equal(absent_months(mixed).sort_index(), absent_months(long))


def city(seed: int = 3) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Draw 15 adopters in month 13 of 24 without any effect; ten of them enter the data in month 9."""
    rng = np.random.default_rng(seed)
    rows = [
        (f"{i}-{t}-{k}", name, pd.Timestamp(2022, 1, 5) + pd.DateOffset(months=t))
        for i, name in enumerate(IDS)
        for t in range(8 if i < 10 else 0, 24)
        for k in range(rng.poisson(6))
    ]
    cases = pd.DataFrame(rows, columns=["case_id", "community_id", "received_at"])
    cases = cases.assign(callback_valid=True, solved=rng.random(len(cases)) < 0.6)
    communities = pd.DataFrame({"community_id": IDS, "name": IDS, "residents": 3000})
    adoption = pd.DataFrame({"community_id": IDS[:15], "model_id": "m", "adopted_month": "2023-01"})
    return cases, communities, adoption


def test_a_late_entrance_is_no_rise_in_complaints() -> None:
    panel = build_panel(*city())
    own = panel.loc[panel["community_id"].isin(IDS[:10])]
    assert set(own.loc[own["t"] <= 8, "unusable_reason"]) == {"absent"}
    assert own.loc[own["t"] > 8, "is_usable"].all()
    found = compare_models(panel)
    intake = found.to_frame().set_index("outcome").loc["log_intake"]
    assert intake["low"] < 0 < intake["high"]
    assert abs(intake["estimate"]) < 0.15
    # 6 cases a month in 3000 residents are 24 per thousand and year, whether a community came late or not.
    a_year = found.tables["communities"].set_index("community_id")["intake_per_1000_a_year"]
    assert a_year[IDS[:10]].mean() == pytest.approx(24, rel=0.1)


def test_no_other_outcome_moves_by_months_without_cases() -> None:
    panel = build_panel(*city())
    as_before = panel.assign(
        is_usable=True, unusable_reason="", n_recv=panel["n_recv"].where(panel["n_recv"] > 0, 1)
    )
    shares = [
        compare_models(p).to_frame().set_index("outcome").loc["solved_share", "estimate"]
        for p in (panel, as_before)
    ]
    assert shares[0] == pytest.approx(shares[1])


def test_the_note_names_communities_and_months_in_both_languages() -> None:
    panel = build_panel(*city())
    (note,) = [n for n in panel.attrs["notes"] if "than chance leaves empty" in n]
    assert note.startswith("10 communities")
    assert "c00 2022-01–2022-08" in note
    assert note_sentence(note, "zh").startswith("10 个社区在开头或结尾若干月没有工单")


def test_a_panel_of_ones_own_is_looked_through_as_well() -> None:
    panel = build_panel(*city())
    by_hand = panel[
        ["community_id", "month", "model_id", "adopted_month", "n_recv", "n_valid_cb", "n_solved"]
    ]
    by_hand = by_hand.copy()
    by_hand.attrs = {}
    found = compare_models(by_hand)
    assert any("than chance leaves empty" in note for note in found.notes)
    (intake,) = [e for e in found.effects if e.outcome == "log_intake"]
    (same,) = [e for e in compare_models(panel).effects if e.outcome == "log_intake"]
    assert intake.estimate == pytest.approx(same.estimate)
