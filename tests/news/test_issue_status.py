"""How far a problem is solved, told in its own clause, later by name, or not at all."""

from __future__ import annotations

import pytest

from textmine.news.issues import find_issues
from textmine.news.stories import find_stories


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


@pytest.mark.parametrize(
    "text",
    [
        "南湖社区的路灯坏了两年，一直没人修。居民多次投诉，物业推给街道，街道推给城管。记者发稿时，路灯仍然不亮。",
        "松江小区的电梯停运三个月，老人下不了楼。维修资金申请被退回，至今没有下文。居民很失望。",
        "王家楼顶漏水一年，墙皮脱落。物业说修好了，可是一下雨又漏。居民很失望。",
    ],
)
def test_a_problem_that_remains_is_raised_whatever_the_words_weigh(text: str) -> None:
    assert {issue.status for issue in find_issues(text)} == {"raised"}
    assert find_stories(text) == []


def test_a_problem_long_unsolved_and_then_solved_is_solved() -> None:
    text = "南湖社区的路灯坏了两年，一直没人修。社区书记请来供电所，路灯第二天修好了。居民都说好。"
    assert [issue.status for issue in find_issues(text)] == ["resolved"]
    assert len(find_stories(text)) == 1


def test_another_matter_that_remains_says_nothing_of_a_problem() -> None:
    text = "化粪池堵了，排水所当天疏通好了。停车位至今没有下文。居民都在看。"
    assert find_issues(text)[0].status == "resolved"
