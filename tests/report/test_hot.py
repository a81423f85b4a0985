"""Hot issues as the report shows them: only issues, their members, their months."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from textmine.reading.headings import recognise_roles
from textmine.reading.tables import Table, read_table
from textmine.report.complaints import render_complaints_report
from textmine.report.hot import hot_section

TITLES = [
    "投诉青枫雅苑旁搅拌站噪音扰民",
    "青枫雅苑小区搅拌站粉尘噪音污染严重",
    "青枫雅苑附近违建搅拌站噪音扰民",
    "松涛路路灯不亮请维修",
    "咨询医保报销比例",
]


def _table(**columns: list[object]) -> Table:
    frame = pd.DataFrame({"标题": TITLES, **columns})
    return Table(frame, recognise_roles(list(frame)), ())


def test_hot_section_holds_issues_with_their_rows() -> None:
    found = hot_section(_table(内容=["罐车整夜轰鸣" * 30, "", "", "", ""]))
    assert found is not None
    assert (found.n_issues, found.rank_of_row) == (1, {0: 1, 1: 1, 2: 1})
    issue = found.issues[0]
    assert (issue["place"], issue["n_people"], issue["bars"]) == ("青枫雅苑", 3, [])
    assert len(issue["quote"]) <= 91
    assert 0 <= issue["low_share"] <= issue["mid_share"] <= issue["high_share"] <= 1
    assert (found.has_people, found.has_likes) == (False, False)


def test_hot_section_counts_people_where_the_table_names_them() -> None:
    assert hot_section(_table(留言用户=["甲", "甲", "甲", "乙", "丙"])) is None
    found = hot_section(_table(留言用户=["甲", "乙", "丙", "丁", "戊"], 点赞数=[5, 0, 0, 0, 0]))
    assert found is not None
    assert found.has_people
    assert found.has_likes
    assert found.issues[0]["likes"] == 5


@pytest.mark.parametrize(
    ("days", "n_bars", "step"),
    [(["2023-01-05", "2023-01-09", "2023-03-01"], 3, 1), (["2010-01-01", "2015-06-01", "2020-12-31"], 44, 3)],
)
def test_bars_hold_every_message_whatever_the_period(days: list[str], n_bars: int, step: int) -> None:
    found = hot_section(_table(受理时间=[*days, "2023-01-01", "2023-01-01"]))
    assert found is not None
    bars = found.issues[0]["bars"]
    assert (len(bars), found.months_a_bar) == (n_bars, step)
    assert sum(bar["n"] for bar in bars) == 3
    assert max(bar["height"] for bar in bars) == 1
    assert bars[0]["name"] == days[0][:7]


def test_hot_section_is_none_without_texts_or_issues(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pd.DataFrame({"编号": ["1", "2", "3"]})
    assert hot_section(Table(frame, recognise_roles(list(frame)), ())) is None
    assert hot_section(Table(pd.DataFrame({"标题": TITLES[2:]}), {"title": "标题"}, ())) is None
    monkeypatch.setattr("textmine.report.hot.MAX_MESSAGES", 4)
    assert hot_section(_table()) is None


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_report_shows_hot_issues_and_marks_their_rows(tmp_path: Path, lang: str) -> None:
    frame = pd.DataFrame({"标题": TITLES, "category": ["pollution"] * 5})
    path = tmp_path / "t.csv"
    frame.to_csv(path, index=False)
    html = render_complaints_report(read_table(path), lang=lang)
    assert {"en": "Hot issues", "zh": "热点问题"}[lang] in html
    assert re.findall(r'data-hot="(.*?)"', html).count("1") == 3
    assert {"en": "every message counts as a person", "zh": "每条按一人计"}[lang] in html
    alone = frame.iloc[3:]
    alone.to_csv(path, index=False)
    assert 'id="h-hot"' not in render_complaints_report(read_table(path), lang=lang)
