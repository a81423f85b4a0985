"""Problems of residents are found where they are told, once, with place and status."""

from __future__ import annotations

import pandas as pd
import pytest

from textmine.news.issues import STATUSES, extract_issues, find_issues
from textmine.news.stories import find_stories
from textmine.schema import ISSUES
from textmine.taxonomy import load_taxonomy


def test_find_issues_lists_quoted_complaints() -> None:
    text = "“桃园小区外墙瓷砖脱落，安全隐患很大。”“健身器材损坏后一直没有重新安装。”"
    assert [issue.category for issue in find_issues(text)][:2] == ["building", "sanitation"]


def test_find_issues_takes_the_items_of_a_list_apart() -> None:
    text = "会上，居民说：“希望装几盏路灯、车子乱停得管一管、建议院里建个食堂。”"
    assert [issue.category for issue in find_issues(text)] == ["utilities", "transport", "welfare"]


def test_find_issues_counts_a_problem_once() -> None:
    text = "居民反映，院里的化粪池渗漏，臭气熏天。老书记请来排水所。化粪池当天修好，居民说化粪池再也不臭了。"
    assert [issue.thing for issue in find_issues(text)] == ["化粪池"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("灯芯巷社区的化粪池渗漏，臭气熏天。", "raised"),
        ("灯芯巷社区的化粪池渗漏。老书记请来排水所，化粪池当天修好。", "resolved"),
        ("灯芯巷社区的化粪池渗漏。街道答应明年修这个化粪池。", "promised"),
        ("化粪池渗漏、垃圾乱堆等问题，多数得到改善。", "claimed"),
    ],
)
def test_find_issues_tells_the_status(text: str, status: str) -> None:
    assert find_issues(text)[0].status == status


@pytest.mark.parametrize(
    "text",
    [
        "",
        "党组织生活不规范，党员参与意愿不强。",
        "The lamp is broken.",
        "调解婚姻、借款等纠纷196起。",
        "他是矛盾纠纷调解员。",
    ],
)
def test_find_issues_of_no_problem_is_empty(text: str) -> None:
    assert find_issues(text) == []


def test_extract_issues_gives_declared_codes_and_verbatim_sentences() -> None:
    text = "灯芯巷社区的路灯坏了三个月。望湖小区楼道里堆满杂物，没人管。"
    table = extract_issues(pd.DataFrame({"article_id": ["a1"], "text": [text]}))
    assert list(table.columns) == ISSUES.names
    assert table["place"].tolist() == ["灯芯巷社区", "望湖小区"]
    assert set(table["status"]) <= set(STATUSES)
    assert set(table["category"]) <= {category.code for category in load_taxonomy().categories}
    assert all(sentence in text and len(sentence) <= 150 for sentence in table["sentence"])


def test_extract_issues_of_nothing_keeps_its_headings() -> None:
    assert list(extract_issues(pd.DataFrame({"article_id": [], "text": []})).columns) == ISSUES.names


def test_find_stories_tells_problem_and_fix() -> None:
    (story,) = find_stories("灯芯巷社区的化粪池渗漏。老书记请来排水所，化粪池当天修好。")
    assert (story.place, story.fix) == ("灯芯巷社区", "老书记请来排水所，化粪池当天修好。")
