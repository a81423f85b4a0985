"""Replies: each measure moves the way its name says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from textmine import InputError, score_replies
from textmine.cli import build_app
from textmine.mining.delays import compare_delays, days_between, shrink_medians, survival_median
from textmine.mining.inputs import complaints_of, is_answered
from textmine.mining.places import find_districts
from textmine.reading.tables import read_table


def _scores(replies: list[str], **more: object) -> pd.DataFrame:
    n = len(replies)
    titles = ["松涛路路灯不亮", "青枫雅苑停水三天", "白鹭小学门口占道经营", "公交9路间隔太长"]
    base = {
        "complaint_id": [str(at) for at in range(n)],
        "title": titles[:n],
        "text": [""] * n,
        "reply": replies,
    }
    return score_replies(pd.DataFrame({**base, **more}))


def test_score_replies_ranks_the_own_reply_first_when_it_speaks_of_the_message() -> None:
    replies = ["松涛路路灯已修复", "青枫雅苑停水因管道爆裂", "白鹭小学门口摊贩已劝离", "公交9路将增加班次"]
    assert _scores(replies)["relevance_rank"].tolist() == [1, 1, 1, 1]
    mixed = _scores([replies[1], replies[0], *replies[2:]])
    assert mixed["relevance_rank"].iloc[0] > 1
    assert mixed["relevance"].iloc[0] < _scores(replies)["relevance"].iloc[0]


@pytest.mark.parametrize(
    ("reply", "part"),
    [
        ("您的留言已收悉。", "acknowledgement"),
        ("经现场核查，情况属实。", "finding"),
        ("已责令其立即整改。", "action"),
        ("预计6月底前完工。", "deadline"),
        ("咨询电话：0000-00000000。", "unit_contact"),
        ("根据《物业管理条例》第十二条，", "legal_ground"),
        ("该路段暂不具备条件，不能加装。", "refusal_reason"),
        ("破损路面已修复。", "closure"),
    ],
)
def test_score_replies_finds_each_part_and_only_with_its_words(reply: str, part: str) -> None:
    assert part in _scores([reply])["parts"].iloc[0].split(";")
    assert part not in _scores(["嗯。"])["parts"].iloc[0].split(";")


def test_score_replies_counts_stock_phrases_as_boilerplate() -> None:
    stock = "感谢您对我们工作的支持与关心！"
    scores = _scores([stock, "水管因老化爆裂，周三更换。" + stock, "水管因老化爆裂，周三更换。"])
    share = scores["boilerplate_share"].tolist()
    assert share[0] == 1 > share[1] > share[2] == 0


def test_score_replies_leaves_blank_what_a_missing_reply_cannot_have() -> None:
    scores = _scores(["", "经查属实。"])
    assert scores["parts"].tolist()[0] == ""
    assert scores[["relevance", "explanation", "boilerplate_share", "days_to_reply"]].iloc[0].isna().all()


def test_score_replies_measures_days_and_leaves_out_impossible_ones() -> None:
    at = pd.to_datetime(["2024-03-01", "2024-03-05"])
    scores = _scores(
        ["已修。", "已修。"],
        received_at=at,
        replied_at=pd.to_datetime(["2024-03-02 12:00", "2024-03-04 00:00"]),
    )
    assert scores["days_to_reply"].iloc[0] == 1.5
    assert np.isnan(scores["days_to_reply"].iloc[1])


def test_score_replies_refuses_a_table_without_replies() -> None:
    with pytest.raises(InputError, match="no column of replies"):
        score_replies(pd.DataFrame({"complaint_id": ["1"], "title": [""], "text": ["路灯"]}))


def test_survival_median_agrees_with_statsmodels_under_censoring() -> None:
    from statsmodels.duration.survfunc import SurvfuncRight

    rng = np.random.default_rng(1)
    days = rng.exponential(10, 200).round(2)
    limit = rng.exponential(15, 200).round(2)
    time, seen = np.minimum(days, limit), days <= limit
    reference = SurvfuncRight(time, seen.astype(int))
    median, low, high = survival_median(time, seen)
    assert median == pytest.approx(reference.quantile(0.5))
    with np.errstate(divide="ignore", invalid="ignore"):
        assert (low, high) == pytest.approx(reference.quantile_ci(0.5, method="cloglog"))


def test_survival_median_is_unknown_while_most_are_open() -> None:
    median, _, high = survival_median([1, 5, 5, 5], [True, False, False, False])
    assert np.isnan(median)
    assert np.isnan(high)


def test_compare_delays_counts_open_messages_and_leaves_out_small_units() -> None:
    day = pd.to_datetime(["2024-01-01"] * 7)
    replied = pd.Series(day + pd.to_timedelta([1, 2, 3, 4, 1, 1, 1], unit="D"))
    replied.iloc[3] = pd.NaT
    table = pd.DataFrame({"unit": list("aaaabbb"), "received_at": day, "replied_at": replied})
    found = compare_delays(table, by="unit", min_messages=4)
    assert found[["unit", "n_messages", "n_open"]].values.tolist() == [["a", 4, 1]]


def test_shrink_medians_comes_nearer_to_the_truth_than_the_medians_themselves() -> None:
    rng = np.random.default_rng(2)
    truth = np.exp(rng.normal(2.3, 0.4, 30))
    n = rng.integers(20, 120, 30)
    days = [rng.exponential(t / np.log(2), k) for t, k in zip(truth, n, strict=True)]
    raw = np.array([survival_median(d, np.ones(len(d), dtype=bool)) for d in days])
    shrunk, low, high = shrink_medians(*raw.T)
    assert np.abs(np.log(shrunk / truth)).mean() < np.abs(np.log(raw[:, 0] / truth)).mean()
    assert ((low <= truth) & (truth <= high)).mean() >= 0.85
    assert (high / low < raw[:, 2] / raw[:, 1]).all()


def test_shrink_medians_brings_equal_units_to_one_value_and_leaves_unknown_ones_blank() -> None:
    median, low, high = np.array([10.0, 10.4, 9.7, np.nan]), np.full(4, 8.0), np.full(4, 12.5)
    shrunk = shrink_medians(median, low, high)[0]
    assert shrunk[:3].std() < 0.01
    assert np.isnan(shrunk[3])
    np.testing.assert_array_equal(shrink_medians(median[:2], low[:2], high[:2])[0], median[:2])


def test_find_districts_prefers_the_title_and_no_estate() -> None:
    titles = ["B2区堵车", "修路", "云渡市锦绣小区漏水", "停水"]
    texts = ["住在B3区", "云渡市青禾区", "", ""]
    assert find_districts(titles, texts) == ["B2区", "青禾区", "", ""]


def test_days_between_takes_midnight_for_a_date_without_a_time() -> None:
    received = pd.to_datetime(
        pd.Series(["2025-05-01 14:46", "2025-05-01 14:46", "2025-05-01 14:46", "2025-05-10 08:00"])
    )
    replied = pd.to_datetime(
        pd.Series(["2025-05-01 00:00", "2025-05-02 00:00", "2025-05-02 02:46", "2025-05-01 00:00"])
    )
    assert days_between(received, replied).tolist() == [0.0, 1.0, 0.5, -9.0]


def test_compare_delays_keeps_replies_of_the_same_day_known_by_date_alone() -> None:
    received = pd.to_datetime(pd.Series(["2025-05-01 14:46"] * 4))
    replied = pd.to_datetime(pd.Series(["2025-05-01", "2025-05-01", "2025-05-03", None]))
    table = pd.DataFrame({"unit": "甲", "received_at": received, "replied_at": replied})
    found = compare_delays(table, by="unit", min_messages=4)
    assert found[["n_messages", "n_open"]].values.tolist() == [[4, 1]]


def test_an_answer_of_unknown_date_is_not_open(tmp_path: Path) -> None:
    frame = pd.DataFrame({
        "工单编号": range(60),
        "诉求内容": [f"路灯坏了{at}天" for at in range(60)],
        "受理时间": [f"2024-03-{1 + at % 20:02}" for at in range(60)],
        "承办单位": ["甲局", "乙局"] * 30,
        "答复内容": ["已修好", "已修好", "办理中", "已修好"] * 15,
        "答复时间": [f"2024-03-{3 + at % 20:02}" if at % 4 == 0 else "" if at % 4 == 2 else f"3月{3 + at % 20}日" for at in range(60)],
    })  # fmt: skip
    frame.loc[[1, 5, 9], "答复时间"] = "2024-03-29"
    frame.to_csv(tmp_path / "in.csv", index=False)
    table = read_table(tmp_path / "in.csv")
    assert sum(is_answered(table)) == 45
    complaints = complaints_of(table).assign(unit=frame["承办单位"], is_answered=is_answered(table))
    found = compare_delays(complaints, by="unit", min_messages=3).set_index("unit")
    assert found.loc["乙局", ["n_messages", "n_open"]].tolist() == [3, 0]
    assert found.loc["甲局", ["n_messages", "n_open"]].tolist() == [30, 15]  # in hand is open
    words = [str(tmp_path / "in.csv"), str(tmp_path / "r.csv"), "--by", "unit", "--lang", "zh"]
    run = CliRunner().invoke(build_app(), ["replies", *words])
    assert run.exit_code == 0, run.output
    assert "27 行的时间无法识别，未按时间统计（列“答复时间”：3月6日" in run.stderr
    assert "27 条有答复但没有可识别的答复时间" in run.stderr
