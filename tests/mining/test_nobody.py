"""What a month of real files holds: nobody's names, dates that are no dates, texts no model can read."""

from __future__ import annotations

import pandas as pd
import pytest

import textmine
from textmine.classify.rows import ClassifyOptions, classify_documents
from textmine.mining.delays import compare_delays
from textmine.mining.hotspots import find_hotspots
from textmine.reading.straytimes import remark_on_strays, without_strays
from textmine.reading.times import parse_time, parse_times
from textmine.text.unnamed import names_nobody

TEXTS = [f"阳光花园门口的烧烤摊油烟扰民，第{at}次反映，夜里吵得睡不着" for at in range(8)]


def issues_of(persons: list[str]) -> int:
    complaints = pd.DataFrame(
        {
            "complaint_id": [str(at) for at in range(len(TEXTS))],
            "title": [""] * len(TEXTS),
            "text": TEXTS,
            "person": persons,
        }
    )
    return len(find_hotspots(complaints).issues)


@pytest.mark.parametrize("nobody", ["[PERSON]", "匿名", "不详", "市民", "保密", "女士", "", "未留名", "***"])
def test_an_issue_of_unnamed_people_is_an_issue(nobody: str) -> None:
    assert issues_of([nobody] * 8) == issues_of([f"来电人{at}号" for at in range(8)]) == 1


def test_an_issue_of_one_named_person_is_none() -> None:
    assert issues_of(["王丽华"] * 8) == 0
    assert not names_nobody("王丽华")
    assert not names_nobody("张先生")


def test_one_default_date_makes_no_years_of_zeros() -> None:
    usual = pd.to_datetime(["2024-01-01"]).append(pd.date_range("2024-01-01", "2024-06-30", periods=300))
    for stray in ("1970-01-01", "1995-01-01", "2044-03-01"):
        moments = pd.Series([*usual, pd.Timestamp(stray)])
        assert without_strays(moments).isna().tolist() == [False] * 301 + [True]
        remark = remark_on_strays(moments, moments)
        assert remark is not None
        assert stray in remark
    even = pd.Series(pd.date_range("2015-01-01", "2024-12-31", periods=300))
    assert without_strays(even).notna().all()
    assert remark_on_strays(even, even) is None
    assert without_strays(even.iloc[:0]).empty


def test_two_batches_years_apart_are_both_kept() -> None:
    moments = pd.Series([*pd.date_range("2015-01-01", periods=50), *pd.date_range("2024-01-01", periods=50)])
    assert without_strays(moments).notna().all()


def test_the_year_24_is_no_year() -> None:
    assert parse_time("0024-03-02") is None
    assert parse_time("1900-01-01") is not None


def test_a_reply_without_a_readable_date_is_not_open() -> None:
    n = 30
    table = pd.DataFrame(
        {
            "unit": ["甲局"] * n,
            "received_at": parse_times(pd.Series(["2024-03-01"] * n)),
            "replied_at": parse_times(pd.Series(["2024-03-03"] * 20 + [""] * 10)),
            "reply": ["已处理"] * 25 + [""] * 5,
        }
    )
    (row,) = compare_delays(table, by="unit", min_messages=5).to_dict("records")
    assert (row["n_messages"], row["n_open"], row["median_days"]) == (25, 5, 2.0)


def test_a_reply_that_says_in_hand_is_none() -> None:
    table = pd.DataFrame(
        {
            "unit": ["甲局"] * 30,
            "received_at": parse_times(pd.Series(["2024-03-01"] * 30)),
            "replied_at": parse_times(pd.Series(["2024-03-03"] * 20 + [""] * 10)),
            "reply": ["已处理"] * 22 + ["办理中"] * 4 + ["未答复"] * 4,
        }
    )
    (row,) = compare_delays(table, by="unit", min_messages=5).to_dict("records")
    assert (row["n_messages"], row["n_open"]) == (28, 8)


@pytest.mark.parametrize("mode", ["best", "fast"])
def test_a_text_the_model_cannot_read_needs_review(mode: str) -> None:
    foreign = ["سۇ كەلمەيدۇ، ئۈچ كۈن بولدى، ھېچكىم باشقۇرمايدۇ", "Здравствуйте, нет воды уже три дня"]
    usual = ["小区路灯坏了三天没人修，晚上一片漆黑", "家里停水三天了，自来水公司没有人来修"]
    found = classify_documents(
        [*foreign, *usual], textmine.default_model(), ClassifyOptions(mode=mode), mode=mode
    )
    assert found["needs_review"].tolist()[:2] == [True, True]
    assert not found["needs_review"].tolist()[3]
