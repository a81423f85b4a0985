"""What was not recorded in a month, or by a community, is unknown: it was counted as nothing done."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.governance.comparison import compare_models
from textmine.governance.descriptions import closing_table
from textmine.governance.evidence import community_table
from textmine.governance.panel import build_panel
from textmine.governance.recording import unrecorded
from textmine.report.governance_notes import note_sentence

N_MONTHS, N_UNITS = 18, 12
COMMUNITIES = pd.DataFrame(
    {
        "community_id": [f"c{at:02}" for at in range(N_UNITS)],
        "name": [f"{at}号社区" for at in range(N_UNITS)],
        "residents": 2000,
    }
)
ADOPTION = pd.DataFrame(
    {"community_id": ["c00", "c01", "c02"], "model_id": "first_secretary", "adopted_month": "2022-10"}
)


def draw_cases(seed: int = 4, per_cell: int = 6) -> pd.DataFrame:
    """Draw cases of all communities in all months, everything told of each."""
    rng = np.random.default_rng(seed)
    rows = []
    for unit in COMMUNITIES["community_id"]:
        for month in range(N_MONTHS):
            for _ in range(per_cell):
                came = pd.Timestamp("2022-01-01") + pd.DateOffset(months=month, days=int(rng.integers(0, 27)))
                solved = rng.random() < 0.7
                rows.append(
                    {
                        "case_id": str(len(rows)),
                        "community_id": unit,
                        "received_at": came,
                        "closed_at": came + pd.Timedelta(days=int(rng.integers(1, 20))),
                        "callback_valid": "是" if rng.random() < 0.8 else "否",
                        "solved": "是" if solved else "否",
                        "contacted": "是" if rng.random() < 0.6 else "否",
                        "satisfaction": "满意" if solved else "不满意",
                        "issue_id": f"{unit}-{int(rng.integers(0, 40))}",
                    }
                )
    return pd.DataFrame(rows)


def is_early(cases: pd.DataFrame) -> pd.Series:
    return cases["received_at"] < "2022-07-01"


def panel_without(column: str, rows: pd.Series | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Build a panel from all that is told, and one from cases with a column left blank in some rows."""
    cases = draw_cases()
    less = cases.copy()
    less[column] = less[column].astype(object).mask(is_early(cases) if rows is None else rows, None)
    return build_panel(cases, COMMUNITIES, ADOPTION), build_panel(less, COMMUNITIES, ADOPTION)


@pytest.mark.parametrize(
    ("column", "blank", "kept"),
    [
        ("satisfaction", ["n_sat", "n_basic"], ["n_valid_cb", "n_solved", "n_closed"]),
        ("contacted", ["n_contacted"], ["n_valid_cb", "n_sat"]),
        (
            "solved",
            ["n_solved", "n_solved_kept", "exp_solved", "solved_share"],
            ["n_valid_cb", "n_sat", "n_closed"],
        ),
        ("callback_valid", ["n_valid_cb", "n_solved", "n_sat", "n_contacted", "solved_share"], ["n_closed"]),
        (
            "closed_at",
            ["n_closed", "n_due", "n_closed_30d", "rmst_days", "open_days"],
            ["n_recv", "n_solved"],
        ),
        ("issue_id", ["n_repeat", "n_dup", "open_days"], ["n_closed", "n_solved"]),
    ],
)
def test_months_before_a_column_was_kept_are_unknown(column: str, blank: list[str], kept: list[str]) -> None:
    whole, panel = panel_without(column)
    early = panel["month"] < "2022-07"
    assert panel.loc[early, blank].isna().all(axis=None)
    assert panel.loc[early, "n_recv"].equals(whole.loc[early, "n_recv"])
    assert panel[kept].astype(float).equals(whole[kept].astype(float))
    later = ~early & (panel["month"] > "2022-10")  # Repeats look 90 days back.
    counted = [name for name in blank if name != "exp_solved"]
    assert panel.loc[later, "n_recv"].sum() > 0
    if column not in ("closed_at", "issue_id"):
        assert panel.loc[later, counted].astype(float).equals(whole.loc[later, counted].astype(float))


