from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.errors import InputError
from textmine.governance.counting import find_repeats, restricted_mean_by_group, satisfaction_level
from textmine.governance.measures import kaplan_meier, restricted_mean
from textmine.governance.panel import PANEL, build_panel

COMMUNITIES = pd.DataFrame(
    {"community_id": ["c1", "c2"], "name": ["桂花社区", "翠竹社区"], "residents": [3200, 2100]}
)


def cases(**columns: object) -> pd.DataFrame:
    base = {
        "case_id": ["1", "2", "3", "4"],
        "community_id": ["c1", "c1", "c2", "c1"],
        "received_at": ["2023-01-03", "2023-01-20", "2023-02-10", "2023-04-01"],
        "closed_at": ["2023-01-08", "2023-03-01", None, "2023-04-02"],
        "callback_valid": ["是", "是", "否", "是"],
        "solved": ["是", "否", "", "是"],
        "satisfaction": ["满意", "基本满意", "", "不满意"],
        "category": ["property", "pollution", "property", "property"],
    }
    return pd.DataFrame(base | columns)


def adoption(month: str = "2023-03", **columns: object) -> pd.DataFrame:
    return pd.DataFrame(
        {"community_id": ["c1"], "model_id": ["first_secretary"], "adopted_month": [month]} | columns
    )


def cell(panel: pd.DataFrame, community: str, month: str) -> pd.Series:
    return panel.set_index(["community_id", "month"]).loc[(community, month)]


def test_build_panel_keeps_months_without_a_case() -> None:
    panel = build_panel(cases(), COMMUNITIES, adoption())
    assert len(panel) == 2 * 4
    assert panel["n_recv"].sum() == 4
    assert cell(panel, "c2", "2023-03")["n_recv"] == 0
    assert list(panel.columns) == [*PANEL.names, "n_recv:property", "n_recv:pollution"]


def test_build_panel_counts_by_each_denominator() -> None:
    row = cell(build_panel(cases(), COMMUNITIES, adoption()), "c1", "2023-01")
    assert (row["n_recv"], row["n_due"], row["n_closed_30d"], row["n_valid_cb"], row["n_solved"]) == (
        2,
        2,
        1,
        2,
        1,
    )
    assert (row["n_sat"], row["n_basic"]) == (1, 1)
    assert row["solved_share"] == 0.5


def test_build_panel_marks_treatment_from_the_first_month_on() -> None:
    panel = build_panel(cases(), COMMUNITIES, adoption())
    own = panel.loc[panel["community_id"] == "c1"]
    assert own["is_treated"].tolist() == [False, False, True, True]
    assert own["g"].tolist() == [3] * 4
    assert not panel.loc[panel["community_id"] == "c2", "is_treated"].any()


def test_build_panel_does_not_use_months_in_which_the_start_is_uncertain() -> None:
    panel = build_panel(cases(), COMMUNITIES, adoption("2023-02", precision="quarter"))
    own = panel.loc[panel["community_id"] == "c1"]
    assert own["unusable_reason"].iloc[0] == "before_panel"
    later = build_panel(cases(), COMMUNITIES, adoption("2023-05", precision="quarter"))
    own = later.loc[later["community_id"] == "c1"]
    assert own["unusable_reason"].tolist() == ["", "", "", "window"]


def test_build_panel_marks_communities_that_adopted_before_the_cases_begin() -> None:
    panel = build_panel(cases(), COMMUNITIES, adoption("2020-05"))
    own = panel.loc[panel["community_id"] == "c1"]
    assert own["g"].tolist() == [-1] * 4
    assert not own["is_usable"].any()
    assert any("had adopted before" in note for note in panel.attrs["notes"])


def test_build_panel_takes_adoption_after_the_cases_for_no_adoption() -> None:
    panel = build_panel(cases(), COMMUNITIES, adoption("2024-05"))
    assert (panel["g"] == 0).all()
    assert (panel["model_id"] == "").all()
    assert any("lie after 2023-04" in note for note in panel.attrs["notes"])


