"""What reports show just below and just above each of their limits."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from textmine.reading.tables import Table, read_table
from textmine.report.complaints import render_complaints_report
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