def test_a_note_says_what_was_not_kept_and_where() -> None:
    _, panel = panel_without("satisfaction")
    (note,) = [note for note in panel.attrs["notes"] if "satisfaction" in note]
    assert note == (
        "satisfaction is not told in 72 of 216 community-months (2022-01, 2022-02, 2022-03, 2022-04 …): "
        "what is counted from it is blank there"
    )
    assert "216 个社区月中有 72 个没有填写 satisfaction" in note_sentence(note, "zh")
    again = panel.copy()
    again.attrs = {}
    assert note in compare_models(again).notes


def test_one_community_that_does_not_record_is_unknown_in_all_its_months() -> None:
    cases = draw_cases()
    whole, panel = panel_without("closed_at", cases["community_id"] == "c05")
    own = panel["community_id"] == "c05"
    assert panel.loc[own, ["n_closed", "n_due", "rmst_days"]].isna().all(axis=None)
    assert panel.loc[~own, "n_closed"].astype(int).equals(whole.loc[~own, "n_closed"])
    (note,) = [note for note in panel.attrs["notes"] if "closed_at" in note]
    assert "18 of 216" in note
    assert "c05" in note


def test_few_blanks_are_no_sign_and_count_as_before() -> None:
    cases = draw_cases(per_cell=1)
    rows = (cases["community_id"] == "c05") & (cases["received_at"] < "2022-04-01")
    assert rows.sum() == 3
    cases["closed_at"] = cases["closed_at"].astype(object).mask(rows, None)
    panel = build_panel(cases, COMMUNITIES, ADOPTION)
    assert panel["n_closed"].notna().all()
    assert panel["n_closed"].sum() == len(cases) - 3


def test_cases_still_open_at_the_end_are_open_and_not_unknown() -> None:
    cases = draw_cases()
    cases["closed_at"] = cases["closed_at"].mask(cases["received_at"] >= "2023-04-01")
    panel = build_panel(cases, COMMUNITIES, ADOPTION)
    assert panel["n_closed"].notna().all()
    assert panel.loc[panel["month"] >= "2023-04", "n_closed"].sum() == 0


def test_a_column_in_which_only_yes_is_written_keeps_the_communities_without() -> None:
    cases = draw_cases()
    cases["contacted"] = cases["contacted"].where(cases["contacted"] == "是", None)
    cases.loc[cases["community_id"] == "c05", "contacted"] = None
    panel = build_panel(cases, COMMUNITIES, ADOPTION)
    assert panel["n_contacted"].notna().all()
    assert panel.loc[panel["community_id"] == "c05", "n_contacted"].sum() == 0


def test_what_is_missing_moves_no_measure_of_what_is_told() -> None:
    whole, panel = panel_without("solved")
    found = community_table(panel).set_index("community_id")
    told = whole.loc[whole["month"] >= "2022-07"]
    expected = (
        told.groupby("community_id")["n_solved"].sum() / told.groupby("community_id")["n_valid_cb"].sum()
    )
    pd.testing.assert_series_equal(found["solved_share"], expected, check_names=False)
    assert found["observed_to_expected"].mean() == pytest.approx(1.0, abs=0.05)
    wrong = (
        panel.groupby("community_id")["n_solved"].sum() / panel.groupby("community_id")["n_valid_cb"].sum()
    )
    assert (wrong < 0.6).all()


def test_the_share_still_open_counts_only_months_with_closings() -> None:
    whole, panel = panel_without("closed_at")
    told = closing_table(whole.loc[whole["month"] >= "2022-07"])
    pd.testing.assert_frame_equal(closing_table(panel), told)


def test_satisfaction_kept_from_the_start_of_a_model_gives_no_effect() -> None:
    cases = draw_cases()
    started = cases["received_at"] < "2022-10-01"
    whole, panel = panel_without("satisfaction", started)
    assert "satisfaction_score" in {
        e.outcome for e in compare_models(whole).effects if np.isfinite(e.estimate)
    }
    for effect in compare_models(panel).effects:
        if effect.outcome == "satisfaction_score":
            assert np.isnan(effect.estimate)  # There is no month before.


def test_nothing_is_amiss_where_all_is_told_or_nothing_is() -> None:
    cases = draw_cases().assign(t=1)
    assert unrecorded(cases).empty
    assert unrecorded(cases.assign(satisfaction=None)).empty
    assert unrecorded(cases.head(0)).empty
    assert unrecorded(cases[["case_id", "community_id", "t"]]).empty


