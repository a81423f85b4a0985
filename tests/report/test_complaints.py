"""The report of a classified table: counts, corrections, order, words."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from textmine.classify.corrections import remark_on_corrections
from textmine.errors import InputError
from textmine.reading.tables import Table, read_table
from textmine.report.complaints import (
    MAX_COMMUNITIES,
    MAX_ROWS,
    render_complaints_report,
)


def _table(folder: Path, **columns: list[object]) -> Table:
    n = len(next(iter(columns.values())))
    frame = pd.DataFrame({"内容": [f"路灯不亮第{at}处" for at in range(n)], **columns})
    path = folder / f"t{len(list(folder.iterdir()))}.csv"
    frame.to_csv(path, index=False)
    return read_table(path)


def _tips(html: str) -> list[str]:
    return re.findall(r'data-tip="([^"]+)"', html)


def test_report_counts_rows_and_review_by_category(tmp_path: Path) -> None:
    table = _table(
        tmp_path,
        category=["utilities", "utilities", "property"],
        confidence=[0.8, 0.4, 0.9],
        needs_review=[False, True, False],
    )
    html = render_complaints_report(table, lang="en")
    assert "Utilities: 2 · need review 1 · mean confidence 60%" in _tips(html)
    assert "3 rows; 1 of them" in html
    zh = render_complaints_report(table, lang="zh")
    assert "市政公用: 2 · 需复核 1 · 平均置信度 60%" in _tips(zh)


def test_correction_wins_and_settles_the_review(tmp_path: Path) -> None:
    table = _table(
        tmp_path,
        category=["utilities", "property"],
        confidence=[0.4, 0.9],
        needs_review=[True, False],
        checked_category=["房屋楼宇", ""],
    )
    html = render_complaints_report(table, lang="zh")
    assert [tip.split(" · ")[0] for tip in _tips(html)][:2] == ["房屋楼宇: 1", "物业管理: 1"]
    assert "需复核 1" not in html


def test_a_corrected_row_shows_no_confidence_of_the_old_answer(tmp_path: Path) -> None:
    table = _table(
        tmp_path,
        category=["utilities", "property"],
        confidence=[0.4, 0.9],
        checked_category=["房屋楼宇", "对"],
    )
    assert _tips(render_complaints_report(table, lang="zh"))[:2] == [
        "房屋楼宇: 1 · 需复核 0",
        "物业管理: 1 · 需复核 0 · 平均置信度 90%",
    ]


def test_a_slip_in_the_corrections_is_named(tmp_path: Path) -> None:
    table = _table(tmp_path, category=["utilities"] * 2, checked_category=["utilites", "房屋楼宇"])
    assert "'utilites' is no known category (1 rows, first row 2; nearest: utilities)" in (
        remark_on_corrections(table) or ""
    )
    assert remark_on_corrections(_table(tmp_path, category=["utilities"])) is None


def test_report_leaves_out_what_the_table_lacks(tmp_path: Path) -> None:
    html = render_complaints_report(_table(tmp_path, category=["property"]), lang="en")
    assert 'data-pick="community"' not in html
    assert 'data-pick="month"' not in html
    assert "h-heat" not in html


def test_months_without_rows_are_gaps(tmp_path: Path) -> None:
    table = _table(tmp_path, category=["property"] * 2, 受理时间=["2024-01-05", "2024-03-09"])
    assert [tip for tip in _tips(render_complaints_report(table)) if tip.startswith("2024")] == [
        "2024-01: 1",
        "2024-02: 0",
        "2024-03: 1",
    ]


def test_times_are_written_in_one_way_and_never_cut_short(tmp_path: Path) -> None:
    written = [
        "2024-03-05 下午3:20",
        "2024年3月2日",
        "2024-03-01 09:05:30",
        "45365.5",
        "3月2日左右，请尽快处理",
    ]
    table = _table(tmp_path, 受理时间=written, category=["utilities"] * 5)
    html = render_complaints_report(table, lang="zh")
    for shown in ("2024-03-05 15:20", "2024-03-02", "2024-03-01 09:05", "2024-03-14 12:00", written[-1]):
        assert f">{shown}</td>" in html
    assert "下午3" not in html


def test_long_tables_show_what_needs_review_first_and_say_so(tmp_path: Path) -> None:
    n = MAX_ROWS + 7
    table = _table(tmp_path, category=["property"] * n, needs_review=[False] * (n - 1) + [True])
    html = render_complaints_report(table, lang="en")
    assert f"{MAX_ROWS} of {n} rows" in html
    rows = re.findall(r'<tr data-category.*?data-review="(\d)"', html)
    assert len(rows) == MAX_ROWS
    assert rows[0] == "1"


def test_many_communities_are_counted_not_dropped_silently(tmp_path: Path) -> None:
    n = MAX_COMMUNITIES + 3
    table = _table(tmp_path, category=["property"] * n, 所属社区=[f"第{at}社区" for at in range(n)])
    assert "3 communities with fewer rows" in render_complaints_report(table, lang="en")


def test_unclassified_table_is_refused_with_its_headings(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not classified") as caught:
        render_complaints_report(_table(tmp_path, 受理时间=["2024-01-05"]))
    assert "受理时间" in str(caught.value)


def test_labels_of_another_scheme_are_shown_as_they_are(tmp_path: Path) -> None:
    html = render_complaints_report(_table(tmp_path, category=["城乡建设", "环境保护"]), lang="zh")
    assert {tip.split(":")[0] for tip in _tips(html)} == {"城乡建设", "环境保护"}
