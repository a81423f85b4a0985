"""A default or mistyped date makes no false alarm, no long table and no delay of fifty years."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from textmine import find_hotspots, score_replies
from textmine.cli import build_app
from textmine.mining.delays import compare_delays
from textmine.mining.inputs import grouping_of
from textmine.mining.trends import measure_trends
from textmine.reading.straytimes import is_stray, remark_on_strays, without_strays
from textmine.reading.tables import Table
from textmine.reading.times import parse_time, parse_times


def month(n: int, *more: str) -> pd.Series:
    days = [f"2024-03-{1 + at % 28:02}" for at in range(n)]
    return pd.to_datetime(pd.Series([*days, *more]))


def stray_rows(times: pd.Series) -> list[int]:
    return np.flatnonzero(is_stray(times)).tolist()


@pytest.mark.parametrize("date", ["1970-01-01", "1900-01-01", "2034-03-02", "2014-03-02", "2029-06-01"])
def test_one_date_far_from_all_others_is_stray(date: str) -> None:
    assert stray_rows(month(40, date)) == [40]


def test_a_default_entered_in_many_rows_is_stray_by_its_age() -> None:
    assert stray_rows(month(40, *["1970-01-01"] * 9)) == list(range(40, 49))


def test_times_that_belong_to_the_table_are_kept() -> None:
    assert not is_stray(month(40, "2025-12-31", "2022-05-01")).any()  # less than three years away
    assert not is_stray(month(40, *["2021-03-02"] * 5)).any()  # a part of its own, small as it is
    assert not is_stray(month(4, "2014-03-02")).any()  # of few rows nobody can tell
    assert not is_stray(pd.to_datetime(pd.Series(["1984-01-01", "1985-01-01", "1986-01-01"]))).any()
    assert not is_stray(pd.Series([pd.NaT] * 3)).any()
    assert not is_stray(pd.Series([], dtype="datetime64[ns]")).any()


def test_what_stands_apart_in_turn_is_stray_too_so_that_counts_agree_with_the_remark() -> None:
    """Left out once more by the next count, the second row was in no count and no remark."""
    times = month(40, "2010-01-01", "2014-06-01", "2029-01-01", "2034-01-01")
    assert stray_rows(times) == [40, 41, 42, 43]
    assert not is_stray(without_strays(times)).any()
    said = remark_on_strays(times, times)
    assert said is not None
    assert said.startswith("4 rows")
    of_age = month(30, *["1984-01-01"] * 29)
    assert not is_stray(without_strays(of_age)).any()


def test_remark_names_the_first_three_and_counts_all() -> None:
    times = month(40, "1970-01-01", "1970-01-02", "1970-01-03", "2034-01-01")
    said = remark_on_strays(times.rename("受理时间"), times)
    assert said is not None
    assert said.startswith("4 rows hold a time far from all others")
    assert "1970-01-01, row 41; 1970-01-02, row 42; 1970-01-03, row 43 …" in said
    assert "1970-01-01，第 41 条" in said.zh
    assert remark_on_strays(month(40), month(40)) is None


def test_the_year_24_is_no_year_and_wide_digits_are_digits() -> None:
    assert parse_time("0024-03-02") is None
    assert parse_time(dt.date(24, 3, 2)) is None
    assert parse_time(dt.datetime(1899, 12, 30, 9, 5)) is None  # a clock without a date, as workbooks hold it
    assert parse_time("２０２４－０３－０２　９：０５") == dt.datetime(2024, 3, 2, 9, 5)
    assert parse_times(pd.Series(["３／１３／２０２４", "3/2/2024"])).dt.month.tolist() == [3, 3]


def test_trends_leave_a_stray_date_out_of_the_series() -> None:
    found = measure_trends(month(40, "1970-01-01", "2034-01-01"), pd.Series(["甲"] * 42))
    assert found["month"].unique().tolist() == ["2024-03"]
    assert found["n"].tolist() == [40, 40]
    assert not found["is_warning"].any()


def test_grouping_by_month_and_year_leaves_it_out_too() -> None:
    table = Table(
        pd.DataFrame({"日期": [*month(40).dt.strftime("%Y-%m-%d"), "1970-01-01"]}), {"time": "日期"}, ()
    )
    assert set(grouping_of(table, "year").dropna()) == {"2024"}


def test_the_period_of_a_hot_issue_and_its_growth_leave_it_out() -> None:
    n = 12
    complaints = pd.DataFrame({
        "complaint_id": [str(at) for at in range(n)],
        "title": ["丽景新城搅拌站噪音扰民"] * n,
        "text": [f"丽景新城搅拌站太吵，第{at}天了" for at in range(n)],
        "person": [f"人{at}" for at in range(n)],
        "received_at": month(n - 1, "1970-01-01"),
    })  # fmt: skip
    hot = find_hotspots(complaints)
    assert str(hot.issues["from"].iloc[0])[:7] == "2024-03"
    assert hot.issues["n_messages"].iloc[0] == n
    assert set(hot.growth()["month"]) == {"2024-03"}
    assert hot.messages["received_at"].min().year == 1970  # as given


def test_days_to_reply_are_blank_beside_a_stray_date() -> None:
    received = month(40, "1970-01-01")
    complaints = pd.DataFrame({
        "complaint_id": [str(at) for at in range(41)],
        "title": "路灯",
        "text": "路灯坏了",
        "reply": "已修好",
        "received_at": received,
        "replied_at": pd.to_datetime("2024-03-29"),
        "unit": "城管局",
    })  # fmt: skip
    days = score_replies(complaints)["days_to_reply"]
    assert days.isna().tolist() == [False] * 40 + [True]
    assert compare_delays(complaints, by="unit")["n_messages"].tolist() == [40]


def test_commands_name_the_row(tmp_path: Path) -> None:
    frame = pd.DataFrame({
        "工单编号": range(41),
        "诉求内容": [f"路灯坏了{at}天" for at in range(41)],
        "受理时间": [*month(40).dt.strftime("%Y-%m-%d"), "1970-01-01"],
        "承办单位": "城管局",
        "答复内容": "已修好",
        "答复时间": "2024-03-29",
        "category": "utilities",
    })  # fmt: skip
    frame.to_csv(tmp_path / "in.csv", index=False)
    for words in (
        ["trends", "in.csv", "t.csv", "--by", "unit"],
        ["keyness", "in.csv", "k.csv", "--by", "month"],
        ["hotspots", "in.csv", "h.csv"],
        ["replies", "in.csv", "r.csv", "--by", "unit"],
        ["report", "in.csv", "--out", "r.html"],
    ):
        paths = [str(tmp_path / word) if "." in word else word for word in words]
        run = CliRunner().invoke(build_app(), [*paths, "--lang", "zh"])
        assert run.exit_code == 0, run.output
        assert "列“受理时间”：1970-01-01，第 42 行" in run.stderr, words
