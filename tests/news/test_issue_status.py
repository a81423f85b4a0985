"""How far a problem is solved, told in its own clause, later by name, or not at all."""

from __future__ import annotations

import pytest

from textmine.news.issues import find_issues


def _statuses(text: str) -> list[str]:
    return [issue.status for issue in find_issues(text)]


def test_each_thing_has_the_end_told_between_semicolons() -> None:
    text = "居民记下“楼道扶手松动”“底层地漏冒脏水”两条问题。扶手当天就修好了；地漏要等管网改造时再动。"
    assert _statuses(text) == ["resolved", "in_progress"]


def test_a_survey_of_complaints_settles_none() -> None:
    text = "来访内容里，停车难占三成，电梯故障占两成。全年转交部门办理406件，办结371件，办结率91.4%。"
    assert _statuses(text) == ["raised", "raised"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("小区南门的路面坑坑洼洼，居民意见很大，已列入明年改造计划。", "promised"),
        ("化粪池堵了半个月，疏通车当天就把管道疏通了。", "resolved"),
        ("“楼顶漏雨漏了三年，没人管。”", "raised"),
        ("噪声扰民、占道经营等问题得到有效缓解。", "claimed"),
    ],
)
def test_problem_status_of_a_plain_story(text: str, status: str) -> None:
    assert set(_statuses(text)) == {status}
