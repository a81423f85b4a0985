"""What reports show just below and just above each of their limits."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from textmine.mining.hotspots import find_hotspots
from textmine.mining.inputs import complaints_of
from textmine.reading.headings import recognise_roles
from textmine.reading.tables import Table, read_table
from textmine.report.complaints import render_complaints_report
from textmine.report.hot import hot_section
from textmine.report.news import _note
from textmine.report.news_labels import LABELS
from textmine.report.thread import news_section


def _table(folder: Path, **columns: list[object]) -> Table:
    n = len(next(iter(columns.values())))
    path = folder / "t.csv"
    pd.DataFrame({"内容": [f"路灯不亮第{at}处" for at in range(n)], **columns}).to_csv(path, index=False)
    return read_table(path)


@pytest.mark.parametrize(("n", "is_cut"), [(5000, False), (5001, True)])
def test_a_report_shows_five_thousand_rows(tmp_path: Path, n: int, is_cut: bool) -> None:
    page = render_complaints_report(_table(tmp_path, category=["property"] * n), lang="en")
    assert len(re.findall(r"<tr data-category", page)) == 5000
    assert ("5000 of 5001 rows" in page) is is_cut


@pytest.mark.parametrize(("n", "is_cut"), [(60, False), (61, True)])
def test_a_report_shows_sixty_communities(tmp_path: Path, n: int, is_cut: bool) -> None:
    table = _table(tmp_path, category=["property"] * n, 所属社区=[f"第{at}社区" for at in range(n)])
    assert ("with fewer rows" in render_complaints_report(table, lang="en")) is is_cut


@pytest.mark.parametrize(
    ("n", "said"), [(2000, ""), (2001, "The first 2,000 of 2,001; all are in claims.csv.")]
)
def test_a_report_on_a_model_shows_two_thousand_rows_and_says_where_all_are(n: int, said: str) -> None:
    assert _note(n, "claims.csv", LABELS["en"]) == said


def test_the_demo_shows_the_first_eight_claims_of_a_page() -> None:
    assert len(news_section("en").rows) == 8


def _messages(titles: list[str], **columns: list[object]) -> Table:
    frame = pd.DataFrame({"标题": titles, **columns})
    return Table(frame, recognise_roles(list(frame)), ())


MIXER = ["青枫雅苑旁搅拌站噪音扰民", "青枫雅苑小区搅拌站粉尘噪音污染", "青枫雅苑附近违建搅拌站噪音"]


@pytest.mark.parametrize(("n", "is_whole"), [(90, True), (91, False)])
def test_an_issue_is_quoted_with_ninety_characters(n: int, is_whole: bool) -> None:
    texts = ["罐车整夜轰鸣".ljust(n, "响")] * 3
    found = hot_section(_messages(MIXER, 内容=texts))
    assert found is not None
    assert found.issues[0]["quote"] == (texts[0] if is_whole else texts[0][:90] + "…")


@pytest.mark.parametrize(("last", "n_bars", "step"), [("2023-12-09", 48, 1), ("2024-01-09", 25, 2)])
def test_growth_has_up_to_forty_eight_bars(last: str, n_bars: int, step: int) -> None:
    found = hot_section(_messages(MIXER, 受理时间=["2020-01-05", "2021-06-01", last]))
    assert found is not None
    assert (len(found.issues[0]["bars"]), found.months_a_bar) == (n_bars, step)


_THINGS = "搅拌站 电梯 路灯 垃圾桶 充电桩 广场舞 停车费 暖气 水压 燃气 化粪池 围墙 健身器材 快递柜 幼儿园 公交站 菜市场 消防栓 门禁 烧烤摊 信号塔"


def test_the_twenty_hottest_issues_are_shown_and_all_are_counted() -> None:
    estates = [first + second + "雅苑" for first in "青红白丹翠" for second in "枫松竹梅兰"]
    told = zip(estates, _THINGS.split(), strict=False)
    titles = [f"{place}{end}{thing}扰民" for place, thing in told for end in ("旁", "小区", "附近违建")]
    found = hot_section(_messages(titles))
    assert found is not None
    assert (found.n_issues, len(found.issues)) == (21, 20)


@pytest.mark.parametrize(("n", "has_issues"), [(10_000, True), (10_001, False)])
def test_a_report_looks_for_hot_issues_in_ten_thousand_messages(
    n: int, has_issues: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = _messages(MIXER)
    found = find_hotspots(complaints_of(few))
    monkeypatch.setattr("textmine.report.hot.find_hotspots", lambda _: found)
    assert (hot_section(_messages([MIXER[at % 3] for at in range(n)])) is not None) is has_issues
