"""Closing dates: a date without a clock is compared by day, an impossible one is missing, a placeholder is no end."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.governance.comparison import compare_models
from textmine.governance.counting import find_repeats
from textmine.governance.panel import build_panel
from textmine.report.governance_notes import note_sentence

COMMUNITIES = pd.DataFrame({"community_id": ["c1"], "name": ["桂花社区"], "residents": [3200]})
NOBODY = pd.DataFrame({"community_id": [], "model_id": [], "adopted_month": []}, dtype="str")


def panel_of(received: list[str], closed: list[str | None], **more: object) -> pd.DataFrame:
    """Build the panel of one community; a late case keeps the data running."""
    received, closed = [*received, "2023-06-30"], [*closed, None]
    cases = pd.DataFrame(
        {
            "case_id": [str(at) for at in range(len(received))],
            "community_id": "c1",
            "received_at": received,
            "closed_at": closed,
            "callback_valid": "是",
            "solved": "是",
        }
    )
    return build_panel(cases, COMMUNITIES, NOBODY, **more)


def january(received: list[str], closed: list[str | None], **more: object) -> pd.Series:
    return panel_of(received, closed, **more).iloc[0]


def city(*, has_clock: bool, seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Draw a city of 24 communities in which twelve adopters close half of their cases on the day they came in."""
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(24):
        for t in range(14):
            for k in range(rng.poisson(8)):
                day = pd.Timestamp("2022-01-01") + pd.DateOffset(months=t, days=int(rng.integers(0, 27)))
                is_same = rng.random() < (0.5 if i < 12 and t >= 7 else 0.1)
                took = 0 if is_same else int(rng.integers(1, 20))
                hour = int(rng.integers(8, 20)) * has_clock
                rows.append(
                    (
                        f"{i}-{t}-{k}",
                        f"C{i:02d}",
                        day + pd.Timedelta(hours=hour),
                        day + pd.Timedelta(days=took),
                    )
                )
    cases = pd.DataFrame(rows, columns=["case_id", "community_id", "received_at", "closed_at"])
    cases = cases.assign(callback_valid=True, solved=rng.random(len(cases)) < 0.6)
    ids = [f"C{i:02d}" for i in range(24)]
    communities = pd.DataFrame({"community_id": ids, "name": ids, "residents": 3000})
    adoption = pd.DataFrame({"community_id": ids[:12], "model_id": "m", "adopted_month": "2022-08"})
    return cases, communities, adoption


def test_a_case_closed_on_the_day_it_came_in_took_no_day() -> None:
    panel = panel_of(["2023-01-03 15:00"], ["2023-01-03"])
    row = panel.iloc[0]
    assert (row["n_closed"], row["n_closed_1d"], row["rmst_days"], row["median_ttc_days"]) == (1, 1, 0.0, 0.0)
    assert not any("before they were received" in note for note in panel.attrs["notes"])


def test_a_date_of_closing_counts_whole_days_from_the_day_of_receipt() -> None:
    assert january(["2023-01-03 23:00"], ["2023-01-06"])["rmst_days"] == 3.0


def test_a_closing_with_a_clock_is_measured_by_the_clock() -> None:
    assert january(["2023-01-03 15:00"], ["2023-01-03 21:00"])["rmst_days"] == pytest.approx(0.25)


@pytest.mark.parametrize("closed", ["2023-01-02", "2023-01-03 14:59"])
def test_a_closing_before_receipt_is_neither_closed_nor_open(closed: str) -> None:
    panel = panel_of(["2023-01-03 15:00", "2023-01-05 10:00"], [closed, "2023-01-09"])
    row = panel.iloc[0]
    assert (row["n_recv"], row["n_valid_cb"]) == (2, 2)
    assert (row["n_due"], row["n_closed"], row["n_closed_30d"], row["rmst_days"]) == (1, 1, 1, 4.0)
    (note,) = [note for note in panel.attrs["notes"] if "before they were received" in note]
    assert note.startswith("1 cases")
    assert "neither closed nor open" in note
    assert note_sentence(note, "zh").startswith("1 件工单办结早于受理")


def test_a_month_of_impossible_closings_only_has_no_closing_time() -> None:
    panel = panel_of(["2023-01-03", "2023-02-03"], ["2023-01-01", "2023-02-05"])
    assert np.isnan(panel["rmst_days"].iloc[0])
    assert panel["n_due"].iloc[0] == 0
    assert panel["rmst_days"].iloc[1] == 2.0