def test_a_column_few_cases_fill_says_nothing_of_a_community_without() -> None:
    cases = draw_cases(per_cell=20)
    is_told = (np.arange(len(cases)) % 10 == 0) & (cases["community_id"] != "c05")
    cases["issue_id"] = cases["issue_id"].where(is_told, None)
    panel = build_panel(cases, COMMUNITIES, ADOPTION)
    assert panel["n_repeat"].notna().all()
    early = cases.assign(issue_id=cases["issue_id"].mask(is_early(cases), None))
    panel = build_panel(early, COMMUNITIES, ADOPTION)
    assert panel.loc[panel["month"] < "2022-07", "n_repeat"].isna().all()


@pytest.mark.parametrize("column", ["satisfaction", "contacted", "solved", "closed_at"])
def test_one_community_that_begins_later_is_unknown_before(column: str) -> None:
    cases = draw_cases()
    whole, panel = panel_without(column, (cases["community_id"] == "c05") & is_early(cases))
    before = (panel["community_id"] == "c05") & (panel["month"] < "2022-07")
    counts = {
        "satisfaction": "n_sat",
        "contacted": "n_contacted",
        "solved": "n_solved",
        "closed_at": "n_closed",
    }
    name = counts[column]
    assert panel.loc[before, name].isna().all()
    assert panel.loc[~before, name].astype(int).equals(whole.loc[~before, name].astype(int))
    assert panel["n_recv"].equals(whole["n_recv"])
    (note,) = [note for note in panel.attrs["notes"] if f"{column} is not told" in note]
    assert "in 6 of 216 community-months (c05)" in note


@pytest.mark.parametrize("column", ["satisfaction", "contacted"])
def test_one_community_that_stops_is_unknown_behind(column: str) -> None:
    cases = draw_cases()
    stopped = (cases["community_id"] == "c07") & (cases["received_at"] >= "2023-01-01")
    whole, panel = panel_without(column, stopped)
    behind = (panel["community_id"] == "c07") & (panel["month"] >= "2023-01")
    name = {"satisfaction": "n_sat", "contacted": "n_contacted"}[column]
    assert panel.loc[behind, name].isna().all()
    assert panel.loc[~behind, name].astype(int).equals(whole.loc[~behind, name].astype(int))


def test_closings_of_one_community_that_lie_ahead_are_open_and_not_unknown() -> None:
    cases = draw_cases()
    waiting = (cases["community_id"] == "c07") & (cases["received_at"] >= "2023-01-01")
    _, panel = panel_without("closed_at", waiting)
    own = panel.loc[(panel["community_id"] == "c07") & (panel["month"] >= "2023-01")]
    assert own["n_closed"].tolist() == [0] * len(own)


def test_a_community_may_begin_after_all_others_did() -> None:
    cases = draw_cases()
    late = (cases["community_id"] == "c05") & (cases["received_at"] < "2022-10-01")
    _, panel = panel_without("satisfaction", is_early(cases) | late)
    is_blank = panel["n_sat"].isna()
    expected = (panel["month"] < "2022-07") | (
        (panel["community_id"] == "c05") & (panel["month"] < "2022-10")
    )
    assert is_blank.tolist() == expected.tolist()


@pytest.mark.parametrize("share", [0.95, 0.7, 0.5, 0.2, 0.05])
def test_blanks_by_chance_are_never_taken_for_a_column_not_kept(share: float) -> None:
    chance = np.random.default_rng(11)
    n_alarms = 0
    for _ in range(60):
        n = 40 * 24 * 3
        cases = pd.DataFrame(
            {
                "community_id": np.repeat([f"c{at:02}" for at in range(40)], n // 40),
                "t": np.tile(np.repeat(np.arange(1, 25), 3), 40),
                "satisfaction": np.where(chance.random(n) < share, "满意", None),
            }
        )
        n_alarms += len(unrecorded(cases))
    assert n_alarms == 0


def test_the_rule_is_the_one_stated() -> None:
    """Of a community that fills 97 of 97 later cases p is .95, and five silent cases are below one in a million; four are not."""
    for n, is_found in ((5, True), (4, False)):
        cases = pd.DataFrame(
            {
                "community_id": "c1",
                "t": [1] * n + [2] * 97,
                "satisfaction": [None] * n + ["满意"] * 97,
            }
        )
        other = cases.assign(community_id="c2", satisfaction="满意")
        found = unrecorded(pd.concat([cases, other], ignore_index=True))
        assert found.to_numpy().tolist() == ([["satisfaction", 1.0, "c1"]] if is_found else [])