def test_build_panel_stops_using_a_community_at_its_second_model() -> None:
    both = pd.concat([adoption("2023-02"), adoption("2023-04", model_id=["cadres_to_community"])])
    own = build_panel(cases(), COMMUNITIES, both).query("community_id == 'c1'")
    assert set(own["model_id"]) == {"first_secretary"}
    assert own["unusable_reason"].tolist() == ["", "", "", "second_model"]


def test_build_panel_refuses_a_mistyped_year_and_names_the_case() -> None:
    wrong = cases(received_at=["1923-01-03", "2023-01-20", "2023-02-10", "2023-04-01"])
    with pytest.raises(InputError, match="look at case '1'"):
        build_panel(wrong, COMMUNITIES, adoption())


def test_build_panel_does_not_count_as_closed_what_closes_after_the_end() -> None:
    row = cell(build_panel(cases(), COMMUNITIES, adoption(), censor_date="2023-02-01"), "c1", "2023-01")
    assert (row["n_recv"], row["n_closed"]) == (2, 1)


def test_build_panel_gives_the_same_from_text_and_from_typed_values() -> None:
    typed = cases(
        callback_valid=[True, True, False, True],
        solved=pd.array([True, False, None, True], dtype="boolean"),
        received_at=pd.to_datetime(["2023-01-03", "2023-01-20", "2023-02-10", "2023-04-01"]),
    )
    pd.testing.assert_frame_equal(
        build_panel(cases(), COMMUNITIES, adoption()), build_panel(typed, COMMUNITIES, adoption())
    )


def test_build_panel_expects_no_more_solved_than_called_back() -> None:
    panel = build_panel(cases(), COMMUNITIES, adoption())
    assert (panel["exp_solved"] <= panel["n_valid_cb"]).all()
    assert (panel.loc[panel["n_valid_cb"] == 0, "exp_solved"] == 0).all()


def test_build_panel_does_without_the_optional_columns() -> None:
    bare = cases()[["case_id", "community_id", "received_at"]]
    panel = build_panel(bare, COMMUNITIES, adoption())
    assert panel["n_recv"].sum() == 4
    assert panel["solved_share"].isna().all()
    assert any("no case has a valid call-back" in note for note in panel.attrs["notes"])


def test_find_repeats_tells_a_repeat_from_a_second_report() -> None:
    table = pd.DataFrame(
        {
            "community_id": "c1",
            "issue_id": ["a", "a", "a", "a", "b", ""],
            "received_at": pd.to_datetime(
                ["2023-01-01", "2023-01-03", "2023-02-01", "2023-09-01", "2023-01-05", "2023-01-06"]
            ),
            "closed_at": pd.to_datetime(["2023-01-10", "2023-01-10", "2023-02-03", "2023-09-02", None, None]),
        }
    )
    found = find_repeats(table, pd.Timestamp("2023-12-31"))
    assert found["is_duplicate"].tolist() == [False, True, False, False, False, False]
    assert found["is_repeat"].tolist() == [False, False, True, False, False, False]
    assert found["repeated_90d"].tolist() == [True, False, False, False, False, False]
    assert found["open_days"].round().tolist() == [9, 0, 2, 1, 360, 0]


def test_restricted_mean_by_group_agrees_with_kaplan_meier() -> None:
    rng = np.random.default_rng(0)
    days, closed, group = rng.exponential(12, 300), rng.uniform(size=300) < 0.8, rng.integers(0, 5, 300)
    means, medians = restricted_mean_by_group(days, closed, group, 30.0)
    for g in range(5):
        curve = kaplan_meier(days[group == g], closed[group == g])
        assert means[g] == pytest.approx(restricted_mean(curve, 30.0)[0], abs=1e-9)
        assert medians[g] == pytest.approx(curve.median())


def test_satisfaction_level_reads_grades_and_words() -> None:
    values = pd.Series(["非常满意", "满意", "基本满意", "不满意", "未评价", "5", "3", "1", None])
    assert satisfaction_level(values).tolist() == [1.0, 1.0, 0.9, 0.0, 0.0, 1.0, 0.9, 0.0, 0.0]