def test_an_impossible_closing_leaves_its_issue_neither_open_nor_repeated() -> None:
    cases = pd.DataFrame(
        {
            "community_id": "c1",
            "issue_id": "a",
            "received_at": pd.to_datetime(["2023-01-10", "2023-02-01"]),
            "closed_at": pd.to_datetime([None, "2023-02-03"]),
            "closing_unknown": [True, False],
        }
    )
    found = find_repeats(cases, pd.Timestamp("2023-12-31"))
    assert found["open_days"].tolist() == [0.0, 2.0]
    assert not found[["is_duplicate", "is_repeat"]].to_numpy().any()


def test_a_report_on_the_day_of_closing_is_a_further_report_with_and_without_a_clock() -> None:
    for clock in ("", " 16:00"):
        cases = pd.DataFrame(
            {
                "community_id": "c1",
                "issue_id": "a",
                "received_at": pd.to_datetime(["2023-01-03" + clock, "2023-01-05" + clock]),
                "closed_at": pd.to_datetime(["2023-01-05", "2023-01-08"]),
            }
        )
        found = find_repeats(cases, pd.Timestamp("2023-12-31"))
        assert found["is_duplicate"].tolist() == [False, True]
        assert found["open_days"].tolist() == [2.0, 0.0]


def test_clocks_of_receipt_do_not_turn_the_effect_on_closing_around() -> None:
    effects = [
        compare_models(build_panel(*city(has_clock=has_clock))).to_frame().set_index("outcome")
        for has_clock in (True, False)
    ]
    by_clock, by_date = (found.loc["rmst_days"] for found in effects)
    assert by_clock["high"] < 0
    assert by_clock["estimate"] == pytest.approx(by_date["estimate"])


PLACEHOLDERS = ["2099-12-31", "9999-12-31", "2032-05-01"]


@pytest.mark.parametrize("placeholder", PLACEHOLDERS)
def test_a_placeholder_counts_as_open_and_is_no_end_of_the_data(placeholder: str) -> None:
    received = ["2023-01-03", "2023-01-05", "2023-06-10"]
    open_one = panel_of(received, ["2023-01-09", None, None])
    typed = panel_of(received, ["2023-01-09", placeholder, None])
    pd.testing.assert_frame_equal(open_one, typed)
    assert typed["n_due"].tolist() == [2, 0, 0, 0, 0, 0]
    (note,) = [note for note in typed.attrs["notes"] if "closing dates lie after" in note]
    assert note.startswith("1 closing dates lie after 2023-06-30, the last day of the data")
    assert note_sentence(note, "zh") == "1 个办结时间晚于数据截止日 2023-06-30：按截止日仍未办结计"


def test_a_reply_typed_decades_ahead_is_no_end_of_the_data() -> None:
    cases = pd.DataFrame(
        {
            "case_id": ["1"],
            "community_id": ["c1"],
            "received_at": ["2023-01-03"],
            "replied_at": ["2099-12-31"],
        }
    )
    panel = build_panel(cases, COMMUNITIES, NOBODY)
    assert panel["n_due"].tolist() == [0]
    (note,) = [note for note in panel.attrs["notes"] if "reply dates lie after" in note]
    assert note_sentence(note, "zh") == "1 个答复时间晚于数据截止日 2023-01-03：不予采用"


@pytest.mark.parametrize(("closed", "n_due"), [("2024-06-29", 2), ("2024-06-30", 1)])
def test_the_data_go_on_for_a_year_after_the_last_receipt_at_most(closed: str, n_due: int) -> None:
    # The last receipt is of 2023-06-30; only where the data go on is it followed for thirty days.
    panel = panel_of(["2023-01-03"], [closed])
    assert panel["n_due"].sum() == n_due


def test_closings_after_the_given_end_are_counted_in_a_note() -> None:
    panel = panel_of(["2023-01-03", "2023-01-04"], ["2023-01-09", "2023-08-01"], censor_date="2023-07-15")
    assert panel["n_closed"].sum() == 1
    assert any(note.startswith("1 closing dates lie after 2023-07-15") for note in panel.attrs["notes"])
